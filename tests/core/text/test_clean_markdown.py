"""Markdown, in files that say so and in files that do not."""

from __future__ import annotations

import pytest
from tests.core.text.messy_text import cleaned_by

from hopyard.core.text.cleaning.markdown import markdown, markdown_headings, markdown_if_dense

SAVED_PAGE = """算力租赁 \\| 价格跟踪周报
==========

[pages.example.com](https://pages.example.com/a?b=c&d=(e))作者甲 作者乙

![封面](https://img.example.com/1.jpg?x=1)

**要点**

**租金继续回落。** 本周八卡机的月租降至 6.2 万元，**训练**与*推理*需求分化\\[1\\]。

去仓库---取件---发货，**三步合一**------

[![图](a.png)](https://example.com)

\\[1\\] 据[平台公示](https://example.com/p)整理。
"""


def test_a_saved_page_reads_like_the_page() -> None:
    assert cleaned_by(markdown_if_dense, SAVED_PAGE) == (
        "算力租赁 | 价格跟踪周报\n\n"
        "pages.example.com 作者甲 作者乙\n\n\n\n"
        "要点\n\n"
        "租金继续回落。 本周八卡机的月租降至 6.2 万元，训练与推理需求分化[1]。\n\n"
        "去仓库——取件——发货，三步合一——\n\n\n\n"
        "[1] 据平台公示整理。\n"
    )


def test_its_headings_are_known_before_their_marks_are_gone() -> None:
    found = markdown_headings(SAVED_PAGE, known=False)
    lines = [SAVED_PAGE[heading.offset :].split("\n", maxsplit=1)[0] for heading in found]
    assert lines == ["算力租赁 \\| 价格跟踪周报", "**要点**"]
    assert found[0].level == 1 < found[1].level


@pytest.mark.parametrize(
    "innocent",
    [
        "合计 5 * 3 * 2 = 30，注：* 为估计值，** 为初步数。",
        "#1 最受欢迎\n# comment in a script\nx = a[0](b)\n",
        "snake_case_name and _private_ and 2**10",
        "-----\n一段普通的文字，带有 [1] 这样的引注和 (括号)。\n-----",
        "3.15*10^23FLOPs，以及 4.76*10^24FLOPs",
        "def f(*args, **kwargs): return g(*args, **kwargs)",
    ],
)
def test_plain_text_with_a_few_such_marks_is_left_alone(innocent: str) -> None:
    assert markdown_if_dense(innocent) == []


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("# Title #\n\n## Part\n", "Title\n\nPart\n"),
        ("##没有空格的标题\n", "没有空格的标题\n"),
        ("Title\n---\ntext", "Title\ntext"),
        ("a\n\n* * *\n\nb", "a\n\n\nb"),
        ('[text](https://e.com/a_(b) "t") and <https://e.com>', "text and https://e.com"),
        ("[note] (aside) and f[0](x) stay", "[note] (aside) and f[0](x) stay"),
        ("***both*** and __bold__ and _it_ and snake_case_x", "both and bold and it and snake_case_x"),
        ("2**10 is 3.15*10^23 * 2", "2**10 is 3.15*10^23 * 2"),
        ("支持**快照** ，以及", "支持快照，以及"),
        ("one<br>two<br/>\nthree", "one\ntwo\nthree"),
        ("> quoted\n> > twice\n> 50% stays", "quoted\ntwice\n> 50% stays"),
        ("a <!-- hidden\nlines --> b", "a  b"),
        ("[id]: https://e.com/x\nrest", "rest"),
    ],
)
def test_marks_are_taken_out_where_the_format_is_known(source: str, plain: str) -> None:
    assert cleaned_by(markdown, source) == plain


def test_a_table_becomes_rows_of_cells() -> None:
    table = "before\n\n| 厂商 | 芯片 \\| 卡 |\n|:---|---:|\n| 甲 | 12<br>张 |\n|  | 7 |\n\nafter | not a row"
    assert cleaned_by(markdown, table) == "before\n\n厂商\t芯片 | 卡\n甲\t12 张\n\t7\n\nafter | not a row"


def test_code_stays_as_it_is() -> None:
    code = "text **bold**\n\n```python\n# not a heading\nx = a[0](b) ** 2  # **kw\n```\n\nmore"
    assert cleaned_by(markdown, code) == code.replace("**bold**", "bold")


def test_headings_of_every_sort_are_found_outside_code() -> None:
    source = "Doc\n===\n\n## Two\n\n**Bold line**\n\n**A bold sentence.**\n\n```\n# no\n```\n\n| a |\n|---|\n"
    found = markdown_headings(source, known=True)
    assert [source[heading.offset :].split("\n", maxsplit=1)[0] for heading in found] == [
        "Doc",
        "## Two",
        "**Bold line**",
    ]
    assert [heading.level for heading in found] == [1, 2, 7]
