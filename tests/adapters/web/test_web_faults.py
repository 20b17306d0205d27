"""A tenth of the faults of bench/web_faults.py: no hang, nothing left over, every failure with its name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.web_faults import run


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts open files in /proc")
async def test_a_hundred_fetches_with_faults_by_chance(tmp_path: Path) -> None:
    outcome = await run(100, 7, tmp_path)
    assert outcome.wrong == []
    assert sum(outcome.counts.values()) == 100
    assert (outcome.tasks_left, outcome.files_left) == (0, 0)
