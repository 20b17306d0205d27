"""Reads the last bytes of a response that has said all, so that its connection can be used again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from hopyard.core.errors import HopyardError

_LAST_BYTES_S = 0.2


async def drain(rest: AsyncIterator[object]) -> None:
    """Read to the end of a response if it comes at once; what else comes, or breaks, does not matter."""
    try:
        async with asyncio.timeout(_LAST_BYTES_S):
            async for _ in rest:
                pass
    except HopyardError:
        raise  # our own: a recording that cannot be written
    except Exception:
        return  # late, broken off, or no JSON: the reply was whole before
