"""Names the rules by which files are read and text is cut into tokens: under other rules both begin again.

A hash of the code itself, so that no version number has to be remembered. The code is read, not imported:
what it leans on takes longer to load than an unchanged folder to check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

import hopyard.core.documents
import hopyard.core.text
from hopyard.core.documents.limits import ReadLimits

_TEXT = Path(hopyard.core.text.__path__[0])
_HERE = Path(__file__).parent
_QUESTION = _HERE.parent / "question"
_FACTS = (
    *(_HERE / name for name in ("naming.py", "facts.py", "put.py")),
    *(_QUESTION / name for name in ("segment.py", "periods.py")),
)
_VECTORS = tuple(_HERE / "dense" / name for name in ("keeping.py", "static_model.py", "vectors_file.py"))
_DOCUMENTS = Path(hopyard.core.documents.__path__[0])


@cache
def token_rules() -> str:
    """Which tokens a text gives."""
    return _hash([_TEXT / "tokens.py"])


@cache
def reading_rules() -> str:
    """Which cleaned text, passages and facts a file gives."""
    return _hash([*_TEXT.rglob("*.py"), *_DOCUMENTS.rglob("*.py"), *_FACTS])


@cache
def vector_rules() -> str:
    """Which vector a passage has by a given model."""
    return _hash(_VECTORS)


def failing_rules(limits: ReadLimits) -> str:
    """Under what a file fails: under other limits it is worth another try."""
    return f"{reading_rules()} {msgspec.json.encode(limits).decode()}"


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
