"""What printing leaves in text: headers and footers, doubled words, contents, lost and extra line breaks."""

from __future__ import annotations

import random
import textwrap

import pytest
from tests.core.text.messy_text import cleaned_by

from hopyard.core.text.cleaning.contents import contents
from hopyard.core.text.cleaning.doubled import doubled
from hopyard.core.text.cleaning.hard_breaks import hard_breaks
from hopyard.core.text.cleaning.lost_breaks import lost_breaks
from hopyard.core.text.cleaning.page_chunks import page_chunks
from hopyard.core.text.cleaning.page_lines import page_lines

_CHINESE = (
    *("变压器", "交付", "周期", "延长", "机柜", "成本", "上升"),
    *("电力", "接入", "审批", "项目", "园区", "负荷", "放缓"),
)
_ENGLISH = (
    *("power", "grid", "transformer", "delays", "costs", "rise"),
    *("while", "demand", "for", "new", "halls", "and"),
)


def _chinese_prose(seed: int, sentences: int) -> str:
    choose = random.Random(seed)
    made = ("".join(choose.sample(_CHINESE, choose.randint(5, 12))) for _ in range(sentences))
    return "".join(sentence + choose.choice("。，，") for sentence in made)[:-1] + "。"


def _english_prose(seed: int, sentences: int) -> str:
    choose = random.Random(seed)
    made = (" ".join(choose.choice(_ENGLISH) for _ in range(choose.randint(8, 20))) for _ in range(sentences))
    return " ".join(f"{sentence.capitalize()}." for sentence in made)


def _paged(lines: list[str], header: str, footer: str, per_page: int = 14) -> str:
    pages = [lines[start : start + per_page] for start in range(0, len(lines), per_page)]
    return "\n".join(
        "\n".join([header.format(number), *page, footer.format(number)])
        for number, page in enumerate(pages, 1)
    )


@pytest.mark.parametrize(
    ("header", "footer"),
    [
        ("东山证券研究所 行业深度", "请务必阅读末页的声明 {}"),
        ("数据中心电力专题", "{}"),
        ("东山证券", "第 {} 页 共 9 页"),
    ],
)
def test_chinese_headers_and_footers_go_and_the_sentences_close_up(header: str, footer: str) -> None:
    prose = _chinese_prose(1, 220)
    paged = _paged(textwrap.wrap(prose, 38), header, footer)
    closed = cleaned_by(hard_breaks, cleaned_by(page_lines, paged))
    assert closed.replace("\n", "") == prose


def test_english_headers_and_footers_go_and_the_sentences_close_up() -> None:
    prose = _english_prose(2, 90)
    paged = _paged(textwrap.wrap(prose, 76), "Acme Research | Power Outlook", "See the disclosures      {}")
    closed = cleaned_by(hard_breaks, cleaned_by(page_lines, paged))
    assert " ".join(closed.split()) == prose


def test_what_recurs_but_is_no_page_line_stays() -> None:
    labels = "\n\n".join(
        f"案例 {n}\n\n{_chinese_prose(n, 30)}\n\n优点\n\n{_chinese_prose(-n, 20)}" for n in range(1, 9)
    )
    sources = "\n\n".join(f"图 {n}：负荷\n\n资料来源：东山研究\n\n{_chinese_prose(n, 30)}" for n in range(9))
    form = "申请单位的名称以及统一社会信用代码请在此处填写\n" + "请按照附件二的要求填写并且签字" * 9 + "\n"
    column = "\n".join(str(number) for number in range(1, 40))
    for innocent in (labels, sources, form * 9, column):
        assert page_lines(innocent) == []


def test_a_header_inside_running_text_goes_with_its_page_number() -> None:
    prose = [_chinese_prose(seed, 40)[:-3] for seed in range(9)]
    paged = "".join(
        f"{part} {number} 电力行业专题 园区研究 请务必阅读末页之声明。"
        for number, part in enumerate(prose, 1)
    )
    assert cleaned_by(page_chunks, paged) == "".join(prose)


