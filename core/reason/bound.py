"""Which figures of a sentence are of what a question asks about: by unit, by nearness, by owner. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.question.asks import Ask
from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.understand import Question
from hopyard.core.reason.columns import column_share, columns_of
from hopyard.core.reason.figures import usual_units
from hopyard.core.reason.respective import told_in_order
from hopyard.core.reason.score import Scorer
from hopyard.core.text.quantities import Dimension, Hedge, Mention, Quantity, Unit, head_of, quantities
from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.tokens import CJK, fold, spans, tokens

_SHARES = frozenset({Dimension.SHARE, Dimension.POINTS})
_ASKS_FOR_TIME = re.compile(
    r"天|时间|多久|多长|年限|小时|\b(?:days?|time|long|hours?|years?|months?)\b", re.IGNORECASE
)
_BY_DISTANCE = ((4, 1.0), (12, 0.95), (30, 0.75), (1_000_000, 0.45))
"""What a figure counts by the characters between it and what is asked about."""
_ANOTHERS = 0.3
"""What it counts where another name stands between it and the one that is meant."""
_PLAIN_NUMBER = 0.6
"""What a number without a unit counts where a unit is asked for."""
_OTHER_UNIT = 0.4
_UNSAID = 0.6
"""What it counts where the sentence does not say what is asked about: the one before may."""
_UNNAMED = 0.6
"""What it counts where no name that is meant stands in its sentence."""
_ONE_SIDED = frozenset({Hedge.OVER, Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.BELOW})
_OPEN_END = 0.7
"""What a figure counts of which only a bound is said."""
_COMMA = 20
_COMMAS = re.compile(r"[，、]|,(?!\d)")
"""A comma between a figure and a word counts as this many characters."""
_MEASURED_AGAINST = re.compile(
    r"(?:相比|相较|比|较|超过|优于|相对于|\b(?:than|versus|vs\.?|over|compared (?:to|with)))"
    r"[^，,。；;]{0,14}\Z"
)
_OF = re.compile(r"[^，,。；;、]*?的\s?|-\w+\s")
_OF_WITHIN = 14
"""Between a figure and the name it belongs to: 540B 参数的 PaLM, `a 540B-parameter PaLM`."""
_NOUN_BEHIND = re.compile(
    rf"\s?(?!左右|以上|以下|以内|之多|上下|[的，和与到至是为在已将被了等每而但])(?:[A-Z]+\s?)?[{CJK}]{{2,10}}"
)
"""What a measure word counts, with what stands before it: 28个英文NLP任务."""
_CLAUSE_END = re.compile("[。；;！!？?\n]")


class Bound(NamedTuple):
    """A quantity of a sentence and how surely it is what is asked for, from 0 to 1."""

    mention: Mention
    value: Quantity
    share: float
    own: bool
    """Whether the name that the question means stands nearest to it."""


def unit_of(words: str) -> Unit | None:
    """The unit that a measure word stands for: `台`, `万美元`; None where it is none, or a scale alone."""
    found = quantities(f"有1{words}") if words else []
    if len(found) != 1 or not isinstance(found[0].value, Quantity):
        return None
    unit = found[0].value.unit
    return unit if unit.parts and unit.dimension not in _SHARES else None


def bound(scorer: Scorer, sentence: str, unit: Unit | None = None, heading: str = "") -> list[Bound]:
    """The quantities of a sentence that may be what the scorer's question asks for, in order.

    `unit` is the one asked for, if one is; `heading` may say what a table's figures are counted in.
    """
    question = scorer.question
    names = [Name(name) for name in question.names]
    places = {name.name: name.places_in(sentence) for name in names}
    focus = [{word for way in term.ways for word in way} for term in scorer.focus]
    asked = set().union(*focus)
    about = [_places(sentence, words) for words in focus]
    columns = columns_of(sentence, heading)
    found = []
    for mention in quantities(sentence, head_of(heading) if "\t" in sentence else None):
        assert isinstance(mention.value, Quantity)
        share = _unit_share(mention, sentence, question, unit)
        if not share or (unit is None and _counts_another(mention, sentence, asked)):
            continue
        if columns:
            share *= column_share(sentence, mention, columns, (names, focus))
            own = True
        else:
            share *= _nearness(mention, sentence, about) if question.focus else 1.0
            own = _is_own(mention, sentence, places)
            share *= _UNNAMED if places and not any(places.values()) else 1.0
        if mention.value.hedge in _ONE_SIDED:
            share *= _OPEN_END
        found.append(Bound(mention, mention.value, share if own else share * _ANOTHERS, own))
    return found


def _places(sentence: str, words: set[str]) -> list[tuple[int, int]]:
    return [(token.start, token.end) for token in spans(fold(sentence)) if token.text in words]


def _unit_share(mention: Mention, sentence: str, question: Question, unit: Unit | None) -> float:
    value = mention.value
    assert isinstance(value, Quantity)
    if unit is not None:
        if not comparable(value.unit, unit):
            return 0.0
        return 1.0 if value.unit.parts else _PLAIN_NUMBER
    if Ask.PERCENT in question.asks:
        return 1.0 if value.unit.dimension in _SHARES else _OTHER_UNIT
    return _amount_share(mention, sentence, question)


def _amount_share(mention: Mention, sentence: str, question: Question) -> float:
    """What a figure counts where an amount is asked for: no share, no multiple, no time unless one is."""
    value = mention.value
    assert isinstance(value, Quantity)
    if value.unit.dimension in _SHARES or value.unit.dimension is Dimension.MULTIPLE or value.scale == "分之":
        return 0.0
    if value.unit.dimension is Dimension.DURATION and not _ASKS_FOR_TIME.search(question.text):
        return 0.0
    usual = usual_units(question.focus)
    if usual is not None:
        return 1.0 if usual.search(sentence, mention.start, mention.end) else _OTHER_UNIT
    if not value.unit.parts and not value.scale:
        share = _PLAIN_NUMBER
    else:
        share = 1.0 if _may_count(value.unit, question) else _OTHER_UNIT
    return share


def _counts_another(mention: Mention, sentence: str, asked: set[str]) -> bool:
    """Whether a measure word counts the noun behind it, and that is not what is asked for: 两个模型."""
    value = mention.value
    assert isinstance(value, Quantity)
    if value.unit.dimension is not Dimension.COUNT or len(value.unit.name) != 1 or not asked:
        return False
    noun = _NOUN_BEHIND.match(sentence, mention.end)
    return noun is not None and asked.isdisjoint(tokens(noun.group()))


def _may_count(unit: Unit, question: Question) -> bool:
    """Whether a unit may count what is asked for: 参数 and `tokens` count nothing but themselves."""
    if unit.dimension is not Dimension.COUNT or len(unit.name) < 2 or not question.focus:
        return True
    return not set(tokens(unit.name)).isdisjoint(question.focus)


def _nearness(mention: Mention, sentence: str, about: list[list[tuple[int, int]]]) -> float:
    """How near a figure stands to the words of what is asked about, on average over those that are said."""
    shares = []
    for places in about:
        distances = [_distance(mention, place, sentence) for place in places]
        if distances:
            shares.append(next(share for within, share in _BY_DISTANCE if min(distances) <= within))
    return sum(shares) / len(shares) if shares else _UNSAID


def _distance(mention: Mention, place: tuple[int, int], sentence: str) -> int:
    start, end = place
    between = sentence[end : mention.start] if end <= mention.start else sentence[mention.end : start]
    return len(between) + _COMMA * len(_COMMAS.findall(between))


def _is_own(mention: Mention, sentence: str, places: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether no other name stands nearer to a figure than those that are meant.

    A figure belongs to the name before it, or to one right behind it: `1558 chips of A100`.
    """
    meant = [place for found in places.values() for place in found]
    if not meant or "\t" in sentence:
        return True
    in_order = told_in_order(sentence, mention, meant)
    if in_order is not None:
        return in_order
    if (bracketed := _in_its_brackets(mention, sentence, meant)) is not None:
        return bracketed
    others = [
        (start, start + len(name))
        for start, name in latin_names(sentence)
        if not any(start < end and begin < start + len(name) for begin, end in meant)
        and not (mention.start <= start < mention.end)
        and len(name) > 1
    ]
    return min(_steps(mention, meant, sentence)) <= min(_steps(mention, others, sentence))


