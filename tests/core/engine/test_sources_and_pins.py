"""Sources dropped and restored, pins set and taken off."""

from __future__ import annotations

from tests.core.engine_fakes import Grower, Shelf, make_engine, running

from hopyard.core import commands as cmd
from hopyard.core.state import ROOT


async def test_dropping_a_source_and_undoing_gives_the_same_answer_text() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abcd")))
    async with running(engine) as session:
        await session.still()
        before = session.answer_text
        source = session.state.evidence()[0].passage.source
        await session.do(cmd.DropSource(source[:8]))
        assert session.state.marks.dropped == {source}
        assert session.answer_text != before
        assert all(each.passage.source != source for each in session.state.evidence())
        assert session.state.answer is not None
        assert all(
            citation.source != source
            for sentence in session.state.answer.sentences
            for citation in sentence.citations
        )
        await session.do(cmd.Undo())
        assert session.answer_text == before
        await session.do(cmd.DropSource(source), cmd.Restore(source))
        assert session.answer_text == before


async def test_a_source_that_is_dropped_stays_out_when_a_later_hop_finds_it_again() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        source = session.state.evidence()[0].passage.source
        await session.do(cmd.DropSource(source))
        more = [cmd.ExpandHop(ROOT, question) for question in ("b", "c", "d", "e", "f")]
        await session.do(*more)
        found_again = [hop for hop in session.state.walk() for kept in hop.evidence.values()
                       if kept.passage.source == source and hop.id != "1"]  # fmt: skip
        assert found_again
        assert source not in {each.passage.source for each in session.state.evidence()}


async def test_pins_reach_the_answer_and_come_off() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        source = session.state.hops["1"].evidence["1/1"].passage.source
        await session.do(cmd.Pin("2/2"), cmd.Pin(source[:10]))
        assert session.state.marks.pinned == {"2/2", source}
        assert session.state.answer is not None
        assert {"1/1", "2/2"} <= set(session.state.answer.note.split(", "))
        await session.do(cmd.Unpin("2/2"), cmd.Unpin(source))
        assert session.state.answer.note == ""
