"""Reads HTML: the main text of a page with its headings, lists and tables, in whatever charset it is."""

from __future__ import annotations

import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from hopyard.core.documents.charset import decode
from hopyard.core.documents.html_marks import (
    CLOSE,
    HEADING_OPEN,
    TABLE_OPEN,
    Table,
    guarded,
    mark,
)
from hopyard.core.documents.limits import ReadLimits, check_tags
from hopyard.core.documents.lines import LineBuilder, flatten
from hopyard.core.documents.titles import telling
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,20})", re.IGNORECASE)
_META_WITHIN = 4096
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_UNCLOSED = """
    area base body br col colgroup dd dt embed head hr html img input li link meta option p param script
    source style tbody td tfoot th thead tr track wbr
"""
_NOT_NESTING = frozenset(_UNCLOSED.split())
_MAX_DEPTH = 300
_MIN_KEPT = 0.3
_NEVER_TEXT = ["script", "style", "template", "svg", "annotation", "iframe", "noframes", "dialog"]
_HEADING = re.compile(f"{HEADING_OPEN}([1-9]){CLOSE}(.*)")
_TABLE = re.compile(f"{TABLE_OPEN}([0-9]+){CLOSE}")
_MARKS = re.compile(f"{HEADING_OPEN}[1-9]{CLOSE}|[{HEADING_OPEN}{TABLE_OPEN}{CLOSE}]")
_WHITE = re.compile(r"\s+")


def read_html(data: bytes, limits: ReadLimits) -> RawDocument:
    """The page's main text, or all of its text when hardly any of it looks like the main one.

    Raises: ReadError if it is not text, or too large to parse.
    """
    out = LineBuilder(limits)
    title = add_page(decode(data, declared_charset(data)).text, out, main_only=True)
    return out.build(title=title, kind="html")


def declared_charset(data: bytes) -> str:
    """The charset that a page names in its head; empty when it names none."""
    head = data[:_META_WITHIN]
    found = _XML_CHARSET.match(head) or _META_CHARSET.search(head)
    return found.group(1).decode("ascii") if found else ""


def add_page(markup: str, out: LineBuilder, *, main_only: bool, deeper: int = 0) -> str:
    """Add a page's text to a document and return the page's title (empty if it has no telling one).

    `deeper` is added to the level of each heading. Raises: ReadError if the page is too large to parse.
    """
    check_tags(markup)
    shallow = _depth(markup) <= _MAX_DEPTH
    try:
        tree = HTMLTree.parse(guarded(markup))
        title = _title(tree)
        # Both the marks and the choice of the main text look at each element's whole text: on a page of
        # elements within elements without end, that is work without end.
        found = mark(tree) if shallow else []
        text = _extract(tree, main_only=main_only and shallow)
    except ReadError:
        raise
    except Exception as error:
        # The boundary to a native parser that meets hostile markup.
        raise ReadError(f"damaged HTML: {flatten(str(error))[:80] or type(error).__name__}") from error
    _add_lines(text, found, out, deeper)
    return title


def _extract(tree: HTMLTree, *, main_only: bool) -> str:
    def extract(main: bool, skip: list[str]) -> str:
        return str(
            extract_plain_text(
                tree,
                main_content=main,
                list_bullets=False,
                alt_texts=False,
                skip_elements=[*_NEVER_TEXT, *skip],
            )
        )

    if not main_only:
        return extract(False, [])
    whole = extract(False, ["nav"])
    main_text = extract(True, [])
    return main_text if _weight(main_text) >= _MIN_KEPT * _weight(whole) else whole


def _weight(text: str) -> int:
    return len(_WHITE.sub("", text)) + 200 * text.count(TABLE_OPEN)


def _add_lines(text: str, found: list[Table], out: LineBuilder, deeper: int) -> None:
    paragraph: list[str] = []

    def end_paragraph() -> None:
        out.block("\n".join(paragraph))
        paragraph.clear()

    for raw in text.split("\n"):
        # Tables of values are marked; what tabs are left stand between the boxes of a page set in a table.
        for line in re.split(r"\t\t+", raw):
            heading = _HEADING.search(line)
            table = _TABLE.search(line)
            if heading or table or not line.strip():
                end_paragraph()
            if heading:
                out.heading(_MARKS.sub("", heading.group(2)), min(int(heading.group(1)) + deeper, 9))
            elif table:
                taken = found[int(table.group(1))]
                out.table(taken.rows, taken.caption)
            elif line.strip():
                paragraph.append(_MARKS.sub("", line).strip())
    end_paragraph()


def _title(tree: HTMLTree) -> str:
    """The page's title; its only main heading instead, when the title is that and the name of the site."""
    stated = _plain(tree.title or "")
    if not stated and tree.head is not None:
        meta = tree.head.query_selector("meta[property='og:title']")
        stated = _plain((meta.getattr("content") or "") if meta is not None else "")
    headings = list(tree.body.query_selector_all("h1")) if tree.body is not None else []
    heading = _plain(str(headings[0].text)) if len(headings) == 1 else ""
    return telling(heading if len(heading) >= 4 and heading in stated else stated)


def _plain(text: str) -> str:
    return flatten(_MARKS.sub("", text))


def _depth(markup: str) -> int:
    """How deep elements stand within each other, at most; more than the truth for sloppy markup."""
    depth = deepest = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _NOT_NESTING:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest
