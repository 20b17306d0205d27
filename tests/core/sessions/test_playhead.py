"""A playhead keeps the recording's pace at any speed, by a clock that the test sets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.sessions.playhead import SPEEDS, Playhead

ACTS = ["wait", "play", "pause", "faster", "slower", "seek", "time"]


class Events:
    def __init__(self, *at: float) -> None:
        self.times: list[float] = list(at)

    @property
    def n(self) -> int:
        return len(self.times)

    def at(self, n: int) -> float:
        return self.times[min(n, self.n) - 1] if n > 0 else 0.0

    def n_until(self, seconds: float) -> int:
        return bisect_right(self.times, seconds)


class Now:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def made(
    at: Sequence[float] = (0.0, 1.0, 1.0, 4.0, 10.0),
    n: int = 1,
    *,
    speed: float = 1.0,
    plays: bool = True,
    follows: bool = False,
    stop: int | None = None,
) -> tuple[Playhead, Now, Events]:
    events, now = Events(*at), Now()
    head = Playhead(events, now, n=n, speed=speed, plays=plays, follows=follows, stop=stop)
    return head, now, events


def seen(head: Playhead, now: Now, *seconds: float) -> list[int]:
    """How many events are seen after so many further seconds, each in turn."""
    found = []
    for more in seconds:
        now.seconds += more
        head.advance()
        found.append(head.n)
    return found


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 50.0])
def test_events_come_at_their_times_at_every_speed(speed: float) -> None:
    head, now, _ = made(speed=speed)
    steps = [each / speed for each in (0.5, 0.6, 2.5, 0.5, 5.0, 1.0)]
    assert seen(head, now, *steps) == [1, 3, 3, 4, 4, 5]
    assert not head.plays
    assert head.wait_s is None


def test_what_is_waited_for_is_the_next_event_at_this_speed() -> None:
    head, now, _ = made(speed=2.0)
    now.seconds += 0.25
    assert (head.time, head.wait_s) == (0.5, 0.25)
    head.go_at(10.0)
    assert (head.time, head.wait_s) == (0.5, 0.05)
    now.seconds += 9.0
    assert head.time == 1.0, "not beyond an event that is not seen yet"
    assert head.wait_s == 0.0


def test_a_pause_keeps_the_moment() -> None:
    head, now, _ = made()
    seen(head, now, 2.0)
    head.pause()
    assert seen(head, now, 1000.0) == [3]
    assert (head.time, head.wait_s) == (2.0, None)
    head.play()
    assert head.wait_s == 2.0


def test_playing_from_the_end_begins_again() -> None:
    head, _, _ = made(n=5, plays=False)
    head.play()
    assert (head.n, head.time, head.plays) == (1, 0.0, True)


def test_seeking_by_event_and_by_time_stays_within_the_recording() -> None:
    head, _, _ = made(plays=False)
    head.seek_time(5.5)
    assert (head.n, head.time) == (4, 5.5)
    head.seek(3)
    assert (head.n, head.time) == (3, 1.0)
    head.seek(-7)
    assert (head.n, head.time) == (1, 0.0)
    head.seek(99)
    assert (head.n, head.time, head.at_end) == (5, 10.0, True)
    head.seek_time(99.0)
    assert (head.n, head.time) == (5, 10.0)
    head.seek_time(-1.0)
    assert (head.n, head.time) == (1, 0.0)


def test_speeds_go_up_and_down_and_end_somewhere() -> None:
    head, _, _ = made(speed=3.0)
    speeds = []
    for _ in range(7):
        head.faster(1)
        speeds.append(head.speed)
    assert speeds[:2] == [5.0, 10.0]
    assert speeds[-1] == SPEEDS[-1] == speeds[-2]
    for _ in range(9):
        head.faster(-1)
    assert head.speed == SPEEDS[0]
    with pytest.raises(ValueError, match="above 0"):
        head.go_at(0.0)


def test_playing_stops_where_it_is_told_to_once() -> None:
    head, now, _ = made(stop=2)
    assert seen(head, now, 60.0) == [2]
    assert not head.plays
    head.play()
    assert seen(head, now, 0.0, 60.0) == [3, 5]
    here, now, _ = made(n=2, stop=2)
    assert not here.plays
    here.play()
    assert seen(here, now, 60.0) == [5]


def test_who_follows_waits_at_the_end_in_the_sessions_own_time() -> None:
    head, now, events = made(n=5, speed=20.0, follows=True)
    assert seen(head, now, 3.0) == [5]
    assert (head.plays, head.time, head.wait_s) == (True, 13.0, None)
    events.times += [12.5, 14.0]
    assert not head.at_end
    head.catch_up()
    assert (head.n, head.time) == (7, 14.0)
    head.let_go()
    head.advance()
    assert not head.plays


@given(
    st.lists(st.floats(0, 50), min_size=1, max_size=12),
    st.lists(
        st.tuples(
            st.sampled_from(["wait", "play", "pause", "faster", "slower", "seek", "time"]), st.floats(0, 60)
        )
    ),
    st.booleans(),
)
def test_whatever_is_done_the_time_stands_between_two_events(
    at: list[float], acts: list[tuple[str, float]], follows: bool
) -> None:
    head, now, events = made(sorted(at), follows=follows)
    for act, value in acts:
        before = head.n
        match act:
            case "wait":
                now.seconds += value
                head.advance()
                assert head.n >= before
            case "play":
                head.play()
            case "pause":
                head.pause()
            case "faster":
                head.faster(1)
            case "slower":
                head.faster(-1)
            case "seek":
                head.seek(int(value) - 5)
            case "time":
                head.seek_time(value - 5)
        assert 1 <= head.n <= events.n
        assert head.time >= events.at(head.n)
        if not (head.at_end and follows):
            assert head.time <= events.at(head.n + 1)
