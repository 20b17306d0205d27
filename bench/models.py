"""Times the clients of models against a bare HTTP stream: `python -m bench.models [TEXT_FILE ...]`.

The server is another process on the loopback interface. Three things are measured, in one run:

- the time of a whole short request, by each client in turn; what is above the bare stream is our overhead;
- the delay of each piece from the server to the caller, with three streams of 200 tokens a second each;
- how long the event loop stands still while a client is loaded for the first time.

With text files, and the package bpe-openai installed, our estimate of tokens is set against real counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from bench.shared import head, machine, own_process, p95, row, serve, spread, write_event

from hopyard.core.keys import KeySource
from hopyard.core.models.anthropic import AnthropicModel
from hopyard.core.models.openai_compatible import OpenAICompatibleModel
from hopyard.core.models.port import Model, ModelRequest, TextPiece, Turn
from hopyard.core.models.tokens import estimate

PASSAGES = "The run took 34 days. 训练用了一千五百五十八张卡。" * 150  # about 6,000 tokens
SHORT = ModelRequest("short", (Turn("user", PASSAGES),), 4096)
PACED = ModelRequest("paced", (Turn("user", PASSAGES),), 16_384)
PER_SECOND = 200
N_STREAMS = 3
N_PIECES = 300
ROUNDS = 4
Ask = Callable[[ModelRequest], AsyncIterator[str]]


def main() -> None:
    """Run the benchmark, or the server that it needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--serve", action="store_true")
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(_answer))
        return
    print(machine())
    with own_process("bench.models") as url:
        asyncio.run(measure(url, given.repeats))
    for path in given.texts:
        count(path)


async def measure(url: str, repeats: int) -> None:
    """Print the tables."""

    def keys() -> KeySource:
        return KeySource("models.bench", "K", "", {"K": "k"})

    import httpx

    models: dict[str, Model] = {
        "OpenAI-compatible": OpenAICompatibleModel("b", "m", keys, base_url=url),
        "Anthropic": AnthropicModel("b", "m", keys, base_url=url),
    }
    head("first use", "seconds until it is loaded and replied", "longest stand of the loop, ms")
    for name, model in models.items():
        began = time.perf_counter()
        longest = await standing(drain(of_model(model)(SHORT)))
        row(name, f"{time.perf_counter() - began:.2f}", f"{longest * 1000:.0f}")
    async with httpx.AsyncClient(trust_env=False) as client:
        asks = {"bare httpx": bare(client, url), **{name: of_model(model) for name, model in models.items()}}
        head("a whole request, short reply", "median ms", "p95", "above bare httpx, median")
        taken: dict[str, list[float]] = {name: [] for name in asks}
        for _ in range(repeats):
            for name, ask in asks.items():
                began = time.perf_counter()
                await drain(ask(SHORT))
                taken[name].append((time.perf_counter() - began) * 1000)
        floor = statistics.median(taken["bare httpx"])
        for name, times in taken.items():
            above = statistics.median(times) - floor
            row(name, f"{statistics.median(times):.1f}", f"{p95(times):.1f}", f"{above:.1f}")
        head(f"{N_STREAMS} streams of {PER_SECOND} tokens/s", "first piece ms", "p50", "p95", "longest")
        waits: dict[str, list[list[float]]] = {name: [] for name in asks}
        for _ in range(ROUNDS):  # in turn, so that what else the machine does falls on all of them
            for name, ask in asks.items():
                waits[name] += await asyncio.gather(*(delays(ask) for _ in range(N_STREAMS)))
        for name, streams in waits.items():
            every = [one for stream in streams for one in stream]
            first = statistics.median(stream[0] for stream in streams)
            row(name, f"{first:.1f}", *spread(every, 1))
    for model in models.values():
        await model.close()


def of_model(model: Model) -> Ask:
    """Asks one of our models."""

    async def ask(request: ModelRequest) -> AsyncIterator[str]:
        async for piece in model.stream(request):
            if isinstance(piece, TextPiece):
                yield piece.text

    return ask


def bare(client: object, url: str) -> Ask:
    """Asks by httpx alone, as little as can be."""
    import httpx

    assert isinstance(client, httpx.AsyncClient)

    async def ask(request: ModelRequest) -> AsyncIterator[str]:
        body = {
            "model": "m",
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": PASSAGES},
            ],
            "stream": True,
        }
        async with client.stream("POST", f"{url}/chat/completions", json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    for choice in json.loads(line[6:])["choices"]:
                        yield choice["delta"].get("content") or ""

    return ask


async def drain(pieces: AsyncIterator[str]) -> None:
    """Read to the end."""
    async for _ in pieces:
        pass


async def delays(ask: Ask) -> list[float]:
    """Milliseconds from the server's clock to ours, for each piece of a paced stream: they hold the time."""
    found = []
    async for text in ask(PACED):
        now = time.monotonic()
        found += [(now - float(stamp)) * 1000 for stamp in text.split()]
    return found


async def standing(work: Awaitable[None]) -> float:
    """Run something; the longest time, in seconds, for which the loop did not come round."""
    longest, last, is_over = 0.0, time.perf_counter(), False

    async def watch() -> None:
        nonlocal longest, last
        while not is_over:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    watching = asyncio.create_task(watch())
    await work
    is_over = True
    await watching
    return longest


def count(path: Path) -> None:
    """Print our estimate for a file against real counts."""
    import bpe_openai  # type: ignore[import-not-found]  # installed by whoever asks for counts

    text = path.read_text("utf-8", "replace")[:100_000]
    ours = estimate(text)
    for name in ("cl100k_base", "o200k_base"):
        encoding = bpe_openai.get_encoding(name)
        real = sum(len(encoding.encode_ordinary(text[i : i + 20_000])) for i in range(0, len(text), 20_000))
        print(f"{path.name}: {len(text)} characters, estimate {ours}, {name} {real}, ratio {ours / real:.2f}")


async def _answer(writer: asyncio.StreamWriter, line: bytes, body: str) -> None:
    """Both kinds of streams; a system prompt of `paced` gets stamps at the rate that is measured."""
    is_anthropic = b"/v1/messages" in line
    n_pieces = N_PIECES if '"paced"' in body else 5
    for event in _before(is_anthropic):
        write_event(writer, event)
    began = time.monotonic()
    for n in range(n_pieces):
        if n_pieces > 5:
            await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
        write_event(writer, _piece(is_anthropic, f"{time.monotonic():.6f} "))
        await writer.drain()
    for event in _after(is_anthropic):
        write_event(writer, event)


def _named(kind: str, **fields: object) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


def _piece(is_anthropic: bool, text: str) -> str:
    if is_anthropic:
        return _named("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


def _before(is_anthropic: bool) -> list[str]:
    if not is_anthropic:
        return []
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
    block = {"type": "text", "text": ""}
    return [
        _named("message_start", message=message),
        _named("content_block_start", index=0, content_block=block),
    ]


def _after(is_anthropic: bool) -> list[str]:
    if is_anthropic:
        delta = {"stop_reason": "end_turn", "stop_sequence": None}
        return [
            _named("content_block_stop", index=0),
            _named("message_delta", delta=delta, usage={"output_tokens": 9}),
            _named("message_stop"),
        ]
    end = json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = json.dumps({"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 9}})
    return [f"data: {end}\n\n", f"data: {usage}\n\n", "data: [DONE]\n\n"]


if __name__ == "__main__":
    main()
