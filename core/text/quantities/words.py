"""English number words: `twenty-five`, `two hundred million`, `one third`, `half of`. Pure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SMALL = {word: value for value, word in enumerate(_ONES)} | {
    word: 20 + 10 * place for place, word in enumerate(_TENS)
}
_ANY = "|".join(sorted((*_ONES, *_TENS, *_LARGE), key=len, reverse=True))
_FRACTION = "|".join(_PARTS)
WORDS = re.compile(
    rf"(?<![A-Za-z0-9-])(?:(?P<half>[Hh]alf)(?=\s(?:of|the)\b)"
    rf"|(?P<of>[Aa]|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]even|[Nn]ine)[\s-](?P<part>{_FRACTION})s?"
    r"(?=\s(?:of|the)\b|[\s.,;]|$)(?!\s(?:of\s)?(?:FY|\d))"
    rf"|(?P<twice>[Tt]wice|[Tt]hrice)\b"
    rf"|(?P<words>(?:[Aa]\s(?=(?:hundred|thousand|million|billion|trillion)\b))?(?i:{_ANY})(?:(?:[\s-](?:and\s)?)(?:{_ANY})(?![A-Za-z])){{0,11}})"
    r"(?P<fold>-?fold)?(?![A-Za-z]))"
)


WORD_STARTS = re.compile(
    "[AHOTFSENZMBahotfsenzmb](?=alf |lf|ne|wo|hree|our|ive|ix|even|ight|ine|en|leven|welve|wenty|hir|orty"
    "|ifty|hrice|wice|undred|housand|illion|rillion| (?:hu|th|mi|bi|tr|qu|ha|fi|te))"
)
"""Where a number word may begin: looked for first, because it is found several times as fast."""


LOWER_END = re.compile(
    r"(?<![A-Za-z-])(?<!from )(?P<words>(?i:"
    + "|".join([*_ONES, *_TENS])
    + r"))(?P<fold>)(?P<half>(?!))?(?P<part>(?!))?(?P<twice>(?!))?"
    r"\s(?:to|or)\s\Z"
)
"""The lower end of a range, in one word; its groups are those of `WORDS`."""
_MAX_WORDS = 12


class Words(NamedTuple):
    """A number in words; `step` is its last place, 0 for a fraction."""

    value: Fraction
    scale: str
    step: Fraction
    multiple: bool


def words_number(found: re.Match[str]) -> Words | None:
    """What a match of `WORDS` amounts to; None for a lone `one`, `a` or `hundred`."""
    if found["half"]:
        return Words(Fraction(1, 2), "分之", Fraction(0), False)
    if found["part"]:
        above = 1 if found["of"].lower() == "a" else _SMALL[found["of"].lower()]
        value = Fraction(above, _PARTS[found["part"]])
        whole_quarter = found["part"] == "quarter" and not re.match(
            r"s?\sof\b", found.string[found.end("part") :]
        )
        return None if whole_quarter or not 0 < value < 1 else Words(value, "分之", Fraction(0), False)
    if found["twice"]:
        return Words(Fraction(2 if found["twice"].lower() == "twice" else 3), "", Fraction(1), True)
    return _whole(found["words"], bool(found["fold"]))


def _whole(text: str, fold: bool) -> Words | None:
    words = [word for word in re.split(r"[\s-]+", text.lower()) if word not in ("and", "a")]
    if len(words) > _MAX_WORDS:
        return None
    total = section = 0
    for word in words:
        if word in _SMALL:
            value = _SMALL[word]
            if section % 100 and not (value < 10 and section % 10 == 0 and section % 100 >= 20):
                return None
            section += value
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total += (section or 1) * _LARGE[word]
            section = 0
    if (words in (["one"], ["zero"]) and not fold) or (
        words[0] in _LARGE and not text.lower().startswith("a")
    ):
        return None
    last = words[-1]
    scale = last if last in _LARGE and last != "hundred" and len(words) > 0 else ""
    return Words(Fraction(total + section), scale, Fraction(_LARGE.get(scale, 1)), fold)
