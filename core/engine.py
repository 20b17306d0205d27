"""Commands in, events out: runs the hops of one session, within its budget, under the person's hand.

One coroutine, `run`, decides; everything that takes time is a job of its own, so that a command is obeyed
at once. What a command comes to says the inbox; every event takes the recorder's way.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, NamedTuple

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core import schedule
from hopyard.core.brief import brief_of
from hopyard.core.copies import with_standing
from hopyard.core.errors import HopyardError, LogError
from hopyard.core.ports import (
    AnswerDraft,
    AskingReasoner,
    Clock,
    Desk,
    EventLog,
    HopTask,
    Reasoner,
    Retriever,
    Web,
)
from hopyard.core.running.desk import EngineDesk
from hopyard.core.running.hop_run import Tools, run_hop
from hopyard.core.running.inbox import Inbox
from hopyard.core.running.jobs import Jobs
from hopyard.core.running.recorder import Listener, Recorder
from hopyard.core.running.running_time import RunningTime
from hopyard.core.state import ROOT, Hop, State
from hopyard.core.values import Budget, Suggestion, WebUse

_PLAN, _ANSWER = "plan", "answer"


class WebSource(NamedTuple):
    """The web, and how it is used."""

    search: Web
    on: bool = True
    """Whether it is on when the session begins or goes on; the person can turn it."""
    always: bool = False
    """Whether it is searched with the library, not for what that lacks."""


class Engine:
    """One session that runs. Not safe to use from another thread than its event loop's."""

    def __init__(
        self,
        *,
        state: State,
        log: EventLog,
        retrievers: Sequence[Retriever],
        reasoner: Reasoner,
        web: WebSource | None = None,
        seat: Callable[[Desk], AskingReasoner] | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """`reasoner` asks no model. `seat` makes the one that does, for this session, given where it tells
        what it does; None: there is none.
        """
        self.state = state
        self._wake = asyncio.Event()
        self._still = asyncio.Event()
        self._recorder = Recorder(state, log, clock, self._changed)
        self._emit = self._recorder.emit
        self._plain = reasoner
        self._asking: AskingReasoner | None = None
        if seat is not None:
            self._asking = seat(EngineDesk(state, self._recorder.emit_aside, lambda: not self._over))
        self._reasoner: Reasoner = self._asking or reasoner
        self._tools = Tools(retrievers, self._reasoner, log, clock)
        self._log = log
        self._web = web
        self._opening: ev.Event | None = None
        self._inbox = Inbox()
        self._to_tell: deque[ev.LateArrived | ev.CommandRefused] = deque()
        self._closing: str | None = None
        self._over = False
        self._time = RunningTime(clock, self._wake.set, state.busy_s)
        self._answer_basis = -1
        self._at_once = False
        """Whether the answer is written without a model: who stopped its writing does not want to wait."""

    def begin(self, session: str, question: str, budget: Budget, docs: Sequence[str] = ()) -> None:
        """Open the session with its question; listeners are told of it when `run` begins."""
        self._opening = self._recorder.keep(
            ev.SessionStarted(
                schema=ev.SCHEMA,
                session=session,
                question=question,
                created=_now(),
                budget=budget,
                reasoner=self._reasoner.name,
                retrievers=tuple(retriever.name for retriever in self._tools.retrievers),
                docs=tuple(docs),
                web=self._web_use,
            )
        )

    def resume(self, *, torn: bool = False) -> None:
        """Go on with a session that was read back; `torn` if a line of its log was dropped."""
        self._opening = self._recorder.keep(ev.SessionResumed(resumed=_now(), torn=torn, web=self._web_use))

    @property
    def _web_use(self) -> WebUse:
        if self._web is None:
            return "none"
        return "on" if self._web.on else "off"

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each event and the state after it, in the engine's loop."""
        self._recorder.listen(listener)

    def submit(self, command: cmd.Command | cmd.TimedCommand) -> None:
        """Hand in a command. Commands are obeyed in order; pause, continue and stop before all others.

        Once the session is closed, commands are without effect.
        """
        if self._closing is not None or self._over:
            return
        self._inbox.put(command)
        self._still.clear()
        self._wake.set()

    def refuse(self, command: str, reason: str) -> None:
        """Have it logged that a command could not even be read."""
        self._tell(ev.CommandRefused(command=command, reason=reason))
        if not self._over:
            self._still.clear()

    async def until_still(self) -> None:
        """Wait until nothing runs or can start, no command waits, and the answer is fresh.

        Returns also when `run` is over.
        """
        await self._still.wait()

    def text(self, source: str) -> str:
        """The cleaned text of a source of this session.

        Raises: LogError if it is not there.
        """
        return self._log.text(source)

    def close(self, reason: str) -> None:
        """Ask `run` to cancel what runs, write the end of the session and return."""
        self._closing = reason
        self._wake.set()

    async def run(self) -> None:
        """Run the session until `close`, then let go of its log.

        Raises: LogError if the log cannot be written; what was shown until then is in it. What a listener
        raises ends the session too, and is raised here.
        """
        try:
            async with asyncio.TaskGroup() as group:
                await self._drive(Jobs(group, self._time, self._wake.set))
        except ExceptionGroup as failures:
            raise _first(failures) from None
        finally:
            self._over = True
            self._still.set()
            self._time.mute()
            self._log.close()
            if self._web is not None:
                await self._web.search.close()
            if self._asking is not None:
                await self._asking.close()

    async def _drive(self, jobs: Jobs) -> None:
        if self._opening is not None:
            self._recorder.show(self._opening)
        if self._web is not None and self.state.web == "on":
            jobs.start_search(self._web.search.warm())
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason="the session was closed"))
        while self._closing is None and self._recorder.failure is None:
            obeyed = self._obey_next(jobs)
            self._tell_the_rest()
            self._cancel_the_overtaken(jobs)
            self._start_work(jobs)
            if not jobs and not obeyed and not self._go_on(jobs):
                self._settle()
            self._mind_the_time(jobs)
            if not obeyed:
                await self._wake.wait()
                self._wake.clear()
        if self._recorder.failure is None:
            await self._shut_down(jobs, self._closing or "")
        if self._recorder.failure is not None:
            raise self._recorder.failure

    async def _shut_down(self, jobs: Jobs, reason: str) -> None:
        self._tell_the_rest()
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason=reason))
        await jobs.cancel_all()
        self._emit(ev.SessionEnded(reason=reason))

    def _go_on(self, jobs: Jobs) -> bool:
        """With nothing running, begin what comes next: follow-ups, else a fresh answer."""
        for event in schedule.follow_ups(self.state):
            self._emit(event)
        self._start_work(jobs)
        if jobs:
            return True
        if (held := schedule.hops_held_back(self.state)) is not None:
            self._emit(held)
        if not self._wants_answer():
            return False
        self._answer_basis = self.state.seq
        jobs.start(_ANSWER, self._write_answer(jobs))
        return True

    def _wants_answer(self) -> bool:
        """A pause leaves the answer for later, but an act of the person has one written even then."""
        state = self.state
        return state.stale and (not state.paused or state.stopped or state.steered > self._answer_basis)

    def _settle(self) -> None:
        if not self.state.settled:
            self._log.sync()
            self._emit(ev.TreeSettled())
        if self._inbox:
            self._wake.set()
        elif not self._to_tell:
            self._still.set()

    # commands

    def _obey_next(self, jobs: Jobs) -> bool:
        """Obey the first waiting command if its time has come; whether one was taken."""
        event = self._inbox.take(self.state, still=self.state.settled and not jobs)
        if event is None:
            return False
        out_of_time = self.state.limits_met.get("seconds")
        self._emit(event)
        if isinstance(event, ev.Stopped):
            self._interrupt(jobs, "stopped")
        if isinstance(event, ev.WebTurned) and event.on and self._web is not None:
            jobs.start_search(self._web.search.warm())
        if isinstance(event, ev.WaitSkipped) and self._asking is not None:
            self._asking.skip_waits()
        if isinstance(event, ev.Continued) and out_of_time is not None:
            self._time.set_back(out_of_time.value)
        return True

    def _cancel_the_overtaken(self, jobs: Jobs) -> None:
        """Cancel the jobs that steering has made pointless: cut or reworded hops, an answer now stale."""
        for name in jobs.names:
            hop = self.state.hops.get(name)
            cut = hop is not None and hop.run_status != "running"
            outdated = name == _ANSWER and self.state.steered > self._answer_basis
            if cut or outdated:
                jobs.cancel(name)

    def _interrupt(self, jobs: Jobs, reason: str) -> None:
        """Cancel what runs; what it kept so far counts."""
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason=reason))
        jobs.cancel(_PLAN)
        if self._asking is not None and _ANSWER in jobs:
            self._at_once = True
            jobs.cancel(_ANSWER)

    # work

    def _start_work(self, jobs: Jobs) -> None:
        """Start the plan if there is none yet, then the hops that may run."""
        state = self.state
        if _PLAN in jobs:
            return
        if state.plan is not None:
            for event in schedule.plan_hops(state):
                self._emit(event)
            for hop in schedule.ready(state):
                question = state.question_of(hop)
                jobs.cancel(_ANSWER)  # it would not know of this hop, and pass for fresh
                self._emit(ev.HopStarted(hop=hop.id, question=question))
                jobs.start(hop.id, self._run_hop(jobs, hop, question))
        elif not (state.paused or state.stopped or "seconds" in state.limits_met):
            jobs.start(_PLAN, self._plan(jobs))

    async def _plan(self, jobs: Jobs) -> None:
        work = self._reasoner.plan(self.state.question)
        plan = await self._or_note(jobs, _PLAN, work, "The plan failed")
        if not plan:
            plan = [Suggestion(self.state.question, "the question as it stands")]
        self._emit(ev.PlanMade(plan=tuple(plan)))

    async def _run_hop(self, jobs: Jobs, hop: Hop, question: str) -> None:
        state = self.state
        trail = tuple(reversed([state.question_of(above) for above in state.upwards(hop)][1:]))
        task = HopTask(state.question, question, trail, hop.id)
        run = asyncio.current_task()

        def tell(event: ev.Event) -> None:
            if jobs.task(hop.id) is run:
                self._emit(event)

        tools = self._tools._replace(start=jobs.start_search, tell=tell)
        if self._web is not None and state.web == "on":
            tools = tools._replace(web=self._web.search, web_always=self._web.always)
        known = set(state.sources)

        def on_late(what: str) -> None:
            self._tell(ev.LateArrived(hop=hop.id, what=what))

        try:
            async with aclosing(run_hop(hop.id, task, known, tools, on_late, hop.n_numbered)) as events:
                async for event in events:
                    if not jobs.counts(hop.id):
                        on_late("the rest of its run")
                        return
                    if isinstance(event, ev.SourceFound) and event.source.id in state.sources:
                        continue
                    self._emit(event)
        except LogError:
            raise
        except Exception as error:  # a hop that fails must not take the others down
            if jobs.counts(hop.id):
                said = str(error) if isinstance(error, HopyardError) else f"{type(error).__name__}: {error}"
                self._emit(ev.HopFailed(hop=hop.id, error=said))

    async def _write_answer(self, jobs: Jobs) -> None:
        at_once = self._at_once or "seconds" in self.state.limits_met
        brief = brief_of(self.state)
        if at_once and self._asking is not None:
            work = self._asking.answer_at_once(brief)
        else:
            work = self._reasoner.answer(brief)
        draft = await self._or_note(jobs, _ANSWER, work, "The answer could not be written")
        if draft is None:
            draft = AnswerDraft(
                (), answered=False, note="The answer could not be written; the steps say why."
            )
        self._at_once = False
        draft = with_standing(draft, brief)
        self._emit(ev.AnswerWritten(answer=draft.numbered(len(self.state.answers) + 1)))

    async def _or_note(self, jobs: Jobs, job: str, work: Awaitable[Any], failure: str) -> Any:
        """The work's result, or None with a note in the steps if it failed.

        Raises: CancelledError if the job no longer counts, for work that did not heed its cancelling.
        """
        note = ""
        result = None
        try:
            result = await work
        except Exception as error:  # a reasoner that fails must not end the session
            note = f"{failure}: {error}"
        if not jobs.counts(job):
            raise asyncio.CancelledError
        if note:
            self._emit(ev.Noted(hop=ROOT, text=note))
        return result

    def _mind_the_time(self, jobs: Jobs) -> None:
        """Interrupt what runs when the running time is used up; an answer without a model may take longer."""
        limit = schedule.seconds_limit(self.state)
        running = [hop.id for hop in self.state.running()]
        asked = _ANSWER in jobs and self._asking is not None
        if "seconds" in self.state.limits_met or not (running or _PLAN in jobs or asked):
            return
        if self._time.used_s < limit:
            self._time.ring_at(limit)
            return
        held = f"hops {', '.join(running)}" if running else "the answer by a model" if asked else "the plan"
        self._emit(ev.BudgetReached(limit="seconds", value=limit, held_back=held))
        self._interrupt(jobs, "out of time")
        self._wake.set()

    # events

    def _tell(self, event: ev.LateArrived | ev.CommandRefused) -> None:
        """Have an event that comes from outside `run` and its jobs logged in its turn."""
        self._to_tell.append(event)
        self._wake.set()

    def _tell_the_rest(self) -> None:
        while self._to_tell:
            self._emit(self._to_tell.popleft())

    def _changed(self) -> None:
        """An event was kept, or the recorder has failed."""
        if not self.state.settled:
            self._still.clear()
        if self._recorder.failure is not None:
            self._wake.set()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _first(failures: ExceptionGroup[Exception]) -> Exception:
    """The first error of a group, however deep; a named one before all others."""
    failure: Exception = failures.subgroup(HopyardError) or failures
    while isinstance(failure, ExceptionGroup):
        failure = failure.exceptions[0]
    return failure
