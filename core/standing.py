"""How a hop stands and why it is there, in words, alike on the screen and in every export. Pure."""

from __future__ import annotations

from typing import NamedTuple

from hopyard.core.events import SearchFailed
from hopyard.core.state import Hop, State

_ASKED = "asked by {}"


class Standing(NamedTuple):
    """A hop's status as a mark of one character and in words; the words alone say it all."""

    mark: str
    words: str


def standing(state: State, hop: Hop, *, pruned: bool | None = None) -> Standing:
    """How a hop stands. `pruned` may be given by a caller who knows it already."""
    if pruned or (pruned is None and state.is_pruned(hop)):
        return Standing("x", "pruned")
    if hop.run_status == "running":
        return Standing(">", "running")
    if hop.run_status == "proposed" or hop.asked != state.question_of(hop):
        return Standing("o", "proposed")
    return _outcome(state, hop)


def _outcome(state: State, hop: Hop) -> Standing:
    """How a hop ended."""
    if hop.run_status == "failed":
        return Standing("!", "failed")
    n_kept = sum(kept.passage.source not in state.marks.dropped for kept in hop.evidence.values())
    if hop.outcome == "nothing":
        failed = ", a search failed" if _failures(hop) else ""
        return Standing("-", (f"no finding ({n_kept})" if n_kept else "nothing found") + failed)
    return Standing("+", f"done ({n_kept})")


def _failures(hop: Hop) -> list[SearchFailed]:
    """The searches of a hop that failed and did not succeed later."""
    failed: dict[tuple[str, str], SearchFailed] = {}
    for search in hop.searches:
        if isinstance(search, SearchFailed):
            failed[search.retriever, search.query] = search
        else:
            failed.pop((search.retriever, search.query), None)
    return list(failed.values())


def not_searched(state: State) -> list[str]:
    """What could not be searched for the hops that survive, and why: `web: the server cannot be reached.`

    Each is told once. Empty where the answer lacks nothing: nobody misses what was not needed.
    """
    if state.answer is None or (state.answer.answered and not state.answer.note):
        return []
    failed = (search for hop in state.surviving() for search in _failures(hop))
    return list(dict.fromkeys(f"{search.retriever}: {search.error}" for search in failed))


def why(hop: Hop, person: str = "you") -> str:
    """Who asked for a hop, and the reason given; `person` is what the person is called."""
    by = {
        "plan": "part of the plan",
        "follow": f"follows from hop {hop.parent}",
        "person": _ASKED.format(person),
    }[hop.origin]
    said = hop.why not in ("", _ASKED.format("you"))
    return f"{by}: {hop.why}" if said else by


def searched_in(state: State) -> str:
    """What is searched for the session: the library, the web."""
    web = ("the web",) if state.web == "on" else ()
    return ", ".join((*state.retrievers, *web))
