"""Does this evidence carry this sentence? The same check for every answer, written by a model or not. Pure.

A sentence is supported by a quotation or a close paraphrase: one sentence or row of the evidence has all its
figures, times, names and words, bound to each other in the same way, and nothing is denied, foreseen or
turned round on the way. How well this works: docs/verification.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from hopyard.core.reason.calculate import Result
from hopyard.core.reason.support.amounts import same_amount
from hopyard.core.reason.support.bound import names_in
from hopyard.core.reason.support.carried import MOVED, Fault, faults
from hopyard.core.reason.support.computed import is_result, standing, without_arithmetic
from hopyard.core.reason.support.evidence import Prepared, Unit, nearest, plain, prepared, without_references
from hopyard.core.reason.support.marks import NEGATION
from hopyard.core.reason.support.names import stands
from hopyard.core.reason.support.parts import Reading, reading
from hopyard.core.reason.support.tables import arithmetic, is_han
from hopyard.core.reason.support.words import bag, missing, shown, ways_across, words_of
from hopyard.core.text.quantities import Quantity
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Citation, Evidence, Passage

Text = str | Passage | Citation | Evidence
"""A text that is to carry something; of a piece of evidence its passage, of a citation its quotation."""

MAX_SENTENCE = 2000
"""Characters; what is longer is no sentence of an answer."""
_MAX_MARKS = 60
"""Figures, or words like `not` and `more`, in one sentence."""
_CANDIDATES = 8
"""Sentences of the evidence that are looked at closely."""
_JOINS = re.compile(r"\s?(?:[,;，；、]|(?:and|but|while|whereas)\b|[但而和])")
"""What one part of a sentence may be joined to another with that says something of its own."""


class Check(msgspec.Struct, frozen=True, gc=False):
    """What our own check says of a sentence; `disputed` is found elsewhere, between sources."""

    verdict: Literal["supported", "computed", "unsupported"]
    reason: str
    """A short sentence for a person: `The number 5,620 stands in none of its passages.`"""
    missing: tuple[str, ...] = ()
    """What of the sentence the evidence lacks, as written there."""


def verdict_of(sentence: str, evidence: Sequence[Text], calculations: Sequence[Result] = ()) -> Check:
    """Whether the evidence carries a sentence, and why. Never raises; texts are only read.

    `calculations` are those shown with the answer. Of several sentences in one the first that is not carried
    is told.
    """
    if len(sentence) > MAX_SENTENCE:
        return _check("unsupported", "it is too long to be checked")
    said = without_references(sentence)
    if not plain(said):
        return _check("unsupported", "there is nothing in it to check")
    texts = [_text_of(one) for one in evidence]
    ready = [prepared(text, heading) for text, heading in texts if text.strip()]
    if not ready:
        return _check("unsupported", "there is no passage to check it against")
    if _is_quoted(said, ready, [heading for _, heading in texts]):
        return _check("supported", "its passage says so word for word")
    pieces = [said[start:end] for start, end in sentence_spans(said)]
    checks = [_checked(piece, ready, calculations) for piece in pieces]
    for verdict in ("unsupported", "computed"):
        for check in checks:
            if check.verdict == verdict:
                return check
    return checks[0]


def _check(
    verdict: Literal["supported", "computed", "unsupported"], reason: str, lost: Sequence[str] = ()
) -> Check:
    return Check(verdict, f"{reason[0].upper()}{reason[1:]}.", tuple(lost))


def _text_of(one: Text) -> tuple[str, str]:
    if isinstance(one, Evidence):
        one = one.passage
    if isinstance(one, Passage):
        return one.text, one.heading
    return (one, "") if isinstance(one, str) else (one.quote, "")


def _is_quoted(said: str, ready: Sequence[Prepared], headings: Sequence[str]) -> bool:
    """Whether the sentence is one of the evidence; a row may have its column names behind it in brackets."""
    ways = [said]
    ways += [said.removesuffix(f" ({heading})") for heading in headings if heading]
    quotes = {plain(way) for way in ways}
    return any(not quotes.isdisjoint(text.quotes) for text in ready)


def _checked(piece: str, ready: Sequence[Prepared], calculations: Sequence[Result]) -> Check:
    if _is_quoted(piece, ready, ()):
        return _check("supported", "its passage says so word for word")
    claim = reading(piece)
    if len(claim.mentions) > _MAX_MARKS or len(claim.marks) > _MAX_MARKS:
        return _check("unsupported", "it holds too much to be checked")
    units = _nearest(piece, ready)
    found = [faults(claim, unit) for unit in units]
    if any(not one for one in found):
        return _check("supported", "its passage says so in other words")
    computed = _computed(claim, ready, units, calculations)
    if computed:
        return computed
    moved = any(fault.reason.endswith(MOVED) for one in found for fault in one)
    if not moved and _by_parts(claim, ready):
        return _check("supported", "its passages say so, each a part of it")
    return _told(claim, ready, found)


def _nearest(piece: str, ready: Sequence[Prepared]) -> list[Unit]:
    """The sentences of the evidence that have most in common with a sentence."""
    wanted = tokens(piece)
    if any(text.han != is_han(piece) for text in ready):
        wanted += ways_across(piece)
    return nearest(ready, wanted, _CANDIDATES)


def _by_parts(claim: Reading, ready: Sequence[Prepared]) -> bool:
    """Whether each part of a sentence is carried by a sentence of the evidence on its own.

    A part that names nothing is checked with the names of the part before it.
    """
    pieces: list[str] = []
    subject = ""
    for part in claim.parts:
        text, names = claim.cut(part), " ".join(names_in(claim, part))
        if pieces and not _JOINS.match(text):
            pieces[-1] += text
        else:
            text = text.strip(" ,;:，；：、")
            pieces.append(text if names else f"{subject} {text}".strip())
        subject = names or subject
    if len(pieces) < 2:
        return False
    return all(_carried_alone(piece, ready) for piece in pieces)


def _carried_alone(piece: str, ready: Sequence[Prepared]) -> bool:
    claim = reading(piece)
    words = words_of(claim.bare())
    named = bag(" ".join(names_in(claim)))
    if len(words) + len(claim.figures) < 2 or not (missing(named, words) or claim.figures):
        return False  # a name alone says nothing
    # What is put together from several sentences takes nothing from those before them as well.
    return any(not faults(claim, unit._replace(before="")) for unit in _nearest(piece, ready))


def _told(claim: Reading, ready: Sequence[Prepared], found: Sequence[Sequence[Fault]]) -> Check:
    """The verdict on a sentence that nothing carries, with the reason from the nearest text."""
    stated = [figure for text in ready for figure in text.figures()]
    for figure in claim.figures:
        assert isinstance(figure.value, Quantity)
        if not any(same_amount(figure.value, one) for one in stated):
            written = claim.text[figure.start : figure.end]
            return _check("unsupported", f"the number {written} stands in none of its passages", (written,))
    if not found:
        return _check("unsupported", "none of its passages speaks of this")
    nearest_miss = min(
        found, key=lambda faults_of: (len(faults_of), sum(len(one.missing) for one in faults_of))
    )
    lost = [word for fault in nearest_miss for word in fault.missing]
    return _check("unsupported", nearest_miss[0].reason, tuple(dict.fromkeys(lost)))


def _computed(
    claim: Reading, ready: Sequence[Prepared], units: Sequence[Unit], calculations: Sequence[Result]
) -> Check | None:
    """The verdict on a sentence with a figure that a shown calculation gives; None if it has none."""
    stated = [figure for text in ready for figure in text.figures()]
    shown_results = [one for one in calculations if standing(one, stated)]
    results = {
        figure: one for figure in claim.figures for one in shown_results if is_result(claim, figure, one)
    }
    if not results:
        return None
    for figure in claim.figures:
        assert isinstance(figure.value, Quantity)
        if figure not in results and not any(same_amount(figure.value, one) for one in stated):
            return None
    everything = "\n".join(unit.text for unit in units)
    words = [
        word for word in words_of(without_arithmetic(claim.bare())) if arithmetic().isdisjoint(word.tokens)
    ]
    lost = [shown(word) for word in missing(bag(everything), words)]
    lost += [name for name in names_in(claim) if not stands(name, everything)]
    if lost or any(mark.kind == NEGATION for mark in claim.marks):
        return None
    chain = next(iter(results.values())).chain
    return _check("computed", f"its number is calculated: {chain}")
