"""Web pages as people save them: charsets, menus, lists, tables, and pages made to break a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.documents import html
from hopyard.core.documents.html import declared_charset, read_html
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

LIMITS = ReadLimits()
PARAGRAPH = "模型训练需要大量的计算资源，一次训练的成本约为460万美元，其中大部分用于租用芯片。"
ENGLISH = "Training took 6,144 chips for two months, and the bill was paid by the cloud provider itself."


def page(body: str, *, title: str = "", head: str = "") -> RawDocument:
    source = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_html(source.encode(), LIMITS)


def headings(raw: RawDocument) -> list[tuple[int, str]]:
    return [(found.level, raw.text[found.offset :].split("\n")[0]) for found in raw.headings]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("gbk", '<meta charset="gb2312">'),
        ("gbk", "<META http-equiv=Content-Type content='text/html; charset=GBK'>"),
        ("gbk", ""),
        ("gbk", "<meta charset=utf-8>"),
        ("utf-8", "<meta charset=gbk>"),
        ("utf-8-sig", "<meta charset=gbk>"),
        ("utf-16", "<meta charset=utf-8>"),
    ],
)
def test_the_charset_is_found_also_where_the_page_lies(charset: str, declared: str) -> None:
    source = f"<html><head>{declared}<title>算力报告</title></head><body><p>{PARAGRAPH}</p></body></html>"
    raw = read_html(source.encode(charset), LIMITS)
    assert (raw.title, raw.text, raw.kind) == ("算力报告", PARAGRAPH, "html")


def test_big5_pages_are_read() -> None:
    source = "<html><head><meta charset=big5></head><body><p>台積電的營收成長了百分之十二</p></body></html>"
    assert read_html(source.encode("big5"), LIMITS).text == "台積電的營收成長了百分之十二"


@pytest.mark.parametrize(("charset", "text"), [("shift_jis", "価格は高い"), ("windows-1251", "Цены выросли")])
def test_a_declared_charset_that_cannot_be_guessed_is_believed(charset: str, text: str) -> None:
    source = f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>'
    assert read_html(source.encode(charset), LIMITS).text == text


def test_the_charset_of_xhtml_is_in_its_first_line() -> None:
    assert declared_charset(b'<?xml version="1.0" encoding="gbk"?><html>') == "gbk"
    assert declared_charset(b"<p>charset=gbk</p>") == ""


def test_menus_go_and_the_article_stays_with_its_lists_and_tables() -> None:
    menu = "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(12))
    raw = page(
        f"<nav><a href=/>首页</a></nav><ul>{menu}</ul>"
        f"<h1>算力测算</h1><p>{PARAGRAPH}</p><h2>硬件<br>成本</h2>"
        f"<ul><li>{ENGLISH}</li><li>芯片<ul><li>第二层</li></ul></li></ul><ol><li>甲</li><li>乙</li></ol>"
        "<table><caption>表1 成本</caption><tr><th>型号<th>参数</tr>"
        "<tr><td>GPT-3<td>1750亿<br>个</tr></table>"
        "<script>var x = '不是正文'</script><style>p{}</style><footer>版权所有</footer>",
        title="算力测算_财经网",
    )
    assert raw.text.split("\n") == [
        "算力测算",
        "",
        PARAGRAPH,
        "",
        "硬件 成本",
        "",
        f"- {ENGLISH}",
        "- 芯片",
        "- 第二层",
        "1. 甲",
        "2. 乙",
        "",
        "表1 成本",
        "型号\t参数",
        "GPT-3\t1750亿 个",
    ]
    assert headings(raw) == [(1, "算力测算"), (2, "硬件 成本")]
    assert raw.title == "算力测算"


def test_a_page_that_hardly_has_a_main_text_is_taken_whole() -> None:
    raw = page(f'<div class="sidebar"><p>{PARAGRAPH}</p><p>{ENGLISH}</p></div><p>短</p>')
    assert PARAGRAPH in raw.text
    assert ENGLISH in raw.text


@pytest.mark.parametrize("inner", ["<b>亿</b>", "<i> 亿 </i>", "<!--a-->亿<!--b-->", "<b>&#x4ebf;</b>"])
def test_a_lone_character_in_an_element_is_not_taken_for_an_icon(inner: str) -> None:
    # Resiliparse 2.0.1 drops it; so 10.5亿元 became 10.5元.
    text = page(f"<p>融资额达到10.5{inner}元，{PARAGRAPH}</p>").text
    assert text.replace(" ", "").startswith("融资额达到10.5亿元")


def test_every_common_character_survives_alone() -> None:
    characters = [chr(code) for code in range(0x4E00, 0x9FA6, 37)]
    raw = page("".join(f"<p>数字<b>{char}</b>后文</p>" for char in characters))
    assert raw.text.split("\n\n") == [f"数字{char}后文" for char in characters]


def test_powers_stay_powers() -> None:
    powers = "总量为 3.15×10<sup>23</sup> 次，误差 10<sup>-4</sup>，约 10<sup>4</sup> 块。"
    assert page(f"<p>{powers}{PARAGRAPH}</p>").text.startswith("总量为 3.15×10²³ 次，误差 10⁻⁴，约 10⁴ 块。")


def test_an_article_that_a_script_would_show_is_the_main_text() -> None:
    article = f'<div id="js_content" style="visibility: hidden; opacity: 0;"><p>{PARAGRAPH * 3}</p></div>'
    chrome = "<div class='sidebar'>" + "".join(f"<p>相关阅读第{i}篇的标题</p>" for i in range(9)) + "</div>"
    assert page(f"{article}{chrome}").text == PARAGRAPH * 3


def test_a_date_in_a_time_element_is_text() -> None:
    assert "于2023年5月发布" in page(f"<p>该模型于<time>2023年5月</time>发布。{PARAGRAPH}</p>").text


def test_tables_are_spread_and_layout_tables_are_text() -> None:
    raw = page(
        "<table><tr><th rowspan=2>公司</th><th colspan=2>2023年</th></tr><tr><th>收入</th><th>利润</th></tr>"
        "<tr><td rowspan=2>甲</td><td>10</td><td>1</td></tr><tr><td>20</td><td>无</td></tr></table>"
        f"<table><tr><td><p>{PARAGRAPH}</p><p>{ENGLISH}</p></td></tr></table>"
        f"<table><tr><td>{'左' * 1200}</td><td>右边的框</td></tr></table>"
    )
    assert raw.text.split("\n")[:4] == [
        "公司\t2023年\t2023年",
        "公司\t收入\t利润",
        "甲\t10\t1",
        "甲\t20\t无",
    ]
    assert f"{PARAGRAPH}\n\n{ENGLISH}" in raw.text
    assert f"{'左' * 1200}\n\n右边的框" in raw.text or f"{'左' * 1200}\n右边的框" in raw.text


def test_a_table_within_a_layout_table_is_read_as_a_table() -> None:
    raw = page("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>")
    assert raw.text == "a\tb"


def test_several_main_headings_are_sections() -> None:
    body = f"<h1>一、背景</h1><p>{PARAGRAPH}</p><h1>二、结论</h1><h2>小结</h2><p>{ENGLISH}</p>"
    raw = page(body, title="研究报告")
    assert headings(raw) == [(2, "一、背景"), (2, "二、结论"), (3, "小结")]
    assert raw.title == "研究报告"


def test_the_title_may_be_only_in_the_metadata() -> None:
    meta = '<meta property="og:title" content="公众号文章的标题">'
    assert page(f"<p>{PARAGRAPH}</p>", head=meta).title == "公众号文章的标题"
    assert page(f"<p>{PARAGRAPH}</p>", title="无标题").title == ""


def test_offsets_of_headings_are_starts_of_lines() -> None:
    raw = page("".join(f"<h{i}>标题{i}</h{i}><p>{PARAGRAPH}</p>" for i in range(1, 7)))
    assert headings(raw) == [(i, f"标题{i}") for i in range(1, 7)]
    assert all(found.offset == 0 or raw.text[found.offset - 1] == "\n" for found in raw.headings)


def test_the_marks_used_inside_cannot_be_forged() -> None:
    raw = page(f"<p>\ue0001\ue002假标题</p><p>\ue0010\ue002{PARAGRAPH}</p><p>\ue0019\ue002</p>")
    assert raw.headings == ()
    assert raw.text == f"1假标题\n\n0{PARAGRAPH}\n\n9"


DEEP = {
    "boxes": "<div>x" * 20_000,
    "lists": "<ul><li>x" * 20_000,
    "boxes that a table keeps from closing": "<div><table></div></table>x" * 2000,
    "bold type": "<b><p>" * 5000 + "x",
    "links": "<a>" * 5000 + "x",
}


@pytest.mark.parametrize("name", DEEP)
def test_elements_within_elements_without_end_are_survived(name: str) -> None:
    # Lists 300,000 deep made the extractor ask for 4 GB and abort the process.
    source = DEEP[name]
    assert read_html(f"<body>{source}".encode(), LIMITS).text.count("x") == source.count("x")


def test_text_of_a_page_too_deep_keeps_its_lines() -> None:
    raw = page("<div>" * 400 + f"<h1>标题</h1><p>{PARAGRAPH}</p><p>{ENGLISH}<br>次行</p>")
    assert [line for line in raw.text.split("\n") if line] == ["标题", PARAGRAPH, ENGLISH, "次行"]


def test_more_markup_than_fits_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_TAGS", 100)
    assert page("<p>x</p>" * 40).text
    with pytest.raises(ReadError, match=r"^too much markup for one document$"):
        page("<p>x</p>" * 60)


@pytest.mark.parametrize("source", ["<html></html>", "<!--", "<frameset><frame src=a></frameset>"])
def test_a_page_of_nothing_has_no_text(source: str) -> None:
    assert read_html(source.encode(), LIMITS).text == ""


TAGS = "p /p table tr td /table ul li /ul h2 /h2 sup /sup a /a div /div br pre svg b /b"
PIECES = [*(f"<{tag}>" for tag in TAGS.split()), "<td rowspan=3>", "亿", "2", "text "]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_soup_of_tags_is_read(pieces: list[str]) -> None:
    raw = read_html("".join(pieces).encode(), LIMITS)
    assert not set(raw.text) & {"\ue000", "\ue001", "\ue002"}
    assert all(raw.text[found.offset :].split("\n")[0].strip() for found in raw.headings)