def _in_its_brackets(mention: Mention, sentence: str, meant: list[tuple[int, int]]) -> bool | None:
    """Whether the brackets around a figure open right behind a name that is meant: ViT（..., 220亿参数）.

    None for one that stands in no brackets behind a name.
    """
    opens = max(sentence.rfind("(", 0, mention.start), sentence.rfind("（", 0, mention.start))
    closes = re.compile("[)）]|\\Z").search(sentence, mention.end)
    named = any(opens < start < (closes.start() if closes else 0) for start, _ in meant)
    if opens < 0 or named or re.search("[)）]", sentence[opens : mention.start]):
        return None
    name = next(
        (start for start, name in latin_names(sentence) if start + len(name) in (opens, opens - 1)), None
    )
    return None if name is None else any(start <= name < end for start, end in meant)


def _steps(mention: Mention, places: list[tuple[int, int]], sentence: str) -> Iterator[int]:
    """How far names are from a figure: behind it thrice as far, ten times in another sentence, or where the
    name is only what something is measured against."""
    yield 100_000
    for start, end in places:
        before = end <= mention.start
        if not before and _OF.fullmatch(sentence, mention.end, start) and start - mention.end <= _OF_WITHIN:
            yield 0
            continue
        between = sentence[end : mention.start] if before else sentence[mention.end : start]
        distance = len(between) + 1 if before else 3 * len(between) + 2
        elsewhere = (
            (not before and _COMMAS.search(between))
            or _CLAUSE_END.search(between)
            or _MEASURED_AGAINST.search(sentence, max(0, start - 20), start)
        )
        yield distance * (10 if elsewhere else 1)
