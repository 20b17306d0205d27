"""`hopyard ask`: a question without the screen; the answer on standard output, progress on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from hopyard.core.errors import SearchError, UsageError
from hopyard.core.events import Event, encode
from hopyard.core.headless import CommandLines, run_headless
from hopyard.core.result import result
from hopyard.core.state import State
from hopyard.core.steps import describe
from hopyard.core.wiring import make_workbench
from hopyard.tui.cli.answer_text import answer_text
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, asking, checked_question, configure, run

NO_ANSWER = 3


@click.command("ask")
@click.argument("words", nargs=-1, metavar="QUESTION")
@asking
@click.option("--max-hops", type=click.IntRange(min=1), help="Let at most this many hops run.")
@as_json
@click.option(
    "--commands",
    "commands_path",
    metavar="FILE|-",
    help="Steer with JSON lines from a file or standard input.",
)
def command(
    words: tuple[str, ...],
    docs: tuple[Path, ...],
    web: bool | None,
    model: str | None,
    max_hops: int | None,
    as_json: bool,
    commands_path: str | None,
    config_path: Path | None,
    debug: bool,
) -> int:
    """Ask QUESTION and print the answer with its sources.

    Exit code 0: answered. 3: the sources do not carry an answer.
    """
    question = checked_question(" ".join(words))
    loaded = configure(config_path, web__enabled=web, model__use=model, budget__hops=max_hops)
    with _commands(commands_path) as lines, library(loaded.config, docs) as opened:
        workbench = make_workbench(loaded.config, opened, os.environ, docs=docs)
        show = _print_event if as_json else _tell_step
        state = run(run_headless(workbench.start(question), lines, show))
    failed = [hop for hop in state.walk() if hop.run_status == "failed"]
    outcome = result(state)
    if as_json:
        _print_line(msgspec.json.encode(outcome))
    else:
        click.echo(answer_text(state))
    if failed and not outcome["answered"]:
        raise SearchError(f"Hop {failed[0].id} failed: {failed[0].error}")
    return 0 if outcome["answered"] else NO_ANSWER


@contextmanager
def _commands(path: str | None) -> Iterator[CommandLines | None]:
    """The command lines of a file, of standard input for `-`, or none."""
    if path is None:
        yield None
    elif path == "-":
        yield CommandLines(sys.stdin)
    else:
        try:
            file = Path(path).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
        except OSError as error:
            raise UsageError(f"Cannot read the commands in {path}: {error.strerror}.") from error
        with file:
            yield CommandLines(file)


def _print_event(event: Event, state: State) -> None:
    _print_line(encode(event))


def _print_line(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _tell_step(event: Event, state: State) -> None:
    step = describe(event, state)
    if step is not None:
        click.echo(step.text, err=True)
