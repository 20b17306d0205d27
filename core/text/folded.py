"""A text as a person searches it: case, width and white space do not matter. Pure."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Two texts that fold alike are the same to a search.

    NFKC makes full and half width one; `casefold` upper and lower case; any white space counts as one blank.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def same_words(text: str) -> str:
    """What two texts share that differ in signs, spaces and letter case only."""
    return "".join(char for char in text.lower() if char.isalnum())
