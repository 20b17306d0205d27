"""Hypothesis strategies: single events of every type, and whole sessions that could have happened."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from typing import Any, Literal, cast

import msgspec
from hypothesis import strategies as st

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import CommandError
from hopyard.core.ports import AnswerDraft
from hopyard.core.reducer import apply
from hopyard.core.state import ROOT, Hop, State
from hopyard.core.steering import decide
from hopyard.core.values import (
    Budget,
    Citation,
    Evidence,
    Finding,
    Origin,
    Passage,
    Sentence,
    Source,
    Suggestion,
)

EVENT_TYPES: tuple[type[ev.Event], ...] = typing.get_args(ev.AnyEvent)

# single events

_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
}
_HOSTILE_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    **_SCALARS,
    str: st.text(st.characters(), max_size=12) | st.sampled_from(["\ud800", "a\udcff", '"null"', "null"]),
    float: st.floats(),
}


def _of_type(kind: Any, scalars: dict[Any, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    if kind in scalars:
        return scalars[kind]
    if typing.get_origin(kind) is Literal:
        return st.sampled_from(typing.get_args(kind))
    if isinstance(kind, types.UnionType):
        return st.one_of(*(_of_type(one, scalars) for one in typing.get_args(kind)))
    if kind is type(None):
        return st.none()
    if typing.get_origin(kind) is tuple:
        return st.lists(_of_type(typing.get_args(kind)[0], scalars), max_size=2).map(tuple)
    if typing.get_origin(kind) is types.UnionType:
        return st.one_of(*(_of_type(one, scalars) for one in typing.get_args(kind)))
    if kind is types.NoneType:
        return st.none()
    assert issubclass(kind, msgspec.Struct)
    fields = {field.name: _of_type(field.type, scalars) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


def events(*, hostile: bool = False) -> st.SearchStrategy[ev.Event]:
    """An event of any type; a hostile one may hold what JSON cannot."""
    scalars = _HOSTILE_SCALARS if hostile else _SCALARS
    return st.sampled_from(EVENT_TYPES).flatmap(lambda kind: _of_type(kind, scalars))


# commands

_HOP_IDS = st.sampled_from(["1", "2", "3", "1.1", "1.2", "2.1", "1.1.1", "4", "root", "", "9.9", "１", "x/1"])
_QUESTIONS = st.sampled_from(["", " ", "q one", "q two", "Q, two!", "另一个问题", "z" * 10_001])


def commands() -> st.SearchStrategy[cmd.Command]:
    """Any command, about what may or may not be in the session."""
    sources = st.sampled_from([_source(n).id for n in range(4)])
    prefixes = st.builds(lambda name, n: name[:n], sources, st.integers(0, 8))
    evidence = st.builds(lambda hop, n: f"{hop}/{n}", _HOP_IDS, st.integers(0, 4))
    targets = _HOP_IDS | sources | prefixes | evidence | st.text(max_size=5)
    others = [cmd.Undo(), cmd.Redo(), cmd.Pause(), cmd.Continue(), cmd.Stop(), cmd.Undo(), cmd.Command()]
    return _acts(targets, targets, targets, _QUESTIONS) | st.sampled_from(others)


def acts() -> st.SearchStrategy[cmd.Command]:
    """Commands that undo can take back, most of which make sense in a session of some hops."""
    hops = st.sampled_from(["1", "1", "2", "2", "3", "1.1", "2.1"])
    sources = st.sampled_from([_source(n).id for n in range(3)])
    evidence = st.builds(lambda hop, n: f"{hop}/{n}", hops, st.integers(1, 4))
    return _acts(hops, sources, evidence, st.sampled_from(["q one", "q two", "other", "q 1"]))


def _acts(
    hops: st.SearchStrategy[str],
    sources: st.SearchStrategy[str],
    evidence: st.SearchStrategy[str],
    questions: st.SearchStrategy[str],
) -> st.SearchStrategy[cmd.Command]:
    return st.one_of(
        st.builds(cmd.PruneHop, hops),
        st.builds(cmd.Restore, hops | sources),
        st.builds(cmd.ExpandHop, hops | st.just(ROOT), questions),
        st.builds(cmd.EditHop, hops, questions),
        st.builds(cmd.DropSource, sources),
        st.builds(cmd.Pin, evidence | sources),
        st.builds(cmd.Unpin, evidence | sources),
    )


# sessions


class Recorder:
    """Applies events one by one, and keeps them."""

    def __init__(self) -> None:
        self.state = State()
        self.events: list[ev.Event] = []

    def add(self, event: ev.Event) -> None:
        stamped = ev.stamp(event, self.state.seq + 1, self.state.at + 0.25)
        apply(self.state, stamped)
        self.events.append(stamped)

    def obey(self, command: cmd.Command) -> bool:
        """Carry a command out as the engine does; whether it was not refused."""
        try:
            self.add(decide(self.state, command))
        except CommandError as error:
            self.add(ev.CommandRefused(command=repr(command), reason=str(error)))
            return False
        return True


def _source(n: int) -> Source:
    return Source(f"{n:x}" * 32, f"Report {n}", f"{n}.txt", "txt", 100)


def started() -> Recorder:
    """A session that has its question and nothing else."""
    recorder = Recorder()
    recorder.add(
        ev.SessionStarted(
            schema=ev.SCHEMA,
            session="s",
            question="q?",
            created="2026-01-01T00:00:00+00:00",
            budget=Budget(),
            reasoner="none",
            retrievers=("shelf",),
        )
    )
    return recorder


def run_events(hop: str, question: str, n_numbered: int, n_kept: int, n_suggested: int) -> list[ev.Event]:
    """The events of one whole run of a hop, which depend on these values alone."""
    told: list[ev.Event] = [ev.HopStarted(hop=hop, question=question)]
    told.append(ev.Searched(hop=hop, retriever="shelf", query=question, found=n_kept, elapsed_s=0.1))
    for n in range(n_numbered + 1, n_numbered + n_kept + 1):
        source = _source((n + len(question)) % 3)  # so that several hops find the same
        passage = Passage(source.id, n, n + 5, "abcde", "line 1")
        citation = Citation(f"{hop}/{n}", source.id, n, n + 5, "abcde", "line 1")
        told.append(ev.SourceFound(source=source))
        told.append(ev.EvidenceKept(evidence=Evidence(f"{hop}/{n}", hop, passage, 1.0, "")))
        told.append(ev.FindingMade(finding=Finding(f"{hop}/f{n}", hop, f"{question} {n}", (citation,), 0.5)))
    suggestions = tuple(Suggestion(f"{question}{n}", "it grew") for n in range(n_suggested))
    told.append(ev.HopFinished(hop=hop, outcome="found" if n_kept else "nothing", suggestions=suggestions))
    return told


def finish_all(recorder: Recorder) -> None:
    """Run whatever is proposed or running to its end; what a run brings depends on its question alone."""
    state = recorder.state
    for _ in range(100):
        waiting = [hop for hop in state.walk() if state.status(hop) in ("proposed", "running")]
        if not waiting:
            return
        hop = waiting[0]
        question = state.question_of(hop)
        if hop.run_status == "running":
            recorder.add(ev.HopInterrupted(hop=hop.id, reason="test"))
        for event in run_events(hop.id, question, hop.n_numbered, 1 + len(question) % 2, 1):
            recorder.add(event)
    raise AssertionError("there is always more to run")


def _answer(recorder: Recorder) -> ev.Event:
    sentences = tuple(
        Sentence(finding.text, "supported", finding.citations, finding.hop)
        for finding in recorder.state.findings()
    )
    draft = AnswerDraft(sentences, bool(sentences))
    return ev.AnswerWritten(answer=draft.numbered(len(recorder.state.answers) + 1))


def _step(draw: st.DrawFn, recorder: Recorder) -> None:
    state = recorder.state
    running = state.running()
    proposed = [hop for hop in state.walk() if state.status(hop) == "proposed"]

    def add_hop() -> None:
        parent = draw(st.sampled_from([ROOT, *state.hops]))
        children = len(state.children(parent)) + 1
        name = str(children) if parent == ROOT else f"{parent}.{children}"
        origin = cast(Origin, draw(st.sampled_from(["plan", "follow"])))
        question = draw(st.sampled_from(["q one", "q two", "第三个问题", f"q of {name}"]))
        recorder.add(ev.HopAdded(hop=name, parent=parent, question=question, why="", origin=origin))

    def start() -> None:
        hop = draw(st.sampled_from(proposed))
        recorder.add(ev.HopStarted(hop=hop.id, question=state.question_of(hop)))

    def go_on() -> None:
        hop: Hop = draw(st.sampled_from(running))
        told = run_events(hop.id, hop.asked, hop.n_numbered + len(hop.evidence), 1, draw(st.integers(0, 2)))
        failed = ev.SearchFailed(hop=hop.id, retriever="shelf", query="q", error="no")
        ends = [ev.HopFailed(hop=hop.id, error="no"), ev.HopInterrupted(hop=hop.id, reason="stopped")]
        chosen: list[list[ev.Event]] = [told[1:-1], told[1:-1], [failed], told[-1:], ends[:1], ends[1:]]
        for event in draw(st.sampled_from(chosen)):
            recorder.add(event)

    def tell() -> None:
        reached = ev.BudgetReached(limit="hops", value=12, held_back="hops 1")
        told = [reached, ev.Noted(hop=ROOT, text="hm"), ev.TreeSettled(), ev.SessionEnded(reason="done")]
        late = [ev.LateArrived(hop=hop, what="3 passages") for hop in state.hops]
        recorder.add(draw(st.sampled_from([*told, *late, _answer(recorder)])))

    choices: list[Callable[[], Any]] = [add_hop, lambda: recorder.obey(draw(commands())), tell]
    choices += [start] * (3 if proposed else 0) + [go_on] * (4 if running else 0)
    draw(st.sampled_from(choices))()


@st.composite
def sessions(draw: st.DrawFn, max_steps: int = 30) -> Recorder:
    """A session that could have happened, stopped anywhere."""
    recorder = started()
    for n in range(draw(st.integers(0, 3))):
        recorder.add(ev.HopAdded(hop=str(n + 1), parent=ROOT, question=f"q {n}", why="", origin="plan"))
    for _ in range(draw(st.integers(0, max_steps))):
        _step(draw, recorder)
    return recorder
