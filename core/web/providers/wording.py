"""Queries cut to what a provider takes, and what it sends cleaned: addresses, titles, snippets, dates."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from hopyard.core.text.sanitize import sanitize, sanitize_line
from hopyard.core.web.port import WebHit

MAX_TITLE = 300
MAX_SNIPPET = 1_000
MAX_TEXT = 200_000
MAX_URL = 2_000
MAX_AUTHORS = 20
"""Characters, and names: whatever is longer is cut, but an address, which is left out."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SPACES = re.compile(r"\s+")
_WORD_END = re.compile(r"[\s,.;:!?，。；：！？、]")
_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile("[A-Za-z]{3,}")
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
_YEAR = re.compile(r"(\d{4})")
_FORMATS = (
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%a, %d %b %Y %H:%M:%S %Z",
    "%a, %d %b %Y %H:%M:%S %z",
)

Window = Literal["day", "week", "month", "year", ""]


def cut_query(query: str, most_characters: int, most_words: int = 0) -> str:
    """The query on one line, no longer than allowed; cut between words where it has any."""
    line = _SPACES.sub(" ", sanitize_line(query)).strip()
    if most_words:
        line = " ".join(line.split(" ")[:most_words])
    if len(line) <= most_characters:
        return line
    cut = line[:most_characters]
    if not _WORD_END.match(line[most_characters]):
        ends = [found.start() for found in _WORD_END.finditer(cut)]
        # In Chinese there is nothing between words: the whole of a long sentence is not given up for it.
        if ends and (ends[-1] >= most_characters // 2 or not _CJK.search(cut)):
            cut = cut[: ends[-1]]
    return cut.rstrip(" ,.;:!?，。；：！？、")


def plain(text: str | None) -> str:
    """Text on one line, without markup and without what a terminal would act on."""
    if not text:
        return ""
    # Markup that was escaped once more than it should be, `&lt;b&gt;`, is markup too.
    bare = html.unescape(_TAG.sub(" " if "<p" in text or "<br" in text else "", text[: 2 * MAX_TEXT]))
    return _SPACES.sub(" ", sanitize(_TAG.sub("", bare))).strip()


def tidy(hits: Iterable[WebHit], k: int) -> list[WebHit]:
    """The first `k` hits that lead anywhere, all their text cleaned and bounded, each address once."""
    found: dict[str, WebHit] = {}
    for hit in hits:
        url = address(hit.url)
        if url and url not in found:
            found[url] = msgspec.structs.replace(
                hit,
                url=url,
                title=cut(plain(hit.title), MAX_TITLE) or url,
                snippet=cut(plain(hit.snippet), MAX_SNIPPET),
                published=day(hit.published),
                authors=tuple(cut(plain(name), 100) for name in hit.authors[:MAX_AUTHORS] if plain(name)),
                text=cut(plain(hit.text), MAX_TEXT),
            )
        if len(found) == k:
            break
    return list(found.values())


def address(url: str | None) -> str:
    """An address that a page can be fetched from; empty for any other."""
    line = sanitize_line(url or "")
    if not line or len(line) > MAX_URL or " " in line or line != (url or "").strip():
        return ""
    try:
        parts = urlsplit(line)
        port = parts.port
    except ValueError:
        return ""
    usable = parts.scheme.lower() in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return line if usable and port != 0 else ""


def cut(text: str, most: int) -> str:
    """The text, or its beginning with a sign that it goes on."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def day(text: str | None) -> str:
    """A date as ISO 8601, to the day, month or year that is known; empty where it is none."""
    line = sanitize_line((text or "")[:100])
    if found := _ISO.match(line):
        return _checked(*found.groups())
    if not _YEAR.search(line):
        return ""
    for form in _FORMATS:
        try:
            return datetime.strptime(line, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    found = _YEAR.fullmatch(line)
    return found.group(1) if found else ""


def iso_day(since: str) -> date | None:
    """The day that `since` names; None where it names none."""
    try:
        return date.fromisoformat(since[:10])
    except ValueError:
        return None


def window(since: str, today: date) -> Window:
    """The shortest of the usual spans back from today that holds all days since; empty for none.

    For providers that know no dates. What is a little older than asked may so be among the results.
    """
    start = iso_day(since)
    if start is None:
        return ""
    age = (today - start).days
    spans: tuple[tuple[int, Window], ...] = ((1, "day"), (7, "week"), (30, "month"), (365, "year"))
    return next((name for days, name in spans if age <= days), "")


def languages(query: str, language: str) -> tuple[str, ...]:
    """The languages to search in: the one asked for, else those that the query is written in."""
    if language:
        return (language,)
    chinese, english = bool(_CJK.search(query)), bool(_LATIN_WORD.search(query))
    return ("zh", "en") if chinese and english else ("zh",) if chinese else ("en",)


def _checked(year: str, month: str, number: str | None) -> str:
    try:
        known = date(int(year), int(month), int(number or 1))
    except ValueError:
        return year
    return known.isoformat() if number else known.isoformat()[:7]
