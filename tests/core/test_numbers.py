"""Numbers in text: which figures, which units, which kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.numbers import NumberKind, mentions


@pytest.mark.parametrize(
    ("text", "digits", "unit", "kind"),
    [
        ("共用1,558颗芯片", "1558", "颗芯", NumberKind.QUANTITY),
        ("参数3.4亿个", "3.4亿", "个", NumberKind.QUANTITY),
        ("效率57.8%", "57.8", "%", NumberKind.PERCENT),
        ("在2023年", "2023", "年", NumberKind.TIME),
        ("175 billion parameters", "175billion", "parameters", NumberKind.QUANTITY),
        ("约3.15*10^23 FLOPs", "3.15*10^23", "FLOPs", NumberKind.QUANTITY),
        ("规模1.6万亿参数", "1.6万亿", "参数", NumberKind.QUANTITY),
        ("能耗是十分之一", "十", "分之一", NumberKind.QUANTITY),
        ("定于2023Q3开放", "2023", "Q3", NumberKind.TIME),
        ("2016.4首个项目", "2016.4", "首个", NumberKind.TIME),
        ("共2020吨", "2020", "吨", NumberKind.QUANTITY),
        ("参数为千亿级", "千亿", "级", NumberKind.QUANTITY),
        ("产量在10-20亿吨", "20亿", "吨", NumberKind.QUANTITY),
        ("已有近百万用户", "百万", "用户", NumberKind.QUANTITY),
    ],
)
def test_a_mention_is_read(text: str, digits: str, unit: str, kind: NumberKind) -> None:
    found = list(mentions(text))
    assert [(one.digits, one.unit, one.kind) for one in found] == [(digits, unit, kind)]


@pytest.mark.parametrize("text", ["GPT-3", "A100", "T5", "no figure here", "第三章没有数字"])
def test_digits_in_names_are_no_numbers(text: str) -> None:
    assert list(mentions(text)) == []


@given(st.text(alphabet="0123456789.,万亿%年个 abA-", max_size=60))
def test_mentions_stand_where_they_say(text: str) -> None:
    for one in mentions(text):
        assert 0 <= one.start < one.end <= len(text)
