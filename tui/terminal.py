"""What the screen asks of its terminal and process: can it be shown, and when to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TextIO

END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a program from outside; `ctrl+c` is a key to the screen and sends none."""
_USE_ASK = 'Use: hopyard ask "your question".'
FORCE_S = 6.0
"""How long after a signal the program is ended by force; longer than a session takes to write its end."""


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
        which = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
        is_none = "is not one" if len(missing) == 1 else "are none"
        return f"The screen needs a terminal, and {which} {is_none}. {_USE_ASK}"
    return ""


def on_end_signals(end: Callable[[signal.Signals], None]) -> None:
    """Have `end` called in the running loop for a signal that would end the program at once.

    The program then has `FORCE_S` seconds: Textual waits for ever to write to a terminal that is gone.
    A signal that is ignored, as by `nohup`, stays ignored. The loop lets go of the signals when it closes.
    Python hands signals to the main thread only: elsewhere nothing is done.
    """

    def ended(number: signal.Signals) -> None:
        force = threading.Timer(FORCE_S, os._exit, [128 + number])
        force.daemon = True
        force.start()
        end(number)

    loop = asyncio.get_running_loop()
    for number in END_SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            loop.add_signal_handler(number, ended, number)
        except (RuntimeError, ValueError):
            return


def _is_terminal(stream: TextIO | None) -> bool:
    """False also for a stream that was closed before the program began."""
    return stream is not None and not stream.closed and stream.isatty()
