"""Times a model's words on their way from its server to the engine's listeners and to the screen's panes.

`python bench/models_on_screen.py`. The server is another process on the loopback interface. Three hops read
at once, each with a model that thinks at 200 tokens a second; every token is the server's clock when it was
sent. The screen is the real one without a terminal, 120x40, looked at every few milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import msgspec

from hopyard.core import events as ev
from hopyard.core.config import Config
from hopyard.core.models.build import Models
from hopyard.core.ports import Desk
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.reasoner import ModelReasoner
from hopyard.core.state import State
from hopyard.core.text.raw import source_id
from hopyard.core.values import Budget, Hit, Passage, Source
from hopyard.core.workbench import Workbench

PER_SECOND = 200
N_TOKENS = 600
N_HOPS = 3
LOOK_S = 0.004
TEXT = "The run took 34 days. 训练用了一千五百五十八张卡。" * 20
STAMP = re.compile(r"\d+\.\d{4}(?= )")


def main() -> None:
    """Run the benchmark, or the server that it needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    if parser.parse_args().serve:
        asyncio.run(serve())
        return
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}\n"
    )
    with server() as url:
        asyncio.run(measure(url))


async def measure(url: str) -> None:
    """Print the tables."""
    first, every, stands = await in_engine(url)
    print(f"| {N_HOPS} hops, {PER_SECOND} tokens/s each | first token ms | p50 | p95 | longest |")
    print("| --- | --- | --- | --- | --- |")
    print(f"| to the engine's listeners | {first:.0f} | {spread(every)} |")
    first, every, screen_stands = await on_screen(url)
    print(f"| to the steps on the screen | {first:.0f} | {spread(every)} |")
    print(f"| the loop stands still, engine alone | | {spread(stands)} |")
    print(f"| the loop stands still, with the screen | | {spread(screen_stands)} |")


async def in_engine(url: str) -> tuple[float, list[float], list[float]]:
    """Milliseconds for the first token and for every one, and for which the loop stood still."""
    engine = bench_for(url).start("what is it?")
    found: list[float] = []

    def listen(event: ev.Event, state: State) -> None:
        if isinstance(event, ev.ModelThought):
            now = time.monotonic()
            found.extend((now - float(stamp)) * 1000 for stamp in STAMP.findall(event.text))

    engine.listen(listen)
    running = asyncio.create_task(engine.run())
    stands = await standing_until(engine.until_still())
    engine.close("done")
    await running
    return found[0], found, stands


async def on_screen(url: str) -> tuple[float, list[float], list[float]]:
    """The same, until the pane of steps has a row with the token; of those between two looks, the last."""
    from hopyard.tui.app import HopyardApp
    from hopyard.tui.widgets.steps_pane import StepsPane

    app = HopyardApp(bench_for(url), question="what is it?")
    found: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        last = 0.0

        async def look() -> None:
            nonlocal last
            while app.session is None or not app.session.state.settled:
                await asyncio.sleep(LOOK_S)
                now = time.monotonic()
                panes = app.screen.query(StepsPane)
                told = [stamp for pane in panes for stamp in STAMP.findall(shown(pane))]
                newest = max(map(float, told), default=0.0)
                if newest > last:
                    last = newest
                    found.append((now - newest) * 1000)

        stands = await standing_until(look())
        await pilot.pause()
    return found[0], found, stands


def shown(pane: object) -> str:
    """The text of a pane's last rows."""
    rows = pane._rows[-8:]  # type: ignore[attr-defined]  # what it draws
    return "\n".join("".join(piece.text for piece in row.line) + " " for row in rows)


async def standing_until(work: object) -> list[float]:
    """Milliseconds by which a sleep of 2 ms was late, again and again, until some work is done."""
    late: list[float] = []
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]  # any awaitable
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0.002)
        late.append(max(0.0, (time.perf_counter() - began - 0.002) * 1000))
    await task
    return late


def spread(values: Sequence[float]) -> str:
    """Median, 95th percentile and longest as cells."""
    ranked = sorted(values)
    return f"{statistics.median(ranked):.0f} | {ranked[int(len(ranked) * 0.95)]:.0f} | {ranked[-1]:.0f}"


class Folder:
    """A library of one passage."""

    name = "folder"

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        """That passage."""
        source = Source(source_id(TEXT), "Report", "/report.txt", "txt", len(TEXT))
        return [Hit(Passage(source.id, 0, len(TEXT), TEXT, "line 1"), source, 1.0)]

    async def text(self, source: str) -> str:
        """Its text."""
        return TEXT


def bench_for(url: str) -> Workbench:
    """A workbench whose model is the server."""
    table = {"kind": "openai", "model": "m", "base_url": url}
    config = msgspec.convert({"model": {"use": "b"}, "models": {"b": table}}, Config)
    plain = ExtractiveReasoner(lambda words: dict.fromkeys(words, 1), lambda: 1000)
    quoter = Quoter(lambda words: dict.fromkeys(words, 1), lambda: 1000)

    def seat(desk: Desk) -> ModelReasoner:
        return ModelReasoner(Models(config, {}), plain, quoter, desk)

    return Workbench(retrievers=[Folder()], reasoner=plain, budget=Budget(), sessions=None, seat=seat)


@contextmanager
def server() -> Iterator[str]:
    """The server in a process of its own."""
    process = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


async def serve() -> None:
    """Plans three hops; thinks over what it reads; says nothing in the end."""
    listening = await asyncio.start_server(_connection, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


async def _connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while await reader.readline():
            length = 0
            while header := (await reader.readline()).decode().strip().lower():
                if header.startswith("content-length:"):
                    length = int(header.split(":")[1])
            body = (await reader.readexactly(length)).decode()
            head = "HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            writer.write(head.encode())
            reply: dict[str, object] = {"sentences": [], "unknown": "all"}
            if "You plan the work" in body:
                reply = {"questions": [{"question": f"part {n}", "why": ""} for n in range(N_HOPS)]}
            elif "You read passages" in body:
                reply = {"findings": [], "missing": "all", "next": []}
                await _think(writer)
            _send(writer, {"content": json.dumps(reply)})
            _send(writer, {}, "stop")
            writer.write(b"0\r\n\r\n")
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def _think(writer: asyncio.StreamWriter) -> None:
    began = time.monotonic()
    for n in range(N_TOKENS):
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
        _send(writer, {"reasoning_content": f"{time.monotonic():.4f} "})
        await writer.drain()


def _send(writer: asyncio.StreamWriter, delta: dict[str, str], finish: str | None = None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = f"data: {json.dumps({'choices': [choice]})}\n\n".encode()
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))


if __name__ == "__main__":
    main()
