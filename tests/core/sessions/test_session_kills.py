"""A tenth of the kills of `bench/session_kills.py`, the same ones each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_a_session_that_is_killed_loses_nothing_that_was_shown() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "bench" / "session_kills.py", "20", "7"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing shown was lost" in run.stdout
