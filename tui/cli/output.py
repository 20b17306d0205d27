"""Writes what a command made to the file that `-o` names."""

from __future__ import annotations

from pathlib import Path

from hopyard.core.errors import ExportError, UsageError
from hopyard.core.files import write_private
from hopyard.core.text.sanitize import sanitize_line


def write_output(path: Path, data: bytes, *, force: bool) -> None:
    """Write what was made to a file (0600), in one step.

    Raises: UsageError if it is there and not to be replaced; ExportError if it cannot be written.
    """
    if not force:
        check_free(path)
    try:
        write_private(path, data, replace=force)
    except FileExistsError:
        check_free(path)
        raise
    except OSError as error:
        said = f"Cannot write {sanitize_line(str(path))}: {error.strerror or error}."
        raise ExportError(said, "Choose another file with -o.") from error


def check_free(path: Path) -> None:
    """Raises: UsageError if a file, or anything else, is there."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"{sanitize_line(str(path))} is there already.", "Add --force to replace it.")
