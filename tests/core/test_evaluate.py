"""The arithmetic of evaluations."""

from pathlib import Path
from typing import Any

import pytest

from hopyard.core.errors import UsageError
from hopyard.core.evaluate import (
    Answered,
    GoldQuestion,
    Ranked,
    answer_report,
    read_questions,
    retrieval_report,
    squeeze,
)


def result(
    text: str = "", quotes: tuple[str, ...] = (), *, answered: bool = True, cited: bool = True
) -> dict[str, Any]:
    sentences: list[dict[str, Any]] = [{"citations": [{}] if cited else []}] if text else []
    return {
        "answered": answered,
        "answer": {"text": text, "sentences": sentences},
        "evidence": [{"quote": quote} for quote in quotes],
    }


def test_recall_counts_groups_and_all_counts_questions() -> None:
    two = GoldQuestion("q1", "?", type="x", gold_groups=(("a", "b"), ("c",)))
    one = GoldQuestion("q2", "?", type="y", gold=("d",))
    none = GoldQuestion("q3", "?")
    ranked = [Ranked(two, ["b", "z", "c"], 0.001), Ranked(one, ["z", "y"], 0.003), Ranked(none, ["a"], 9.0)]
    report = retrieval_report(ranked, [1, 3], index_s=1.234)
    assert report["n"] == 2
    assert report["recall"] == {"1": 0.25, "3": 0.5}
    assert report["all"] == {"1": 0.0, "3": 0.5}
    assert report["search_ms"] == {"p50": 1.0, "p95": 3.0}
    assert report["by_type"]["x"] == {"n": 1, "recall": {"1": 0.5, "3": 1.0}, "all": {"1": 0.0, "3": 1.0}}


def test_answers_are_compared_without_white_space_width_or_case() -> None:
    question = GoldQuestion("q", "?", answers=("4810 亿", "bert"), must_contain=("参数 量",))
    report = answer_report([Answered(question, result("ＢＥＲＴ：4810亿", ("参数\n量",)))], with_answers=True)
    assert report["answer"] == 1.0
    assert report["evidence"] == 1.0
    assert report["cited"] == 1.0


def test_each_share_is_over_the_questions_it_concerns() -> None:
    fact = GoldQuestion("q1", "?", type="fact", answers=("a", "b"), must_contain=("a", "b"))
    either = GoldQuestion("q2", "?", type="fact", answers=("a", "b"), any_answer=True)
    absent = GoldQuestion("q3", "?", type="unanswerable")
    report = answer_report(
        [
            Answered(fact, result("only a", ("a",))),
            Answered(either, result("only a", cited=False)),
            Answered(absent, result(answered=False)),
        ],
        with_answers=True,
    )
    assert report["evidence"] == 0.5
    assert report["answer"] == 0.5
    assert report["abstained"] == 1.0
    assert report["cited"] == 0.5
    assert report["by_type"]["unanswerable"]["abstained"] == 1.0


def test_without_answers_only_evidence_is_judged() -> None:
    question = GoldQuestion("q", "?", must_contain=("x",))
    assert "answer" not in answer_report([Answered(question, result())], with_answers=False)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "1", "question": "?"}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        read_questions(file)
    with pytest.raises(UsageError, match="Cannot read"):
        read_questions(tmp_path / "missing")


def test_squeeze() -> None:
    assert squeeze(" Ａ b\n３ ") == "ab3"
