"""Runs a session without a screen: obeys command lines as they come, and ends when all is still."""

from __future__ import annotations

import asyncio
import threading
from typing import TextIO

from hopyard.core.commands import Stop, TimedCommand, parse_command
from hopyard.core.engine import Engine
from hopyard.core.errors import CommandError
from hopyard.core.running.recorder import Listener
from hopyard.core.state import State

_MAX_LINE = 100_000
"""Characters of a command line that are read; a longer one is cut and then refused as no JSON."""


class CommandLines:
    """Lines of a file or pipe, read by a thread of their own so that a silent pipe holds nothing up."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    async def feed(self, engine: Engine) -> None:
        """Submit each line's command to the engine until the stream ends."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[str | None] = asyncio.Queue()

        def read() -> None:
            try:
                while line := self._stream.readline(_MAX_LINE):
                    loop.call_soon_threadsafe(arrived.put_nowait, line)
                loop.call_soon_threadsafe(arrived.put_nowait, None)
            except (RuntimeError, ValueError, OSError):
                return  # the loop or the stream is closed: nobody listens any more

        threading.Thread(target=read, name="command lines", daemon=True).start()
        while (line := await arrived.get()) is not None:
            if line.strip():
                self._submit(engine, line)

    @staticmethod
    def _submit(engine: Engine, line: str) -> None:
        try:
            engine.submit(parse_command(line))
        except CommandError as error:
            engine.refuse(line.strip()[:200], str(error))


async def run_headless(engine: Engine, lines: CommandLines | None, show: Listener) -> State:
    """Run a session until its commands are used up and nothing is left to do; returns its state.

    A session that its last command left paused is answered from what there is.

    Raises: LogError if the session cannot be written.
    """
    engine.listen(show)
    running = asyncio.create_task(engine.run())
    steering = asyncio.create_task(_steer(engine, lines))
    try:
        await asyncio.wait({running, steering}, return_when=asyncio.FIRST_COMPLETED)
        engine.close("answered")
        await running
    finally:
        steering.cancel()
        running.cancel()
        await asyncio.gather(steering, running, return_exceptions=True)
    return engine.state


async def _steer(engine: Engine, lines: CommandLines | None) -> None:
    if lines is not None:
        await lines.feed(engine)
    await engine.until_still()
    if engine.state.paused:
        engine.submit(TimedCommand(Stop()))
        await engine.until_still()
