"""What a steering key means where the cursor stands: a command, or a word on why there is none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hopyard.core import commands as cmd
from hopyard.core.state import ROOT, State


class Where(NamedTuple):
    """What the cursor is on: a hop or `root`; in the sources and the answer also an evidence."""

    state: State
    hop: str = ROOT
    evidence: str = ""
    sources: tuple[str, ...] = ()
    """The evidence's source; more than one where a sentence cites several."""


Meaning = cmd.Command | str
"""A command, or a sentence for the person."""


def _prune(where: Where) -> Meaning:
    if where.hop == ROOT:
        return "The cursor is on the question itself; move it to the hop to prune."
    return cmd.PruneHop(where.hop)


def _restore(where: Where) -> Meaning:
    marks = where.state.marks
    dropped = next((source for source in where.sources if source in marks.dropped), None)
    if dropped is not None:
        return cmd.Restore(dropped)
    name = where.hop
    while name in where.state.hops and name not in marks.pruned:
        name = where.state.hops[name].parent
    if name in marks.pruned:
        return cmd.Restore(name)
    if where.hop == ROOT:
        return "Nothing under the cursor was pruned or dropped."
    return cmd.Restore(where.hop)


def _drop_source(where: Where) -> Meaning:
    if not where.sources:
        return "There is no source under the cursor; go to the sources."
    source, *others = where.sources
    if others:
        return "Several sources are cited here; put the cursor on the one to drop, among the references."
    return cmd.DropSource(source)


def _pin(where: Where) -> Meaning:
    pinned = where.state.marks.pinned
    for target in (where.evidence, *where.sources):
        if target in pinned:
            return cmd.Unpin(target)
    if where.evidence:
        return cmd.Pin(where.evidence)
    return "There is no evidence under the cursor; go to the sources."


def _pause(where: Where) -> Meaning:
    return cmd.Continue() if waits(where.state) else cmd.Pause()


def _stop(where: Where) -> Meaning:
    return cmd.Continue() if where.state.stopped else cmd.Stop()


def _web(where: Where) -> Meaning:
    return cmd.UseWeb("off" if where.state.web == "on" else "on")


def _skip_wait(where: Where) -> Meaning:
    return cmd.SkipWait() if where.state.waits else "No model is waited for."


def waits(state: State) -> bool:
    """Whether the session waits for the person to let it go on."""
    return state.paused or state.stopped or (state.settled and bool(state.limits_met))


MEANINGS: Mapping[str, Callable[[Where], Meaning]] = {
    "prune": _prune,
    "restore": _restore,
    "drop-source": _drop_source,
    "pin": _pin,
    "undo": lambda _: cmd.Undo(),
    "redo": lambda _: cmd.Redo(),
    "pause": _pause,
    "stop": _stop,
    "web": _web,
    "skip-wait": _skip_wait,
}
"""By the id of the action."""
