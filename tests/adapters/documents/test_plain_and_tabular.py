"""Plain text, Markdown, CSV and TSV, as programs write them and as they come out of Excel in China."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.documents import tabular
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.markdown import read_markdown
from hopyard.core.documents.plain import read_plain
from hopyard.core.documents.tabular import delimiter_of, read_tabular
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

LIMITS = ReadLimits()


def rows_by_place(raw: RawDocument) -> dict[str, str]:
    ends = [place.offset - 1 for place in raw.places[1:]] + [len(raw.text)]
    return {place.location: raw.text[place.offset : end] for place, end in zip(raw.places, ends, strict=True)}


def test_every_kind_of_line_end_becomes_a_line_feed() -> None:
    assert read_plain(b"one\r\ntwo\rthree\n\r\nfour", LIMITS).text == "one\ntwo\nthree\n\nfour"


def test_markdown_keeps_its_markup() -> None:
    raw = read_markdown("# 标题\r\n\r\n- **粗体** 3.15\\*10^23\r\n".encode(), LIMITS)
    assert (raw.kind, raw.text) == ("md", "# 标题\n\n- **粗体** 3.15\\*10^23\n")


def test_more_text_than_the_limit_is_refused_and_never_cut() -> None:
    limits = ReadLimits(max_chars=10)
    assert read_plain("十个字以内的一段话".encode(), limits).text
    for read in (read_plain, read_markdown):
        with pytest.raises(ReadError, match=r"^more than 10 characters of text$"):
            read("超过了十个字的一段文字。".encode(), limits)
    with pytest.raises(ReadError, match="more than 10 characters"):
        read_tabular(b"name,value\na,1\n", limits, "csv")


def test_csv_from_a_chinese_excel() -> None:
    data = '公司,营业收入,备注\r\n甲公司,"1,200.5","第一行\n第二行"\r\n乙公司,300,\r\n'.encode("gbk")
    raw = read_tabular(data, LIMITS, "csv")
    assert raw.text == "公司\t营业收入\t备注\n甲公司\t1,200.5\t第一行 第二行\n乙公司\t300"
    assert rows_by_place(raw) == {
        "row 1": "公司\t营业收入\t备注",
        "row 2": "甲公司\t1,200.5\t第一行 第二行",
        "row 3": "乙公司\t300",
    }


def test_tsv_with_commas_and_tabs_in_quotes() -> None:
    raw = read_tabular(b'name\tnote\nA\t"one\ttwo"\nB\t1,5\n', LIMITS, "tsv")
    assert raw.text == "name\tnote\nA\tone two\nB\t1,5"
    assert raw.kind == "tsv"


def test_empty_rows_are_left_out_and_counted() -> None:
    raw = read_tabular(b"a,b\n\n,\n1,2\n", LIMITS, "csv")
    assert rows_by_place(raw) == {"row 1": "a\tb", "row 4": "1\t2"}


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n", ";"),
        ("a\tb\n1, 2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("only one column\nof words\n", ","),
        ('"a;b",c\n"d;e",f\n', ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_what_splits_all_lines_alike(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


@pytest.mark.parametrize("n_rows", [60, 30_000])
def test_a_stray_quote_does_not_swallow_the_rest(n_rows: int) -> None:
    long = "\n".join(f"row {i},{i}" for i in range(n_rows))
    raw = read_tabular(f'name,value\n5" disk,1\n"broken,2\n{long}\n'.encode(), LIMITS, "csv")
    assert rows_by_place(raw)[f"row {n_rows + 3}"] == f"row {n_rows - 1}\t{n_rows - 1}"


def test_more_rows_than_a_spreadsheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_ROWS", 3)
    assert len(read_tabular(b"a\n1\n2\n", LIMITS, "csv").places) == 3
    with pytest.raises(ReadError, match=r"^more than 3 rows$"):
        read_tabular(b"a\n1\n2\n3\n", LIMITS, "csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=12))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["c1", "c2", "c3"], *rows])
    raw = read_tabular(b"\xef\xbb\xbf" + buffer.getvalue().encode(), LIMITS, "csv")
    if delimiter_of(buffer.getvalue()) == ",":
        assert [line.split("\t") for line in raw.text.split("\n")[1:]] == rows
