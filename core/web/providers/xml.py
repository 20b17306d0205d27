"""XML of services, parsed without the parts of XML that can be turned against its reader."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hopyard.core.web.errors import BadReply

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']", re.IGNORECASE)
_UTF8 = ("utf-8", "us-ascii", "ascii")
_MAX_TAGS = 200_000


def parse(data: bytes, title: str) -> ElementTree.Element:
    """The root of a document of a service called `title`.

    A document type is where entities are declared that unpack without measure or read files; no feed of a
    search needs one. It is looked for in the bytes, so other charsets than UTF-8, in which it would look
    otherwise, are refused too. (defusedxml refuses the same; it takes 1.4 times the time, and is a package.)

    Raises: BadReply if it is no XML, or has a document type.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(body)
    charset = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if b"<!DOCTYPE" in body.upper() or b"<!ENTITY" in body.upper() or charset not in _UTF8:
        raise BadReply(f"{title} sent XML of a kind that is not read.", "Ask another provider.")
    if body.count(b"<") > _MAX_TAGS:
        raise BadReply(f"{title} sent too much XML.", "Ask another provider.")
    try:
        # Without a document type there is nothing left that the parser would unpack or load.
        return ElementTree.fromstring(body.decode("utf-8"))  # noqa: S314
    except (ElementTree.ParseError, UnicodeDecodeError, ValueError) as error:
        raise BadReply(
            f"{title} sent what cannot be read in place of results.", "Ask another provider."
        ) from error


def named(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The children of a name, whatever namespace it is in."""
    return [child for child in element if child.tag.rpartition("}")[2] == name]


def text_of(element: ElementTree.Element, name: str) -> str:
    """All text in the first child of a name; empty if there is none."""
    found = named(element, name)
    return "".join(found[0].itertext()).strip() if found else ""
