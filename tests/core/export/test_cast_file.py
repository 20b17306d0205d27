"""A recording's timing and its lines."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.export.cast import FRAME_S, Painter, header, marker, moments, output

ats = st.lists(st.floats(0, 1e6), min_size=1, max_size=60).map(sorted)


@given(ats, st.floats(0.01, 1000), st.floats(0.1, 3600))
def test_frames_come_in_order_not_too_near_not_too_far_and_the_last_event_is_shown(
    ats: list[float], speed: float, idle: float
) -> None:
    found = moments(ats, speed, idle)
    assert found[-1].n == len(ats)
    assert [one.n for one in found] == sorted({one.n for one in found})
    for before, after in pairwise(found):
        assert after.at - before.at >= FRAME_S - 0.002
        assert after.at - before.at <= idle + FRAME_S + 0.002
    assert found[-1].at <= ats[-1] / speed + 0.01


def test_pace_is_kept_and_long_waits_are_cut() -> None:
    ats = [0.0, 1.0, 1.01, 60.0, 64.0]
    assert [tuple(one) for one in moments(ats, 1, 2)] == [(0.0, 1), (1.0, 3), (3.01, 4), (5.01, 5)]
    assert [tuple(one) for one in moments(ats, 4, 100)] == [(0.0, 1), (0.25, 3), (15.0, 4), (16.0, 5)]
    assert [tuple(one) for one in moments([5.0, 3.0], 1, 2)] == [(2.0, 2)], "time never runs backwards"


def test_lines_of_the_file_are_json() -> None:
    head = json.loads(header(120, 40, '果园 "2023"', "2026-11-22T08:15:00+00:00"))
    assert head["version"] == 2
    assert (head["width"], head["height"], head["timestamp"]) == (120, 40, 1795335300)
    assert "timestamp" not in json.loads(header(1, 1, "", "no time"))
    assert json.loads(output(1.23456, "\x1b[1m果")) == [1.235, "o", "\x1b[1m果"]
    assert json.loads(marker(0, "1: runs")) == [0, "m", "1: runs"]


def test_only_changed_lines_are_painted() -> None:
    painter = Painter()
    first = painter.paint(["one", "two"])
    assert "\x1b[2J" in first
    assert "\x1b[1;1Hone" in first
    assert painter.paint(["one", "two"]) == ""
    assert painter.paint(["one", "2"]) == "\x1b[2;1H2\x1b[0m"
