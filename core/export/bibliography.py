"""The cited sources as entries of a bibliography: BibTeX and CSL-JSON. Pure.

A session knows a source's title, path and format, often who published it and when, and what it is. It knows
no author, and what it does not know is not made up: whoever uses the entries adds it.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from hopyard.core.citing import title_of
from hopyard.core.export.markup import lang
from hopyard.core.export.material import Material, day
from hopyard.core.text.sanitize import sanitize_line

_REPORTS = frozenset({"pdf", "docx"})
_DATASETS = frozenset({"csv", "tsv"})
_BY_GENRE = {
    "report": "report",
    "paper": "article",
    "news": "article-newspaper",
    "slides": "speech",
    "data table": "dataset",
}
"""What CSL calls them; for a filing it has no word, and a page is known by its address."""
_WITHIN = frozenset({"webpage", "article-newspaper"})
"""What stands in something greater: the site, the paper."""
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_NOT_IN_KEYS = re.compile("[^0-9a-z]+")
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # not \{: BibTeX counts braces, escaped or not
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "$%&#_"},
    }
)


class Entry(NamedTuple):
    """A cited source."""

    key: str
    """Lower-case ASCII letters, digits and hyphens; unique in a session."""
    kind: str
    """`webpage`, `report`, `dataset`, `document`, or another word that CSL has for its genre."""
    title: str
    path: str
    """The path of a file, empty for a page."""
    url: str
    """The address of a page, ASCII only; empty for a file."""
    publisher: str
    """Who published it; of a page, its site. Empty where nothing is known."""
    published: str
    """`2025-03-04`, `2025-03` or `2025`; empty where nothing is known."""
    accessed: str
    """The day the session was begun, `2026-11-22`; may be empty."""
    note: str
    """Where it is cited: the numbers and places of its references."""
    language: str
    """`zh` for a Chinese title, else empty: no other language is told apart."""


def entries(material: Material) -> list[Entry]:
    """The cited sources, each once, in the order in which they are cited first."""
    state = material.state
    places: dict[str, list[str]] = {}
    for ref in material.references:
        where = sanitize_line(ref.location)
        places.setdefault(ref.source, []).append(f"[{ref.number}] {where}".rstrip())
    found: list[Entry] = []
    taken: set[str] = set()
    for source, cited in places.items():
        known = state.sources.get(source)
        path, kind = (sanitize_line(known.path), known.kind) if known is not None else ("", "")
        title = sanitize_line(title_of(source, state.sources))
        url = _url(path)
        found.append(
            Entry(
                key=_key(title, source, taken),
                kind=_kind(kind, url, known.genre if known is not None else ""),
                title=title,
                path="" if url else path,
                url=url,
                publisher=sanitize_line(known.publisher) if known is not None else "",
                published=_date(known.published) if known is not None else "",
                accessed=day(state.created),
                note=f"Cited at {'; '.join(cited)}",
                language="zh" if lang(title) else "",
            )
        )
        taken.add(found[-1].key)
    return found


def bibtex(material: Material) -> str:
    """The cited sources as BibTeX, UTF-8; empty if there are none."""
    return "\n".join(map(_bibtex_entry, entries(material)))


def csl(material: Material) -> list[dict[str, Any]]:
    """The cited sources as CSL-JSON items, ready for JSON."""
    return [_csl_item(entry) for entry in entries(material)]


def _bibtex_entry(entry: Entry) -> str:
    fields = {
        "title": f"{{{entry.title.translate(_LATEX)}}}",  # a second pair of braces keeps capitals as they are
        "howpublished": entry.path.translate(_LATEX),
        "url": entry.url,
        "urldate": entry.accessed,
        "organization": entry.publisher.translate(_LATEX),
        "year": entry.published[:4],
        "date": entry.published,
        "langid": "chinese" if entry.language == "zh" else "",
        "note": entry.note.translate(_LATEX),
    }
    # Classic styles know no web page and no data set.
    kind = "techreport" if entry.kind == "report" else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
    return "\n".join([f"@{kind}{{{entry.key},", *lines, "}"]) + "\n"


def _csl_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.key, "type": entry.kind, "title": entry.title, "note": entry.note}
    if entry.url:
        item["URL"] = entry.url
    if entry.path:
        item["archive_location"] = entry.path
    if entry.publisher:
        item["container-title" if entry.kind in _WITHIN else "publisher"] = entry.publisher
    if entry.published:
        item["issued"] = {"date-parts": [[int(part) for part in entry.published.split("-")]]}
    if entry.accessed:
        item["accessed"] = {"date-parts": [[int(part) for part in entry.accessed.split("-")]]}
    if entry.language:
        item["language"] = entry.language
    return item


def _kind(kind: str, url: str, genre: str) -> str:
    if genre in _BY_GENRE:
        return _BY_GENRE[genre]
    if url:
        return "webpage"
    if kind in _REPORTS:
        return "report"
    return "dataset" if kind in _DATASETS else "document"


def _date(published: str) -> str:
    """The date, if it is one that a reader of bibliographies takes."""
    found = _DATE.match(published)
    return found.group() if found else ""


def _url(path: str) -> str:
    """The path as an address, if it is one: percent-encoded where it is not plain, for LaTeX too."""
    try:
        is_page = urlsplit(path).scheme in ("http", "https")
    except ValueError:
        return ""
    return quote(path, safe="/:?#[]@!$&'()*+,;=%~-._") if is_page else ""


def _key(title: str, source: str, taken: set[str]) -> str:
    """Two words of the title, if it has any in Latin letters, and the beginning of the source's id."""
    words = [word[:16] for word in _NOT_IN_KEYS.split(title.lower()) if word][:2]
    name = _NOT_IN_KEYS.sub("", source.lower())[:8]
    key = "-".join([*(words or ["source"]), name or "x"])
    further = (f"{key}-{n}" for n in range(2, len(taken) + 3))
    return key if key not in taken else next(one for one in further if one not in taken)
