"""Which titles say something, and file names of any bytes as text."""

from __future__ import annotations

import os

import pytest

from hopyard.core.documents.titles import shown, shown_name, telling


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("算力测算", "算力测算"),
        ("Microsoft Word - 年度报告.docx", "年度报告"),
        ("  A  report\non chips ", "A report on chips"),
        ("PowerPoint 演示文稿", ""),
        ("Microsoft PowerPoint - Q3 results.pptx", "Q3 results"),
        ("Word Document", ""),
        ("Untitled-3", ""),
        ("文档1", ""),
        ("新建 Microsoft Word 文档 (2)", ""),
        ("无标题", ""),
        ("2023-05-15", ""),
        ("", ""),
        ("untitled report on energy", "untitled report on energy"),
        ("x" * 500, ""),
        ("\x00\x01", ""),
    ],
)
def test_a_title_is_taken_only_when_it_tells_something(stated: str, title: str) -> None:
    assert telling(stated) == title


def test_chinese_written_as_latin_1_is_mended() -> None:
    assert telling("算力测算报告".encode("gbk").decode("latin-1")) == "算力测算报告"
    assert telling("Résumé de l'étude") == "Résumé de l'étude"


def test_a_shown_name_has_nothing_that_acts() -> None:
    assert shown_name("\x1b]0;pwned\x07report") == "\ufffd]0;pwned\ufffdreport"
    assert shown("a\nb\u202ec\u3000d") == "a b\ufffdc d"
    assert shown_name("2023年　报告") == "2023年 报告"


def test_a_name_in_an_old_charset_is_decoded() -> None:
    assert shown_name(os.fsdecode("行业研究报告".encode("gbk"))) == "行业研究报告"
    assert shown_name(os.fsdecode(b"\xff\xfe\xff")).isprintable()
