"""The sentences of an answer while its model writes it: shown whole and checked, kept when it breaks off."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.adapters.models.engine_with_models import QUESTION, Person, asking, evidence_in, honest_plan
from tests.adapters.models.servers import CLOSE, STALL, Asked, Reply, Step
from tests.adapters.models.wires import Wire
from tests.core.engine_fakes import Session, logged_state, soon

from hopyard.core import events as ev
from hopyard.core.commands import Continue, PruneHop, Stop

TWO = {"questions": [{"question": QUESTION, "why": ""}, {"question": "Who holds 40 bales?", "why": ""}]}
YIELDS, BRED = "It yields 2.46 t/ha.", "Corvanth was bred in 2009."


def read(asked: Asked) -> Any:
    """A finding of each of two hops, each on a passage of its own."""
    words, text = (
        ("The Long Press", "The Long Press holds 40 bales.")
        if "Who" in json.dumps(asked.body).rpartition("question to read for")[2]
        else ("Corvanth was", BRED)
    )
    before = json.dumps(asked.body, ensure_ascii=False).split(words)[0]
    number = int(before.rpartition("[passage ")[2].partition("]")[0])
    return {"findings": [{"text": text, "passages": [{"number": number, "quote": ""}]}], "missing": ""} | {
        "next": []
    }


def cut_in(wire: Wire, asked: Asked, said: list[str], *stops: Step) -> Reply:
    """An answer of sentences that cite the passage on Corvanth, with `stops` in the middle of the last."""
    ids = [evidence_in(asked, "Corvanth was bred")]
    whole = json.dumps({"sentences": [{"text": one, "evidence": ids} for one in said], "unknown": ""})
    at = whole.index(said[-1]) + 3
    frames = wire.frames(whole[:at], whole[at:])
    n = next(n for n, frame in enumerate(frames) if said[-1][3:].encode() in frame)
    return Reply([*frames[:n], *stops, *frames[n:]])


def grown(session: Session) -> list[tuple[int, list[str]]]:
    return [(event.first, [one.text for one in event.sentences]) for event in session.watch.of(ev.AnswerGrew)]


def is_grown(event: ev.Event) -> bool:
    return isinstance(event, ev.AnswerGrew)


async def test_a_sentence_is_told_when_it_is_whole_and_the_answer_replaces_what_was_told(wire: Wire) -> None:
    gate = asyncio.Event()
    said = [BRED, "Corvanth was bred in 1066.", YIELDS]
    person = Person(wire, answer=lambda asked: cut_in(wire, asked, said, gate))
    async with asking(person) as (session, _):
        while len(session.state.drafted()) < 2:
            await session.watch.seen(is_grown, again=True)
        assert grown(session)[0] == (0, [BRED])
        assert [(one.text, one.verdict) for one in session.state.drafted()] == [
            (BRED, "supported"),
            ("Corvanth was bred in 1066.", "unsupported"),
        ]
        assert session.state.answer is None
        assert session.state.writes
        gate.set()
        await session.still()
        assert session.answer_text == "\n".join(said)
        assert not session.state.draft
        assert logged_state(session.engine).answer == session.state.answer


async def test_what_is_dropped_in_the_end_is_not_shown_before(wire: Wire) -> None:
    said = ["Corvanth was bred in 1066.", BRED]
    person = Person(wire, answer=lambda asked: cut_in(wire, asked, said))
    async with asking(person, drop=True) as (session, _):
        await session.still()
        assert grown(session) == [(0, [BRED])]


async def test_what_came_before_a_stop_is_kept_and_the_rest_is_quoted(wire: Wire) -> None:
    person = Person(wire, plan=lambda _: TWO, read=read)
    person._replies["answer"] = lambda asked: cut_in(wire, asked, [BRED, YIELDS], STALL)
    async with asking(person) as (session, server):
        await session.watch.seen(is_grown)
        await session.do(Stop())
        await soon(server.hung_up.wait())
        used = session.watch.of(ev.ModelUsed)[-1]
        assert (used.job, used.outcome, used.usage.estimated) == ("answer", "cancelled", True)
        assert used.usage.output > 10
        answer = session.state.answer
        assert answer is not None
        assert answer.sentences[0].text == BRED
        assert [one.text for one in answer.sentences[1:]] == ["The Long Press holds 40 bales."]
        assert answer.note == "The model was cut off after 1 sentence that stands; the rest is quoted."
        assert not session.state.draft
        person._replies["answer"] = lambda asked: cut_in(wire, asked, [BRED, YIELDS])
        await session.do(Continue())
        assert session.answer_text == f"{BRED}\n{YIELDS}"
        await session.do(Stop(), Continue())
        assert len(session.state.answers) == 2
    assert logged_state(session.engine).spent == session.state.spent


async def test_what_rests_on_a_pruned_hop_is_gone_at_once_and_does_not_come_back(wire: Wire) -> None:
    person = Person(wire, plan=lambda _: TWO, read=read)
    person._replies["answer"] = lambda asked: cut_in(wire, asked, [BRED, YIELDS], STALL)
    async with asking(person) as (session, _):
        await session.watch.seen(is_grown)
        hop = session.state.draft[0].hop
        person._replies["answer"] = lambda _: wire.error(400, "no", "no")
        session.submit(PruneHop(hop))
        await session.watch.seen(lambda event: isinstance(event, ev.HopPruned))
        assert session.state.draft
        assert not session.state.drafted()
        await session.still()
        assert BRED not in session.answer_text


async def test_a_second_try_replaces_what_came_of_the_first_and_what_came_last_is_kept(wire: Wire) -> None:
    said = iter([[BRED, YIELDS], [YIELDS, BRED]])
    person = Person(wire, plan=honest_plan, answer=lambda asked: cut_in(wire, asked, next(said), CLOSE))
    async with asking(person) as (session, _):
        await session.still()
        assert grown(session) == [(0, [BRED]), (0, [YIELDS])]
        assert session.answer_text.splitlines()[0] == YIELDS
        assert "the answer was cut off" in " ".join(one.text for one in session.watch.of(ev.Noted))
