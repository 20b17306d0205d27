"""The commands with an embedder configured: what it finds, the doctor's look at it, and when it is broken."""

import json
from pathlib import Path

import pytest
from tests.adapters.index.embedder_kit import save_model

from hopyard.tui.cli import main


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured embedder, and a home of its own for hopyard."""
    folder = save_model(tmp_path / "model")
    monkeypatch.setenv("HOPYARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOPYARD_INDEX__EMBEDDER", str(folder))
    return folder


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n}.txt").write_text(f"Note {n}: carts went to a barn.\n", encoding="utf-8")
    (folder / "pay.txt").write_text("Wages of every chief rose by 4 % in 2021.\n", encoding="utf-8")
    return folder


def found(capsys: pytest.CaptureFixture[str], *command: str) -> list[str]:
    assert main(list(command)) == 0
    return [Path(hit["path"]).name for hit in json.loads(capsys.readouterr().out)]


def test_search_finds_what_is_said_in_other_words(
    model: Path, docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = ("search", "director salary", "--docs", str(docs), "--json")
    assert found(capsys, *search)[0] == "pay.txt"
    monkeypatch.setenv("HOPYARD_INDEX__EMBEDDER", "")
    assert found(capsys, *search) == []


def test_the_doctor_loads_the_embedder(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert f"ok    Embedder: {model} loads, 16 dimensions" in capsys.readouterr().out
    (model / "tokenizer.json").write_text("{", encoding="utf-8")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert f"BAD   Embedder: The embedder in {model} cannot be used" in out
    assert "Library: empty" in out


def test_a_missing_embedder_is_wrong_usage_and_says_what_to_do(
    model: Path, docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (model / "model.safetensors").unlink()
    assert main(["ask", "Who?", "--docs", str(docs)]) == 2
    err = capsys.readouterr().err
    assert "There is no embedder in" in err
    assert 'embedder = ""' in err


def test_eval_measures_with_the_embedder(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passages = [{"id": f"n{n}", "title": "", "text": f"Cart {n} went to a barn."} for n in range(12)]
    corpus, questions = tmp_path / "corpus.jsonl", tmp_path / "questions.jsonl"
    passages.append({"id": "pay", "title": "", "text": "Wages of every chief rose by 4 %."})
    corpus.write_text("\n".join(map(json.dumps, passages)), encoding="utf-8")
    question = {"id": "q", "question": "salary of directors, or a director?", "gold": ["pay"]}
    questions.write_text(json.dumps(question), encoding="utf-8")
    assert main(["eval", str(questions), "--corpus", str(corpus), "-k", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recall"] == {"2": 1.0}
