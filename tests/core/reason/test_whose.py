"""Whose and of when a figure is told."""

import pytest

from hopyard.core.reason.when_told import is_of_another_time, is_of_its_time
from hopyard.core.reason.whose import is_at_phrase, is_of, is_of_a_list, one_of_titles, says_phrase
from hopyard.core.text.quantities import Mention, quantities

PHRASES = [
    ("甲岭集团的净利润是多少", "甲岭集团净利润为5亿元。", "", True),
    ("甲岭集团的净利润是多少", "甲岭集团毛利润为5亿元。", "", False),
    ("甲岭集团的净利润是多少", "甲岭集团物流部，净利润为5亿元。", "", False),
    ("甲岭集团的净利润是多少", "公司上半年实现营收9亿元，净利润为5亿元。", "甲岭集团发布财报。", True),
    ("甲岭集团的净利润是多少", "乙坡集团净利润为5亿元。", "甲岭集团发布财报。", False),
    ("2021年新业务收入是多少", "2021年，旧业务收入为5亿元。", "", False),
    ("2021年青湾夏粮产量是多少", "其中，夏粮产量为5万吨。", "2021年，青湾粮食产量为9万吨。", True),
]


@pytest.mark.parametrize(("question", "text", "before", "says"), PHRASES)
def test_a_chinese_sentence_says_the_phrase_and_whose_it_is(
    question: str, text: str, before: str, says: bool
) -> None:
    assert says_phrase(question, text, before, "") is says


def figure(text: str, written: str) -> Mention:
    return next(one for one in quantities(text) if written in text[one.start : one.end])


def test_the_figure_beside_the_phrase_is_meant() -> None:
    text = "甲岭集团净利润为5亿元，营收为9亿元。"
    assert is_at_phrase("甲岭集团的净利润是多少", text, figure(text, "5亿"))
    assert not is_at_phrase("甲岭集团的净利润是多少", text, figure(text, "9亿"))


TITLES = [
    ("Pellamor Mills Ltd.", "Pellamor Mills", True),
    ("Pellamor Mills Annual Report 2021", "Pellamor Mills", True),
    ("Pellamor Mills and the valley", "Pellamor Mills", False),
    ("Pellamor Mills Inc.", "Pellamor Mills Ltd.", False),
    ("甲岭股份有限公司2021年年度报告", "甲岭", True),
    ("", "", False),
]


@pytest.mark.parametrize(("title", "name", "same"), TITLES)
def test_a_title_says_whose_document_it_is(title: str, name: str, same: bool) -> None:
    assert is_of(title, name) is same


def test_two_of_one_name_are_not_one() -> None:
    assert one_of_titles("Pellamor", ["Pellamor Ltd.", "Pellamor Ltd."])
    assert not one_of_titles("Pellamor", ["Pellamor Ltd.", "Pellamor Inc."])


def test_a_figure_after_a_list_of_names_is_nobodys() -> None:
    text = "相继推出Alpen、Brock、Corvin等模型，参数从1亿个到16亿个。"
    assert is_of_a_list(text, figure(text, "16亿"), ["Corvin"])
    assert not is_of_a_list("Corvin有16亿个参数。", figure("Corvin有16亿个参数。", "16亿"), ["Corvin"])


TIMES = [
    ("甲岭2022年的利润是多少", "2022年，利润为5亿元，与2021年的4亿元相比增长。", "5亿", True),
    ("甲岭2022年的利润是多少", "2022年，利润为5亿元，与2021年的4亿元相比增长。", "4亿", False),
    ("甲岭2021年的利润是多少", "2022年，利润为5亿元，与2021年的4亿元相比增长。", "4亿", True),
    ("甲岭2022年的利润是多少", "2022年，人数比2021年多。利润为5亿元。", "5亿", True),
    ("甲岭2021年的利润是多少", "2022年，人数比2021年多。利润为5亿元。", "5亿", False),
    ("甲岭2022年的利润是多少", "2022年第四季度，利润为5亿元。", "5亿", False),
    ("甲岭2022年第四季度的利润是多少", "2022年第四季度，全年利润为5亿元。", "5亿", False),
    ("甲岭2022年的利润是多少", "利润为5亿元。", "5亿", False),
    ("甲岭的利润是多少", "利润为5亿元。", "5亿", True),
    ("How much profit in 2020 does Alpen have", "Profit was $5 million in 2020 after 2019.", "5 m", True),
    ("How much profit in 2019 does Alpen have", "Profit was $5 million in 2020 after 2019.", "5 m", False),
]


@pytest.mark.parametrize(("asked", "passage", "written", "is_then"), TIMES)
def test_a_figure_is_of_its_time(asked: str, passage: str, written: str, is_then: bool) -> None:
    one = figure(passage, written)
    assert is_of_its_time(asked, passage, (one.start, one.end), "") is is_then


def test_a_title_says_the_year_until_the_text_does() -> None:
    one = figure("利润为5亿元。", "5亿")
    assert is_of_its_time("甲岭2022年的利润是多少", "利润为5亿元。", (one.start, one.end), "甲岭2022年年报")


def test_what_it_is_measured_against_is_of_another_time() -> None:
    text = "利润为5亿元，与上年同期的4亿元相比增长。"
    assert is_of_another_time(text, figure(text, "4亿"), "利润是多少")
    assert not is_of_another_time(text, figure(text, "5亿"), "利润是多少")
