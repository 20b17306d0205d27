"""Times a model's words on their way from its server to the screen, and keys that are typed meanwhile.

`python -m bench.models_on_screen`. The server is another process on the loopback interface. Three hops read
at once, each with a model that thinks at 200 tokens a second; every token is the server's clock when it was
sent. For words the screen is the real one without a terminal, 120x40, looked at every few milliseconds; for
keys and first pictures it is the program in a terminal that this one plays.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from bench.pty_program import run_in_terminal
from bench.shared import head, machine, own_process, row, serve, spread, write_event
from bench.terminal import echo_s

from hopyard.core import events as ev
from hopyard.core import sample
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
N_LONG = 3_500
"""Tokens where keys are typed: 17 seconds, and less than what is shown of a thought."""
LONG = "/long"
N_HOPS = 3
N_STARTS = 8
TYPED = "how many chillers"
LOOK_S = 0.004
TEXT = "The run took 34 days. 训练用了一千五百五十八张卡。" * 20
STAMP = re.compile(r"\d+\.\d{4}(?= )")


def main() -> None:
    """Run the benchmark, or the server that it needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--app", nargs=2, metavar=("URL", "LOOKS"))
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(_answer))
    elif given.app:
        show(*given.app)
    else:
        print(machine())
        with own_process("bench.models_on_screen") as url, tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(url))
            keys_in_a_terminal(url)
            first_pictures(url, Path(folder))


async def measure(url: str) -> None:
    """Print the table of what no terminal is needed for."""
    head(f"{N_HOPS} hops, {PER_SECOND} tokens/s each", "first token ms", "p50", "p95", "longest")
    first, every, stands = await in_engine(url)
    row("to the engine's listeners", f"{first:.0f}", *spread(every))
    first, every, screen_stands = await on_screen(url)
    row("to the steps on the screen", f"{first:.0f}", *spread(every))
    row("the loop stands still, engine alone", "", *spread(stands))
    row("the loop stands still, with the screen", "", *spread(screen_stands))


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


def keys_in_a_terminal(url: str) -> None:
    """From a key until it is seen in the question's field, in a terminal of its own: while nothing runs, and
    while three hops think."""
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    head("a typed key, in a terminal, until it is seen: ms", "p50", "p95", "longest")
    for columns, rows, looks in ((120, 40, "default"), (80, 24, "default"), (120, 40, "lean")):
        command = [sys.executable, "-m", "bench.models_on_screen", "--app", f"{url}{LONG}", looks]
        with run_in_terminal(command, environ, columns, rows) as program:
            program.until("READY")
            program.settle()
            idle = [1000 * echo_s(program, char) for char in TYPED]
            at = len(program.written)
            program.type("\r")
            program.until("3 hops run", at)
            program.type("i")
            program.idle(0.5)
            busy = [1000 * echo_s(program, char) for char in TYPED * 4]
            assert program.process.poll() is None
        row(f"{columns}x{rows}, {looks}, nothing runs", *spread(idle, 1))
        row(f"{columns}x{rows}, {looks}, {N_HOPS} hops at {PER_SECOND} tokens/s", *spread(busy, 1))


def first_pictures(url: str, folder: Path) -> None:
    """From the start of the program to its first text, with and without a model in the configuration."""
    config = folder / "config.toml"
    table = f'[model]\nuse = "b"\n[models.b]\nkind = "anthropic"\nmodel = "m"\nbase_url = "{url}"\n'
    found: dict[str, list[float]] = {"without a model": [], "with a model of Anthropic's kind": []}
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOPYARD_HOME": str(folder)}
    for n in range(N_STARTS + 1):  # the first fills the caches
        for name, text in zip(found, ("", table), strict=True):
            config.write_text(text, encoding="utf-8")
            command = [sys.executable, "-m", "hopyard.tui", "--config", str(config)]
            with run_in_terminal([*command, "--docs", str(sample.folder())], environ, 120, 40) as program:
                seconds = program.until("Question")
                program.until(" passages")
            if n:
                found[name].append(1000 * seconds)
    head("the first picture, ms after the start", "p50", "p95", "longest")
    for name, values in found.items():
        row(name, *spread(values))


def show(url: str, looks: str) -> None:
    """The screen over the bench's library, for a terminal."""
    from hopyard.tui.app import HopyardApp
    from hopyard.tui.looks import Looks

    HopyardApp(bench_for(url), library="READY", looks=Looks(lean=looks == "lean")).run()


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


async def _answer(writer: asyncio.StreamWriter, line: bytes, body: str) -> None:
    """Plans three hops; thinks over what it reads, long where the address says so; finds nothing."""
    reply: dict[str, object] = {"sentences": [], "unknown": "all"}
    if "You plan the work" in body:
        reply = {"questions": [{"question": f"part {n}", "why": ""} for n in range(N_HOPS)]}
    elif "You read passages" in body:
        reply = {"findings": [], "missing": "all", "next": []}
        await _think(writer, is_long=LONG.encode() in line)
    _send(writer, {"content": json.dumps(reply)})
    _send(writer, {}, "stop")


async def _think(writer: asyncio.StreamWriter, *, is_long: bool) -> None:
    began = time.monotonic()
    for n in range(N_LONG if is_long else N_TOKENS):
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
        _send(writer, {"reasoning_content": "ab 字 " if is_long else f"{time.monotonic():.4f} "})
        await writer.drain()


def _send(writer: asyncio.StreamWriter, delta: dict[str, str], finish: str | None = None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    write_event(writer, f"data: {json.dumps({'choices': [choice]})}\n\n")


if __name__ == "__main__":
    main()
