"""The page: nothing in it is obeyed, everything in it leads to its passage and back, nothing is fetched."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b64encode

import msgspec
import pytest
from hypothesis import given
from tests.core.export.export_kit import CHINESE, ENGLISH, EVIL, HOSTILE, TEXTS, material_of, nasty, session
from tests.core.export.page_kit import Page
from tests.core.session_strategies import Recorder, sessions

from hopyard.core import events as ev
from hopyard.core.export import anchors, page_passages, page_tree
from hopyard.core.export.html import html
from hopyard.core.text.sanitize import sanitize, sanitize_line

TAGS = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "div",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "section",
        "span",
        "ul",
        "li",
        "b",
        "details",
        "summary",
        "table",
        "tbody",
        "tr",
        "td",
        "dl",
        "dt",
        "dd",
        "aside",
        "article",
        "blockquote",
        "mark",
    ]
)
ATTRIBUTES = set(
    ["lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "rel", "aria-label"]
)


def checked(recorder: Recorder) -> Page:
    """The session's page, with everything checked that holds for any session."""
    text = html(material_of(recorder))
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)
    page = Page(text)
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    assert len(set(page.ids)) == len(page.ids)
    for link in page.links:
        assert link.removeprefix("#") in page.ids or re.match("https?://", link), link
    return page


def test_every_text_is_shown_as_it_reads_and_none_is_markup() -> None:
    page = checked(session())
    said = sanitize_line(EVIL)
    assert page.text.count(said) > 20
    for anchor in ("s2", "s3", "d1", "r3", "h2"):
        assert said in page.text_of[anchor], anchor


def test_answer_and_passages_lead_to_one_another_and_quotes_are_marked_in_their_context() -> None:
    page = checked(session())
    assert {"#r1", "#r2", "#r3", "#s1", "#s2", "#s3", "#d1", "#e1", "#h1"} <= set(page.links)
    assert page.text_of["s1"].startswith("It pressed 200 t. [1]")
    assert "Cited by sentence 1, sentence 2, disagreement 1" in page.text_of["r1"]
    quote = TEXTS[ENGLISH].splitlines()[20]
    assert quote in page.marked
    assert TEXTS[CHINESE].splitlines()[21] in page.marked
    assert sanitize(TEXTS[HOSTILE].splitlines()[0]) in page.marked
    before, after = page.text_of["r1"].split(quote)
    assert "Row 19: " in before
    assert "Row 21: " in after
    assert "Row 0: " not in before, "long sources are not in the page as a whole"


def test_the_page_says_what_was_cut_and_by_whom() -> None:
    page = checked(session())
    assert "pruned by the person; asked by the person" in page.text_of["h2"]
    assert "(undone)" in page.text_of["steering"]
    assert "dropped by the person" in page.text_of["left-out"]
    assert "held back by the limit of 12 hops" in page.text_of["left-out"]
    assert "by you" not in page.text
    assert "forked from20261121-000000-000000, event 41" in page.text


def test_the_pages_policy_allows_its_own_style_and_nothing_else() -> None:
    page = checked(session())
    (policy,) = [meta["content"] for meta in page.metas if "http-equiv" in meta]
    digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_only_addresses_of_pages_are_links_and_they_are_what_they_say() -> None:
    page = checked(session())
    outside = {link for link in page.links if not link.startswith("#")}
    assert all(link.startswith("https://reports.example/年报?a=1&b={2}%20") for link in outside)
    assert len(outside) == 1


def test_chinese_is_said_to_be_chinese_and_only_that() -> None:
    text = html(material_of(session(evil="")))
    assert '<h3 lang="zh">[2] 酒窖年报《二〇二四》</h3>' in text
    assert re.search(r'<blockquote lang="zh">[^<]*<span class="cut-here">…</span>[^<]*第\d', text)
    assert '<span class="asked">tonnes</span>' in text


def test_a_quote_that_the_kept_text_does_not_hold_is_shown_and_said_so() -> None:
    recorder = session()
    answer = recorder.state.answer
    assert answer is not None
    (cited,) = answer.sentences[0].citations
    wrong = msgspec.structs.replace(cited, quote="It says otherwise.", location="p. 9")
    gone = msgspec.structs.replace(cited, source="f" * 32, location="p. 10")
    sentence = msgspec.structs.replace(answer.sentences[0], citations=(wrong, gone))
    recorder.add(ev.AnswerWritten(answer=msgspec.structs.replace(answer, version=3, sentences=(sentence,))))
    page = checked(recorder)
    for anchor in ("r1", "r2"):
        assert "does not hold these words here" in page.text_of[anchor]
    assert "It says otherwise." in page.marked


def test_a_page_is_bounded_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_passages, "MAX_IN_CONTEXT", 1)
    monkeypatch.setattr(anchors, "MAX_KEPT", 0)
    monkeypatch.setattr(anchors, "MAX_HOPS", 2)
    monkeypatch.setattr(page_tree, "MAX_HOPS", 2)
    monkeypatch.setattr(page_tree, "MAX_STEPS", 3)
    page = checked(session())
    assert "2 further hops not shown here." in page.text
    assert "1 further passage not shown here." in page.text
    assert re.search(r"\d+ further steps not shown here\.", page.text)
    assert "Row 19: " in page.text_of["r1"]
    assert page.text_of["r2"].count("行：") == 1, "beyond the bound only the quote is shown"


def test_a_session_without_an_answer_has_a_page_too() -> None:
    recorder = Recorder()
    for event in session().events[:4]:
        recorder.add(event)
    page = checked(recorder)
    assert "There is no answer yet." in page.text


@given(sessions())
def test_any_session_has_a_sound_page(recorder: Recorder) -> None:
    page = checked(recorder)
    for hop in recorder.state.hops:
        assert hop in page.text


@given(nasty)
def test_any_text_is_shown_in_full_everywhere(text: str) -> None:
    page = checked(session(evil=text))
    said = sanitize_line(f"How many tonnes? 压榨多少吨？ {text}")
    assert said in page.text
