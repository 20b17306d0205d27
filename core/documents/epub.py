"""Reads EPUB: the chapters in the order of the book's spine, each through the HTML reader."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from hopyard.core.documents.archive import Archive
from hopyard.core.documents.charset import decode
from hopyard.core.documents.html import add_page, declared_charset
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.lines import LineBuilder
from hopyard.core.documents.titles import shown, telling
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument, Stated

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")


class Book(NamedTuple):
    """What a book's package file says: its title and its chapters' names in the archive, in reading order."""

    title: str
    chapters: tuple[str, ...]
    stated: Stated = Stated()


def read_epub(data: bytes, limits: ReadLimits) -> RawDocument:
    """The book's text; `chapter 3` is the third part of its spine that holds text.

    Raises: ReadError if it is encrypted or damaged, or would unpack to too much.
    """
    archive = Archive(data, limits, "EPUB")
    book = _book(archive)
    _check_not_encrypted(archive, book)
    out = LineBuilder(limits)
    number = 0
    for chapter in book.chapters:
        page = archive.read(chapter)
        before = out.length
        out.place(f"chapter {number + 1}")
        # The book has the title; its chapters' main headings come below it.
        add_page(decode(page, declared_charset(page)).text, out, main_only=False, deeper=1)
        number += out.length > before
    return out.build(title=book.title, kind="epub", stated=book.stated)


def _book(archive: Archive) -> Book:
    container = _parse(archive, _CONTAINER)
    for rootfile in _named(container, "rootfile"):
        path = _member(rootfile.get("full-path", ""), "")
        if path in archive.names:
            return _package(archive, path)
    raise ReadError("damaged EPUB: it does not say where its text is")


def _package(archive: Archive, path: str) -> Book:
    package = _parse(archive, path)
    folder = posixpath.dirname(path)
    names = set(archive.names)
    by_id: dict[str, str] = {}
    for item in _named(package, "item"):
        name = _member(item.get("href", ""), folder)
        contents_list = "nav" in item.get("properties", "").split()
        if item.get("media-type", "") in _CHAPTER_TYPES and name in names and not contents_list:
            by_id[item.get("id", "")] = name
    spine = [item.get("idref", "") for item in _named(package, "itemref")]
    # dict: a chapter that the spine names twice is read once.
    chapters = tuple(dict.fromkeys(by_id[idref] for idref in spine if idref in by_id))
    if not chapters:
        raise ReadError("damaged EPUB: no chapters in it")
    titles = [element.text or "" for element in _named(package, "title")]
    stated = Stated(_first(package, "date"), _first(package, "publisher"))
    return Book(telling(titles[0]) if titles else "", chapters, stated)


def _first(package: ElementTree.Element, name: str) -> str:
    return next((shown(element.text or "") for element in _named(package, name)), "")


def _check_not_encrypted(archive: Archive, book: Book) -> None:
    # Fonts are often scrambled in books that are otherwise open, so that only the chapters count.
    if _ENCRYPTION in archive.names:
        listed = _parse(archive, _ENCRYPTION)
        locked = {_member(reference.get("URI", ""), "") for reference in _named(listed, "CipherReference")}
        if locked.intersection(book.chapters):
            raise ReadError("encrypted EPUB")


def _parse(archive: Archive, member: str) -> ElementTree.Element:
    try:
        # Entities were refused before: `read_xml`.
        return ElementTree.fromstring(archive.read_xml(member))  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ReadError(f"damaged EPUB: {posixpath.basename(member)} is not XML") from error


def _named(parent: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The elements of a name, in whatever namespace."""
    return [element for element in parent.iter() if element.tag.rpartition("}")[2] == name]


def _member(reference: str, folder: str) -> str:
    """The name in the archive that a reference from `folder` means."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/")
