"""The answer without a model: the findings of the surviving hops, in the order the question asks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from hopyard.core.ports import AnswerDraft, Brief, BriefHop
from hopyard.core.question.agreement import agreement
from hopyard.core.question.grid import Grid, grid_of
from hopyard.core.question.split import described_subject
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.computed import notes_of, numbered, with_computed
from hopyard.core.reason.disagree import compared, disagreements, whether_they_agree, with_disputes
from hopyard.core.reason.lacking import (
    Quote,
    missing_parts,
    nearest_to,
    nothing,
    searched_for,
    told_missing,
)
from hopyard.core.reason.mismatched import notes_on
from hopyard.core.reason.operand_figures import ScorerOf
from hopyard.core.reason.ranking import one_line
from hopyard.core.reason.reasons import with_reasons
from hopyard.core.reason.table import cells_missing, covers, filled, has_values
from hopyard.core.reason.telling import tell
from hopyard.core.reason.working import workings
from hopyard.core.text.numbers import NumberKind, mentions
from hopyard.core.values import Citation, Finding, Sentence

MAX_SENTENCES = 8
"""What is pinned comes on top of these."""
_MAX_PER_HOP = 4
_PLAIN = 2


def compose(brief: Brief, quote: Quote, scorer_of: ScorerOf) -> AnswerDraft:
    """Quote, for each hop, its best finding, others that give other figures, and what is pinned.

    What is calculated comes first, but for a sentence that states the result itself.
    """
    rest, asks_whether_they_agree = agreement(brief.question)
    brief = replace(brief, question=rest)
    said: dict[str, Sentence] = {}
    for hop in brief.hops:
        for finding in _choose(hop.findings, said):
            said[_key(finding.text)] = _sentence(finding.text, finding.citations, hop)
    worked = workings(brief, scorer_of)
    operands = {ask.question for one in worked for ask in one.planned.operands if ask.question != one.part}
    answered = any(one.figures for one in worked) or any(
        hop.found for hop in brief.hops if hop.question not in operands and not _only_describes(hop, brief)
    )
    chinese = is_chinese(rest)
    grid = grid_of(rest)
    tabled = filled(grid, brief, scorer_of) if grid is not None else None
    answered = answered or (tabled is not None and has_values(tabled.table))
    found = compared(_beside_table(brief, grid), scorer_of)
    disputed = [*(tabled.disputed if tabled is not None else ()), *disagreements(found, chinese)]
    sentences = with_disputes(list(said.values()), disputed)
    sentences = with_computed(sentences, worked, brief)
    if asks_whether_they_agree:
        sentences = [*whether_they_agree(found, chinese, brief.sources), *sentences]
    sentences = sentences[:MAX_SENTENCES]
    pinned = _pinned(brief, sentences, quote)
    notes = [*notes_of(worked, brief, chinese)]
    if asks_whether_they_agree and not found:
        text = "Whether the sources agree cannot be told: no sentence states one figure for it."
        notes.append(tell(chinese, text))
    missing = missing_parts(brief, {*operands, *(one.part for one in worked)})
    lacking = (*missing, *(ask.name for one in worked for ask in one.missing))
    disagreed = tuple(one for _, one in disputed)
    written = with_reasons(numbered((*sentences, *pinned), worked, chinese), disagreed, brief, chinese)
    joint = "" if chinese else " "
    if not answered and not pinned:
        nearest = nearest_to(brief, quote)
        note = joint.join([*notes, nothing(brief, nearest, chinese)])
        return AnswerDraft(
            written, answered=False, note=note, missing=lacking, searched=searched_for(brief), nearest=nearest
        )
    lacks = told_missing(missing, chinese) if tabled is None else cells_missing(tabled, chinese)
    note = joint.join([*notes, *lacks, *notes_on(written, brief, chinese)])
    table = None if tabled is None else tabled.table
    return AnswerDraft(written, True, note, disagreed, table, missing=lacking)


def _beside_table(brief: Brief, grid: Grid | None) -> Brief:
    """The brief without the hops of a table, whose cells are compared one by one."""
    if grid is None:
        return brief
    return replace(brief, hops=tuple(hop for hop in brief.hops if not covers(grid, hop.question)))


def _sentence(text: str, citations: tuple[Citation, ...], hop: BriefHop) -> Sentence:
    return Sentence(f"{one_line(text)}{_columns(text, citations, hop)}", "supported", citations, hop.id)


def _columns(text: str, citations: tuple[Citation, ...], hop: BriefHop) -> str:
    """For a table's row: under which heading and columns it stands."""
    if "\t" not in text or not citations:
        return ""
    heading = next((kept.passage.heading for kept in hop.evidence if kept.id == citations[0].evidence), "")
    return f" ({heading})" if heading else ""


def _choose(findings: Sequence[Finding], said: Iterable[str]) -> list[Finding]:
    """The best finding that is not said yet, in whole or as part of another, and those with other figures."""
    chosen: list[Finding] = []
    known = list(said)
    for finding in findings:
        key = _key(finding.text)
        repeats = any(key in other or other in key for other in known)
        if len(chosen) < _MAX_PER_HOP and not repeats and _adds(finding, chosen):
            chosen.append(finding)
            known.append(key)
    return chosen


def _adds(finding: Finding, chosen: Sequence[Finding]) -> bool:
    known = {figure for other in chosen for figure in _figures(other.text)}
    return len(chosen) < _PLAIN or bool(_figures(finding.text) - known)


def _figures(text: str) -> set[str]:
    return {number.digits for number in mentions(text) if number.kind is not NumberKind.TIME}


def _pinned(brief: Brief, sentences: Sequence[Sentence], quote: Quote) -> list[Sentence]:
    """What the person pinned and no sentence quotes yet."""
    quoted = {citation.evidence for sentence in sentences for citation in sentence.citations}
    added = []
    for hop in brief.hops:
        for kept in hop.evidence:
            if kept.id in brief.pinned and kept.id not in quoted:
                citation = quote(kept, hop.question)
                added.append(_sentence(citation.quote, (citation,), hop))
    return added


def _only_describes(hop: BriefHop, brief: Brief) -> bool:
    """Whether a hop merely looks up what the question describes without asking it."""
    others = [other.question for other in brief.hops if other is not hop]
    chains = [described_subject(question) for question in (brief.question, *others)]
    return any(chain is not None and chain.described == hop.question for chain in chains)


def _key(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
