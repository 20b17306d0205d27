"""Text of every charset that Chinese and Western files come in, long and short, and what is no text."""

from __future__ import annotations

import contextlib
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.documents.charset import decode
from hopyard.core.errors import ReadError

SIMPLIFIED = (
    "大模型训练需要很多算力，一次训练的成本约为460万美元；参数量从1亿增加到1.6万亿。\n芯片数量为6144块。"
)
TRADITIONAL = (
    "大模型訓練需要很多算力，一次訓練的成本約為460萬美元；參數量從1億增加到1.6萬億。\n晶片數量為6144塊。"
)
FRENCH = "La société a créé 12 % de chiffre d’affaires – « très élevé » – à Genève, où l’été fut long…"
GERMAN = "Größe und Fläche: über 50 °C, „schön“ wäre für die Ämter 20 € günstiger."
SPANISH = "¿Cuánto cuesta? El año pasado creció un 3 % según el señor Núñez, ¡qué bien!"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "utf-32"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "utf-16-be"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (SPANISH, "cp1252"),
        ("没有空格也没有数字的一段文字", "utf-16-le"),
        ("沒有空格也沒有數字的一段文字", "utf-16-be"),
        ("plain English in two bytes each\n", "utf-16-le"),
        ("plain English in two bytes each\n", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("times", [1, 200])
def test_text_comes_back_as_it_was_written(text: str, charset: str, times: int) -> None:
    written = text * times
    assert decode(written.encode(charset)).text == written


@pytest.mark.parametrize("word", ["算力需求", "中国", "单位：亿元", "1,200亿", "A股", "型号,价格\nA,3"])
def test_a_few_simplified_characters_are_enough(word: str) -> None:
    assert decode(word.encode("gbk")).text == word


@pytest.mark.parametrize("word", ["算力需求大幅提升", "訓練成本", "單位：億元", "價格", "台積電的營收"])
def test_a_few_traditional_characters_are_enough(word: str) -> None:
    assert decode(word.encode("big5")).text == word


@pytest.mark.parametrize("word", ["café", "naïve", "Zürich", "créée", "50°C", "à la carte", "“quoted”", "Öl"])
def test_a_few_accents_are_enough(word: str) -> None:
    assert decode(word.encode("cp1252")).text == word


def test_rare_characters_beyond_the_old_standard_are_read_as_gb18030() -> None:
    text = "公司董事长朱镕喆与㑇㐂先生签署协议，交易对价为10.5亿元。"
    assert decode(text.encode("gb18030")).text == text


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    spliced = SIMPLIFIED.encode() + b"\xe5\xae" + SIMPLIFIED.encode()
    assert decode(spliced).text == f"{SIMPLIFIED}\ufffd{SIMPLIFIED}"
    assert decode(SIMPLIFIED.encode()[:-1]).text == f"{SIMPLIFIED[:-1]}\ufffd"


def test_gbk_cut_in_the_middle_of_a_character_is_read() -> None:
    assert decode(SIMPLIFIED.encode("gbk")[:-3]).text.startswith(SIMPLIFIED[:-2])


@pytest.mark.parametrize("label", ["gb2312", "GBK", " gb18030 "])
def test_a_declared_charset_is_believed_when_it_fits(label: str) -> None:
    rare = "喆堃犇骉麤"  # in nobody's list of common characters
    assert decode(rare.encode("gb18030"), label).text == rare


def test_a_declared_charset_that_is_never_guessed_is_believed() -> None:
    assert decode("価格は高い".encode("cp932"), "shift_jis").text == "価格は高い"


@pytest.mark.parametrize("label", ["big5", "utf-16", "unicode_escape", "zlib", "no-such-charset", "rot13"])
def test_a_declared_charset_that_does_not_fit_or_is_none_is_passed_over(label: str) -> None:
    assert decode(SIMPLIFIED.encode("gbk") * 20, label).text == SIMPLIFIED * 20
    assert decode(SIMPLIFIED.encode(), label).text == SIMPLIFIED


def test_logs_with_colours_and_a_stray_nul_are_text() -> None:
    log = ("\x1b[31mERROR\x1b[0m disk is full\n" * 50).encode() + b"\0"
    assert decode(log).text.startswith("\x1b[31mERROR")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        b"\x7fELF\x02\x01\x01" + b"\0" * 200,
        zlib.compress(SIMPLIFIED.encode() * 50),
        bytes(1000),
        bytes(range(1, 32)) * 20,
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(7).randbytes(2000),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(value for i in range(900) for value in (i * 7 % 251, 0)),
    ],
)
def test_binary_data_is_not_text(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^not text$"):
        decode(data)


@given(st.binary(min_size=24, max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ReadError):
        assert decode(data).text


@given(st.text(alphabet=SIMPLIFIED + "abc 12.\n", min_size=30, max_size=200))
def test_everyday_simplified_text_survives_gbk(text: str) -> None:
    data = text.encode("gbk")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(data).text == text
