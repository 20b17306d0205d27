"""A few numbers that tell whether two texts are nearly the same, without the texts. Pure.

Of the hashes of a text's clauses the smallest are kept; texts that share most of their clauses share most of
these. Source: Broder 1997, "On the resemblance and containment of documents" (bottom-k sketches).
"""

from __future__ import annotations

import re
import zlib

from hopyard.core.text.about.alike import SKETCH_SIZE

_LEAST = 8
"""Of fewer clauses nothing can be said."""
_MIN_CHARS = 8
_CLAUSES = re.compile(r"[，。；：！？、,;:!?()（）|\t]+|\.\s|\n\n")


def sketch_of(text: str) -> str:
    """The sketch of a text, 8 hexadecimal digits for each hash, ascending; empty for a short text."""
    clauses = {"".join(clause.split()) for clause in _CLAUSES.split(text.lower())}
    told = (one.encode("utf-8", "surrogatepass") for one in clauses if len(one) >= _MIN_CHARS)
    hashes = sorted(set(map(zlib.crc32, told)))
    return "".join(f"{one:08x}" for one in hashes[:SKETCH_SIZE]) if len(hashes) >= _LEAST else ""
