"""`hopyard search`: passages for a query, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import Hit
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, checked_question, configure, docs_only, run

_SNIPPET = 300


@click.command("search")
@click.argument("words", nargs=-1, metavar="QUERY")
@click.option(
    "-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many passages."
)
@docs_only
@as_json
def command(
    words: tuple[str, ...],
    k: int,
    docs: tuple[Path, ...],
    as_json: bool,
    config_path: Path | None,
    debug: bool,
) -> int:
    """Print the passages that fit QUERY best.

    What QUERY puts in quotation marks they hold word for word: hopyard search '"bottom fermented"'.
    """
    query = checked_question(" ".join(words))
    loaded = configure(config_path)
    with library(loaded.config, docs) as opened:
        hits = run(opened.search_quoted(query, k))
    if as_json:
        click.echo(msgspec.json.encode([_as_data(hit) for hit in hits]).decode())
        return 0
    if not hits:
        click.echo("Nothing found.")
    for number, hit in enumerate(hits, start=1):
        click.echo(f"{number}. {hit.source.title}, {hit.passage.location}  ({hit.score:.2f})")
        click.echo(f"   {sanitize_line(hit.passage.text)[:_SNIPPET]}")
    return 0


def _as_data(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "source": passage.source,
        "title": hit.source.title,
        "path": hit.source.path,
        "location": passage.location,
        "heading": passage.heading,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
        "score": round(hit.score, 4),
    }
