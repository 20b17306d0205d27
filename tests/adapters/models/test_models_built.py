"""Models by the names of the configuration: who is asked, with which key, and what may be sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from tests.adapters.models.asking import QUESTION, READING, ask
from tests.adapters.models.servers import (
    KEY,
    Reply,
    anthropic_frames,
    openai,
    openai_error,
    openai_frames,
    serving,
)

from hopyard.core.config import Config
from hopyard.core.errors import ConfigError
from hopyard.core.models.addresses import host_of, is_local
from hopyard.core.models.build import Models, address, make_model
from hopyard.core.models.errors import KeyMissing, NotSent
from hopyard.core.models.port import ModelRequest, Turn, UsageSoFar
from hopyard.core.models.retrying import Trouble
from hopyard.core.models.sending import sending

FAR = "https://models.example/v1"


def config_of(
    model: Mapping[str, Any], /, send: str = "none", local_only: bool = False, **tables: Any
) -> Config:
    return msgspec.convert(
        {
            "model": model,
            "models": {name: {"kind": "openai", "model": "x", **table} for name, table in tables.items()},
            "privacy": {"send": send},
            "web": {"local_only": local_only},
        },
        Config,
    )


def test_without_a_model_there_is_none() -> None:
    models = Models(Config(), {})
    assert [models.for_job(job) for job in ("plan", "read", "answer")] == [None] * 3


def test_each_job_has_the_model_that_is_named_for_it() -> None:
    config = config_of({"use": "a", "read": "b", "answer": "none"}, a={}, b={"kind": "anthropic"})
    models = Models(config, {})
    plan, read = models.for_job("plan"), models.for_job("read")
    assert plan is not None
    assert read is not None
    assert (plan.name, read.name, models.for_job("answer")) == ("a", "b", None)


def test_what_is_sent_is_told_in_a_few_words() -> None:
    far, near = {"base_url": FAR}, {"base_url": "http://127.0.0.1:1/v1"}
    use, backed = {"use": "a"}, {"use": "b", "fallback": ["a"]}
    told = {
        "": sending(config_of({}, "passages", a=far)),
        "model: on this machine": sending(config_of({"read": "b"}, "passages", a=far, b=near)),
        "model: sends nothing": sending(config_of(use, "none", a=far)),
        "model: sends questions only": sending(config_of(use, "questions", a=far)),
        "model: sends passages": sending(config_of(backed, "passages", a=far, b=near)),
    }
    assert {words: words for words in told} == told
    assert sending(config_of(use, "passages", local_only=True, a=far)) == "model: sends nothing"
    assert sending(config_of({"plan": "a"}, "questions", a={"kind": "anthropic"})).endswith("questions only")


@pytest.mark.parametrize(
    ("model", "tables", "says"),
    [
        ({"use": "c"}, {"a": {}}, "no [models.c]. There are: a."),
        ({"use": "c"}, {}, "There are: none yet."),
        ({"use": "a", "fallback": ["d"]}, {"a": {}}, "no [models.d]"),
        ({"use": "a"}, {"a": {"model": ""}}, "[models.a] does not say which model"),
        ({"use": "a"}, {"a": {"base_url": "http://127.0.0.1:99999/v1"}}, "[models.a] base_url is no address"),
        ({"use": "a"}, {"a": {"base_url": "http://" + "x" * 70}}, "[models.a] base_url is no address"),
    ],
)
def test_a_name_that_leads_nowhere_is_said(model: dict[str, Any], tables: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Models(config_of(model, **tables), {})
    assert says in str(caught.value)


async def test_a_fallback_answers_and_the_trouble_is_told() -> None:
    troubles: list[Trouble] = []
    async with serving([openai_error(402, "pay")]) as poor, serving([openai("ok")]) as rich:
        config = config_of(
            {"use": "a", "fallback": ["b"]},
            a={"base_url": poor.url, "input_price": 1},
            b={"base_url": rich.url, "input_price": 1, "output_price": 2},
        )
        models = Models(config, {}, troubles.append)
        model = models.for_job("plan")
        assert model is not None
        pieces = [piece async for piece in model.stream(QUESTION)]
        await models.close()
    assert [(one.model, one.next_model) for one in troubles] == [("a", "b")]
    assert [piece.usd for piece in pieces if isinstance(piece, UsageSoFar)][-1] == (42 + 2 * 17) / 1e6


@pytest.mark.parametrize("kind", ["anthropic", "openai"])
async def test_the_key_comes_from_the_variable_that_is_named(kind: str) -> None:
    frames = anthropic_frames("ok") if kind == "anthropic" else openai_frames("ok")
    async with serving([Reply(frames)]) as server:
        config = config_of({"use": "a"}, a={"kind": kind, "base_url": server.url, "key_env": "MY_KEY"})
        model = make_model(config, "a", {"MY_KEY": f" {KEY}\n", "ANTHROPIC_API_KEY": "no"})
        assert (await ask(model)).text == "ok"
        await model.close()
    headers = server.asked[0].headers
    assert KEY in (headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer "))


async def test_the_key_comes_whole_from_a_command_that_prints_it_bit_by_bit() -> None:
    async with serving([openai("ok")]) as server:
        command = f"sh -c 'printf {KEY[:5]}; sleep 0.1; echo {KEY[5:]}; echo a note'"
        config = config_of({"use": "a"}, a={"base_url": server.url, "key_command": command})
        model = make_model(config, "a", {"PATH": "/usr/bin:/bin"})
        assert (await ask(model)).text == "ok"
        await model.close()
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("command", ["false", "no-such-command", "true", "echo 'two words'", "echo '"])
async def test_a_command_that_fails_is_said_without_its_output(command: str) -> None:
    config = config_of({"use": "a"}, a={"base_url": "http://127.0.0.1:9", "key_command": command})
    got = await ask(make_model(config, "a", {"PATH": "/usr/bin:/bin"}))
    assert isinstance(got.error, KeyMissing)
    assert "two words" not in str(got.error)
    assert "models.a" in str(got.error)


@pytest.mark.parametrize("kind", ["anthropic", "openai"])
async def test_the_usual_key_goes_to_no_other_server(kind: str) -> None:
    frames = anthropic_frames("ok") if kind == "anthropic" else openai_frames("ok")
    environ = {"ANTHROPIC_API_KEY": "sk-usual-1", "OPENAI_API_KEY": "sk-usual-2"}
    async with serving([Reply(frames)]) as server:
        config = config_of({"use": "a"}, a={"kind": kind, "base_url": server.url})
        model = make_model(config, "a", environ)
        await ask(model)
        await model.close()
    assert "sk-usual" not in str(server.asked)


@pytest.mark.parametrize(
    ("table", "variable"),
    [
        ({"kind": "anthropic"}, "ANTHROPIC_API_KEY"),
        ({}, "OPENAI_API_KEY"),
        ({"base_url": "https://api.deepseek.com"}, "DEEPSEEK_API_KEY"),
        ({"base_url": "https://open.bigmodel.cn/api/paas/v4"}, "ZHIPU_API_KEY"),
        ({"kind": "anthropic", "base_url": FAR}, "key_env"),
        ({"base_url": FAR, "key_env": "MINE"}, "MINE"),
    ],
)
async def test_a_missing_key_is_named_before_anything_is_sent(table: dict[str, Any], variable: str) -> None:
    config = config_of({"use": "a"}, send="passages", a=table)
    got = await ask(make_model(config, "a", {}))
    assert isinstance(got.error, KeyMissing)
    assert variable in str(got.error)
    assert "models.a" in str(got.error)


WITH_ASSISTANT = ModelRequest("s", (Turn("user", "q"), Turn("assistant", "found: 7")), 9)


@pytest.mark.parametrize(
    ("send", "request_", "local_only", "may"),
    [
        ("none", QUESTION, False, False),
        ("questions", QUESTION, False, True),
        ("questions", READING, False, False),
        ("questions", msgspec.structs.replace(READING, question_alone=True), False, False),
        ("questions", WITH_ASSISTANT, False, False),
        ("passages", QUESTION, False, True),
        ("passages", READING, False, True),
        ("passages", QUESTION, True, False),
    ],
)
async def test_what_may_leave_this_machine(
    send: str, request_: ModelRequest, local_only: bool, may: bool
) -> None:
    config = config_of({"use": "a"}, send=send, local_only=local_only, a={"base_url": FAR, "key_env": "K"})
    got = await ask(make_model(config, "a", {}), request_)
    # Without a key nothing is sent in any case: what stops it shows whether it would have been.
    assert isinstance(got.error, KeyMissing if may else NotSent)
    assert got.error.next_step


@pytest.mark.parametrize("request_", [QUESTION, READING])
async def test_a_model_on_this_machine_may_be_sent_everything(request_: ModelRequest) -> None:
    async with serving([openai("ok")]) as server:
        config = config_of({"use": "a"}, send="none", local_only=True, a={"base_url": server.url})
        model = make_model(config, "a", {})
        assert (await ask(model, request_)).text == "ok"
        await model.close()


async def test_a_proxy_of_the_environment_sees_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving([openai("no")]) as proxy, serving([openai("ok")]) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        model = make_model(config_of({"use": "a"}, a={"base_url": server.url}), "a", {})
        assert (await ask(model)).text == "ok"
        await model.close()
        assert proxy.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434/v1",
        "http://localhost:8080",
        "http://LOCALHOST.",
        "http://[::1]:8000",
        "http://127.9.9.9",
    ],
)
def test_addresses_of_this_machine(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://api.openai.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example",
            "http://0.0.0.0",
        ),
        *(
            "http://10.0.0.1",
            "http://192.168.1.2:11434",
            "",
            "http://[::1",
            "http://127.1",
            "http://2130706433",
        ),
    ],
)
def test_addresses_of_others(url: str) -> None:
    assert not is_local(url)


def test_without_an_address_the_services_own_counts() -> None:
    config = config_of({"use": "a"}, a={}, b={"kind": "anthropic"})
    assert [host_of(address(config.models[name])) for name in "ab"] == ["api.openai.com", "api.anthropic.com"]
    assert not any(is_local(address(config.models[name])) for name in "ab")
