"""The parts of models that need no server: events, thinking, counting, prices, errors, fences, presets."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.config.files import build, file_settings
from hopyard.core.keys import Key
from hopyard.core.models.addresses import is_local
from hopyard.core.models.bounds import DEFAULT
from hopyard.core.models.build import address
from hopyard.core.models.errors import BadStream
from hopyard.core.models.faults import retry_after, shown
from hopyard.core.models.meter import Meter
from hopyard.core.models.port import Document, ModelRequest, Turn, Usage
from hopyard.core.models.pricing import Prices
from hopyard.core.models.quirks import services
from hopyard.core.models.rendering import document_text, request_tokens, turn_text
from hopyard.core.models.sse import EventReader, ServerEvent
from hopyard.core.models.think_tags import ThinkTags
from hopyard.core.models.tokens import estimate, fitting, weigh

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def events_of(data: bytes, sizes: list[int], most: int = 10_000) -> list[ServerEvent]:
    reader, found, at = EventReader(most), list[ServerEvent](), 0
    while at < len(data):
        size = sizes[len(found) % len(sizes)]
        found += reader.feed(data[at : at + size])
        at += size
    return [*found, *reader.close()]


LINE = st.sampled_from(
    ["data: 一", "data:b", "data", "event: x", ": note", "id: 3", "", "", "what: ever", "data: {}"]
)


@given(
    st.lists(LINE), st.sampled_from(["\n", "\r\n", "\r"]), st.lists(st.integers(1, 9), min_size=1, max_size=5)
)
def test_events_do_not_depend_on_how_the_bytes_come(lines: list[str], end: str, sizes: list[int]) -> None:
    data = "".join(line + end for line in lines).encode()
    assert events_of(data, sizes) == events_of(data, [len(data) or 1])


def test_events_by_the_standards_examples() -> None:
    text = "\ufeff: note\n\ndata: YHOO\ndata: +2\ndata: 10\n\nevent: add\ndata: 73857293\n\n"
    text += "data\n\ndata:  two\n\n"
    assert events_of(text.encode(), [1]) == [
        ServerEvent("", "YHOO\n+2\n10"),
        ServerEvent("add", "73857293"),
        ServerEvent("", ""),
        ServerEvent("", " two"),
    ]


@pytest.mark.parametrize("data", [b"x" * 200, b"data: " + b"y" * 200 + b"\n", b"data: zzzzzzzzz\n" * 20])
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_line_or_an_event_too_long_is_refused(data: bytes, size: int) -> None:
    with pytest.raises(BadStream):
        events_of(data, [size], most=100)


@given(st.text("<think/>\n a答", max_size=60), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_thinking_is_parted_alike_however_the_text_comes(text: str, sizes: list[int]) -> None:
    def parted(sizes: list[int]) -> tuple[str, str]:
        tags, parts, at, turn = ThinkTags(), list[tuple[bool, str]](), 0, 0
        while at < len(text):
            size = sizes[turn % len(sizes)]
            parts += tags.feed(text[at : at + size])
            at, turn = at + size, turn + 1
        parts += tags.close()
        return "".join(one for is_it, one in parts if is_it), "".join(
            one for is_it, one in parts if not is_it
        )

    thinking, plain = parted(sizes)
    whole = parted([max(1, len(text))])
    assert thinking == whole[0]
    assert plain.lstrip("\n") == whole[1].lstrip("\n")
    if not text.lstrip().startswith("<think>"):
        assert (thinking, plain) == ("", text)


# Counts of the vocabularies cl100k and o200k for the same texts, taken with the package bpe-openai 0.1.4.
COUNTED = [
    ("训练一个大模型需要多少算力和多少张显卡？", 23, 13),
    ("臺灣積體電路製造股份有限公司", 21, 10),
    ("The training run used 1,558 accelerators for 34 days in 2023.", 17, 17),
    ("营业收入同比增长 23.5%，达到 1,204.7 亿元（2025Q3）。", 35, 29),
    ('{"findings": [{"text": "x", "passages": ["e1", "e2"]}]}', 21, 21),
    ("", 0, 0),
]


@pytest.mark.parametrize(("text", "n_old", "n_new"), COUNTED)
def test_tokens_are_near_a_real_count_and_rather_above_it(text: str, n_old: int, n_new: int) -> None:
    assert n_new <= estimate(text) <= 2.2 * n_new + 2
    assert 0.85 * n_old <= estimate(text) <= 1.6 * n_old + 2


@given(st.text(), st.text())
def test_more_text_has_more_tokens(one: str, other: str) -> None:
    assert estimate(one) <= estimate(one + " " + other)
    assert estimate(one) - 1 < weigh(one) <= estimate(one)


def test_texts_that_fit() -> None:
    texts = ["算力" * 50, "compute " * 50, "x"]
    sizes = [estimate(text) for text in texts]
    assert fitting(texts, sum(sizes)) == 3
    assert fitting(texts, sum(sizes[:2])) == 2
    assert fitting(texts, sizes[0] - 1) == 0


def test_a_reply_bit_by_bit_counts_as_much_as_at_once() -> None:
    text = "训练用了 1558 张卡。The run took 34 days. " * 20
    meter = Meter(5, 10_000, DEFAULT)
    for char in re.findall(r"\w+|\W", text):
        meter.came(char)
    assert meter.so_far().usage.output == pytest.approx(estimate(text), rel=0.15)


def test_costs() -> None:
    prices = Prices(input=3.0, output=15.0, cached=0.3, cache_write=3.75)
    usage = Usage(1000, 2000, 400, 100, requests=1)
    assert prices.cost(usage) == pytest.approx((3000 + 600 + 1500 + 1500) / 1e6)
    assert prices.saved(usage) == pytest.approx((2000 * 2.7 - 400 * 0.75) / 1e6)
    assert Prices(3.0, 15.0).cost(usage) == pytest.approx((3400 * 3 + 1500) / 1e6)
    assert Prices(3.0, 15.0).saved(usage) == 0


def test_an_unknown_price_is_not_taken_for_nothing() -> None:
    assert Prices().cost(Usage(1)) is None
    assert Prices(input=1.0).cost(Usage(1, output=1)) is None
    assert Prices(output=1.0).cost(Usage(0, cached=1)) is None
    assert Prices().saved(Usage(0, 5)) is None
    assert Prices().cost(Usage()) == 0
    assert Prices(input=0.0, output=0.0).cost(Usage(9, output=9)) == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "86400"}, 86400.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30 GMT"}, 90.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:01:30 -0000"}, 90.0),
        ({"retry-after": "Sun, 22 Nov 2020 12:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after-ms": "x"}, None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, lambda: NOW) == seconds


def test_a_servers_words_are_cleaned_and_hold_no_key() -> None:
    key = Key("k-123456789")
    assert shown("bad\nkey k-123456789\x1b[31m!", key) == "bad key [key]!"
    assert shown("Incorrect API key provided: sk-proj-abcdef123456. See", None) == (
        "Incorrect API key provided: [key] See"
    )
    assert shown("Bearer abc.def-ghi is wrong", None) == "[key] is wrong"
    assert len(shown("长" * 5000, None)) == 200


@given(st.text("`\n a[]passge e1", max_size=80))
def test_no_passage_gets_out_of_its_fence(text: str) -> None:
    label, *lines = document_text(Document("e1", "题", "p. 1", text)).split("\n")
    assert label == "[passage e1] 题 | p. 1"
    fence = lines[0].removesuffix("text")
    assert set(fence) == {"`"}
    assert lines[-1] == fence
    assert not any(fence in line for line in lines[1:-1])


def test_a_label_stays_one_line() -> None:
    text = document_text(Document("e\n1", "a\nb", "", "x"))
    assert text.split("\n")[0] == "[passage e 1] a b"


def test_a_turn_has_its_passages_first() -> None:
    turn = Turn("user", "why?", (Document("e1", "t", "l", "x"), Document("e2", "t", "l", "y")))
    assert [at for at in ("e1", "e2", "why?")] == sorted(("why?", "e2", "e1"), key=turn_text(turn).index)


def test_a_request_is_counted_before_it_is_sent() -> None:
    turn = Turn("user", "多少？", (Document("e1", "题", "p", "算力" * 500),))
    plain = request_tokens(ModelRequest("s", (turn,), 9))
    assert 1000 < plain < 1700
    assert request_tokens(ModelRequest("s", (turn,), 9, {"type": "object"})) > plain


def presets() -> str:
    """The services in the example, as they are when their marks are taken away."""
    text = EXAMPLE.read_text("utf-8")
    block = text[text.index("# Services whose addresses") : text.index("# What one question may use")]
    return "\n".join(line.removeprefix("# ") for line in block.splitlines()[2:] if line != "#")


def test_the_services_in_the_example_can_be_used_as_they_stand() -> None:
    document = tomllib.loads(presets())
    config = build(file_settings(document, EXAMPLE))
    assert len(config.models) == 16
    hosts = {host for service in services() for host in service.hosts}
    for name, table in config.models.items():
        if name == "claude" or is_local(address(table)):
            continue
        known = [host for host in hosts if f"//{host}" in table.base_url or f".{host}" in table.base_url]
        assert known, name
        [service] = [service for service in services() if known[0] in service.hosts]
        assert table.key_env == service.key_env
    assert sum(is_local(address(table)) for table in config.models.values()) == 3


def test_requests_are_values() -> None:
    request = ModelRequest("s", (Turn("user", "q"),), 9)
    assert msgspec.json.decode(msgspec.json.encode(request), type=ModelRequest) == request
    assert json.loads(msgspec.json.encode(request))["question_alone"] is False
