"""The commands on sessions as a person types them: list, search, name, delete, resume."""

import json
from pathlib import Path

import pytest
from tests.adapters.asked import QUESTION

from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.tui.cli import main


def out(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(list(args)) == 0
    return capsys.readouterr().out


def test_sessions_are_listed_for_a_person_and_for_a_program(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = out(capsys, "sessions")
    assert shown.startswith(f"{session.name}  1 hop, 1 source, ")
    assert QUESTION in shown
    (one,) = json.loads(out(capsys, "sessions", "--json"))
    assert (one["id"], one["question"], one["answered"]) == (session.name, QUESTION, True)
    assert QUESTION in out(capsys, "sessions", "--search", "１,２４０ 吨")
    assert out(capsys, "sessions", "--search", "nowhere") == "No session holds that.\n"


def test_a_session_is_named_tagged_binned_and_taken_back(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out(capsys, "sessions", "rename", "last", "苹果", "\x1b[31mharvest")
    out(capsys, "sessions", "tag", session.name[-6:], "Q3", "果园")
    shown = out(capsys, "sessions")
    assert "#Q3 #果园\n    苹果 harvest" in shown
    out(capsys, "sessions", "delete", session.name)
    assert "There are no sessions" in out(capsys, "sessions")
    assert out(capsys, "sessions", "--bin") == f"{session.name}\n"
    out(capsys, "sessions", "restore", session.name)
    assert session.name in out(capsys, "sessions")
    out(capsys, "sessions", "delete", session.name)
    assert out(capsys, "sessions", "empty-bin") == "1 session deleted for good.\n"
    assert main(["sessions", "restore", session.name]) == 2
    assert "hopyard sessions --bin lists them" in capsys.readouterr().err


def test_resume_goes_on_with_the_same_folders_and_is_steered(
    session_here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = tmp_path / "commands.jsonl"
    commands.write_text('{"expand": "root", "question": "Who founded it?"}\n', encoding="utf-8")
    shown = out(capsys, "resume", "last", "--json", "--commands", str(commands))
    *events, result = map(json.loads, shown.splitlines())
    assert events[0]["type"] == "SessionResumed"
    assert result["session"] == session_here.name
    assert "Shen Qinghe" in result["answer"]["text"]
    logged = [json.loads(line)["seq"] for line in (session_here / EVENTS_FILE).read_text().splitlines()]
    assert logged == list(range(len(logged)))
    assert events[0]["seq"] == logged[-1] - len(events) + 1


def test_resume_without_a_terminal_and_without_json_says_what_to_do(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resume", "last"]) == 2
    assert "The screen needs a terminal" in capsys.readouterr().err
    assert main(["resume", "nowhere", "--json"]) == 2
    assert "hopyard sessions lists them" in capsys.readouterr().err
