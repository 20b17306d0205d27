"""Whether a sentence says whose figure it tells: by itself, by its document, or by what went before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hopyard.core.question.glossary import scope_ways
from hopyard.core.question.names import VARIANT_SHARE, Name, latin_names
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.respective import told_in_order
from hopyard.core.reason.score import Score, Scorer, words
from hopyard.core.reason.statements import says_owner
from hopyard.core.text.quantities import Mention, Period, parse
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import CJK, fold, tokens

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
_JOINS = re.compile(r"\s?(?:、|和|与|及|以及|,? and)\s?")
_AS_A_SCOPE = re.compile(
    r"\A按|\A[^，,]*[，,]|报告|研报|测算|估算|统计|口径|研究|分析|假设|白皮书"
    r"|[(（][^()（）]*[)）]\Z|\breports?\b|\baccording to\b",
    re.IGNORECASE,
)
"""How a question says whose document is meant: its publisher is then not what a figure is of."""
_COUNTER = re.compile(f"[{CJK}]")
"""A measure word that tells by itself what is counted: 台, 件."""
_OPENS = re.compile(r"\A(?:请问|请|那么|(?:按|根据|依据|在)[^，,]*[，,])")
_ASKS = re.compile(r"(?:一共|总共)?(?:是|有|为)(?:多少|几)[^，,。；;]*\Z")
_SHARE = re.compile("(?<=..)(?:所?占)?(?:占比|比重|比例|份额)\\Z")
"""What a figure in per cent says by itself."""
_ENDS_NAME = re.compile(r"[，,。；;：:、（(\d]|[在于为是从自将全今去第该其发公披实]|\Z")
"""What may stand behind a whole name: 甲集团物流部 is a part of 甲集团."""
_SIZES = frozenset(tokens("规模 数量 总量 大小 总数 多少 size amount number count total scale"))
"""Words for how much there is of something, which its figure says by itself."""
_LEFT_OUT = re.compile(r"[\s的“”\"《》]")
_CLAUSE = re.compile("[，,。；;：:、（(）)]")
_FILLS = re.compile(
    "(?:其中|公司|本公司|该公司|集团|同时|此外|其|全年|全省|全市|全国|全区|当年|年末|[上下]半年|第[一二三四]季度|实现|完成|在|的)*"
)
"""What may open a clause before what it tells of the one named earlier."""


def says_whose(
    score: Score, scorer: Scorer, text: str, around: tuple[str, str, str], dated: bool = False
) -> bool:
    """Whether a sentence tells a figure, or a date, of what is meant.

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
        says = "\t" in text or tells or dated or _says_focus(scorer, text)
        return bool(says) and _says_names(score, question.names, said, (text, title, before))
    if question.scopes and _AS_A_SCOPE.search(question.text) is None:
        ways = [way for scope in question.scopes for way in scope_ways(scope)]
        return any(way in fold(f"{title}\n{text}") for way in ways)
    if not question.scopes and is_chinese(question.text) and not dated and "\t" not in text:
        counts = bool(tells) and all(_COUNTER.fullmatch(unit) for unit in tells)
        return counts or says_phrase(question.text, text, before, title)
    if question.owner and not question.scopes:
        return "\t" in text or says_owner(text, question)
    return score.own >= MIN_SAID


def _says_names(score: Score, names: tuple[str, ...], said: str, around: tuple[str, str, str]) -> bool:
    shares = [Name(name).share_in(said) for name in names]
    # BERT's accuracy on a test: the sentence may name the test alone, the one before it BERT. And what
    # something has so many of may be a variant: A100-80G.
    others = score.names >= MIN_NAMED or min(shares) >= VARIANT_SHARE
    if min(shares) == 1.0 or (max(shares) == 1.0 and others):
        return True
    return len(names) == 1 and _goes_without_saying(names[0], *around)


def says_phrase(question: str, text: str, before: str, title: str) -> bool:
    """Whether a Chinese sentence says in one piece what an operand's question asks for: 新业务收入.

    Names cannot be told from other words in Chinese. So whose it is (all before the longest piece that is
    said) must stand right before that piece, or earlier with nothing else in between that could be another:
    `2021年，甲市总产量为…其中，夏粮总产量为…`.
    """
    return bool(_ends_of_phrase(question, text, before, title))


