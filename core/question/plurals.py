"""The other number of an English noun, so that an operand can be asked for as people would ask. Pure."""

from __future__ import annotations

import re

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)\Z", re.IGNORECASE)
_CONSONANT_Y = re.compile(r"(?<=[b-df-hj-np-tv-z])y\Z", re.IGNORECASE)
_CONSONANT_IES = re.compile(r"(?<=[b-df-hj-np-tv-z])ies\Z", re.IGNORECASE)
_SIBILANT_ES = re.compile(r"(?<=s|x|z)es\Z|(?<=[cs]h)es\Z", re.IGNORECASE)
_NO_PLURAL = re.compile(r"(?:ss|us|is)\Z", re.IGNORECASE)


def plural(words: str) -> str:
    """The words with their last one in the plural: `press` gives `presses`, `city` gives `cities`."""
    if _CONSONANT_Y.search(words):
        return _CONSONANT_Y.sub("ies", words)
    return f"{words}es" if _SIBILANT.search(words) else f"{words}s"


def singular(words: str) -> str:
    """The words with their last one in the singular: `presses` gives `press`; one without plural stays."""
    if _CONSONANT_IES.search(words):
        return _CONSONANT_IES.sub("y", words)
    if _SIBILANT_ES.search(words) and not words.lower().endswith("ses"):
        return words[:-2]
    if words.lower().endswith("sses"):
        return words[:-2]
    return words if _NO_PLURAL.search(words) else words.removesuffix("s")
