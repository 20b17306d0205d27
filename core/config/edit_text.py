"""Changes one value in the text of a configuration file and leaves the rest, comments too, as it stands.

tomlkit keeps a document's looks. What it makes of a text is compared with what was meant before anything is
written: a library that rewrites a person's file is not taken at its word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

_HEADER = r"^[ \t]*\[[ \t]*{}[ \t]*\][ \t]*(#.*)?$\r?\n?"


def with_value(text: str, key: str, value: object, wanted: Mapping[str, Any]) -> str | None:
    """The text with a dotted key set to a value; `wanted` is the whole document that it must amount to.

    None if no text is found that amounts to it.
    """
    plain = list(value) if isinstance(value, tuple) else value
    return _first(_with_value(text, key, plain), wanted)


def without(text: str, key: str, wanted: Mapping[str, Any]) -> str | None:
    """The text with a dotted key taken out; otherwise as `with_value`."""
    return _first(_without(text, key), wanted)


def _first(candidates: Iterator[str], wanted: Mapping[str, Any]) -> str | None:
    return next((text for text in candidates if _amounts_to(text, wanted)), None)


def _amounts_to(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except ValueError:
        return False


def _with_value(text: str, key: str, value: object) -> Iterator[str]:
    import tomlkit  # noqa: PLC0415 - 35 ms, for something only a change needs

    table, _, name = key.rpartition(".")
    header = re.search(_HEADER.format(re.escape(table)), text, re.MULTILINE)
    document = _parsed(text)
    if document is None:
        return
    if header is not None and name not in _table(document, table):
        # At the top of its table: tomlkit would put it at the end, behind the comment on the next table.
        line = tomlkit.dumps({name: value})
        gap = "" if header.group().endswith("\n") else "\n"
        yield text[: header.end()] + gap + line + text[header.end() :]
    inner = document
    for part in table.split("."):
        if part not in inner:
            inner[part] = tomlkit.table()
        inner = inner[part]
    inner[name] = value
    yield tomlkit.dumps(document)


def _without(text: str, key: str) -> Iterator[str]:
    import tomlkit  # noqa: PLC0415 - as above

    table, _, name = key.rpartition(".")
    document = _parsed(text)
    if document is not None and name in (inner := _table(document, table)):
        del inner[name]
        yield tomlkit.dumps(document)


def _parsed(text: str) -> Any | None:
    """The document as tomlkit has it; None for one that it does not understand."""
    import tomlkit  # noqa: PLC0415 - as above
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError):
        return None


def _table(document: Any, table: str) -> Any:
    """A table of the document; an empty one where it is missing."""
    for name in table.split("."):
        if name not in document:
            return {}
        document = document[name]
    return document
