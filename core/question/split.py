"""Takes a question apart into sub-questions that can be asked on their own. Pure.

Three shapes are recognised, in Chinese and English:
- several asks in one question: each clause that asks something becomes a sub-question, given the names of
  the clauses before it where it has none of its own;
- a comparison of two or more things: one sub-question for each;
- a chain, where something is described before it is asked about (`the company that ..., how many ...`):
  the description first, then the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from hopyard.core.question.asks import Ask
from hopyard.core.question.names import latin_names
from hopyard.core.question.operands import planned
from hopyard.core.question.understand import is_chinese, understand
from hopyard.core.question.words import THINGS
from hopyard.core.text.tokens import CJK
from hopyard.core.values import Suggestion

_ASKING = re.compile(
    r"多少|几|什么|哪|谁|何时|何种|如何|怎|为何|是否|吗|多大|多高|多长|多久|多快"
    r"|\b(?:who|whom|whose|which|what|when|where|why|how)\b",
    re.IGNORECASE,
)
_MAX_CHARS = 1_000
_HARD_END = re.compile(r"(?<=[？?；;])\s*|(?<=[。!！])\s*")
_COMMA = re.compile(r"[，,、]\s*(?:(?:而|并且|并|且|又|以及|其中|and|but)\s*)?", re.IGNORECASE)
_PRONOUN = re.compile(
    r"它们|它|其(?![中他实余它])|该(?:模型|公司|产品|机构|报告|方法|项目)?|\b(?i:its|it|their|they)\b"
)
_ANAPHOR = re.compile(
    rf"{_PRONOUN.pattern}|(?:这|该|此)(?:种|个|家|款|位|份)?(?:[{CJK}]{{2}})|"
    r"\b(?i:this|that|these|those)\s+[A-Za-z]+\b"
)
_EDGE = "，,。？?；;、 　"
_CHAIN_CHINESE = re.compile(
    rf"^(?P<described>[^，,。？?；;]{{3,40}}?的(?:那[家个款种位]|这[家个款种位])?(?:[{CJK}]{{0,4}})(?:{THINGS}))"
    rf"(?P<rest>[，,].{{4,}}|(?:在|把|将|是|有|于|的)[^，,。？?；;]{{2,}}.*)$"
)
_VERBS = "have|has|had|is|was|were|are|did|does|do|grow|grows|plant|plants|use|uses|belong|come|comes"
_CHAIN_ENGLISH = re.compile(
    r"\b(?P<described>the\s+(?:(?!and\b|in\b|of\b|by\b)[\w'-]+\s+){1,4}(?:"
    rf"(?:that|which|who|where|whose)\s+[^,?;]{{4,80}}?(?=,|\?|\s+(?:{_VERBS})\b)"
    r"|behind\s+(?:the\s+)?[A-Z][^\s,?;]*"
    rf"|(?:[A-Z][\w-]*\s+){{1,3}}[a-z-]+ed\b[^,?;]{{0,60}}?(?=,|\?|\s+(?:{_VERBS})\b)))"
)
_COMPARED_CHINESE = re.compile(
    r"(?P<one>[^，,。？?；;、]{1,24}?)\s?(?:和|与|跟|以及|、)\s?(?P<two>[^，,。？?；;、的]{1,24}?)\s?"
    r"(?P<rest>(?:的|在|各|分别|哪|谁|相比|相差|之间).*)$"
)
_TIMES = re.compile(
    r"(?P<one>[^，,。？?；;]{2,30}?)\s?的(?P<measure>[^，,。？?；;的]{1,10}?)(?:大约|约)?(?:是|相当于)\s?"
    r"(?P<two>[^，,。？?；;]{2,30}?)\s?的(?:多少|几)倍"
)
_MORE = re.compile(
    r"(?P<one>[^，,。？?；;]{2,30}?)比\s?(?P<two>[^，,。？?；;]{2,30}?)(?:多|高|大|少|低|小)(?:出|了)?"
    r"多少(?P<unit>[^，,。？?；;]{1,8})"
)
_ENGLISH_THING = (
    r"(?:[A-Z][\w.&/+-]*['’]s\s(?:[a-z][\w-]*\s){0,3})?"
    r"[A-Z][\w.&/+-]*(?:\s[A-Z0-9][\w.&/+-]*){0,4}(?:\s\([^)]*\))?"
    r"(?:\sin\s(?:[A-Z][a-z]+\s)?(?:19|20)\d\d)?"
)
_WHICH_OF_THEM = re.compile(r"\A[.?]\s*(?:Which|Who|What|How)\b.*\Z")
"""What follows a comparison and asks which of the two: it is asked of neither alone."""
_COMPARE = re.compile(r"\ACompare\s(?!.*\btimes?\b)(?=the\s)", re.IGNORECASE)
_EACH = re.compile(r"各|分别|\beach\b|\brespectively\b")
_COMPARED_ENGLISH = re.compile(
    rf"\b(?P<one>{_ENGLISH_THING})\s+(?:and|or|versus|vs\.?)\s+(?P<two>{_ENGLISH_THING})"
)


class Chain(NamedTuple):
    """A question whose subject is described, not named."""

    described: str
    rest: str


def split(text: str) -> list[Suggestion]:
    """The sub-questions of a question, at least one, each with the reason for it."""
    text = text.strip()
    whole = parts(text)
    found: dict[str, str] = {}
    for part in whole:
        calculation = planned(part)
        if calculation is not None:
            found.setdefault(part, "the calculation itself: a source may state it")
            for operand in calculation.operands:
                found.setdefault(operand.question, "operand of a calculation")
            continue
        compared = comparison(part)
        chain = None if compared else described_subject(part)
        if compared:
            if not each_its_own(part):
                found.setdefault(part, "the comparison itself")
            for one in compared:
                found.setdefault(one, "one side of the comparison")
        elif chain is not None:
            found.setdefault(chain.described, "finds what the question describes without naming it")
            found.setdefault(part, "the question itself" if len(whole) == 1 else "one of the things asked")
        else:
            found.setdefault(part, "the question itself" if len(whole) == 1 else "one of the things asked")
    return [Suggestion(question, why) for question, why in found.items()]


def parts(text: str) -> list[str]:
    """The clauses that ask something, each complete enough to stand alone."""
    return _with_names(raw_parts(text))


def raw_parts(text: str) -> list[str]:
    """The clauses that ask something, as they stand; the whole question if there is only one.

    A very long question is pasted text and not taken apart.
    """
    if len(text) > _MAX_CHARS:
        return [text.strip()]
    clauses: list[str] = []
    for sentence in _HARD_END.split(text.strip()):
        clauses += _clauses(sentence.strip(_EDGE))
    clauses = [clause for clause in clauses if clause]
    return clauses if len(clauses) > 1 else [text.strip()]


def asks(text: str) -> bool:
    """Whether a text asks something, rather than naming or describing it."""
    return _ASKING.search(text) is not None


def asks_for_a_name(part: str) -> bool:
    """Whether what would answer is a thing or person, which a later `it` can mean."""
    return understand(part).asks[0] in (Ask.OTHER, Ask.WHO)


def anaphor(part: str) -> re.Match[str] | None:
    """The word in a clause that stands for something said before: `it`, `它`, `这种酒花`."""
    return _ANAPHOR.search(part)


def about(rest: str, name: str) -> str:
    """The rest of a question, asked about a name: in the place left open, for the pronoun, or in front."""
    if "…" in rest:
        return rest.replace("…", name, 1)
    word = anaphor(rest)
    if word is not None:
        possessive = (
            "'s" if word.group().lower() in ("its", "their") else "的" if word.group() == "其" else ""
        )
        return f"{rest[: word.start()]}{name}{possessive}{rest[word.end() :]}"
    return f"{name} {rest}"


def _clauses(sentence: str) -> list[str]:
    """A sentence cut at the commas before which something was asked already, and after which more is."""
    asked_at = [match.start() for match in _ASKING.finditer(sentence)]
    glue = "，" if is_chinese(sentence) else ", "
    clauses: list[str] = []
    pieces: list[str] = []
    begins = start = 0
    for comma in _COMMA.finditer(sentence):
        pieces.append(sentence[start : comma.start()])
        start = comma.end()
        asked_before = bisect_left(asked_at, comma.start()) > bisect_left(asked_at, begins)
        if asked_before and bisect_left(asked_at, start) < len(asked_at):
            clauses.append(glue.join(pieces))
            pieces = []
            begins = start
    pieces.append(sentence[start:])
    return [*clauses, glue.join(pieces)]


def _with_names(parts: list[str]) -> list[str]:
    """Give a clause without a name, or with a pronoun, the name that was spoken of before."""
    complete: list[str] = []
    subject = ""
    names_asked = False
    for part in parts:
        shape = understand(part)
        spoken = part
        pronoun = _PRONOUN.search(part)
        if pronoun is not None and names_asked:
            pass  # `it` is the answer to the part before: a follow-up will put it in
        elif subject and pronoun is not None:
            spoken = f"{part[: pronoun.start()]}{_stand_in(pronoun.group(), subject)}{part[pronoun.end() :]}"
        elif subject and not shape.names:
            spoken = f"{subject} {part}" if shape.chinese else f"{part} ({subject})"
        complete.append(re.sub(" +", " ", spoken).strip())
        subject = _subject(part, subject)
        names_asked = understand(part).asks[0] is Ask.OTHER  # `it` is no answer to `who`
    return complete


def _stand_in(pronoun: str, subject: str) -> str:
    if pronoun == "其":
        return f"{subject} 的"
    if pronoun.lower() in ("its", "their"):
        return f"{subject}'s"
    return subject if pronoun.isascii() else f" {subject} "


def _subject(part: str, before: str) -> str:
    """What a later pronoun would mean: the last name before the ask, else the clause's lead."""
    chain = described_subject(part)
    if chain is not None:
        return chain.described
    shape = understand(part)
    asking = _ASKING.search(part)
    if shape.scopes:
        return " ".join((shape.scopes[0], *shape.names[:1]))
    names = [
        name
        for name in shape.names
        if asking is None or part.find(name) < asking.start() or not shape.chinese
    ]
    if names:
        return names[-1]
    if shape.names:
        return before or shape.names[0]
    lead = part[: asking.start()] if asking and shape.chinese else ""
    lead = re.split(r"[，,是的有在能会将把被由给对从用平每一共在到上]", lead.strip(_EDGE))[0].strip()
    return lead if 2 <= len(lead) <= 12 else before


