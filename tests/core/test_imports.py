"""What importing the core brings along, seen from a fresh process."""

import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "anthropic", "httpx", "httpx2", "httpcore", "hishel", "protego", "click", "numpy")
SCRIPT = "import sys; __import__(sys.argv[1]); print(*{name.partition('.')[0] for name in sys.modules})"


def modules_after(name: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT, name], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "name", ["hopyard.core", "hopyard.core.engine", "hopyard.core.wiring", "hopyard.core.models.build"]
)
def test_the_core_loads_nothing_of_the_screen_and_no_client(name: str) -> None:
    loaded = modules_after(name)
    assert "hopyard" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_asking_without_the_screen_loads_no_textual_and_no_reader() -> None:
    assert modules_after("hopyard.tui.cli.ask").isdisjoint(
        {"textual", "anthropic", "httpx", "httpx2", "docx", "pypdfium2", "numpy"}
    )


@pytest.mark.parametrize("name", ["hopyard.tui.app", "hopyard.core.index.worker", "hopyard.core.index.sync"])
def test_neither_the_screen_nor_the_writer_waits_for_numpy(name: str) -> None:
    assert "numpy" not in modules_after(name)


def test_the_first_picture_waits_for_nothing_that_only_the_side_screens_need() -> None:
    script = "import sys, hopyard.tui.cli.screen, hopyard.tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"tomlkit", "tomli_w", "hopyard.tui.screens.settings", "docx"})


@pytest.mark.parametrize("name", ["hopyard.tui.cli.replay", "hopyard.tui.replay_app"])
def test_a_replay_loads_no_index_no_reasoner_and_no_engine(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; __import__(sys.argv[1]); print(*sys.modules)", name],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "hopyard.core.sessions.replay" in loaded
    forbidden = ("index", "reason", "documents", "engine", "wiring", "workbench", "librarian")
    assert loaded.isdisjoint({*(f"hopyard.core.{part}" for part in forbidden), "whoosh", "sqlite3", "httpx"})


@pytest.mark.parametrize("name", ["hopyard.tui.cli.ask", "hopyard.tui.cli.screen", "hopyard.tui.app"])
def test_without_a_model_nothing_of_models_is_loaded(name: str) -> None:
    script = "import sys; __import__(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, name], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not [
        one for one in loaded if one.startswith(("hopyard.core.models", "hopyard.core.reason.modelled"))
    ]
