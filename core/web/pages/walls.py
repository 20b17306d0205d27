"""Tells pages that hold nothing to quote: paywalls, cookie walls, logins, scripts, errors."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from resiliparse.parse.html import HTMLTree

from hopyard.core.web.pages.page import Facts, Why
from hopyard.core.web.pages.wall_phrases import COOKIES, LOGIN, NOT_FOUND, PAY, SCRIPT

# Elements of the tree; the library's types call everything in them optional.
DOMNode = Any

_NOTHING = 30
_LITTLE = 250
_SHORT = 1_200
"""Weight of a text: its characters without spaces, Chinese ones twice."""

_BANNERS = ", ".join(
    f"[{name}*='{word}' i]"
    for word in ("cookie", "consent", "gdpr", "onetrust", "cmp-", "didomi")
    for name in ("id", "class")
)
_COMMENTS = (
    "#comments, #comment, .comments, .comment-list, .commentlist, .comments-area, #disqus_thread, #respond, "
    ".comment-section, #comment-section, .comments-section, .pinglun, #pinglun"
)
_CJK_RUN = re.compile("[\u3400-\u9fff]+")
_SPACE = re.compile(r"\s+")
_SEVERAL = 3
_KEPT = 20_000
_LOOKED_AT = 5_000


class Signs(msgspec.Struct, frozen=True):
    """What of a page's markup tells of a wall."""

    banner: str = ""
    """The text of its cookie banner, which was taken out."""
    wall: str = ""
    """The text of a cookie banner that was most of the page, and stayed."""
    says_script: bool = False
    """Whether it says that it needs a script, or has an empty place for one to fill."""
    asks_password: bool = False
    heading: str = ""


def without_script(tree: HTMLTree) -> str:
    """What the page says to readers without scripts; that part is hidden from the others."""
    return "" if tree.body is None else " ".join(str(node.text) for node in _all(tree.body, "noscript")[:5])


def look_for_signs(tree: HTMLTree, no_script: str = "") -> Signs:
    """The signs in a page without its scripts, which loses its cookie banners and readers' comments by it."""
    body = tree.body
    if body is None:
        return Signs()
    roots = _all(body, "#root, #app, #__next, #__nuxt, app-root")[:3]
    headings = _all(body, "h1")[:1]
    banner, wall = _removed(body, _BANNERS)
    signs = Signs(
        banner=banner,
        wall=wall,
        says_script=bool(SCRIPT.search(no_script)) or any(not str(node.text).strip() for node in roots),
        asks_password=bool(_all(body, "input[type='password']")),
        heading=_SPACE.sub(" ", str(headings[0].text)).strip() if headings else "",
    )
    _removed(body, _COMMENTS)
    return signs


def why_empty(text: str, title: str, facts: Facts, signs: Signs) -> Why | None:
    """Why a page's text is nothing to quote; None if it can be quoted.

    A long text is believed whatever it says: an article on paywalls holds all their words.
    """
    # Of a long text the beginning is heavy enough, but beside a banner that stayed.
    heavy = weight(text[:_LOOKED_AT])
    if heavy < _SHORT or signs.wall:
        heavy += weight(text[_LOOKED_AT:])
    short, little = heavy < _SHORT, heavy < _LITTLE
    opening = text[:200].strip()
    signs_of: tuple[tuple[Why, bool], ...] = (
        ("not_found", short and any(NOT_FOUND.match(one) for one in (title, signs.heading, opening))),
        ("paywall", short and (not facts.free or _says(PAY, text))),
        ("login", (little and signs.asks_password) or (short and _says(LOGIN, text))),
        ("script", little and (signs.says_script or _says(SCRIPT, text))),
        ("cookies", little and weight(signs.banner) > heavy),
        ("cookies", heavy - weight(signs.wall) < _LITTLE and _says(COOKIES, signs.wall)),
        ("cookies", short and len({found.lower() for found in COOKIES.findall(text)}) >= _SEVERAL),
        ("nothing", heavy < _NOTHING),
    )
    return next((why for why, is_so in signs_of if is_so), None)


def _says(phrases: re.Pattern[str], text: str) -> bool:
    return phrases.search(text) is not None


def weight(text: str) -> int:
    """How much a text says: characters without spaces, Chinese ones twice."""
    n_letters = sum(map(len, text.split()))
    return n_letters + (0 if text.isascii() else sum(map(len, _CJK_RUN.findall(text))))


def _removed(body: DOMNode, selector: str) -> tuple[str, str]:
    """Take out what matches, if enough of the page is left; returns its text, and that of what stayed.

    What holds the page's main heading or main part only bears such a name: it is the page.
    """
    gone, stayed = [], []
    found = _all(body, selector)
    whole = str(body.text) if found else ""
    # Most pages have enough at their beginning; the rest is only weighed where it decides.
    left, rest = weight(whole[:_LOOKED_AT]), whole[_LOOKED_AT:]
    for node in found:
        if node.parent is None or node.tag in ("html", "body", "main") or node.query_selector("h1, main"):
            continue
        text = str(node.text)
        if rest and left - weight(text) < _LITTLE:
            left, rest = left + weight(rest), ""
        if left - weight(text) < _LITTLE:
            stayed.append(text)
        else:
            gone.append(text)
            left -= weight(text)
            node.decompose()
    return " ".join(gone)[:_KEPT], max(stayed, key=len, default="")[:_KEPT]


def _all(node: DOMNode, selector: str) -> list[DOMNode]:
    return list(node.query_selector_all(selector)[:])
