"""The process that writes: `python -m hopyard.core.index.worker`, started by the program, one task each.

It reads hostile files, so it may die; it is busy for long, so it must not share a process with the screen.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from hopyard.core.children import bound_memory, own_stdout
from hopyard.core.errors import HopyardError, LibraryLocked
from hopyard.core.index import home as places
from hopyard.core.index.intake import Read
from hopyard.core.index.lock import LibraryLock
from hopyard.core.index.plan import Find
from hopyard.core.index.protocol import Failure, Message, Request
from hopyard.core.index.report import Summary
from hopyard.core.index.writer import Tell, Writer

_encoder = msgspec.json.Encoder()

MAX_MEMORY_BYTES = 3 * 1024**3
"""Address space of this process: a file that wants more fails, and does not take the machine down."""

Documents = Callable[[], tuple[Find, Read]]
"""Gives what walks folders and what reads documents; called only for a task that needs them."""


def run(documents: Documents) -> int:
    """Do the task that comes on stdin and tell of it on stdout; returns the exit code."""
    # Ctrl-C reaches every process of the terminal; whoever started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory(MAX_MEMORY_BYTES)
    answers = own_stdout()

    def tell(message: Message) -> None:
        line = _encoder.encode(message) + b"\n"
        try:
            while line:
                line = line[os.write(answers, line) :]
        except BrokenPipeError:
            # Nobody listens any more. What is stored stays, the rest can wait.
            raise SystemExit(1) from None

    try:
        request = msgspec.json.decode(sys.stdin.buffer.readline(), type=Request)
        tell(_do(request, documents, tell))
    except HopyardError as error:
        tell(Failure(error.message, error.next_step, isinstance(error, LibraryLocked)))
        return error.exit_code
    return 0


def _do(request: Request, documents: Documents, tell: Tell) -> Summary:
    home = places.prepare(Path(request.home))
    with LibraryLock(places.lock_file(home), request.command) as lock:
        lock.acquire(request.lock_wait_s)
        writer = Writer(home, tell, Path(request.embedder) if request.embedder else None)
        try:
            match request.task:
                case "add":
                    return writer.add(request.roots, *documents(), request.limits, request.crashed)
                case "remove":
                    return writer.remove(request.roots[0])
                case "rebuild":
                    return writer.rebuild()
                case "passages":
                    return writer.add_passages(_passages(sys.stdin.buffer))
                case "mend":
                    return writer.mend()
        finally:
            writer.close()


def _passages(lines: BinaryIO) -> Iterator[tuple[str, str, str]]:
    decoder = msgspec.json.Decoder(tuple[str, str, str])
    for line in lines:
        yield decoder.decode(line)


def _documents() -> tuple[Find, Read]:
    from hopyard.core.documents.folder import find_files  # noqa: PLC0415  # the readers take long to load
    from hopyard.core.documents.reading import read_document  # noqa: PLC0415

    return find_files, read_document


if __name__ == "__main__":
    sys.exit(run(_documents))
