"""Runs a session without the screen: the answer on standard output, progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from hopyard.core import spending
from hopyard.core.engine import Engine
from hopyard.core.errors import SearchError, UsageError
from hopyard.core.events import Event, ModelThought, encode
from hopyard.core.headless import CommandLines, run_headless
from hopyard.core.result import result
from hopyard.core.state import State
from hopyard.core.steps import describe
from hopyard.tui.cli.answer_text import answer_text
from hopyard.tui.cli.options import run

NO_ANSWER = 3


def headless(engine: Engine, lines: CommandLines | None, *, as_json: bool, sends: str = "") -> int:
    """Run a session to its end, steered by `lines`; returns the exit code.

    `sends` says what other machines are sent for models; it is told once, on standard error.

    Raises: SearchError if a hop failed and there is no answer.
    """
    if sends:
        click.echo(sends, err=True)
    state = run(run_headless(engine, lines, _print_event if as_json else _tell_step))
    failed = [hop for hop in state.walk() if hop.run_status == "failed"]
    outcome = result(state)
    if as_json:
        _print_line(msgspec.json.encode(outcome))
    else:
        click.echo(answer_text(state))
        if spent := spending.in_words(state.spent):
            click.echo(f"models: {spent}", err=True)
    if failed and not outcome["answered"]:
        raise SearchError(f"Hop {failed[0].id} failed: {failed[0].error}")
    return 0 if outcome["answered"] else NO_ANSWER


@contextmanager
def command_lines(path: str | None) -> Iterator[CommandLines | None]:
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
    if isinstance(event, ModelThought):
        return  # ten lines a second, of words cut in the middle
    step = describe(event, state)
    if step is not None:
        click.echo(step.text, err=True)
