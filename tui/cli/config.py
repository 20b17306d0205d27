"""`hopyard config`: write, show and change the configuration file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hopyard.core.config import write as config_write
from hopyard.core.locations import config_file
from hopyard.tui.cli.options import common, configure


@click.group("config")
def command() -> None:
    """Show and change the configuration."""


@command.command("init")
@common
def init(config_path: Path | None, debug: bool) -> int:
    """Write a configuration file with every setting and what it means."""
    path = config_path or config_file(os.environ)
    config_write.init(path)
    click.echo(f"Written: {path}")
    return 0


@command.command("show")
@common
def show(config_path: Path | None, debug: bool) -> int:
    """Print every setting and where it comes from."""
    for row in configure(config_path).rows():
        click.echo(row)
    return 0


@command.command("set")
@click.argument("key")
@click.argument("value")
@common
def set_(key: str, value: str, config_path: Path | None, debug: bool) -> int:
    """Set KEY, such as budget.hops, to VALUE in the configuration file.

    All else in the file stays, comments too. Write `--` before a value that begins with a dash.
    """
    click.echo(config_write.set_value(config_path or config_file(os.environ), key, value))
    return 0


@command.command("path")
@common
def path(config_path: Path | None, debug: bool) -> int:
    """Print where the configuration file is."""
    click.echo(config_path or config_file(os.environ))
    return 0
