"""Reads a fetched page into a source: cleaned and cut like a local file, with what it says of itself."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from resiliparse.parse.html import HTMLTree

from hopyard.core.documents.charset import decode
from hopyard.core.documents.formats import read_bytes_as
from hopyard.core.documents.html import add_page, declared_charset
from hopyard.core.documents.kinds import kind_of
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.documents.lines import LineBuilder
from hopyard.core.documents.titles import shown_name
from hopyard.core.errors import ReadError
from hopyard.core.text.about.sources import source_of
from hopyard.core.text.prepare import prepare
from hopyard.core.text.raw import RawDocument
from hopyard.core.web.errors import BadReply
from hopyard.core.web.pages.facts import find_facts, language_of, printed_date
from hopyard.core.web.pages.hidden import remove_hidden
from hopyard.core.web.pages.page import EmptyPage, Facts, Page
from hopyard.core.web.pages.walls import Signs, look_for_signs, why_empty, without_script
from hopyard.core.web.port import Response
from hopyard.core.web.urls import host_of

ACCEPTED = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "text/csv",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/epub+zip",
    "application/octet-stream",
)
"""The types of content that can be read: what a request for a page may ask for."""

LIMITS = ReadLimits(max_file_bytes=25 * MIB, max_pages=1_000, max_chars=3_000_000)
"""What one page may cost; a person's own files may cost more."""

_SUFFIXES = dict(
    zip(ACCEPTED, (".html", ".html", ".txt", ".md", ".csv", ".pdf", ".docx", ".epub", ""), strict=True)
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def read_page(response: Response) -> Page | EmptyPage:
    """The page, or why there is nothing in it to quote. Takes milliseconds to seconds: not for an event loop.

    Nothing in the page leads to a request: no frame, picture, sheet, script or redirect of it is followed.

    Raises: BadReply for what is no document, damaged, or past a limit.
    """
    if len(response.body) > LIMITS.max_file_bytes:
        raise BadReply(f"It is larger than {LIMITS.max_file_bytes // MIB} MB.", "Open it in a browser.")
    try:
        return _read(response)
    except ReadError as error:
        if error.message in ("empty file", "no text in it"):
            return EmptyPage(response.url, "nothing")
        raise BadReply(f"It cannot be read: {error.message}.", "Open it in a browser.") from error


class Read(NamedTuple):
    """A page before it is cleaned, and what its markup says of it."""

    raw: RawDocument
    facts: Facts
    signs: Signs


def _read(response: Response) -> Page | EmptyPage:
    url = response.url
    read = read_markup(response) if _is_markup(response) else _document(response)
    document = prepare(read.raw, name=_name(url))
    facts = read.facts
    why = why_empty(document.text, facts.title or document.title, facts, read.signs)
    if why is not None:
        return EmptyPage(url, why, document.title)
    return Page(
        source=source_of(document, url),
        text=document.text,
        passages=document.passages,
        published=facts.published or printed_date(document.text),
        authors=facts.authors,
        site=facts.site or host_of(url),
        language=facts.language
        if facts.language in ("zh", "en")
        else language_of(document.text) or facts.language,
        canonical=facts.canonical,
    )


def _is_markup(response: Response) -> bool:
    kind = response.content_type
    if kind in ("text/html", "application/xhtml+xml"):
        # Servers call much HTML that is not: a PDF and an archive are known by their first bytes.
        return not response.body.startswith((b"%PDF-", b"PK\x03\x04"))
    return kind in ("", "application/octet-stream") and bool(response.body) and _sniffed(response) == "html"


def _sniffed(response: Response) -> str:
    try:
        return kind_of(response.body, _suffix(response))
    except ReadError:
        return ""


def read_markup(response: Response) -> Read:
    """A page of HTML, its main text without what is hidden. Raises: ReadError."""
    text = decode(response.body, _charset(response), declared_charset(response.body)).text
    seen: list[tuple[Facts, Signs]] = []

    def first(tree: HTMLTree) -> None:
        facts = find_facts(tree, response.url)
        no_script = without_script(tree)
        remove_hidden(tree)
        signs = look_for_signs(tree, no_script)
        seen.append((facts, signs))

    out = LineBuilder(LIMITS)
    title = add_page(text, out, main_only=True, first=first)
    facts, signs = seen[0] if seen else (Facts(), Signs())
    return Read(out.build(title=facts.title or title, kind="html"), facts, signs)


def _document(response: Response) -> Read:
    """PDF, plain text and the other formats of local files, through the same readers."""
    if response.content_type and response.content_type not in _SUFFIXES and not _is_text(response):
        raise ReadError(f"{response.content_type[:60]} is no document")
    suffix = _suffix(response)
    body = response.body
    if suffix in (".txt", ".md", ".csv") and _charset(response):
        body = decode(body, _charset(response)).text.encode("utf-8")
    return Read(read_bytes_as(body, suffix, LIMITS), Facts(), Signs())


def _is_text(response: Response) -> bool:
    return response.content_type.startswith("text/") and response.content_type not in (
        "text/css",
        "text/javascript",
    )


def _suffix(response: Response) -> str:
    stated = _SUFFIXES.get(response.content_type, "")
    if stated and not response.body.startswith((b"%PDF-", b"PK\x03\x04")):
        return stated
    found = _SUFFIX.search(urlsplit(response.url).path)
    return found.group().lower() if found else ".txt"


def _charset(response: Response) -> str:
    found = _CHARSET.search(response.headers.get("content-type", ""))
    return found.group(1) if found else ""


def _name(url: str) -> str:
    """A title of last resort: the last part of the address that says anything."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return shown_name(_SUFFIX.sub("", last).replace("-", " ").replace("_", " ")) or parts.hostname or url
