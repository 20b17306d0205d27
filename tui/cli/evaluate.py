"""`hopyard eval`: how well the library finds and answers, over a file of questions."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from hopyard.core.errors import UsageError
from hopyard.core.evaluate import (
    Answered,
    GoldQuestion,
    Ranked,
    answer_report,
    read_corpus,
    read_questions,
    retrieval_report,
)
from hopyard.core.headless import run_headless
from hopyard.core.index.library import Library
from hopyard.core.result import result
from hopyard.core.values import Hit
from hopyard.core.wiring import embedder_folder, make_workbench
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, common, configure, run

_CUTOFFS = "2,5,10,20"


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--corpus", type=click.Path(path_type=Path), help="Passages, one JSON object a line.")
@click.option("--docs", multiple=True, type=click.Path(path_type=Path), help="Files and folders to ask over.")
@click.option("-k", "cutoffs", default=_CUTOFFS, show_default=True, help="Cutoffs, with --corpus.")
@click.option("--single-hop", is_flag=True, help="Measure the plain search beside it, with --corpus.")
@click.option("--explain", metavar="ID", help="Print how the passages for one question were reached.")
@click.option("--answers", is_flag=True, help="Judge answers too, with --docs.")
@click.option("--limit", type=click.IntRange(min=1), help="Take the first N questions only.")
@as_json
@common
def command(
    questions: Path,
    corpus: Path | None,
    docs: tuple[Path, ...],
    cutoffs: str,
    single_hop: bool,
    explain: str | None,
    answers: bool,
    limit: int | None,
    as_json: bool,
    config_path: Path | None,
    debug: bool,
) -> int:
    """Ask all QUESTIONS and print what share was found, as JSON."""
    if (corpus is None) == (not docs):
        raise UsageError("Name either --corpus FILE or --docs PATH.")
    asked = read_questions(questions)[:limit]
    if not asked:
        raise UsageError(f"There are no questions in {questions}.")
    if corpus is not None and not any(question.groups for question in asked):
        raise UsageError(f"No question in {questions} says which passages are right.", "Use --docs instead.")
    if explain is not None:
        asked = [question for question in asked if question.id == explain]
        if corpus is None or not asked:
            raise UsageError(f"There is no question {explain!r} to explain with --corpus.")
    loaded = configure(config_path)
    if corpus is not None:
        with _corpus(corpus, embedder_folder(loaded.config, os.environ)) as opened:
            if explain is not None:
                _explain(opened, asked[0], max(_numbers(cutoffs)))
                return 0
            report = _over_corpus(opened, asked, _numbers(cutoffs), single_hop=single_hop)
    else:
        with library(loaded.config, docs) as opened:
            workbench = make_workbench(loaded.config, opened, os.environ, in_memory=True)
            answered = []
            for question in _counted(asked):
                state = run(run_headless(workbench.start(question.question), None, lambda *_: None))
                answered.append(Answered(question, result(state)))
        report = answer_report(answered, with_answers=answers)
    _print(report, as_json)
    return 0


class _Corpus(NamedTuple):
    """A library of loose passages, and how long it took to make."""

    library: Library
    index_s: float


@contextlib.contextmanager
def _corpus(path: Path, embedder: Path | None) -> Iterator[_Corpus]:
    passages = read_corpus(path)
    with tempfile.TemporaryDirectory(prefix="hopyard-eval-") as folder:
        opened = Library.open(Path(folder) / "library", embedder=embedder)
        try:
            began = time.perf_counter()
            run(opened.add_passages((one.id, one.title, one.text) for one in passages))
            yield _Corpus(opened, time.perf_counter() - began)
        finally:
            opened.close()


def _over_corpus(
    corpus: _Corpus, asked: Sequence[GoldQuestion], cutoffs: Sequence[int], *, single_hop: bool
) -> dict[str, Any]:
    judged = [one for one in asked if one.groups]
    k = max(cutoffs)
    ranked = [_timed(corpus.library.search_now, question, k) for question in _counted(judged)]
    report = retrieval_report(ranked, cutoffs, corpus.index_s)
    if single_hop:
        plain = [_timed(corpus.library.search_words_now, question, k) for question in _counted(judged)]
        report["single_hop"] = retrieval_report(plain, cutoffs, corpus.index_s)
    return report


def _timed(search: Callable[[str, int], Sequence[Hit]], question: GoldQuestion, k: int) -> Ranked:
    began = time.perf_counter()
    hits = search(question.question, k)
    seconds = time.perf_counter() - began
    return Ranked(question, [hit.source.path for hit in hits], seconds)


def _explain(corpus: _Corpus, question: GoldQuestion, k: int) -> None:
    """Print the passages for a question, best first, how each was reached, and which are right."""
    right = {one for group in question.groups for one in group}
    click.echo(question.question)
    for number, hit in enumerate(corpus.library.search_now(question.question, k), start=1):
        mark = "*" if hit.source.path in right else " "
        why = hit.why or "its own words"
        click.echo(f"{number:3} {mark} {hit.score:6.1f}  {hit.source.path}  {hit.source.title}: {why}")


def _numbers(text: str) -> list[int]:
    try:
        cutoffs = [int(part) for part in text.split(",")]
    except ValueError:
        cutoffs = []
    if not cutoffs or min(cutoffs) < 1:
        raise UsageError(f"-k takes numbers, not {text!r}.", f"Write -k {_CUTOFFS}.")
    return cutoffs


def _counted(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
    """The questions, with a progress bar on standard error where somebody watches."""
    silent = not sys.stderr.isatty()
    with click.progressbar(questions, label="Questions", file=sys.stderr, hidden=silent) as shown:
        yield from shown


def _print(report: dict[str, Any], as_json: bool) -> None:
    encoded = msgspec.json.encode(report)
    click.echo((encoded if as_json else msgspec.json.format(encoded)).decode())
