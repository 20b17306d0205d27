"""The commands as a person types them: real library, real processes, real exit codes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hopyard.core import sample
from hopyard.tui.cli import main

ORCHARD = """# 河湾果园 2023 年报

河湾果园由沈青禾于 1998 年创立。2023 年果园收获苹果 1,240 吨，其中红玉品种占 57.8%。

果园雇用 36 名固定员工，另有 80 名季节工。
"""
CELLAR = """# Millbrook Cellar

Millbrook Cellar buys apples from 河湾果园 and presses 310 tonnes of juice a year.

The cellar was founded in 2004 by Anna Holt.
"""


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two documents, and a home of its own for hopyard."""
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "orchard.md").write_text(ORCHARD, encoding="utf-8")
    (folder / "cellar.md").write_text(CELLAR, encoding="utf-8")
    return folder


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_ask_quotes_the_source_and_says_where(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "2023 年果园收获了多少吨苹果？", "--docs", str(docs)]) == 0
    out, err = capsys.readouterr()
    assert "1,240 吨" in out
    assert "[1] 河湾果园 2023 年报" in out
    assert "orchard.md" in out
    assert "searched library" in err


def test_ask_json_is_events_then_one_result(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who founded Millbrook Cellar?", "--docs", str(docs), "--json"]) == 0
    out, err = capsys.readouterr()
    *events, result = json_lines(out)
    assert err == ""
    assert [event["seq"] for event in events] == list(range(len(events)))
    assert events[0]["type"] == "SessionStarted"
    assert result["type"] == "result"
    assert result["answered"] is True
    sentence = result["answer"]["sentences"][0]
    assert "Anna Holt" in sentence["text"]
    citation = sentence["citations"][0]
    kept = Path(os.environ["HOPYARD_HOME"], "data", "sessions", result["session"], "sources")
    text = (kept / f"{citation['source']}.txt").read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    for evidence in result["evidence"]:
        assert (
            text[evidence["start"] : evidence["end"]] == evidence["quote"]
            or evidence["source"] != citation["source"]
        )
    assert result["usage"]["tokens"] == 0


def test_what_is_not_in_the_sources_is_not_answered(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Millbrook Cellar 的净利润是多少？", "--docs", str(docs)]) == 3
    out = capsys.readouterr().out
    assert "找到的句子都不能回答这个问题" in out
    assert "Nearest, and not an answer" in out


def test_prune_takes_a_hops_sentence_out_and_undo_brings_the_same_text_back(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steering = tmp_path / "steering.jsonl"
    lines = ['{"after": "idle", "prune": "1"}', '{"after": "idle", "undo": true}']
    steering.write_text("\n".join(lines), encoding="utf-8")
    question = "河湾果园由谁创立？Millbrook Cellar 每年压榨多少吨果汁？"
    assert main(["ask", question, "--docs", str(docs), "--json", "--commands", str(steering)]) == 0
    answers = [
        event["answer"] for event in json_lines(capsys.readouterr().out) if event["type"] == "AnswerWritten"
    ]
    first, pruned, undone = answers
    mine = [sentence for sentence in first["sentences"] if sentence["hop"].startswith("1")]
    assert mine
    assert not [sentence for sentence in pruned["sentences"] if sentence in mine]
    assert undone["sentences"] == first["sentences"]
    assert [answer["version"] for answer in answers] == [1, 2, 3]


def test_a_command_that_cannot_be_read_is_told_and_the_rest_goes_on(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steering = tmp_path / "steering.jsonl"
    steering.write_text('nonsense\n{"prune": "77"}\n', encoding="utf-8")
    question = "河湾果园由谁创立？"
    assert main(["ask", question, "--docs", str(docs), "--json", "--commands", str(steering)]) == 0
    refused = [event for event in json_lines(capsys.readouterr().out) if event["type"] == "CommandRefused"]
    assert len(refused) == 2
    assert "no hop 77" in refused[1]["reason"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["ask"], 2, "There is no question."),
        (["ask", "  \t "], 2, "There is no question."),
        (["ask", "？！"], 2, "There is no question."),
        (["ask", "why " * 2600], 2, "Shorten it"),
        (["ask", "why?", "--docs", "/no/such/folder"], 2, "No such file or folder"),
        (["ask", "why?", "--nonsense"], 2, "--help"),
        (["ask", "why?", "--max-hops", "0"], 2, "--max-hops"),
        (["ask", "why?", "--web"], 2, "no provider"),
        (["ask", "why?", "--model", "big"], 2, "no [models.big]"),
        (["ask", "why?"], 1, "library is empty"),
        (["search"], 2, "There is no question."),
        (["eval", "nowhere.jsonl", "--docs", "."], 2, "Cannot read nowhere.jsonl"),
        (["eval", "nowhere.jsonl"], 2, "--corpus FILE or --docs PATH"),
        (["eval", os.devnull, "--docs", "."], 2, "no questions"),
        (["index", "add", "/no/such/folder"], 1, "No such file or folder"),
        (["config", "set", "budget.hop", "3"], 2, "budget.hops"),
        (["config", "show", "--config", "/no/such/config.toml"], 2, "config init"),
        (["completion", "tcsh"], 2, "--help"),
        (["why?"], 2, "hopyard ask"),
    ],
)
def test_mistakes_are_one_line_that_says_what_to_do(
    args: list[str], code: int, said: str, docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("args", [["ask", "why?"], ["search", "why"]])
def test_an_engine_that_was_left_out_is_one_line_that_says_what_to_set(
    args: list[str], docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOPYARD_INDEX__ENGINE", "tantivy")
    assert main([*args, "--docs", str(docs)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "tantivy was measured and left out" in err
    assert '[index] engine = "whoosh"' in err


@pytest.mark.parametrize("unit", ["苹果产量", "GPT-3 ", "how many A and B, ", "1,"])
def test_a_question_of_ten_thousand_characters_is_asked(
    unit: str, docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = (unit * 10_000)[:10_000].strip()
    assert main(["ask", question, "--docs", str(docs), "--json"]) in (0, 3)
    assert json_lines(capsys.readouterr().out)[-1]["question"] == question


def test_an_empty_folder_is_said_to_be_empty(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["ask", "why?", "--docs", str(tmp_path / "empty")]) == 1
    assert "library is empty" in capsys.readouterr().err


def test_index_counts_one_in_the_singular(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    (tmp_path / "one.md").write_text("# Pear\n\nThe cellar holds one pear.\n")
    assert main(["index", "add", str(tmp_path / "one.md")]) == 0
    assert capsys.readouterr().out.startswith("1 added; 1 passage in the library.")
    assert main(["index", "status"]) == 0
    out = capsys.readouterr().out
    assert "1 file indexed, 0 skipped, 0 failed; 1 source, 1 passage." in out


def test_index_adds_tells_removes_and_rebuilds(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "broken.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    (docs / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    assert main(["index", "add", str(docs)]) == 0
    out = capsys.readouterr().out
    assert "2 added" in out
    assert "broken.pdf" in out
    assert main(["index", "add", str(docs)]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert main(["index", "status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["n_indexed"], status["n_skipped"], status["n_failed"]) == (2, 1, 1)
    assert main(["search", "苹果", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert before[0]["path"].endswith("orchard.md")
    assert main(["search", "“苹果”", "--json"]) == 0
    assert [hit["quote"] for hit in json.loads(capsys.readouterr().out) if "苹果" not in hit["quote"]] == []
    assert main(["search", '"苹果的苹果"', "cellar"]) == 0
    assert capsys.readouterr().out == "Nothing found.\n"
    assert main(["index", "rebuild"]) == 0
    capsys.readouterr()
    assert main(["search", "苹果", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == before
    assert main(["index", "remove", str(docs)]) == 0
    capsys.readouterr()
    assert main(["search", "苹果"]) == 1
    assert "empty" in capsys.readouterr().err


def test_the_library_is_brought_up_to_date_before_it_is_asked(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "add", str(docs)]) == 0
    (docs / "cellar.md").write_text(CELLAR.replace("310", "450"), encoding="utf-8")
    (docs / "orchard.md").unlink()
    capsys.readouterr()
    assert main(["ask", "How many tonnes of juice does Millbrook Cellar press?"]) == 0
    assert "450" in capsys.readouterr().out
    assert main(["ask", "果园雇用多少名固定员工？"]) == 3
    docs.rename(tmp_path / "unplugged")
    capsys.readouterr()
    assert main(["ask", "How many tonnes of juice does Millbrook Cellar press?"]) == 0
    assert "450" in capsys.readouterr().out


def test_each_citation_names_the_line_of_its_quote(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "果园雇用多少名固定员工？", "--docs", str(docs), "--json"]) == 0
    citation = json_lines(capsys.readouterr().out)[-1]["answer"]["sentences"][0]["citations"][0]
    lines = ORCHARD.splitlines()
    assert citation["location"] == f"line {next(i for i, line in enumerate(lines, 1) if '36 名' in line)}"


def test_eval_over_documents(docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [
        {
            "id": "1",
            "question": "果园有多少名固定员工？",
            "type": "fact",
            "answers": ["36"],
            "must_contain": ["36 名固定员工"],
        },
        {
            "id": "2",
            "question": "Millbrook Cellar 的净利润是多少？",
            "type": "unanswerable",
            "answers": [],
            "must_contain": [],
        },
    ]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["eval", str(questions), "--docs", str(docs), "--answers", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["n"] == 2
    assert (report["evidence"], report["answer"], report["abstained"], report["cited"]) == (
        1.0,
        1.0,
        1.0,
        1.0,
    )


def test_eval_over_a_corpus(docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        "\n".join(
            json.dumps({"id": f"p{i}", "title": f"Yard {i}", "text": f"Yard {i} grows {name}."})
            for i, name in enumerate(["Fuggle", "Golding", "Saaz"])
        ),
        encoding="utf-8",
    )
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        json.dumps({"id": "1", "question": "Who grows Saaz?", "gold": ["p2"], "type": "x"}), encoding="utf-8"
    )
    assert main(["eval", str(questions), "--corpus", str(corpus), "-k", "1,2", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["recall"] == {"1": 1.0, "2": 1.0}
    assert report["all"] == {"1": 1.0, "2": 1.0}
    assert set(report["search_ms"]) == {"p50", "p95"}


def test_config_is_written_shown_and_changed(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "init"]) == 0
    assert main(["config", "set", "budget.hops", "5"]) == 0
    capsys.readouterr()
    assert main(["config", "show"]) == 0
    assert "budget.hops = 5  # from file" in capsys.readouterr().out
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out.strip().endswith("config.toml")


def test_config_stands_before_or_behind_the_command(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[budget]\nhops = 7\n", encoding="utf-8")
    for args in (["--config", str(file), "config", "show"], ["config", "show", "--config", str(file)]):
        assert main(args) == 0
        assert "budget.hops = 7" in capsys.readouterr().out


def test_doctor_looks_at_everything(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["index", "add", str(docs)])
    capsys.readouterr()
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "a search works" in out
    assert "Configuration" in out
    Path(os.environ["HOPYARD_HOME"], "config.toml").write_text("[budget]\nhops = 'many'\n", encoding="utf-8")
    assert main(["doctor"]) == 1
    assert "BAD" in capsys.readouterr().out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in ("ask", "search", "index", "eval", "config", "doctor", "demo", "completion"):
        assert f"  {name}" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "_HOPYARD_COMPLETE" in capsys.readouterr().out


def test_the_sample_librarys_first_question_is_answered_over_three_documents(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", sample.QUESTIONS[0], "--docs", str(sample.folder()), "--json"]) == 0
    result = json_lines(capsys.readouterr().out)[-1]
    for string in sample.EXPECTED[sample.QUESTIONS[0]]:
        assert string in result["answer"]["text"]
    assert (
        len({citation["source"] for one in result["answer"]["sentences"] for citation in one["citations"]})
        > 1
    )
