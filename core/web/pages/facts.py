"""What a page says about itself: title, authors, date, own address, site, language.

The date is taken from what is meant for machines first (JSON-LD, meta tags), then from what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

import msgspec
from resiliparse.parse.html import HTMLTree

from hopyard.core.documents.titles import telling
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.web.pages.page import Facts
from hopyard.core.web.providers.wording import address, cut, day, plain
from hopyard.core.web.urls import host_of

# Elements of the tree; the library's types call everything in them optional.
DOMNode = Any

_MAX_SCRIPTS = 8
_MAX_JSON = 300_000
_MAX_THINGS = 200
_MAX_NAME = 120
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publication_date",
    "og:published_time",
    "og:release_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "weibo:article:create_at",
    "apub:time",
)
_AUTHOR = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl")
_SITE = ("og:site_name", "application-name")
_ARTICLE = re.compile(r"(?:News)?Article|Report|BlogPosting|WebPage|Posting|ScholarlyArticle", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][\w-]*)?\Z")
_SAID_DATE = re.compile(
    r"(?:发布(?:时间|日期|于)?|发表于?|更新(?:时间|于)?|日期|时间|来源|published|posted|updated|date)\W{0,6}.{0,20}?"
    r"(?P<said>(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2})",
    re.IGNORECASE,
)
_CHINESE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]")
_NUMBERS_DATE = re.compile(r"(?<![\d.])((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_ENGLISH_DATES = (
    re.compile(
        rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR_TOP = 700
"""Characters of the text within which a page prints its date; those further down are of what it tells."""
_CJK_RUN = re.compile("[\u3400-\u9fff]+")
_KANA_RUN = re.compile("[\u3040-\u30ff]+")
_LATIN_RUN = re.compile("[A-Za-z]+")
_LOOKED_AT = 5_000


def find_facts(tree: HTMLTree, url: str) -> Facts:
    """What the markup says; `url` is where the page was fetched."""
    metas = _metas(tree)
    things = list(_things(tree))
    language = _language(_attribute(tree, "html", "lang") or _first(metas, ("og:locale", "content-language")))
    return Facts(
        title=telling(_first(metas, ("og:title", "citation_title", "dc.title")) or _text(things, "headline")),
        authors=_authors(metas, things, tree),
        published=_published(metas, things, tree),
        canonical=_canonical(tree, metas, url),
        site=_short(_first(metas, _SITE) or _name(things, "publisher")),
        language=language,
        free=not any(_is_false(thing.get("isAccessibleForFree")) for thing in things),
    )


def printed_date(text: str) -> str:
    """The date that stands near the top of a text, in either language; empty if none does."""
    top = text[:_NEAR_TOP]
    if said := _SAID_DATE.search(top):
        return day("".join(said["said"].split()))
    found: list[tuple[int, str]] = []
    for pattern in (_CHINESE_DATE, _NUMBERS_DATE):
        if match := pattern.search(top):
            found.append((match.start(), day("-".join(match.groups()))))
    for pattern in _ENGLISH_DATES:
        if match := pattern.search(top):
            month = _MONTHS.index(match["month"].lower()) + 1
            found.append((match.start(), day(f"{match['year']}-{month}-{match['day']}")))
    return min(found)[1] if found else ""


def language_of(text: str) -> str:
    """`zh` or `en` by the letters of a text; empty where neither is at home."""
    sample = text[:_LOOKED_AT]
    n_cjk, n_latin, n_kana = (sum(map(len, run.findall(sample))) for run in (_CJK_RUN, _LATIN_RUN, _KANA_RUN))
    if n_kana * 5 > max(n_cjk, n_latin):
        return "ja"
    # A Chinese character says about as much as three letters.
    return "zh" if 3 * n_cjk > n_latin else "en" if n_latin and n_latin * 3 > len(sample) else ""


def _metas(tree: HTMLTree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in _all(tree.document, "meta[content]")[:_MAX_THINGS]:
        name = (
            node.getattr("property")
            or node.getattr("name")
            or node.getattr("itemprop")
            or node.getattr("http-equiv")
        )
        value = plain((node.getattr("content") or "")[:2_000])
        if name and value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _things(tree: HTMLTree) -> Iterator[Mapping[str, Any]]:
    """The JSON-LD objects that describe an article, in their order."""
    left = _MAX_THINGS
    for node in _all(tree.document, "script[type='application/ld+json']")[:_MAX_SCRIPTS]:
        data = str(node.text).strip()
        if len(data) > _MAX_JSON:
            continue
        try:
            waiting: list[Any] = [msgspec.json.decode(data)]
        except (msgspec.DecodeError, RecursionError):
            continue
        while waiting and left:
            left -= 1
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting[:0] = one[:_MAX_THINGS]
            elif isinstance(one, dict):
                if isinstance(one.get("@graph"), list):
                    waiting[:0] = one["@graph"][:_MAX_THINGS]
                if any(_ARTICLE.search(kind) for kind in _texts(one.get("@type"))):
                    yield one


def _published(
    metas: Mapping[str, Sequence[str]], things: Sequence[Mapping[str, Any]], tree: HTMLTree
) -> str:
    for text in (_text(things, "datePublished"), *(_first(metas, (name,)) for name in _PUBLISHED)):
        if found := day(text):
            return found
    for node in _all(
        tree.body, "[itemprop='datePublished'], article [datetime], header [datetime], [pubdate]"
    )[:1]:
        if found := day(node.getattr("datetime") or node.getattr("content")):
            return found
    return day(_text(things, "dateCreated") or _text(things, "dateModified"))


def _authors(
    metas: Mapping[str, Sequence[str]], things: Sequence[Mapping[str, Any]], tree: HTMLTree
) -> tuple[str, ...]:
    named = [name for thing in things for name in _names(thing.get("author"))]
    if not named:
        named = [value for name in _AUTHOR for value in metas.get(name, ())]
    if not named:
        nodes = _all(tree.body, "[rel='author'], [itemprop='author'], .byline-name, .author-name")[:3]
        named = [str(node.text) for node in nodes]
    short = (_short(name) for name in named)
    # An address is where an author can be found, not who it is.
    return tuple(dict.fromkeys(name for name in short if name and "://" not in name))[:10]


def _canonical(tree: HTMLTree, metas: Mapping[str, Sequence[str]], url: str) -> str:
    stated = _attribute(tree, "link[rel='canonical']", "href") or _first(metas, ("og:url",))
    try:
        own = address(urljoin(url, stated.strip())) if stated else ""
    except ValueError:  # an address with a bracket that is not closed
        own = ""
    # A page that could give another's address would be quoted under that other's name.
    return own if own and host_of(own) == host_of(url) else ""


def _language(stated: str) -> str:
    found = _LANGUAGE.match(stated.strip())
    return found.group(1).lower() if found else ""


def _first(metas: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((metas[name][0] for name in names if metas.get(name)), "")


def _attribute(tree: HTMLTree, selector: str, name: str) -> str:
    node: DOMNode = tree.document.query_selector(selector) if tree.document is not None else None
    return (node.getattr(name) or "") if node is not None else ""


def _text(things: Sequence[Mapping[str, Any]], name: str) -> str:
    return next((plain(text) for thing in things for text in _texts(thing.get(name))[:1]), "")


def _name(things: Sequence[Mapping[str, Any]], name: str) -> str:
    return next((text for thing in things for text in _names(thing.get(name))), "")


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for one in value[:20] for name in _names(one)]
    return _texts(value.get("name")) if isinstance(value, dict) else _texts(value)


def _texts(value: object) -> list[str]:
    values = value[:20] if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _short(text: str) -> str:
    return cut(sanitize_line(plain(text)), _MAX_NAME)


def _all(node: DOMNode | None, selector: str) -> list[DOMNode]:
    return [] if node is None else list(node.query_selector_all(selector)[:])
