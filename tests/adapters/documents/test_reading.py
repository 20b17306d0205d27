"""The one door: content decides the format, and whatever is wrong has a short reason."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.documents import formats
from hopyard.core.documents.formats import READERS
from hopyard.core.documents.limits import MIB
from hopyard.core.documents.reading import KINDS, read_document, read_raw
from hopyard.core.errors import ReadError

if TYPE_CHECKING:
    from .conftest import MakeDocx, MakeEpub, MakePdf, MakeZip, WriteFile

TEXT = "模型训练一次的成本约为460万美元，用了6144块芯片。"


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as refused:
        read_raw(path)
    return refused.value.message


def test_every_kind_has_a_reader() -> None:
    assert set(KINDS) == set(READERS) == {"txt", "md", "html", "pdf", "docx", "epub", "csv", "tsv"}


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.docx", "a", "a.html", "a.csv"])
def test_a_pdf_is_one_whatever_it_is_called(write_file: WriteFile, make_pdf: MakePdf, name: str) -> None:
    raw = read_raw(write_file(name, make_pdf([["some text"]])))
    assert (raw.kind, raw.text) == ("pdf", "some text")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.zip", "a.txt"])
def test_a_word_document_is_one_whatever_it_is_called(
    write_file: WriteFile, make_docx: MakeDocx, name: str
) -> None:
    raw = read_raw(write_file(name, make_docx(lambda document: document.add_paragraph(TEXT))))
    assert (raw.kind, raw.text) == ("docx", TEXT)


def test_a_book_is_one_whatever_it_is_called(write_file: WriteFile, make_epub: MakeEpub) -> None:
    assert read_raw(write_file("a.docx", make_epub([f"<p>{TEXT}</p>"]))).kind == "epub"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", TEXT, "txt"),
        ("a", TEXT, "txt"),
        ("a.log", TEXT, "txt"),
        ("a.md", f"# 标题\n{TEXT}", "md"),
        ("A.MARKDOWN", TEXT, "md"),
        ("a.csv", f"a,b\n{TEXT},1", "csv"),
        ("a.tsv", "a\tb", "tsv"),
        ("a.html", f"<p>{TEXT}</p>", "html"),
        ("a.txt", f"\n<!DOCTYPE html><html><body><p>{TEXT}</p>", "html"),
        ("report.pdf", f"<html><body><p>{TEXT}</p>", "html"),
        ("a.xhtml", f'<?xml version="1.0"?><!-- x --><html><body>{TEXT}</body></html>', "html"),
        ("a.html", f"no tags at all: 1 < 2\n{TEXT}", "txt"),
        ("a.md", f"<div align=center>\n{TEXT}", "md"),
        ("a.txt", f"A PDF begins with %PDF-1.4.\n{TEXT}", "txt"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_texts_are_told_apart_by_content_then_by_name(
    write_file: WriteFile, name: str, text: str, kind: str, charset: str
) -> None:
    raw = read_raw(write_file(name, text.encode(charset)))
    assert raw.kind == kind
    if kind != "tsv":
        assert TEXT in raw.text


def test_a_thousand_comments_do_not_take_for_ever(write_file: WriteFile) -> None:
    raw = read_raw(write_file("a.txt", b"<!---->" * 1000 + TEXT.encode()))
    assert raw.kind == "txt"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.pdf", b"", "empty file"),
        ("a.txt", b" \n\t\n ", "no text in it"),
        ("a.html", b"<html><body><img src=a></body></html>", "no text in it"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not text"),
        ("a", b"\x7fELF" + bytes(500), "not text"),
        ("a.pdf", b"\x7fELF" + bytes(500), "damaged PDF: it does not begin like one"),
        ("a.docx", bytes(500), "damaged DOCX: it does not begin like one"),
        (
            "a.docx",
            b"PK\x03\x04word/document.xml[Content_Types].xml",
            "damaged DOCX: not a whole zip archive",
        ),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted DOCX"),
        ("a.doc", OLE, "an old Office file: save it as DOCX"),
        ("a.rtf", b"{\\rtf1\\ansi text}", "RTF is not read: save it as DOCX"),
        ("a.txt", b"PK\x03\x04" + bytes(100), "a zip archive, not a document"),
        ("a.docx", b"PK\x03\x04 [Content_Types].xml xl/workbook.xml", "a spreadsheet: save it as CSV"),
        ("a.pptx", b"PK\x03\x04 [Content_Types].xml ppt/slides", "slides: save them as PDF"),
    ],
)
def test_what_cannot_be_read_has_a_reason(write_file: WriteFile, name: str, data: bytes, reason: str) -> None:
    assert refusal(write_file(name, data)) == reason


def test_an_empty_zip_is_no_document(write_file: WriteFile, make_zip: MakeZip) -> None:
    assert refusal(write_file("a.docx", make_zip({}))) == "a zip archive, not a document"


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * MIB)
    assert refusal(path) == "larger than 50 MB"


def test_whatever_a_reader_trips_over_is_the_files_fault(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(data: bytes, limits: object) -> None:
        raise RecursionError("maximum recursion\ndepth exceeded")

    monkeypatch.setattr(formats, "READERS", {"txt": trip})
    assert refusal(write_file("a.txt", b"text")) == "damaged: maximum recursion depth exceeded"


DOCX_START = b"PK\x03\x04word/document.xml[Content_Types].xml"
STARTS = [b"", b"%PDF-1.4\n", DOCX_START, b"PK\x03\x04META-INF/container.xml"]
SUFFIXES = ["", ".txt", ".pdf", ".docx", ".epub", ".html", ".csv", ".tsv", ".md"]


@given(st.sampled_from(STARTS), st.binary(max_size=200), st.sampled_from(SUFFIXES))
def test_any_bytes_are_read_or_refused_in_few_words(start: bytes, data: bytes, suffix: str) -> None:
    try:
        raw = formats.read_bytes_as(start + data, suffix)
    except ReadError as error:
        assert re.fullmatch(r"[^\n]{3,140}", error.message)  # noqa: PT017  either outcome is right
    else:
        assert raw.text.strip()


ODD_NAMES = ["报告\x1b]0;x\x07.txt", os.fsdecode("行业报告.txt".encode("gbk")), "a\nb.txt"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_document_is_cleaned_and_has_a_title_that_can_be_shown(write_file: WriteFile, name: str) -> None:
    try:
        path = write_file(name, "一段\x1b[31m文字\x00，没有标题的那种，只是为了读一读而已。\n".encode() * 3)
    except OSError:
        pytest.skip("this file system takes no such names")
    document = read_document(path)
    assert document.title.isprintable()
    assert "\x1b" not in document.text
    assert "\x00" not in document.text
    assert document.kind == "txt"


def test_passages_of_a_pdf_know_their_pages(
    write_file: WriteFile, make_pdf: MakePdf, chinese_font: str
) -> None:
    lines = [[f"第{i}页说明了一件事情，即成本为{i}亿元，", "并且与其他各页都不相同。"] for i in (1, 2, 3)]
    document = read_document(write_file("报告.pdf", make_pdf(lines, font=chinese_font)))
    for i in (1, 2, 3):
        found = [passage for passage in document.passages if f"成本为{i}亿元" in passage.text]
        assert found
        assert document.text[found[0].start : found[0].end] == found[0].text
    assert document.passages[0].location == "p. 1"


def test_rows_of_a_table_know_their_numbers(write_file: WriteFile) -> None:
    rows = "\n".join(f"公司{i},{i * 10.5}亿元,备注" for i in range(2, 400))
    document = read_document(write_file("营收.csv", f"公司,收入,备注\n{rows}\n".encode("gbk")))
    last = document.passages[-1]
    assert "公司399\t4189.5亿元" in last.text
    assert re.fullmatch(r"row \d+", last.location)
    assert int(last.location.split()[1]) > 300


def test_the_same_content_under_another_name_is_the_same_source(write_file: WriteFile) -> None:
    first = read_document(write_file("a.txt", TEXT.encode()))
    assert first.id == read_document(write_file("b.txt", TEXT.encode("gbk"))).id
