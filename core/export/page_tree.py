"""The parts of a page that tell how the answer came about: the tree of hops, and what happened. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from hopyard.core.citing import title_of
from hopyard.core.events import EvidenceKept, Searched
from hopyard.core.export.anchors import MAX_HOPS, Anchors
from hopyard.core.export.markup import line, link, spoken
from hopyard.core.export.material import PERSON, Branch, counted, steps, tree
from hopyard.core.standing import standing, why
from hopyard.core.state import Hop, State
from hopyard.core.values import Citation, Evidence

MAX_STEPS = 2_000
"""Steps that are shown, the first ones."""


def hops(state: State, places: Anchors) -> Iterator[str]:
    """The tree as nested lists."""
    level = -1
    shown = 0
    for branch in tree(state):
        if shown == MAX_HOPS:
            break
        shown += 1
        if branch.level > level:
            yield "<ul>" if level >= 0 else '<ul class="tree">'
        else:
            yield "</li>" + "</ul></li>" * (level - branch.level)
        level = branch.level
        yield from _hop(state, branch, places)
    yield "</li></ul>" * (level + 1)
    if not state.hops:
        yield '<p class="soft">There are none.</p>'
    if shown < len(state.hops):
        yield f'<p class="soft">{counted(len(state.hops) - shown, "further hop")} not shown here.</p>'


def _hop(state: State, branch: Branch, places: Anchors) -> Iterator[str]:
    """A hop without the end of its element, in which the hops under it stand."""
    hop = branch.hop
    words = standing(state, hop, pruned=branch.cut).words
    style = "cut" if branch.cut else hop.run_status
    asked = state.question_of(hop)
    yield f'<li class="hop {style}" id="{places.hops[hop.id]}"><div class="row"><b>{line(hop.id)}</b>'
    yield f'<span class="status">{line(words)}</span>{spoken(asked, style="asked")}</div>'
    reason = f"{branch.cut_by}; {why(hop, PERSON)}" if branch.cut_by else why(hop, PERSON)
    yield f'<p class="why">{line(reason)}</p>'
    if asked != hop.question:
        yield f'<p class="why">At first: {spoken(hop.question)}</p>'
    if hop.error:
        yield f'<p class="why trouble">{line(hop.error)}</p>'
    if hop.searches or hop.evidence or hop.findings:
        yield from _details(state, hop, places)


def _details(state: State, hop: Hop, places: Anchors) -> Iterator[str]:
    extent = [counted(len(hop.searches), "search")]
    extent += [f"{counted(len(hop.evidence), 'passage')} kept", counted(len(hop.findings), "finding")]
    yield f"<details><summary>{', '.join(extent)}</summary><ul>"
    for search in hop.searches:
        if isinstance(search, Searched):
            came = f"{counted(search.found, 'passage')} in {search.elapsed_s:.2f} s"
        else:
            came = f'<span class="trouble">failed: {line(search.error)}</span>'
        yield f"<li>searched {line(search.retriever)} for “{spoken(search.query)}”: {came}</li>"
    yield from (f"<li>kept {_kept(state, kept, places)}</li>" for kept in hop.evidence.values())
    for finding in hop.findings:
        yield f"<li>found: {spoken(finding.text)} {cited(finding.citations, places)}</li>"
    yield "</ul></details>"


def _kept(state: State, kept: Evidence, places: Anchors) -> str:
    title = line(f"{title_of(kept.passage.source, state.sources)}, {kept.passage.location}")
    place = places.evidence.get(kept.id)
    why_kept = "; ".join(part for part in (kept.reason, kept.via) if part)
    dropped = " (source dropped)" if kept.passage.source in state.marks.dropped else ""
    shown = link(place, title) if place is not None else title
    return f"{shown}{dropped}{f': {line(why_kept)}' if why_kept else ''}"


def cited(citations: tuple[Citation, ...], places: Anchors) -> str:
    """The citations as links, each place once: `[1]` for a reference, an arrow for another passage."""
    anchors = dict.fromkeys(anchor for one in citations if (anchor := places.of(one)))
    return "".join(
        link(anchor, f"[{anchor[1:]}]" if anchor.startswith("r") else "→", "cite") for anchor in anchors
    )


def happened(state: State, places: Anchors) -> Iterator[str]:
    """The steps as a table."""
    told = steps(state)
    yield f"<details><summary>{counted(len(told), 'step')}</summary><table><tbody>"
    for event, step in told[:MAX_STEPS]:
        hop = places.hops.get(step.hop)
        of = link(hop, line(step.hop)) if hop is not None else ""
        place = places.evidence.get(event.evidence.id) if isinstance(event, EvidenceKept) else None
        text = link(place, line(step.text)) if place is not None else spoken(step.text)
        yield f'<tr class="{step.tone}"><td class="time">{step.at:.1f} s</td>'
        yield f'<td class="of">{of}</td><td>{text}</td></tr>'
    yield "</tbody></table>"
    if len(told) > MAX_STEPS:
        yield f'<p class="soft">{counted(len(told) - MAX_STEPS, "further step")} not shown here.</p>'
    yield "</details>"
