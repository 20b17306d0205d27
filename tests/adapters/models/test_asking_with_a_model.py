"""`hopyard ask --model` over a scripted server on loopback, as a person would have it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.adapters.models.engine_with_models import BRED, QUESTION, VALLEY, Person
from tests.adapters.models.servers import WITHIN_S, ModelServer, serving
from tests.adapters.models.wires import Wire

from hopyard.tui.cli.main import main


@contextmanager
def served(person: Person) -> Iterator[ModelServer]:
    """A server in a thread: the command has an event loop of its own."""
    ready = threading.Event()
    found: list[ModelServer] = []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with serving(person) as server:
            found.append(server)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(WITHIN_S)
        yield found[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@pytest.fixture
def ask(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    secret_keys: Mapping[str, str],
) -> Callable[..., tuple[int, str, str]]:
    """Asks with a configuration; gives exit code, standard output and standard error."""
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    docs = tmp_path / "docs"
    docs.mkdir()
    for n, text in enumerate(VALLEY):
        (docs / f"{n}.txt").write_text(text + "\n", encoding="utf-8")
    file = tmp_path / "config.toml"

    def ask(config: str, *args: str) -> tuple[int, str, str]:
        file.write_text(config, encoding="utf-8")
        code = main(["ask", QUESTION, "--docs", str(docs), "--config", str(file), *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


def config_of(wire: Wire, url: str, more: str = "") -> str:
    return (
        f'[models.m]\nkind = "{wire.name}"\nmodel = "x"\nbase_url = "{url}"\nkey_env = "ANTHROPIC_API_KEY"\n'
        f"input_price = 1.0\noutput_price = 5.0\n{more}"
    )


def test_a_model_named_on_the_command_line_does_all_the_work(
    wire: Wire, ask: Callable[..., tuple[int, str, str]], secret_keys: Mapping[str, str]
) -> None:
    person = Person(wire)
    with served(person) as server:
        code, out, err = ask(config_of(wire, server.url), "--model", "m")
        assert code == 0
        assert "Corvanth was bred in 2009." in out
        assert person.jobs == ["plan", "read", "answer"]
        assert "asks m to plan" in err
        assert err.count("model: on this machine\n") == 1
        assert "models: 3 requests, 126 tokens in, 51 out; $0.0004" in err
        key = secret_keys["ANTHROPIC_API_KEY"]
        assert key in str(server.asked[0].headers)
        assert key not in out + err


def test_the_last_line_of_json_holds_what_was_used(
    wire: Wire, ask: Callable[..., tuple[int, str, str]]
) -> None:
    with served(Person(wire)) as server:
        _, out, _ = ask(config_of(wire, server.url), "--model", "m", "--json")
    found = json.loads(out.splitlines()[-1])
    assert found["usage"]["requests"] == 3
    assert found["usage"]["output"] == 51
    assert found["usage"]["usd"] == pytest.approx(0.000381)
    (by,) = found["usage"]["models"]
    assert by == {"model": "m", **{name: found["usage"][name] for name in by if name != "model"}}
    (sentence,) = found["answer"]["sentences"]
    assert (sentence["verdict"], sentence["citations"][0]["quote"]) == ("supported", BRED)
    kinds = {json.loads(line)["type"] for line in out.splitlines()[:-1]}
    assert {"ModelAsked", "ModelUsed"} <= kinds


def test_model_none_asks_nobody_whatever_the_file_says(
    wire: Wire, ask: Callable[..., tuple[int, str, str]]
) -> None:
    person = Person(wire)
    with served(person) as server:
        more = '[model]\nuse = "m"\nplan = "m"\nanswer = "m"\n'
        code, out, err = ask(config_of(wire, server.url, more), "--model", "none")
    assert (code, person.jobs) == (0, [])
    assert "2009" in out
    assert "models:" not in err


@pytest.mark.parametrize(
    ("more", "args", "says"),
    [
        ("", ("--model", "clod"), "there is no [models.clod]"),
        ('[model]\nread = "clod"\n', (), "there is no [models.clod]"),
        ('[model]\nuse = "m"\nfallback = ["clod"]\n', (), "there is no [models.clod]"),
        ('[models.bare]\nkind = "openai"\n', ("--model", "bare"), "[models.bare] does not say which model."),
    ],
)
def test_a_name_that_no_table_has_is_said_before_anything_is_asked(
    more: str, args: tuple[str, ...], says: str, wire: Wire, ask: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, err = ask(config_of(wire, "http://127.0.0.1:9", more), *args)
    assert code == 2
    assert says in err


def test_what_may_not_be_sent_is_not_and_the_steps_say_which_setting_allows_it(
    wire: Wire, ask: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = ask(config_of(wire, "https://models.example"), "--model", "m")
    assert code == 0
    assert "2009" in out
    assert 'Set [privacy] send = "passages"' in err
    assert err.count("model: sends nothing\n") == 1


def test_unsupported_sentences_are_dropped_if_the_person_says_so(
    wire: Wire, ask: Callable[..., tuple[int, str, str]]
) -> None:
    cheat = {"sentences": [{"text": "Corvanth was bred in 1066.", "evidence": ["1/1"]}], "unknown": ""}
    with served(Person(wire, answer=lambda _: cheat)) as server:
        config = config_of(wire, server.url, '[answer]\nunsupported = "drop"\n')
        code, out, err = ask(config, "--model", "m")
    assert code == 0
    assert "1066" not in out
    assert "unsupported: “Corvanth was bred in 1066.”" in err


@pytest.mark.parametrize("kind", ["md", "html", "json", "cast"])
def test_a_session_with_a_model_can_be_exported_and_holds_no_key(
    kind: str,
    wire: Wire,
    ask: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The fixture that every test has searches the files for the keys."""
    with served(Person(wire)) as server:
        code, _, _ = ask(config_of(wire, server.url), "--model", "m")
    assert code == 0
    out = tmp_path / f"answer.{kind}"
    config = str(tmp_path / "config.toml")
    assert main(["export", "last", "--format", kind, "-o", str(out), "--config", config]) == 0
    said = out.read_text("utf-8")
    assert "2009" in said
    if kind in ("md", "html"):
        assert "3 requests, 126 tokens in, 51 out; " in said
    if kind == "json":
        used = json.loads(said)["usage"]
        assert (used["requests"], used["input"], used["estimated_tokens"]) == (3, 126, 0)
        (by,) = used.pop("models")
        assert by == {**used, "model": "m"}
    assert main(["replay", "last", "--json", "--config", config]) == 0
    assert "ModelUsed" in capsys.readouterr().out
