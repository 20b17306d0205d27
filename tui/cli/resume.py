"""`hopyard resume`: go on with a session where it ended."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hopyard.core.sessions.about import read_about
from hopyard.core.sessions.shelf import read_state
from hopyard.core.wiring import make_workbench
from hopyard.tui.cli.asked import command_lines, headless
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, common, configure
from hopyard.tui.cli.screen import open_screen
from hopyard.tui.cli.shelf import shelf


@click.command("resume")
@click.argument("name", metavar="ID")
@as_json
@click.option(
    "--commands",
    "commands_path",
    metavar="FILE|-",
    help="Steer with JSON lines from a file or standard input, without the screen.",
)
@common
def command(
    name: str, as_json: bool, commands_path: str | None, config_path: Path | None, debug: bool
) -> int:
    """Go on with session ID: hops that were running run again, and you can steer on.

    With --json or --commands it runs without the screen, as `hopyard ask` does.
    """
    folder = shelf(config_path).find(name)
    loaded = configure(config_path)
    config = loaded.config
    docs = [Path(path) for path in read_state(folder).docs]
    if docs and read_about(folder).received:
        click.echo(
            "This session came in a pack: your library is searched, not the folders it names.", err=True
        )
        docs = []
    if not (as_json or commands_path is not None):
        return open_screen(loaded, docs, resume=folder)
    with command_lines(commands_path) as lines, library(config, docs) as opened:
        workbench = make_workbench(config, opened, os.environ, docs=docs)
        return headless(workbench.resume(folder), lines, as_json=as_json)
