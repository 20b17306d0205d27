"""What is sent to servers that speak like OpenAI's, and what is read from them, each with its quirks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest
from tests.adapters.models.asking import QUESTION, READING, SCHEMA, ask
from tests.adapters.models.servers import (
    DONE,
    KEY,
    STALL,
    USAGE,
    WITHIN_S,
    Asked,
    Reply,
    chunk,
    json_reply,
    openai,
    openai_error,
    openai_frames,
    serving,
)

from hopyard.core.models.bounds import DEFAULT
from hopyard.core.models.errors import CutOff, KeyRejected, Overloaded, RateLimited, RequestRefused
from hopyard.core.models.openai_body import body_of, is_strict
from hopyard.core.models.openai_compatible import OpenAICompatibleModel
from hopyard.core.models.port import ModelRequest, Turn, Usage
from hopyard.core.models.quirks import Quirks, milder, quirks_of, service_of, services


def model_of(url: str, keys: object = None) -> OpenAICompatibleModel:
    return OpenAICompatibleModel("qwen", "qwen-x", keys, base_url=url)  # type: ignore[arg-type]  # None or keys


async def test_what_is_asked() -> None:
    async with serving([openai("ok")]) as server:
        model = model_of(f"{server.url}/v1/", server.keys)
        await ask(model, READING)
        await model.close()
    [asked] = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    system, user = asked.body.pop("messages")
    assert asked.body == {
        "model": "qwen-x",
        "stream": True,
        "max_tokens": 256,
        "stream_options": {"include_usage": True},
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True},
        },
    }
    assert system == {"role": "system", "content": "Read."}
    assert user["content"].startswith("[passage e1] 算力报告 | p. 3\n````text\n")


async def test_a_server_without_a_key_gets_none() -> None:
    async with serving([openai("ok")]) as server:
        model = model_of(server.url)
        assert (await ask(model)).text == "ok"
        await model.close()
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_thinking_stands_in_a_field_of_its_own(field: str) -> None:
    frames = [
        chunk({field: "先"}),
        chunk({field: "想", "content": None}),
        chunk({"content": "答", field: ""}),
    ]
    async with serving([Reply([*frames, chunk({}, "stop"), DONE])]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert (got.text, got.thinking) == ("答", "先想")


async def test_thinking_stands_in_tags() -> None:
    async with serving([openai("\n<thi", "nk>先", "想</th", "ink>\n\n答 <think>", "x")]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert (got.text, got.thinking) == ("答 <think>x", "先想")


def with_choice(**fields: Any) -> bytes:
    choice = {"index": 0, "delta": {}, "finish_reason": "stop", **fields}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()


PLACES = {
    "at the end": ([chunk({}, "stop"), chunk(usage=USAGE)], Usage(42, 0, 0, 17, 1)),
    "in the choice": ([with_choice(usage=USAGE)], Usage(42, 0, 0, 17, 1)),
    "in every piece": (
        [chunk({"content": ""}, usage=dict(USAGE, completion_tokens=3)), chunk({}, "stop", usage=USAGE)],
        Usage(42, 0, 0, 17, 1),
    ),
    "with choices null": ([chunk({}, "stop"), chunk(choices=None, usage=USAGE)], Usage(42, 0, 0, 17, 1)),
    "null before": (
        [chunk({"content": ""}, usage=None), chunk({}, "stop", usage=USAGE)],
        Usage(42, 0, 0, 17, 1),
    ),
    "OpenAI's cache": (
        [chunk({}, "stop", usage=dict(USAGE, prompt_tokens_details={"cached_tokens": 40}))],
        Usage(2, 40, 0, 17, 1),
    ),
    "DeepSeek's cache": (
        [chunk({}, "stop", usage=dict(USAGE, prompt_cache_hit_tokens=40))],
        Usage(2, 40, 0, 17, 1),
    ),
    "Moonshot's cache": ([chunk({}, "stop", usage=dict(USAGE, cached_tokens=40))], Usage(2, 40, 0, 17, 1)),
    "more cached than there is": (
        [chunk({}, "stop", usage=dict(USAGE, cached_tokens=99))],
        Usage(0, 42, 0, 17, 1),
    ),
}


@pytest.mark.parametrize("place", PLACES)
async def test_usage_is_found_wherever_it_stands(place: str) -> None:
    frames, usage = PLACES[place]
    async with serving([Reply([chunk({"content": "x"}), *frames, DONE])]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert (got.text, got.usage) == ("x", usage)


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": "x"}]
)
async def test_usage_that_is_missing_is_estimated(usage: dict[str, Any] | None) -> None:
    async with serving([openai("十张卡" * 20, usage=usage)]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert got.usage is not None
    assert got.usage.estimated
    assert 60 <= got.usage.output <= 90
    assert 10 <= got.usage.input <= 60


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("stop", "end"),
        ("length", "length"),
        ("content_filter", "refused"),
        ("tool_calls", "other"),
        ("new", "other"),
    ],
)
async def test_why_it_stopped(finish: str, reason: str) -> None:
    async with serving([openai("x", finish=finish)]) as server:
        model = model_of(server.url)
        assert (await ask(model)).reason == reason
        await model.close()


async def test_a_stream_may_end_without_done_or_without_a_reason() -> None:
    for frames in (openai_frames("x", done=False), openai_frames("x", finish=None)):
        async with serving([Reply(frames)]) as server:
            model = model_of(server.url)
            got = await ask(model)
            await model.close()
        assert (got.text, got.error) == ("x", None)


async def test_a_server_that_says_why_it_stopped_and_then_nothing_is_not_waited_for() -> None:
    bounds = msgspec.structs.replace(DEFAULT, tail_s=0.05)
    async with serving([Reply([chunk({"content": "x"}), chunk({}, "stop"), STALL])]) as server:
        model = OpenAICompatibleModel("q", "q", None, base_url=server.url, bounds=bounds)
        got = await ask(model)
        await asyncio.wait_for(server.hung_up.wait(), WITHIN_S)
        await model.close()
    assert (got.text, got.reason, got.error) == ("x", "end", None)


async def test_tools_nobody_asked_for_and_other_choices_are_passed_over() -> None:
    call = {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "{"}}]}
    strange = [
        chunk(call),
        chunk({"content": None, "audio": {}}),
        f"data: {json.dumps({'choices': [{'index': 1, 'delta': {'content': 'other'}}]})}\n\n".encode(),
        f"data: {json.dumps({'choices': [None, 3, {'index': 0, 'delta': 'x'}]})}\n\n".encode(),
        b'data: {"object": "new.event"}\n\n',
        b"event: vendor\nid: 3\nretry: 10\nwhat: ever\n\n",
        b'data: {"error": null, "choices": []}\n\n',
    ]
    async with serving([Reply([*strange, *openai_frames("here")])]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert (got.text, got.reason) == ("here", "end")


FAILURES = [
    ({"error": {"message": "busy", "type": "server_error"}}, Overloaded),
    ({"error": {"message": "busy", "code": "rate_limit_exceeded"}}, RateLimited),
    ({"error": {"message": "busy", "type": "invalid_request_error"}}, RequestRefused),
    ({"error": "busy"}, Overloaded),
    ({"error_code": 336100, "error_msg": "busy"}, Overloaded),
    ({"code": 10013, "message": "busy", "sid": "x"}, Overloaded),
    ({"object": "error", "message": "busy", "code": 400}, Overloaded),
]


@pytest.mark.parametrize(("failure", "expected"), FAILURES)
async def test_an_error_in_mid_stream(failure: dict[str, Any], expected: type) -> None:
    error = f"data: {json.dumps(failure)}\n\n".encode()
    async with serving([Reply([*openai_frames("half", "lost")[:3], error])]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert got.text == "half"
    assert type(got.error) is expected
    assert '"busy"' in str(got.error)


@pytest.mark.parametrize(("failure", "expected"), FAILURES)
async def test_an_error_under_status_200(failure: dict[str, Any], expected: type) -> None:
    async with serving([json_reply(failure)]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert type(got.error) is expected


async def test_three_streams_that_are_refused_at_once_learn_it_once() -> None:
    async with serving(Choosy({"json_schema": REFUSALS["json_schema"]})) as server:
        model = model_of(server.url)
        texts = [got.text for got in await asyncio.gather(*(ask(model, READING) for _ in range(3)))]
        await model.close()
    assert texts == ['{"hops": []}'] * 3
    assert {asked.body["response_format"]["type"] for asked in server.asked} == {"json_schema", "json_object"}


async def test_an_error_in_a_list_is_read() -> None:
    async with serving([json_reply([{"error": {"code": 429, "message": "slow"}}], 429)]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, RateLimited)
    assert 'It says: "slow"' in got.error.message


@pytest.mark.parametrize(
    ("status", "words", "code", "expected"),
    [
        (400, "Your credit balance is too low", "", RequestRefused),
        (403, "insufficient account balance", "", RequestRefused),
        (403, "insufficient permissions", "", KeyRejected),
        (429, "You exceeded your current quota, check your plan and billing details", "", RateLimited),
        (429, "余额不足", "1113", RequestRefused),
        (400, "账户欠费", "Arrearage", RequestRefused),
    ],
)
async def test_an_empty_account_is_told_from_a_limit(
    status: int, words: str, code: str, expected: type
) -> None:
    async with serving([openai_error(status, words, code=code)]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert type(got.error) is expected


async def test_no_credit_is_not_a_rate_limit() -> None:
    async with serving(
        [openai_error(429, "You exceeded your current quota.", code="insufficient_quota")]
    ) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, RequestRefused)
    assert "no credit" in got.error.message


async def test_a_server_that_does_not_stream() -> None:
    whole = {
        "choices": [{"index": 0, "message": {"content": "整个"}, "finish_reason": "stop"}],
        "usage": USAGE,
    }
    async with serving([json_reply(whole)]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert (got.text, got.usage) == ("整个", Usage(42, 0, 0, 17, 1))


async def test_a_whole_reply_that_was_cut() -> None:
    cut = Reply([b'{"choices": [{"message": '], 200, {"content-type": "application/json"})
    async with serving([cut]) as server:
        model = model_of(server.url)
        assert (await ask(model)).error is not None
        await model.close()


class Choosy:
    """A server that refuses fields one after another, as real ones word it."""

    def __init__(self, refusals: dict[str, str]) -> None:
        self._refusals = refusals

    def __call__(self, asked: Asked) -> Reply:
        sent = json.dumps(asked.body)
        for field, words in self._refusals.items():
            if field in sent:
                return openai_error(400, words)
        return openai('{"hops": []}')


REFUSALS = {
    "json_schema": "'response_format.type' must be 'json_object' or 'text', not 'json_schema'",
    "response_format": "Unrecognized request argument supplied: response_format",
    "stream_options": "stream_options is not supported",
    '"max_tokens"': "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
}


async def test_a_server_that_takes_fewer_fields_is_asked_with_fewer() -> None:
    async with serving(Choosy(REFUSALS)) as server:
        model = model_of(server.url)
        got = await ask(model, READING)
        first = len(server.asked)
        again = await ask(model, READING)
        await model.close()
    assert got.text == again.text == '{"hops": []}'
    assert (first, len(server.asked)) == (5, 6), "what a server does not take is remembered"
    assert got.usage is not None
    assert again.usage is not None
    assert (got.usage.requests, again.usage.requests) == (5, 1)
    body = server.asked[-1].body
    assert {"response_format", "stream_options", "max_tokens"}.isdisjoint(body)
    assert json.dumps(SCHEMA, sort_keys=True) in body["messages"][0]["content"]


async def test_a_server_without_a_system_role() -> None:
    async with serving(Choosy({'"system"': "System role not supported"})) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert got.error is None
    assert server.asked[-1].body["messages"] == [
        {"role": "user", "content": "Be brief.\n\n多少张卡 how many?"}
    ]


async def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    async with serving([openai_error(400, "max_completion_tokens")]) as server:
        model = model_of(server.url)
        got = await ask(model)
        await model.close()
    assert isinstance(got.error, RequestRefused)
    assert len(server.asked) == 5


def test_quirks_go_by_the_host() -> None:
    assert quirks_of("https://api.deepseek.com/v1").json == "object"
    assert quirks_of("https://API.DeepSeek.com:443/v1").json == "object"
    assert quirks_of("https://api-ap-southeast-1.modelarts-maas.com/v1").json == "text"
    assert quirks_of("https://api.deepseek.com.evil.example/v1") == Quirks()
    assert quirks_of("https://notapi.openai.com.example") == Quirks()
    assert quirks_of("http://127.0.0.1:11434/v1") == Quirks()
    assert quirks_of("no address") == Quirks()
    service = service_of("https://open.bigmodel.cn/api/paas/v4")
    assert service is not None
    assert service.key_env == "ZHIPU_API_KEY"


def test_each_service_is_whole() -> None:
    assert len({service.name for service in services()}) == len(services()) == 12
    for service in services():
        assert service.key_env.endswith("_API_KEY")
        assert service.hosts
        assert quirks_of(f"https://{service.hosts[0]}/v1") == service.quirks


def test_every_refusal_ends() -> None:
    for words in ("json_schema", "response_format", "stream_options", "system role", "no idea"):
        quirks: Quirks | None = Quirks()
        for _ in range(5):
            assert quirks is not None
            quirks = milder(quirks, words)
            if quirks is None:
                break
        assert quirks is None


def test_a_schema_is_strict_only_if_every_object_is_closed() -> None:
    assert is_strict(SCHEMA)
    loose = {"type": "object", "properties": {"a": SCHEMA, "b": {"type": "string"}}, "required": ["a"]}
    assert not is_strict(loose)
    assert not is_strict({"type": "array", "items": loose})
    assert not is_strict({"anyOf": [SCHEMA, loose]})


def test_instructions_without_a_question_become_one() -> None:
    request = ModelRequest("Do.", (Turn("assistant", "a"),), 9)
    body = body_of("m", request, Quirks(system="user"))
    assert [message["role"] for message in body["messages"]] == ["user", "assistant"]


async def test_done_alone_is_no_reply_that_was_cut() -> None:
    async with serving([Reply([chunk({"role": "assistant"})])]) as server:
        model = model_of(server.url)
        got = await ask(model, QUESTION)
        await model.close()
    assert isinstance(got.error, CutOff)
