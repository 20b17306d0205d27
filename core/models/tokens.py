"""How many tokens a text has, near enough to plan by, in Chinese as in English, without a tokenizer.

A character of Chinese is about a token and one of English about a quarter: `characters / 4` is right for
English and a quarter of the truth for Chinese. So each kind of character is counted by itself. The weights
were fitted to the vocabulary cl100k on Chinese research reports and filings, English encyclopedia text, code
and tables: the result is 1.03 to 1.20 times its count on each of them, and up to 1.9 times that of newer
vocabularies (o200k), which hold more Chinese words. bench/models.py measures it again. It errs upwards: what
is counted here is a limit or a budget.
"""

from __future__ import annotations

import re

_HAN = re.compile("[\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[A-Za-z]+")
_DIGITS = re.compile("[0-9]+")
_BREAKS = re.compile(r"\s*\n\s*|[ \t]{2,}")
_ASCII_MARKS = re.compile("[!-/:-@\\[-`{-~]")
_WIDE_MARKS = re.compile("[\u00a1-\u024f\u2010-\u2027\u3000-\u303f\uff00-\uffef]")
_OTHERS = re.compile(
    "[^\\s!-~\u00a1-\u024f\u2010-\u2027\u2e80-\u2fff\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)
_MARGIN = 1.1

MESSAGE_TOKENS = 6
"""What a message costs besides its text: its role and where it begins and ends."""


def estimate(text: str) -> int:
    """Tokens of a text, rather too many than too few; 0 for none."""
    return -int(-weigh(text) // 1)


def weigh(text: str) -> float:
    """As `estimate`, not rounded: for pieces of a text that comes bit by bit, whose sum counts."""
    return _MARGIN * (
        1.15 * len(_HAN.findall(text))
        + sum(1 + max(0, len(word) - 6) / 5 for word in _WORD.findall(text))
        + sum(0.4 + 0.6 * len(digits) for digits in _DIGITS.findall(text))
        + len(_BREAKS.findall(text))
        + 0.8 * len(_ASCII_MARKS.findall(text))
        + 1.2 * len(_WIDE_MARKS.findall(text))
        + 2.0 * len(_OTHERS.findall(text))
    )


def fitting(texts: list[str], most: int) -> int:
    """How many of the texts, from the first on, have at most `most` tokens together."""
    used = 0
    for n_texts, text in enumerate(texts):
        used += estimate(text)
        if used > most:
            return n_texts
    return len(texts)
