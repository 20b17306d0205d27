"""Numbers with their units as exact values: so that reports can be compared and calculated with."""

from hopyard.core.text.quantities.compare import AGREE, Relation, compare
from hopyard.core.text.quantities.format import format_quantity
from hopyard.core.text.quantities.heads import Head, head_of
from hopyard.core.text.quantities.parse import parse, quantities
from hopyard.core.text.quantities.values import (
    Dimension,
    Hedge,
    Mention,
    Period,
    Quantity,
    QuantityError,
    Unit,
)

__all__ = [
    "AGREE",
    "Dimension",
    "Head",
    "Hedge",
    "Mention",
    "Period",
    "Quantity",
    "QuantityError",
    "Relation",
    "Unit",
    "compare",
    "format_quantity",
    "head_of",
    "parse",
    "quantities",
]
