"""Runs the worker process: sends the task, passes on its progress, and survives its death."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from hopyard.core.children import child_environment
from hopyard.core.errors import LibraryError
from hopyard.core.index.protocol import Failure, Message, Request
from hopyard.core.index.report import Progress, Summary

OnProgress = Callable[[Progress], None]

MAX_CRASHES = 20
"""Files of one run that a worker may die on before the run is given up."""

_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)
_LINE_LIMIT = 1 << 20
_KEPT_STDERR = 4_000
_FEED_BYTES = 1 << 16


class Worker(NamedTuple):
    """How to start a worker, and how long it may take over one file before it is ended."""

    command: tuple[str, ...] = (sys.executable, "-P", "-m", "hopyard.core.index.worker")
    # -P: without it a folder named `hopyard`, or a `struct.py`, where the person stands would be imported.
    seconds_per_file: float = 300.0


class _Died(Exception):
    """The worker ended without a last word; `path` is the file that it was reading, if any."""

    def __init__(self, path: str, reason: str, complaint: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.complaint = complaint


async def run(
    request: Request,
    worker: Worker,
    on_progress: OnProgress | None = None,
    passages: Iterable[tuple[str, str, str]] = (),
) -> Summary:
    """Have a task done. A file that kills the worker is recorded as failed, and the rest goes on without it.

    Raises: LibraryError, LibraryLocked as the worker says; LibraryError if it does not start, or dies again
    and again. Cancelling ends the worker; what it stored stays.
    """
    outcomes: dict[str, str] = {}
    crashed: dict[str, str] = {}
    while True:
        latest: set[str] = set()

        def note(progress: Progress, latest: set[str] = latest) -> None:
            if progress.path and progress.status != "reading":
                outcomes[progress.path] = progress.status
                latest.add(progress.path)
            if on_progress is not None:
                on_progress(progress)

        try:
            summary = await _once(msgspec.structs.replace(request, crashed=crashed), worker, note, passages)
        except _Died as death:
            if not death.path or len(crashed) >= MAX_CRASHES or death.path in crashed:
                raise _gave_up(death, len(crashed)) from death
            crashed[death.path] = death.reason
            continue
        return _whole(summary, outcomes, latest) if request.task == "add" else summary


def _whole(last: Summary, outcomes: dict[str, str], latest: set[str]) -> Summary:
    """The summary of all workers of a run: the last one takes for unchanged what its predecessors stored."""
    told = list(outcomes.values())
    earlier = [path for path in outcomes if path not in latest and outcomes[path] in ("added", "changed")]
    return msgspec.structs.replace(
        last,
        added=told.count("added"),
        changed=told.count("changed"),
        removed=told.count("removed"),
        unchanged=last.unchanged - len(earlier),
    )


async def _once(
    request: Request, worker: Worker, note: OnProgress, passages: Iterable[tuple[str, str, str]]
) -> Summary:
    process = await _start(worker)
    complaints = asyncio.ensure_future(_tail(_pipe(process.stderr)))
    feeding = asyncio.ensure_future(_feed(process, request, passages))
    reading = ""
    reason = "crashed the reader"
    try:
        while True:
            limit = worker.seconds_per_file if reading else None
            try:
                # Not `wait_for`: before Python 3.12 it loses a cancelling that comes together with a line.
                async with asyncio.timeout(limit):
                    message = await _next(_pipe(process.stdout))
            except TimeoutError:
                reason = f"took longer than {worker.seconds_per_file:g} s to read"
                break
            if message is None:
                break
            if isinstance(message, Summary):
                return message
            if isinstance(message, Failure):
                raise message.error()
            reading = message.path if message.status == "reading" else ""
            note(message)
        await _end(process)
        raise _Died(reading, reason, await complaints)
    finally:
        await _end(process)
        await _stop(feeding)
        await _stop(complaints)


async def _start(worker: Worker) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *worker.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            env=child_environment(),
        )
    except OSError as error:
        raise LibraryError(
            f"The indexing process cannot be started: {error.strerror or error}.",
            "Check that Python is still installed where hopyard was started from, and that memory is free.",
        ) from error


async def _next(lines: asyncio.StreamReader) -> Message | None:
    """The next line of the worker; None if it died, maybe in the middle of one."""
    try:
        return _decoder.decode(await lines.readline())
    except msgspec.DecodeError:
        return None


async def _feed(
    process: asyncio.subprocess.Process, request: Request, passages: Iterable[tuple[str, str, str]]
) -> None:
    stdin = process.stdin
    assert stdin is not None
    # A worker that has ended says why by other ways than a broken pipe.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        block = bytearray(msgspec.json.encode(request) + b"\n")
        for passage in passages:
            block += msgspec.json.encode(passage) + b"\n"
            if len(block) > _FEED_BYTES:
                stdin.write(bytes(block))
                block.clear()
                await stdin.drain()
        stdin.write(bytes(block))
        await stdin.drain()
        stdin.close()


async def _tail(stream: asyncio.StreamReader) -> str:
    kept = b""
    while chunk := await stream.read(_KEPT_STDERR):
        kept = (kept + chunk)[-_KEPT_STDERR:]
    return kept.decode(errors="replace").strip()


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a worker that has said its last word or is not wanted any more; either way nothing is lost."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await asyncio.shield(process.wait())


async def _stop(task: asyncio.Future[Any]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _pipe(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    assert stream is not None
    return stream


def _gave_up(death: _Died, n_crashes: int) -> LibraryError:
    last_words: Sequence[str] = death.complaint.splitlines()[-1:]
    if not death.path:
        return LibraryError(
            f"The indexing process ended unexpectedly{': ' + last_words[0] if last_words else ''}.",
            "Run the same command again: what was stored stays. If it happens again, run hopyard doctor.",
        )
    return LibraryError(
        f"{n_crashes + 1} files ended the indexing process, the last one {death.path}.",
        "Take these files out of the folder and run the same command again.",
    )