def is_at_phrase(question: str, text: str, mention: Mention) -> bool:
    """Whether a figure stands beside what a Chinese operand's question asks for, and no other in between."""
    said = _squeezed(_untimed(text))
    at = len(_squeezed(_untimed(text[: mention.start])))
    until = len(_squeezed(_untimed(text[: mention.end])))
    what = _said_last(_phrase(question), said)
    places = [found.span() for found in re.finditer(re.escape(what), said)] if what else []
    return any(
        (end <= at and not re.search(r"\d", said[end:at]))
        or (until <= start and not re.search(r"[\d，,；;]", said[until:start]))
        for start, end in places
    )


def _ends_of_phrase(question: str, text: str, before: str, title: str) -> list[int]:
    phrase = _phrase(question)
    said, earlier = _squeezed(_untimed(text)), _squeezed(before)
    what = _said_last(phrase, said)
    owner = phrase.removesuffix(what)
    if not what or len(owner) == 1:  # 新 in 新业务 is no owner
        return []
    ends = []
    for found in re.finditer(re.escape(what), said):
        clause = _CLAUSE.split(said[: found.start()])[-1]
        here = [said[one.end() :] for one in re.finditer(re.escape(owner), said[: found.start()])]
        told = any(map(_ENDS_NAME.match, here)) or (not here and (owner in earlier or is_of(title, owner)))
        if not owner or (told and _FILLS.fullmatch(clause)):
            ends.append(found.end())
    return ends


def _phrase(question: str) -> str:
    return _SHARE.sub("", _squeezed(_untimed(_ASKS.sub("", _OPENS.sub("", question)))))


def _said_last(phrase: str, said: str) -> str:
    """The longest end of a phrase that a text says in one piece, of two characters at least."""
    return next((phrase[n:] for n in range(len(phrase) - 1) if phrase[n:] in said), "")


def _says_focus(scorer: Scorer, text: str) -> bool:
    """Whether a sentence in the question's language says all of what is asked about: 净利润 is not 利润."""
    if is_chinese(text) is not is_chinese(scorer.question.text):
        return True
    said, asked = words(text), words(_untimed(scorer.question.text)) - _SIZES
    return all(term.said_in(said) for term in scorer.focus if not asked.isdisjoint(term.ways[0]))


def is_of_a_list(text: str, mention: Mention, names: Iterable[str]) -> bool:
    """Whether all that are meant stand in lists of names, which a figure outside tells something of together.

    `A、B、C等模型，参数从1亿到1.6万亿`: not so where each has its figure, in turn or behind it.
    """
    meant = [place for name in names for place in Name(name).own_places_in(text)]
    if not meant or told_in_order(text, mention, meant):
        return False
    spans = [(start, start + len(name)) for start, name in latin_names(text)]
    return all(_is_listed(text, place, spans) for place in meant)


def _is_listed(text: str, place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """Whether a name stands right beside another, with nothing but what joins the items of a list."""
    start, end = place
    return any(
        (stop <= start and _JOINS.fullmatch(text, stop, start))
        or (end <= begin and _JOINS.fullmatch(text, end, begin))
        for begin, stop in others
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
    own = set(tokens(name))
    others = [other for start, other in latin_names(text) if start and own.isdisjoint(tokens(other))]
    if others:
        return False
    if is_of(title, name):
        return True
    return _SAME_ONE.search(text) is not None and Name(name).share_in(_last_sentence(before)) == 1.0


def _last_sentence(before: str) -> str:
    sentences = [before[span.start : span.end] for span in sentence_spans(before)]
    return sentences[-1] if sentences else ""


def _untimed(words: str) -> str:
    """Words without the times that they name."""
    for mention in reversed(parse(words)):
        if isinstance(mention.value, Period):
            words = words[: mention.start] + words[mention.end :]
    return words


def _squeezed(text: str) -> str:
    return _LEFT_OUT.sub("", fold(text)).replace("我国", "中国")
