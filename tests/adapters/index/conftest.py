"""Libraries in a temporary folder, written by the real worker process with a plain reader."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tests.adapters.index.library_kit import InProcess, Open

from hopyard.core.index.library import Library
from hopyard.core.index.process import Worker

_SCRIPT = Path(__file__).with_name("fake_worker.py")


@pytest.fixture(scope="session")
def fake_worker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fake_worker", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def open_library(home: Path) -> Iterator[Open]:
    """Opens libraries whose worker reads plain files, and may be made to die."""
    opened: list[Library] = []
    at_home = home

    def open_(*death: str, home: Path | None = None, seconds_per_file: float = 60.0) -> Library:
        worker = Worker((sys.executable, "-P", str(_SCRIPT), *death), seconds_per_file)
        opened.append(Library.open(home or at_home, worker))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def writer(home: Path, fake_worker: ModuleType) -> InProcess:
    return InProcess(home, fake_worker.read_plain)
