"""Measures answers without a model over a set with questions that its corpus does not answer.

    python bench/dragonball.py FOLDER [--misses] [--limit N]

FOLDER holds `corpus.jsonl` and `dev.jsonl`, in the format of `hopyard eval`. Each passage of the corpus is a
document of its own, under its title, as in `hopyard eval --corpus`. Every question is asked as a person would
ask it, with the budget of the defaults. Prints Markdown: per type of question,

- `abstained`: the share left unanswered (`answered: false`);
- `half`, `any`, `all`: of the questions with keys, the share whose answer's text holds at least half of them,
  one of them, all of them. Keys are what the expected answer says and the question does not: its quantities,
  times and names in Latin letters; an expected answer of at most five words without any is a key as a whole.
  A key is held if it stands there after NFKC, lower case, without spaces and final stops, or, a quantity, if
  one of equal value does.

A question counts as unanswerable if its expected answer says so (`Unable to answer`, `Cannot answer`).
`--misses` prints what was missed, by kind, for docs/answers.md.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from hopyard.core.evaluate import GoldQuestion, read_corpus, read_questions, squeeze
from hopyard.core.index.library import Library
from hopyard.core.question.names import latin_names
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.state import State
from hopyard.core.text.quantities import Period, Quantity, Relation, compare, parse
from hopyard.core.values import Answer, Budget
from hopyard.core.workbench import Workbench

_UNABLE = re.compile(r"\A\W*(?:unable to|cannot|can not|not able to)\s+answer", re.IGNORECASE)
_HEADLINE = ("Factual Question", "Multi-hop Reasoning Question")
_SHORT = 5


class Outcome(NamedTuple):
    """One question and what came of it."""

    question: GoldQuestion
    answerable: bool
    keys: tuple[str, ...]
    held: tuple[bool, ...]
    state: State

    @property
    def answer(self) -> Answer:
        """The last version."""
        assert self.state.answer is not None
        return self.state.answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    questions = read_questions(given.folder / "dev.jsonl")[: given.limit]
    with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as home:
        library = Library.open(Path(home))
        outcomes = asyncio.run(_ask(library, given.folder / "corpus.jsonl", questions))
        library.close()
    print(f"| questions | n | abstained | with keys | half | any | all |\n{'| --- ' * 7}|")
    unable = [one for one in outcomes if not one.answerable]
    able = [one for one in outcomes if one.answerable]
    _row("unanswerable", unable)
    _row("answerable", able)
    _row("factual and multi-hop", [one for one in able if one.question.type in _HEADLINE])
    for kind in sorted({one.question.type for one in able}):
        _row(kind, [one for one in able if one.question.type == kind])
    if given.misses:
        _misses(outcomes)


async def _ask(library: Library, corpus: Path, questions: Sequence[GoldQuestion]) -> list[Outcome]:
    await library.add_passages((one.id, one.title, one.text) for one in read_corpus(corpus))
    reasoner = ExtractiveReasoner(library.document_frequency, library.n_passages)
    workbench = Workbench(retrievers=[library], reasoner=reasoner, budget=Budget(), sessions=None)
    outcomes = []
    for question in questions:
        engine = workbench.start(question.question)
        job = asyncio.create_task(engine.run())
        await engine.until_still()
        engine.close("measured")
        await job
        outcomes.append(_judged(question, engine.state))
    return outcomes


def _judged(question: GoldQuestion, state: State) -> Outcome:
    expected = question.answers[0] if question.answers else ""
    answerable = bool(expected) and _UNABLE.match(expected) is None
    keys = keys_of(expected, question.question) if answerable else ()
    text = state.answer.text if state.answer is not None else ""
    return Outcome(question, answerable, keys, tuple(_holds(text, key) for key in keys), state)


def keys_of(expected: str, question: str) -> tuple[str, ...]:
    """What an expected answer says in figures and names that its question does not say."""
    asked = squeeze(question)
    found = [(one.start, expected[one.start : one.end]) for one in parse(expected)]
    spans = [(one.start, one.end) for one in parse(expected)]
    for start, name in latin_names(expected):
        inside = any(begin < start + len(name) and start < end for begin, end in spans)
        opens = start == 0 or expected[start - 2 : start] in (". ", "? ")
        if not inside and not (opens and " " not in name and name[1:].islower()):
            found.append((start, name))
    keys = dict.fromkeys(key.strip(" .,") for _, key in sorted(found))
    kept = tuple(key for key in keys if squeeze(key) not in asked)
    if not kept and len(expected.split()) <= _SHORT:
        return (expected.strip(" ."),)
    return kept


def _holds(text: str, key: str) -> bool:
    if squeeze(key) in squeeze(text):
        return True
    wanted = [one.value for one in parse(key)]
    if len(wanted) != 1:
        return False
    value = wanted[0]
    if isinstance(value, Period):
        return any(one.value == value for one in parse(text))
    return any(
        isinstance(one.value, Quantity) and compare(one.value, value) is Relation.EQUAL for one in parse(text)
    )


def _row(name: str, outcomes: Sequence[Outcome]) -> None:
    keyed = [one for one in outcomes if one.keys]
    shares = [mean(one.held) for one in keyed]
    cells = [
        _share([not one.answer.answered for one in outcomes]),
        str(len(keyed)),
        _share([share >= 0.5 for share in shares]),
        _share([share > 0 for share in shares]),
        _share([share == 1 for share in shares]),
    ]
    print(f"| {name} | {len(outcomes)} | {' | '.join(cells)} |")


def _share(held: Sequence[bool]) -> str:
    return f"{mean(held):.2f}" if held else "-"


def _misses(outcomes: Sequence[Outcome]) -> None:
    kinds = Counter(f"{one.question.type}: {_kind(one)}" for one in outcomes)
    print("\n| kind | n |\n| --- | --- |")
    for kind, n in sorted(kinds.items()):
        print(f"| {kind} | {n} |")
    for one in outcomes:
        if _kind(one) != "right":
            said = [(sentence.hop, sentence.text[:160]) for sentence in one.answer.sentences]
            hops = [(hop.id, hop.question, hop.outcome) for hop in one.state.walk()]
            print(
                f"{one.question.id} {one.question.type}: {_kind(one)}"
                f"\n  {one.question.question}\n  keys {one.keys}"
                f"\n  said {said}\n  hops {hops}\n  note {one.answer.note[:200]}",
                file=sys.stderr,
            )


def _kind(one: Outcome) -> str:
    if not one.answerable:
        return "answered though unanswerable" if one.answer.answered else "right"
    if not one.answer.answered:
        return "abstained"
    if one.keys and mean(one.held) < 0.5:
        return "answered without the key"
    return "right" if one.keys else "answered, no key to judge by"


if __name__ == "__main__":
    main()
