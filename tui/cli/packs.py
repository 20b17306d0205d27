"""`hopyard sessions pack` and `unpack`: a session in one file, to be shared."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from hopyard.core.locations import private_folder, sessions_folder
from hopyard.core.sessions.pack import SUFFIX, unpack
from hopyard.core.sessions.packing import pack
from hopyard.core.text.sanitize import sanitize_line
from hopyard.tui.cli.options import common, configure
from hopyard.tui.cli.output import write_output
from hopyard.tui.cli.shelf import counted, shelf


@click.command("pack")
@click.argument("name", metavar="ID")
@click.option("-o", "output", type=click.Path(path_type=Path), help=f"Write to this file, not ID{SUFFIX}.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@common
def pack_command(name: str, output: Path | None, force: bool, **options: Any) -> None:
    """Put session ID into one file, which `replay` and `export` open on another machine.

    It holds the whole log, with the paths of your files, and the full texts of the sources that were met.
    """
    folder = shelf(options["config_path"]).find(name)
    packed = pack(folder)
    path = output or Path(folder.name + SUFFIX)
    write_output(path, packed.data, force=force)
    extent = (
        f"{counted(packed.n_events, 'event')} and the full texts of {counted(packed.n_sources, 'source')}"
    )
    click.echo(f"Wrote {sanitize_line(str(path))}, {len(packed.data):,} bytes: {extent}.")
    if packed.missing:
        click.echo(f"Not in it: {counted(len(packed.missing), 'text')} that the session has lost.", err=True)


@click.command("unpack")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@common
def unpack_command(path: Path, **options: Any) -> None:
    """Put the session in FILE among yours."""
    home = sessions_folder(os.environ, configure(options["config_path"]).config.sessions.path)
    folder = unpack(path, private_folder(home))
    click.echo(f"{folder.name} is among your sessions.")
