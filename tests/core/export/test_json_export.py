"""JSON: in the documented shape, to the letter of the log, and safe to print."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from tests.core.export.export_kit import EVIL, TEXTS, material_of, nasty, session
from tests.core.session_strategies import Recorder, sessions

from hopyard.core import events as ev
from hopyard.core.export import shapes
from hopyard.core.export.as_json import as_json

SCHEMA = json.loads(files("hopyard.core.export").joinpath("session.schema.json").read_text(encoding="utf-8"))


def exported(recorder: Recorder) -> dict[str, Any]:
    """The session as JSON, in the shape of the schema."""
    text = as_json(material_of(recorder))
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)
    found: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_schema_that_is_shipped_is_the_shape_and_a_schema() -> None:
    made = "python -c 'from hopyard.core.export.shapes import schema_text; print(schema_text(), end=\"\")'"
    assert shapes.schema_text() == json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n", f"make it: {made}"
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("where", "wrong"), [("format", "x"), ("version", 2), ("hops", {}), ("question", None), ("answer", [])]
)
def test_the_schema_refuses_what_is_no_session(where: str, wrong: object) -> None:
    found = exported(session())
    found[where] = wrong
    assert list(Draft202012Validator(SCHEMA).iter_errors(found))
    del found[where]
    assert list(Draft202012Validator(SCHEMA).iter_errors(found))


def test_everything_is_there_to_the_letter() -> None:
    found = exported(session())
    assert found["question"].endswith(EVIL)
    assert found["session"]["title"] == f"标题\n{EVIL}"
    assert [answer["version"] for answer in [*found["earlier_answers"], found["answer"]]] == [1, 2]
    sentences = found["answer"]["sentences"]
    assert [one["verdict"] for one in sentences] == ["supported", "computed", "disputed", "unsupported"]
    assert [one["reference"] for one in sentences[1]["citations"]] == [2, 1]
    assert [one["number"] for one in found["references"]] == [1, 2, 3]
    cited = [citation for one in sentences for citation in one["citations"]]
    kept = [one for hop in found["hops"] for one in hop["evidence"]]
    for quoted in [*cited, *kept]:
        assert TEXTS[quoted["source"]][quoted["start"] : quoted["end"]] == quoted["quote"]
    hops = {hop["id"]: hop for hop in found["hops"]}
    assert list(hops) == ["1", "1.1", "2", "3"]
    assert (hops["1.1"]["status"], hops["1.1"]["left_out"]) == ("pruned", "pruned by the person")
    assert hops["1.1"]["error"].endswith(EVIL)
    assert hops["1"]["searches"][1]["error"].startswith("no line")
    assert [source["dropped"] for source in found["sources"]] == [False, False, False, True]
    assert [deed["holds"] for deed in found["steering"]] == [True, True, False, True, True, True]
    assert kept[0]["pinned"] is True
    assert len(found["left_out"]) == 3


def test_a_citation_of_an_unknown_source_is_told_as_it_is() -> None:
    recorder = session()
    del recorder.state.sources[next(iter(TEXTS))]
    citation = exported(recorder)["answer"]["sentences"][0]["citations"][0]
    assert (citation["title"], citation["path"]) == ("", "")


@given(sessions())
def test_any_session_has_that_shape(recorder: Recorder) -> None:
    found = exported(recorder)
    assert [hop["id"] for hop in found["hops"]] == [hop.id for hop in recorder.state.walk()]
    assert found["session"]["n_events"] == len(recorder.events)
    for hop in found["hops"]:
        assert hop["status"] == recorder.state.status(recorder.state.hops[hop["id"]])


@given(nasty)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    recorder = session(evil=text)
    recorder.add(ev.Noted(hop="root", text=text))
    found = exported(recorder)
    assert found["question"] == recorder.state.question
    assert found["answer"]["note"] == f"One year is missing. {text}"
