"""The log of a session: what is written can be read back, and what is torn, foreign or hostile is named."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.core.session_strategies import run_events, started

from hopyard.core import events as ev
from hopyard.core.errors import LogError, LogFromTheFuture
from hopyard.core.ports import EventLog
from hopyard.core.sessions.log import (
    EVENTS_FILE,
    SOURCES_FOLDER,
    MemoryLog,
    SessionLog,
    new_session_id,
)
from hopyard.core.sessions.reading import read_log

NAME = "0123456789abcdef" * 2


def some_events() -> list[ev.Event]:
    recorder = started()
    recorder.add(ev.HopAdded(hop="1", parent="root", question="问题 – “q”", why="", origin="plan"))
    for event in run_events("1", "q", 0, 2, 1):
        recorder.add(event)
    recorder.add(ev.Noted(hop="1", text="two\nlines\r\n\u2028\x00 and \x1b[31m"))
    return recorder.events


def write(folder: Path, events: list[ev.Event]) -> bytes:
    log = SessionLog(folder)
    for event in events:
        log.append(event)
    log.close()
    return (folder / EVENTS_FILE).read_bytes()


# events


def test_what_is_written_can_be_read_back(tmp_path: Path) -> None:
    events = some_events()
    data = write(tmp_path, events)
    assert data.count(b"\n") == len(events)
    read = read_log(tmp_path)
    assert read.events == events
    assert not read.torn


def test_an_event_is_in_the_file_before_append_returns(tmp_path: Path) -> None:
    log = SessionLog(tmp_path)
    for n, event in enumerate(some_events(), start=1):
        log.append(event)
        assert len(read_log(tmp_path).events) == n
    log.close()


def test_a_log_cut_anywhere_in_its_last_line_loses_that_line_alone(tmp_path: Path) -> None:
    events = some_events()
    data = write(tmp_path, events)
    last = data.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last, len(data)):
        (tmp_path / EVENTS_FILE).write_bytes(data[:cut])
        read = read_log(tmp_path)
        assert read.events == events[:-1]
        assert read.torn == (cut > last)


def test_a_torn_log_that_is_taken_up_goes_on_whole(tmp_path: Path) -> None:
    events = some_events()
    data = write(tmp_path, events)
    last = data.rstrip(b"\n").rfind(b"\n") + 1
    for cut in (last, last + 1, len(data) - 1):
        (tmp_path / EVENTS_FILE).write_bytes(data[:cut])
        log = SessionLog(tmp_path)
        log.append(events[-1])
        log.close()
        assert (tmp_path / EVENTS_FILE).read_bytes() == data


@pytest.mark.parametrize("tail", [b"\x00" * 100, b"{", b'{"type":"Noted"}', b"\xff\xfe", b"[" * 100_000])
def test_whatever_stands_behind_the_last_end_of_line_is_dropped(tmp_path: Path, tail: bytes) -> None:
    events = some_events()
    data = write(tmp_path, events)
    (tmp_path / EVENTS_FILE).write_bytes(data + tail)
    read = read_log(tmp_path)
    assert (read.events, read.torn) == (events, True)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"garbage",
        b"\x00\x00\x00",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type":"Noted","seq":2,"x":' + b"[" * 100_000,
        b'{"type":"Noted","seq":2,"at":0.0,"hop":"\xff","text":""}',
        b'{"type":"HopExploded","seq":2,"at":0.0,"hop":"1"}',
        b'{"type":"Noted","seq":2,"at":0.0,"hop":"1"}',
        b'{"type":"Noted","seq":2,"at":null,"hop":"1","text":""}',
        b"null",
        b"[]",
    ],
)
def test_a_line_that_is_no_event_is_named(tmp_path: Path, line: bytes) -> None:
    lines = write(tmp_path, some_events()).split(b"\n")
    lines[2] = line
    (tmp_path / EVENTS_FILE).write_bytes(b"\n".join(lines))
    with pytest.raises(LogError, match="line 3: not an event") as caught:
        read_log(tmp_path)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("change", ["missing", "twice", "swapped"])
def test_events_out_of_order_are_named(tmp_path: Path, change: str) -> None:
    lines = write(tmp_path, some_events()).splitlines(keepends=True)
    match change:
        case "missing":
            del lines[2]
        case "twice":
            lines.insert(2, lines[1])
        case _:
            lines[2], lines[3] = lines[3], lines[2]
    (tmp_path / EVENTS_FILE).write_bytes(b"".join(lines))
    with pytest.raises(LogError, match=r"line 3: event \d stands where 2 should"):
        read_log(tmp_path)


def test_a_log_of_a_newer_version_is_refused_by_both_versions_names(tmp_path: Path) -> None:
    first = b'{"type":"SessionBegan","seq":0,"schema":%d,"crew":[1,2]}\n' % (ev.SCHEMA + 1)
    (tmp_path / EVENTS_FILE).write_bytes(first + b'{"type":"HopTeleported"}\n')
    with pytest.raises(LogFromTheFuture) as caught:
        read_log(tmp_path)
    assert f"log format {ev.SCHEMA + 1}" in caught.value.message
    assert f"reads up to {ev.SCHEMA}" in caught.value.message
    assert caught.value.next_step == "Update hopyard to open it."


@pytest.mark.parametrize(
    "first",
    [
        b"garbage",
        b"{}",
        b'{"schema":"one"}',
        b"[" * 100_000,
        b'{"x":' + b"[" * 100_000,
        b"\xff",
        b"\x7fELF",
        b"PK\x03\x04",
    ],
)
def test_a_file_that_is_no_log_is_named(tmp_path: Path, first: bytes) -> None:
    (tmp_path / EVENTS_FILE).write_bytes(first + b"\n")
    with pytest.raises(LogError, match="not a session log"):
        read_log(tmp_path)


def test_a_log_has_to_begin_with_the_question(tmp_path: Path) -> None:
    line = b'{"type":"Noted","seq":0,"at":0.0,"hop":"1","text":"","schema":1}\n'
    (tmp_path / EVENTS_FILE).write_bytes(line)
    with pytest.raises(LogError, match="the first event is Noted, not SessionStarted"):
        read_log(tmp_path)


@pytest.mark.parametrize("data", [b"", b'{"type":"Sess', b"\x00\x00"])
def test_a_log_without_a_whole_event_never_began(tmp_path: Path, data: bytes) -> None:
    (tmp_path / EVENTS_FILE).write_bytes(data)
    with pytest.raises(LogError, match="the session never began"):
        read_log(tmp_path)


def test_a_missing_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"nowhere/events\.jsonl: No such file"):
        read_log(tmp_path / "nowhere")


def test_fields_that_a_later_version_adds_are_no_trouble(tmp_path: Path) -> None:
    events = some_events()
    data = write(tmp_path, events)
    (tmp_path / EVENTS_FILE).write_bytes(data.replace(b'{"type"', b'{"mood":["fine"],"type"'))
    assert read_log(tmp_path).events == events


def test_what_json_cannot_hold_is_refused_before_a_byte_is_written(tmp_path: Path) -> None:
    for log in (SessionLog(tmp_path), MemoryLog()):
        for bad in (
            ev.Noted(hop="1", text="\udcff"),
            ev.Searched(hop="1", retriever="", query="", found=0, elapsed_s=float("nan")),
            ev.BudgetReached(limit="seconds", value=float("inf"), held_back=""),
        ):
            with pytest.raises(ValueError, match=r"surrogate|null"):
                log.append(bad)
        log.close()
    assert (tmp_path / EVENTS_FILE).read_bytes() == b""


# disks that are full, folders that cannot be written


def fill_up(monkeypatch: pytest.MonkeyPatch, n_bytes: int) -> None:
    """From now on a write takes at most `n_bytes`; with 0 the disk is full."""
    real = os.write

    def write_some(file: int, data: bytes) -> int:
        if n_bytes == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, data[:n_bytes])

    monkeypatch.setattr(os, "write", write_some)


@pytest.mark.parametrize("n_bytes", [0, 1, 20])
def test_a_full_disk_is_told_and_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_bytes: int
) -> None:
    events = some_events()
    log = SessionLog(tmp_path)
    for event in events[:3]:
        log.append(event)
    with monkeypatch.context() as patch:
        fill_up(patch, n_bytes)
        for _ in range(2):
            with pytest.raises(LogError) as caught:
                log.append(events[3])
            assert str(tmp_path) in caught.value.message
            assert "Free some space" in caught.value.next_step
    assert read_log(tmp_path) == (events[:3], False)
    log.append(events[3])
    log.close()
    assert read_log(tmp_path) == (events[:4], False)


def test_half_a_line_that_cannot_be_taken_back_is_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_truncate(file: int, size: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    events = some_events()
    log = SessionLog(tmp_path)
    log.append(events[0])
    with monkeypatch.context() as patch:
        fill_up(patch, 10)
        patch.setattr(os, "ftruncate", no_truncate)
        with pytest.raises(LogError, match="Input/output error"):
            log.append(events[1])
    with pytest.raises(LogError):
        log.append(events[1])
    log.close()
    assert read_log(tmp_path) == (events[:1], True)


def test_a_real_limit_on_the_file_is_told_and_the_log_goes_on_when_it_is_lifted(tmp_path: Path) -> None:
    script = """
        import resource, sys
        from pathlib import Path
        from hopyard.core import events as ev
        from hopyard.core.errors import LogError
        from hopyard.core.sessions.log import SessionLog
        from hopyard.core.values import Budget

        log = SessionLog(Path(sys.argv[1]))
        log.append(ev.SessionStarted(seq=0, schema=1, session="s", question="q", created="", budget=Budget(),
                                     reasoner="", retrievers=()))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
        seq = 1
        try:
            while seq < 1_000:
                log.append(ev.Noted(seq=seq, hop="1", text="x" * (seq % 97)))
                seq += 1
        except LogError as error:
            print(seq, error.message)
        try:
            log.keep_text("0" * 32, "x" * 10_000)
        except LogError as error:
            print("text", error.message)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        log.append(ev.Noted(seq=seq, hop="1", text="there is room again"))
        log.close()
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}  # a bare clone has the package nowhere else
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env={**os.environ, **paths}
    )
    first, second = done.stdout.splitlines()
    n_written = int(first.split()[0])
    assert "No room left" in first or "File too large" in first
    assert "File too large" in second
    read = read_log(tmp_path)
    assert not read.torn
    assert len(read.events) == n_written + 1
    assert isinstance(read.events[-1], ev.Noted)
    assert read.events[-1].text == "there is room again"
    assert list((tmp_path / SOURCES_FOLDER).iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LogError, match="Cannot write the session in") as caught:
        SessionLog(tmp_path / "file" / "session")
    assert "[sessions] path" in caught.value.next_step


