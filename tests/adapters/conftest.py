"""A session that was asked once, copied for each test that looks at it."""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path

import pytest
from tests.adapters.asked import QUESTION, write_document

from hopyard.tui.cli import main


def _ask(place: Path) -> None:
    (place / "docs").mkdir()
    write_document(place / "docs")
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        patch.setenv("HOPYARD_HOME", str(place / "home"))
        with contextlib.redirect_stderr(io.StringIO()):
            assert main(["ask", QUESTION, "--docs", str(place / "docs")]) == 0


def _folder(place: Path) -> Path:
    (folder,) = (place / "home" / "data" / "sessions").iterdir()
    return folder


@pytest.fixture(scope="session")
def asked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a question was asked; its documents and its index are gone since."""
    place = tmp_path_factory.mktemp("asked")
    _ask(place)
    shutil.rmtree(place / "docs")
    shutil.rmtree(place / "home" / "cache")
    return place


@pytest.fixture
def session(asked_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a session of one's own; what it read is gone. The current folder is `tmp_path`."""
    shutil.copytree(asked_once / "home", tmp_path / "home")
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return _folder(tmp_path)


@pytest.fixture
def session_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a session that was asked of `tmp_path / "docs"`, which is still there."""
    _ask(tmp_path)
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return _folder(tmp_path)
