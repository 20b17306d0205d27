"""Edits and the map between a text and what became of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.edits import Edit, OffsetMap, apply_edits, in_order, merged, settled


@st.composite
def texts_and_edits(draw: st.DrawFn, alphabet: str = "abc") -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet, max_size=20))
    return text, draw(edits_of(text))


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [
        Edit(start, end, draw(st.text("XYZ", max_size=3)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]


def test_edits_replace_delete_and_insert() -> None:
    edits = [Edit(0, 1), Edit(2, 3, "XY"), Edit(4, 4, "-")]
    assert apply_edits("abcde", edits)[0] == "bXYd-e"


def test_no_edits_leave_text_and_offsets_alone() -> None:
    text, offsets = apply_edits("abc", [])
    assert text == "abc"
    assert [offsets.back(at) for at in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize("edits", [[Edit(2, 3), Edit(1, 2)], [Edit(0, 2), Edit(1, 3)], [Edit(2, 9)]])
def test_edits_that_overlap_or_leave_the_text_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        apply_edits("abc", edits)


def test_an_offset_leads_back_over_what_was_deleted_and_forward_to_where_it_stood() -> None:
    text, offsets = apply_edits("keep [gone] rest", [Edit(5, 12)])
    assert text == "keep rest"
    assert offsets.back(5) == 12
    assert offsets.forward(8) == 5
    assert offsets.forward(len("keep [gone] rest")) == len(text)


@given(texts_and_edits())
def test_every_character_that_was_kept_leads_back_to_itself(case: tuple[str, list[Edit]]) -> None:
    before, edits = case
    after, offsets = apply_edits(before, edits)
    for at, char in enumerate(after):
        if char.islower():  # replacements are upper case
            assert before[offsets.back(at)] == char
            assert offsets.forward(offsets.back(at)) == at
    assert offsets.back(len(after)) == len(before)
    assert offsets.forward(len(before)) == len(after)


@given(texts_and_edits(), st.data())
def test_maps_never_decrease_and_chain(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    first, edits = case
    second, one = apply_edits(first, edits)
    third, two = apply_edits(second, data.draw(edits_of(second)))
    both = one.then(two)
    back = [both.back(at) for at in range(len(third) + 1)]
    assert back == [one.back(two.back(at)) for at in range(len(third) + 1)]
    assert all(earlier <= later for earlier, later in pairwise(back))
    forward = [both.forward(at) for at in range(len(first) + 1)]
    assert all(earlier <= later for earlier, later in pairwise(forward))


@given(texts_and_edits(), st.data())
def test_merged_edits_do_what_the_two_lists_do_in_turn(
    case: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    text, first = case
    between, _ = apply_edits(text, first)
    second = data.draw(edits_of(between))
    assert apply_edits(text, merged(first, second))[0] == apply_edits(between, second)[0]


def test_of_edits_that_overlap_the_earlier_stays() -> None:
    assert in_order([Edit(3, 5), Edit(0, 4), Edit(0, 2), Edit(5, 6)]) == [Edit(0, 4), Edit(5, 6)]


def test_a_settled_rule_goes_on_until_it_finds_nothing() -> None:
    @settled
    def peel(text: str) -> list[Edit]:
        return [Edit(0, 1), Edit(len(text) - 1, len(text))] if text.startswith("(") else []

    assert apply_edits("((a))", peel("((a))"))[0] == "a"


def test_an_empty_map_is_the_identity() -> None:
    assert OffsetMap().back(7) == OffsetMap().forward(7) == 7
