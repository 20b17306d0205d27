"""Whether a quotation stands in its passage, whole, or cut in a way that may change what it says. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import CJK
from hopyard.core.values import Citation, Passage

_SCALES = "万亿千百兆%％‰"
_OPENING = 12
"""Characters that are told of the beginning of a sentence that is not quoted."""
_UNREADABLE = re.compile("[\ufffd\ufffe\uffff]")
_BLANK_OR_SIGN = re.compile(rf"[^\w{CJK}]+")


class How(StrEnum):
    """How a quotation stands in its passage."""

    WHOLE = "whole"
    ROW = "row"
    PART = "part"
    CUT = "cut"
    UNREADABLE = "unreadable"
    NOWHERE = "nowhere"


class Standing(NamedTuple):
    """How a quotation stands, and the words it is cut in, or those its sentence begins with; may be empty."""

    how: How
    words: str = ""


def standing_of(citation: Citation, passage: Passage) -> Standing:
    """How a citation's quote stands in the passage that it is taken from."""
    start, end = citation.start - passage.start, citation.end - passage.start
    text, quote = passage.text, citation.quote
    if not quote.strip() or start < 0 or text[start:end] != quote:
        return Standing(How.NOWHERE)
    if _UNREADABLE.search(quote):
        return Standing(How.UNREADABLE)
    for at in (start, end):
        if torn := _torn_at(text, at):
            return Standing(How.CUT, torn)
    if "\t" in quote:
        return Standing(How.ROW)
    return _in_its_sentence(text, start, end)


def _torn_at(text: str, at: int) -> str:
    """The word or figure that a cut goes through; empty where it goes through none."""
    before, behind = text[max(0, at - 24) : at], text[at : at + 24]
    if not before or not behind:
        return ""
    left, right = before[-1], behind[0]
    both_latin = left.isascii() and left.isalnum() and right.isascii() and right.isalnum()
    figure = (left.isdigit() and right in _SCALES) or (
        left in ".,，" and before[-2:-1].isdigit() and right.isdigit()
    )
    figure = figure or (left.isdigit() and right in ".," and behind[1:2].isdigit())
    if not figure and not (both_latin and (left.isalpha() == right.isalpha())):
        return ""
    head = re.search(r"[A-Za-z0-9.,]*\Z", before)
    tail = re.match(rf"[A-Za-z0-9.,]*[{_SCALES}]*", behind)
    return f"{head.group() if head else ''}{tail.group() if tail else ''}".strip(".,")


def _in_its_sentence(text: str, start: int, end: int) -> Standing:
    """Whether a quote begins and ends with sentences; if not, what the first of them begins with."""
    for span in sentence_spans(text):
        if not span.start <= start < span.end:
            continue
        skipped, left_out = text[span.start : start], _after(text, end)
        if _said(skipped):
            opening = skipped.strip()
            return Standing(How.PART, opening if len(opening) <= _OPENING else f"{opening[:_OPENING]}…")
        return Standing(How.PART) if _said(left_out) else Standing(How.WHOLE)
    return Standing(How.WHOLE)


def _after(text: str, end: int) -> str:
    """What follows in the sentence in which a quote ends."""
    return next((text[end : span.end] for span in sentence_spans(text) if span.start < end <= span.end), "")


def _said(text: str) -> bool:
    return bool(_BLANK_OR_SIGN.sub("", text))
