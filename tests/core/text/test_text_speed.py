"""No document, however made, may keep the library busy for long: the rules are linear."""

from __future__ import annotations

import time

import pytest

from hopyard.core.text.prepare import prepare
from hopyard.core.text.raw import RawDocument

_CHARS = 150_000
_SECONDS = 12.0
"""Generous: it takes a fraction of a second on an idle machine, and minutes when a rule is quadratic."""

_UNITS = (
    *(
        "ab",
        "研究",
        "\n",
        " \n",
        "a\tb\n",
        "**a",
        "[",
        "[a](",
        "![",
        "<!--",
        "-\n",
        "1、\n\n",
        "图 1:",
        "资料来源:a",
    ),
    *(
        ".",
        "…a",
        '."a',
        "；",
        "（",
        "。",
        "....... 3\n",
        "免责声明\n",
        "|---|---|\n",
        "```\n",
        "a\n---\n",
        "\\*",
    ),
    *(
        "模型的训练需要大量的算力与数据\n",
        "核心观点核心观点研究",
        "a  b  c\n",
        "The model works. ",
        "\x1b]0;",
        "下载\n",
    ),
)


@pytest.mark.parametrize("kind", ["txt", "md"])
def test_text_that_repeats_one_thing_is_prepared_in_linear_time(kind: str) -> None:
    began = time.process_time()
    for unit in _UNITS:
        text = unit * (_CHARS // len(unit) // len(_UNITS) * 4)
        prepare(RawDocument(title="", kind=kind, text=text), name="x")
    assert time.process_time() - began < _SECONDS


def test_two_megabytes_of_one_sentence_take_seconds() -> None:
    text = "变压器的交付周期已经由半年延长到一年以上，Grid Company 认为 3.5% 的机柜受影响" * 20_000
    assert len(text.encode()) > 2_000_000
    began = time.process_time()
    document = prepare(RawDocument(title="", kind="txt", text=text), name="x")
    assert time.process_time() - began < _SECONDS
    assert len(document.passages) > 1000
