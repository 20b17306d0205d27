"""BibTeX and CSL-JSON: every entry parses, keys are safe, titles come back as they were."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import bibtexparser
from bibtexparser.bparser import BibTexParser
from hypothesis import given
from tests.core.export.export_kit import EVIL, material_of, nasty, session
from tests.core.session_strategies import Recorder, sessions

from hopyard.core.citing import title_of
from hopyard.core.export.bibliography import bibtex, entries
from hopyard.core.export.formats import FORMATS
from hopyard.core.text.sanitize import sanitize_line

LATEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{char}": char for char in "$%&#_"},
}
_COMMAND = re.compile("|".join(map(re.escape, LATEX)))
# https://github.com/citation-style-language/schema, schemas/input/csl-data.json, read 2026-11-22: what we use
# of it. The schema allows no other names.
CSL_FIELDS = {
    "container-title",
    "publisher",
    "issued",
    "id",
    "type",
    "title",
    "note",
    "URL",
    "archive_location",
    "accessed",
    "language",
}
CSL_TYPES = {"webpage", "report", "dataset", "document", "article", "article-newspaper", "speech"}


def parsed(text: str) -> list[dict[str, str]]:
    """The entries as a kept parser reads them, titles and notes without LaTeX."""
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    found: list[dict[str, str]] = bibtexparser.loads(text, parser=parser).entries
    for entry in found:
        assert set(entry) <= {
            "ENTRYTYPE", "ID", "title", "howpublished", "url", "urldate", "langid", "note",
            "organization", "year", "date",
        }  # fmt: skip
        for name in ("title", "howpublished", "note", "organization"):
            if name in entry:
                entry[name] = _COMMAND.sub(lambda command: LATEX[command.group()], entry[name])
    return found


def csl_of(recorder: Recorder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FORMATS["csl"](material_of(recorder)))
    for item in found:
        assert set(item) <= CSL_FIELDS
        assert item["type"] in CSL_TYPES
    return found


def test_each_cited_source_is_one_entry_with_its_places() -> None:
    text = bibtex(material_of(session()))
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)
    report, chinese, page = parsed(text)
    assert report["ENTRYTYPE"] == "techreport"
    assert report["title"] == f"{{Cellar {{report}} 2024 {sanitize_line(EVIL)}}}"
    assert report["howpublished"].startswith("/docs/")
    assert report["note"] == "Cited at [1] line 21"
    assert report["urldate"] == "2026-11-22"
    assert (chinese["ENTRYTYPE"], chinese["title"]) == ("misc", "{酒窖年报《二〇二四》}")
    assert chinese["howpublished"] == "/文档/年报.txt"
    assert chinese["langid"] == "chinese"
    assert page["url"].startswith("https://reports.example/%E5%B9%B4%E6%8A%A5?a=1&b=%7B2%7D%20")
    assert page["url"].isascii()
    assert not set(page["url"]) & set('{}\\"<> ^`|')
    assert "howpublished" not in page
    assert (page["year"], page["date"]) == ("2025", "2025-03-04")
    assert page["organization"] == sanitize_line(f"Reports {EVIL}")
    assert "year" not in report


def test_csl_items_say_the_same() -> None:
    report, chinese, page = csl_of(session())
    assert report["type"] == "report"
    assert report["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert (chinese["type"], chinese["title"], chinese["language"]) == (
        "document",
        "酒窖年报《二〇二四》",
        "zh",
    )
    assert chinese["archive_location"] == "/文档/年报.txt"
    assert page["type"] == "webpage"
    assert page["URL"].startswith("https://reports.example/")
    assert page["issued"] == {"date-parts": [[2025, 3, 4]]}
    assert page["container-title"] == sanitize_line(f"Reports {EVIL}")


def test_a_source_without_words_or_id_has_a_safe_key_of_its_own() -> None:
    recorder = session()
    keys = [entry.key for entry in entries(material_of(recorder))]
    assert len(set(keys)) == 3
    assert all(re.fullmatch("[0-9a-z-]+", key) for key in keys)
    assert keys[1].startswith("source-")


def test_without_an_answer_there_are_no_entries() -> None:
    assert bibtex(material_of(Recorder())) == ""
    assert FORMATS["csl"](material_of(Recorder())) == "[]\n"


@given(nasty)
def test_any_title_comes_back(text: str) -> None:
    recorder = session(evil=text)
    titles = [
        sanitize_line(title_of(one, recorder.state.sources)) for one in list(recorder.state.sources)[:3]
    ]
    found = parsed(bibtex(material_of(recorder)))
    assert [squeezed(entry["title"]) for entry in found] == [squeezed(f"{{{title}}}") for title in titles]
    assert [item["title"] for item in csl_of(recorder)] == titles


def squeezed(text: str) -> str:
    """The parser folds white space and normalises characters as it likes."""
    return "".join(unicodedata.normalize("NFC", text).split())


@given(sessions())
def test_any_session_has_as_many_entries_as_its_answer_cites_sources(recorder: Recorder) -> None:
    found = parsed(bibtex(material_of(recorder)))
    answer = recorder.state.answer
    cited = {one.source for sentence in answer.sentences for one in sentence.citations} if answer else set()
    assert len(found) == len(cited) == len(csl_of(recorder))
    assert len({entry["ID"] for entry in found}) == len(found)
