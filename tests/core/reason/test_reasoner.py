"""Reading and answering without a model, over passages made here."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pytest

from hopyard.core.ports import Brief, BriefHop, HopTask, Reading
from hopyard.core.question.names import Name
from hopyard.core.question.understand import understand
from hopyard.core.reason.compose import compose
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.reason.ranking import MAX_QUOTE, quotable_spans
from hopyard.core.reason.score import Scorer
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Citation, Evidence, Finding, Hit, Passage, Source

VALLEY = [
    "檐月农场是上谷最大的种植户，2023 年收获酒花 168 吨。",
    "合作社的烘干房在 2021 年改用燃气，能耗下降 12%。",
    "Corvanth was bred at Pellamor in 2009. It yields 2.46 t/ha.",
    "The Long Press was rebuilt in 1998 and holds 40 bales.",
    "品种\t单产（t/ha）\t抗病\nCorvanth\t2.46\t强\nBellisk\t2.12\t中",
]


def passages(texts: Sequence[str], headings: Mapping[int, str] | None = None) -> list[Hit]:
    hits = []
    for i, text in enumerate(texts):
        source = Source(f"{i:032x}", f"document {i}", f"{i}.txt", "txt", len(text))
        passage = Passage(source.id, 0, len(text), text, "line 1", (headings or {}).get(i, ""))
        hits.append(Hit(passage, source, float(len(texts) - i)))
    return hits


def reasoner(hits: Sequence[Hit]) -> ExtractiveReasoner:
    seen = Counter(word for hit in hits for word in set(tokens(hit.passage.text)))

    def frequencies(words: Iterable[str]) -> Mapping[str, int]:
        return {word: seen[word] for word in words}

    return ExtractiveReasoner(frequencies, lambda: len(hits))


def read(question: str, hits: Sequence[Hit], root: str = "") -> Reading:
    return asyncio.run(reasoner(hits).read(HopTask(root or question, question), hits))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("檐月农场 2023 年收获了多少吨酒花？", VALLEY[0]),
        ("烘干房的能耗下降了百分之几？", VALLEY[1]),
        ("When was Corvanth bred?", "Corvanth was bred at Pellamor in 2009."),
        ("How many bales does the Long Press hold?", VALLEY[3]),
    ],
)
def test_the_sentence_that_answers_is_the_first_finding(question: str, text: str) -> None:
    hits = passages(VALLEY)
    finding = read(question, hits).findings[0]
    assert finding.text == text
    quote = finding.quotes[0]
    passage = hits[quote.hit].passage
    assert passage.text[quote.start - passage.start : quote.end - passage.start] == finding.text


@pytest.mark.parametrize(
    "question",
    [
        "Wrenfold 农场 2023 年收获了多少吨酒花？",
        "When was Thrushwing bred?",
        "烘干房的造价是多少万元？",
        "What does the Long Press's owner earn?",
        "How many bales does the Short Press hold?",
    ],
)
def test_what_is_not_said_is_not_found(question: str) -> None:
    reading = read(question, passages(VALLEY))
    assert reading.findings == ()
    assert reading.notes


def test_a_tables_row_is_read_with_its_columns() -> None:
    table = passages([VALLEY[4]], {0: "表 3 品种 | 品种 单产（t/ha） 抗病"})
    finding = read("Bellisk 的单产是多少？", table).findings[0]
    assert finding.text == "Bellisk\t2.12\t中"


def test_the_same_sentence_in_two_documents_is_one_finding_with_two_quotes() -> None:
    hits = passages([VALLEY[0], "别的内容。", VALLEY[0]])
    findings = read("檐月农场 2023 年收获了多少吨酒花？", hits).findings
    assert [quote.hit for quote in findings[0].quotes] == [0, 2]


def test_a_description_leads_to_the_question_about_the_name_it_finds() -> None:
    hits = passages(["Dunmarrow is the largest grower in the valley.", "Dunmarrow plants Corvanth.", *VALLEY])
    asked = [
        one.question
        for one in read("Which variety does the valley's largest grower plant?", hits).suggestions
    ]
    assert "Which variety does Dunmarrow plant?" in asked


def test_reading_is_deterministic() -> None:
    hits = passages(VALLEY)
    assert read("Corvanth 的单产是多少？", hits) == read("Corvanth 的单产是多少？", hits)


@pytest.mark.parametrize("question", ["", "？", "的", "a", "多少", "\n" * 50, "GPT-3" * 400])
def test_odd_questions_are_read_without_harm(question: str) -> None:
    reading = read(question, passages(VALLEY))
    assert len(reading.kept) <= len(VALLEY)


def finding(hop: str, n: int, text: str, source: str = "a" * 32) -> Finding:
    citation = Citation(f"{hop}/1", source, 0, len(text), text, "line 1")
    return Finding(f"{hop}/f{n}", hop, text, (citation,))


def brief(*hops: BriefHop, pinned: tuple[str, ...] = ()) -> Brief:
    return Brief("有多少吨，又有多少人？", hops, pinned)


def no_quote(kept: Evidence, question: str) -> Citation:
    return Citation(kept.id, kept.passage.source, 0, 4, kept.passage.text[:4], kept.passage.location)


def no_score(question: str) -> Scorer:
    return Scorer(understand(question), lambda words: dict.fromkeys(words, 1), 10)


def test_an_answer_keeps_the_order_of_hops_and_says_what_is_missing() -> None:
    first = BriefHop("1", "root", "有多少吨", (), (finding("1", 1, "收了 3 吨。"),), found=True)
    second = BriefHop("2", "root", "有多少人", (), (), found=False)
    answer = compose(brief(first, second), no_quote, no_score)
    assert answer.answered
    assert [sentence.text for sentence in answer.sentences] == ["收了 3 吨。"]
    assert answer.note == "来源中没有可引用的句子回答：有多少人。"


def test_a_hop_under_it_finds_for_the_part_above() -> None:
    above = BriefHop("1", "root", "有多少吨", (), (), found=False)
    under = BriefHop("1.1", "1", "檐月有多少吨", (), (finding("1.1", 1, "收了 3 吨。"),), found=True)
    assert compose(brief(above, under), no_quote, no_score).note == ""


def test_without_a_finding_there_is_no_answer_but_the_nearest_passage_is_named() -> None:
    kept = Evidence("1/1", "1", Passage("a" * 32, 0, 5, "hello", "p. 3"), 0.2, "near")
    titled = msgspec.structs.replace(
        brief(BriefHop("1", "root", "?", (kept,), (), found=False)), titles={"a" * 32: "Yields"}
    )
    answer = compose(titled, no_quote, no_score)
    assert not answer.answered
    assert answer.sentences == ()
    assert "Yields, p. 3" in answer.note


def test_what_is_pinned_is_quoted_once() -> None:
    kept = Evidence("1/1", "1", Passage("a" * 32, 0, 5, "hello", "p. 3"), 0.2, "near")
    hop = BriefHop("1", "root", "?", (kept,), (), found=False)
    answer = compose(brief(hop, pinned=("1/1",)), no_quote, no_score)
    assert [sentence.text for sentence in answer.sentences] == ["hell"]
    assert answer.sentences[0].citations[0].evidence == "1/1"


def test_every_sentence_of_an_answer_is_cited() -> None:
    hops = [
        BriefHop(str(i), "root", "?", (), (finding(str(i), 1, f"收了 {i} 吨。"),), found=True)
        for i in range(1, 12)
    ]
    answer = compose(brief(*hops), no_quote, no_score)
    assert 0 < len(answer.sentences) <= 8
    assert all(sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("name", "text", "share"),
    [
        ("GPT-3", "以 GPT3 为例", 1.0),
        ("GPT-3", "GPT-3.5 架构", 0.4),
        ("PaLM", "PaLM-E 模型", 0.4),
        ("PaLM 2", "发布 PaLM 2。", 1.0),
        ("BERT", "RoBERTa", 0.0),
        ("BERT", "BERT 3 亿参数", 1.0),
        ("A100", "A100GPU芯片", 1.0),
        ("Google", "谷歌发布", 1.0),
        ("Switch Transformer", "the Transformer", 0.25),
        ("T5", "Flan-T5", 0.4),
        ("Corvanth", "2023.2.27收购Corvanth2023.3.2改名", 1.0),
    ],
)
def test_names_are_told_from_longer_names(name: str, text: str, share: float) -> None:
    assert Name(name).share_in(text) == share


def test_what_is_said_of_a_namesake_is_not_said_of_the_thing() -> None:
    scorer = Scorer(understand("Med-Corvanth 2 的产量是多少吨？"), lambda words: dict.fromkeys(words, 1), 10)
    before = ("Med-Corvanth 2 已经停产。",)
    assert scorer.score("产量为 12 吨。", before=before).names > 0.5
    assert scorer.score("Sec-Corvanth 2 的产量为 12 吨。", before=before).names < 0.5


def test_an_item_of_a_list_is_about_what_the_list_is_about() -> None:
    scorer = Scorer(understand("Corvanth 的产量是多少吨？"), lambda words: dict.fromkeys(words, 1), 10)
    passage = "Corvanth 分三点。\n- 1、位置在北。\n- 2、土质好。\n- 3、产量为 12 吨。"
    assert scorer.score("- 3、产量为 12 吨。", passage=passage).names == 0.5
    assert scorer.score("产量为 12 吨。", passage=passage).names == 0.0


def test_a_figure_in_another_dimension_counts_less() -> None:
    scorer = Scorer(understand("Corvanth 的价格是多少？"), lambda words: dict.fromkeys(words, 1), 10)
    assert scorer.score("Corvanth 的价格为 12 美元。").ask > scorer.score("Corvanth 的价格分 12 档。").ask


def test_where_a_figure_comes_from_is_no_finding() -> None:
    hits = passages(["资料来源：《Corvanth 种植年报 2023》"])
    assert read("Corvanth 是哪年种下的？", hits).findings == ()


def test_the_items_of_a_timeline_without_line_breaks_are_quoted_singly() -> None:
    text = "".join(f"20{n}.3.{n}收购Corvanth{n}号园地并改建厂房和仓库" for n in range(10, 25))
    quotes = [text[span.start : span.end] for span in quotable_spans(text)]
    assert len(quotes) == 15
    assert quotes[1] == "2011.3.11收购Corvanth11号园地并改建厂房和仓库"


def test_a_figure_near_what_is_asked_counts_more_than_one_far_off() -> None:
    scorer = Scorer(understand("Corvanth 的产量是多少吨？"), lambda words: dict.fromkeys(words, 1), 10)
    near = scorer.score("Corvanth 的产量为 12 吨。")
    far = scorer.score(
        "12 吨的压机停用以后，仓库、烘干房和新建的三个车间都已经搬到河的另一岸去了，Corvanth 的产量不明。"
    )
    assert near.ask > far.ask
    assert near.total > far.total


def test_of_a_sentence_too_long_to_quote_the_clauses_are_quoted() -> None:
    long = "，".join(f"第{n}个车间在{1990 + n}年建成，面积{n}00平方米" for n in range(30)) + "。"
    text = f"短句一。{long}短句二。"
    quotes = [text[span.start : span.end] for span in quotable_spans(text)]
    assert "".join(quotes) == text
    assert quotes[0] == "短句一。"
    assert all(len(quote) <= MAX_QUOTE for quote in quotes)
    assert all(quote[-1] in "，。" for quote in quotes)


@pytest.mark.parametrize(
    ("question", "title"),
    [("Who founded Dunmarrow Farms?", "Dunmarrow Farms"), ("谁创立了檐月农场？", "檐月农场")],
)
def test_what_says_no_more_than_the_question_is_no_finding(question: str, title: str) -> None:
    hits = passages([f"{title}\n\n{VALLEY[3]}", *VALLEY[1:]])
    assert read(question, hits).findings == ()
