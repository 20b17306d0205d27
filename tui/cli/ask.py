"""`hopyard ask`: a question without the screen; the answer on standard output, progress on standard error."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hopyard.core.wiring import make_workbench
from hopyard.tui.cli.asked import command_lines, headless
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, asking, checked_question, configure, for_all_work


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
    loaded = configure(config_path, web__enabled=web, budget__hops=max_hops, **for_all_work(model))
    with command_lines(commands_path) as lines, library(loaded.config, docs) as opened:
        workbench = make_workbench(loaded.config, opened, os.environ, docs=docs)
        return headless(workbench.start(question), lines, as_json=as_json, sends=workbench.sends)