def test_an_english_header_inside_running_text_goes_where_sentences_go_on_behind_it() -> None:
    words = _english_prose(3, 120).split()
    parts = [" ".join(words[start : start + 150]) for start in range(0, 1050, 150)]
    paged = " ".join(
        f"{part} Acme Research Power Outlook Quarterly {number}" for number, part in enumerate(parts, 1)
    )
    assert cleaned_by(page_chunks, paged) == " ".join(parts)


def test_recurring_phrases_of_the_text_itself_stay() -> None:
    chinese = "".join(f"{_chinese_prose(seed, 25)}我们认为电力接入审批将是主要瓶颈，" for seed in range(9))
    english = " ".join(
        f"{_english_prose(year, 12)} The Power Grid Company of Northland {year} report says so."
        for year in range(2001, 2010)
    )
    quiz = " ".join(f"{n}. Choose The Correct Answer Below {_english_prose(n, 8)}" for n in range(1, 12))
    for innocent in (chinese, english, quiz):
        assert page_chunks(innocent) == []


OVERPRINTED = (
    "电力设备电力设备行业深度行业深度 园区电力园区电力的的 A AI I 调度调度 维持维持 推荐推荐\n"
    "投资要点投资要点 接入审批接入审批是瓶颈，变压器交付，变压器交付周期延长。"
    "图图 3：负荷曲线负荷曲线 来源：作者 调度系统（调度系统（DMS）：）：DMS 用于 GPTGPT-4 4 与 "
    "Grid LabGrid Lab 的对接。"
    "人人常常说 1111 与 2023 2023，哈哈哈哈。"
)


def test_overprinted_runs_are_left_once() -> None:
    assert cleaned_by(doubled, OVERPRINTED) == (
        "电力设备行业深度 园区电力的 AI 调度 维持 推荐\n"
        "投资要点 接入审批是瓶颈，变压器交付周期延长。"
        "图 3：负荷曲线 来源：作者 调度系统（DMS）：DMS 用于 GPT-4 与 Grid Lab 的对接。"
        "人人常常说 1111 与 2023 2023，哈哈哈哈。"
    )


@pytest.mark.parametrize(
    "innocent",
    [
        "研究研究再说，常常讨论讨论，人人都说一个一个来，哈哈哈哈。" * 3,
        "That that is is; he had had enough of couscous and 1010 1010.",
        "维持维持维持" + _chinese_prose(4, 60),
        "看一看看一看这篇报告，" + _chinese_prose(5, 200) + "试一试试一试。",
    ],
    ids=["chinese", "english", "one word", "two words"],
)
def test_words_that_double_by_nature_stay_in_documents_that_were_not_overprinted(innocent: str) -> None:
    assert doubled(innocent) == []


def test_of_overlapping_doubles_the_longer_is_meant() -> None:
    text = OVERPRINTED + "2023.5东山东山开发者大会东山开发者大会召开"
    assert cleaned_by(doubled, text).endswith("2023.5东山东山开发者大会召开")


@pytest.mark.parametrize(
    "listing",
    [
        "目录\n\n1. 接入现状.....\t3\n2. 审批流程.....\t6\n3. 展望.....\t9\n",
        "图目录\n图表 1 负荷\t4\n图表 2 审批周期\n图表 3 成本结构\t7\n",
        "1. Status ........ 3\n1.1 Grid ........ 4\n2. Outlook ........ 9\n",
        "图 5:负荷曲线.6\n图 6:审批周期.6\n图 7:成本.8\n图 8:机柜.9\n图 9:电价.9\n",
        "Contents\n\nStatus……3\nGrid……4\nOutlook……9\n",
    ],
)
def test_a_table_of_contents_goes_with_its_title(listing: str) -> None:
    assert (
        cleaned_by(contents, f"前言。\n\n{listing}\n1. 接入现状\n\n正文。")
        == "前言。\n\n\n1. 接入现状\n\n正文。"
    )


@pytest.mark.parametrize(
    "innocent",
    [
        "年份\t数量\n2019\t15\n2020\t18\n2021\t25\n",
        "1. 甲公司\t12\n2. 乙公司\t15\n3. 丙公司\t20\n",
        "他停了停……3 年之后才回来。\n然后呢……4 年。\n再后来……5 年。\n于是。",
        "图 3：负荷曲线，峰值为 1.6\n图 4：审批周期\n",
        "Wait ........ 3\n",
    ],
)
def test_tables_and_prose_that_end_in_numbers_stay(innocent: str) -> None:
    assert contents(innocent) == []


