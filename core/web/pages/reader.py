"""Reads pages in a process of its own, so that no page holds up the screen or takes the program down."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import Any

import msgspec

from hopyard.core.children import child_environment
from hopyard.core.web.errors import BadReply, Unavailable
from hopyard.core.web.pages import protocol
from hopyard.core.web.pages.page import EmptyPage, Page
from hopyard.core.web.port import Response

SECONDS_A_PAGE = 30.0

_COMMAND = (sys.executable, "-P", "-m", "hopyard.core.web.pages.worker")
# -P: without it a folder named `hopyard`, or a `struct.py`, where the person stands would be imported.
_WRITTEN = 256 * 1024
_MAX_FRAME = 64 * 1024 * 1024


class PageReader:
    """Reads pages one after the other in a process that starts with the first and lives until `close`.

    With more `workers` as many are read at once.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        seconds: float = SECONDS_A_PAGE,
        command: tuple[str, ...] = _COMMAND,
    ) -> None:
        self._workers = workers
        self._seconds = seconds
        self._command = command
        self._free = asyncio.Semaphore(workers)
        self._idle: list[asyncio.subprocess.Process] = []
        self._living = 0
        """Processes that were started and not yet ended: idle, or with a page."""
        self._closed = False

    async def read(self, response: Response) -> Page | EmptyPage:
        """The page, or why there is nothing in it to quote. Cancelling ends the process that reads it.

        Raises: BadReply if it cannot be read, takes too long or ends its reader; Unavailable if no process
            can be started.
        """
        async with self._free:
            if self._closed:
                raise Unavailable("The reader of pages is closed.", "Start the search again.")
            process = await self._waiting() or await self._start()
            sound = False
            try:
                async with asyncio.timeout(self._seconds):
                    page = await _exchange(process, response)
                sound = True
                return page
            except TimeoutError:
                raise BadReply(
                    f"It took longer than {self._seconds:g} s to read.", "Open it in a browser."
                ) from None
            except (OSError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
                raise BadReply("It crashed the reader.", "Open it in a browser.") from error
            except BadReply:
                sound = True  # it was the page: the process waits for the next
                raise
            finally:
                if sound and not self._closed and process.returncode is None:
                    self._idle.append(process)
                else:
                    await self._end(process)

    async def warm(self) -> None:
        """Start all processes now that do not run yet, so that no page need wait for one.

        Raises: Unavailable if one cannot be started.
        """
        await asyncio.gather(*(self._warm_one() for _ in range(self._workers)))

    async def _warm_one(self) -> None:
        async with self._free:
            if self._closed or self._living >= self._workers:
                return
            process = await self._start()
            if self._closed:
                await self._end(process)
            else:
                self._idle.append(process)

    async def close(self) -> None:
        """End the processes. Pages that are being read end as they do."""
        self._closed = True
        while self._idle:
            await self._end(self._idle.pop())

    async def _waiting(self) -> asyncio.subprocess.Process | None:
        """A process that waits for a page; those that ended meanwhile are let go."""
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                return process
            await self._end(process)
        return None

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._living -= 1
        await _ended(process)

    async def _start(self) -> asyncio.subprocess.Process:
        self._living += 1
        started = False
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=child_environment(),
                limit=_WRITTEN,
            )
            started = True
            return process
        except OSError as error:
            raise Unavailable(
                f"The process that reads pages cannot be started: {error.strerror or error}.",
                "Check that Python is still where hopyard was started from, and that memory is free.",
            ) from error
        finally:
            if not started:
                self._living -= 1


async def _exchange(process: asyncio.subprocess.Process, response: Response) -> Page | EmptyPage:
    assert process.stdin is not None
    job = protocol.Job(response.url, response.status, dict(response.headers))
    await _write(process.stdin, protocol.frame(protocol.encoder.encode(job)))
    await _write(process.stdin, protocol.LENGTH.pack(len(response.body)))
    await _write(process.stdin, response.body)
    answer: protocol.Told = protocol.told.decode(await _frame(process))
    if isinstance(answer, protocol.Failed):
        raise answer.error()
    if isinstance(answer, EmptyPage):
        return answer
    text = (await _frame(process)).decode("utf-8")
    passages: list[Any] = []
    for _ in range(answer.n_frames):
        passages += protocol.passages.decode(await _frame(process))
        await asyncio.sleep(0)  # what else waits goes first
    return msgspec.structs.replace(answer.page, text=text, passages=tuple(passages))


async def _write(pipe: asyncio.StreamWriter, data: bytes) -> None:
    for at in range(0, len(data), _WRITTEN):
        pipe.write(data[at : at + _WRITTEN])
        await pipe.drain()


async def _frame(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    (length,) = protocol.LENGTH.unpack(await process.stdout.readexactly(protocol.LENGTH.size))
    if length > _MAX_FRAME:
        raise OSError("the reader of pages says what makes no sense")
    return await process.stdout.readexactly(length)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await asyncio.shield(process.wait())
