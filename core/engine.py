"""Commands in, events out: runs the hops of one session, within its budget, under the person's hand.

One coroutine, `run`, decides; everything that takes time is a job of its own, so that a command is obeyed
at once. Each event is appended to the log, then applied, then shown to the listeners.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core import schedule
from hopyard.core.errors import CommandError, HopyardError, LogError
from hopyard.core.hop_run import Tools, run_hop
from hopyard.core.ports import AnswerDraft, Brief, BriefHop, Clock, EventLog, HopTask, Reasoner, Retriever
from hopyard.core.state import ROOT, Hop, State, apply
from hopyard.core.steering import NoSuchHop, decide
from hopyard.core.values import Budget, Suggestion

Listener = Callable[[ev.Event, State], None]

_AT_ONCE = (cmd.Stop, cmd.Pause, cmd.Continue)
"""Commands that do not wait for those before them."""
_PLAN, _ANSWER = "plan", "answer"


class Engine:
    """One session that runs. Not safe to use from another thread than its event loop's."""

    def __init__(
        self,
        *,
        state: State,
        log: EventLog,
        retrievers: Sequence[Retriever],
        reasoner: Reasoner,
        clock: Clock = time.monotonic,
    ) -> None:
        self.state = state
        self._tools = Tools(retrievers, reasoner, log, clock)
        self._log = log
        self._reasoner = reasoner
        self._clock = clock
        self._began = clock() - state.at
        self._listeners: list[Listener] = []
        self._commands: deque[cmd.TimedCommand] = deque()
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._still = asyncio.Event()
        self._closing = ""
        self._busy_s = 0.0
        self._busy_since: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._answer_basis = -1

    def begin(self, session: str, question: str, budget: Budget) -> None:
        """Open the session with its question."""
        self._emit(
            ev.SessionStarted(
                schema=ev.SCHEMA,
                session=session,
                question=question,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                budget=budget,
                reasoner=self._reasoner.name,
                retrievers=tuple(retriever.name for retriever in self._tools.retrievers),
            )
        )

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each event and the state after it, in the engine's loop."""
        self._listeners.append(listener)

    def submit(self, command: cmd.Command | cmd.TimedCommand) -> None:
        """Hand in a command. Commands are obeyed in order; pause, continue and stop at once."""
        timed = command if isinstance(command, cmd.TimedCommand) else cmd.TimedCommand(command)
        if isinstance(timed.command, _AT_ONCE) and not timed.after_idle:
            self._commands.appendleft(timed)
        else:
            self._commands.append(timed)
        self._still.clear()
        self._wake.set()

    async def until_still(self) -> None:
        """Wait until nothing runs or can start, no command waits, and the answer is fresh."""
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
        """Run the session until `close`.

        Raises: LogError if the log cannot be written; what was shown until then is in it.
        """
        try:
            async with asyncio.TaskGroup() as group:
                await self._drive(group)
        except ExceptionGroup as failures:
            named = failures.subgroup(HopyardError)
            if named is None:
                raise
            raise _first(named) from None
        finally:
            self._still.set()
            if self._alarm is not None:
                self._alarm.cancel()

    async def _drive(self, group: asyncio.TaskGroup) -> None:
        if not self.state.hops:
            self._start(group, _PLAN, self._plan())
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason="the session was closed"))
        while not self._closing:
            obeyed = self._obey_next()
            self._cancel_the_overtaken()
            self._start_hops(group)
            if not self._jobs and not obeyed and not self._go_on(group):
                self._settle()
                if not self._commands:
                    self._still.set()
            if not obeyed:
                await self._wake.wait()
                self._wake.clear()
        jobs = list(self._jobs.values())
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason=self._closing))
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        self._emit(ev.SessionEnded(reason=self._closing))

    def _go_on(self, group: asyncio.TaskGroup) -> bool:
        """With nothing running, begin what comes next: follow-ups, else a fresh answer."""
        held = schedule.hops_held_back(self.state)
        if held is not None and not self.state.stopped:
            self._emit(held)
        admitted = schedule.follow_ups(self.state)
        for event in admitted:
            self._emit(event)
        if admitted:
            self._start_hops(group)
            return True
        if self.state.stale and not self.state.paused:
            self._start(group, _ANSWER, self._write_answer())
            return True
        return False

    def _settle(self) -> None:
        if not self.state.settled:
            self._log.sync()
            self._emit(ev.TreeSettled())
        if self._commands:
            self._wake.set()

    # commands

    def _obey_next(self) -> bool:
        """Obey the first waiting command if its time has come; whether one was taken."""
        if not self._commands:
            return False
        timed = self._commands[0]
        still = self.state.settled and not self._jobs
        if timed.after_idle and not still:
            return False
        try:
            event = decide(self.state, timed.command)
        except NoSuchHop as error:
            if not still:
                return False
            event = _refused(timed.command, error)
        except CommandError as error:
            event = _refused(timed.command, error)
        self._commands.popleft()
        self._emit(event)
        if isinstance(event, ev.Stopped):
            self._interrupt("stopped")
        if isinstance(event, ev.Continued):
            self._set_alarm()
        return True

    def _cancel_the_overtaken(self) -> None:
        """Cancel the jobs that steering has made pointless: cut or reworded hops, an answer now stale."""
        for name, job in list(self._jobs.items()):
            hop = self.state.hops.get(name)
            cut = hop is not None and hop.run_status != "running"
            outdated = name == _ANSWER and self.state.steered > self._answer_basis
            if cut or outdated:
                job.cancel()
                self._forget(name, job)

    def _interrupt(self, reason: str) -> None:
        """Cancel what runs; what it kept so far counts."""
        for hop in self.state.running():
            self._emit(ev.HopInterrupted(hop=hop.id, reason=reason))
        if (plan := self._jobs.get(_PLAN)) is not None:
            plan.cancel()
            self._forget(_PLAN, plan)

    # jobs

    def _start(self, group: asyncio.TaskGroup, name: str, job: Coroutine[Any, Any, None]) -> None:
        if not self._jobs:
            self._busy_since = self._clock()
            self._set_alarm()
        task = group.create_task(job, name=name)
        self._jobs[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        """A job is over, or no longer counts; a newer job of the same name stays."""
        if self._jobs.get(name) is task:
            del self._jobs[name]
            if not self._jobs and self._busy_since is not None:
                self._busy_s += self._clock() - self._busy_since
                self._busy_since = None
                self._set_alarm()
        self._wake.set()

    def _start_hops(self, group: asyncio.TaskGroup) -> None:
        if _PLAN in self._jobs:
            return
        for hop in schedule.ready(self.state):
            question = self.state.question_of(hop)
            self._emit(ev.HopStarted(hop=hop.id, question=question))
            self._start(group, hop.id, self._run_hop(hop, question))

    async def _plan(self) -> None:
        plan = await self._or_note(self._reasoner.plan(self.state.question), "The plan failed")
        if not plan:
            plan = [Suggestion(self.state.question, "the question as it stands")]
        for event in schedule.plan_hops(self.state, plan):
            self._emit(event)

    async def _run_hop(self, hop: Hop, question: str) -> None:
        state = self.state
        task = HopTask(state.question, question, _trail(state, hop))
        known = set(state.sources)
        try:
            async for event in run_hop(
                hop.id, task, known, self._tools, lambda what: self._late(hop.id, what)
            ):
                if isinstance(event, ev.SourceFound) and event.source.id in state.sources:
                    continue
                self._emit(event)
        except LogError:
            raise
        except HopyardError as error:
            self._emit(ev.HopFailed(hop=hop.id, error=str(error)))
        except Exception as error:  # a hop that fails must not take the others down
            self._emit(ev.HopFailed(hop=hop.id, error=f"{type(error).__name__}: {error}"))

    def _late(self, hop: str, what: str) -> None:
        if not self._closing:
            self._emit(ev.LateArrived(hop=hop, what=what))

    async def _write_answer(self) -> None:
        self._answer_basis = self.state.seq
        brief = brief_of(self.state)
        draft = await self._or_note(self._reasoner.answer(brief), "The answer could not be written")
        if draft is None:
            draft = AnswerDraft(
                (), answered=False, note="The answer could not be written; the steps say why."
            )
        self._emit(ev.AnswerWritten(answer=draft.numbered(len(self.state.answers) + 1)))

    async def _or_note(self, work: Awaitable[Any], failure: str) -> Any:
        """The work's result, or None with a note in the steps if it failed."""
        try:
            return await work
        except Exception as error:  # a reasoner that fails must not end the session
            self._emit(ev.Noted(hop=ROOT, text=f"{failure}: {error}"))
            return None

    # time

    def _set_alarm(self) -> None:
        """Ring when the running time is used up; waiting for the person does not count."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._busy_since is None:
            return
        used = self._busy_s + self._clock() - self._busy_since
        left = max(0.0, schedule.seconds_limit(self.state) - used)
        self._alarm = asyncio.get_running_loop().call_later(left, self._time_is_up)

    def _time_is_up(self) -> None:
        if "seconds" in self.state.limits_met:
            return
        held = ", ".join(hop.id for hop in self.state.running())
        limit = schedule.seconds_limit(self.state)
        reached = ev.BudgetReached(limit="seconds", value=limit, held_back=f"hops {held}" if held else "")
        with suppress(LogError):  # `run` meets the same error at its next event
            self._emit(reached)
            self._interrupt("out of time")
            self._cancel_the_overtaken()
        self._wake.set()

    def _emit(self, event: ev.Event) -> None:
        """Append, then apply, then show."""
        at = max(self.state.at, self._clock() - self._began)
        stamped = ev.stamp(event, self.state.seq + 1, at)
        self._log.append(stamped)
        apply(self.state, stamped)
        if not self.state.settled:
            self._still.clear()
        for listener in self._listeners:
            listener(stamped, self.state)


def brief_of(state: State) -> Brief:
    """What the answer is made of: the surviving hops with their surviving evidence and findings."""
    dropped = state.marks.dropped
    hops = []
    pinned = []
    for hop in state.surviving():
        evidence = tuple(kept for kept in hop.evidence.values() if kept.passage.source not in dropped)
        findings = tuple(
            finding
            for finding in hop.findings
            if not any(citation.source in dropped for citation in finding.citations)
        )
        hops.append(BriefHop(hop.id, hop.parent, state.question_of(hop), evidence, findings))
        pinned += [
            kept.id
            for kept in evidence
            if kept.id in state.marks.pinned or kept.passage.source in state.marks.pinned
        ]
    return Brief(state.question, tuple(hops), tuple(pinned))


def _trail(state: State, hop: Hop) -> tuple[str, ...]:
    above = []
    while hop.parent != ROOT:
        hop = state.hops[hop.parent]
        above.append(state.question_of(hop))
    return tuple(reversed(above))


def _refused(command: cmd.Command, error: CommandError) -> ev.Event:
    return ev.CommandRefused(command=repr(command), reason=str(error))


def _first(failures: ExceptionGroup[HopyardError]) -> HopyardError:
    """The first named error of a group, however deep."""
    failure: BaseException = failures
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    assert isinstance(failure, HopyardError)
    return failure
