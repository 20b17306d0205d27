"""What a session knows at one event: hops, sources, answers, and what the person's acts amount to.

Only `apply` (`hopyard.core.reducer`) changes it. The state has one owner; what hangs in it is frozen or
private to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from hopyard.core import events as ev
from hopyard.core.values import (
    Answer,
    Budget,
    Evidence,
    Finding,
    Origin,
    Outcome,
    Sentence,
    Source,
    Spent,
    Suggestion,
    WebUse,
)

ROOT = "root"
"""Stands for the session's question where a hop's id is asked for."""

HopStatus = Literal["proposed", "running", "done", "failed", "pruned"]
RunStatus = Literal["proposed", "running", "done", "failed"]


@dataclass(slots=True)
class Hop:
    """One sub-question and what came of it. `run_status` leaves steering out; see `State.status`."""

    id: str
    parent: str
    question: str
    why: str
    origin: Origin
    depth: int
    """1 for a hop directly under the question."""
    born_of: str = ""
    """How the hop above was worded when this one was added; empty directly under the question."""
    run_status: RunStatus = "proposed"
    asked: str = ""
    """The question it ran with last; empty before its first run."""
    outcome: Outcome | None = None
    error: str = ""
    started_at: float = 0.0
    ended_at: float = 0.0
    searches: list[ev.Searched | ev.SearchFailed] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    suggestions: tuple[Suggestion, ...] = ()
    children: list[str] = field(default_factory=list)
    n_runs: int = 0
    """How many times it was started."""
    n_numbered: int = 0
    """No evidence of its other wordings has a higher number; that of a new wording counts on from here, so
    that an evidence id, and a pin on it, does not come to mean another passage."""
    earlier: dict[str, Hop] = field(default_factory=dict)
    """What came of its other wordings, by wording: taking an edit back needs no second run."""

    spent: Spent = field(default_factory=Spent)
    """By models, in all of its runs."""

    started_seq: int = -1
    """Of the event that began its last run."""

    def copied(self) -> Hop:
        """A hop of its own that is equal."""
        return Hop(  # written out: `replace` takes four times as long, and a session can have thousands
            self.id,
            self.parent,
            self.question,
            self.why,
            self.origin,
            self.depth,
            self.born_of,
            self.run_status,
            self.asked,
            self.outcome,
            self.error,
            self.started_at,
            self.ended_at,
            self.searches.copy(),
            self.evidence.copy(),
            self.findings.copy(),
            self.suggestions,
            self.children.copy(),
            self.n_runs,
            self.n_numbered,
            {wording: hop.copied() for wording, hop in self.earlier.items()},
            self.spent,
            self.started_seq,
        )


@dataclass(slots=True)
class Act:
    """A steering event and whether it holds."""

    event: ev.SteeringEvent
    holds: bool = True


@dataclass(slots=True)
class Marks:
    """What the acts that hold amount to."""

    pruned: set[str] = field(default_factory=set)
    """Hops cut by name; all under them are cut with them."""
    expanded: set[str] = field(default_factory=set)
    """Hops the person added and has not undone."""
    edits: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    pinned: set[str] = field(default_factory=set)

    def copied(self) -> Marks:
        """Marks of their own that are equal."""
        return Marks(
            pruned=self.pruned.copy(),
            expanded=self.expanded.copy(),
            edits=self.edits.copy(),
            dropped=self.dropped.copy(),
            pinned=self.pinned.copy(),
        )


@dataclass(slots=True)
class State:
    """All that a session knows at one event."""

    session: str = ""
    question: str = ""
    created: str = ""
    budget: Budget = field(default_factory=Budget)
    reasoner: str = ""
    retrievers: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    origin: str = ""
    web: WebUse = "none"
    seq: int = -1
    """Of the last event applied."""
    at: float = 0.0
    busy_s: float = 0.0
    """Running time until the last event: waiting for a person does not count."""
    hops: dict[str, Hop] = field(default_factory=dict)
    plan: tuple[Suggestion, ...] | None = None
    """What the question was taken apart into; None before that."""
    run_now: set[str] = field(default_factory=set)
    """Ids of the hops that run."""
    top: list[str] = field(default_factory=list)
    """Ids of the hops directly under the question."""
    sources: dict[str, Source] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    draft: tuple[Sentence, ...] = ()
    """What came of an answer that a model writes, until it is there; see `drafted`."""
    stale: bool = False
    """Whether something happened that the last answer does not know of."""
    steps: list[ev.Event] = field(default_factory=list)
    """What the steps pane tells, in order; `hopyard.core.steps` puts it in words."""
    acts: list[Act] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    """Seqs of undone acts that redo can still bring back, the last undone last."""
    marks: Marks = field(default_factory=Marks)
    steered: int = -1
    """Seq of the last event that changed the marks."""
    paused: bool = False
    stopped: bool = False
    cut_short: bool = False
    """Whether that ended a model that wrote the answer: to go on has it written anew."""
    settled: bool = False
    ended: bool = False
    """Whether the session was closed and has not gone on since."""
    n_started: int = 0
    """Hops started so far, each counted once; what the hop budget limits."""
    limits_met: dict[str, ev.BudgetReached] = field(default_factory=dict)
    """The budget's limits that hold something back, by name."""
    rounds: int = 1
    """How many times the budget is granted: each `continue` after a met limit grants it once more."""

    spent: Spent = field(default_factory=Spent)
    """By models."""
    spent_by: dict[str, Spent] = field(default_factory=dict)
    """The same for each of them, by name; a request that several were tried for counts for the last."""
    asking: list[ev.ModelAsked] = field(default_factory=list)
    """Requests to models that are not over."""
    counted: dict[str, ev.ModelCounted] = field(default_factory=dict)
    """What these have used so far, where it was told, by hop or `root`."""
    thoughts: dict[str, ev.ModelThought] = field(default_factory=dict)
    """What the model at work for a hop, or for `root`, has thought so far, as one event."""
    waits: dict[str, ev.ModelWaits] = field(default_factory=dict)
    """The waits of models, by hop or `root`, that may still be going on."""

    def copied(self) -> State:
        """A state of its own that is equal; what is frozen is shared."""
        return replace(
            self,
            hops={name: hop.copied() for name, hop in self.hops.items()},
            run_now=self.run_now.copy(),
            top=self.top.copy(),
            sources=self.sources.copy(),
            answers=self.answers.copy(),
            steps=self.steps.copy(),
            acts=[replace(act) for act in self.acts],
            undone=self.undone.copy(),
            marks=self.marks.copied(),
            limits_met=self.limits_met.copy(),
            spent_by=self.spent_by.copy(),
            asking=self.asking.copy(),
            counted=self.counted.copy(),
            thoughts=self.thoughts.copy(),
            waits=self.waits.copy(),
        )

    @property
    def at_rest(self) -> bool:
        """Whether nothing runs or is about to."""
        return self.settled or self.ended

    @property
    def answer(self) -> Answer | None:
        """The last version of the answer."""
        return self.answers[-1] if self.answers else None

    def question_of(self, hop: Hop) -> str:
        """The hop's question, as edited."""
        return self.marks.edits.get(hop.id, hop.question)

    def is_pruned(self, hop: Hop) -> bool:
        """Whether the hop, or one above it, is cut.

        An undone expansion counts as cut, and so does a follow-up to what a hop that was reworded had found.
        """
        return any(here.id in self.marks.pruned or self._is_taken_back(here) for here in self.upwards(hop))

    def ran_while_cut(self, hop: Hop) -> bool:
        """Whether the hop is cut, by an act that holds, from before it ran: it ran between a restore and its
        undoing."""
        above = {here.id for here in self.upwards(hop)} & self.marks.pruned
        cut_at: dict[str, int] = {}
        for act in self.acts:
            if act.holds and isinstance(act.event, ev.HopPruned):
                cut_at.setdefault(act.event.hop, act.event.seq)
            elif act.holds and isinstance(act.event, ev.HopRestored):
                cut_at.pop(act.event.hop, None)
        return any(cut_at.get(name, hop.started_seq) < hop.started_seq for name in above)

    def is_undone(self, hop: Hop) -> bool:
        """Whether what the hop, or one above it, hangs on was taken back: its expansion, or a wording."""
        return any(self._is_taken_back(here) for here in self.upwards(hop))

    def _is_taken_back(self, hop: Hop) -> bool:
        if hop.origin == "person":
            return hop.id not in self.marks.expanded
        above = self.hops.get(hop.parent)
        return hop.origin == "follow" and above is not None and hop.born_of != self.question_of(above)

    def upwards(self, hop: Hop) -> Iterator[Hop]:
        """The hop and those above it, the hop first."""
        here: Hop | None = hop
        while here is not None:
            yield here
            here = self.hops.get(here.parent)

    def status(self, hop: Hop) -> HopStatus:
        """The hop's status with steering: a hop that is cut is pruned."""
        return "pruned" if self.is_pruned(hop) else hop.run_status

    def asked(self) -> set[str]:
        """All that was asked, in every wording: what is pruned or reworded is not proposed anew."""
        wordings = {self.question}
        for hop in self.walk():
            wordings.update((hop.question, self.question_of(hop)))
        return wordings

    def children(self, hop_id: str) -> list[str]:
        """Ids of the hops directly under a hop, or under the question for `root`, in tree order."""
        return self.top if hop_id == ROOT else self.hops[hop_id].children

    def walk(self, hop_id: str = ROOT) -> Iterator[Hop]:
        """The hops under `hop_id` in tree order, parents before children."""
        waiting = self.children(hop_id)[::-1]
        while waiting:
            hop = self.hops[waiting.pop()]
            yield hop
            waiting += reversed(hop.children)

    def running(self) -> list[Hop]:
        """The hops that run, in tree order."""
        return [hop for hop in self.walk() if hop.id in self.run_now] if self.run_now else []

    def surviving(self) -> Iterator[Hop]:
        """The hops whose results count, in tree order."""
        for hop in self.walk():
            if hop.asked and hop.asked == self.question_of(hop) and not self.is_pruned(hop):
                yield hop

    def evidence(self) -> list[Evidence]:
        """The surviving evidence, in tree order: of hops not cut, from sources not dropped."""
        return [
            kept
            for hop in self.surviving()
            for kept in hop.evidence.values()
            if kept.passage.source not in self.marks.dropped
        ]

    @property
    def writes(self) -> bool:
        """Whether a model is asked to write the answer."""
        return any(asked.job == "answer" for asked in self.asking)

    def drafted(self) -> tuple[Sentence, ...]:
        """What came of an answer, without what rests on evidence that has been cut since."""
        if not self.draft:
            return ()
        alive = {kept.id for kept in self.evidence()}
        return tuple(
            sentence
            for sentence in self.draft
            if all(citation.evidence in alive for citation in sentence.citations)
        )

    def findings(self) -> list[Finding]:
        """The surviving findings, in tree order."""
        return [
            finding
            for hop in self.surviving()
            for finding in hop.findings
            if not any(citation.source in self.marks.dropped for citation in finding.citations)
        ]

    def last_act(self) -> Act | None:
        """The act that undo would reverse."""
        return next((act for act in reversed(self.acts) if act.holds), None)
