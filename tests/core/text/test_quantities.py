"""Quantities read from text: a table of expressions, properties, and what changes when an expression does."""

import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.text.quantity_table import Row, rows

import hopyard.core.text.quantities as quantities_module
from hopyard.core.text.quantities import (
    Head,
    Hedge,
    Mention,
    Period,
    Quantity,
    Relation,
    Unit,
    compare,
    format_quantity,
    head_of,
    parse,
    quantities,
)
from hopyard.core.text.quantities.figures import power_of
from hopyard.core.text.quantities.tables import scales, units
from hopyard.core.text.quantities.values import PLAIN

GOOD, NONE = rows()


def one(text: str) -> Quantity:
    found = parse(text)
    assert len(found) == 1, found
    assert isinstance(found[0].value, Quantity)
    return found[0].value


def test_the_table_is_long_enough() -> None:
    assert len(GOOD) + len(NONE) >= 400
    assert len({row.text for row in GOOD} | set(NONE)) == len(GOOD) + len(NONE)


def test_expressions_are_read() -> None:
    for row in GOOD:
        value = one(row.text)
        assert (value.low, value.high) == (row.low, row.high), row.text
        assert (value.unit.name, value.unit.dimension.value) == (row.unit, row.dimension), row.text
        assert value.hedge == row.hedge, row.text


def test_what_counts_nothing_is_none() -> None:
    assert [text for text in NONE if parse(text)] == []


