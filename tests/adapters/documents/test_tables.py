"""Merged cells, ragged rows and tables that are none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.documents.tables import Cell, as_lines, grid, is_data


def test_a_cell_over_several_rows_is_in_each_of_them() -> None:
    rows = [[Cell("公司"), Cell("年")], [Cell("甲", down=2), Cell("2022")], [Cell("2023")]]
    assert grid(rows) == [["公司", "年"], ["甲", "2022"], ["甲", "2023"]]


def test_a_column_name_over_several_columns_names_each_and_a_value_counts_once() -> None:
    rows = [
        [Cell("型号", heads=True), Cell("2023", across=2, heads=True)],
        [Cell("A"), Cell("1"), Cell("2")],
        [Cell("合计"), Cell("3", across=2)],
    ]
    assert grid(rows) == [["型号", "2023", "2023"], ["A", "1", "2"], ["合计", "3", ""]]


def test_empty_rows_and_columns_go_and_ragged_rows_are_filled() -> None:
    assert grid([[Cell("a"), Cell(""), Cell("b")], [Cell("")], [Cell("c")]]) == [["a", "b"], ["c", ""]]


def test_rows_become_lines_with_tabs() -> None:
    assert as_lines([["a", "", "b"], ["c", "", ""]]) == ["a\t\tb", "c"]


def test_boxes_of_a_page_are_no_table() -> None:
    assert is_data([["a", "b"]])
    assert not is_data([])
    assert not is_data([["only one column"], ["of text"]])
    assert not is_data([["menu", "a whole article " * 100]])


def test_merged_cells_without_end_stay_small() -> None:
    cells = grid([[Cell("x", across=1000, down=1000)] * 20] * 500)
    assert sum(len(row) for row in cells) < 500 * 400


def test_a_table_far_too_wide_is_none() -> None:
    assert grid([[Cell("x")] * 100_000, *[[Cell("y")]] * 1000]) == []


CELL = st.builds(
    Cell,
    text=st.text("ab", max_size=2),
    across=st.integers(1, 4),
    down=st.integers(1, 4),
    heads=st.booleans(),
)


@given(st.lists(st.lists(CELL, max_size=5), max_size=6))
def test_no_text_is_lost_and_all_rows_are_equally_long(rows: list[list[Cell]]) -> None:
    cells = grid(rows)
    assert len({len(row) for row in cells}) <= 1
    for row in rows:
        for cell in row:
            assert not cell.text or any(cell.text in line for line in cells)
