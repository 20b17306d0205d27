"""The command line: one module for each command, and `main`, which turns errors into lines and exit codes."""

from hopyard.tui.cli.main import main

__all__ = ["main"]
