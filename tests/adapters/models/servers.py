"""Servers of models on the loopback interface, scripted by each test and able to fail in every way.

    async with serving([anthropic("GPT-3 ", "训练")]) as server:
        model = AnthropicModel("m", "some-model", server.keys, base_url=server.url)

A script is a list of replies, of which the last repeats, or a function from what was asked to a reply. A
reply is a status, headers and steps: bytes are sent as one piece; an event is waited for, which the test
sets; STALL waits until the client hangs up; CLOSE and RESET end the connection; without them the response
ends as it should. No step sleeps.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from hopyard.core.keys import KeySource

KEY = "test-key-3f9a"
WITHIN_S = 20.0
"""A test that waits this long hangs."""


class Stop(NamedTuple):
    """What ends a response otherwise than by its end."""

    how: str


STALL = Stop("stall")
CLOSE = Stop("close")
RESET = Stop("reset")
Step = bytes | asyncio.Event | Stop


class Reply(NamedTuple):
    """What the server answers."""

    steps: Iterable[Step]
    status: int = 200
    headers: Mapping[str, str] = {}


class Asked(NamedTuple):
    """What a client sent."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


Script = Sequence[Reply] | Callable[[Asked], Reply]


class ModelServer:
    """A server that follows a script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.asked: list[Asked] = []
        self.hung_up = asyncio.Event()
        """Set when a client ended a connection in the middle of a response."""
        self.is_waiting = asyncio.Event()
        """Set while a step waits for the test or for the client."""
        self.was_asked = asyncio.Event()
        """Set by each request; a test that waits for it clears it."""
        self.n_connections = 0
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    def keys(self) -> KeySource:
        """Where a client finds the server's key."""
        return KeySource("models.test", "TEST_KEY", "", {"TEST_KEY": KEY})

    async def start(self) -> asyncio.Server:
        """Listen on a port of the system's choice."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def stop(self, server: asyncio.Server) -> None:
        """Stop listening and end every connection."""
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.n_connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._serve(reader, writer):
                    pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its response; whether the connection stays open."""
        asked = await _read_request(reader)
        if asked is None:
            return False
        self.asked.append(asked)
        self.was_asked.set()
        script = self._script
        reply = script(asked) if callable(script) else script[min(len(self.asked), len(script)) - 1]
        headers = {"content-type": "text/event-stream", "transfer-encoding": "chunked", **reply.headers}
        lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {value}" for name, value in headers.items())]
        try:
            begun = False
            for step in reply.steps:
                if not begun and step != RESET and not isinstance(step, asyncio.Event):
                    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
                    begun = True
                if isinstance(step, bytes):
                    writer.write(b"%x\r\n%s\r\n" % (len(step), step))
                    await writer.drain()
                    continue
                if not await self._stopped_or_waited(step, reader, writer):
                    return False
            if not begun:
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        except ConnectionError:
            self.hung_up.set()
            return False
        return True

    async def _stopped_or_waited(
        self, step: Stop | asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the response goes on."""
        if step == RESET:
            writer.transport.abort()
            return False
        await writer.drain()
        if step == CLOSE:
            return False
        gate = step if isinstance(step, asyncio.Event) else asyncio.Event()
        waiting = asyncio.ensure_future(gate.wait())
        gone = asyncio.ensure_future(reader.read(1))
        self.is_waiting.set()
        try:
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                self.hung_up.set()
                return False
            return True
        finally:
            self.is_waiting.clear()
            waiting.cancel()
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await gone


async def _read_request(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    path = line.decode().split(" ")[1]
    headers = {}
    while text := (await reader.readline()).decode().strip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(path, headers, json.loads(raw or b"{}"))


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[ModelServer]:
    """A server that is stopped at the end."""
    served = ModelServer(script)
    server = await served.start()
    try:
        yield served
    finally:
        await served.stop(server)


# --- what Anthropic's servers send ---


def frame(kind: str, **fields: Any) -> bytes:
    """One event of Anthropic's stream."""
    data = json.dumps({"type": kind, **fields}, ensure_ascii=False)
    return f"event: {kind}\ndata: {data}\n\n".encode()


def block(index: int, start: Mapping[str, Any], *deltas: Mapping[str, Any]) -> Iterator[bytes]:
    """The events of one content block."""
    yield frame("content_block_start", index=index, content_block=start)
    for delta in deltas:
        yield frame("content_block_delta", index=index, delta=delta)
    yield frame("content_block_stop", index=index)


def anthropic_frames(
    *texts: str,
    thinking: Sequence[str] = (),
    extra: Iterable[bytes] = (),
    stop: str = "end_turn",
    counts: tuple[int, int, int, int] = (42, 0, 0, 17),
) -> list[bytes]:
    """A whole reply of Anthropic's. `counts`: input, read from the cache, written to it, output."""
    plain, cached, written, output = counts
    usage = {
        "input_tokens": plain,
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": written,
        "output_tokens": 1,
        "service_tier": "standard",
    }
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    frames = [frame("message_start", message=message), frame("ping")]
    if thinking:
        deltas = [{"type": "thinking_delta", "thinking": text} for text in thinking]
        signature = {"type": "signature_delta", "signature": "c2ln"}
        frames += block(0, {"type": "thinking", "thinking": "", "signature": ""}, *deltas, signature)
    frames += extra
    frames += block(1, {"type": "text", "text": ""}, *({"type": "text_delta", "text": one} for one in texts))
    delta = {"stop_reason": stop, "stop_sequence": None}
    frames.append(frame("message_delta", delta=delta, usage={"output_tokens": output}))
    return [*frames, frame("message_stop")]


def anthropic(*texts: str, **options: Any) -> Reply:
    """A whole reply of Anthropic's; options as for `anthropic_frames`."""
    return Reply(anthropic_frames(*texts, **options))


def anthropic_error(status: int, kind: str, message: str = "no", **headers: str) -> Reply:
    """An error of Anthropic's; underscores in the headers' names stand for hyphens."""
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
    return json_reply(body, status, **headers)


# --- what servers like OpenAI's send ---


def chunk(delta: Mapping[str, Any] | None = None, finish: str | None = None, **fields: Any) -> bytes:
    """One event of a stream like OpenAI's; without a delta and a reason it has no choice."""
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    choices = [] if delta is None and finish is None else [choice]
    whole = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
    return f"data: {json.dumps(whole | fields, ensure_ascii=False)}\n\n".encode()


DONE = b"data: [DONE]\n\n"
USAGE: Mapping[str, Any] = {"prompt_tokens": 42, "completion_tokens": 17, "total_tokens": 59}


def openai_frames(
    *texts: str,
    thinking: Sequence[str] = (),
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = USAGE,
    done: bool = True,
) -> list[bytes]:
    """A whole reply like OpenAI's."""
    frames = [chunk({"role": "assistant", "content": ""}), b": keep-alive\n\n"]
    frames += [chunk({"reasoning_content": text}) for text in thinking]
    frames += [chunk({"content": text}) for text in texts]
    if finish is not None:
        frames.append(chunk({}, finish))
    if usage is not None:
        frames.append(chunk(usage=usage))
    return [*frames, DONE] if done else frames


def openai(*texts: str, **options: Any) -> Reply:
    """A whole reply like OpenAI's; options as for `openai_frames`."""
    return Reply(openai_frames(*texts, **options))


def openai_error(status: int, message: str = "no", *, code: str = "", **headers: str) -> Reply:
    """An error like OpenAI's."""
    return json_reply({"error": {"message": message, "type": "x", "code": code or None}}, status, **headers)


def json_reply(body: object, status: int = 200, **headers: str) -> Reply:
    """A reply that is JSON and no stream."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = json.dumps(body, ensure_ascii=False).encode()
    return Reply([data], status, {"content-type": "application/json", **named})


def in_bits(frames: Iterable[bytes], n_bytes: int = 7) -> list[bytes]:
    """The same bytes cut anew, in the middle of events and of characters."""
    whole = b"".join(frames)
    return [whole[start : start + n_bytes] for start in range(0, len(whole), n_bytes)]
