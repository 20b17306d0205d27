"""The document that a question means is preferred, among reports that say nearly the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hopyard.core.index.library import Library

ENGLISH = """
The drying capacity of the kilns was {a} tonnes a day; the cooling floor was extended by {b} square metres.

Net debt stood at {b} million at the end of the period, after the repayment of two bonds of the former owner.

The board proposes a dividend of {a} cents a share, which the meeting of shareholders has yet to approve.
"""
CHINESE = """
烘干车间的日处理能力为{a}吨，冷却场地扩建了{b}平方米，设备由本地工厂提供。

期末净负债为{b}百万元，原股东的两笔债券已经偿还，其余贷款将在明年到期。

董事会建议每股派发股利{a}分，尚待股东大会批准，登记日另行公告。
"""
ENGLISH_FILLER = "Weather in the valley was mild and the harvest was brought in by the usual dates. " * 9
CHINESE_FILLER = "山谷里天气温和，收成按往年的日子入库，仓库照常使用，没有发生特别的事情。" * 9


def _english(cover: str, a: int, b: int) -> str:
    return f"{cover}\n\n{ENGLISH_FILLER}\n\n{ENGLISH_FILLER}\n\n{ENGLISH.format(a=a, b=b)}"


def _chinese(cover: str, a: int, b: int) -> str:
    return f"{cover}\n\n{CHINESE_FILLER}\n\n{CHINESE_FILLER}\n\n{CHINESE.format(a=a, b=b)}"


DOCUMENTS = {
    # Told apart by the first page only.
    "e1.txt": _english("Annual report for the fiscal year 2018\n\nDunmarrow Farms plc, Harrowmere", 31, 410),
    "e2.txt": _english("Annual report for the fiscal year 2019\n\nDunmarrow Farms plc, Harrowmere", 32, 420),
    "e3.txt": _english("Annual report for the fiscal year 2018\n\nWrenfold Estate plc, Oldcastle", 33, 430),
    "e4.txt": _english("Quarterly report, 3Q18\n\nWrenfold Estate plc, Oldcastle", 34, 440),
    "z1.txt": _chinese("二级市场研究\n\n谷北集团2021年年度报告\n\n国信证券经济研究所", 41, 510),
    "z2.txt": _chinese("二级市场研究\n\n谷北集团2022年年度报告\n\n国金证券研究所", 42, 520),
    "z3.txt": _chinese("二级市场研究\n\n石桥股份2021年年度报告\n\n分析师：李清照\n\n中金公司", 43, 530),
    "z4.txt": _chinese("二级市场研究\n\n石桥股份2021年三季度报告\n\n华泰证券", 44, 540),
    # Told apart by the file name only.
    "Pellamor_2016.txt": _english("To our shareholders", 35, 450),
    "Pellamor_2017.txt": _english("To our shareholders, once more", 36, 460),
    "檐月农场-2019.txt": _chinese("致股东的信", 45, 550),
    "檐月农场-2020.txt": _chinese("再致股东的信", 46, 560),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = Path(tmp_path_factory.mktemp("reports"))
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    opened = Library.open(Path(tmp_path_factory.mktemp("library")))
    asyncio.run(opened.add([folder]))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("What was the drying capacity of the kilns in the Dunmarrow Farms 2018 annual report?", "e1", "31"),
        ("What was the net debt of Dunmarrow Farms in FY2019?", "e2", "420"),
        ("According to the Wrenfold 2018 10-K, what is the drying capacity of the kilns?", "e3", "33"),
        ("What dividend did Wrenfold Estate propose in Q3 2018?", "e4", "34"),
        (
            "What dividend a share did the board of Wrenfold propose for the third quarter of 2018?",
            "e4",
            "34",
        ),
        ("What was Pellamor's net debt in 2017?", "Pellamor_2017", "460"),
        ("谷北集团2021年烘干车间的日处理能力是多少？", "z1", "41"),
        ("按国信证券的报告，烘干车间的日处理能力是多少？", "z1", "41"),
        ("What is the net debt (净负债) according to the Guosen report?", "z1", "510"),
        ("国金的报告里，期末净负债是多少？", "z2", "520"),
        ("中金公司的报告里，董事会建议派发多少股利？", "z3", "43"),
        ("李清照的报告里，期末净负债是多少？", "z3", "530"),
        ("石桥股份2021年三季度烘干车间的日处理能力是多少？", "z4", "44"),
        ("石桥股份2021年三季报里，期末净负债是多少？", "z4", "540"),
        ("檐月农场2020年的净负债是多少？", "檐月农场-2020", "560"),
    ],
)
def test_the_document_that_is_meant_comes_first(
    library: Library, question: str, document: str, said: str
) -> None:
    first = library.search_now(question, 1)[0]
    assert (Path(first.source.path).stem, said in first.passage.text) == (document, True)


def test_passages_that_stand_alone_are_ranked_as_ever(tmp_path: Path) -> None:
    notes = [(f"n{n}", "", f"Note {n}: Dunmarrow Farms dried {n} tonnes in {2010 + n}.") for n in range(9)]
    opened = Library.open(tmp_path)
    asyncio.run(opened.add_passages(notes))
    question = "How much did Dunmarrow Farms dry in 2014?"
    before = ranked(opened, question)
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in ("a.txt", "b.txt"):  # reports that carry nothing of the question
        (reports / name).write_text(_english(f"Letter {name}", 51, 610), encoding="utf-8")
    asyncio.run(opened.add([reports]))
    after = [one for one in ranked(opened, question) if one in before]
    opened.close()
    assert before[0] == "n4"
    assert after == before


def ranked(library: Library, question: str) -> Sequence[str]:
    return [hit.source.path for hit in library.search_now(question, 20)]
