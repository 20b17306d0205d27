"""Which names are worth showing: titles that programs left in files, and file names of any bytes."""

from __future__ import annotations

import os
import re

from hopyard.core.documents.charset import decode
from hopyard.core.documents.lines import flatten
from hopyard.core.errors import ReadError

_MAX_TITLE = 200
_PROGRAM = re.compile(r"^(?:microsoft )?(?:word|powerpoint|excel|wps)(?: office)? ?[-–:] ?", re.IGNORECASE)
_FILE_ENDING = re.compile(
    r"\.(?:docx?|pptx?|xlsx?|pdf|rtf|indd|wps|dps|et|tex|dvi|html?|txt|ai|cdr|qxd)$", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"[\s(（]*(?:untitled|no ?title|title|document|word document|doc|new document|presentation"
    r"|powerpoint presentation|slide|book|home|index|anonymous|unspecified|unknown|none|null"
    r"|temp|test|print|scan(?:ned)?"
    r"|无标题|未命名|标题|文档|新建文档|演示文稿|幻灯片|首页"
    r"|新建 ?(?:microsoft )?word ?文档|powerpoint 演示文稿"
    r"|無標題|未命名|文件|簡報|投影片)?[\s\d._()（）-]*",
    re.IGNORECASE,
)


def telling(title: str) -> str:
    """A title out of a file's properties, or empty when it says nothing about the document.

    `Microsoft Word - Report.docx` gives `Report`; `Untitled-3`, `文档1` and bare numbers give nothing.
    """
    flat = _FILE_ENDING.sub("", _PROGRAM.sub("", flatten(shown(_mended(title))))).strip()
    if _SAYS_NOTHING.fullmatch(flat) or "\ufffd" in flat or len(flat) > _MAX_TITLE:
        return ""
    return flat if any(char.isalpha() for char in flat) else ""


def shown_name(name: str) -> str:
    """A file's name as text: bytes that are not in the locale's charset are decoded like any text."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            name = decode(raw).text
        except ReadError:
            name = raw.decode("utf-8", "replace")
    return shown(name)


def shown(text: str) -> str:
    """The text without characters that would do something to a terminal or hide in a line."""
    if text.isprintable():
        return text.strip()
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text
    ).strip()


def _mended(title: str) -> str:
    """Chinese bytes that a program wrote as if they were Latin-1, `ËãÁ¦`, read as Chinese again."""
    if title.isascii() or any(char > "\xff" for char in title):
        return title
    try:
        return decode(title.encode("latin-1")).text
    except ReadError:
        return title
