"""What the benchmarks of models share: tables in Markdown, the machine, a server in a process of its own."""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

_ROOT = Path(__file__).parent.parent


def machine() -> str:
    """What it is measured on."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}"


def head(*cells: str) -> None:
    """Print the head of a table."""
    print(f"\n| {' | '.join(cells)} |\n|{' --- |' * len(cells)}", flush=True)


def row(*cells: str) -> None:
    """Print a row of a table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def spread(values: Sequence[float], digits: int = 0) -> list[str]:
    """Median, 95th percentile and longest as cells."""
    return [f"{one:.{digits}f}" for one in (statistics.median(values), p95(values), max(values))]


@contextmanager
def own_process(module: str) -> Iterator[str]:
    """The address of a server that `python -m MODULE --serve` is; it prints its port."""
    command = [sys.executable, "-m", module, "--serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


Answering = Callable[[asyncio.StreamWriter, bytes, str], Awaitable[None]]
"""Answers one request, given its first line and its body; the end of the response is written for it."""


async def serve(answer: Answering) -> None:
    """Listen on a port of the system's choice, print it, and answer until the process is ended."""

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                length = 0
                while header := (await reader.readline()).decode().strip().lower():
                    if header.startswith("content-length:"):
                        length = int(header.split(":")[1])
                body = (await reader.readexactly(length)).decode()
                writer.write(
                    b"HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                )
                await answer(writer, line, body)
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    listening = await asyncio.start_server(connection, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


def write_event(writer: asyncio.StreamWriter, event: str) -> None:
    """Write one event as a chunk of the response."""
    data = event.encode()
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))
