"""Bytes into text: finds the charset of Chinese and Western text without being told.

The ladder: byte order mark, UTF-8, UTF-16 by its NUL bytes, what the file declares, Windows-1252 if that
looks like Western text, then GB18030 against Big5 by how common the characters are that each would give.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from hopyard.core.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its first two bytes are the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_LABELS = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-15": "iso8859_15",
    "iso-8859-2": "iso8859_2",
    "koi8-r": "koi8_r",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "us-ascii": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
}
"""Declared name to Python codec; a few, because some of Python's codecs are not charsets at all.

Source: the labels of the WHATWG Encoding Standard, of which these are the ones met in practice.
"""

_CHINESE = ("gb18030", "big5hkscs")
_UTF16 = ("utf-16-le", "utf-16-be")
_ASCII = bytes(range(128))
_SAMPLE = 100_000
_MAX_DAMAGED = 0.01
_MIN_COMMON = 0.5
_MIN_WESTERN = 0.9
_MANY_IF_SHORT = 8
_MOSTLY = 0.75
_NEARLY_ALL = 0.9
_ENOUGH = 8
_MIN_WIDE = 0.9
_CLEARLY_MORE = 0.3
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_ASCII_RUN = re.compile("[\x00-\x7f]+")
_CONTROLS = bytes([*range(0x08), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_TYPESET = frozenset("“”‘’„‚–—…•‹›™†‡€")
_WESTERN_MARKS = frozenset("·«»©®°±²³µ¼½¾×÷£¥§¶ªº¿¡´¨¸‰\u00a0")
_CJK_MARKS = frozenset("　、。〈〉《》「」『』【】〔〕“”‘’—…·")


class Decoded(NamedTuple):
    """Text, and the charset that it was in."""

    text: str
    charset: str


def decode(data: bytes, *declared: str) -> Decoded:
    """The text in `data`; `declared` are charsets that its server or the file itself name, the most credible
    first, each believed only when it fits.

    Raises: ReadError("not text") for anything that is not text in a charset that can be told.
    """
    found = _by_mark(data) or _utf8(data) or _utf16(data)
    if found is None:
        stated = (_declared(data, label) for label in declared)
        found = next((one for one in stated if one is not None), None) or _by_look(data)
    if found is None or _mostly_control(found.text):
        raise ReadError("not text")
    return found


def _by_mark(data: bytes) -> Decoded | None:
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(charset, "replace"), charset)
    return None


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8, also with a few broken bytes in it: a character cut at the end, a spliced line."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        if damaged > max(1, _MAX_DAMAGED * _n_beyond_ascii(text)) or damaged * 10 > _n_beyond_ascii(text):
            return None
    if data.count(0) * 20 > len(text):  # UTF-16 of plain English is valid UTF-8 as well
        return None
    return Decoded(text, "utf-8")


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: its spaces and line ends put NUL bytes on one side only."""
    sample = data[: 2 * _SAMPLE]
    n_nul = sample.count(0)
    if n_nul * 200 < len(sample) or len(data) % 2:
        return None
    # On one side only but for characters such as 一, U+4E00, whose other byte is 0.
    little = sample[1::2].count(0) >= _MOSTLY * n_nul
    if not little and sample[::2].count(0) < _MOSTLY * n_nul:
        return None
    charset = "utf-16-le" if little else "utf-16-be"
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        return None
    usual = _common(charset)
    strange = [c for c in text[:_SAMPLE] if c > "\u024f" and c not in usual]
    return Decoded(text, charset) if len(strange) * 5 < len(text[:_SAMPLE]) else None


def _declared(data: bytes, label: str) -> Decoded | None:
    codec = _LABELS.get(label.strip().lower(), "")
    found = _damaged_at_most_little(data, codec) if codec else None
    if found is None or codec not in _CHINESE:
        return found
    # Nearly any Chinese text can be decoded as either of the two, so that decoding alone proves nothing.
    stated = _common_share(found.text, codec)
    other = max((share for share, _ in _candidates(data, tuple(set(_CHINESE) - {codec}))), default=0.0)
    return found if other <= stated + _CLEARLY_MORE else None


