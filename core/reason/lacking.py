"""What an answer lacks: parts that nothing carries, what was searched for, what came nearest. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.split import anaphor, described_subject
from hopyard.core.reason.telling import tell
from hopyard.core.values import Citation, Evidence

MAX_NEAREST = 3
_MAX_SEARCHED = 6
"""Questions that a note names; `Answer.searched` has them all."""

Quote = Callable[[Evidence, str], Citation]
"""The sentence of a piece of evidence that says most about a question."""


def missing_parts(brief: Brief, calculated: Collection[str]) -> tuple[str, ...]:
    """The parts of the question for which neither their hop nor one under it found anything.

    Left out are `calculated`, of which more is said elsewhere. A part that speaks of another's answer
    (`... for it?`), or of something described, is asked under another.
    """
    return not_among(brief, calculated, [hop.id for hop in brief.hops if hop.found])


def not_among(brief: Brief, calculated: Collection[str], found: Sequence[str]) -> tuple[str, ...]:
    """The same, where `found` are the ids of the hops that something was found for."""
    followed_up = any("." in hop for hop in found)
    top = [
        hop
        for hop in brief.hops
        if "." not in hop.id
        and hop.question not in calculated
        and not (followed_up and (anaphor(hop.question) or described_subject(hop.question)))
    ]
    missing = [
        hop.question
        for hop in top
        if not any(other == hop.id or other.startswith(f"{hop.id}.") for other in found)
    ]
    return tuple(dict.fromkeys(missing))


def searched_for(brief: Brief) -> tuple[str, ...]:
    """What was searched for, each question once, in the order of the tree."""
    return tuple(dict.fromkeys(hop.question for hop in brief.hops))


def nearest_to(brief: Brief, quote: Quote) -> tuple[Citation, ...]:
    """What came nearest to the question, best first: of each place the sentence that says most."""
    kept: list[tuple[Evidence, BriefHop]] = [(one, hop) for hop in brief.hops for one in hop.evidence]
    kept.sort(key=lambda pair: -round(pair[0].score, 6))
    found: dict[tuple[str, int], Citation] = {}
    for one, hop in kept:
        if len(found) == MAX_NEAREST:
            break
        place = (one.passage.source, one.passage.start)
        if place not in found:
            found[place] = quote(one, hop.question)
    return tuple(found.values())


def nothing(brief: Brief, nearest: Sequence[Citation], chinese: bool) -> str:
    """The note of an answer that is none: what was searched for, and where the nearest passages stand."""
    if not brief.hops:
        return tell(chinese, "There is nothing to answer from: no hop has run, or all are pruned.")
    said = [tell(chinese, "No sentence found carries an answer.")]
    asked = searched_for(brief)
    questions = ("；" if chinese else "; ").join(_bare(one) for one in asked[:_MAX_SEARCHED])
    if len(asked) > _MAX_SEARCHED:
        questions += "…"
    read = {(kept.passage.source, kept.passage.start) for hop in brief.hops for kept in hop.evidence}
    if read:
        n_sources = len({source for source, _ in read})
        passages = tell(chinese, "1 passage" if len(read) == 1 else "{} passages", str(len(read)))
        sources = tell(chinese, "1 source" if n_sources == 1 else "{} sources", str(n_sources))
        text = "Searched for: {} (read more closely: {} of {})."
        said.append(tell(chinese, text, questions, passages, sources))
    else:
        said.append(tell(chinese, "Searched for: {}.", questions))
    places = [_place(brief, one) for one in nearest]
    if len(places) > 1:
        said.append(tell(chinese, "The nearest passages are {}.", ("；" if chinese else "; ").join(places)))
    elif places:
        said.append(tell(chinese, "The nearest passage is {}.", places[0]))
    else:
        said.append(tell(chinese, "Nothing there comes near it."))
    return ("" if chinese else " ").join(said)


def _bare(question: str) -> str:
    return question.strip().rstrip("?？.。")


def _place(brief: Brief, citation: Citation) -> str:
    title = brief.titles.get(citation.source, "")
    where = ", ".join(part for part in (title, citation.location) if part)
    return f"{citation.evidence} ({where})" if where else citation.evidence


def told_missing(parts: Sequence[str], chinese: bool) -> list[str]:
    """The note on missing parts; none where nothing is missing."""
    if not parts:
        return []
    joint = "；" if chinese else "; "
    return [tell(chinese, "No sentence was found to quote for: {}.", joint.join(map(_bare, parts)))]
