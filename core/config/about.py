"""What each setting does, in the words of the commented example; Python keeps no docstrings of fields."""

from __future__ import annotations

import functools
import re

from hopyard.core.config.write import example

_SETTING = re.compile(r"#?(?P<key>[A-Za-z_]+) = ")
_TABLE = re.compile(r"#?\[(?P<table>[A-Za-z_.]+)\]\Z")
_OPEN = "models"
"""The table whose names a person chooses; the example calls one NAME."""


@functools.cache
def abouts() -> dict[str, str]:
    """The comment above each key and each `[table]` of the example; a line that is switched off counts too.

    Raises: ConfigError if the installation has lost the example.
    """
    found: dict[str, str] = {}
    table, above = "", list[str]()
    for line in example().splitlines():
        if line.startswith("# "):
            above.append(line.removeprefix("# "))
            continue
        if match := _TABLE.match(line):
            table = match["table"]
            found[f"[{table}]"] = " ".join(above)
        elif match := _SETTING.match(line):
            found[f"{table}.{match['key']}"] = " ".join(above)
        above = []
    return found


def about(key: str) -> str:
    """What a dotted key does, in a sentence or two; empty where nothing is said."""
    first, *rest = key.split(".")
    return abouts().get(".".join([first, "NAME", *rest[1:]]) if first == _OPEN else key, "")


def about_table(table: str) -> str:
    """What a table is for; `models.NAME` stands for each model's."""
    return abouts().get("[models.NAME]" if table.startswith(f"{_OPEN}.") else f"[{table}]", "")
