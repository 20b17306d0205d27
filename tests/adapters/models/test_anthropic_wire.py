"""What is sent to a server that speaks Anthropic's Messages API, and read from it, through the real SDK."""

from __future__ import annotations

import json

import pytest
from tests.adapters.models.asking import PASSAGE, QUESTION, READING, SCHEMA, ask
from tests.adapters.models.servers import (
    KEY,
    Asked,
    Reply,
    anthropic,
    anthropic_frames,
    block,
    frame,
    serving,
)

from hopyard.core.models.anthropic import AnthropicModel
from hopyard.core.models.errors import KeyRejected, Overloaded, RateLimited, RequestRefused
from hopyard.core.models.port import ModelRequest, Turn, Usage


def model_of(url: str, keys: object = None) -> AnthropicModel:
    return AnthropicModel("claude", "claude-x", keys, base_url=url)  # type: ignore[arg-type]  # None or keys


def key_in(asked: Asked) -> str:
    """The key, in whichever header the SDK's version puts it."""
    bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
    return asked.headers.get("x-api-key") or bearer


async def test_what_is_asked() -> None:
    async with serving([anthropic("ok")]) as server:
        model = model_of(f"{server.url}/v1/", server.keys)
        await ask(model, READING)
        await model.close()
    [asked] = server.asked
    assert asked.path == "/v1/messages"
    assert key_in(asked) == KEY
    assert asked.headers["anthropic-version"]
    assert asked.headers["x-stainless-retry-count"] == "0"
    [message] = asked.body.pop("messages")
    assert asked.body == {
        "model": "claude-x",
        "max_tokens": 256,
        "stream": True,
        "system": [{"type": "text", "text": "Read.", "cache_control": {"type": "ephemeral"}}],
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
    }
    assert message["role"] == "user"
    assert message["content"].startswith("[passage e1] 算力报告 | p. 3\n````text\n训练用了")
    assert message["content"].endswith(f"{PASSAGE.text}\n````\n\nWhat is said?")


async def test_without_a_system_prompt_or_a_schema_neither_is_sent() -> None:
    async with serving([anthropic("ok")]) as server:
        model = model_of(server.url, server.keys)
        await ask(model, ModelRequest("", (Turn("user", "a"), Turn("assistant", "b"), Turn("user", "c")), 8))
        await model.close()
    body = server.asked[0].body
    assert {"system", "output_config", "tools", "thinking"}.isdisjoint(body)
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]


async def test_thinking_text_usage_and_cache() -> None:
    reply = anthropic("十", "张", thinking=("先算", "总算力"), counts=(30, 1200, 5, 99))
    async with serving([reply]) as server:
        model = model_of(server.url, server.keys)
        got = await ask(model)
        await model.close()
    assert (got.text, got.thinking, got.reason) == ("十张", "先算总算力", "end")
    assert got.usage == Usage(30, 1200, 5, 99, requests=1)


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("end_turn", "end"),
        ("stop_sequence", "end"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refused"),
        ("tool_use", "other"),
        ("brand_new_reason", "other"),
    ],
)
async def test_why_it_stopped(stop: str, reason: str) -> None:
    async with serving([anthropic("x", stop=stop)]) as server:
        model = model_of(server.url, server.keys)
        assert (await ask(model)).reason == reason
        await model.close()


STRANGE = [
    frame("vendor_note", x=1),
    *block(
        7,
        {"type": "tool_use", "id": "t", "name": "search", "input": {}},
        {"type": "input_json_delta", "partial_json": '{"query": "x'},
    ),
    *block(8, {"type": "hologram", "data": "?"}, {"type": "hologram_delta", "z": 1}),
    *block(9, {"type": "redacted_thinking", "data": "opaque"}),
    *block(10, {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}),
    *block(11, {"type": "text", "text": ""}, {"type": "citations_delta", "citation": {"cited_text": "x"}}),
    frame("content_block_delta", index=1, delta={"type": "text_delta", "text": 5}),
    frame("content_block_delta", index=1, delta=None),
    frame("content_block_delta"),
    frame("content_block_start", index=2, content_block=[]),
    frame("message_delta", delta={}, usage={"output_tokens": "many"}),
    b"event: message_start\ndata: {}\n\n",
    b"data: no name\n\n",
]


async def test_tools_nobody_asked_for_and_what_is_not_known_are_passed_over() -> None:
    async with serving([anthropic("still ", "here", extra=STRANGE)]) as server:
        model = model_of(server.url, server.keys)
        got = await ask(model)
        await model.close()
    assert (got.text, got.thinking, got.reason) == ("still here", "", "end")
    assert got.usage == Usage(42, 0, 0, 17, requests=1)


async def test_text_that_comes_with_a_blocks_beginning_counts() -> None:
    start = list(block(0, {"type": "text", "text": "早"}))
    async with serving([anthropic("晚", extra=start)]) as server:
        model = model_of(server.url, server.keys)
        assert (await ask(model)).text == "早晚"
        await model.close()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("overloaded_error", Overloaded),
        ("api_error", Overloaded),
        ("rate_limit_error", RateLimited),
        ("authentication_error", KeyRejected),
        ("invalid_request_error", RequestRefused),
        ("a_new_error", Overloaded),
    ],
)
async def test_an_error_in_mid_stream_goes_by_its_type(kind: str, expected: type) -> None:
    body = {"type": "error", "error": {"type": kind, "message": "busy"}, "request_id": "r"}
    error = f"event: error\ndata: {json.dumps(body)}\n\n".encode()
    async with serving([Reply([*anthropic_frames("half", "lost")[:4], error])]) as server:
        model = model_of(server.url, server.keys)
        got = await ask(model)
        await model.close()
    assert got.text == "half"
    assert type(got.error) is expected
    assert '"busy"' in str(got.error)


async def test_an_error_in_mid_stream_that_is_no_json() -> None:
    async with serving([Reply([*anthropic_frames("half")[:4], b"event: error\ndata: oh no\n\n"])]) as server:
        model = model_of(server.url, server.keys)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, Overloaded)


async def test_what_was_cut_off_counts_by_estimate() -> None:
    frames = anthropic_frames("字" * 60, "字" * 60)
    async with serving([Reply(frames[:5])]) as server:
        model = model_of(server.url, server.keys)
        got = await ask(model)
        await model.close()
    assert got.usage is not None
    assert (got.usage.input, got.usage.estimated) == (42, True)
    assert 60 <= got.usage.output <= 240


async def test_a_server_on_this_machine_needs_no_key() -> None:
    async with serving([anthropic("ok")]) as server:
        model = model_of(server.url)
        assert (await ask(model)).text == "ok"
        await model.close()
    assert key_in(server.asked[0]) == "no-key"


async def test_the_environments_address_headers_and_proxy_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving([anthropic("no")]) as other, serving([anthropic("ok")]) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", other.url)
        monkeypatch.setenv("HTTP_PROXY", other.url)
        monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another")
        model = model_of(server.url, server.keys)
        assert (await ask(model, QUESTION)).text == "ok"
        await model.close()
        assert other.asked == []
    assert key_in(server.asked[0]) == KEY
