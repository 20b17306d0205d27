"""Events on the wire: each type comes back as it went, and nothing else is taken for one."""

from __future__ import annotations

import json
import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.session_strategies import EVENT_TYPES, events

from hopyard.core import events as ev
from hopyard.core import reducer
from hopyard.core.events import decode, encode, mended, stamp


@given(events())
def test_every_event_comes_back_as_it_went(event: ev.Event) -> None:
    line = encode(event)
    assert decode(line) == event
    assert decode(line.decode()) == event
    assert b"\n" not in line
    assert json.loads(line)["type"] == type(event).__name__


@given(events(hostile=True))
def test_an_event_is_either_refused_or_comes_back(event: ev.Event) -> None:
    try:
        line = encode(event)
    except ValueError:
        assert mended(event) != event
        return
    assert decode(line) == event


@given(events(hostile=True))
def test_a_mended_event_can_be_written_and_differs_only_where_it_must(event: ev.Event) -> None:
    whole = mended(event)
    assert decode(encode(whole)) == whole
    assert mended(whole) == whole
    assert type(whole) is type(event)


@given(events())
def test_an_event_that_needs_no_mending_is_left_alone(event: ev.Event) -> None:
    assert mended(event) == event


def test_mending_keeps_the_length_of_a_text() -> None:
    """Offsets into it would shift otherwise."""
    event = ev.Noted(hop="1", text="a\ud83d\ude00b😀\udcff中")
    assert mended(event).text == "a\ufffd\ufffdb😀\ufffd中"


@given(st.binary(max_size=60) | st.text(st.characters(), max_size=60))
def test_nothing_else_is_taken_for_an_event(line: bytes | str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(line)


@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"Noted","hop":"\xff","text":""}',
        b'{"type":"Noted","x":' + b"[" * 100_000,
        b"[" * 100_000,
        b'{"type":"Noted","hop":"1","text":"\\ud800"}',
        b'{"type":"Noted","hop":"1","text":"","seq":1.5}',
        b'{"type":"Noted","hop":"1","text":"","seq":1' + b"0" * 5000 + b"}",
        b'{"type":"Event"}',
        b'{"type":"SteeringEvent"}',
        b'{"hop":"1","text":""}',
        b'{"type":"Noted","hop":"1","text":""}{"type":"Noted","hop":"1","text":""}',
        "\ud800",
    ],
)
def test_lines_that_are_almost_events_are_refused(line: bytes | str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(line)


def test_every_event_type_is_in_the_union_and_has_a_handler() -> None:
    def leaves(kind: type[ev.Event]) -> set[type[ev.Event]]:
        return set().union(*map(leaves, kind.__subclasses__())) or {kind}

    concrete = leaves(ev.Event)
    assert concrete == set(EVENT_TYPES) == set(reducer._HANDLERS)
    assert len(EVENT_TYPES) == len({kind.__name__ for kind in EVENT_TYPES})


def test_an_event_is_one_flat_object_with_its_type_seq_and_time_first() -> None:
    line = encode(stamp(ev.HopPruned(hop="1.2"), 7, 0.41049))
    assert line == b'{"type":"HopPruned","seq":7,"at":0.41,"hop":"1.2"}'


def test_a_stamp_changes_nothing_else() -> None:
    event = ev.Noted(hop="1", text="hm")
    stamped = stamp(event, 3, 1.23456)
    assert (stamped.seq, stamped.at, stamped.hop, stamped.text) == (3, 1.235, "1", "hm")
    assert event.seq == -1


def test_steering_events_are_those_that_undo_can_take_back() -> None:
    names = {kind.__name__ for kind in EVENT_TYPES if issubclass(kind, ev.SteeringEvent)}
    assert names == {
        "HopExpanded",
        "HopPruned",
        "HopRestored",
        "HopEdited",
        "SourceDropped",
        "SourceRestored",
        "Pinned",
        "Unpinned",
    }
    assert all(typing.get_type_hints(kind)["seq"] is int for kind in EVENT_TYPES)
