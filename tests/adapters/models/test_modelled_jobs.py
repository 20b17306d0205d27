"""A model plans, reads and answers through the real engine; where it fails, it is done without one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.adapters.models.engine_with_models import (
    BRED,
    QUESTION,
    VALLEY,
    Folder,
    Person,
    asking,
    evidence_in,
    honest_answer,
    honest_read,
    job_of,
    number_in,
    user_text,
)
from tests.adapters.models.servers import CLOSE, Asked, Reply
from tests.adapters.models.wires import Wire
from tests.core.engine_fakes import Session, logged_state

from hopyard.core import events as ev
from hopyard.core.commands import Pin
from hopyard.core.engine import WebSource
from hopyard.core.models.tokens import estimate
from hopyard.core.ports import Tell
from hopyard.core.steps import describe
from hopyard.core.values import Hit


def notes(session: Session) -> str:
    return "\n".join(event.text for event in session.watch.of(ev.Noted))


def told(session: Session) -> str:
    return "\n".join(
        step.text for event in session.state.steps if (step := describe(event, session.state)) is not None
    )


async def test_the_three_jobs_each_take_one_request(wire: Wire) -> None:
    person = Person(wire)
    async with asking(person) as (session, server):
        await session.still()
        assert person.jobs == ["plan", "read", "answer"]
        assert all("test-key" not in str(asked.body) for asked in server.asked)
        answer = session.state.answer
        assert answer is not None
        (sentence,) = answer.sentences
        assert (sentence.text, sentence.verdict, answer.answered) == (
            "Corvanth was bred in 2009.",
            "supported",
            True,
        )
        (citation,) = sentence.citations
        assert citation.quote == BRED
        finding = session.state.hops["1"].findings[0]
        assert (finding.text, finding.citations[0].quote) == ("Corvanth was bred in 2009.", BRED)
        assert session.state.hops["1"].why == "it is what was asked"
        spent = session.state.spent
        assert (spent.usage.input, spent.usage.output, spent.usage.requests) == (126, 51, 3)
        assert spent.usd == pytest.approx(3 * (42 + 17 * 5) / 1e6)
        assert session.state.hops["1"].spent.usage.requests == 1
        assert not session.state.asking
    assert logged_state(session.engine).spent == session.state.spent


async def test_what_is_asked_and_used_is_told_in_words(wire: Wire) -> None:
    async with asking(Person(wire)) as (session, _):
        await session.still()
        said = told(session)
    assert "asks m to plan: about" in said
    assert "asks m to read" in said
    assert "m replied: 42 tokens in, 17 out, $0.0001" in said


async def test_an_answer_in_chinese_rests_on_chinese_passages(wire: Wire) -> None:
    words = "2023 年收获酒花 168 吨"

    def read(asked: Asked) -> Any:
        passages = [{"number": number_in(asked, words), "quote": words}]
        return {"findings": [{"text": "檐月农场 2023 年收获了 168 吨酒花。", "passages": passages}]}

    def answer(asked: Asked) -> Any:
        text = "2023 年，檐月农场收获了 168 吨酒花。"
        return {"sentences": [{"text": text, "evidence": [evidence_in(asked, words)]}], "unknown": ""}

    person = Person(wire, read=read, answer=answer)
    async with asking(person, question="檐月农场 2023 年收获了多少吨酒花？") as (session, _):
        await session.still()
        assert session.state.answer is not None
        (sentence,) = session.state.answer.sentences
    assert sentence.verdict == "supported"
    assert words in sentence.citations[0].quote


async def test_beside_a_models_sentences_stands_the_table_that_is_found_without_it(wire: Wire) -> None:
    folder = Folder(("檐月农场的酒花产量为 168 吨。", "Corvanth 的酒花产量为 42 吨。"))
    said = "檐月农场的酒花产量为 168 吨。"

    def read(asked: Asked) -> Any:
        return {"findings": [], "missing": ""}

    def answer(asked: Asked) -> Any:
        return {"sentences": [{"text": said, "evidence": [evidence_in(asked, "168 吨")]}], "unknown": ""}

    person = Person(wire, read=read, answer=answer)
    asked = "列表比较 Corvanth、檐月农场的酒花产量"
    async with asking(person, question=asked, folder=folder) as (session, _):
        await session.still()
        found = session.state.answer
    assert set(person.jobs) == {"read", "answer"}, "the table is planned without a model"
    assert found is not None
    assert found.table is not None
    assert [found.table.says(*row) for row in found.table.cells] == ["42 吨", "168 吨"]
    assert [sentence.text for sentence in found.sentences] == [said]


@pytest.mark.parametrize("first", ["Certainly! I think it was 2009.", '{"questions": 7}', "", "[1, 2"])
async def test_a_reply_that_cannot_be_read_is_asked_for_once_more(wire: Wire, first: str) -> None:
    replies = iter(
        [first, '```json\n{"questions": [{"question": "When was Corvanth bred?", "why": "x"}]}\n```']
    )
    person = Person(wire, plan=lambda asked: next(replies))
    async with asking(person) as (session, server):
        await session.still()
        assert person.jobs == ["plan", "plan", "read", "answer"]
        assert "the model is asked once more" in notes(session)
        again = server.asked[1].body["messages"]
        assert [turn["role"] for turn in again if turn["role"] != "system"] == ["user", "assistant", "user"]
        assert session.state.hops["1"].why == "x"


@pytest.mark.parametrize("job", ["plan", "read", "answer"])
async def test_after_a_second_one_it_is_done_without_a_model(wire: Wire, job: str) -> None:
    person = Person(wire, **{job: lambda asked: "I would rather talk."})
    async with asking(person) as (session, _):
        await session.still()
        assert person.jobs.count(job) == 2  # type: ignore[arg-type]  # a parameter is a plain text
        done = {"plan": "planned", "read": "read", "answer": "answered"}[job]
        assert f"{done} without a model: its reply could not be read a second time" in notes(session)
        assert "2009" in session.answer_text
        assert session.state.answer is not None
        assert session.state.answer.answered


async def test_a_reply_cut_in_its_middle_is_asked_for_once_more(wire: Wire) -> None:
    whole = wire.frames('{"findings": ', "[]")
    cut = Reply([*whole[: len(whole) // 2 + 1], CLOSE])
    replies = iter([cut])
    person = Person(wire, read=lambda asked: next(replies, None) or honest_read(asked))
    async with asking(person) as (session, _):
        await session.still()
        assert person.jobs == ["plan", "read", "read", "answer"]
        used = session.watch.of(ev.ModelUsed)
        assert [event.outcome for event in used] == ["answered", "cut off", "answered", "answered"]
        assert used[1].usage.estimated
        assert session.state.hops["1"].findings[0].text == "Corvanth was bred in 2009."


@pytest.mark.parametrize("status", [400, 401])
async def test_a_server_that_refuses_all_is_named_and_done_without(wire: Wire, status: int) -> None:
    refuse = wire.error(status, "no", "go away")
    person = Person(wire, plan=lambda _: refuse, read=lambda _: refuse, answer=lambda _: refuse)
    async with asking(person) as (session, _):
        await session.still()
        assert person.jobs == ["plan", "read", "answer"]
        assert "2009" in session.answer_text
        assert notes(session).count("without a model") == 3
        assert session.state.spent.usage.tokens == 0
        assert session.state.spent.usage.requests == 3


async def test_what_may_not_leave_is_never_asked_and_said_once_for_each_job(wire: Wire) -> None:
    table = {"kind": wire.name, "model": "x", "base_url": "https://models.example", "key_env": "TEST_KEY"}
    async with asking(Person(wire), tables={"models": {"m": table}}) as (session, server):
        await session.still()
        assert not server.asked
        assert not session.watch.of(ev.ModelAsked, ev.ModelUsed)
        assert notes(session).count("nothing may be sent there") == 3
        assert "2009" in session.answer_text


async def test_a_plan_holds_the_question_alone_and_a_reading_only_what_fits(wire: Wire) -> None:
    folder = Folder(
        [*("很长的段落，" * 300 + f"第{n}段。Corvanth was bred at Pellamor in 2009." for n in range(9))]
    )

    async with asking(Person(wire), folder=folder) as (session, server):
        await session.still()
        by_job = {job_of(asked): user_text(asked) for asked in server.asked}
        assert QUESTION in by_job["plan"]
        assert "passage" not in by_job["plan"]
        assert 2_000 < estimate(by_job["read"]) < 6_400
        assert by_job["read"].count("[passage ") >= 2


async def test_a_model_that_finds_nothing_is_believed_and_says_what_is_missing(wire: Wire) -> None:
    nothing = {
        "findings": [],
        "missing": "the year",
        "next": [{"question": "Who bred Corvanth?", "why": "w"}],
    }
    person = Person(
        wire, read=lambda _: nothing, answer=lambda _: {"sentences": [], "unknown": "Not stated."}
    )
    async with asking(person) as (session, _):
        await session.still()
        assert session.state.hops["1"].outcome == "nothing"
        assert "still missing: the year" in notes(session)
        assert session.state.hops["1.1"].question == "Who bred Corvanth?"
        assert session.state.answer is not None
        assert not session.state.answer.answered
        assert session.state.answer.note.startswith("Not stated. No sentence found carries an answer.")
        assert session.state.answer.searched == ("When was Corvanth bred?", "Who bred Corvanth?")


class Page(Folder):
    """The web: one page beside the passages of the library."""

    name = "web"

    async def search(self, query: str, k: int, tell: Tell = lambda event: None) -> Sequence[Hit]:
        return await super().search(query, k)

    async def warm(self) -> None:
        """Nothing is to be started."""

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(("more", "n_reads"), [(("A page of the web on hops.",), 2), ((), 1)])
async def test_with_the_web_a_model_reads_only_what_it_has_not_read(
    wire: Wire, more: tuple[str, ...], n_reads: int
) -> None:
    nothing = {"findings": [], "missing": "the year", "next": []}
    person = Person(wire, read=lambda _: nothing)
    web = WebSource(Page((*more, *VALLEY)))
    async with asking(person, web=web) as (session, server):
        await session.still()
        reads = [user_text(asked) for asked in server.asked if job_of(asked) == "read"]
        assert len(reads) == n_reads
        assert all(text in reads[0] for text in VALLEY)
        assert [text for text in VALLEY if text in "".join(reads[1:])] == []
        assert all(text in reads[-1] for text in more)
        assert session.state.hops["1"].outcome == "nothing"
        assert ("the model has read all of this before" in notes(session)) == (not more)


async def test_what_the_person_pinned_is_in_the_answer_all_the_same(wire: Wire) -> None:
    folder = Folder(["When Corvanth was bred is told by nobody at the fair.", *VALLEY])
    async with asking(Person(wire), folder=folder) as (session, _):
        await session.still()
        kept = session.state.hops["1"].evidence
        other = next(name for name, one in kept.items() if "nobody" in one.passage.text)
        await session.do(Pin(other))
        assert session.state.answer is not None
        cited = {one.evidence for each in session.state.answer.sentences for one in each.citations}
    assert other in cited


async def test_jobs_may_have_models_of_their_own(wire: Wire) -> None:
    person = Person(wire)
    async with asking(person, tables={"model": {"answer": "second"}}) as (session, server):
        await session.still()
        assert person.jobs == ["answer"]
        assert server.asked[0].body["model"] == "y"
        assert session.state.reasoner == "answer: second"
        assert session.state.spent.unpriced == 1


async def test_thinking_is_told_as_it_comes_and_becomes_one_step(wire: Wire) -> None:
    thinking = ["Let me see. ", "2009, \x1b[31mI think.", " Yes."]

    def answer(asked: Asked) -> Reply:
        return Reply(wire.frames(json.dumps(honest_answer(asked)), thinking=thinking))

    async with asking(Person(wire, answer=answer)) as (session, _):
        await session.still()
        pieces = session.watch.of(ev.ModelThought)
        assert pieces[0].text == "Let me see. "
        assert "".join(piece.text for piece in pieces) == "Let me see. 2009, I think. Yes."
        steps = [event for event in session.state.steps if isinstance(event, ev.ModelThought)]
        assert [step.text for step in steps] == ["Let me see. 2009, I think. Yes."]
        assert not session.state.thoughts


async def test_a_reply_that_grew_too_long_gets_more_room_once(wire: Wire) -> None:
    cut = {"anthropic": {"stop": "max_tokens"}, "openai": {"finish": "length"}}[wire.name]
    replies = iter([Reply(wire.frames('{"findings": [', **cut))])
    person = Person(wire, read=lambda asked: next(replies, None) or honest_read(asked))
    async with asking(person) as (session, _):
        await session.still()
        assert person.jobs == ["plan", "read", "read", "answer"]
        assert "it is longer than was allowed" in notes(session)
        asked = [event.max_output for event in session.watch.of(ev.ModelAsked) if event.job == "read"]
        assert asked == [6_000, 12_000]


async def test_a_model_that_refuses_is_not_pressed(wire: Wire) -> None:
    no = {"anthropic": {"stop": "refusal"}, "openai": {"finish": "content_filter"}}[wire.name]
    person = Person(wire, plan=lambda _: Reply(wire.frames("I will not.", **no)))
    async with asking(person) as (session, _):
        await session.still()
        assert person.jobs == ["plan", "read", "answer"]
        assert "planned without a model: the model refused" in notes(session)
