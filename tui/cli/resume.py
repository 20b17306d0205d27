"""`hopyard resume`: go on with a session where it ended."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hopyard.core.sessions.about import read_about
from hopyard.core.wiring import make_workbench
from hopyard.tui.cli.asked import command_lines, headless
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, common, configure
from hopyard.tui.cli.screen import open_screen
from hopyard.tui.cli.shelf import shelf_of
from hopyard.tui.on_show import GoOn


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
    loaded = configure(config_path)
    here = shelf_of(loaded.config)
    folder = here.find(name)
    docs = here.docs_of(folder)
    if read_about(folder).received:
        click.echo(
            "This session came in a pack: your library is searched, not the folders it names.", err=True
        )
    if not (as_json or commands_path is not None):
        return open_screen(loaded, docs, go_on=GoOn(folder))
    with command_lines(commands_path) as lines, library(loaded.config, docs) as opened:
        workbench = make_workbench(loaded.config, opened, os.environ, docs=docs)
        return headless(workbench.resume(folder), lines, as_json=as_json, sends=workbench.sends)
