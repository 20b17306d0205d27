"""`hopyard demo`: the screen over the sample library that ships with hopyard; no key, no network."""

from __future__ import annotations

from pathlib import Path

import click

from hopyard.core import sample
from hopyard.tui.cli.options import checked_question, common, configure
from hopyard.tui.cli.screen import open_screen


@click.command("demo")
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@common
def command(words: tuple[str, ...], config_path: Path | None, debug: bool) -> int:
    """Try hopyard on a small sample library."""
    loaded = configure(config_path)
    question = checked_question(" ".join(words)) if words else sample.QUESTIONS[0]
    return open_screen(loaded, [sample.folder()], question, sample.QUESTIONS)
