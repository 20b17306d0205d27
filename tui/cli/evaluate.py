"""`hopyard eval`: how well the library finds and answers, over a file of questions."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

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
from hopyard.core.wiring import make_workbench
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import as_json, common, configure, run

_CUTOFFS = "2,5,10,20"


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--corpus", type=click.Path(path_type=Path), help="Passages, one JSON object a line.")
@click.option("--docs", multiple=True, type=click.Path(path_type=Path), help="Files and folders to ask over.")
@click.option("-k", "cutoffs", default=_CUTOFFS, show_default=True, help="Cutoffs, with --corpus.")
@click.option("--single-hop", is_flag=True, help="Plain search, with --corpus; this version knows no other.")
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
    if corpus is not None:
        report = _over_corpus(asked, corpus, _numbers(cutoffs))
    else:
        loaded = configure(config_path)
        with library(loaded.config, docs) as opened:
            workbench = make_workbench(loaded.config, opened, os.environ, in_memory=True)
            answered = []
            for question in _counted(asked):
                state = run(run_headless(workbench.start(question.question), None, lambda *_: None))
                answered.append(Answered(question, result(state)))
        report = answer_report(answered, with_answers=answers)
    _print(report, as_json)
    return 0


def _over_corpus(asked: Sequence[GoldQuestion], corpus: Path, cutoffs: Sequence[int]) -> dict[str, Any]:
    passages = read_corpus(corpus)
    with tempfile.TemporaryDirectory(prefix="hopyard-eval-") as folder:
        opened = Library.open(Path(folder) / "library")
        try:
            began = time.perf_counter()
            run(opened.add_passages((one.id, one.title, one.text) for one in passages))
            index_s = time.perf_counter() - began
            ranked = []
            for question in _counted([one for one in asked if one.groups]):
                began = time.perf_counter()
                hits = opened.search_now(question.question, max(cutoffs))
                seconds = time.perf_counter() - began
                ranked.append(Ranked(question, [hit.source.path for hit in hits], seconds))
        finally:
            opened.close()
    return retrieval_report(ranked, cutoffs, index_s)


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
