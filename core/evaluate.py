"""Measures retrieval and answers against question files: pure arithmetic over what was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple, TypeVar

import msgspec

from hopyard.core.errors import UsageError

UNANSWERABLE = "unanswerable"
T = TypeVar("T")


class GoldQuestion(msgspec.Struct, frozen=True):
    """A line of a question file; fields that are not named here are ignored."""

    id: str
    question: str
    type: str = ""
    gold: tuple[str, ...] = ()
    gold_groups: tuple[tuple[str, ...], ...] = ()
    answers: tuple[str, ...] = ()
    must_contain: tuple[str, ...] = ()
    any_answer: bool = False

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """What has to be found: of each group any one passage."""
        return self.gold_groups or tuple((one,) for one in self.gold)


class CorpusPassage(msgspec.Struct, frozen=True):
    """A line of a corpus file."""

    id: str
    title: str
    text: str


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read a question file.

    Raises: UsageError naming the file and line that is wrong.
    """
    return _read_lines(path, GoldQuestion)


def read_corpus(path: Path) -> list[CorpusPassage]:
    """Read a corpus file.

    Raises: UsageError naming the file and line that is wrong.
    """
    return _read_lines(path, CorpusPassage)


def _read_lines(path: Path, kind: type[T]) -> list[T]:
    decoder = msgspec.json.Decoder(kind)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeError) as error:
            raise UsageError(f"{path}, line {number}: {error}.") from error
    return found


class Ranked(NamedTuple):
    """What one question brought back: passage ids, best first, and how long it took."""

    question: GoldQuestion
    ids: Sequence[str]
    seconds: float


def retrieval_report(ranked: Sequence[Ranked], cutoffs: Sequence[int], index_s: float) -> dict[str, Any]:
    """Shares from 0 to 1 at each cutoff; questions without gold are left out.

    `recall` is the mean share of a question's groups in the top k, `all` the share of questions with every
    group there.
    """
    judged = [one for one in ranked if one.question.groups]
    times = sorted(one.seconds * 1000 for one in judged)
    return {
        "n": len(judged),
        **_shares(judged, cutoffs),
        "search_ms": {"p50": _percentile(times, 50), "p95": _percentile(times, 95)},
        "index_s": round(index_s, 2),
        "by_type": _by_type(judged, lambda group: _shares(group, cutoffs), lambda one: one.question.type),
    }


def _shares(ranked: Sequence[Ranked], cutoffs: Sequence[int]) -> dict[str, Any]:
    recall: dict[str, float] = {}
    complete: dict[str, float] = {}
    for k in cutoffs:
        found = [_found_share(one, k) for one in ranked]
        recall[str(k)] = _rounded_mean(found)
        complete[str(k)] = _rounded_mean(share == 1.0 for share in found)
    return {"recall": recall, "all": complete}


def _found_share(one: Ranked, k: int) -> float:
    top = set(one.ids[:k])
    groups = one.question.groups
    return sum(any(member in top for member in group) for group in groups) / len(groups)


class Answered(NamedTuple):
    """What one question brought: see `hopyard.core.result`."""

    question: GoldQuestion
    result: dict[str, Any]


def answer_report(answered: Sequence[Answered], *, with_answers: bool) -> dict[str, Any]:
    """Shares from 0 to 1; texts are compared after NFKC, lower case and without white space.

    `evidence`: of the `must_contain` strings, those inside the kept evidence. `answer`: of the questions with
    expected strings, those whose answer holds them all (any one, where the question says so). `abstained`: of
    the unanswerable questions, those left unanswered. `cited`: of the answers' sentences, those with a
    citation. A share of nothing is 1.
    """

    def shares(group: Sequence[Answered]) -> dict[str, Any]:
        report = {"evidence": _rounded_mean(_evidence_hits(group))}
        if with_answers:
            report["answer"] = _rounded_mean(_holds_answer(one) for one in group if one.question.answers)
            unanswerable = [one for one in group if one.question.type == UNANSWERABLE]
            report["abstained"] = _rounded_mean(not one.result["answered"] for one in unanswerable)
            sentences = [sentence for one in group for sentence in one.result["answer"]["sentences"]]
            report["cited"] = _rounded_mean(bool(sentence["citations"]) for sentence in sentences)
        return report

    return {
        "n": len(answered),
        **shares(answered),
        "by_type": _by_type(answered, shares, lambda one: one.question.type),
    }


def _evidence_hits(group: Sequence[Answered]) -> Iterable[bool]:
    for one in group:
        kept = squeeze("\n".join(evidence["quote"] for evidence in one.result["evidence"]))
        for string in one.question.must_contain:
            yield squeeze(string) in kept


def _holds_answer(one: Answered) -> bool:
    text = squeeze(one.result["answer"]["text"])
    held = [squeeze(string) in text for string in one.question.answers]
    return any(held) if one.question.any_answer else all(held)


def squeeze(text: str) -> str:
    """Text as evaluations compare it: NFKC, lower case, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _by_type(
    items: Sequence[T], shares: Callable[[Sequence[T]], dict[str, Any]], type_of: Callable[[T], str]
) -> dict[str, Any]:
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(type_of(item), []).append(item)
    return {kind: {"n": len(group), **shares(group)} for kind, group in sorted(groups.items())}


def _rounded_mean(values: Iterable[float]) -> float:
    listed = [float(value) for value in values]
    return round(mean(listed), 4) if listed else 1.0


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile of ascending values; 0 for none."""
    if not ordered:
        return 0.0
    rank = max(0, -(-len(ordered) * percent // 100) - 1)
    return round(ordered[rank], 2)
