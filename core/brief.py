"""What an answer is made of, out of a session's state. Pure.

A sentence that several hops found belongs to the first of them in tree order, pruned or not: what the person
cuts is gone, though another hop found it too. A pin on a passage brings it back.
"""

from __future__ import annotations

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.state import Hop, State
from hopyard.core.values import Finding

_Span = tuple[str, int, int]


def brief_of(state: State) -> Brief:
    """What the answer is made of: the surviving hops with their surviving evidence and findings."""
    owners = _owners(state)
    surviving = {hop.id for hop in state.surviving()}
    hops = []
    pinned: list[str] = []
    for hop in state.surviving():
        evidence = tuple(
            kept for kept in hop.evidence.values() if kept.passage.source not in state.marks.dropped
        )
        standing = [finding for finding in hop.findings if _stands(state, finding)]
        own = tuple(finding for finding in standing if owners[_span(finding)] == hop.id)
        found = any(owners[_span(finding)] in surviving for finding in standing)
        hops.append(BriefHop(hop.id, hop.parent, state.question_of(hop), evidence, own, found))
        pinned += [
            kept.id
            for kept in evidence
            if kept.id in state.marks.pinned or kept.passage.source in state.marks.pinned
        ]
    used = {kept.passage.source for hop in hops for kept in hop.evidence}
    sources = {name: source for name, source in state.sources.items() if name in used}
    titles = {name: source.title for name, source in sources.items()}
    return Brief(state.question, tuple(hops), tuple(pinned), titles, sources, state.drafted())


def _owners(state: State) -> dict[_Span, str]:
    """The hop that each found sentence belongs to."""
    owners: dict[_Span, str] = {}
    for hop in state.walk():
        if _counts(state, hop):
            for finding in hop.findings:
                owners.setdefault(_span(finding), hop.id)
    return owners


def _counts(state: State, hop: Hop) -> bool:
    """Whether what the hop found is to its question as it stands now.

    A pruned hop counts; one whose expansion was undone does not, nor one that ran only between a restore and
    its undoing, or undo would not bring back what it took.
    """
    asked = bool(hop.asked) and hop.asked == state.question_of(hop)
    return asked and not state.is_undone(hop) and not state.ran_while_cut(hop)


def _stands(state: State, finding: Finding) -> bool:
    return not any(citation.source in state.marks.dropped for citation in finding.citations)


def _span(finding: Finding) -> _Span:
    """Where the sentence stands; a finding without a quote stands for itself."""
    if not finding.citations:
        return (finding.id, 0, 0)
    first = finding.citations[0]
    return (first.source, first.start, first.end)
