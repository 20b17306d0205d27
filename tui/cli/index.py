"""`hopyard index`: add folders to the library, see what is in it, remove, rebuild."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from hopyard.core.index.library import Library
from hopyard.core.index.report import Status, Summary
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.wiring import open_library, read_limits
from hopyard.tui.cli.options import as_json, common, configure, docs_only, run
from hopyard.tui.cli.progress import indexing
from hopyard.tui.cli.shelf import counted

_SHOWN_PROBLEMS = 200


@click.group("index")
def command() -> None:
    """Build and inspect your library."""


@command.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_json
@common
def add(paths: tuple[Path, ...], as_json: bool, config_path: Path | None, debug: bool) -> int:
    """Add files and folders, or bring them up to date."""
    loaded = configure(config_path)
    opened = open_library(loaded.config, (), os.environ)
    try:
        with indexing() as line:
            summary = run(
                opened.add(
                    [Path(os.path.abspath(path)) for path in paths],
                    limits=read_limits(loaded.config),
                    on_progress=line,
                )
            )
        _report(summary, opened, as_json)
    finally:
        opened.close()
    return 0


@command.command("status")
@as_json
@docs_only
def status(docs: tuple[Path, ...], as_json: bool, config_path: Path | None, debug: bool) -> int:
    """Count what is indexed, skipped and failed, with reasons."""
    loaded = configure(config_path)
    opened = open_library(loaded.config, docs, os.environ)
    try:
        state = opened.status()
    finally:
        opened.close()
    if as_json:
        click.echo(msgspec.json.encode(state).decode())
    else:
        _print_status(state)
    return 0


@command.command("remove")
@click.argument("path", type=click.Path(path_type=Path))
@as_json
@common
def remove(path: Path, as_json: bool, config_path: Path | None, debug: bool) -> int:
    """Forget a file or folder; the files themselves stay."""
    loaded = configure(config_path)
    opened = open_library(loaded.config, (), os.environ)
    try:
        summary = run(opened.remove(Path(os.path.abspath(path))))
        _report(summary, opened, as_json)
    finally:
        opened.close()
    return 0


@command.command("rebuild")
@as_json
@docs_only
def rebuild(docs: tuple[Path, ...], as_json: bool, config_path: Path | None, debug: bool) -> int:
    """Make the index again from the stored passages."""
    loaded = configure(config_path)
    opened = open_library(loaded.config, docs, os.environ)
    try:
        with indexing() as line:
            summary = run(opened.rebuild(on_progress=line))
        _report(summary, opened, as_json)
    finally:
        opened.close()
    return 0


def _report(summary: Summary, opened: Library, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(summary).decode())
        return
    counts = [
        f"{n} {what}"
        for n, what in (
            (summary.added, "added"),
            (summary.changed, "changed"),
            (summary.removed, "removed"),
            (summary.unchanged, "unchanged"),
            (summary.skipped, "skipped"),
            (summary.failed, "failed"),
        )
        if n
    ]
    said = "" if summary.added or summary.changed or summary.removed else "Nothing to do: "
    click.echo(
        f"{said}{', '.join(counts) or 'no files'}; {counted(summary.n_passages, 'passage')} in the library."
    )
    for note in summary.notes:
        click.echo(sanitize_line(note))
    _print_problems(opened.status())


def _print_status(state: Status) -> None:
    roots = (
        "\n".join(f"  {sanitize_line(root)}" for root in state.roots) or "  none yet: hopyard index add PATH"
    )
    click.echo(f"Library in {sanitize_line(state.home)} ({state.n_bytes / 1e6:.1f} MB)\nFolders:\n{roots}")
    click.echo(
        f"{counted(state.n_indexed, 'file')} indexed, {state.n_skipped} skipped, {state.n_failed} failed; "
        f"{counted(state.n_sources, 'source')}, {counted(state.n_passages, 'passage')}."
    )
    for note in state.notes:
        click.echo(sanitize_line(note))
    _print_problems(state)


def _print_problems(state: Status) -> None:
    for problem in state.problems[:_SHOWN_PROBLEMS]:
        click.echo(f"  {problem.status}: {sanitize_line(problem.path)}: {sanitize_line(problem.reason)}")
    left = len(state.problems) - _SHOWN_PROBLEMS
    if left > 0:
        click.echo(f"  ... and {left} more; --json lists all.")
