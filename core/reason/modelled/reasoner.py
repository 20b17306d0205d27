"""The reasoner with models: plans, reads and answers by asking them, and believes only what it can check.

Whatever a model cannot do, may not be sent, or does badly, the reasoner without one does; the steps say so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.models.errors import CutOff, ModelError
from hopyard.core.models.port import ModelRequest
from hopyard.core.ports import AnswerDraft, Brief, Clock, Desk, HopTask, Reading, Reasoner
from hopyard.core.reason.modelled.asking import Asker
from hopyard.core.reason.modelled.believing import Believer, planned
from hopyard.core.reason.modelled.checking import Check, carried
from hopyard.core.reason.modelled.choosing import Span, span, to_answer, to_read
from hopyard.core.reason.modelled.growing import GrowingAnswer, completed
from hopyard.core.reason.modelled.limits import NoRoom
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.replies import (
    AnswerReply,
    PlanReply,
    ReadReply,
    ReplyT,
    Unreadable,
    parse,
)
from hopyard.core.reason.modelled.requests import answer_request, plan_request, read_request, repaired
from hopyard.core.reason.modelled.streaming import ModelsOfJobs, OnText, Reply
from hopyard.core.reason.table import has_values
from hopyard.core.reason.tabled import cells_of, table_plan
from hopyard.core.state import ROOT
from hopyard.core.values import Hit, ModelJob, Suggestion


class _NoReply(Exception):
    """There is no reply that could be used; the text says why."""


class _Unfit(Exception):
    """A reply came that is not of the form; the text says why."""

    def __init__(self, why: str, reply: Reply) -> None:
        super().__init__(why)
        self.reply = reply


def _parsed(reply: Reply, kind: type[ReplyT]) -> ReplyT:
    """Raises: _Unfit; _NoReply if the model would not."""
    if reply.end == "refused":
        raise _NoReply("the model refused")
    try:
        return parse(reply.text, kind)
    except Unreadable as error:
        why = "it is longer than was allowed" if reply.end == "length" else str(error)
        raise _Unfit(why, reply) from None


def _again(request: ModelRequest, unfit: _Unfit) -> ModelRequest:
    """The request after a reply that could not be read: with more room if that is what it lacked."""
    if unfit.reply.end == "length":
        return replace(request, max_tokens=2 * request.max_tokens)
    return repaired(request, unfit.reply.text, str(unfit))


class ModelReasoner:
    """The adapter behind the `AskingReasoner` port, for one session."""

    def __init__(
        self,
        models: ModelsOfJobs,
        plain: Reasoner,
        quoter: Quoter,
        desk: Desk,
        *,
        check: Check = carried,
        drop_unsupported: bool = False,
        clock: Clock = time.monotonic,
    ) -> None:
        """`plain` does what models do not; `check` judges each of their sentences."""
        self._models = models
        self._plain = plain
        self._desk = desk
        self._asker = Asker(models, desk, clock)
        self._believer = Believer(quoter, check, drop_unsupported=drop_unsupported)
        self._drop = drop_unsupported
        self._in_vain: dict[tuple[str, str], set[Span]] = {}
        """By hop and question the passages that its model read and found nothing in: with the web, which is
        searched for what the library lacks, only the others are read."""

    @property
    def name(self) -> str:
        """The models by what they do: `claude`, or `plan: small, read: small, answer: large`."""
        by_job = {job: model.name for job in _JOBS if (model := self._models.for_job(job)) is not None}
        names = set(by_job.values())
        if len(names) == 1 and len(by_job) == len(_JOBS):
            return names.pop()
        return ", ".join(f"{job}: {name}" for job, name in by_job.items())

    async def plan(self, question: str) -> Sequence[Suggestion]:
        """The sub-questions to begin with."""
        if tabled := table_plan(question):
            return tabled  # its cells are looked up and checked one by one, which no model's plan would serve
        if self._models.for_job("plan") is not None:
            try:
                reply = await self._reply(ROOT, "plan", plan_request(question), PlanReply)
                if questions := planned(reply.questions):
                    return questions
                self._note(ROOT, "planned without a model: its plan was empty")
            except _NoReply as why:
                self._note(ROOT, f"planned without a model: {why}")
        return await self._plain.plan(question)

    async def queries(self, task: HopTask) -> Sequence[str]:
        """What to search for: the index weighs the words of the hop's question."""
        return await self._plain.queries(task)

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        """What the best of the hits say, by quotes that stand in them."""
        plain = await self._plain.read(task, hits)
        if not hits or self._models.for_job("read") is None:
            return plain
        in_vain = self._in_vain.setdefault((task.hop, task.question), set())
        places = to_read(hits, plain, in_vain=in_vain)
        if not places:
            note = "the model has read all of this before, and found nothing"
            return replace(plain, findings=(), suggestions=(), notes=(note,))
        chosen = [hits[n] for n in places]
        hop = task.hop or ROOT
        try:
            reply = await self._reply(hop, "read", read_request(task, chosen), ReadReply)
        except _NoReply as why:
            self._note(hop, f"read without a model: {why}")
            return plain
        if not reply.findings:
            in_vain |= {span(hit.passage) for hit in chosen}
        reading = await self._believer.reading(reply, task, hits, places, plain)
        if cells_of(task) is None:
            return reading
        by_model = {one.hit for one in reading.kept}  # a table's cells need all that was kept for them
        return replace(reading, kept=(*reading.kept, *(one for one in plain.kept if one.hit not in by_model)))

    async def answer(self, brief: Brief) -> AnswerDraft:
        """The answer in the model's words, each sentence with what our own check says of it."""
        plain = await self._plain.answer(brief)
        chosen = to_answer(brief)
        if not chosen or self._models.for_job("answer") is None:
            return plain
        judge = self._believer.judge(brief, chosen)
        tries: list[GrowingAnswer] = []

        def listen() -> OnText:
            for one in tries:
                one.close()
            tries.append(GrowingAnswer(judge, self._desk.tell, drop_unsupported=self._drop))
            return tries[-1].take

        try:
            reply = await self._reply(ROOT, "answer", answer_request(brief, chosen), AnswerReply, listen)
        except _NoReply as why:
            came = next((one.sentences for one in reversed(tries) if one.sentences), brief.came)
            draft = completed(came, plain)
            how = "answered without a model" if draft is plain else "the answer was cut off"
            self._note(ROOT, f"{how}: {why}")
            return draft
        finally:
            for one in tries:
                one.close()
        draft, notes = await self._believer.answer(reply, judge, brief, plain)
        for note in notes:
            self._note(ROOT, note)
        filled = plain.table is not None and has_values(plain.table)
        return replace(draft, table=plain.table, answered=draft.answered or filled)

    async def answer_at_once(self, brief: Brief) -> AnswerDraft:
        """As `AskingReasoner.answer_at_once`."""
        return completed(brief.came, await self._plain.answer(brief))

    def skip_waits(self) -> None:
        """As `AskingReasoner.skip_waits`."""
        self._models.skip_waits()

    async def close(self) -> None:
        """As `AskingReasoner.close`."""
        await self._models.close()

    async def _reply(
        self,
        hop: str,
        job: ModelJob,
        request: ModelRequest,
        kind: type[ReplyT],
        listen: Callable[[], OnText | None] = lambda: None,
    ) -> ReplyT:
        """The model's reply, asked once more where it broke off or could not be read.

        `listen` gives who takes the pieces of a reply as they come, for each time that it is asked.

        Raises: _NoReply.
        """
        again = request
        try:
            try:
                return _parsed(await self._asker.ask(hop, job, request, listen()), kind)
            except CutOff as error:
                self._note(hop, f"{error.message} It is asked once more.")
            except _Unfit as error:
                self._note(hop, f"the reply could not be read, and the model is asked once more: {error}")
                again = _again(request, error)
            return _parsed(await self._asker.ask(hop, job, again, listen()), kind)
        except _Unfit as error:
            raise _NoReply(f"its reply could not be read a second time: {error}") from None
        except NoRoom as error:
            held = f"what a model would {job}" + ("" if hop == ROOT else f" for hop {hop}")
            self._desk.tell(ev.BudgetReached(limit=error.limit, value=error.value, held_back=held))
            raise _NoReply(str(error)) from None
        except ModelError as error:
            raise _NoReply(str(error)) from None

    def _note(self, hop: str, text: str) -> None:
        self._desk.tell(ev.Noted(hop=hop, text=text))


_JOBS: tuple[ModelJob, ...] = ("plan", "read", "answer")
