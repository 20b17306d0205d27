"""Searches and reasoners that fail or make no sense."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.core.engine_fakes import Grower, HeldShelf, Shelf, hits_for, logged_state, make_engine, running

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import SearchError
from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.sessions.log import MemoryLog
from hopyard.core.state import ROOT
from hopyard.core.values import Hit, Suggestion

# searches that fail


class BrokenShelf(Shelf):
    """Every search fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__("broken")
        self.error = error

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SearchError("The server did not answer.", "Try again."), "The server did not answer. Try again."),
        (KeyError("hits"), "KeyError: 'hits'"),
    ],
)
async def test_a_search_that_fails_is_told_and_the_hop_goes_on_with_the_others(
    error: Exception, said: str
) -> None:
    engine = make_engine([BrokenShelf(error), Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        [failed] = session.watch.of(ev.SearchFailed)
        assert (failed.hop, failed.retriever, failed.query, failed.error) == ("1", "broken", "a", said)
        assert session.status("1") == "done"
        assert len(session.state.evidence()) == 2
        assert len(session.state.hops["1"].searches) == 2


async def test_when_every_search_fails_the_hop_has_failed_and_not_found_nothing() -> None:
    engine = make_engine([BrokenShelf(SearchError("No.")), BrokenShelf(SearchError("Nor."))], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        assert session.state.hops["1"].run_status == "failed"
        assert session.state.hops["1"].error == "No."
        assert session.state.hops["1"].outcome is None


async def test_a_search_that_fails_after_its_hop_was_cut_comes_late() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        search = await shelf.asked("a")
        await session.do(cmd.PruneHop("1"))
        search.set_exception(SearchError("Gone."))
        await session.watch.seen(lambda event: isinstance(event, ev.LateArrived))
        assert not session.watch.of(ev.SearchFailed, ev.HopFailed)


async def test_a_source_whose_text_is_gone_fails_its_hop_alone() -> None:
    gone = hits_for("a")[0].source

    class Forgetful(Shelf):
        async def text(self, source: str) -> str:
            if source == gone.id:
                raise SearchError("It is gone.")
            return await super().text(source)

    engine = make_engine([Forgetful()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "failed"
        assert session.state.hops["1"].error == f"The text of {gone.title} is gone. Index its folder again."
        assert session.status("2") == "done"
    engine = make_engine([Forgetful(), Shelf("second")], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "done"


# reasoners that fail


class Failing(Grower):
    """A reasoner that fails in one of its jobs."""

    def __init__(self, where: str) -> None:
        super().__init__(("a", "b"))
        self.where = where

    def fail(self, where: str, question: str) -> None:
        if self.where == where and question != "b":
            raise RuntimeError("the model said no")

    async def plan(self, question: str) -> Sequence[Suggestion]:
        self.fail("plan", question)
        return await super().plan(question)

    async def queries(self, task: HopTask) -> Sequence[str]:
        self.fail("queries", task.question)
        return await super().queries(task)

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        self.fail("read", task.question)
        return await super().read(task, hits)

    async def answer(self, brief: Brief) -> AnswerDraft:
        self.fail("answer", brief.question)
        return await super().answer(brief)


async def test_a_plan_that_fails_asks_the_question_as_it_stands() -> None:
    engine = make_engine([Shelf()], Failing("plan"))
    async with running(engine) as session:
        await session.still()
        assert session.watch.of(ev.Noted)[0].text == "The plan failed: the model said no"
        assert [hop.question for hop in session.state.walk()] == ["what is it?"]
        assert session.answer_text


@pytest.mark.parametrize("where", ["queries", "read"])
async def test_a_hop_that_fails_is_told_and_the_others_go_on(where: str) -> None:
    engine = make_engine([Shelf()], Failing(where))
    async with running(engine) as session:
        await session.still()
        [failed] = session.watch.of(ev.HopFailed)
        assert failed.error == "RuntimeError: the model said no"
        assert [session.status(hop) for hop in ("1", "2")] == ["failed", "done"]
        assert "b:" in session.answer_text
        await session.do(cmd.EditHop("1", "b"))
        assert session.status("1") == "done"
        await session.do(cmd.Undo())
        assert session.status("1") == "failed"


async def test_an_answer_that_fails_is_told_and_the_session_goes_on() -> None:
    reasoner = Failing("answer")
    engine = make_engine([Shelf()], reasoner)
    async with running(engine) as session:
        await session.still()
        assert session.state.answer is not None
        assert not session.state.answer.answered
        assert session.watch.of(ev.Noted)[0].text == "The answer could not be written: the model said no"
        reasoner.where = ""
        await session.do(cmd.PruneHop("1"))
        assert session.state.answer.answered


SECOND = hits_for("a")[1].passage


@pytest.mark.parametrize(
    ("kept", "quote", "said"),
    [
        (7, DraftQuote(0, 0, 1), "IndexError"),
        (0, DraftQuote(1, SECOND.start, SECOND.end), "KeyError"),
        (0, DraftQuote(0, 0, 10_000), "ValueError: a quote at 0 to 10000 does not lie in its passage"),
        (0, DraftQuote(0, -1, 0), "ValueError"),
    ],
)
async def test_a_reading_that_makes_no_sense_fails_its_hop(kept: int, quote: DraftQuote, said: str) -> None:
    class Confused(Grower):
        def reading(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            return Reading((Kept(kept, 1.0, ""),), (Draft("?", (quote,)),))

    engine = make_engine([Shelf()], Confused(("a",)))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "failed"
        assert session.state.hops["1"].error.startswith(said)
        assert not session.state.findings()


async def test_text_and_numbers_that_json_cannot_hold_do_no_harm() -> None:
    bad = "\udcff caf\udce9 \ud83d"

    class Odd(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            return [Suggestion(f"a {bad}", bad), Suggestion("b", "")]

        def reading(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            if task.question == "b":
                raise OSError(f"cannot open {bad}")
            hit = hits[0].passage
            return Reading(
                (Kept(0, float("nan"), bad),),
                (Draft(bad, (DraftQuote(0, hit.start, hit.end),), float("inf")),),
                (Suggestion(bad, bad),),
                (bad,),
            )

    log = MemoryLog()
    engine = make_engine([BrokenShelf(SearchError(bad)), Shelf()], Odd(), log=log, question=bad)
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.ExpandHop(ROOT, bad), cmd.PruneHop(bad), cmd.Pin(bad), cmd.DropSource(bad))
        assert session.status("1") == "done"
        assert session.status("2") == "failed"
        assert session.state.evidence()[0].score == 0.0
        assert "\ufffd caf\ufffd \ufffd" in session.answer_text
        assert len(session.watch.of(ev.CommandRefused)) == 3
    assert logged_state(engine) == session.state
