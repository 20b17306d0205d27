"""The process that reads pages: `python -m hopyard.core.web.pages.worker`, started by the program.

It reads what strangers wrote, so it may die, and has no key in its environment; it is busy for long, so it
must not share a process with the screen.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

from hopyard.core.children import bound_memory, own_stdout
from hopyard.core.web.errors import BadReply
from hopyard.core.web.pages.page import EmptyPage
from hopyard.core.web.pages.protocol import LENGTH, Failed, Job, encoder, frame, jobs, page_frames
from hopyard.core.web.pages.reading import read_page
from hopyard.core.web.port import Response

MAX_MEMORY_BYTES = 2 * 1024**3
"""Address space of this process: a page that wants more fails, and does not take the machine down."""


def main() -> None:
    """Read pages until nobody sends any more."""
    # Ctrl-C reaches every process of the terminal; whoever started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory(MAX_MEMORY_BYTES)
    answers = own_stdout()
    asked = sys.stdin.buffer
    while (head := _frame(asked)) is not None:
        job = jobs.decode(head)
        body = _frame(asked)
        if body is None:
            break
        for part in _answer(job, body):
            _write(answers, part)


def _answer(job: Job, body: bytes) -> list[bytes]:
    try:
        page = read_page(Response(job.url, job.status, job.headers, body))
    except BadReply as error:
        return [frame(encoder.encode(Failed(error.message, error.next_step)))]
    except MemoryError:
        return [frame(encoder.encode(Failed("It takes too much memory to read.", "Open it in a browser.")))]
    except RecursionError:
        return [frame(encoder.encode(Failed("It is nested too deeply.", "Open it in a browser.")))]
    return [frame(encoder.encode(page))] if isinstance(page, EmptyPage) else page_frames(page)


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BrokenPipeError:
        raise SystemExit(1) from None  # nobody listens any more


if __name__ == "__main__":
    main()
