"""Keys: where they come from, and that nothing shows them."""

from __future__ import annotations

import asyncio
import pickle
import shlex
import sys
import time
from pathlib import Path

import pytest

from hopyard.core.keys import Key, KeyMissing, KeySource

SECRET = "hidden-value-7c0e"


def printing(text: str) -> str:
    return shlex.join([sys.executable, "-c", f"print({text!r}, end='')"])


def source(command: str = "", environ: dict[str, str] | None = None, seconds: float = 20) -> KeySource:
    return KeySource("web.brave", "THE_KEY", command, environ or {}, seconds=seconds)


def test_a_key_shows_nowhere() -> None:
    key = Key(SECRET)
    assert key.reveal() == SECRET
    assert SECRET not in f"{key} {key!r} {[key]!r}"
    assert key == Key(SECRET)
    assert key != Key("other")
    with pytest.raises(TypeError):
        pickle.dumps(key)


async def test_the_variable_comes_first() -> None:
    found = await source("false", {"THE_KEY": f" {SECRET}\n"}).get()
    assert found == Key(SECRET)


async def test_a_command_is_asked_where_there_is_no_variable_and_its_first_line_counts() -> None:
    assert await source(printing(f"{SECRET}\nnotes of mine\n")).get() == Key(SECRET)


async def test_a_command_runs_once_for_all_who_ask(tmp_path: Path) -> None:
    script = tmp_path / "key.py"
    script.write_text(
        f"import pathlib\np = pathlib.Path({str(tmp_path / 'n')!r})\n"
        f"p.write_text((p.read_text() if p.exists() else '') + 'x')\nprint({SECRET!r})\n"
    )
    asked = source(f"{sys.executable} '{script}'")
    assert set(await asyncio.gather(*(asked.get() for _ in range(5)))) == {Key(SECRET)}
    assert (tmp_path / "n").read_text() == "x"


async def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    key = await source(f"printf {SECRET} ; touch {trap}").get()
    assert key == Key(SECRET)
    assert not trap.exists()


@pytest.mark.parametrize(
    "command",
    [
        "",
        "  ",
        "/no/such/program",
        "'unclosed",
        f"{sys.executable} -c 'print(\"{SECRET}\"); raise SystemExit(3)'",
        f"{sys.executable} -c 'import sys; sys.exit(\"{SECRET}\")'",
        f"{sys.executable} -c 'pass'",
        f"{sys.executable} -c 'print(\"{SECRET} and more\")'",
        f"{sys.executable} -c 'print(\"{SECRET}\\x07\")'",
        f"{sys.executable} -c 'print(\"{SECRET}\" * 100000)'",
    ],
)
async def test_a_command_that_fails_is_named_and_what_it_printed_is_not(command: str) -> None:
    with pytest.raises(KeyMissing) as caught:
        await source(command).get()
    error = caught.value
    assert "web.brave" in error.message
    assert error.next_step
    assert SECRET not in f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"


async def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    script = tmp_path / "hang.sh"
    script.write_text(f"#!/bin/sh\n(sleep 30; touch {alive}) &\necho {SECRET}\nsleep 30\n")
    script.chmod(0o755)
    began = time.monotonic()
    with pytest.raises(KeyMissing, match="did not end"):
        await source(str(script), seconds=0.3).get()
    assert time.monotonic() - began < 10


async def test_whether_a_key_is_set_runs_nothing() -> None:
    assert not source().is_set
    assert source(environ={"THE_KEY": "x"}).is_set
    assert source("/no/such/program").is_set