def _by_look(data: bytes) -> Decoded | None:
    # Chinese without a space, digit or line end has no NUL bytes by which UTF-16 is found. More than half
    # of its bytes are those of ASCII; of `cccc`, which would be two common characters, all of them.
    n_ascii = len(data) - len(data.translate(None, _ASCII))
    if len(data) % 2 == 0 and len(data) >= 2 * _ENOUGH and n_ascii <= _NEARLY_ALL * len(data):
        wide = _best(_candidates(data, _UTF16), _MIN_WIDE)
        if wide is not None:
            return wide
    return _western(data) or _best(_candidates(data, _CHINESE), _MIN_COMMON)


def _best(candidates: list[tuple[float, Decoded]], at_least: float) -> Decoded | None:
    # Of equals max takes the first, which is GB18030: by far the more frequent.
    share, decoded = max(candidates, key=lambda candidate: candidate[0], default=(0.0, None))
    return decoded if share >= at_least else None


def _candidates(data: bytes, charsets: tuple[str, ...]) -> list[tuple[float, Decoded]]:
    return [
        (_common_share(found.text, charset), found)
        for charset in charsets
        if (found := _damaged_at_most_little(data, charset)) is not None
    ]


def _damaged_at_most_little(data: bytes, charset: str) -> Decoded | None:
    text = data.decode(charset, "replace")
    damaged = text.count("\ufffd")
    little = damaged <= 1 or damaged <= _MAX_DAMAGED * _n_beyond_ascii(text)
    return Decoded(text, charset) if little else None


def _western(data: bytes) -> Decoded | None:
    """Windows-1252 if its few characters beyond ASCII stand where Western writing puts them.

    Chinese bytes come in pairs and in long runs, so that hardly any has ASCII letters on its sides.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond = [place.start() for place in islice(_BEYOND_ASCII.finditer(text), _SAMPLE)]
    fitting = sum(1 for at in beyond if _fits_western(text, at))
    few = not beyond or len(beyond) * 4 <= beyond[-1] + _MANY_IF_SHORT
    return Decoded(text, "cp1252") if few and fitting >= _MIN_WESTERN * len(beyond) else None


def _fits_western(text: str, at: int) -> bool:
    char = text[at]
    if char in _TYPESET:  # as lead bytes of GB18030 these give only characters that nobody uses
        return True
    return (char.isalpha() or char in _WESTERN_MARKS) and all(
        _goes_beside_western(neighbour) for neighbour in (text[at - 1 : at], text[at + 1 : at + 2])
    )


def _goes_beside_western(char: str) -> bool:
    # Two small letters in a row, as in `créée`, are a rare character in GB18030; two capitals a common one.
    return char < "\x80" or char.islower() or char in _TYPESET


def _common_share(text: str, charset: str) -> float:
    """The share of the characters beyond ASCII that are in everyday use, from 0 to 1."""
    beyond = _ASCII_RUN.sub("", text)[:_SAMPLE]
    usual = _common(charset)
    return sum(map(usual.__contains__, beyond)) / len(beyond) if beyond else 0.0


@cache
def _common(charset: str) -> frozenset[str]:
    """Everyday characters and marks: level 1 of GB 2312 (3,755) or Big5 (5,401), and the symbols before it.

    Both for the other charsets. Source: GB 2312-80 rows 1-3 and 16-55; Big5 A140-A3BF and A440-C67E. Rows of
    kana are left out: they are what Big5 text gives when it is taken for GB 2312.
    """
    if charset not in _CHINESE:
        return _common("gb18030") | _common("big5hkscs")
    if charset == "gb18030":
        leads, trails = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)], [*range(0xA1, 0xFF)]
    else:
        leads, trails = [*range(0xA1, 0xC7)], [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    text = "".join(bytes((lead, trail)).decode(charset, "ignore") for lead in leads for trail in trails)
    return frozenset(char for char in text if char > "\x7f") | _CJK_MARKS


def _n_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _mostly_control(text: str) -> bool:
    """Whether more than one character in a hundred is a control that no text has (in three samples).

    Three are forgiven also in a text of a few lines.
    """
    middle = max(0, len(text) // 2 - _SAMPLE // 2)
    sample = text if len(text) <= 3 * _SAMPLE else text[:_SAMPLE] + text[middle:][:_SAMPLE] + text[-_SAMPLE:]
    # Bytes are looked through several times as fast as characters, and no other has these among its own.
    data = sample.encode("utf-8", "surrogatepass")
    n_controls = len(data) - len(data.translate(None, _CONTROLS))
    return n_controls > max(len(sample) / 100, min(3, len(sample) / 20))
