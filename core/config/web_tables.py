"""The tables of those who are asked on the web, one each; the tables that hold them are in `schema`."""

from __future__ import annotations

from typing import Literal

import msgspec

from hopyard.core.config.value_kinds import Address, BookName, MailOrNone, Results, VariableName

Provider = Literal[
    "searxng",
    "mediawiki",
    "kiwix",
    "arxiv",
    "crossref",
    "openalex",
    "brave",
    "tavily",
    "exa",
    "serper",
    "bocha",
    "zhipu",
    "ddgs",
]


class ServerTable(msgspec.Struct, frozen=True):
    """A search server of your own; one without an address is not asked."""

    url: Address = ""
    """Its address, such as `http://127.0.0.1:8888`."""
    limit: Results = 10
    """Results of one search at most."""


class WikiTable(msgspec.Struct, frozen=True):
    """A wiki; without an address none is asked."""

    url: Address = ""
    """Its address, such as `https://{lang}.wikipedia.org`; `{lang}` becomes `zh` or `en`."""
    limit: Results = 10
    """Results of one search at most."""


class KiwixTable(msgspec.Struct, frozen=True):
    """A server of wikis and books that are on your own disk; one without an address is not asked."""

    url: Address = ""
    """Its address, such as `http://127.0.0.1:8080`."""
    books: tuple[BookName, ...] = ()
    """The books that are searched, by their names in its addresses; empty: all of them."""
    limit: Results = 10
    """Results of one search at most."""


class OpenTable(msgspec.Struct, frozen=True):
    """A register of papers that anybody may ask."""

    mail: MailOrNone = ""
    """Your mail address, sent along if it is set: those who say who asks are served sooner."""
    limit: Results = 10
    """Results of one search at most."""


class PlainTable(msgspec.Struct, frozen=True):
    """A service that needs neither address nor key."""

    limit: Results = 10
    """Results of one search at most."""


class KeyedTable(msgspec.Struct, frozen=True):
    """A search service that needs a key; one without a key is not asked."""

    key_env: VariableName = ""
    """The environment variable that holds the key."""
    key_command: str = ""
    """A command that prints the key, asked where the variable is not set."""
    limit: Results = 10
    """Results of one search at most."""