def test_lines_lost_inside_one_long_line_come_back() -> None:
    prose = _chinese_prose(6, 60)
    flat = (
        f"作者:某甲 jia@example.com.cn 园区电力接入{prose} 一、接入、审批与建设 {prose}图 1:负荷曲线 "
        f"资料来源:Grid Lab,东山研究所整理 变压器{prose}1.2 审批流程 先看{prose}详见图 1:所示。"
    )
    assert cleaned_by(lost_breaks, flat) == (
        f"作者:某甲 jia@example.com.cn\n园区电力接入{prose}\n一、接入、审批与建设\n{prose}\n图 1:负荷曲线\n"
        f"资料来源:Grid Lab,东山研究所整理\n变压器{prose}\n1.2 审批流程\n先看{prose}详见图 1:所示。"
    )


def test_the_ends_of_wrapped_lines_close_up_where_a_long_line_has_hardly_any_spaces() -> None:
    prose = _chinese_prose(8, 120)
    cut = prose.index("成本", 400) + 1
    flat = f"{prose[:cut]} {prose[cut:]} 结语 到此为止"
    assert cleaned_by(lost_breaks, flat) == f"{prose} 结语 到此为止"


def test_short_lines_and_latin_are_not_broken_up() -> None:
    assert lost_breaks("一、接入 正文 图 1:曲线 资料来源:甲 乙") == []
    assert lost_breaks(_english_prose(9, 100) + " Figure 1: Load 资料来源:x") == []


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (
            "变压器的交付周期已经由半年延长到一年以上，单位机柜的成\n本因此上升。接入审批仍然是最主要的瓶颈。",
            "变压器的交付周期已经由半年延长到一年以上，单位机柜的成本因此上升。接入审批仍然是最主要的瓶颈。",
        ),
        (
            "Delivery times of transformers have doubled since the spring and the\nGrid Company is no help.",
            "Delivery times of transformers have doubled since the spring and the Grid Company is no help.",
        ),
        (
            "The oper-\nators of state-of-\nthe-art halls agree.",
            "The operators of state-of-the-art halls agree.",
        ),
        (
            "项目采用分期建设的方式，第一期包括变电站、配电房、\n\n冷却站以及两栋机房。",
            "项目采用分期建设的方式，第一期包括变电站、配电房、冷却站以及两栋机房。",
        ),
        (
            "- 接入：变压器的交付周期已经由半年延长到一年以上并且还\n会继续延长。\n- 审批",
            "- 接入：变压器的交付周期已经由半年延长到一年以上并且还会继续延长。\n- 审批",
        ),
    ],
)
def test_a_break_inside_a_sentence_is_mended(broken: str, whole: str) -> None:
    assert cleaned_by(hard_breaks, broken) == whole


@pytest.mark.parametrize(
    "innocent",
    [
        "电力接入\n审批流程\n变压器交付周期。",
        "一、园区电力接入的现状与主要问题分析\n变压器的交付周期已经由半年延长到一年以上。",
        "图表 3 变压器交付周期与单位机柜成本的变化\n变压器的交付周期已经由半年延长到一年以上。",
        "资料来源：东山研究所，园区运营方访谈记录整理\n变压器的交付周期已经由半年延长到一年以上。",
        "变压器交付周期与单位机柜成本的变化趋势\t12\n园区电力接入审批所需要的平均时间\t8\n",
        "厂商    机柜数量的合计    单位机柜成本    备注\n甲公司    1200    12.6    含税的价格在内。",
        "变压器交付周期连续第三个季度出现延长\n园区电力接入审批改革方案正式公布\n储能配套比例再次下调",
        "Transformer delivery times lengthen for a third quarter running\nGrid reform is published at last",
        "Grid Company of Northland\n12 Long Street, Building Four\n10115 Northtown",
        "```\nx = some_function_with_a_long_name(and_arguments,\n    more_arguments)\n```",
        "Dear Madam or Sir, with regard to your letter of May,\n\nWe regret.",
    ],
)
def test_lines_that_stand_for_themselves_are_not_joined(innocent: str) -> None:
    assert hard_breaks(innocent) == []
