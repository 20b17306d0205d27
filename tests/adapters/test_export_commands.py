"""Export, pack and unpack as a person types them."""

import json
import os
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from tests.adapters.asked import QUESTION

from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.tui.cli import main


def out(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(list(args)) == 0
    return capsys.readouterr().out


def error(capsys: pytest.CaptureFixture[str], code: int, *args: str) -> str:
    assert main(list(args)) == code
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize("kind", ["md", "html", "json", "bibtex", "csl", "cast"])
def test_each_format_goes_to_standard_output_and_to_a_private_file(
    session: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    printed = out(capsys, "export", "last", "--format", kind)
    assert out(capsys, "export", session.name, "--format", kind, "-o", f"x.{kind}") == ""
    path = Path(f"x.{kind}")
    assert path.read_bytes() == printed.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if kind == "cast":
        assert json.loads(printed.splitlines()[0])["title"] == QUESTION
    else:
        assert "河湾果园" in printed
    assert out(capsys, "export", "last", "--format", kind, "-o", "-") == printed


def test_the_size_and_the_pace_of_a_recording_are_what_was_asked_for(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pace = ["--size", "80x24", "--speed", "0.5", "--idle", "0.2"]
    head, *events = map(json.loads, out(capsys, "export", "last", "--format", "cast", *pace).splitlines())
    assert (head["width"], head["height"]) == (80, 24)
    assert all(after[0] - before[0] < 0.3 for before, after in pairwise(events[:-1]))


def test_wrong_uses_say_what_to_do(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "hopyard sessions lists them" in error(capsys, 2, "export", "nowhere", "--format", "md")
    assert "'md', 'html', 'json'" in error(capsys, 2, "export", "last", "--format", "docx")
    assert "--format" in error(capsys, 2, "export", "last")
    assert "No such file" in error(capsys, 1, "export", "./nowhere.hopyard", "--format", "md")
    cast = ["export", "last", "--format", "cast"]
    for size in ("big", "120", "120x40x2", "-1x40", "x"):
        assert "write it as 120x40" in error(capsys, 2, *cast, "--size", size)
    assert "not between 20x5 and 400x200" in error(capsys, 2, *cast, "--size", "401x40")
    assert "--speed" in error(capsys, 2, *cast, "--speed", "0")


def test_a_file_that_is_there_is_kept_unless_told(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_md = ["export", "last", "--format", "md", "-o"]
    Path("x.md").write_text("mine", encoding="utf-8")
    assert "--force" in error(capsys, 2, *as_md, "x.md")
    assert Path("x.md").read_text(encoding="utf-8") == "mine"
    out(capsys, *as_md, "x.md", "--force")
    assert QUESTION in Path("x.md").read_text(encoding="utf-8")
    assert "Cannot write no/x.md: No such file" in error(capsys, 1, *as_md, "no/x.md")
    assert "there already" in error(capsys, 2, *as_md, "home")
    assert "Cannot write home: " in error(capsys, 1, *as_md, "home", "--force")


def test_a_pack_is_exported_elsewhere_and_unpacked_among_other_sessions(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out(capsys, "sessions", "rename", "last", "苹果")
    mine = out(capsys, "export", "last", "--format", "html")
    said = out(capsys, "sessions", "pack", "last")
    assert said.startswith(f"Wrote {session.name}.hopyard")
    assert "full texts of 1 source" in said
    path = Path(f"{session.name}.hopyard")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "--force" in error(capsys, 2, "sessions", "pack", "last")
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "elsewhere"))
    assert out(capsys, "export", str(path), "--format", "html") == mine
    assert "There are no sessions" in out(capsys, "sessions")
    assert session.name in out(capsys, "sessions", "unpack", str(path))
    assert "苹果" in out(capsys, "sessions")
    assert out(capsys, "export", "last", "--format", "html") == mine
    assert "already" in error(capsys, 1, "sessions", "unpack", str(path))
    there = tmp_path / "elsewhere" / "data" / "sessions" / session.name
    assert (there / EVENTS_FILE).read_bytes() == (session / EVENTS_FILE).read_bytes()
    assert stat.S_IMODE(there.stat().st_mode) == 0o700


def test_a_session_from_elsewhere_does_not_have_its_folders_read(
    session_here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out(capsys, "sessions", "pack", "last", "-o", "x.hopyard")
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "elsewhere"))
    out(capsys, "sessions", "unpack", "x.hopyard")
    (tmp_path / "docs" / "private.md").write_text("Nobody's business: 77 apples.\n", encoding="utf-8")
    assert main(["resume", "last", "--json"]) == 1
    said = capsys.readouterr().err
    assert "not the folders it names" in said
    assert "library is empty" in said
    assert not os.path.exists(tmp_path / "elsewhere" / "cache" / "docs")


def test_what_is_no_pack_is_refused(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.hopyard").write_bytes(b"PK\x03\x04 not really")
    for args in (["export", "x.hopyard", "--format", "md"], ["sessions", "unpack", "x.hopyard"]):
        assert "no session that can be opened" in error(capsys, 1, *args)
