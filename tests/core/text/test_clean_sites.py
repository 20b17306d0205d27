"""What sharing sites add: buttons and links around the text, numbers inside it."""

from __future__ import annotations

import random

import pytest
from tests.core.text.messy_text import cleaned_by

from hopyard.core.text.cleaning.running_numbers import running_numbers
from hopyard.core.text.cleaning.site_furniture import site_furniture

CHINESE_HEAD = """收藏 分享(赏)

储能行业展望.pdf

上传人:wang****li 文档编号:204417 上传时间:2024-01-09 格式:PDF 页数:48 大小:2.1MB
下载 相关 举报
储能行业展望.pdf_第1页
第1页 / 共48页
储能行业展望.pdf_第2页
第2页 / 共48页
点击查看更多>>
资源描述

储能系统的成本在两年之内下降了四成，其中电芯的降幅最大。
"""
CHINESE_TAIL = """
最后一段讨论的是回收环节的经济性。

展开阅读全文
相似文档
猜你喜欢
某某年度策略
当前位置:首页 > 行业资料 > 能源
关于我们     联系我们
©2012-2024 某某网络有限公司  版权所有
客服电话:400-000-0000  投诉电话:400-000-0001
x.png某公网安备00000000000000号  |  ICP备00000000号
"""
ENGLISH_HEAD = """Download now
Share
Uploaded by j.doe
12 pages
Page 1 of 12
Document ID: 77812
Description

Grid storage costs fell by two fifths within two years.
"""
ENGLISH_TAIL = """
The last section looks at recycling.

You might also like
Storage Outlook 2022
About us | Contact us | Privacy policy
© 2024 Papers Ltd. All rights reserved
Downloaded from papers.example.com
"""


def test_the_head_of_a_chinese_site_goes_but_for_the_documents_name() -> None:
    assert cleaned_by(site_furniture, CHINESE_HEAD).split() == [
        "储能行业展望.pdf",
        "储能系统的成本在两年之内下降了四成，其中电芯的降幅最大。",
    ]


@pytest.mark.parametrize(("tail", "last"), [(CHINESE_TAIL, "经济性。"), (ENGLISH_TAIL, "at recycling.")])
def test_the_tail_goes_with_the_names_of_other_documents_in_it(tail: str, last: str) -> None:
    body = "储能系统的成本在两年之内下降了四成。\n" * 3
    assert (
        cleaned_by(site_furniture, body + tail).rstrip()
        == (body + tail)[: (body + tail).index(last) + len(last)]
    )


def test_the_head_of_an_english_site_goes() -> None:
    assert cleaned_by(site_furniture, ENGLISH_HEAD).strip() == (
        "Grid storage costs fell by two fifths within two years."
    )


def test_a_short_tail_with_a_link_to_the_whole_document_goes() -> None:
    text = (
        "目前已经应用于电网、工商业与户用三类场景。\n\n欢迎访问: 某某资料网(https://www.example.com)\n\n"
        "文档名称: 储能展望.pdf\n\n请登录 https://example.com/1.html 下载完整文档。\n\n手机端请扫码查看:\n"
    )
    assert cleaned_by(site_furniture, text).strip() == "目前已经应用于电网、工商业与户用三类场景。"


@pytest.mark.parametrize(
    "innocent",
    [
        "下载\n\n本章说明怎样下载数据，以及下载之后的校验。",
        "目录\n首页\n正文第一段说明背景与目的，第二段给出方法。\n第三段是结论。",
        "Share\nprices rose by 3 % after the report; the description follows below.\nMore text.",
        "结论部分讨论了三种情形。\n\n联系我们\n\n关注我们",
        "甲\n乙\n丙\n丁\n戊",
    ],
)
def test_single_words_of_the_kind_are_left_alone(innocent: str) -> None:
    assert site_furniture(innocent) == []


def _cut_up(text: str, length: int = 120) -> str:
    pieces = [text[start : start + length] for start in range(0, len(text), length)]
    return "资源\n\n" + "\n\n".join(f"{number}、{piece}" for number, piece in enumerate(pieces, 1))


def _prose() -> str:
    choose = random.Random(7)  # the same text every time
    words = [
        "储能电站",
        "的",
        "利用小时数",
        "在",
        "华东地区",
        "约为",
        "640",
        "小时",
        "Battery",
        " cell ",
        "cost",
        "下降",
    ]
    sentences = ("".join(choose.choice(words) for _ in range(choose.randint(6, 14))) for _ in range(60))
    return "".join(sentence + choose.choice("。，") for sentence in sentences)


def test_pieces_cut_at_a_fixed_length_are_put_together_to_the_letter() -> None:
    prose = _prose()
    assert cleaned_by(running_numbers, _cut_up(prose)) == "资源\n\n" + prose


def test_a_space_lost_between_two_words_is_put_back_but_not_into_a_word() -> None:
    prose = "The battery cost of the grid plants is lower, and falls. " * 9
    pieces = [prose[start : start + 100] for start in range(0, 500, 100)]
    numbered = "\n\n".join(f"{number}、{piece}".rstrip() for number, piece in enumerate(pieces, 1))
    assert cleaned_by(running_numbers, numbered) == "".join(pieces).rstrip()


@pytest.mark.parametrize(
    "listed",
    [
        "\n\n".join(f"{number}、第{number}项措施已经落实，效果有待观察。" for number in range(1, 9)),
        "\n\n".join(f"{number}、提高效率" for number in range(1, 9)),
        "\n\n".join(f"{number}. Improve the grid" for number in range(1, 9)),
        "\n\n".join(f"{number}、{'研究结论，' * 30}" for number in (1, 2, 3, 4)),
        "\n\n".join(f"{number}、{'研究结论，' * 30}" for number in (1, 3, 5, 7, 9, 11)),
        "1、甲方应当\n2、乙方应当\n3、双方应当\n4、丙方应当\n5、各方应当",
    ],
)
def test_a_real_list_keeps_its_numbers(listed: str) -> None:
    assert running_numbers(listed) == []
