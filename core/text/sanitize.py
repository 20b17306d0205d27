"""Text from outside made safe to print and fit to search: no control sequences, nothing invisible.

A terminal obeys what it is sent, so escape sequences are removed with their payload, and every character
that does not show (controls, format characters, bidirectional overrides, zero-width and private-use
characters, lone surrogates) goes. What is left is visible text, plain spaces, tabs and line feeds.
"""

from __future__ import annotations

import re

from hopyard.core.text.edits import Edit

_NEWLINES = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, among them ESC and the one-byte CSI and OSC
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff"  # lone surrogates, private use
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U0001fffe\U0001ffff\U000e0000-\U0010ffff"  # tags, variation selectors, private planes
)
_FONT_BULLETS = dict.fromkeys("\uf06c\uf06e\uf075\uf09f\uf0a7\uf0b7\uf0d8\uf0fc", "•")
"""Bullets of the Symbol and Wingdings fonts: without them a list would run together."""

# One leading class, so that clean text is skipped at the speed of one set look-up per character; what may
# follow it hangs on look-behinds. Payloads hold no control characters, so that every scan stops at the next
# introducer, and an unterminated sequence loses its introducer only.
_UNSAFE = re.compile(
    f"[{_NEWLINES}{_SPACES}{_INVISIBLE}]"
    r"(?:(?<=\r)\n"
    r"|(?<=[\xad\x02\ufffe])\r?\n(?=[a-z])"  # a word divided at a line's end; the last two are PDFium's
    r"|(?<=\x1b)\[(?:[0-?]*+[ -/]*+[@-~])?"
    r"|(?<=\x1b)[\]PX^_](?:[^\x00-\x1f\x7f-\x9f]{0,4096}+(?:\x07|\x1b\\|\x9c))?"
    r"|(?<=\x1b)[ -/]*[0-~]"
    r"|(?<=\x9b)[0-?]*+[ -/]*+[@-~]"
    r"|(?<=[\x90\x98\x9d-\x9f])[^\x00-\x1f\x7f-\x9f]{0,4096}+(?:\x07|\x1b\\|\x9c)"
    r")?"
)
_INSTEAD = (
    dict.fromkeys(_NEWLINES, "\n")
    | dict.fromkeys("\xa0\u1680\u202f\u205f\u2800\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | _FONT_BULLETS
)
_BREAKS = {0x09: None, 0x0A: None}
_LINE_BREAKS = re.compile(r"[\t\n]+")


def sanitize(text: str) -> str:
    """The text with nothing in it that does not show, but for spaces, tabs and line feeds. Idempotent."""
    return _UNSAFE.sub(lambda found: _INSTEAD.get(found.group()[0], ""), text)


def sanitize_edits(text: str) -> list[Edit]:
    """What `sanitize` does to a text, as edits."""
    if text.isascii() and text.translate(_BREAKS).isprintable():
        return []
    return [
        Edit(found.start(), found.end(), _INSTEAD.get(found.group()[0], ""))
        for found in _UNSAFE.finditer(text)
    ]


def sanitize_line(text: str) -> str:
    """The text made safe, on one line, as for titles, names and paths: tabs and line breaks are a space."""
    return _LINE_BREAKS.sub(" ", sanitize(text)).strip()