def test_a_link_in_the_place_of_the_log_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine")
    folder = tmp_path / "session"
    folder.mkdir()
    (folder / EVENTS_FILE).symlink_to(target)
    with pytest.raises(LogError):
        SessionLog(folder)
    log = SessionLog(tmp_path / "other")
    (tmp_path / "other" / SOURCES_FOLDER / f"{NAME}.part").symlink_to(target)
    with pytest.raises(LogError):
        log.keep_text(NAME, "text")
    log.close()
    assert target.read_text() == "mine"


def test_a_sync_that_fails_is_told_and_close_lets_go_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sync(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    log = SessionLog(tmp_path)
    monkeypatch.setattr(os, "fsync", no_sync)
    with pytest.raises(LogError, match="Input/output error"):
        log.sync()
    with pytest.raises(LogError, match="Input/output error"):
        log.close()
    log.close()
    with pytest.raises(LogError, match="Bad file descriptor"):
        log.append(some_events()[0])


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log = SessionLog(tmp_path / "a" / "session")
        log.append(some_events()[0])
        log.keep_text(NAME, "secret")
        log.close()
    finally:
        os.umask(before)
    folder = tmp_path / "a" / "session"

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(folder) == mode(folder / SOURCES_FOLDER) == 0o700
    assert mode(folder / EVENTS_FILE) == mode(folder / SOURCES_FOLDER / f"{NAME}.txt") == 0o600


# texts


@pytest.mark.parametrize(
    "text",
    ["", "a\r\nb\rc\n\n", "中文。\u3000报告\u2028\u2029\x85", "\ufeffmark", "\x00\x1b[31m", "😀" * 1000],
)
def test_a_text_comes_back_to_the_character(tmp_path: Path, text: str) -> None:
    logs: list[EventLog] = [SessionLog(tmp_path), MemoryLog()]
    for log in logs:
        log.keep_text(NAME, text)
        assert log.text(NAME) == text
        log.keep_text(NAME, "another")
        assert log.text(NAME) == text
        log.close()
    assert [path.name for path in (tmp_path / SOURCES_FOLDER).iterdir()] == [f"{NAME}.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "../0123456789abcdef",
        "/etc/passwd",
        "",
        ".",
        "..",
        "0123456789abcdef/x",
        "0123456789abcdef\n",
        "0123456789abcdef\x00",
        "0123456789ABCDEF",
        "０１２３４５６７",
        "0123456",
        "0" * 65,
        "\udcff" * 8,
    ],
)
def test_a_source_that_is_not_named_by_a_hash_is_refused(tmp_path: Path, name: str) -> None:
    log = SessionLog(tmp_path / "session")
    with pytest.raises(LogError, match="Not the name of a source") as caught:
        log.keep_text(name, "text")
    assert str(caught.value).isprintable()
    with pytest.raises(LogError, match="Not the name of a source"):
        log.text(name)
    log.close()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [EVENTS_FILE, "session", SOURCES_FOLDER]


def test_a_text_that_is_not_there_is_named(tmp_path: Path) -> None:
    log = SessionLog(tmp_path)
    for each in (log, MemoryLog()):
        with pytest.raises(LogError, match=NAME):
            each.text(NAME)
    (tmp_path / SOURCES_FOLDER / f"{NAME}.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(LogError, match=NAME):
        log.text(NAME)
    log.close()


def test_half_a_text_left_by_a_crash_is_written_anew(tmp_path: Path) -> None:
    log = SessionLog(tmp_path)
    (tmp_path / SOURCES_FOLDER / f"{NAME}.part").write_text("much more than half of a te")
    log.keep_text(NAME, "whole")
    assert log.text(NAME) == "whole"
    log.close()


# names of sessions


def test_session_ids_sort_by_time_and_differ() -> None:
    ids = [new_session_id(datetime(2026, 11, day, 8, 15, tzinfo=UTC)) for day in (2, 3, 10)]
    assert ids == sorted(ids)
    assert all(name.startswith("202611") and name.replace("-", "").isalnum() for name in ids)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert len({new_session_id(now) for _ in range(100)}) > 95
