"""The table of expressions, read for several tests."""

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from hopyard.core.text.quantities import Hedge


class Row(NamedTuple):
    text: str
    low: Fraction
    high: Fraction
    unit: str
    dimension: str
    hedge: Hedge


def rows() -> tuple[list[Row], list[str]]:
    """The expressions with one quantity, and the texts without any."""
    found: list[Row] = []
    none: list[str] = []
    unit = dimension = ""
    for line in Path(__file__).with_name("quantities.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            unit, dimension = line[2:].split(" ", 1)
            unit = "" if unit == "-" else unit
        elif line and not line.startswith("#"):
            text, value, *rest = line.split("\t")
            if value == "-":
                none.append(text)
                continue
            low, _, high = value.partition("..")
            hedge = Hedge(rest[0] if rest else "")
            found.append(Row(text, Fraction(low), Fraction(high or low), unit, dimension, hedge))
    return found, none
