"""Names that a sentence brings in: what a follow-up question can be asked about. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.names import latin_names
from hopyard.core.question.segment import proper_names
from hopyard.core.text.tokens import CJK, fold

_EDGE = r"(?:^|(?<=[，,。；;：:、（(\s年月日由与和及为是在的]))"
_DOERS = re.compile(
    rf"{_EDGE}(?P<who>[{CJK}]{{2,6}}?)(?:团队|公司)?(?:于|在)?(?:首次|率先|正式|联合|最早)?"
    r"(?:提出|发布|推出|宣布|开源|研发|开发|收购|发明|发表|成立|创立|种植|培育)"
)
_ORGANISATIONS = re.compile(
    rf"{_EDGE}(?P<who>[{CJK}]{{2,8}}?(?:公司|集团|银行|证券|大学|研究院|研究所|实验室|合作社|酒厂|农场))"
)
_QUOTED = re.compile(r"《(?P<who>[^《》]{2,40})》|“(?P<who2>[^“”]{2,20})”|「(?P<who3>[^「」]{1,20})」")
_LEAD = re.compile(
    r"^(?:目前|此外|同时|随后|其中|例如|如|由|而|但|此前|年|月|日|以来|已经|已|并|将|和|与|及|从|向|在)+"
)


def entities(sentence: str, known: str) -> list[str]:
    """Names in a sentence that do not stand in `known`, in order of appearance, each once."""
    placed: list[tuple[int, str]] = [(start, name) for start, name in latin_names(sentence) if len(name) > 1]
    for pattern in (_DOERS, _ORGANISATIONS, _QUOTED):
        for match in pattern.finditer(sentence):
            who = next(group for group in match.groups() if group)
            who = _LEAD.sub("", who)
            if len(who) >= 2:
                placed.append((match.start(), who))
    placed += proper_names(sentence)
    known_folded = fold(known)
    found: dict[str, None] = {}
    for _, name in sorted(placed, key=lambda item: item[0]):
        if fold(name) not in known_folded:
            found.setdefault(name, None)
    return list(found)
