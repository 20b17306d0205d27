"""The words of quantities, read from the tables beside this module: units, scales, hedges, currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from importlib import resources

from hopyard.core.text.quantities.values import Dimension, Hedge, Part, Unit

ByStart = dict[str, tuple[tuple[str, str], ...]]
"""Forms by their first two characters (or their only one), the longest first, each with what goes with it."""

_SI = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21}
_LONG_SI = {"k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zetta"}
_IEC = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5}


def _rows(name: str) -> Iterator[list[str]]:
    text = resources.files("hopyard.core.text.quantities").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _parts(text: str) -> tuple[Part, ...]:
    """`FLOP s-1` as parts: the power stands behind the base, 1 where there is none."""
    found = []
    for word in text.split():
        base = word.rstrip("-0123456789") or word
        found.append(Part(base, int(word[len(base) :] or 1)))
    return tuple(sorted(found))


def _prefixed(prefixes: str, form: str) -> Iterator[tuple[str, Fraction]]:
    """A form with each of its prefixes, and what the prefix multiplies by."""
    allowed = "kMGTPEZ" if prefixes in ("si", "iec") else prefixes
    for letter, power in _SI.items():
        if letter.replace("K", "k") in allowed:
            yield letter + form, Fraction(10) ** power
    if len(form) > 3:
        for letter, word in _LONG_SI.items():
            if letter in allowed:
                yield word + form, Fraction(10) ** _SI[letter]
                yield word.capitalize() + form, Fraction(10) ** _SI[letter]
    if prefixes == "iec":
        for letters, power in _IEC.items():
            yield letters + form, Fraction(1024) ** power


def _cases(form: str) -> tuple[str, ...]:
    if form.isascii() and form.islower() and len(form) > 2:
        return (form, form.capitalize(), form.upper())
    return (form,)


@cache
def units() -> dict[str, Unit]:
    """Every form of every unit. Counts are named as written, other units by the first column of the table."""
    found: dict[str, Unit] = {}
    for name, kind, parts, factor, prefixes, forms in _rows("units.tsv"):
        dimension, bases, times = Dimension(kind), _parts(parts), Fraction(factor)
        for place, form in enumerate(forms.split()):
            plain = form.rstrip("_").replace("_", " ")
            if prefixes != "-" and (place == 0 or form.endswith("_")):
                for own, more in _prefixed(prefixes, plain):
                    found.setdefault(own, Unit(own, dimension, times * more, bases))
            if not form.endswith("_"):
                unit = Unit(plain if dimension is Dimension.COUNT else name, dimension, times, bases)
                for case in _cases(plain):
                    found.setdefault(case, unit)
    return found


@cache
def units_by_start() -> ByStart:
    """The forms of units, to be looked up at a place in a text, with the characters that must not follow."""
    barred = {form: chars for form, chars in _rows("not_before.tsv")}
    return _by_start((form, barred.get(form, "")) for form in units())


@cache
def scales() -> dict[str, int]:
    """Every form of a scale, and its power of ten."""
    return {case: int(power) for form, power, _ in _rows("scales.tsv") for case in _scale_cases(form)}


@cache
def scales_by_start() -> ByStart:
    """The forms of scales, with how each is written: `han`, `word` or `letter`."""
    return _by_start((case, kind) for form, _, kind in _rows("scales.tsv") for case in _scale_cases(form))


def _scale_cases(form: str) -> tuple[str, ...]:
    return _cases(form) if len(form) > 1 else (form,)


@cache
def hedges(where: str) -> tuple[tuple[str, Hedge], ...]:
    """The softening words that stand `before`, `inside` or `after` a figure, the longest first."""
    found = {
        case: Hedge(hedge)
        for hedge, place, forms in _rows("hedges.tsv")
        for form in forms.split()
        if place == where
        for case in _cases(form.replace("_", " "))
    }
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def currencies() -> tuple[tuple[str, Unit], ...]:
    """Signs that stand before a figure, the longest first, with their unit."""
    found = [(sign, units()[code]) for sign, code in _rows("currencies.tsv")]
    return tuple(sorted(found, key=lambda item: -len(item[0])))


def _by_start(forms: Iterable[tuple[str, str]]) -> ByStart:
    found: dict[str, list[tuple[str, str]]] = {}
    for form, meaning in dict(forms).items():
        found.setdefault(form[:2], []).append((form, meaning))
    return {start: tuple(sorted(some, key=lambda item: -len(item[0]))) for start, some in found.items()}
