"""`hopyard export`: a session as a file for others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hopyard.core.export.formats import FORMATS
from hopyard.core.export.material import Material
from hopyard.core.sessions.about import read_about
from hopyard.core.sessions.log import read_text
from hopyard.core.sessions.shelf import read_state
from hopyard.core.text.sanitize import sanitize_line
from hopyard.tui.cli.options import common, configure, run
from hopyard.tui.cli.output import check_free, write_output
from hopyard.tui.cli.shelf import session_folder
from hopyard.tui.looks import Looks

CAST = "cast"


def _size(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """A terminal's size, `120x40`, as columns and lines."""
    columns, _, lines = value.lower().partition("x")
    if not (columns.isdecimal() and lines.isdecimal() and len(value) <= len("400x200")):
        raise click.BadParameter(f"{value} is no size; write it as 120x40.")
    size = int(columns), int(lines)
    if not (20 <= size[0] <= 400 and 5 <= size[1] <= 200):
        raise click.BadParameter(f"{value} is not between 20x5 and 400x200.")
    return size


@click.command("export")
@click.argument("name", metavar="ID|FILE")
@click.option(
    "--format", "kind", type=click.Choice([*FORMATS, CAST]), required=True, help="What to make of it."
)
@click.option("-o", "output", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--size", callback=_size, default="120x40", help="For cast: the terminal's size.", show_default=True
)
@click.option(
    "--speed",
    type=click.FloatRange(0.01, 1000),
    default=1.0,
    help="For cast: how many times faster than it was.",
    show_default=True,
)
@click.option(
    "--idle",
    type=click.FloatRange(0.1, 3600),
    default=2.0,
    help="For cast: the longest wait, in seconds.",
    show_default=True,
)
@common
def command(
    name: str,
    kind: str,
    output: Path | None,
    force: bool,
    size: tuple[int, int],
    speed: float,
    idle: float,
    config_path: Path | None,
    debug: bool,
) -> None:
    """Make a file of session ID, or of a session packed in FILE, to standard output or with -o.

    \b
    md      answer, references with quotes, hop tree, what was left out
    html    one page that works offline, each claim linked to its passage
    json    everything, by the schema in docs/export.md
    bibtex  the cited sources, for LaTeX
    csl     the cited sources as CSL-JSON, for Zotero, pandoc and others
    cast    a recording of the screen for asciinema
    """
    to_file = output is not None and str(output) != "-"
    if output is not None and to_file and not force:
        check_free(output)
    with session_folder(name, config_path) as folder:
        if kind == CAST:
            from hopyard.tui.cast import recorded  # noqa: PLC0415 - Textual takes 0.4 s to import

            screen = configure(config_path).config.screen
            looks = Looks(theme=screen.theme, ascii=screen.ascii, still=True)
            text = run(recorded(folder, size=size, speed=speed, idle=idle, looks=looks))
        else:
            text = FORMATS[kind](material(folder))
    if output is None or not to_file:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        write_output(output, text.encode(), force=force)
        click.echo(f"Wrote {sanitize_line(str(output))}, {len(text.encode()):,} bytes.", err=True)


def material(folder: Path) -> Material:
    """The session in a folder, to be exported. Raises: LogError if it cannot be read."""
    about = read_about(folder)
    return Material(
        state=read_state(folder),
        text_of=lambda source: read_text(folder, source),
        title=about.title,
        tags=about.tags,
    )
