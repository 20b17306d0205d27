"""Whether a sentence says whose figure it tells: by itself, as what its document is of, or from the one before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hopyard.core.question.names import VARIANT_SHARE, Name, latin_names
from hopyard.core.reason.score import Score, Scorer
from hopyard.core.text.quantities import Period, parse
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import fold, tokens

MIN_TOPIC = 0.5
"""How much must be said of what is said of the names."""
MIN_SAID = 0.5
"""How much of the question's words a sentence must say itself, where the question names nothing."""
MIN_NAMED = 0.8
"""How many of the names must be near, where only some of several stand in the sentence."""
_FORM = re.compile(
    r"\b(?:co|company|corp|corporation|inc|ltd|limited|llc|plc|group|holdings?)\b\.?"
    r"|(?:股份)?(?:有限)?(?:责任)?公司|集团",
    re.IGNORECASE,
)
"""What a company's name may end with."""
_PAPER = re.compile(
    r"\b(?:annual|interim|quarterly|financial|report|results|statements?|for|fy)\b|(?:19|20)\d\d年?"
    r"|[年季中]度?报告?|半年度?报告?|财报|全文",
    re.IGNORECASE,
)
"""What a title says besides whose document it is."""
_SAME_ONE = re.compile(
    r"\b(?:the|this) (?:company|firm|group|bank|corporation|organi[sz]ation|model|system|project)\b"
    r"|\b(?:it|its|they|their)\b|(?:\A|[，,；;：:])(?:公司|集团|其|它|该|本公司)|该(?:公司|集团|模型|系统|项目|行|校)",
    re.IGNORECASE,
)
"""How a sentence goes on about what the one before it named."""
_NOT_OWNER = re.compile(r"\A(?:请问|请|那么|(?:按|根据|依据|在)[^，,]*[，,])|[“”\"]")


def says_whose(score: Score, scorer: Scorer, text: str, around: tuple[str, str, str]) -> bool:
    """Whether a sentence tells a figure of what is meant.

    `around` are the title of its document, the heading over it, which may name it for a row, and the text of
    its passage before it.
    """
    question = scorer.question
    title, heading, before = around
    said = f"{heading}\n{text}" if "\t" in text else text
    tells = [unit for unit in question.units if unit != "个"]  # which counts anything
    if scorer.topic and not tells and score.topic < MIN_TOPIC:
        return False
    if question.names:
        shares = [Name(name).share_in(said) for name in question.names]
        # BERT's accuracy on a test: the sentence may name the test alone, the one before it BERT. And what
        # something has so many of may be a variant: A100-80G.
        others = score.names >= MIN_NAMED or min(shares) >= VARIANT_SHARE
        if min(shares) == 1.0 or (max(shares) == 1.0 and others):
            return True
        return len(question.names) == 1 and _goes_without_saying(question.names[0], text, title, before)
    owner = _owner(question.text) if question.owner and not question.scopes else ""
    if not owner:
        return "\t" in text if question.owner and not question.scopes else score.own >= MIN_SAID
    return (
        "\t" in text
        or _has(text, owner)
        or is_of(title, owner)
        or (_SAME_ONE.search(text) is not None and _has(_last_sentence(before), owner))
    )


def is_of(title: str, name: str) -> bool:
    """Whether a document's title says no more than that it is somebody's: `Acme Ltd. Annual Report 2021`."""
    whose, forms = _bare(title)
    wanted, wanted_forms = _bare(name)
    return bool(wanted) and whose == wanted and (not wanted_forms or wanted_forms == forms)


def one_of_titles(name: str, titles: Iterable[str]) -> bool:
    """Whether all the titles that say a name mean the same one: not `Acme Ltd.` and `Acme Inc.`."""
    return len({_bare(title) for title in titles if is_of(title, name)}) <= 1


def _bare(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    text = _PAPER.sub(" ", fold(title))
    forms = tuple(sorted(found.group().strip(".") for found in _FORM.finditer(text)))
    return tuple(tokens(_FORM.sub(" ", text))), forms


def _goes_without_saying(name: str, text: str, title: str, before: str) -> bool:
    """Whether a sentence that names nobody else is in a document of the one meant, or goes on about it."""
    words = set(tokens(name))
    others = [other for start, other in latin_names(text) if start and words.isdisjoint(tokens(other))]
    if others:
        return False
    if is_of(title, name):
        return True
    return _SAME_ONE.search(text) is not None and Name(name).share_in(_last_sentence(before)) == 1.0


def _last_sentence(before: str) -> str:
    sentences = [before[span.start : span.end] for span in sentence_spans(before)]
    return sentences[-1] if sentences else ""


def _owner(question: str) -> str:
    """Whose figure a Chinese question asks for, without the time that it says with it."""
    owner = _NOT_OWNER.sub("", question.partition("的")[0])
    for mention in reversed(parse(owner)):
        if isinstance(mention.value, Period):
            owner = owner[: mention.start] + owner[mention.end :]
    return "".join(owner.split())


def _has(text: str, owner: str) -> bool:
    return fold(owner) in "".join(fold(text).split())
