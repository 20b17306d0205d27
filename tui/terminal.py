"""Says whether this terminal can show the screen, before Textual takes it over."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TextIO

_USE_ASK = 'Use: hopyard ask "your question".'


def refuse_reason(environ: Mapping[str, str], isatty: tuple[bool, bool, bool] | None = None) -> str:
    """Why the screen cannot be shown, with what to do instead; empty if it can.

    `isatty` says of standard input, output and error whether each is a terminal; by default they are asked.
    Textual reads the first and draws on the last: with either redirected nobody would see the screen.
    """
    if isatty is None:
        isatty = (_is_terminal(sys.__stdin__), _is_terminal(sys.__stdout__), _is_terminal(sys.__stderr__))
    if environ.get("TERM", "") == "dumb":
        return f"The screen needs a terminal that can move its cursor, and TERM is “dumb”. {_USE_ASK}"
    names = ("standard input", "standard output", "standard error")
    missing = [name for name, is_terminal in zip(names, isatty, strict=True) if not is_terminal]
    if missing:
        return f"The screen needs a terminal, and {' and '.join(missing)} is not one. {_USE_ASK}"
    return ""


def _is_terminal(stream: TextIO | None) -> bool:
    """False also for a stream that was closed before the program began."""
    return stream is not None and not stream.closed and stream.isatty()
