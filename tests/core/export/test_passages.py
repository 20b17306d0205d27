"""Quotes in the text around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.export.passages import AROUND, MAX_QUOTE, SLACK, excerpts

texts = st.text("ab \n中。", max_size=3_000)
spans = st.lists(st.tuples(st.integers(-5, 3_100), st.integers(-5, 3_100)), max_size=5)


@given(texts, spans)
def test_excerpts_are_the_text_with_the_quotes_marked(text: str, spans: list[tuple[int, int]]) -> None:
    found = excerpts(text, spans)
    sound = [(start, end) for start, end in spans if 0 <= start < end <= len(text)]
    assert bool(found) == bool(sound)
    at = 0
    marked: set[int] = set()
    for one in found:
        whole = "".join(piece for piece, _ in one.pieces)
        start = text.index(whole, at)
        assert one.cut_before == (start > 0)
        for piece, quoted in one.pieces:
            marked |= set(range(start, start + len(piece))) if quoted else set()
            start += len(piece)
        assert one.cut_after == (start < len(text))
        at = start
    wanted = {place for start, end in sound for place in range(start, min(end, start + MAX_QUOTE))}
    # A repetitive text may hold the same excerpt earlier: then the number of marked characters still fits.
    assert marked == wanted or len(marked) == len(wanted)


def test_a_long_text_gives_no_more_than_the_surroundings() -> None:
    text = "".join(f"Line {n} of a long report.\n" for n in range(10_000))
    start = text.index("Line 5000 ")
    (one,) = excerpts(text, [(start, start + 20)])
    before, quote, after = (piece for piece, _ in one.pieces)
    assert quote == "Line 5000 of a long "
    assert before.startswith("Line ")
    assert after.endswith("report.")
    assert max(len(before), len(after)) <= AROUND + SLACK
    (chinese,) = excerpts("字" * 10_000, [(5_000, 5_010)])
    assert sum(len(piece) for piece, _ in chinese.pieces) == 10 + AROUND


def test_quotes_far_apart_are_excerpts_of_their_own_and_near_ones_share_one() -> None:
    text = "x" * 10_000
    assert len(excerpts(text, [(100, 110), (9_000, 9_010)])) == 2
    (one,) = excerpts(text, [(100, 110), (300, 310), (105, 120)])
    assert [len(piece) for piece, quoted in one.pieces if quoted] == [20, 10]
    (long,) = excerpts(text, [(0, 9_999)])
    assert [len(piece) for piece, quoted in long.pieces if quoted] == [MAX_QUOTE]
