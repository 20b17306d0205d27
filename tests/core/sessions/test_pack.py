"""A session in one file: the same everywhere, and harmless when a stranger made it."""

from __future__ import annotations

import io
import json
import os
import random
import re
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.export.export_kit import ENGLISH, TEXTS, folder_of, session

from hopyard.core.errors import LogError, LogFromTheFuture, PackError
from hopyard.core.sessions import pack as packs
from hopyard.core.sessions import packing
from hopyard.core.sessions.about import About, read_about
from hopyard.core.sessions.log import EVENTS_FILE, read_text
from hopyard.core.sessions.pack import opened, unpack
from hopyard.core.sessions.packing import pack
from hopyard.core.sessions.shelf import Shelf, read_state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A session on disk."""
    return folder_of(tmp_path / "mine", session())


@pytest.fixture
def file(tmp_path: Path, folder: Path) -> Path:
    """The same session, packed."""
    path = tmp_path / "sent.hopyard"
    path.write_bytes(pack(folder).data)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(path: Path, **changes: bytes | None) -> dict[str, bytes]:
    """What is in a pack, with some of it changed or taken out."""
    found: dict[str, bytes | None] = {**members(path), **changes}
    return {name: data for name, data in found.items() if data is not None}


def write(path: Path, entries: dict[str, bytes] | list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, data)
    return path


def refused(path: Path, match: str, kind: type[LogError] = PackError) -> None:
    """The pack cannot be opened or unpacked, and nothing of it stays."""
    with pytest.raises(kind, match=match) as caught, opened(path):
        raise AssertionError("it was opened")
    assert "\x1b" not in caught.value.message
    shelf = path.parent / "shelf"
    shelf.mkdir(exist_ok=True)
    with pytest.raises(kind, match=match):
        unpack(path, shelf)
    assert not list(shelf.iterdir())


def test_a_pack_opens_as_the_session_it_was(folder: Path, file: Path) -> None:
    before = {one.name for one in Path(tempfile.gettempdir()).glob("hopyard-*")}
    with opened(file) as there:
        assert read_state(there) == read_state(folder)
        assert (there / EVENTS_FILE).read_bytes() == (folder / EVENTS_FILE).read_bytes()
        assert read_text(there, ENGLISH) == TEXTS[ENGLISH]
        assert read_about(there) == read_about(folder)
        assert stat.S_IMODE(there.stat().st_mode) == 0o700
        assert {stat.S_IMODE(one.stat().st_mode) for one in there.rglob("*.*")} == {0o600}
        assert there.parent.name not in before
    assert not there.exists()


def test_the_same_session_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    other = folder_of(tmp_path / "other", session())
    assert pack(folder).data == pack(other).data
    packed = pack(folder)
    assert (packed.n_events, packed.n_sources, packed.missing) == (len(session().events), 4, ())
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["events.jsonl", "about.json"]


def test_lost_and_changed_texts_and_half_a_line_stay_behind(folder: Path, tmp_path: Path) -> None:
    first, second, *_ = sorted(TEXTS)
    (folder / "sources" / f"{first}.txt").unlink()
    (folder / "sources" / f"{second}.txt").write_text("changed", encoding="utf-8")
    with (folder / EVENTS_FILE).open("ab") as log:
        log.write(b'{"type": "No')
    packed = pack(folder)
    assert packed.missing == (first, second)
    path = tmp_path / "less.hopyard"
    path.write_bytes(packed.data)
    with opened(path) as there:
        assert read_state(there) == session().state
        with pytest.raises(LogError, match="not with the session"):
            read_text(there, first)


def test_an_unpacked_session_is_among_the_others_and_marked_as_received(file: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    folder = unpack(file, shelf)
    assert Shelf(shelf).ids() == [folder.name] == [session().state.session]
    assert read_about(folder).received
    assert read_state(folder) == session().state
    again = tmp_path / "again.hopyard"
    again.write_bytes(pack(folder).data)
    assert again.read_bytes() == file.read_bytes(), "the mark is not sent on"
    with pytest.raises(LogError, match="already"):
        unpack(file, shelf)
    assert [one.name for one in shelf.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/passwd",
        "sources/../../evil.txt",
        "sources/0.txt",
        f"sources/{ENGLISH}.txt/x",
        f"sources/{ENGLISH.upper()}.txt",
        f"sources\\{ENGLISH}.txt",
        f"sources/{ENGLISH}.txt\n",
        "events.jsonl.part",
        "about.json/",
        "\x1b[31mred",
    ],
)
def test_a_name_that_is_none_of_ours_is_refused(file: Path, tmp_path: Path, name: str) -> None:
    refused(write(tmp_path / "evil.hopyard", {**members(file), name: b"x"}), "it holds|holds too much")
    assert not (tmp_path / "evil.txt").exists()


def test_links_and_encrypted_and_unknown_kinds_are_refused(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.hopyard"
    for mode in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR):
        link = zipfile.ZipInfo(f"sources/{ENGLISH}.txt")
        link.create_system = 3
        link.external_attr = (mode | 0o777) << 16
        rest = [(zipfile.ZipInfo("events.jsonl"), members(file)["events.jsonl"])]
        refused(write(path, [*rest, (link, b"/etc/passwd")]), "no plain file")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("events.jsonl", members(file)["events.jsonl"])
    refused(path, "no plain file")
    data = bytearray(file.read_bytes())
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(signature) + at] |= 1
    path.write_bytes(data)
    refused(path, "no plain file")


def test_a_name_that_comes_twice_is_refused(file: Path, tmp_path: Path) -> None:
    entries = [(zipfile.ZipInfo(name), data) for name, data in members(file).items()]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = write(tmp_path / "evil.hopyard", [*entries, (zipfile.ZipInfo("about.json"), b"{}")])
    refused(path, "it holds 'about.json'")


def test_bombs_are_refused_whatever_they_say_of_their_size(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.hopyard"
    monkeypatch.setattr(packs, "MAX_UNPACKED_BYTES", 200_000)
    monkeypatch.setattr(packs, "MAX_TEXT_BYTES", 150_000)
    text = f"sources/{ENGLISH}.txt"
    bomb = {**members(file), text: b"x" * 10_000_000}
    refused(write(path, bomb), "larger unpacked")
    data = bytearray(path.read_bytes())
    for signature, size_at, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:  # both say now that there are 10 bytes
            if data[at + name_at : at + name_at + len(text)] == text.encode():
                struct.pack_into("<L", data, at + size_at, 10)
    path.write_bytes(data)
    refused(path, "damaged|was changed")
    refused(
        write(path, {**members(file), "about.json": b" " * (packs.MAX_ABOUT_BYTES + 1)}), "larger unpacked"
    )
    monkeypatch.setattr(packs, "_MOST", {EVENTS_FILE: 100})
    refused(file, "larger unpacked")


def test_too_many_entries_and_too_large_a_file_are_refused_unread(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.hopyard"
    write(path, {f"sources/{n:032x}.txt": b"" for n in range(packs.MAX_ENTRIES + 1)})
    refused(path, "holds too much")
    write(path, {f"sources/{'long' * 2000}{n}.txt": b"" for n in range(3)})
    refused(path, "holds too much")
    monkeypatch.setattr(packs, "MAX_PACK_BYTES", 100)
    refused(file, "more than 0 MiB")


def _with_comment(data: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", 5) + b"hello"


def _with_zip64(data: bytes) -> bytes:
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    return data[:-22] + locator + data[-22:]


def _with_bytes_before(data: bytes) -> bytes:
    return b"#!/bin/sh\n" + data


@pytest.mark.parametrize(
    "change", [_with_comment, _with_zip64, _with_bytes_before, lambda data: data + b"\n"]
)
def test_an_archive_that_is_more_than_an_archive_is_refused(
    file: Path, change: Callable[[bytes], bytes]
) -> None:
    file.write_bytes(change(file.read_bytes()))
    refused(file, "no archive")


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 1000, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_pack_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.hopyard"
    path.write_bytes(data)
    refused(path, "no archive|no events")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "it is no file")
    refused(tmp_path / "nowhere.hopyard", "No such file")
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "it is no file")


def test_a_text_that_was_changed_is_refused(file: Path, tmp_path: Path) -> None:
    path, name = tmp_path / "evil.hopyard", f"sources/{ENGLISH}.txt"
    refused(write(path, archive_of(file, **{name: members(file)[name] + b"."})), "was changed")
    refused(write(path, archive_of(file, **{name: b"\xff\xfe"})), "not UTF-8")


def test_a_log_that_is_not_whole_is_refused_by_line(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.hopyard"
    lines = members(file)[EVENTS_FILE].splitlines(keepends=True)
    log = {
        "not an event": b"".join([*lines[:3], b"{}\n"]),
        "should": b"".join(lines[:3] + lines[4:]),
        "contradicts itself": b"".join(
            [*lines[:1], b'{"type":"HopFinished","seq":1,"at":0,"hop":"9","outcome":"found"}\n']
        ),
        "no event": b"",
    }
    for match, data in log.items():
        refused(write(path, archive_of(file, **{EVENTS_FILE: data})), match, LogError)
    refused(write(path, archive_of(file, **{EVENTS_FILE: None})), "holds no events")
    later = re.sub(rb'"schema":\d+', b'"schema":99', lines[0])
    refused(write(path, archive_of(file, **{EVENTS_FILE: later})), "reads up to", LogFromTheFuture)
    deep = b'{"type":"Noted","seq":1,"at":0,"hop":' + b"[" * 100_000 + b"\n"
    refused(write(path, archive_of(file, **{EVENTS_FILE: lines[0] + deep})), "not an event", LogError)


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "", ".bin", "a/b", "x" * 81])
def test_a_session_with_an_unsafe_id_is_shown_but_not_put_among_others(
    file: Path, tmp_path: Path, name: str
) -> None:
    log = members(file)[EVENTS_FILE].replace(b"20261122-081500-3fa2c1", name.encode(), 1)
    path = write(tmp_path / "evil.hopyard", archive_of(file, **{EVENTS_FILE: log}))
    with opened(path) as folder:
        assert read_state(folder).session == name
        assert folder.name == "evil"
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with pytest.raises(PackError, match="no id"):
        unpack(path, shelf)
    assert not list(shelf.iterdir())


def test_a_damaged_pack_is_a_named_error_or_the_same_session(file: Path) -> None:
    whole = file.read_bytes()
    dice = random.Random(5)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 1, 3))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        file.write_bytes(data[: dice.randrange(len(data))] if dice.random() < 0.2 else data)
        try:
            with opened(file) as folder:
                assert read_state(folder) == session().state
        except LogError:
            pass


def test_a_session_too_large_to_be_read_back_is_not_packed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("MAX_EVENTS_BYTES", "MAX_UNPACKED_BYTES", "MAX_ENTRIES", "MAX_PACK_BYTES"):
        with monkeypatch.context() as patched:
            patched.setattr(packing, bound, 5)
            with pytest.raises(PackError, match="too large"):
                pack(folder)


def test_what_the_person_wrote_goes_with_it(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(folder).data)) as archive:
        sent = About(**json.loads(archive.read("about.json")))
    assert (sent.title, len(sent.tags), sent.received) == (read_about(folder).title, 2, False)
