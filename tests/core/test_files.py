"""A private file is written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hopyard.core.files import write_private


def test_a_file_is_private_and_replaced_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_private(path, b"one")
    assert path.read_bytes() == b"one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_private(path, b"two")
    path.chmod(0o644)
    write_private(path, b"three", replace=True)
    assert path.read_bytes() == b"three"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"theirs")
    link = tmp_path / "x"
    link.symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        write_private(link, b"ours")
    link.unlink()
    link.symlink_to("target")
    write_private(link, b"ours", replace=True)
    assert (tmp_path / "target").read_bytes() == b"theirs"
    assert not link.is_symlink()


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IsADirectoryError):
        write_private(tmp_path, b"x", replace=True)
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "no" / "x", b"x")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / "x"
    path.write_bytes(b"before")
    with pytest.raises(OSError, match="No space"):
        write_private(path, b"after", replace=True)
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["x"]
