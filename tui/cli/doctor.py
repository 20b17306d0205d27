"""`hopyard doctor`: looks at everything hopyard needs and says what is wrong and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hopyard.core.doctor import examine
from hopyard.tui.cli.options import common, configure

_MARKS = {"ok": "ok  ", "note": "note", "bad": "BAD "}


@click.command("doctor")
@click.option(
    "--record",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what is sent to the models and what they reply into this folder, without keys.",
)
@common
def command(record: Path | None, config_path: Path | None, debug: bool) -> int:
    """Check this machine, the configuration, the library, and each configured model with a tiny request."""
    bad = 0
    for check in examine(lambda: configure(config_path), os.environ, record):
        bad += check.verdict == "bad"
        click.echo(f"{_MARKS[check.verdict]}  {check.text}")
    return 1 if bad else 0