def _times() -> list[tuple[str, Period]]:
    found = []
    for line in Path(__file__).with_name("quantities_times.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, year, month, day, quarter, half, *mark = line.split("\t")
        said = mark[0] if mark else ""
        period = Period(
            int(year),
            int(month),
            int(day),
            int(quarter),
            int(half),
            decade=said == "decade",
            fiscal=said == "fiscal",
            until=Period(int(said)) if said.isdigit() else None,
        )
        found.append((text, period))
    return found


def test_times_are_read() -> None:
    for text, period in _times():
        assert [mention.value for mention in parse(text)] == [period], text
        assert quantities(text) == [], text


def test_what_is_written_is_read_again() -> None:
    for row in GOOD:
        value = one(row.text)
        written = format_quantity(value)
        assert parse(written) == [Mention(0, len(written), value)], row.text


def test_expressions_are_read_within_a_sentence() -> None:
    for row in GOOD:
        for before, after in (("据称，", "。此后不变。"), ("They say: ", "; it stayed so.")):
            found = parse(before + row.text + after)
            assert [mention.value for mention in found] == [one(row.text)], row.text


_UNITS = sorted({unit.name: unit for unit in units().values()}.values(), key=lambda unit: unit.name)
_SCALES = sorted(scale for scale in scales() if scale not in ("十", "hundred", "Hundred", "HUNDRED"))


@st.composite
def values(draw: st.DrawFn) -> Quantity:
    places = draw(st.integers(0, 4))
    scale = draw(st.sampled_from(["", "", *_SCALES, "^5", "^23"]))
    times = Fraction(10) ** power_of(scale)
    ends = sorted(draw(st.lists(st.integers(-(10**6), 10**9), min_size=1, max_size=2)))
    low, high = (Fraction(end, 10**places) * times for end in (ends[0], ends[-1]))
    unit = draw(st.sampled_from([PLAIN, *_UNITS]))
    return Quantity(low, high, unit, scale, times / 10**places, draw(st.sampled_from(list(Hedge))))


@given(values())
def test_any_value_that_is_written_is_read_again(value: Quantity) -> None:
    written = format_quantity(value)
    assert parse(written) == [Mention(0, len(written), value)]


@given(st.integers(1, 5000), st.integers(1, 5000), st.sampled_from(list(Hedge)))
def test_any_fraction_that_is_written_is_read_again(above: int, more: int, hedge: Hedge) -> None:
    share = Fraction(above, above + more)
    value = Quantity(share, share, PLAIN, "分之", Fraction(0), hedge)
    written = format_quantity(value)
    assert parse(written) == [Mention(0, len(written), value)]


@given(
    st.text(
        alphabet="0123456789.,-~+%$¥ 万亿千百十一二三几半多约近分之点年月日季第成倍个台美元kMBGWhQFY/^×(of)",
        max_size=60,
    )
)
def test_mentions_stand_where_they_say_and_apart(text: str) -> None:
    end = 0
    for mention in parse(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        if isinstance(mention.value, Quantity):
            assert mention.value.low <= mention.value.high


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    parse(text)


def _unit_of(text: str) -> tuple[Fraction, Fraction, Unit] | None:
    found = quantities(text)
    return (found[0].value.low, found[0].value.high, found[0].value.unit) if found else None  # type: ignore[union-attr]  # quantities alone


_TENS = {
    "万亿": "亿",
    "亿": "万",
    "万": "亿",
    "billion": "million",
    "million": "billion",
    "bn": "mn",
    "thousand": "million",
    "trillion": "billion",
    "mn": "bn",
    "tn": "bn",
    "crore": "lakh",
    "lakh": "crore",
    "千": "百",
    "兆": "万",
    "百": "千",
}
_LETTERS = {"B": "M", "M": "B", "K": "M", "T": "B", "k": "M", "m": "bn"}


def _other_powers(text: str) -> list[str]:
    """The expression with another power of ten: another scale, exponent, place of the point."""
    found = []
    for word, other in _TENS.items():
        pattern = rf"(?<![A-Za-z]){word}(?![A-Za-z])" if word.isascii() else word
        if hit := re.search(pattern, text):
            found.append(text[: hit.start()] + other + text[hit.end() :])
            break
    if hit := re.search(r"(?<=\d)[BMKTkm](?![A-Za-z0-9])", text):
        found.append(text[: hit.start()] + _LETTERS[hit.group()] + text[hit.end() :])
    if hit := re.search(
        r"(?:(?<=[×*x]10)|(?<=[×*x] 10))(?:\^\{?)?(?=[\d²³])|(?<=\d)[eE](?=\d)|(?<=[eE]-)(?=\d)", text
    ):
        digit = text[hit.end()]
        found.append(text[: hit.end()] + ("7" if digit.isascii() else "⁷") + text[hit.end() + 1 :])
    start = quantities(text)[0].start
    hit = re.compile(r"\d+").search(text, start)
    if hit is None:
        return found
    small = text[hit.end() : hit.end() + 1] == "," or hit.group() == "0"
    at, digit = (hit.start(), "1") if small else (hit.end(), "0")
    found.append(text[:at] + digit + text[at:])
    return found


def test_another_power_of_ten_is_another_value() -> None:
    for row in GOOD:
        others = _other_powers(row.text)
        assert others or not re.search(r"\d|[百千万亿]|illion|thousand", row.text), row.text
        for changed in others:
            assert _unit_of(changed) != _unit_of(row.text), changed


_FORMS = sorted(units(), key=len, reverse=True)
_OTHERS = {"颗": "吨", "USD": "CNY", "%": "‰"}


def _with_another_unit(row: Row) -> None:
    """Whichever form the unit is written in is put for one of another unit."""
    read = quantities(row.text)[0]
    span = row.text[read.start : read.end]
    unit = read.value.unit  # type: ignore[union-attr]  # quantities alone
    forms = [form for form in _FORMS if form in span and units()[form] == unit]
    other = "吨" if unit.dimension.value != "mass" else "公里"
    changed = span
    for form in (*forms, unit.name):
        changed = changed.replace(form, other)
    changed = (
        changed.replace("百分之", "万分之") if "百分之" in changed else changed.replace("千分之", "百分之")
    )
    for sign in ("US$", "HK$", "NT$", "人民币", *"$＄¥￥€£₹₩"):
        changed = changed.replace(sign, "€" if "₩" in span else "₩")
    assert changed != span or span.endswith(("twice", "fold"))
    found = _unit_of(row.text.replace(span, changed))
    assert changed == span or found is None or found[2] != unit, changed


def test_another_unit_is_another_unit() -> None:
    for row in GOOD:
        if row.unit and "/" not in row.unit:
            _with_another_unit(row)


@pytest.mark.parametrize(
    ("one_text", "other_text", "relation"),
    [
        ("540B", "5400亿", Relation.EQUAL),
        ("10%", "百分之十", Relation.EQUAL),
        ("175 billion parameters", "1750亿个", Relation.EQUAL),
        ("3.15×10²³ FLOPs", "3.15e23 FLOPs", Relation.EQUAL),
        ("121.528 PFLOPS", "0.121528 EFLOPS", Relation.EQUAL),
        ("200%", "2倍", Relation.EQUAL),
        ("18个月", "1.5年", Relation.EQUAL),
        ("25 bps", "0.25个百分点", Relation.EQUAL),
        ("1.6万亿", "1.571万亿", Relation.ROUNDED),
        ("1.571万亿", "1.6万亿", Relation.ROUNDED),
        ("1.7万亿", "1.571万亿", Relation.MORE),
        ("3.4亿参数", "4810亿参数", Relation.LESS),
        ("10-20%", "15%", Relation.WITHIN),
        ("10-20%", "25%", Relation.LESS),
        ("超过1000人", "1,200人", Relation.WITHIN),
        ("超过1000人", "900人", Relation.MORE),
        ("近7倍", "6.8倍", Relation.WITHIN),
        ("近7倍", "5倍", Relation.MORE),
        ("约3亿", "3.1亿", Relation.WITHIN),
        ("约3亿", "4亿", Relation.LESS),
        ("至多500美元", "800美元", Relation.LESS),
        ("1558颗", "195台", Relation.UNLIKE),
        ("5美元", "5元", Relation.UNLIKE),
        ("5%", "5个百分点", Relation.UNLIKE),
        ("16GB", "16GiB", Relation.LESS),
        ("30天", "1个月", Relation.UNLIKE),
        ("1,558 chips", "1558颗", Relation.EQUAL),
    ],
)
def test_quantities_are_compared(one_text: str, other_text: str, relation: Relation) -> None:
    assert compare(one(one_text), one(other_text)) is relation


def test_a_tenth_is_ten_percent() -> None:
    assert compare(one("10%"), one("十分之一")) is Relation.EQUAL
    assert (
        compare(one("10%"), Quantity(Fraction(1, 10), Fraction(1, 10), step=Fraction(1, 10)))
        is Relation.EQUAL
    )


_MIRROR = {Relation.LESS: Relation.MORE, Relation.MORE: Relation.LESS}


@given(values(), values())
def test_comparing_has_two_sides(first: Quantity, second: Quantity) -> None:
    there, back = compare(first, second), compare(second, first)
    assert back is _MIRROR.get(there, there)
    assert compare(first, first) is Relation.EQUAL


@pytest.mark.parametrize(
    ("text", "scale", "unit"),
    [
        ("(in thousands)", "thousand", ""),
        ("US$ in millions, except per share data", None, None),
        ("Amounts in US$ millions", "million", "USD"),
        ("in millions of US dollars", "million", "USD"),
        ("RMB'000", "thousand", "CNY"),
        ("HK$ million", "million", "HKD"),
        ("单位：万元", "万", "CNY"),
        ("单位：百万美元", "百万", "USD"),
        ("金额单位: 千元", "千", "CNY"),
        ("营业收入（亿元）", "亿", "CNY"),
        ("Expressed in billions", "billion", ""),
        ("A list of varieties", None, None),
        ("品种一览", None, None),
    ],
)
def test_a_tables_head_says_how_its_figures_count(text: str, scale: str | None, unit: str | None) -> None:
    head = head_of(text)
    if scale is None and text.startswith("US$"):
        assert head == Head("million", head.unit if head else PLAIN)
    elif scale is None:
        assert head is None
    else:
        assert head is not None
        assert (head.scale, head.unit.name) == (scale, unit)


def test_a_head_holds_for_plain_numbers_alone() -> None:
    head = head_of("单位：万元")
    found = [mention.value for mention in parse("2021年\t1,250.5\t12%\t3亿元\t35", head)]
    assert isinstance(found[0], Period)
    assert [value.low for value in found[1:] if isinstance(value, Quantity)] == [
        12505000,
        12,
        300000000,
        350000,
    ]
    assert isinstance(found[1], Quantity)
    assert found[1].step == 1000
    assert found[1].unit.name == "CNY"


def test_after_from_two_values_stand_apart() -> None:
    found = [mention.value for mention in quantities("rose from 3.1 to 4.5 million users")]
    assert [value.low for value in found if isinstance(value, Quantity)] == [3100000, 4500000]


def test_several_in_a_sentence() -> None:
    text = "2023年5月，新增A100芯片1558颗，价值量约2337万美元，用时30天"
    found = parse(text)
    assert [text[mention.start : mention.end] for mention in found] == [
        "2023年5月",
        "1558颗",
        "约2337万美元",
        "30天",
    ]


_LONG = (
    *(
        "1",
        "1-",
        "1,",
        "1.",
        "1/",
        "1~2",
        "一",
        "万",
        "几",
        "半",
        "约",
        "$",
        "-",
        "三分之",
        "2023",
        "1 to ",
        "from 1 to 2 ",
    ),
    *(
        "one ",
        "hundred ",
        "a hundred ",
        "twenty-",
        "Q3 ",
        "May ",
        "第",
        "1亿2千万",
        "3×10^",
        "1e9",
        "5 kg/",
        "A1 ",
        "1 A ",
        "百",
    ),
)


@pytest.mark.parametrize("unit", _LONG)
def test_reading_is_linear(unit: str) -> None:
    """What takes seconds at 100,000 characters takes minutes when a rule is quadratic."""
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    parse(text)
    assert time.process_time() - begun < 6


def _pairs() -> list[list[str]]:
    text = Path(__file__).with_name("quantities_equal.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_two_ways_to_write_the_same_are_equal() -> None:
    for first, second in _pairs():
        assert compare(one(first), one(second)) is Relation.EQUAL, (first, second)


def test_every_unit_with_a_factor_stands_in_a_pair() -> None:
    paired = {one(text).unit.factor for pair in _pairs() for text in pair}
    rows = [line.split("\t") for line in _units_table() if line and not line.startswith("#")]
    assert {row[0] for row in rows if Fraction(row[3]) not in paired} == set()


def _units_table() -> list[str]:
    folder = Path(quantities_module.__file__).parent
    return (folder / "units.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("scale", ["", "万", "million", "B", "^9"])
def test_every_unit_is_read_as_it_is_written(scale: str) -> None:
    for unit in units().values():
        times = Fraction(10) ** power_of(scale)
        value = Quantity(7 * times, 7 * times, unit, scale, times)
        assert [mention.value for mention in parse(format_quantity(value))] == [value], format_quantity(value)
