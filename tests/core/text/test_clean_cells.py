"""Words and figures that a narrow column tore."""

from __future__ import annotations

import pytest
from tests.core.text.messy_text import cleaned_by

from hopyard.core.text.cleaning.torn_cells import torn_cells


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        ("经典变压 器\tHarrowmer e\t百万", "经典变压器\tHarrowmere\t百万"),
        ("容量(百 万)\t720\t23. 2", "容量(百万)\t720\t23.2"),
        ("Bellis k-V3\t1", "Bellisk-V3\t1"),
    ],
)
def test_what_was_torn_off_goes_back(row: str, mended: str) -> None:
    assert cleaned_by(torn_cells, f"标题 行\n{row}\n") == f"标题 行\n{mended}\n"


@pytest.mark.parametrize(
    "text", ["变压 器 没有表格\n", "plan a\tvitamin B\t第 5 章\n", "总量 合计\t1. 容量\t5 万\n", "\t" * 9]
)
def test_other_spaces_stay(text: str) -> None:
    assert torn_cells(text) == []
