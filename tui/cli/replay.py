"""`hopyard replay`: a session as it went, without its library, on the screen or printed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from hopyard.core.config import Config
from hopyard.core.events import Event, encode
from hopyard.core.sessions.log import is_open
from hopyard.core.sessions.playhead import Playhead
from hopyard.core.sessions.replay import Recording
from hopyard.core.state import ROOT
from hopyard.core.steps import describe
from hopyard.core.text.sanitize import sanitize_line
from hopyard.tui.cli.answer_text import answer_text
from hopyard.tui.cli.looks_here import looks_here
from hopyard.tui.cli.options import as_json, common, configure
from hopyard.tui.cli.shelf import session_folder, shelf_of
from hopyard.tui.looks import Looks
from hopyard.tui.on_show import GoOn
from hopyard.tui.places import Moment, place
from hopyard.tui.replaying import Replaying
from hopyard.tui.terminal import refuse_reason

MAX_SPEED = 1000.0
_BREATH_S = 0.001
"""The least that is waited for an event, lest rounding makes a busy loop."""


@click.command("replay")
@click.argument("name", metavar="ID|FILE|FOLDER")
@click.option("--speed", type=click.FloatRange(0.0, MAX_SPEED, min_open=True), help="1 is as it went.")
@click.option(
    "--until",
    metavar="SECONDS|EVENT",
    help="Stop there: 83, 1:23, 50%, e12 or the first event of a kind, as AnswerWritten.",
)
@click.option("--paused", is_flag=True, help="Do not play by itself; with --until, begin there.")
@as_json
@common
def command(
    name: str,
    speed: float | None,
    until: str | None,
    paused: bool,
    as_json: bool,
    config_path: Path | None,
    debug: bool,
) -> int:
    """Show session ID, or the one in a pack or folder, as it went, from its log alone.

    Without a terminal, or with --json, its steps (or events) are printed: at once, or with --speed at that
    pace.
    """
    loaded = configure(config_path)
    with session_folder(name, config_path) as folder:
        recording = Recording(folder)
        last = recording.n if until is None else _n(until, recording)
        if as_json or refuse_reason(os.environ):
            printed(recording, last, _print_event if as_json else _step_printer(recording), speed)
            if not as_json:
                click.echo(f"\n{answer_text(recording.state(last))}")
            return 0
        looks = looks_here(loaded.config)
        replaying = _replaying(recording, last if until is not None else None, speed, paused or looks.still)
        wish = _on_screen(replaying, loaded.config, looks)
        if wish is None:
            return 0
        from hopyard.tui.cli.screen import open_screen  # noqa: PLC0415 - the library, only if it is needed

        return open_screen(loaded, shelf_of(loaded.config).docs_of(wish.folder), go_on=wish)


def printed(
    recording: Recording,
    last: int,
    show: Callable[[Event], None],
    speed: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Show the first `last` events, at once or at a speed."""
    head = Playhead(recording, clock, n=1 if speed else last, speed=speed or 1.0, stop=last)
    shown = 0
    while True:
        head.advance()
        for event in recording.events[shown : head.n]:
            show(event)
        shown = head.n
        if head.wait_s is None:
            return
        sleep(max(_BREATH_S, head.wait_s))


def _n(until: str, recording: Recording) -> int:
    found = place(until, recording)
    n = recording.n_until(found.seconds) if isinstance(found, Moment) else found.n
    return max(1, min(n, recording.n))


def _replaying(recording: Recording, until: int | None, speed: float | None, paused: bool) -> Replaying:
    return Replaying(
        recording,
        n=until if paused and until is not None else 1,
        speed=speed or 1.0,
        plays=not paused,
        stop=until,
        follows=is_open(recording.folder),
    )


def _on_screen(replaying: Replaying, config: Config, looks: Looks) -> GoOn | None:
    from hopyard.tui.replay_app import ReplayApp  # noqa: PLC0415 - Textual takes 0.4 s to import

    torn = replaying.recording.torn and not replaying.head.follows
    said = "A line cut off at the end of its log was left out." if torn else ""
    return ReplayApp(replaying, keys=config.keys, looks=looks, said=said).run()


def _print_event(event: Event) -> None:
    sys.stdout.buffer.write(encode(event) + b"\n")
    sys.stdout.buffer.flush()


def _step_printer(recording: Recording) -> Callable[[Event], None]:
    def show(event: Event) -> None:
        step = describe(event, recording.last)
        if step is not None:
            hop = "" if step.hop == ROOT else f"{step.hop} "
            click.echo(f"{step.at:7.1f} {sanitize_line(hop + step.text)}")

    return show