def comparison(part: str) -> list[str]:
    """One question for each compared thing; empty when nothing is compared."""
    measured = _measured_sides(part)
    if measured:
        return measured
    found = _COMPARED_CHINESE.search(part) if understand(part).chinese else None
    if found is not None and _ASKING.search(found.group("rest")):
        return _chinese_sides(part[: found.start()], found)
    found = _COMPARED_ENGLISH.search(part)
    if found is not None and (_ASKING.search(part) or part.lower().startswith("compare")):
        before, after = _COMPARE.sub("What was ", part[: found.start()]), part[found.end() :]
        after = "?" if _WHICH_OF_THEM.match(after) else after
        return [f"{before}{found.group(side)}{after}" for side in ("one", "two")]
    return []


def _measured_sides(part: str) -> list[str]:
    """Two things measured against each other: what is asked of each."""
    times = _TIMES.match(part)
    if times is not None:
        measure = times.group("measure")
        return [f"{times.group(side).strip()} 的{measure}是多少" for side in ("one", "two")]
    more = _MORE.match(part)
    if more is not None:
        return [f"{more.group(side).strip()} 有多少{more.group('unit')}" for side in ("one", "two")]
    return []


def each_its_own(part: str) -> bool:
    """Whether each compared thing is asked about by itself, so that no sentence need speak of both."""
    return _EACH.search(part) is not None


