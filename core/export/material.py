"""What all exports tell of a session, before any of it is put into a format. Pure.

Everything comes from the log and the texts kept beside it. An export is read by others, so who steered is
called "the person" where the screen says "you".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from hopyard.core.citing import Reference, references, title_of
from hopyard.core.events import Event
from hopyard.core.spending import in_words
from hopyard.core.standing import searched_in
from hopyard.core.state import Hop, State
from hopyard.core.steps import Step, describe

PERSON = "the person"
MAX_LEVEL = 8
"""Hops deeper than this are indented no further."""


@dataclass(frozen=True, slots=True)
class Material:
    """A session to be exported."""

    state: State
    """After the last event; nobody changes it while an export is made."""
    text_of: Callable[[str], str]
    """The cleaned text of a source, by id. Raises: LogError if it is not with the session."""
    title: str = ""
    """As the person called the session; may be empty."""
    tags: tuple[str, ...] = ()

    @property
    def references(self) -> list[Reference]:
        """The numbered references of the last answer; none without an answer."""
        return references(self.state.answer) if self.state.answer is not None else []


class Branch(NamedTuple):
    """A hop in the tree."""

    hop: Hop
    level: int
    """0 directly under the question, never more than one below the branch before; at most MAX_LEVEL."""
    cut: bool
    """Whether it, or one above it, is pruned."""
    cut_by: str
    """In words, by what it was cut; empty if it was not, or hangs under one that was."""


class LeftOut(NamedTuple):
    """Something that is in the log and not in the answer: what, and by whom it was left out."""

    what: str
    by: str


class Deed(NamedTuple):
    """A steering act of the person."""

    seq: int
    at: float
    hop: str
    text: str
    holds: bool
    """Whether it was not undone."""


def tree(state: State) -> Iterator[Branch]:
    """All hops in tree order, pruned ones too."""
    waiting = [(name, 0, False) for name in reversed(state.top)]
    while waiting:
        name, level, above_is_cut = waiting.pop()
        hop = state.hops[name]
        cut = above_is_cut or state.is_pruned(hop)
        yield Branch(hop, level, cut, _cut_by(state, hop) if cut and not above_is_cut else "")
        waiting += ((child, min(level + 1, MAX_LEVEL), cut) for child in reversed(hop.children))


def _cut_by(state: State, hop: Hop) -> str:
    if hop.id in state.marks.pruned:
        return f"pruned by {PERSON}"
    if hop.origin == "person":
        return f"taken back by {PERSON}, who had added it"
    return f"{PERSON} reworded hop {hop.parent}, which it follows from"


def left_out(state: State) -> list[LeftOut]:
    """What is in the log and not in the answer."""
    found = []
    for branch in tree(state):
        if branch.cut_by:
            n = sum(1 for _ in state.walk(branch.hop.id))
            under = f", with {counted(n, 'hop')} under it" if n else ""
            found.append(
                LeftOut(f"hop {branch.hop.id}: {state.question_of(branch.hop)}{under}", branch.cut_by)
            )
    for source in state.sources:
        if source in state.marks.dropped:
            found.append(LeftOut(f"source: {title_of(source, state.sources)}", f"dropped by {PERSON}"))
    for met in state.limits_met.values():
        if met.held_back:
            found.append(LeftOut(met.held_back, f"held back by the limit of {met.value:g} {met.limit}"))
    return found


def deeds(state: State) -> list[Deed]:
    """What the person did, in order, and whether it holds."""
    found = []
    for act in state.acts:
        step = describe(act.event, state)
        if step is not None:
            text = step.text.replace(" by you", "", 1)
            found.append(Deed(step.seq, step.at, step.hop, text, act.holds))
    return found


def steps(state: State) -> list[tuple[Event, Step]]:
    """What happened, in words for others than the person."""
    told = ((event, describe(event, state)) for event in state.steps)
    return [(event, _for_others(step)) for event, step in told if step is not None]


def _for_others(step: Step) -> Step:
    """Text of others comes behind the first "by you" of a step, if there is one."""
    if step.tone != "person":
        return step
    return step._replace(text=step.text.replace(" by you", f" by {PERSON}", 1))


def facts(material: Material) -> list[tuple[str, str]]:
    """What is known of the session as a whole: pairs of a name and a value, none of them empty."""
    state = material.state
    answer = state.answer
    origin = state.origin.partition("@")
    pairs = [
        ("session", state.session),
        ("title", material.title),
        ("tags", ", ".join(material.tags)),
        ("asked", moment(state.created)),
        ("forked from", f"{origin[0]}, event {origin[2]}" if state.origin else ""),
        ("searched", searched_in(state)),
        ("folders and files", ", ".join(state.docs)),
        ("reasoner", state.reasoner),
        ("extent", f"{counted(len(state.hops), 'hop')}, {counted(len(state.sources), 'source')}"),
        ("models", in_words(state.spent)),
        ("running time", f"{state.busy_s:.1f} s"),
        ("answer", f"version {answer.version}{', out of date' if state.stale else ''}" if answer else "none"),
        ("events", f"{state.seq + 1:,}"),
    ]
    return [(name, value) for name, value in pairs if value]


def day(iso: str) -> str:
    """The date in `2026-11-22T08:15:00+00:00`, in UTC; empty if there is none."""
    return moment(iso)[:10]


def moment(iso: str) -> str:
    """`2026-11-22T08:15:00+00:00` as `2026-11-22 08:15 UTC`; empty if it is no time."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone(UTC):%Y-%m-%d %H:%M UTC}"
    except (ValueError, OverflowError):
        return ""


def counted(n: int, one: str) -> str:
    """`1 hop`, `2 hops`, `3 searches`."""
    many = one + ("es" if one.endswith("ch") else "s")
    return f"{n:,} {one if n == 1 else many}"
