"""Every way in which a server of models can fail ends in a named error, and what came before it stands."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from contextlib import aclosing

import msgspec
import pytest
from tests.adapters.models.asking import QUESTION, ask
from tests.adapters.models.servers import (
    CLOSE,
    KEY,
    RESET,
    STALL,
    WITHIN_S,
    Reply,
    Step,
    in_bits,
    serving,
)
from tests.adapters.models.wires import WIRES, Wire

from hopyard.core.keys import KeySource
from hopyard.core.models.bounds import DEFAULT
from hopyard.core.models.errors import (
    BadStream,
    CutOff,
    KeyMissing,
    KeyRejected,
    ModelError,
    Overloaded,
    RateLimited,
    RequestRefused,
    Unreachable,
)
from hopyard.core.models.faults import MAX_SAID
from hopyard.core.models.port import TextPiece

IMPATIENT = msgspec.structs.replace(DEFAULT, stall_s=0.05, tail_s=0.05)
TEXTS = ("训练用了 ", "1558 ", "张卡。")


async def test_a_reply_in_bits_comes_whole(wire: Wire) -> None:
    async with serving([Reply(in_bits(wire.frames(*TEXTS)))]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert (got.text, got.reason, got.error) == ("".join(TEXTS), "end", None)
    assert got.usage is not None
    assert (got.usage.input, got.usage.output, got.usage.estimated) == (42, 17, False)


async def test_a_second_request_uses_the_connection_of_the_first(wire: Wire) -> None:
    async with serving([wire.reply("a")]) as server:
        model = wire.model(server)
        await ask(model)
        await ask(model)
        await model.close()
    assert (len(server.asked), server.n_connections) == (2, 1)


@pytest.mark.parametrize("late", [0, 2])
async def test_a_late_reply_is_waited_for(wire: Wire, late: int) -> None:
    gate = asyncio.Event()
    frames: list[bytes | asyncio.Event] = list(wire.frames(*TEXTS))
    async with serving([Reply([*frames[:late], gate, *frames[late:]])]) as server:
        model = wire.model(server)
        asking = asyncio.create_task(ask(model))
        await asyncio.wait_for(server.is_waiting.wait(), WITHIN_S)
        assert not asking.done()
        gate.set()
        assert (await asking).text == "".join(TEXTS)
        await model.close()


def cuts() -> Iterator[tuple[Wire, int]]:
    for wire in WIRES:
        yield from ((wire, n_frames) for n_frames in range(len(wire.frames(*TEXTS))))


@pytest.mark.parametrize(("wire", "n_frames"), cuts(), ids=lambda one: getattr(one, "name", one))
@pytest.mark.parametrize("how", ["ends", CLOSE, RESET], ids=["ends", "closes", "resets"])
async def test_a_reply_cut_at_any_event_is_cut_off_or_whole(wire: Wire, n_frames: int, how: object) -> None:
    frames = wire.frames(*TEXTS)
    end = [how] if how in (CLOSE, RESET) else []
    async with serving([Reply([*frames[:n_frames], *end])]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    came = b"".join(frames[:n_frames]).decode()
    said_why = wire.name == "openai" and '"finish_reason": "stop"' in came
    if said_why:
        # The text is whole; only what it used had to be estimated.
        assert (got.error, got.reason, got.text) == (None, "end", "".join(TEXTS))
        assert got.usage is not None
        assert got.usage.estimated == ("usage" not in came)
    elif n_frames == 0 and how == RESET:
        assert isinstance(got.error, Unreachable)
    else:
        assert isinstance(got.error, CutOff)
        assert "".join(TEXTS).startswith(got.text)
    if how == "ends":  # no byte is lost on the way
        assert got.text == "".join(text for text in TEXTS if text in came)


@pytest.mark.parametrize(
    "end", [CLOSE, RESET, b"event: x\ndata: nonsense\n\n"], ids=["closes", "resets", "noise"]
)
async def test_what_comes_after_the_end_does_not_matter(wire: Wire, end: Step) -> None:
    async with serving([Reply([*wire.frames(*TEXTS), end])]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert (got.text, got.error) == ("".join(TEXTS), None)


@pytest.mark.parametrize("n_frames", [0, 1, 4])
async def test_a_server_that_falls_silent_is_left(wire: Wire, n_frames: int) -> None:
    async with serving([Reply([*wire.frames(*TEXTS)[:n_frames], STALL])]) as server:
        model = wire.model(server, IMPATIENT)
        got = await ask(model)
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()
    assert isinstance(got.error, CutOff)
    assert "silent for 0.05 s" in got.error.message


async def test_a_server_that_does_not_even_begin_is_left(wire: Wire) -> None:
    async with serving([Reply([asyncio.Event()])]) as server:
        model = wire.model(server, IMPATIENT)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, Unreachable)
    assert "did not answer in time" in got.error.message


async def test_no_server_at_all(wire: Wire) -> None:
    async with serving([wire.reply("a")]) as server:
        model = wire.model(server)
    got = await ask(model)
    await model.close()
    assert isinstance(got.error, Unreachable)
    assert "base_url" in got.error.next_step


ERRORS = [
    (400, "invalid_request_error", RequestRefused),
    (401, "authentication_error", KeyRejected),
    (402, "billing_error", RequestRefused),
    (403, "permission_error", KeyRejected),
    (404, "not_found_error", RequestRefused),
    (408, "timeout_error", Overloaded),
    (413, "request_too_large", RequestRefused),
    (429, "rate_limit_error", RateLimited),
    (500, "api_error", Overloaded),
    (503, "x", Overloaded),
    (529, "overloaded_error", Overloaded),
]


@pytest.mark.parametrize(("status", "kind", "expected"), ERRORS)
async def test_a_status_has_its_error(wire: Wire, status: int, kind: str, expected: type[ModelError]) -> None:
    async with serving(
        [wire.error(status, kind, f"no, not with {KEY}\x1b]0;x\x07 " + "长" * 9000)]
    ) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert type(got.error) is expected
    assert len(server.asked) == 1, "trying again is the caller's"
    assert str(status) in got.error.message or status == 402
    assert KEY not in str(got.error)
    assert "[key]" in got.error.message
    assert "\x1b" not in str(got.error)
    assert len(got.error.message) < MAX_SAID + 100
    assert got.error.next_step


async def test_a_days_retry_after_is_told_and_not_waited_for(wire: Wire) -> None:
    async with serving([wire.error(429, "rate_limit_error", retry_after="86400")]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, RateLimited)
    assert got.error.retry_after_s == 86400
    assert "asks to wait 24 h" in got.error.message


async def test_a_redirect_is_not_followed_and_takes_no_key_along(wire: Wire) -> None:
    async with serving([wire.reply("stolen")]) as other:
        moved = Reply([], 307, {"location": f"{other.url}/v1/messages", "content-type": "text/plain"})
        async with serving([moved]) as server:
            model = wire.model(server)
            got = await ask(model)
            await model.close()
        assert other.asked == []
    assert isinstance(got.error, BadStream)
    assert "another address (307)" in got.error.message


BROKEN_JSON = [b'event: message_start\ndata: {"type": \n\n', b"event: x\ndata: nonsense\n\n"]
NOT_OBJECTS = [
    b"event: message_start\ndata: []\n\n",
    b'event: message_start\ndata: "text"\n\n',
    b"event: message_start\ndata: 7\n\n",
    b"event: message_start\ndata: null\n\n",
]


@pytest.mark.parametrize("frame", BROKEN_JSON, ids=["cut", "no json"])
async def test_what_is_not_json_is_no_reply(wire: Wire, frame: bytes) -> None:
    async with serving([Reply([frame, *wire.frames("x")])]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, BadStream)


@pytest.mark.parametrize("frame", NOT_OBJECTS, ids=["list", "text", "number", "null"])
async def test_json_of_another_kind_is_passed_over_or_named(wire: Wire, frame: bytes) -> None:
    async with serving([Reply([frame, *wire.frames("x")])]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert got.text == "x" or isinstance(got.error, BadStream)


async def test_a_page_in_place_of_a_reply(wire: Wire) -> None:
    page = b"<html><h1>Sign in to the network</h1></html>"
    async with serving([Reply([page], 200, {"content-type": "text/html"})]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, CutOff | BadStream)
    assert "Sign in" not in str(got.error)


async def test_a_gateways_error_page_is_not_shown(wire: Wire) -> None:
    page = b"<html><h1>502 Bad Gateway</h1></html>"
    async with serving([Reply([page], 502, {"content-type": "text/html"})]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, Overloaded)
    assert "<html>" not in str(got.error)


async def test_a_reply_without_end_is_cut_off(wire: Wire) -> None:
    frames = wire.frames("字" * 50)
    at = next(i for i, one in enumerate(frames) if "字".encode() in one)
    async with serving([Reply(itertools.chain(frames[:at], itertools.repeat(frames[at])))]) as server:
        model = wire.model(server)
        got = await ask(model)
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()
    assert isinstance(got.error, BadStream)
    assert 0 < len(got.text) <= QUESTION.max_tokens * DEFAULT.chars_a_token + 4096


@pytest.mark.parametrize("noise", [b": ping\n\n", b"event: ping\ndata: {}\n\n", b"data: x"], ids=str)
async def test_noise_without_end_is_cut_off(wire: Wire, noise: bytes) -> None:
    bounds = msgspec.structs.replace(DEFAULT, stream_bytes=300_000, line_bytes=50_000)
    async with serving([Reply(itertools.repeat(noise * 1000))]) as server:
        model = wire.model(server, bounds)
        got = await ask(model)
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()
    assert isinstance(got.error, BadStream)


@pytest.mark.parametrize("noise", [b"data: x\n", b"y"], ids=str)
async def test_an_event_without_end_is_cut_off_by_its_own_bound(wire: Wire, noise: bytes) -> None:
    bounds = msgspec.structs.replace(DEFAULT, line_bytes=20_000)
    async with serving([Reply(itertools.repeat(noise * 1000))]) as server:
        model = wire.model(server, bounds)
        got = await ask(model)
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()
    assert isinstance(got.error, BadStream)


async def test_many_events_in_small_bits_are_within_the_bound_of_one(wire: Wire) -> None:
    frames = wire.frames(*("长" * 10 for _ in range(60)))
    bounds = msgspec.structs.replace(DEFAULT, line_bytes=2_000)
    assert sum(map(len, frames)) > 5_000
    async with serving([Reply(in_bits(frames, 3))]) as server:
        model = wire.model(server, bounds)
        got = await ask(model)
        await model.close()
    assert (got.error, len(got.text)) == (None, 600)


async def test_a_packed_reply_is_refused(wire: Wire) -> None:
    async with serving([Reply([b"\x1f\x8b"], 200, {"content-encoding": "gzip"})]) as server:
        model = wire.model(server)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, BadStream)
    assert server.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("n_frames", [0, 1, 4])
async def test_cancelling_hangs_up_at_once(wire: Wire, n_frames: int) -> None:
    async with serving([Reply([*wire.frames(*TEXTS)[:n_frames], STALL])]) as server:
        model = wire.model(server)
        asking = asyncio.create_task(ask(model))
        await asyncio.wait_for(server.is_waiting.wait(), WITHIN_S)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()


async def test_closing_the_stream_hangs_up_at_once(wire: Wire) -> None:
    async with serving([Reply([*wire.frames(*TEXTS)[:-2], STALL])]) as server:
        model = wire.model(server)
        async with aclosing(model.stream(QUESTION)) as stream:
            async for piece in stream:
                if isinstance(piece, TextPiece):
                    break
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()


async def test_three_streams_at_once_load_one_client(wire: Wire) -> None:
    gate = asyncio.Event()
    async with serving([Reply([*wire.frames(*TEXTS)[:2], gate, *wire.frames(*TEXTS)[2:]])]) as server:
        model = wire.model(server)
        asking = [asyncio.create_task(ask(model)) for _ in range(3)]
        async with asyncio.timeout(WITHIN_S):
            while len(server.asked) < 3:
                await server.was_asked.wait()
                server.was_asked.clear()
        gate.set()
        texts = [(await one).text for one in asking]
        await model.close()
    assert texts == ["".join(TEXTS)] * 3


async def test_a_key_that_is_not_there_is_said_before_anything_is_sent(wire: Wire) -> None:
    def none() -> KeySource:
        return KeySource("models.m", "SOME_KEY", "", {})

    model = wire.make("m", "x", none, base_url="https://models.example")
    got = await ask(model)
    assert isinstance(got.error, KeyMissing)
    assert "SOME_KEY" in str(got.error)


async def test_a_refused_key_is_looked_up_again(wire: Wire) -> None:
    async with serving([wire.error(401, "authentication_error"), wire.reply("ok")]) as server:
        environ = {"K": "old-key"}
        model = wire.make("m", "x", lambda: KeySource("models.m", "K", "", environ), base_url=server.url)
        assert isinstance((await ask(model)).error, KeyRejected)
        environ["K"] = "new-key"
        assert (await ask(model)).text == "ok"
        await model.close()
    sent = [one.headers.get("x-api-key") or one.headers["authorization"] for one in server.asked]
    assert [one.removeprefix("Bearer ") for one in sent] == ["old-key", "new-key"]


async def test_one_refused_key_does_not_break_the_other_streams(wire: Wire) -> None:
    gate = asyncio.Event()
    frames = wire.frames(*TEXTS)
    script = [
        Reply([*frames[:4], gate, *frames[4:]]),
        wire.error(401, "authentication_error"),
        wire.reply("ok"),
    ]
    async with serving(script) as server:
        model = wire.model(server)
        first = asyncio.create_task(ask(model))
        await asyncio.wait_for(server.is_waiting.wait(), WITHIN_S)
        assert isinstance((await ask(model)).error, KeyRejected)
        assert (await ask(model)).text == "ok"
        gate.set()
        assert (await first).text == "".join(TEXTS)
        await model.close()


def damaged(frames: list[bytes], seed: int) -> list[bytes]:
    """The frames with some of their bytes lost, doubled or replaced."""
    chance = random.Random(seed)
    data = bytearray(b"".join(frames))
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data))
        end = start + chance.choice([1, 1, 2, 40])
        new = [b"", bytes(data[start:end]) * 2, chance.randbytes(3), b"\n\n", b"\xff", b'"', b"{}", b"null"]
        data[start:end] = chance.choice(new)
    return in_bits([bytes(data)], chance.choice([1, 3, 50, 1000]))


async def test_a_damaged_reply_ends_well_or_in_a_named_error(wire: Wire) -> None:
    frames = wire.frames(*TEXTS, thinking=("想",))
    async with serving([Reply(damaged(frames, seed)) for seed in range(80)]) as server:
        model = wire.model(server, IMPATIENT)
        ends = [await ask(model) for _ in range(80)]
        await model.close()
    assert {type(got.error) for got in ends} >= {BadStream, type(None)}
