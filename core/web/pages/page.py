"""What reading a page gives: a page, or a named reason why there is nothing in it to quote."""

from __future__ import annotations

from typing import Literal

import msgspec

from hopyard.core.values import Passage, Source

Why = Literal["paywall", "cookies", "login", "script", "not_found", "nothing"]
"""`cookies`: it wants consent first; `script`: its text is put in by one; `not_found`: an error page with the
status of a good one."""

REASONS: dict[Why, str] = {
    "paywall": "the rest is for subscribers",
    "cookies": "it shows nothing before one agrees to cookies",
    "login": "it is shown after a login only",
    "script": "its text is put in by a script, which is not run",
    "not_found": "it says that there is no such page",
    "nothing": "there is no text in it",
}
"""Each reason in words, fit to stand beside an address."""


class Facts(msgspec.Struct, frozen=True):
    """What a page says about itself. All of it is cleaned; empty where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    """ISO 8601, to the day where that is known."""
    canonical: str = ""
    """Its own address on the same host; one that leads to another is not believed."""
    site: str = ""
    language: str = ""
    """`zh`, `en` or another code of two or three letters."""
    free: bool = True
    """Whether it says of itself that all may read it."""


class Page(msgspec.Struct, frozen=True, tag="page"):
    """A page as a source, like a local file: offsets are characters into its cleaned text."""

    source: Source
    text: str
    passages: tuple[Passage, ...]
    published: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    """The name of the site, else its host."""
    language: str = ""
    canonical: str = ""
    """Its own address, for telling that two pages are one; a person opens `source.path`."""


class EmptyPage(msgspec.Struct, frozen=True, tag="empty"):
    """A page that was read and holds nothing to quote."""

    url: str
    why: Why
    title: str = ""

    @property
    def reason(self) -> str:
        """Why, in words."""
        return REASONS[self.why]
