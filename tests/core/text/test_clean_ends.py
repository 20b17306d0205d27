"""Boilerplate at the end, and white space."""

from __future__ import annotations

import pytest
from tests.core.text.messy_text import cleaned_by

from hopyard.core.text.cleaning.boilerplate import boilerplate
from hopyard.core.text.cleaning.white_space import empty_lines, line_ends

BODY = "园区的负荷在夏季达到峰值，调度方因此提前一个月安排检修。\n\n" * 12
CHINESE_END = (
    "分析师声明\n\n作者具有相应的执业资格，独立、客观地出具本报告，所得报酬与观点无关。\n\n"
    "投资评级说明：\n\n- 买入：预期涨幅超过基准指数 15% 以上；\n- 增持：预期涨幅在 5% 至 15%。\n\n"
    "免责声明\n\n本报告仅供本公司客户使用，不构成投资建议，投资者据此操作，责任自负，版权所有。\n\n"
    "北京\t上海\n电话：010-00000000\t电话：021-00000000\n"
)
ENGLISH_END = (
    "Analyst certification\n\nThe analyst certifies that the opinions are her own and that no compensation "
    "hangs on them.\n\nImportant disclosures\n\nThis research report is for clients only; investors bear the "
    "risk, and no liability is taken.\n"
)


ONE_LINE_END = "免责声明：本报告不构成任何投资建议，投资者应当独立判断并承担责任。\n"


@pytest.mark.parametrize(
    "end", [CHINESE_END, ENGLISH_END, ONE_LINE_END], ids=["chinese", "english", "one line"]
)
def test_boilerplate_goes_from_its_first_heading_to_the_end(end: str) -> None:
    assert cleaned_by(boilerplate, BODY + end) == BODY.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        CHINESE_END + BODY,
        BODY + "免责声明\n\n" + BODY,
        BODY + CHINESE_END + "附录 数据口径\n\n负荷数据取自调度系统。\n",
        BODY + "风险提示\n\n需求不及预期，投资者应当注意。\n",
        BODY + "The disclaimer of the grid operator is discussed in section two.\n",
        "免责声明\n\n本报告不构成投资建议。\n",
    ],
    ids=["at the head", "text behind", "appendix behind", "risks", "no heading", "nothing else"],
)
def test_boilerplate_elsewhere_or_with_something_behind_it_stays(text: str) -> None:
    assert boilerplate(text) == []


def test_white_space_at_the_ends_of_lines_goes_and_inside_stays() -> None:
    assert cleaned_by(line_ends, "a  b\tc \t\n\td  \n \n") == "a  b\tc\n\td\n\n"


def test_more_than_two_empty_lines_become_two() -> None:
    assert cleaned_by(empty_lines, "\n\na\n\nb\n\n\nc\n\n\n\n\nd\n\n") == "a\n\nb\n\n\nc\n\n\nd"
