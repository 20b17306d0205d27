"""Readies a page for extraction: what plain text would lose is written into the page as marked text first.

The extractor keeps text but not structure, so headings, tables, list items and powers get marks of
private-use characters in the tree, which are found again in the extracted text.
"""

from __future__ import annotations

import re
from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from hopyard.core.documents import tables
from hopyard.core.documents.html_cells import any_table, plain_table
from hopyard.core.documents.lines import flatten

# Elements of the tree; the library's types call everything in them optional.
DOMNode = Any

HEADING_OPEN, TABLE_OPEN, CLOSE = "\ue000", "\ue001", "\ue002"
"""`HEADING_OPEN` level `CLOSE` text, and `TABLE_OPEN` number `CLOSE`."""

_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_RAISABLE = re.compile(r"\s*[-−+]?[0-9]{1,4}\s*")
_LONE_CHARACTER = re.compile(r">\s*(?:[\u0800-\ud7ff\uf900-\uffff]|&#?\w{1,10};)\s*(?=<)")
_TIME = re.compile(r"<(/?)[tT][iI][mM][eE]\b")
# These two begin with a character of their own: so a page is searched ten times as fast.
_SHOWN_LATER = re.compile(r"<[^<>]{0,300}\bjs_content\b[^<>]{0,300}>")
_UNTIL_SHOWN = re.compile(
    r"(?:visibility\s{0,9}:\s{0,9}hidden|opacity\s{0,9}:\s{0,9}0)\s{0,9};?", re.IGNORECASE
)
_MAX_LINK_SHARE = 0.6
_MOST_LISTS = 2000


def guarded(markup: str) -> str:
    """The page's source, without the marks' own characters, and with what the extractor would wrongly drop.

    Resiliparse 2.0 takes a text node of a single character for an icon when its last byte in UTF-8 is one of
    many (it compares the bytes in the wrong order), and leaves it out of the main text: 10.5<b>亿</b>元 would
    become 10.5元. A mark beside the character keeps it. Every <time> is left out, within a sentence too.
    Articles of WeChat are hidden until a script shows them.
    """
    if not markup.isascii():
        for own in (HEADING_OPEN, TABLE_OPEN, CLOSE):
            if own in markup:  # faster than to replace nothing
                markup = markup.replace(own, "")
    markup = _TIME.sub(r"<\1span", markup)
    if "js_content" in markup:
        markup = _SHOWN_LATER.sub(lambda tag: _UNTIL_SHOWN.sub("", tag.group()), markup)
    return _LONE_CHARACTER.sub(rf"\g<0>{CLOSE}", markup)


class Table:
    """A table of values taken out of the page."""

    def __init__(self, caption: str, rows: list[str]) -> None:
        self.caption = caption
        self.rows = rows


def mark(tree: HTMLTree) -> list[Table]:
    """Put the marks into the page; the tables are returned in the order of their numbers."""
    # Asked for once: each time makes new objects.
    document, body = tree.document, tree.body
    if document is None or body is None:
        return []
    _raise_powers(body)
    found = _take_tables(document, body)
    _mark_headings(body)
    _mark_lists(document, body)
    return found


def _raise_powers(body: DOMNode) -> None:
    for node in _all(body, "sup"):
        text = node.text.rstrip(CLOSE)
        if _RAISABLE.fullmatch(text):
            node.text = text.strip().translate(_RAISED) + CLOSE  # 10<sup>23</sup> is not 1023


def _mark_headings(body: DOMNode) -> None:
    found = [node for node in _all(body, "h1, h2, h3, h4, h5, h6") if node.text.strip()]
    # One h1 is the page's title; where there are several, they are its sections.
    deeper = int(sum(1 for node in found if node.tag == "h1") > 1)
    for node in found:
        level = int(node.tag[1]) + deeper
        node.text = f"{HEADING_OPEN}{level}{CLOSE}{flatten(_text(node))}"


def _take_tables(document: DOMNode, body: DOMNode) -> list[Table]:
    found: list[Table] = []
    for node in _all(body, "table"):
        if _all(node, "table"):
            continue
        caption, rows = plain_table(node.html.replace(CLOSE, "")) or any_table(node, _text)
        cells = tables.grid(rows)
        if not tables.is_data(cells):
            continue
        stand_in: DOMNode = document.create_element("p")
        for name in ("class", "id"):  # by which the extractor tells menus and advertisements
            value = node.getattr(name)
            if value:
                stand_in.setattr(name, value)
        stand_in.text = f"{TABLE_OPEN}{len(found)}{CLOSE}"
        found.append(Table(caption, tables.as_lines(cells)))
        node.replace_with(stand_in)
    return found


def _mark_lists(document: DOMNode, body: DOMNode) -> None:
    """Lists lose their markers, and lists of text their tag: the extractor takes most lists for menus."""
    # What stands in them is asked for once: to look again makes a new object for each.
    unordered = [(node, node.child_nodes[:]) for node in _all(body, "ul")]
    of_text = [one for one in unordered[:_MOST_LISTS] if _is_of_text(one[0])]
    for node in _all(body, "ol"):
        for number, item in enumerate(_of_tag(node.child_nodes[:], "li"), start=1):
            _prefix(document, item, f"{number}. ")
    for _, children in unordered:
        for item in _of_tag(children, "li"):
            _prefix(document, item, "- ")
    for node, children in of_text:
        box: DOMNode = document.create_element("div")
        box.append(*children)
        node.replace_with(box)


def _is_of_text(node: DOMNode) -> bool:
    text = flatten(node.text)
    links = sum(len(flatten(link.text)) for link in _all(node, "a")) if text else 0
    return bool(text) and links <= _MAX_LINK_SHARE * len(text)


def _prefix(document: DOMNode, item: DOMNode, mark_text: str) -> None:
    if not item.text.strip():
        return
    first = item.first_child
    if first.tag == "#text":
        first.value = mark_text + first.value  # in half the time of a node of its own
    else:
        item.insert_before(document.create_text_node(mark_text), first)


def _text(node: DOMNode) -> str:
    """The text under a node, without marks, and with white space where paragraphs and line breaks are."""
    if node.first_element_child is None:
        text = str(node.text)
    else:
        text = str(extract_plain_text(node.html, alt_texts=False, skip_elements=["svg"]))
    return text.replace(CLOSE, "")


def _all(node: DOMNode, selector: str) -> list[DOMNode]:
    # A slice, not an iterator: each step of one looks for its element from the beginning of the page.
    return list(node.query_selector_all(selector)[:])


def _of_tag(nodes: list[DOMNode], tag: str) -> list[DOMNode]:
    return [node for node in nodes if node.tag == tag]
