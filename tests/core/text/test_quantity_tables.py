"""Every row of the tables of quantities matters: with any one changed, an expression is read otherwise."""

import gc
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.core.text.quantity_table import rows

from hopyard.core.text.quantities import Quantity, Relation, compare, parse, tables

GOOD, NONE = rows()
_PAIRS = [
    line.split("\t")
    for line in Path(__file__).with_name("quantities_equal.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_ROWS = tables._rows


@cache
def _remembering() -> list[Any]:
    """The functions that remember what they read from the tables."""
    found = (one for one in gc.get_objects() if type(one).__name__ == "_lru_cache_wrapper")
    return [one for one in found if "text.quantities" in (one.__module__ or "")]


def _forget() -> None:
    for one in _remembering():
        one.cache_clear()


@pytest.fixture
def _fresh() -> Iterator[None]:
    yield
    _forget()


def _reads_all() -> bool:
    _forget()
    try:
        return all(_as_expected(text, *wanted) for text, *wanted in GOOD) and _none_and_pairs()
    except (KeyError, ValueError, AttributeError):
        return False


def _as_expected(text: str, *wanted: object) -> bool:
    found = parse(text)
    if len(found) != 1 or not isinstance(found[0].value, Quantity):
        return False
    value = found[0].value
    return [value.low, value.high, value.unit.name, value.unit.dimension.value, value.hedge] == list(wanted)


def _none_and_pairs() -> bool:
    if any(parse(text) for text in NONE):
        return False
    values = [[mention.value for text in pair for mention in parse(text)] for pair in _PAIRS]
    return all(
        isinstance(one, Quantity) and isinstance(other, Quantity) and compare(one, other) is Relation.EQUAL
        for one, other in values
    )


def _changed(table: str, row: list[str]) -> Iterator[list[str]]:
    """A row with another factor, another dimension, another power, another currency, another softening."""
    if table == "units.tsv":
        if Fraction(row[3]) != 1:
            yield [*row[:3], str(Fraction(row[3]) * 10), *row[4:]]
        yield [row[0], "length" if row[1] == "mass" else "mass", *row[2:]]
    elif table == "scales.tsv":
        yield [row[0], str(int(row[1]) + 1), row[2]]
    elif table == "hedges.tsv":
        yield ["over" if row[0] == "below" else "below", *row[1:]]
    else:
        yield [row[0], "USD" if row[1] == "EUR" else "EUR"]


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("table", ["units.tsv", "scales.tsv", "hedges.tsv", "currencies.tsv"])
def test_a_changed_row_is_noticed(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _reads_all()
    own = list(_ROWS(table))
    unnoticed = []
    for place, row in enumerate(own):
        for other in _changed(table, row):
            changed = [*own[:place], other, *own[place + 1 :]]
            monkeypatch.setattr(
                tables, "_rows", lambda name, to=changed: to if name == table else _ROWS(name)
            )
            if _reads_all():
                unnoticed.append(other)
    assert unnoticed == []
