"""Takes out of a page what its readers do not see: hidden text is where instructions for machines are put."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from resiliparse.parse.html import HTMLTree

# Elements of the tree; the library's types call everything in them optional.
DOMNode = Any

_END = r"\s*(?:[;!]|\Z)"
_HIDING = re.compile(
    "|".join(
        (
            r"display\s*:\s*none",
            r"visibility\s*:\s*(?:hidden|collapse)",
            r"(?<![\w-])opacity\s*:\s*0?(?:\.0+|0)" + _END,
            r"font-size\s*:\s*(?:0(?:\.0+)?[a-z%]*|[12](?:\.\d+)?(?:px|pt))" + _END,
            r"text-indent\s*:\s*-\d{3,}",
            r"(?<![\w-])(?:left|top|right|bottom)\s*:\s*-\d{4,}",
            r"(?<![\w-])color\s*:\s*transparent",
            r"clip\s*:\s*rect\(\s*[01](?:px)?\b",
            r"clip-path\s*:\s*inset\(\s*(?:50|100)%",
            r"transform\s*:\s*scale\(\s*0\s*\)",
        )
    ),
    re.IGNORECASE,
)
_CANDIDATE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*[hc]|opacity\s*:\s*0?\.?0|font-size\s*:\s*[012]|text-indent\s*:\s*-"
    r"|left\s*:\s*-\d{4}|top\s*:\s*-\d{4}|right\s*:\s*-\d{4}|bottom\s*:\s*-\d{4}|color\s*:\s*transparent"
    r"|clip(?:-path)?\s*:|transform\s*:\s*scale|overflow\s*:\s*hidden|background(?:-color)?\s*:\s*(?:#fff|white)"
)
"""Where in a rule of a sheet, in small letters, to look: all that `hides` may be made of."""

_VALUE = re.compile(
    r":(?<=[ydetpmrhw\s]:)(?:(?<=\s:)|(?<=clip:)|(?<=path:)|(?=\s*(?:[nhc0.12tsw-]|#fff))"
    r"(?:(?<=y:)\s*[nhc0.]|(?<=e:)\s*[012]|(?<=[tpm]:)\s*-|(?<=r:)\s*t"
    r"|(?<=m:)\s*s|(?<=w:)\s*h|(?<=[dr]:)\s*(?:#fff|w)))"
)
"""What stands in all of them: a colon behind the last letter of a property and before the first of a value;
the lower lines say which go together. White space before the colon, and `clip`, are looked at in any case.
Sheets are often the larger part of a page: to look for one character first passes them four times as fast."""

_NO_SIZE = re.compile(r"(?<![\w-])(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:[;!]|\Z)", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_COLOURS = re.compile(r"(?<![\w-])(color|background(?:-color)?)\s*:\s*([#\w(),.\s%]{3,40})", re.IGNORECASE)
_SELECTOR = re.compile(r"\s*[a-zA-Z]{0,12}([.#])([A-Za-z_][\w-]{0,80})\s*\Z")
_NO_TEXT = "script, style, svg, iframe, template, noscript, dialog, select, button, textarea, [hidden], "
_FOR_EARS = ".sr-only, .visually-hidden, .screen-reader-text, .visuallyhidden, .screen-reader-only"
_WHITE = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)"})
_MAX_STYLE = 200_000
_MAX_NAMES = 200
_MAX_RULES = 2_000
_MOST = 0.5
"""What holds more of a page's text than this is its content, shown by a script, whatever its style says."""


def remove_hidden(tree: HTMLTree) -> int:
    """Take hidden elements, menus and what is no text out of the page; returns how many.

    Known by their attributes, their style, and simple rules (`.name`, `#name`) of the page's own sheets.
    Sheets that stand elsewhere are not fetched: what is hidden by those alone is not known.
    """
    body = tree.body
    if body is None:
        return 0
    names = _hidden_names(tree)
    removed = 0
    for node in _all(body, _NO_TEXT + _FOR_EARS):
        removed += _remove(body, node)
    for node in _all(body, "nav, [role='navigation']"):
        # Some put all of a page into one.
        if node.query_selector("h1, main, article") is None:
            removed += _remove(body, node)
    for node in _all(body, "[style]"):
        if hides(node.getattr("style") or ""):
            removed += _remove(body, node)
    whole = len(str(body.text)) if names else 0
    for kind, name in names:
        found = body.get_elements_by_class_name(name)[:] if kind == "." else [body.get_element_by_id(name)]
        for node in found:
            if node is not None and len(str(node.text)) <= _MOST * whole:
                removed += _remove(body, node)
    return removed


def hides(style: str) -> bool:
    """Whether a style keeps an element's text from being seen."""
    if _HIDING.search(style) or (_CLIPPED.search(style) and _NO_SIZE.search(style)):
        return True
    colours = {name.lower()[:5]: "".join(value.lower().split()) for name, value in _COLOURS.findall(style)}
    front, back = colours.get("color", ""), colours.get("backg", "")
    # White alone is not enough: a heading stands in it on a dark picture.
    return bool(front) and (front == back or (front in _WHITE and back in _WHITE))


def _hidden_names(tree: HTMLTree) -> list[tuple[str, str]]:
    names: dict[tuple[str, str], None] = {}
    for sheet in _all(tree.document, "style"):
        for selector, style in _hiding_rules(str(sheet.text)[:_MAX_STYLE]):
            for one in selector.split(","):
                if hides(style) and (found := _SELECTOR.match(one)):
                    names[found.group(1), found.group(2)] = None
    return list(names)[:_MAX_NAMES]


def _hiding_rules(sheet: str) -> Iterable[tuple[str, str]]:
    """Selectors and styles of a sheet that may hide, but for those of some screens or of paper only."""
    for at in islice(_candidates(sheet.lower()), _MAX_RULES):
        opened = sheet.rfind("{", 0, at)
        end = sheet.find("}", at)
        end = len(sheet) if end < 0 else end
        is_outermost = sheet.count("{", 0, at) - sheet.count("}", 0, at) == 1
        if opened >= 0 and is_outermost:
            before = max(
                sheet.rfind("}", 0, opened), sheet.rfind(";", 0, opened), sheet.rfind("/", 0, opened)
            )
            yield sheet[before + 1 : opened], sheet[opened + 1 : end]


def _candidates(sheet: str) -> Iterator[int]:
    """Where the first such thing begins in each rule that has one."""
    end = 0
    for value in _VALUE.finditer(sheet):
        at = value.start()
        if at < end:
            continue
        start = max(end, sheet.rfind("{", end, at))
        end = sheet.find("}", at)
        end = len(sheet) if end < 0 else end
        candidate = _CANDIDATE.search(sheet, start, end)
        if candidate is not None:
            yield candidate.start()


def _remove(body: DOMNode, node: DOMNode) -> int:
    if node.tag in ("html", "body", "main") or not body.contains(node):  # went with one that it stood in
        return 0
    node.decompose()
    return 1


def _all(node: DOMNode, selector: str) -> list[DOMNode]:
    return [] if node is None else list(node.query_selector_all(selector)[:])
