"""`hopyard replay` as a person types it: from a log alone, printed, at any pace, up to any place."""

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from hopyard.core.events import Event
from hopyard.core.sessions.log import EVENTS_FILE, SOURCES_FOLDER
from hopyard.core.sessions.reading import read_log
from hopyard.core.sessions.replay import Recording
from hopyard.tui.cli import main
from hopyard.tui.cli import replay as command

WITHIN_S = 60.0


def out(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(["replay", *args]) == 0
    return capsys.readouterr().out


def test_without_a_terminal_its_steps_and_answer_are_printed(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = out(capsys, "last")
    assert "asked: 河湾果园收获了多少吨苹果？" in shown.splitlines()[0]
    assert "1,240 吨" in shown.splitlines()[-3]
    assert shown.splitlines()[-1].startswith("[1] 河湾果园年报, line 3")
    assert out(capsys, session.name[-6:]) == shown
    assert out(capsys, str(session)) == shown


def test_json_gives_the_log_as_it_is(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, "last", "--json").splitlines()
    assert lines == (session / EVENTS_FILE).read_text(encoding="utf-8").splitlines()


def test_until_stops_at_a_time_an_event_or_a_kind(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = read_log(session).events

    def last(until: str) -> dict[str, object]:
        found = json.loads(out(capsys, "last", "--json", "--until", until).splitlines()[-1])
        assert isinstance(found, dict)
        return found

    assert last("e4")["seq"] == 3
    assert last("HopFinished")["type"] == "HopFinished"
    assert last("0")["seq"] == sum(event.at <= 0 for event in events) - 1
    assert last("9:59:59")["seq"] == len(events) - 1
    assert "There is no answer yet." in out(capsys, "last", "--until", "HopStarted")
    assert main(["replay", "last", "--until", "noon"]) == 2
    assert "Write 1:23" in capsys.readouterr().err


def test_a_torn_log_and_missing_texts_are_replayed_as_far_as_they_go(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = session / EVENTS_FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines)[:-20])
    shutil.rmtree(session / SOURCES_FOLDER)
    assert len(out(capsys, "last", "--json").splitlines()) == len(lines) - 1
    assert "1,240 吨" in out(capsys, "last")


def test_hostile_words_of_a_log_reach_no_terminal(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = session / EVENTS_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("吨苹果", "吨\\u001b]52;c;RVZJTA==\\u0007\\u009b31m\\u202e苹果"), encoding="utf-8"
    )
    shown = out(capsys, "last")
    assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "RVZJTA" not in shown


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere"], "hopyard sessions lists them"),
        (["last", "--speed", "0"], "--speed"),
        (["last", "--speed", "-1"], "--speed"),
        ([], "--help"),
    ],
)
def test_mistakes_say_what_to_do(
    session: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert main(["replay", *args]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("speed", [1.0, 10.0])
def test_with_a_speed_events_are_printed_at_that_pace(session: Path, speed: float) -> None:
    recording = Recording(session)
    now, waited = 0.0, 0.0
    came: list[tuple[int, float]] = []

    def sleep(seconds: float) -> None:
        nonlocal now, waited
        now += seconds
        waited += seconds

    def show(event: Event) -> None:
        came.append((event.seq, now))

    command.printed(recording, recording.n, show, speed, clock=lambda: now, sleep=sleep)
    assert [seq for seq, _ in came] == list(range(recording.n))
    for seq, at in came:
        assert at == pytest.approx(recording.events[seq].at / speed, abs=0.01)
    assert waited == pytest.approx(recording.seconds / speed, abs=0.05)
    command.printed(recording, 3, show, None, clock=lambda: now, sleep=sleep)
    assert [seq for seq, _ in came[-3:]] == [0, 1, 2]


def test_on_a_terminal_the_screen_opens_without_the_library(session: Path) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    args = [sys.executable, "-m", "hopyard.tui", "replay", "last", "--paused", "--until", "AnswerWritten"]
    process = subprocess.Popen(
        args, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True
    )
    os.close(slave)
    written, end, sent = b"", time.monotonic() + WITHIN_S, False
    try:
        while process.poll() is None:
            assert time.monotonic() < end, written
            if select.select([master], [], [], 0.1)[0]:
                try:
                    written += os.read(master, 65_536)
                except OSError:
                    break
            if not sent and b"paused, 1x" in written and "1,240 吨".encode() in written:
                os.write(master, b"q")
                sent = True
        assert process.wait(WITHIN_S) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert sent


def test_a_session_in_a_file_is_replayed_on_another_machine(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = out(capsys, "last")
    path = tmp_path / "sent.hopyard"
    assert main(["sessions", "pack", "last", "-o", str(path)]) == 0
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "another"))
    capsys.readouterr()
    assert out(capsys, str(path)) == mine
    assert not (tmp_path / "another").exists()
