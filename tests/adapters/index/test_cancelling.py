"""A run of the worker that is cancelled ends, at whatever moment the cancelling comes."""

from __future__ import annotations

import asyncio
import sys

import msgspec
import pytest

from hopyard.core.index.process import Worker, run
from hopyard.core.index.protocol import Request
from hopyard.core.index.report import Progress

READS = msgspec.json.encode(Progress(0, 2, "a.txt", "reading")).decode()
SCRIPT = f"""
import sys, time
print({READS!r}, {READS!r}, {READS!r}, sep="\\n", flush=True)
sys.stdin.read()
time.sleep(60)
"""


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancelling_that_comes_with_a_line_is_not_lost(turns: int) -> None:
    """Cancelled so many turns of the loop after the first line, while the second one is there already."""
    loop = asyncio.get_running_loop()
    seen: list[Progress] = []

    def cancel_after(left: int) -> None:
        if left:
            loop.call_soon(cancel_after, left - 1)
        else:
            task.cancel()

    def told(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 1:
            cancel_after(turns)

    task = asyncio.create_task(run(Request("", "add"), Worker((sys.executable, "-c", SCRIPT)), told))
    done, _ = await asyncio.wait([task], timeout=20)
    assert done == {task}
    assert task.cancelled()
