"""The one way by which text of others gets into a page: cleaned, escaped, its language said. Pure."""

from __future__ import annotations

import re
from html import escape

from hopyard.core.text.sanitize import sanitize, sanitize_line

MAX_CHARS = 2_000
"""Of a line of text that is no quote; the rest is left out."""
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_JAPANESE_OR_KOREAN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def line(text: str) -> str:
    """Text of others on one line, fit for an element's content and for an attribute in quotes."""
    shown = sanitize_line(text)
    return escape(shown if len(shown) <= MAX_CHARS else f"{shown[:MAX_CHARS]}…")


def lines(text: str) -> str:
    """Text of others with its line breaks."""
    return escape(sanitize(text))


def spoken(text: str, tag: str = "span", style: str = "", inner: str | None = None) -> str:
    """An element with text of others, its language said if it is Chinese.

    `inner` is what it holds where that is more than the text: markup, made by the functions of this module.
    """
    name = f' class="{style}"' if style else ""
    return f"<{tag}{name}{lang(text)}>{line(text) if inner is None else inner}</{tag}>"


def lang(text: str) -> str:
    """The attribute that says that a text is Chinese; empty if it is not.

    A browser then takes Chinese shapes of the characters, and line breaks as Chinese has them. What the page
    says in words of its own is English.
    """
    chinese = len(_CHINESE.findall(text))
    letters = sum(char.isalpha() for char in text)
    is_chinese = chinese * 4 > letters > 0 and not _JAPANESE_OR_KOREAN.search(text)
    return ' lang="zh"' if is_chinese else ""


def link(anchor: str, words: str, style: str = "") -> str:
    """A link within the page. `anchor` and `words` are ours or escaped."""
    name = f' class="{style}"' if style else ""
    return f'<a{name} href="#{anchor}">{words}</a>'
