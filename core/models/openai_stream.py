"""Turns the bytes of a reply like OpenAI's into pieces: a stream of events, or a whole reply at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from hopyard.core.models.bounds import Bounds
from hopyard.core.models.draining import drain
from hopyard.core.models.faults import no_reply
from hopyard.core.models.openai_reply import OpenAIReply, parsed
from hopyard.core.models.port import Piece
from hopyard.core.models.sse import EventReader


async def read_stream(
    data: AsyncIterator[bytes], reply: OpenAIReply, name: str, bounds: Bounds
) -> AsyncGenerator[Piece, None]:
    """The pieces of a stream, until it ends or has said all.

    A server that said why it stopped, and then neither ends the stream nor sends anything, is not waited for.
    """
    reader = EventReader(bounds.line_bytes)
    while not reply.is_over:
        try:
            async with asyncio.timeout(bounds.tail_s if reply.is_whole else None):
                piece = await anext(data, None)
        except TimeoutError:
            return
        for event in reader.close() if piece is None else reader.feed(piece):
            for found in reply.read(event.data):
                yield found
        if piece is None:
            return
    await drain(data)


async def read_whole(
    data: AsyncIterator[bytes], reply: OpenAIReply, name: str, bounds: Bounds
) -> AsyncGenerator[Piece, None]:
    """The pieces of a reply from a server that does not stream. Raises: BadStream if it is no JSON object."""
    whole = parsed(b"".join([piece async for piece in data]))
    if whole is None:
        raise no_reply(name, "not JSON")
    for found in reply.take(whole):
        yield found
