"""How passages word arithmetic: what stands between the figures of a sum, a growth, a multiple, a share."""

from __future__ import annotations

import re

SOFTENING = re.compile("[约为近超过合达≈~]+")
"""Taken to the words before a figure, where it belongs to both: 约为1750亿."""
STOP = re.compile(r"[。；;！!？?\n]|\.\s|(?:但|而|其中|此外|另外|不过)|\b(?:but|while|whereas|of which)\b")
PLUS = re.compile(r"\s*[+＋]\s*\Z")
TIMES_SIGN = re.compile(r"\s*[×✕*]\s*\Z")
MINUS = re.compile(r"\s+[-−–]\s+\Z|\s*−\s*\Z")
DIVIDED = re.compile(r"\s*÷\s*\Z")
EQUALS = re.compile(r"\s*(?:=|＝|≈|等于|equals?)\s*(?:约)?\Z")
AND = re.compile(r"(?:和|与|及|以及|、|，|[,，]\s?(?:and\s)|\sand\s|加上|\splus\s)")
TOGETHER = re.compile(
    r"(?:合计|共计|总计|相加(?:得|为)?|加起来|together|in total|altogether|combined"
    r"|(?:for|making) a total of)"
    r"(?:共?[是为达有]|\s(?:is|are|makes?|give|gives|have|has|were|was))?[:：]?\s?\Z",
    re.IGNORECASE,
)
FROM = re.compile(r"(?:从|由|\bfrom)\s?(?:约|about\s)?\Z", re.IGNORECASE)
UP = "增长|增加|上升|提升|提高|扩大|上涨|增|升|涨"
DOWN = "下降|减少|降低|下跌|下滑|缩减|降|跌|减"
TO = re.compile(
    rf"[^，,。；;0-9]{{0,6}}(?P<up>{UP})?(?P<down>{DOWN})?[到至为][^，,。；;0-9]{{0,2}}\Z|\s?to\s\Z",
    re.IGNORECASE,
)
GROWN = re.compile(
    rf"\A[^，,。；;0-9]{{0,6}}[，,(（]\s?(?:同比|累计|约|也就是)?(?:(?P<up>{UP}|增幅|涨幅|增长率)|(?P<down>{DOWN}|降幅|跌幅))(?:率)?(?:为|了|达到?|约|约为|是)?\s?\Z"
    r"|\A[^,.;0-9]{0,20},?\s?(?:(?:an?|or an?)\s(?:(?P<up2>increase|rise|gain|growth|jump)"
    r"|(?P<down2>decrease|decline|fall|drop|reduction))\sof"
    r"|(?P<up3>up)|(?P<down3>down))(?:\s(?:about|roughly))?\s\Z",
    re.IGNORECASE,
)
IS = re.compile(
    r"\A[^，,。；;0-9]{0,12}[，,]?\s?(?:约|大约|正好|恰好)?(?:是|为|相当于|约为|约是|达到)[^，,。；;0-9]{0,16}\Z"
)
OF_IT = re.compile(r"\A[^，,。；;0-9是为比]{0,10}的(?:约|近)?\s?\Z")
TIMES_THE = re.compile(
    r"\A\s(?:the|as (?:many|much|large) as(?: the)?)?\s?(?:[A-Za-z'-]+\s){0,5}\(?(?:of\s)?\Z"
)
HOLDS_SHARE = re.compile(r"\A[^，,。；;0-9]{0,8}[，,]?\s?(?:约)?占(?:了|到)?[^，,。；;0-9比]{0,14}\Z")
