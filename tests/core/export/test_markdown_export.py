"""Markdown: every reader of CommonMark shows the texts of others as they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.core.export.export_kit import CHINESE, ENGLISH, EVIL, TEXTS, material_of, nasty, session
from tests.core.session_strategies import Recorder, sessions

from hopyard.core.export.markdown import answer_markdown, escape, markdown
from hopyard.core.text.sanitize import sanitize_line

READERS = [MarkdownIt("commonmark"), MarkdownIt("default")]
OURS = {
    "text",
    "text_special",
    "hardbreak",
    "softbreak",
    "strong_open",
    "strong_close",
    "em_open",
    "em_close",
}
BLOCKS = {"heading", "paragraph", "bullet_list", "list_item", "blockquote", "inline"}


def flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def shown(reader: MarkdownIt, text: str) -> str:
    """What a reader shows, nothing of it but what we write ourselves."""
    found = []
    for token in flat(reader.parse(text)):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        assert token.type in OURS or kind in BLOCKS, token
        if token.type in ("hardbreak", "softbreak") or token.type.endswith("_close"):
            found.append("\n" if token.type not in ("strong_close", "em_close") else "")
        elif token.type in ("text", "text_special"):
            found.append(token.content)
    return "".join(found)


@given(nasty)
def test_escaped_text_reads_as_the_text(text: str) -> None:
    for reader in READERS:
        line = sanitize_line(text)
        assert shown(reader, f"{escape(text)}\n").strip() == " ".join(line.split(" ")).strip()
        assert shown(reader, f"before\n{escape(text)}\n").removeprefix("before\n").strip() == line.strip()


def test_the_whole_session_is_there() -> None:
    text = markdown(material_of(session()))
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in text)
    said = sanitize_line(EVIL)
    for reader in READERS:
        read = shown(reader, text)
        assert read.count(said) > 15
        for line in [
            "It pressed 200 t. [1]",
            f"占全年的21%。{said} [2][1] (computed)",
            f"2023. It says {said} [3] (disputed)",
            "- Nobody says so. (unsupported)",
            f"Sources disagree on tonnes {said}: 200 t [1]; 210 吨 {said} [2]",
            "[2] 酒窖年报《二〇二四》, p. 3 (/文档/年报.txt)",
            TEXTS[ENGLISH].splitlines()[20],
            TEXTS[CHINESE].splitlines()[21],
            f"1.1 pruned by the person: Who pressed? {said}",
            f"asked by the person; failed: boom {said}",
            "source: Register (dropped by the person)",
            "session: 20261122-081500-3fa2c1",
            "asked: 2026-11-22 08:15 UTC",
            "forked from: 20261121-000000-000000, event 41",
        ]:
            assert line in read.splitlines(), line
        assert "pruned, with all under it (undone)" in read
        assert "by you" not in read


def test_hops_are_nested_as_they_hang() -> None:
    tokens = READERS[0].parse(markdown(material_of(session(evil=""))))
    depth = 0
    levels = {}
    for token in flat(tokens):
        depth += (token.type == "bullet_list_open") - (token.type == "bullet_list_close")
        if token.type == "text" and depth and token.content in ("1", "1.1", "2", "3"):
            levels[token.content] = depth
    assert levels == {"1": 1, "1.1": 2, "2": 1, "3": 1}


def test_the_answer_alone_is_what_is_copied() -> None:
    state = session(evil="").state
    text = answer_markdown(state)
    assert text.startswith("# How many tonnes? 压榨多少吨？\n\nIt pressed 200 t. [1]  \n")
    assert "## Hops" not in text
    state.answers.clear()
    assert answer_markdown(state) == ""


@given(sessions())
def test_any_session_can_be_written(recorder: Recorder) -> None:
    read = shown(READERS[0], markdown(material_of(recorder)))
    for hop in recorder.state.hops.values():
        assert recorder.state.question_of(hop) in read
