"""The two sides of an English calculation as questions of their own. Pure."""

from __future__ import annotations

import re

from msgspec import structs

from hopyard.core.question.calculations import Asked, Operation
from hopyard.core.question.elliptic import can_be_looked_for, completed, is_bare_name, is_unresolved, owned
from hopyard.core.question.multiplied import of_several
from hopyard.core.question.names import latin_names
from hopyard.core.question.plans import OperandAsk
from hopyard.core.question.plurals import plural

_HAS_SEVERAL = re.compile(r"\A(?:the )?(?:two|three|four|five|six|eight|ten|\d+)\s", re.IGNORECASE)
_IN_WHAT = re.compile(r"\s(?:in terms of|measured (?:in|by)|in|by)\s+(?P<subject>[A-Za-z][A-Za-z -]{2,40})\Z")
"""What two things are compared in, behind the second: `than GPT-3 in parameters`."""
_ONLY_POINTS = re.compile(r"(?:percentage )?points|per ?cent(?:age)?", re.IGNORECASE)
"""What a difference is told in, and no text need say."""
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNT_OF = re.compile(r"(?<=['’]s )(?:number|count) of |(?<=s['’] )(?:number|count) of ", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\A(?:the )?(?:average )?(?:number|count) of ", re.IGNORECASE)
_WHERE = re.compile(r"\s(?:in|of|for|during|at)\s.*\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"\b(?:dollars?|euros?|pounds?|yuan|yen|USD|RMB)\b", re.IGNORECASE)


def english_sides(asked: Asked, points: bool = False) -> list[OperandAsk]:  # noqa: PLR0911 - one for each form
    """The operands of an English question; none where they are not named well enough to be searched for.

    With `points` the question asks for percentage points: its operands are then shares.
    """
    if len(asked.operands) < 2:
        return []
    per_unit = asked.operation is Operation.PER_UNIT
    if not per_unit and not asked.subject and (found := _IN_WHAT.search(asked.operands[1])):
        one, two = asked.operands
        asked = structs.replace(asked, operands=(one, two[: found.start()]), subject=found["subject"])
    if not per_unit and (not asked.subject or _ONLY_POINTS.fullmatch(asked.subject)):
        asked = structs.replace(asked, operands=completed(*asked.operands))
    if not all(map(can_be_looked_for, asked.operands)) or any(map(is_unresolved, asked.operands)):
        return []
    if asked.operation is Operation.GROWTH and all(map(_A_YEAR.search, asked.operands)) and asked.subject:
        return [OperandAsk(time, f"How much {asked.subject} in {time}", "") for time in asked.operands]
    if per_unit:
        return _english_per_unit(asked)
    subject = "" if _ONLY_POINTS.fullmatch(asked.subject) else asked.subject
    asks = "What percentage is" if points or _ONLY_POINTS.fullmatch(asked.subject) else "How much"
    if not subject and any(map(is_bare_name, asked.operands)):
        return []  # how many times larger A is than B: in what is not said
    sides = []
    for side in asked.operands:
        if several := of_several(side, subject, ""):
            sides.append(several)
            continue
        if _HAS_SEVERAL.search(side):
            return []
        thing = _COUNT_OF.sub("", side)
        whose = None if subject or asks != "How much" else owned(thing)
        question = f"How much {subject} does {side} have" if subject else f"{asks} {thing}"
        if whose is not None:
            question = f"How much {whose[1]} does {whose[0]} have"
        sides.append(OperandAsk(f"{subject} of {side}" if subject else thing, question, ""))
    return _each_with_owner(sides)


def _each_with_owner(sides: list[OperandAsk]) -> list[OperandAsk]:
    """The sides, each with the name that only the other one says: it is then meant of both."""
    names = [[name for _, name in latin_names(one.name)] for one in sides]
    return [
        one if mine or len(other) != 1 else one._replace(question=f"{one.question} ({other[0]})")
        for one, mine, other in zip(sides, names, reversed(names), strict=True)
    ]


def _english_per_unit(asked: Asked) -> list[OperandAsk]:
    """`captions per image in Flickr-30k`: both are asked for where the question says."""
    above, below = (_NUMBER_OF.sub("", one) for one in asked.operands)
    where = asked.subject and f" ({asked.subject})"
    if not where and (found := _WHERE.search(below)):
        below, where = below[: found.start()], found.group()
    if _CURRENCY.search(above):
        cost = OperandAsk(f"cost of all {below}", f"How much do {plural(below)} cost in total{where}", above)
    else:
        cost = OperandAsk(above, f"How many {above}{where}", "")
    return [cost, OperandAsk(below, f"How many {plural(below)}{where}", "")]