def _chinese_sides(before: str, found: re.Match[str]) -> list[str]:
    one, two, rest = found.group("one"), found.group("two"), found.group("rest")
    named = latin_names(f"{two}{rest}")
    if named and not latin_names(two):
        # 英伟达的 Megatron 参数量: the second thing reaches to the end of its name.
        start, name = named[0]
        both = f"{two}{rest}"
        two, rest = both[: start + len(name)], both[start + len(name) :]
    rest = re.sub(r"^\s*(?:各自|分别|各)", "", rest)
    rest = re.sub(r"(?:相差|差)(?=多少|几)", "是", rest)
    rest = re.sub(r"(?:各自|各)(?=是|有|为|多)", "", rest)
    sides = [side.strip() for side in (*one.split("、"), two) if side.strip()]
    if any(len(side) < 2 or asks(side) for side in sides) or not asks(rest):
        return []
    owner, of, _ = sides[0].rpartition("的")
    if not latin_names(two):
        sides[1:] = [side if "的" in side else f"{owner}{of}{side}" for side in sides[1:]]
    return [re.sub(" +", " ", f"{before}{side} {rest}").strip() for side in sides]


def described_subject(part: str) -> Chain | None:
    """The description and the rest of a chained question; None when its subject is named outright."""
    found = _CHAIN_CHINESE.match(part) if understand(part).chinese else None
    if (
        found is not None
        and _ASKING.search(found.group("rest"))
        and not _ASKING.search(found.group("described"))
    ):
        rest = found.group("rest").strip(_EDGE)
        if understand(found.group("described")).words:
            return Chain(found.group("described").strip(_EDGE), rest)
    found = _CHAIN_ENGLISH.search(part)
    if found is not None:
        rest = f"{part[: found.start()]}…{part[found.end() :]}"
        return Chain(found.group("described").strip(), rest)
    return None
