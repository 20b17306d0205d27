"""What a document says of itself: genre, publisher, date, boilerplate, and whether it is a copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.about.alike import NEARLY, resemblance, same_text, same_texts
from hopyard.core.text.about.names import date_in_name, stamped_date
from hopyard.core.text.about.sketches import sketch_of
from hopyard.core.text.about.sources import source_of
from hopyard.core.text.prepare import prepare
from hopyard.core.text.raw import About, RawDocument, Stated
from hopyard.core.values import Source


def about(text: str, kind: str = "txt", **stated: str) -> About:
    return prepare(RawDocument(title="", kind=kind, text=text, stated=Stated(**stated)), name="x").about


BODY = "\n\n变压器的交付周期继续延长，园区的接入审批平均耗时八个月。我们走访了三个省的十二家工厂。\n"
ENGLISH_BODY = "\n\nDelivery times of transformers grew again. We visited twelve plants in three provinces.\n"
PREPARED = "This report has been prepared by Eastmount Securities for its clients."
RETOLD = "\n本文摘自：2024年3月8日已经发布的《园区电力》\n\n本订阅号由东山公司研究部建立并维护。"
FIGURES = "".join(f"\n图表 {n}：各省产量\n\n资料来源：统计年鉴，东山证券研究所\n{BODY}" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "genre", "publisher", "published"),
    [
        # reports of brokers, as they are laid out and as they come out of a converter
        (f"2024年03月08日\n\n园区\n\n分析师：某甲 SAC NO: S0{FIGURES}", "report", "东山证券", "2024-03-08"),
        (f"证券研究报告|2024年3月8日 电力专题(一) 投资评级:超配{BODY}", "report", "", "2024-03-08"),
        (f"证券研究报告\n\n本报告由东山证券股份有限公司在境内提供。{BODY}", "report", "东山证券", ""),
        (f"园区电力深度报告\n{BODY}\n声明\n本报告版权归青禾研究院所有。", "report", "青禾研究院", ""),
        (f"园区电力白皮书\n\n青禾研究院\n\n2024年3月\n{BODY}", "report", "青禾研究院", "2024-03"),
        (f"Grid Outlook: Equity Research\n\nMarch 8, 2024\n{ENGLISH_BODY}", "report", "", "2024-03-08"),
        (f"Grid Outlook\n{ENGLISH_BODY}{PREPARED}", "", "Eastmount Securities", ""),
        (f"园区电力\n{BODY}{RETOLD}", "web page", "东山公司", "2024-03-08"),
        (f"新华社北京3月8日电（记者某乙）园区接入审批提速。{BODY}", "news", "新华社", ""),
        (f"OSLO, March 8, 2024 (Nordwire) - Slow.{ENGLISH_BODY}", "news", "Nordwire", "2024-03-08"),
        (f"发布日期：2024-03-08\n\n来源：北岸日报\n{BODY}", "", "北岸日报", "2024-03-08"),
        (f"证券代码：600000 证券简称：东山 公告编号：2024-012\n\n东山公告{BODY}", "filing", "", ""),
        (f"东山电力股份有限公司\n2023年年度报告\n{BODY}", "filing", "东山电力", ""),
        (f"Grid limits\n\nAbstract\n{ENGLISH_BODY}\nKeywords: grid\n\nReferences\n\n[1] A", "paper", "", ""),
        (f"arXiv:2403.01234v1\n\nGrid limits{ENGLISH_BODY}", "paper", "", ""),
        (f"园区电力\n\n摘要：本文研究审批。\n\n关键词：电力；审批\n{BODY}", "paper", "", ""),
    ],
)  # fmt: skip
def test_what_is_plainly_said(text: str, genre: str, publisher: str, published: str) -> None:
    found = about(text)
    assert (found.genre, found.publisher, found.published) == (genre, publisher, published)
    assert found.dated_by == ("text" if published else "")


@pytest.mark.parametrize(
    "text",
    [
        f"我们 2022 年 12 月发布的报告曾讨论此事。{BODY}",  # a date of another report
        f"2023年5月，东山大会上推出了新的变压器。{BODY}",  # a date of what is told
        f"The valve was released on March 8, 2024 and sold well.{ENGLISH_BODY}",
        "".join(
            f"\n2024年{month}月1日\n\n第{month}阶段的审批已经开始。\n" for month in range(1, 6)
        ),  # a timeline
        f"上传时间:2024-04-22 格式:PDF{BODY}",  # when somebody uploaded it
        f"Bring Your Own Valve (BYOV) - a custom of Oslo.{ENGLISH_BODY}",  # no agency
        f"资料来源：东山证券研究所{BODY}",  # one figure of another's
        f"©2010-2024 云岚网络信息技术有限公司 版权所有{BODY}",  # who hosts it
        f"投资有风险，本公司不承担责任，版权归作者所有。{BODY}",
    ],
)
def test_nothing_is_made_up(text: str) -> None:
    found = about(text)
    assert (found.genre, found.publisher, found.published) == ("", "", "")


def test_formats_say_something_too() -> None:
    assert about("a,b\n1,2\n", "csv").genre == "data table"
    assert about(f"Grid{ENGLISH_BODY}", "pdf", program="Microsoft® PowerPoint® 2019").genre == "slides"
    page = about(f"2024年3月9日\n{BODY}", "html", published="2024-03-08T10:00:00Z", publisher="北岸网")
    assert (page.genre, page.publisher, page.published, page.dated_by) == (
        "web page",
        "北岸网",
        "2024-03-08",
        "metadata",
    )
    pdf = about(BODY, "pdf", published="D:20240308101500+08'00'", author="zhangsan")
    assert (pdf.published, pdf.dated_by, pdf.publisher) == ("2024-03-08", "metadata", "")
    assert about(f"{BODY}东山证券供稿。", "pdf", author="东山证券").publisher == "东山证券"
    assert stamped_date("yesterday") == ""


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("20230510-东山证券-园区电力", "2023-05-10"),
        ("report_2023-05-10_final", "2023-05-10"),
        ("2023年5月10日 园区电力", "2023-05-10"),
        ("园区电力2023年5月", "2023-05"),
        ("notes 2023-05", "2023-05"),
        ("2023.5.10园区", "2023-05-10"),
        ("000_291a3d242e9762a8", ""),
        ("Annual Report 2022", ""),
        ("202305 figures", ""),
        ("20231399", ""),
        ("2023年园区电力", ""),
        ("1202305101", ""),
    ],
)
def test_dates_in_the_names_of_files(name: str, date: str) -> None:
    assert date_in_name(name) == date


def test_a_printed_date_comes_before_the_name_and_the_name_before_metadata() -> None:
    def dated(text: str, name: str, stated: str = "") -> tuple[str, str]:
        raw = RawDocument(title="", kind="pdf", text=text, stated=Stated(stated))
        source = source_of(prepare(raw, name=name), f"/d/{name}.pdf", name)
        return source.published, source.dated_by

    assert dated(f"2024年3月8日\n{BODY}", "20200101") == ("2024-03-08", "text")
    assert dated(BODY, "20200101", "D:20210101") == ("2020-01-01", "file name")
    assert dated(BODY, "园区", "D:20210101") == ("2021-01-01", "metadata")
    assert dated(BODY, "园区") == ("", "")


def test_the_share_of_boilerplate() -> None:
    said = "变压器的交付周期继续延长，审批平均耗时八个月，三个省的工厂都提到这一点。\n\n" * 12
    disclaimer = (
        "\n免责声明\n"
        + "本报告仅供客户参考，不构成投资建议，本公司不承担任何责任，版权所有，未经授权不得转载。\n" * 4
    )
    without, with_it = about(said).boilerplate, about(said + disclaimer).boilerplate
    assert without == 0.0
    n_said, n_disclaimer = len("".join(said.split())), len("".join(disclaimer.split()))
    assert with_it == pytest.approx(n_disclaimer / (n_said + n_disclaimer), abs=0.01)


def report(start: int, n: int = 60) -> str:
    return "".join(
        f"第{k * 37 % 101}号工厂在第{k}周生产了{k * 7919 % 997}台变压器。\n" for k in range(start, start + n)
    )


def test_copies_are_known_and_others_are_not() -> None:
    text = report(0)
    edited = text.replace("第7周", "第七周").replace("\n", "")  # a few words changed, all line breaks lost
    texts = {"a": text, "b": edited, "c": report(500), "d": "太短。"}
    sources = {name: Source(name, "", "", "txt", 1, sketch=sketch_of(text)) for name, text in texts.items()}
    assert same_text("a", sources) == ["b"]
    assert same_text("b", sources) == ["a"]
    assert same_texts(sources) == {name: same_text(name, sources) for name in sources}
    assert same_text("c", sources) == same_text("d", sources) == same_text("unknown", sources) == []


@given(st.integers(0, 60))
def test_the_share_in_common_is_about_right(n_common: int) -> None:
    other = report(60 - n_common)
    truth = n_common / (120 - n_common)
    assert abs(resemblance(sketch_of(report(0)), sketch_of(other)) - truth) < 0.3
    assert (truth == 1) <= (resemblance(sketch_of(report(0)), sketch_of(other)) >= NEARLY)
