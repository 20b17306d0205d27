"""Follow-up questions: what is still open, asked about the names that a found sentence brings in. Pure.

A question such as `which variety does the valley's largest grower plant` describes a thing without naming it.
A sentence that matches the description (`X is the largest grower in the valley`) names it; put in place of
the description, the name makes a question that can be searched for: `which variety does X plant`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.ports import HopTask
from hopyard.core.question.split import (
    about,
    anaphor,
    asks,
    asks_for_a_name,
    described_subject,
    parts,
    raw_parts,
)
from hopyard.core.reason.entities import entities
from hopyard.core.reason.score import Scorer, words
from hopyard.core.text.tokens import fold, spans, tokens
from hopyard.core.values import Suggestion

MAX_FOLLOW_UPS = 3
_ENTITIES_PER_SENTENCE = 2
_SENTENCES = 3
_MIN_DESCRIPTION = 0.25
"""A description must carry at least this share of the question's weight."""
_MIN_REST = 0.1
"""And leave at least this share open."""


_POINTS = re.compile(
    r"\bthe\b.*(?:\b\w+est\b|\bfirst\b|\bonly\b|'s\b|\bof\b|\bthat\b|\bwhich\b|\bwho\b)|最|首[个款家次批]|第一|唯一"
)
"""A superlative, an ordinal, a relative clause or a possessor: wordings that single a thing out."""


class _Description(NamedTuple):
    """The part of a question that a sentence matches, as offsets into the folded question."""

    start: int
    end: int
    share: float


def follow_ups(
    task: HopTask, scorer: Scorer, found: Sequence[str], near: Sequence[str], *, complete: bool
) -> tuple[Suggestion, ...]:
    """What to ask next.

    `found` are the sentences that answer the hop, best first; `near` those that match most of its words.
    `complete` says that the hop's own question is answered in full, so that only what hangs on it is open.
    """
    suggestions: dict[str, Suggestion] = {}
    for suggestion in (
        *_about_the_described(task, found, near),
        *_about_the_answer(task, found),
        *(() if complete else _about_the_named(task, scorer, near)),
    ):
        suggestions.setdefault(fold(suggestion.question), suggestion)
    return tuple(suggestions.values())[:MAX_FOLLOW_UPS]


def _about_the_described(task: HopTask, found: Sequence[str], near: Sequence[str]) -> Iterator[Suggestion]:
    """This hop looked up a description that the plan cut out: the rest, about what was found.

    A sentence that comes close will do: whether its name is the right one shows in what the rest finds.
    """
    raw = raw_parts(task.root)
    for position, part in enumerate(raw):
        chain = described_subject(part)
        if chain is None or chain.described != task.question:
            continue
        for name in _names((found or near)[:_SENTENCES], task.root):
            for rest in (chain.rest, *raw[position + 1 :]):
                yield Suggestion(about(rest, name), f"{name} was found for “{chain.described}”")


def _names(sentences: Sequence[str], known: str) -> list[str]:
    """The names that the sentences bring in, those of the first sentence first."""
    found: dict[str, None] = {}
    for sentence in sentences:
        found.update(dict.fromkeys(entities(sentence, known)[:_ENTITIES_PER_SENTENCE]))
    return list(found)[:_ENTITIES_PER_SENTENCE]


def _about_the_answer(task: HopTask, found: Sequence[str]) -> Iterator[Suggestion]:
    """The next part of the question speaks of this hop's answer (`... for it?`): ask it about that answer."""
    raw = raw_parts(task.root)
    mine = (*task.trail, task.question)
    for part, after in zip(parts(task.root), raw[1:], strict=False):
        if part not in mine or not found or not asks_for_a_name(part):
            continue
        if anaphor(after) is None:
            continue
        for name in _names(found[:1], f"{task.root} {task.question}"):
            yield Suggestion(about(after, name), f"{name} was found for “{part}”")


def _about_the_named(task: HopTask, scorer: Scorer, near: Sequence[str]) -> Iterator[Suggestion]:
    """A sentence matches part of the question and brings a name: the question, with the name put there."""
    if not asks(task.question):
        return
    for sentence in near:
        description = _description(task.question, scorer, sentence)
        if description is None:
            continue
        for name in entities(sentence, f"{task.root} {task.question}")[:_ENTITIES_PER_SENTENCE]:
            question = _replaced(task.question, description, name)
            yield Suggestion(question, f"{name} may be what the question describes")


def _description(question: str, scorer: Scorer, sentence: str) -> _Description | None:
    """The longest run of the question's words that a sentence says, if it describes and leaves some open."""
    there = words(sentence)
    said = {word for term in scorer.terms if term.said_in(there) for word in term.ways[0]}
    weights = {word: term.weight / len(term.ways[0]) for term in scorer.terms for word in term.ways[0]}
    whole = sum(term.weight for term in scorer.terms) or 1.0
    in_names = {word for name in scorer.question.names for word in tokens(name)}
    asked_for = set(scorer.question.thing)
    best: _Description | None = None
    run: list[tuple[int, int, str]] = []
    for token in (*spans(fold(question)), None):
        if token is not None and token.text in said:
            run.append((token.start, token.end, token.text))
            continue
        if token is not None and weights.get(token.text, 0.0) < 1.0:
            continue
        if (
            run
            and any(word not in in_names for _, _, word in run)
            and not asked_for.intersection(word for _, _, word in run)
        ):
            share = sum(weights[word] for _, _, word in run) / whole
            if best is None or share > best.share:
                best = _Description(run[0][0], max(end for _, end, _ in run), share)
        run = []
    if best is None or not _MIN_DESCRIPTION <= best.share <= 1 - _MIN_REST:
        return None
    return best if _describes(fold(question), best) else None


def _describes(question: str, run: _Description) -> bool:
    """Whether the wording points at one thing by what it is or did: `the largest ...`, `首个...`."""
    lead = question[max(0, run.start - 4) : run.start]
    inside = question[run.start : run.end]
    return bool(_POINTS.search(f"{lead}{inside}"))


def _replaced(question: str, description: _Description, name: str) -> str:
    folded = fold(question)
    base = question if len(folded) == len(question) else folded
    before = base[: description.start]
    for article in ("the ", "The "):
        before = before.removesuffix(article)
    return f"{before}{name}{base[description.end :]}"
