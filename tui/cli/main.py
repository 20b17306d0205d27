"""The `hopyard` command: finds the subcommand, runs it, and says errors in one line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from hopyard.core.errors import HopyardError

SCREEN = "screen"
_MODULES = {
    SCREEN: "screen",
    "ask": "ask",
    "search": "search",
    "index": "index",
    "eval": "evaluate",
    "sessions": "sessions",
    "resume": "resume",
    "export": "export",
    "replay": "replay",
    "config": "config",
    "doctor": "doctor",
    "demo": "demo",
    "completion": "completion",
}
_TAKES_VALUE = frozenset({"--config"})
_STANDS_ALONE = frozenset({"--debug"})
INTERRUPTED = 130


class Commands(click.Group):
    """The subcommands, each imported when it is asked for; anything else is a question for the screen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that `--help` lists."""
        return [name for name in _MODULES if name != SCREEN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand."""
        if cmd_name not in _MODULES:
            return None
        command = import_module(f"hopyard.tui.cli.{_MODULES[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the subcommand first; without one the rest belongs to the screen."""
        return super().parse_args(ctx, with_command(args))


def with_command(args: Sequence[str]) -> list[str]:
    """The arguments with the subcommand in front.

    `--config FILE` and `--debug` may stand before the subcommand and are moved to the end.
    """
    if args and args[0] in ("--help", "-h", "--version"):
        return list(args)
    i = 0
    while i < len(args):
        if args[i] in _TAKES_VALUE:
            i += 2
        elif args[i] in _STANDS_ALONE or any(args[i].startswith(f"{name}=") for name in _TAKES_VALUE):
            i += 1
        else:
            break
    if i == len(args) or args[i] not in _MODULES or args[i] == SCREEN:
        return [SCREEN, *args]
    rest = list(args[i:])
    end = rest.index("--") if "--" in rest else len(rest)
    return [*rest[:end], *args[:i], *rest[end:]]


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Run `hopyard COMMAND --help` for a command's options.",
)
@click.version_option(package_name="hopyard", prog_name="hopyard", message="%(prog)s %(version)s")
def cli() -> None:
    """Ask a folder of reports, and see where every number came from.

    \b
    hopyard [QUESTION]           opens the screen over your library
    hopyard QUESTION --docs DIR  opens it over a folder
    """


def main(args: Sequence[str] | None = None) -> int:
    """Run hopyard; returns the exit code."""
    debug = "--debug" in (sys.argv[1:] if args is None else args)
    try:
        code = cli.main(
            args=list(args) if args is not None else None, prog_name="hopyard", standalone_mode=False
        )
    except click.ClickException as error:
        _say(f"{error.format_message()} {_usage_hint(error)}".strip())
        return 2 if isinstance(error, click.UsageError) else error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("Interrupted.")
        return INTERRUPTED
    except HopyardError as error:
        if debug:
            traceback.print_exc()
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of a pipe went away; a second error at exit would only add noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # the last boundary: a fault of ours
        if debug:
            raise
        _say(f"A fault in hopyard: {type(error).__name__}: {error}. Run it again with --debug.")
        return 1
    return code if isinstance(code, int) else 0


def _usage_hint(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"Try: {error.ctx.command_path} --help"
    return ""


def _say(line: str) -> None:
    click.echo(" ".join(line.split()), err=True)
