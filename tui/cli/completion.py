"""`hopyard completion`: the script that makes a shell complete hopyard's commands and options."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import get_completion_class

from hopyard.tui.cli.options import common


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common
def command(shell: str, config_path: Path | None, debug: bool) -> int:
    """Print a completion script: eval "$(hopyard completion bash)"."""
    from hopyard.tui.cli.main import cli  # noqa: PLC0415 - main imports this module

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "hopyard", "_HOPYARD_COMPLETE").source())
    return 0
