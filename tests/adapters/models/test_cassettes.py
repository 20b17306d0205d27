"""Exchanges that were recorded are played again: to the clients that are now, and with no key in them.

`cassettes/` holds what `hopyard doctor --record FOLDER` wrote; a new file there is played by itself.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.adapters.models.asking import ask
from tests.adapters.models.servers import KEY, Reply, in_bits, serving
from tests.adapters.models.wires import WIRES, Wire

from hopyard.core.errors import ConfigError
from hopyard.core.keys import KeySource
from hopyard.core.models import cassettes
from hopyard.core.models.cassettes import Cassette, Recorder
from hopyard.core.models.port import ModelRequest, Turn
from hopyard.tui.cli.main import main

CASSETTES = sorted(Path(__file__).with_name("cassettes").glob("*.json"))


def reply_of(cassette: Cassette) -> Reply:
    """The response of a cassette, as a server sends it."""
    return Reply(in_bits([cassette.body.encode()], 1000), cassette.status, cassette.headers)


def request_of(cassette: Cassette) -> ModelRequest:
    """A request as large as the recorded one."""
    most = cassette.request.get("max_tokens") or cassette.request.get("max_completion_tokens") or 1024
    return ModelRequest("s", (Turn("user", "q"),), most)


@pytest.mark.parametrize("path", CASSETTES, ids=[path.stem for path in CASSETTES])
async def test_a_recorded_exchange_is_read(path: Path) -> None:
    cassette = cassettes.read(path)
    [wire] = [wire for wire in WIRES if wire.name == cassette.kind]
    async with serving([reply_of(cassette)]) as server:
        model = wire.model(server)
        got = await ask(model, request_of(cassette))
        await model.close()
    assert server.asked[0].path.endswith(cassette.path)
    if cassette.status == 200:
        assert (got.error, bool(got.text)) == (None, True)
        assert got.usage is not None
        assert not got.usage.estimated
    else:
        assert got.error is not None


def test_there_are_recordings_of_both_kinds() -> None:
    assert {cassettes.read(path).kind for path in CASSETTES} == {wire.name for wire in WIRES}


async def test_what_is_recorded_is_what_came_and_holds_no_key(wire: Wire, tmp_path: Path) -> None:
    script = [
        wire.reply("一", "二"),
        wire.error(401, "authentication_error", f"{KEY} is wrong", retry_after="3"),
    ]
    async with serving(script) as server:
        recorder = Recorder(tmp_path / "new", "m")
        model = wire.make("m", "x", server.keys, base_url=server.url, recorder=recorder)
        first, second = await ask(model), await ask(model)
        await model.close()
    assert [path.name for path in recorder.written] == ["m-1.json", "m-2.json"]
    whole, failed = map(cassettes.read, recorder.written)
    assert (whole.kind, whole.status, whole.body.encode()) == (
        wire.name,
        200,
        b"".join(wire.frames("一", "二")),
    )
    assert whole.request == server.asked[0].body
    assert failed.headers == {"content-type": "application/json", "retry-after": "3"}
    assert all(KEY not in path.read_text("utf-8") for path in recorder.written)
    assert all(path.stat().st_mode & 0o077 == 0 for path in recorder.written)
    async with serving([reply_of(whole), reply_of(failed)]) as server:
        model = wire.model(server)
        assert await ask(model) == first
        assert str((await ask(model)).error) == str(second.error).replace(KEY, "[key]")
        await model.close()


async def test_a_request_that_was_broken_off_is_recorded_as_far_as_it_came(
    wire: Wire, tmp_path: Path
) -> None:
    frames = wire.frames("一", "二")
    async with serving([Reply(frames[:4])]) as server:
        recorder = Recorder(tmp_path, "m")
        model = wire.make("m", "x", server.keys, base_url=server.url, recorder=recorder)
        await ask(model)
        await model.close()
    [path] = recorder.written
    assert cassettes.read(path).body.encode() == b"".join(frames[:4])


async def test_nothing_is_written_over(wire: Wire, tmp_path: Path) -> None:
    (tmp_path / "m-1.json").write_text("mine", encoding="utf-8")
    async with serving([wire.reply("x")]) as server:
        model = wire.make("m", "x", server.keys, base_url=server.url, recorder=Recorder(tmp_path, "m"))
        with pytest.raises(ConfigError):
            await ask(model)
        await model.close()
    assert (tmp_path / "m-1.json").read_text("utf-8") == "mine"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("HOPYARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


def configure(home: Path, text: str) -> None:
    path = home / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


async def doctor(*arguments: str) -> int:
    """The command in a thread: it runs a loop of its own, and the server needs this one."""
    import asyncio

    return await asyncio.to_thread(main, ["doctor", *arguments])


async def test_doctor_tries_each_model_and_records(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claude, gpt = (wire.reply("ok") for wire in WIRES)
    bad = WIRES[1].error(401, "invalid_api_key", f"wrong: {KEY}")
    async with serving([claude]) as one, serving([gpt]) as two, serving([bad]) as three:
        configure(
            home,
            f"""
            [models.claude]
            kind = "anthropic"
            model = "claude-x"
            base_url = "{one.url}"
            input_price = 3.0
            output_price = 15.0
            [models.qwen]
            kind = "openai"
            model = "qwen-x"
            base_url = "{two.url}"
            [models.wrong]
            kind = "openai"
            model = "gpt-x"
            base_url = "{three.url}"
            key_env = "OPENAI_API_KEY"
            [models.far]
            kind = "openai"
            model = "far-x"
            base_url = "https://models.example"
            [models.empty]
            kind = "openai"
            """,
        )
        assert await doctor("--record", str(tmp_path / "rec")) == 1
    out = capsys.readouterr().out
    lines = {line.split("Model ")[1].split(":")[0]: line for line in out.splitlines() if "Model " in line}
    assert lines.keys() == {"claude", "qwen", "wrong", "far", "empty"}
    assert lines["claude"].startswith("ok")
    assert "claude-x replied in" in lines["claude"]
    assert "42 + 17 tokens, $0.000381" in lines["claude"]
    assert "price not configured" in lines["qwen"]
    assert lines["wrong"].startswith("BAD")
    assert "[models.wrong] key_env" in lines["wrong"]
    assert lines["far"].startswith("note")
    assert "[privacy]" in lines["far"]
    assert "[models.empty] does not say which model" in out
    assert sorted(path.name for path in (tmp_path / "rec").iterdir()) == [
        *("claude-1.json", "qwen-1.json", "wrong-1.json")
    ]
    asked = json.loads((tmp_path / "rec" / "claude-1.json").read_text("utf-8"))["request"]
    assert "ok" in asked["messages"][0]["content"]


async def test_doctor_asks_no_server_where_none_is_configured(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await doctor() == 0
    assert "Model" not in capsys.readouterr().out


def test_a_configuration_that_others_can_read_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = (
        '[models.a]\nkind = "openai"\nmodel = "x"\nbase_url = "https://a.example"\nkey_command = "pass a"\n'
    )
    configure(home, command)
    assert main(["config", "show"]) == 0
    assert capsys.readouterr().err == ""
    path = home / "config.toml"
    path.chmod(0o640)
    assert main(["config", "show"]) == 0
    assert f"can be read by others. Run: chmod 600 {path}" in capsys.readouterr().err
    path.chmod(0o622)
    main(["doctor"])
    told = capsys.readouterr()
    assert "can be changed by others" in told.out
    assert "can be changed by others" in told.err
    path.write_text("[budget]\nhops = 3\n", encoding="utf-8")
    assert main(["config", "show"]) == 0
    assert capsys.readouterr().err == ""


async def test_a_key_is_in_no_repr_error_or_traceback(wire: Wire, secret_keys: dict[str, str]) -> None:
    import logging
    import traceback

    key = secret_keys["ANTHROPIC_API_KEY"]
    seen: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    listener = Listener()
    root = logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        async with serving([wire.error(401, "authentication_error", f"no: {key}")]) as server:
            keys = KeySource("models.m", "ANTHROPIC_API_KEY", "", os.environ)
            model = wire.make("m", "x", lambda: keys, base_url=server.url)
            got = await ask(model)
            seen.append(repr(vars(model)) + repr(await keys.get()))
            await model.close()
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
    assert got.error is not None
    seen.append("".join(traceback.format_exception(got.error)))
    error = traceback.TracebackException.from_exception(got.error, capture_locals=False)
    seen.append("".join(error.format()))
    assert seen
    assert not any(key in text for text in seen)
    assert "/tests/" in seen[-1]
    assert "httpx2" not in seen[-1], "what the libraries raise holds the request and its headers"
