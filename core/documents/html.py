"""Reads HTML: the main text of a page with its headings, lists and tables, in whatever charset it is."""

from __future__ import annotations

import re
from collections.abc import Callable

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
from hopyard.core.documents.limits import MAX_TAGS, ReadLimits, check_tags, count_tags
from hopyard.core.documents.lines import LineBuilder, flatten
from hopyard.core.documents.titles import telling
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument, Stated

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,20})", re.IGNORECASE)
_META_WITHIN = 4096
_BLOCK_START = re.compile(r"(?=<(?:p|div|br|li|tr|h[1-6]|dt|dd|table|ul|ol|pre)\b)", re.IGNORECASE)
_MAX_METAS = 200
_DATES = (
    "article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "citation_publication_date",
    "dc.date.issued",
)
_MAX_DEPTH = 300
_DEEPER = "* > " * (_MAX_DEPTH + 2) + ":first-child"
_MIN_KEPT = 0.3
_TABLE_WEIGHT = 200
_NEVER_TEXT = ["script", "style", "template", "svg", "annotation", "iframe", "noframes", "dialog"]
_HEADING = re.compile(f"{HEADING_OPEN}([1-9]){CLOSE}(.*)")
_BOXES = re.compile(r"\t\t+")
_TABLE = re.compile(f"{TABLE_OPEN}([0-9]+){CLOSE}")
_MARKS = re.compile(f"{HEADING_OPEN}[1-9]{CLOSE}|[{HEADING_OPEN}{TABLE_OPEN}{CLOSE}]")


def read_html(data: bytes, limits: ReadLimits) -> RawDocument:
    """The page's main text, or all of its text when hardly any of it looks like the main one.

    Raises: ReadError if it is not text, or too large to parse.
    """
    out = LineBuilder(limits)
    said: list[Stated] = []
    markup = decode(data, declared_charset(data)).text
    title = add_page(markup, out, main_only=True, first=lambda tree: said.append(_stated(tree)))
    return out.build(title=title, kind="html", stated=said[0] if said else Stated())


def declared_charset(data: bytes) -> str:
    """The charset that a page names in its head; empty when it names none."""
    head = data[:_META_WITHIN]
    found = _XML_CHARSET.match(head) or _META_CHARSET.search(head)
    return found.group(1).decode("ascii") if found else ""


def add_page(
    markup: str,
    out: LineBuilder,
    *,
    main_only: bool,
    deeper: int = 0,
    first: Callable[[HTMLTree], None] | None = None,
) -> str:
    """Add a page's text to a document and return the page's title (empty if it has no telling one).

    `deeper` is added to the level of each heading; `first` is handed the page before anything is taken out of
    it, and may itself take out. Raises: ReadError if the page is too large to parse.
    """
    check_tags(count_tags(markup), MAX_TAGS)
    try:
        tree = HTMLTree.parse(guarded(markup))
        # Kept to the end: the library makes a new object for an element that nobody holds, each time.
        held = tree.document, tree.body
        title = _title(tree)
        if _too_deep(tree):
            _add_lines(_without_structure(markup), [], out, deeper)
        else:
            if first is not None:
                first(tree)
            found = mark(tree)
            _add_lines(_extract(tree, main_only=main_only), found, out, deeper)
        del held
    except ReadError:
        raise
    except Exception as error:
        # The boundary to a native parser that meets hostile markup.
        raise ReadError(f"damaged HTML: {flatten(str(error))[:80] or type(error).__name__}") from error
    return title


def _too_deep(tree: HTMLTree) -> bool:
    """Whether elements stand within each other deeper than any page needs.

    There the extractor's work and its indents grow with the square of the depth: lists 300,000 deep took
    4 GB, and then ended the process.
    """
    # A selector, because the library then looks for itself: calling back for every element takes ten times as
    # long. The two more are <html> and <body>. Where any element stands so deep, a first child does.
    return tree.body is not None and tree.body.query_selector(_DEEPER) is not None


def _without_structure(markup: str) -> str:
    """The text of all of a page, with line breaks where its blocks begin."""
    text = extract_plain_text(
        _BLOCK_START.sub(CLOSE, guarded(markup)), preserve_formatting=False, alt_texts=False
    )
    return str(text).replace(CLOSE, "\n")


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
    main_text = extract(True, [])
    # No extraction holds more than there is: then the second one can be saved.
    kept = _weight(main_text)
    if tree.body is not None:
        all_text = str(tree.body.text)
        # It cannot weigh more than this, which is known without looking at its characters.
        at_most = len(all_text) + _TABLE_WEIGHT * all_text.count(TABLE_OPEN)
        if kept >= _MIN_KEPT * at_most or kept >= _MIN_KEPT * _weight(all_text):
            return main_text
    whole = extract(False, ["nav"])
    return main_text if kept >= _MIN_KEPT * _weight(whole) else whole


def _weight(text: str) -> int:
    return sum(map(len, text.split())) + _TABLE_WEIGHT * text.count(TABLE_OPEN)


def _add_lines(text: str, found: list[Table], out: LineBuilder, deeper: int) -> None:
    paragraph: list[str] = []

    def end_paragraph() -> None:
        out.block("\n".join(paragraph))
        paragraph.clear()

    for raw in text.split("\n"):
        # Tables of values are marked; what tabs are left stand between the boxes of a page set in a table.
        for line in _BOXES.split(raw) if "\t\t" in raw else (raw,):
            heading = _HEADING.search(line) if HEADING_OPEN in line else None
            table = _TABLE.search(line) if TABLE_OPEN in line else None
            if heading or table or not line.strip():
                end_paragraph()
            if heading:
                out.heading(_MARKS.sub("", heading.group(2)), min(int(heading.group(1)) + deeper, 9))
            elif table:
                taken = found[int(table.group(1))]
                out.table(taken.rows, taken.caption)
            elif line.strip():
                paragraph.append((line if line.isascii() else _MARKS.sub("", line)).strip())
    end_paragraph()


def _stated(tree: HTMLTree) -> Stated:
    """When and by whom the page was published, as its head says for machines."""
    known: dict[str, str] = {}
    for meta in tree.head.query_selector_all("meta[content]")[:_MAX_METAS] if tree.head is not None else ():
        name = meta.getattr("property") or meta.getattr("name") or meta.getattr("itemprop") or ""
        known.setdefault(name.lower(), _plain(meta.getattr("content") or ""))
    dates = (known[name] for name in _DATES if known.get(name))
    return Stated(next(dates, ""), known.get("og:site_name", ""))


def _title(tree: HTMLTree) -> str:
    """The page's title; its only main heading instead, when the title is that and the name of the site."""
    stated = _plain(tree.title or "")
    if not stated and tree.head is not None:
        meta = tree.head.query_selector("meta[property='og:title']")
        stated = _plain((meta.getattr("content") or "") if meta is not None else "")
    headings = tree.body.query_selector_all("h1")[:2] if tree.body is not None else []
    heading = _plain(str(headings[0].text)) if len(headings) == 1 else ""
    return telling(heading if len(heading) >= 4 and heading in stated else stated)


def _plain(text: str) -> str:
    return flatten(_MARKS.sub("", text))
