"""What holds for every test: keys are in its environment, and in nothing that it wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.secret_keys import KEYS, leaks


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers to a core: a test of the screen waits most of its time for the screen to be still."""
    return min(2 * (os.cpu_count() or 1), 16)


@pytest.fixture(scope="session")
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test writes that names no home of its own: never into that of whoever runs the tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def no_key_gets_out(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, nobodys_home: Path
) -> Iterator[None]:
    """Every log, export and pack that a test wrote into its folder is searched for the keys."""
    monkeypatch.setenv("HOPYARD_HOME", str(nobodys_home))
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    place: Path | None = None
    if "tmp_path" in request.fixturenames and not request.node.get_closest_marker("keeps_keys"):
        place = request.getfixturevalue("tmp_path")
    yield
    if place is not None:
        assert leaks(place) == [], "a key was written to a file"


@pytest.fixture
def secret_keys() -> Mapping[str, str]:
    """The keys by the names of their variables."""
    return KEYS
