"""Tokens and money for models: counted, warned of, never overrun, and granted once more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.adapters.models.engine_with_models import (
    Person,
    asking,
    config_for,
    engine_of,
    honest_answer,
    honest_plan,
    honest_read,
    seat_of,
)
from tests.adapters.models.servers import Asked, Reply, serving
from tests.adapters.models.wires import WIRES, Wire
from tests.core.engine_fakes import Session, logged_state, running

from hopyard.core import events as ev
from hopyard.core import spending
from hopyard.core.commands import Continue
from hopyard.core.models.retrying import Rules
from hopyard.core.result import result
from hopyard.core.values import Budget

OPENAI = WIRES[1]


def notes(session: Session) -> str:
    return "\n".join(event.text for event in session.watch.of(ev.Noted))


def dear(wire: Wire, said: Any, tokens: int) -> Reply:
    """A reply of the OpenAI kind that used so many tokens of output."""
    usage = {"prompt_tokens": 100, "completion_tokens": tokens, "total_tokens": tokens + 100}
    return Reply(wire.frames(json.dumps(said), usage=usage))


async def test_no_tokens_at_all_means_no_request_and_an_answer_all_the_same(wire: Wire) -> None:
    async with asking(Person(wire), budget=Budget(tokens=0)) as (session, server):
        await session.still()
        assert not server.asked
        (reached,) = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.value, reached.held_back) == ("tokens", 0, "what a model would plan")
        assert "2009" in session.answer_text
        assert session.state.answer is not None
        assert session.state.answer.answered


async def test_at_the_limit_the_rest_is_done_without_a_model_and_continue_grants_it_again() -> None:
    person = Person(
        OPENAI,
        plan=lambda asked: dear(OPENAI, honest_plan(asked), 900),
        read=lambda asked: dear(OPENAI, honest_read(asked), 2_000),
    )
    async with asking(person, budget=Budget(tokens=3_400)) as (session, server):
        await session.still()
        assert person.jobs == ["plan", "read"]
        (reached,) = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.held_back) == ("tokens", "what a model would answer")
        assert session.answer_text == "Corvanth was bred in 2009."  # the finding of the model, quoted
        assert "tokens" in session.state.limits_met
        assert "91% of the budget for models is used: 3,100 of 3,400 tokens" in notes(session)
        assert all(asked.body.get("max_tokens", 0) <= 3_400 for asked in server.asked)
        await session.do(Continue())
        assert person.jobs == ["plan", "read", "answer"]
        assert not session.state.limits_met
        assert spending.token_limit(session.state) == 6_800
        assert session.state.answer is not None
        assert session.state.answer.version == 2


async def test_money_is_limited_by_the_configured_prices() -> None:
    person = Person(OPENAI, plan=lambda asked: dear(OPENAI, honest_plan(asked), 3_900))
    async with asking(person, budget=Budget(usd=0.0205)) as (session, server):
        await session.still()
        assert person.jobs == ["plan"]
        (reached,) = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.value) == ("usd", 0.0205)
        assert session.state.spent.usd == pytest.approx((100 + 3_900 * 5) / 1e6)
        assert "of the budget for models is used: $0.0196 of $0.02" in notes(session)
        assert server.asked[0].body["max_tokens"] == 4_000


async def test_of_few_requests_one_is_left_for_the_answer_and_continue_grants_them_again(wire: Wire) -> None:
    person = Person(wire)
    async with asking(person, budget=Budget(requests=2)) as (session, _):
        await session.still()
        assert person.jobs == ["plan", "answer"]
        (reached,) = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.value) == ("requests", 2)
        assert reached.held_back == "what a model would read for hop 1"
        assert "100% of the budget for models is used: 2 of 2 requests" in notes(session)
        assert session.answer_text == "Corvanth was bred in 2009."
        await session.do(Continue())
        assert person.jobs == ["plan", "answer", "answer"]
        assert spending.request_limit(session.state) == 4
        assert not session.state.limits_met


async def test_a_try_again_is_a_request_too_and_is_not_made_where_none_is_left(wire: Wire) -> None:
    busy = wire.error(529, "overloaded_error", "busy")
    person = Person(wire, plan=lambda _: busy)
    async with serving(person) as server:
        seat = seat_of(config_for(wire, server), rules=Rules(attempts=4, first_wait_s=0.001))
        async with running(engine_of(seat, budget=Budget(requests=3))) as session:
            await session.still()
            assert person.jobs == ["plan", "plan", "answer"]
            assert [used.usage.requests for used in session.watch.of(ev.ModelUsed)] == [2, 1]
            (reached,) = session.watch.of(ev.BudgetReached)
            assert (reached.limit, reached.held_back) == ("requests", "what a model would plan")
            assert session.state.spent.usage.requests == 3


async def test_what_little_room_there_is_bounds_the_reply() -> None:
    async with asking(Person(OPENAI), budget=Budget(tokens=2_000)) as (session, server):
        await session.still()
        assert 300 <= server.asked[0].body["max_tokens"] < 2_000


async def test_a_model_without_a_price_is_limited_by_tokens_alone(wire: Wire) -> None:
    tables = {"model": {"use": "second"}}
    async with asking(Person(wire), tables=tables, budget=Budget(usd=0.0)) as (session, _):
        await session.still()
        assert session.state.spent.unpriced == 3
        assert session.state.spent.usd == 0
        assert not session.state.limits_met
        used = result(session.state)["usage"]
        assert (used["tokens"], used["requests"], used["usd"]) == (177, 3, None)


async def test_many_hops_at_once_wait_for_each_others_leavings() -> None:
    questions = [{"question": f"When was Corvanth bred, {n}?", "why": ""} for n in range(4)]
    person = Person(OPENAI, plan=lambda asked: {"questions": questions})
    # Room for one reading at a time: each may write 6,000 tokens, and uses 59.
    async with asking(person, budget=Budget(tokens=8_500)) as (session, _):
        await session.still()
        assert person.jobs == ["plan", *["read"] * 4, "answer"]
        assert not session.state.limits_met
        assert session.state.spent.usage.tokens == 6 * 59


async def test_the_result_tells_what_was_used() -> None:
    def answer(asked: Asked) -> Reply:
        details = {"cached_tokens": 40}
        usage = {"prompt_tokens": 50, "completion_tokens": 7, "prompt_tokens_details": details}
        return Reply(OPENAI.frames(json.dumps(honest_answer(asked)), usage=usage))

    async with asking(Person(OPENAI, answer=answer)) as (session, _):
        await session.still()
        used = result(session.state)["usage"]
    assert {name: used[name] for name in ("input", "cached", "output", "requests", "tokens")} == {
        "input": 94,
        "cached": 40,
        "output": 41,
        "requests": 3,
        "tokens": 175,
    }
    assert used["usd"] == pytest.approx((94 + 40 * 0.1 + 41 * 5) / 1e6)
    assert used["saved_usd"] == pytest.approx(40 * 0.9 / 1e6)
    assert "(40 kept by the server)" in spending.in_words(session.state.spent), "too little to be told"
    assert logged_state(session.engine).spent == session.state.spent


@pytest.mark.parametrize(
    ("tokens", "saved_usd", "said"),
    [
        (0, 0.5, ""),
        (1_200, 0.0, "1,200 kept by the server"),
        (1_200, 0.0032, "1,200 kept by the server, saving $0.0032"),
        (1_200, -0.0032, "1,200 kept by the server"),
    ],
)
def test_what_a_cache_saves_is_told(tokens: int, saved_usd: float, said: str) -> None:
    assert spending.kept_in_cache(tokens, saved_usd) == said
