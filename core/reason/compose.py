"""The answer without a model: the findings of the surviving hops, in the order the question asks. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hopyard.core.ports import AnswerDraft, Brief, BriefHop
from hopyard.core.reason.split import described_subject
from hopyard.core.text.numbers import NumberKind, mentions
from hopyard.core.values import Finding, Sentence

MAX_SENTENCES = 8
_MAX_PER_HOP = 3


def compose(brief: Brief) -> AnswerDraft:
    """Quote, for each hop, its best finding, and the others that say something else."""
    sentences: list[Sentence] = []
    seen: set[str] = set()
    missing: list[str] = []
    for hop in brief.hops:
        chosen = _choose(hop.findings, seen)
        for finding in chosen:
            seen.add(_key(finding))
            sentences.append(Sentence(_one_line(finding.text), "supported", finding.citations, hop.id))
        if "." not in hop.id and not any(other.findings for other in _family(hop, brief)):
            missing.append(hop.question)
    sentences = sentences[:MAX_SENTENCES]
    answered = any(hop.findings for hop in brief.hops if not _only_describes(hop, brief))
    if not answered:
        return AnswerDraft((), answered=False, note=_nothing(brief))
    note = f"Not found: {'; '.join(missing)}" if missing else ""
    return AnswerDraft(tuple(sentences), answered=True, note=note)


def _family(hop: BriefHop, brief: Brief) -> list[BriefHop]:
    """The hop and all under it."""
    return [other for other in brief.hops if other.id == hop.id or other.id.startswith(f"{hop.id}.")]


def _only_describes(hop: BriefHop, brief: Brief) -> bool:
    """Whether a hop merely looks up what the question describes without asking it."""
    others = [other.question for other in brief.hops if other is not hop]
    chains = [described_subject(question) for question in (brief.question, *others)]
    return any(chain is not None and chain.described == hop.question for chain in chains)


def _choose(findings: Sequence[Finding], seen: set[str]) -> list[Finding]:
    """The best finding that is not said yet, and those that give other figures."""
    fresh = [finding for finding in findings if _key(finding) not in seen]
    chosen: list[Finding] = []
    for finding in fresh:
        if len(chosen) == _MAX_PER_HOP:
            break
        if not chosen or _adds(finding, chosen):
            chosen.append(finding)
    return chosen


def _adds(finding: Finding, chosen: Sequence[Finding]) -> bool:
    said = {figure for other in chosen for figure in _figures(other.text)}
    return bool(_figures(finding.text) - said)


def _figures(text: str) -> set[str]:
    return {number.digits for number in mentions(text) if number.kind is not NumberKind.TIME}


def _key(finding: Finding) -> str:
    return "".join(char for char in finding.text.lower() if char.isalnum())


def _one_line(text: str) -> str:
    """A quote on one line; a table row's cells are kept apart."""
    return " ".join(text.replace("\t", " | ").split())


def _nothing(brief: Brief) -> str:
    nearest = [kept for hop in brief.hops for kept in hop.evidence][:1]
    where = f" Nearest: {nearest[0].passage.location}." if nearest else ""
    return f"The sources do not carry an answer.{where}"
