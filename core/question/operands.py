"""The operands of a calculation as questions of their own, so that each can be searched for. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.asks import first_ask_at, units_of
from hopyard.core.question.calculations import calculation_of
from hopyard.core.question.chinese_sides import chinese_sides
from hopyard.core.question.english_sides import english_sides
from hopyard.core.question.glossary import scope_ways
from hopyard.core.question.names import latin_names
from hopyard.core.question.plans import OperandAsk, Planned
from hopyard.core.question.reckonings import reckoning
from hopyard.core.question.scopes import publishers_meant
from hopyard.core.question.shared import ends_alike, says_owner_itself
from hopyard.core.text.tokens import CJK, fold

_BRACKETS = re.compile(r"[（(][^（()）]*[)）](?=[\s？?。.]*\Z)")
"""What a question says at its end in brackets tells how to answer: 保留一位小数."""
_ON_AVERAGE = re.compile(r"\Aon average,?\s*(?=how)", re.IGNORECASE)
_LEAD = re.compile(r"\A[^，,；;。？?]{2,40}[，,]\s*")


def planned(question: str) -> Planned | None:
    """What has to be looked up to calculate what a question asks; None if it asks for no calculation.

    None also where an operand is not named well enough to be searched for.
    """
    whole = question
    question = _ON_AVERAGE.sub("", _BRACKETS.sub("", question))
    if found := reckoning(question):
        if found.operands[0].role in ("from", "to"):
            return found._replace(operands=tuple(one._replace(question=whole) for one in found.operands))
        return found._replace(operands=tuple(_of_whose(question, one) for one in found.operands))
    asked = calculation_of(question)
    if asked is None:
        return None
    chinese = re.search(f"[{CJK}]", question) is not None
    makers = (
        chinese_sides(question, asked) if chinese else english_sides(asked, "percentage point" in question)
    )
    if len(makers) != 2:
        return None
    lead = _lead(question, makers)
    scoped = [one._replace(question=_scoped(question, _after(lead, one.question))) for one in makers]
    if scoped[0].question == scoped[1].question:
        return None
    close = chinese and not asked.subject and ends_alike(*asked.operands)
    close = close and not all(says_owner_itself(one.name) for one in makers)
    return Planned(asked.operation, tuple(scoped), side_by_side=close)


def _of_whose(question: str, ask: OperandAsk) -> OperandAsk:
    """An operand that says whose document is meant, if the question does."""
    return ask._replace(question=_scoped(question, ask.question))


def _lead(question: str, operands: list[OperandAsk]) -> str:
    """What the question opens with before a comma, if that asks nothing and names no operand."""
    found = _LEAD.match(question)
    if found is None or found.end() > first_ask_at(question) or units_of(found.group()):
        return ""
    lead = fold(found.group())
    named = [name for one in operands for _, name in latin_names(one.name)]
    return "" if any(fold(name) in lead for name in named) else found.group()


def _after(lead: str, part: str) -> str:
    return f"{lead}{part[0].lower()}{part[1:]}" if lead and part.startswith("How ") else f"{lead}{part}"


def _scoped(question: str, part: str) -> str:
    """A part that says whose document is meant, if the question does."""
    scopes = publishers_meant(question)
    if not scopes or any(way in fold(part) for scope in scopes for way in scope_ways(scope)):
        return part
    return f"按{scopes[0]}，{part}" if re.search(f"[{CJK}]", part) else f"{part} ({scopes[0]})"
