"""The person's hand while a model streams: what is cut ends at once, and what it used counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.models.engine_with_models import (
    QUESTION,
    SESSION,
    Person,
    asking,
    config_for,
    engine_of,
    honest_answer,
    honest_read,
    seat_of,
    user_text,
)
from tests.adapters.models.servers import STALL, Asked, Reply, serving
from tests.adapters.models.wires import WIRES, Wire
from tests.core.engine.engine_kit import Hands
from tests.core.engine_fakes import Session, logged_state, running, soon

from hopyard.core import events as ev
from hopyard.core.commands import PruneHop, SkipWait, Stop
from hopyard.core.errors import LogError
from hopyard.core.models.retrying import Rules
from hopyard.core.sessions.log import MemoryLog, SessionLog
from hopyard.core.sessions.shelf import read_state
from hopyard.core.values import Budget

ANTHROPIC, OPENAI = WIRES


def endless(wire: Wire, thinking: tuple[str, ...] = ("Let me think about it. " * 20,)) -> Reply:
    """A reply that thinks, and then says nothing more."""
    frames = wire.frames("{", thinking=thinking)
    n_thought = next(n for n, frame in enumerate(frames) if b"Let me think" in frame)
    return Reply([*frames[: n_thought + 1], STALL])


def used(session: Session) -> list[ev.ModelUsed]:
    found: list[ev.ModelUsed] = session.watch.of(ev.ModelUsed)
    return found


async def test_a_prune_ends_the_request_and_what_it_used_counts(wire: Wire) -> None:
    async with asking(Person(wire, read=lambda _: endless(wire))) as (session, server):
        await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
        session.submit(PruneHop("1"))
        await soon(server.hung_up.wait())
        await session.still()
        (cut,) = [event for event in used(session) if event.outcome == "cancelled"]
        assert cut.hop == "1"
        assert cut.usage.estimated
        assert cut.usage.output > 80
        assert cut.usd is not None
        assert cut.usd > 0
        assert session.state.hops["1"].spent.usage == cut.usage
        assert not session.state.asking
        assert not session.state.thoughts
    assert logged_state(session.engine).spent == session.state.spent


async def test_a_stop_while_hops_read_still_has_the_model_write_the_answer(wire: Wire) -> None:
    person = Person(wire, read=lambda _: endless(wire))
    async with asking(person) as (session, server):
        await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
        await session.do(Stop())
        await soon(server.hung_up.wait())
        assert [event.outcome for event in used(session)] == ["answered", "cancelled"]
        assert session.state.answer is not None
        assert not session.state.answer.answered


async def test_a_stop_while_the_answer_is_written_gives_what_needs_no_waiting(wire: Wire) -> None:
    async with asking(Person(wire, answer=lambda _: endless(wire))) as (session, server):
        await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
        await session.do(Stop())
        await soon(server.hung_up.wait())
        assert session.answer_text == "Corvanth was bred in 2009."
        assert session.state.answer is not None
        assert session.state.answer.answered
        assert [event.outcome for event in used(session)] == ["answered", "answered", "cancelled"]


async def test_closing_counts_what_was_used_before_the_session_ends(wire: Wire) -> None:
    async with asking(Person(wire, read=lambda _: endless(wire))) as (session, server):
        await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
        await session.close()
        await soon(server.hung_up.wait())
    kinds = [type(event) for event in session.watch.events]
    assert kinds.index(ev.SessionEnded) == len(kinds) - 1
    assert used(session)[-1].outcome == "cancelled"


async def test_a_reply_before_any_answer_of_the_server_can_be_cut_too(wire: Wire) -> None:
    gate = asyncio.Event()
    async with asking(Person(wire, plan=lambda _: Reply([gate]))) as (session, server):
        await soon(server.was_asked.wait())
        session.submit(Stop())
        await soon(server.hung_up.wait())
        await session.still()
        (cut,) = used(session)
        assert (cut.outcome, cut.usage.requests, cut.usage.estimated) == ("cancelled", 1, True)
        assert cut.usage.input > 100


async def test_a_reply_ten_minutes_late_is_in_time_where_the_budget_allows(wire: Wire) -> None:
    hands, gate = Hands(), asyncio.Event()
    frames = wire.frames('{"questions": [{"question": "When was Corvanth bred?", "why": "late"}]}')
    person = Person(wire, plan=lambda _: Reply([gate, *frames]))
    async with serving(person) as server:
        engine = engine_of(seat_of(config_for(wire, server)), budget=Budget(seconds=3_600), clock=hands)
        async with running(engine) as session:
            await soon(server.was_asked.wait())
            hands.now += 600
            gate.set()
            await session.still()
            assert session.state.hops["1"].why == "late"
            assert not session.state.limits_met


async def test_an_answer_that_is_late_by_the_budget_is_written_without_the_model(wire: Wire) -> None:
    hands = Hands()
    async with serving(Person(wire, answer=lambda _: endless(wire))) as server:
        engine = engine_of(seat_of(config_for(wire, server)), budget=Budget(seconds=60), clock=hands)
        async with running(engine) as session:
            await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
            hands.now += 61
            engine._wake.set()  # what the bell does
            await session.still()
            (reached,) = session.watch.of(ev.BudgetReached)
            assert (reached.limit, reached.held_back) == ("seconds", "the answer by a model")
            assert session.answer_text == "Corvanth was bred in 2009."


async def test_a_wait_is_told_and_can_be_skipped_to_the_next_model(wire: Wire) -> None:
    def plan(asked: Asked) -> Any:
        if asked.body["model"] == "x":
            return wire.error(429, "rate_limit_error", "slow down", retry_after="30")
        return {"questions": [{"question": QUESTION, "why": "by the second"}]}

    tables = {"model": {"use": "m", "fallback": ["second"]}}
    async with asking(Person(wire, plan=plan), tables=tables) as (session, _):
        waits = await session.watch.seen(lambda event: isinstance(event, ev.ModelWaits))
        assert isinstance(waits, ev.ModelWaits)
        assert (waits.hop, waits.model, waits.next_model) == ("root", "m", "m")
        assert 30 <= waits.seconds <= 33
        assert session.state.waits
        await session.do(SkipWait())
        assert session.watch.of(ev.WaitSkipped)
        assert not session.state.waits
        assert session.state.hops["1"].why == "by the second"
        assert used(session)[0].model == "second"
        await session.do(SkipWait())
        (refused,) = session.watch.of(ev.CommandRefused)
        assert refused.reason == "No model is waited for."


async def test_a_failing_model_gives_way_to_the_next(wire: Wire) -> None:
    def read(asked: Asked) -> Any:
        return wire.error(400, "no", "no") if asked.body["model"] == "x" else honest_read(asked)

    tables = {"model": {"use": "m", "fallback": ["second"]}}
    async with asking(Person(wire, read=read), tables=tables) as (session, _):
        await session.still()
        (waits,) = session.watch.of(ev.ModelWaits)
        assert (waits.hop, waits.seconds, waits.next_model) == ("1", 0, "second")
        assert session.state.hops["1"].findings[0].text == "Corvanth was bred in 2009."


async def test_a_session_that_broke_off_pays_nothing_twice_that_is_in_its_log(
    wire: Wire, tmp_path: Path
) -> None:
    folder = tmp_path / SESSION
    gate = asyncio.Event()
    person = Person(wire, answer=lambda _: Reply([gate]))
    async with serving(person) as server:
        seat = seat_of(config_for(wire, server))
        engine = engine_of(seat, log=SessionLog(folder))
        async with running(engine) as session:
            await session.watch.seen(lambda event: isinstance(event, ev.ModelAsked) and event.job == "answer")
            lines = (folder / "events.jsonl").read_bytes()  # as a crash would leave it
        (folder / "events.jsonl").write_bytes(lines)
        assert person.jobs[:2] == ["plan", "read"]
        person.jobs.clear()
        person._replies["answer"] = honest_answer
        state = read_state(folder)
        (open_one,) = state.asking
        paid = state.spent.usage.tokens
        again = engine_of(seat, log=SessionLog(folder), state=state)
        async with running(again) as session:
            await session.still()
            assert person.jobs == ["answer"]
            assert session.answer_text == "Corvanth was bred in 2009."
            assert session.state.spent.usage.tokens == paid + open_one.tokens + 59
            assert session.state.spent.usage.requests == 4
        after = read_state(folder)
        assert after.spent == session.state.spent


async def test_a_session_that_is_done_asks_nothing_when_it_is_opened_again(
    wire: Wire, tmp_path: Path
) -> None:
    folder = tmp_path / SESSION
    person = Person(wire)
    async with serving(person) as server:
        seat = seat_of(config_for(wire, server))
        async with running(engine_of(seat, log=SessionLog(folder))) as session:
            await session.still()
        person.jobs.clear()
        again = engine_of(seat, log=SessionLog(folder), state=read_state(folder))
        async with running(again) as session:
            await session.still()
            assert person.jobs == []


@pytest.mark.parametrize("status", [200, 401, 400])
async def test_a_key_reaches_the_server_and_nothing_else(
    wire: Wire, status: int, tmp_path: Path, secret_keys: Mapping[str, str]
) -> None:
    """The log is searched for the keys by the fixture that every test has."""
    key = secret_keys["ANTHROPIC_API_KEY"]

    def plan(asked: Asked) -> Any:
        told = json.dumps(dict(asked.headers))
        return wire.error(status, "no", f"who is {told}?") if status != 200 else {"questions": []}

    person = Person(wire, plan=plan)
    async with serving(person) as server:
        seat = seat_of(config_for(wire, server), environ={"TEST_KEY": key})
        async with running(engine_of(seat, log=SessionLog(tmp_path / SESSION))) as session:
            await session.still()
        assert key in str(server.asked[0].headers)
    assert (tmp_path / SESSION / "events.jsonl").stat().st_size > 500


async def test_pauses_between_attempts_are_bounded_and_then_it_goes_on_without_a_model(wire: Wire) -> None:
    busy = wire.error(529, "overloaded_error", "busy")
    rules = Rules(attempts=2, first_wait_s=0.001)
    async with serving(Person(wire, plan=lambda _: busy)) as server:
        engine = engine_of(seat_of(config_for(wire, server), rules=rules))
        async with running(engine) as session:
            await session.still()
            assert used(session)[0].outcome == "failed"
            assert used(session)[0].usage.requests == 2
            assert "2009" in session.answer_text


async def test_when_a_wait_is_over_it_is_no_longer_shown(wire: Wire) -> None:
    busy = iter([wire.error(529, "overloaded_error", "busy")])
    person = Person(wire, plan=lambda asked: next(busy, None) or endless(wire))
    async with serving(person) as server:
        rules = Rules(first_wait_s=0.001)
        async with running(engine_of(seat_of(config_for(wire, server), rules=rules))) as session:
            await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
            first, over = session.watch.of(ev.ModelWaits)
            assert first.reason
            assert (over.reason, over.seconds) == ("", 0)
            assert not session.state.waits


async def test_a_log_that_cannot_be_written_ends_the_session_whoever_was_telling(wire: Wire) -> None:
    class Full(MemoryLog):
        def append(self, event: ev.Event) -> None:
            if isinstance(event, ev.ModelThought):
                raise LogError("The disk is full.")
            super().append(event)

    async with serving(Person(wire, plan=lambda _: endless(wire))) as server:
        engine = engine_of(seat_of(config_for(wire, server)), log=Full())
        async with running(engine) as session:
            failure = await session.failure()
            assert isinstance(failure, LogError)
            await soon(server.hung_up.wait())


async def test_a_prune_while_the_answer_is_written_has_it_written_anew_from_what_is_left(wire: Wire) -> None:
    questions = [{"question": QUESTION, "why": ""}, {"question": "Who holds 40 bales?", "why": ""}]
    person = Person(wire, plan=lambda _: {"questions": questions}, answer=lambda _: endless(wire))
    async with asking(person) as (session, server):
        await session.watch.seen(lambda event: isinstance(event, ev.ModelThought))
        person._replies["answer"] = lambda _: {"sentences": [], "unknown": "Nothing is left."}
        session.submit(PruneHop("1"))
        await soon(server.hung_up.wait())
        await session.still()
        assert [event.outcome for event in used(session) if event.job == "answer"] == [
            "cancelled",
            "answered",
        ]
        given = user_text(server.asked[-1])
        assert "[passage 2/" in given
        assert "[passage 1/" not in given
        assert session.state.spent.usage.requests == 5
