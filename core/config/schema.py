"""The configuration as a typed value: one frozen table per TOML table, one documented field per key.

The docstrings are the documentation: `config.example.toml` repeats them word for word, and a test compares.
Nothing here reads a file; `files.py` does. No field holds a secret: keys are named, never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from hopyard.core.config.value_kinds import (
    Address,
    Folder,
    FolderOrNone,
    FolderOrOff,
    Host,
    Price,
    VariableName,
)
from hopyard.core.config.web_tables import (
    KeyedTable,
    KiwixTable,
    OpenTable,
    PlainTable,
    Provider,
    ServerTable,
    WikiTable,
)
from hopyard.core.values import Budget

BUDGET_KINDS: Mapping[str, Any] = {
    "hops": Annotated[int, Meta(ge=1, le=500)],
    "depth": Annotated[int, Meta(ge=1, le=20)],
    "breadth": Annotated[int, Meta(ge=1, le=50)],
    "concurrency": Annotated[int, Meta(ge=1, le=32)],
    "seconds": Annotated[float, Meta(ge=1, le=86_400)],
    "tokens": Annotated[int, Meta(ge=0, le=1_000_000_000)],
    "usd": Annotated[float, Meta(ge=0, le=10_000)],
    "requests": Annotated[int, Meta(ge=0, le=100_000)],
}
"""What `[budget]` allows: `Budget` is a value of the log too, so its limits stand here and not in it."""


class LibraryTable(msgspec.Struct, frozen=True):
    """The files that are searched."""

    paths: tuple[Folder, ...] = ()
    """Files and folders of the library; each begins with `/` or `~/`."""
    max_file_mb: Annotated[int, Meta(ge=1, le=10_000)] = 50
    """A file of more megabytes than this is left out, and named."""


class IndexTable(msgspec.Struct, frozen=True):
    """How the library is searched."""

    engine: Literal["whoosh", "tantivy"] = "whoosh"
    """The search engine: `whoosh`. `tantivy` was measured and left out; docs/decisions.md has why."""
    embedder: FolderOrOff = ""
    """Folder of a model that compares meanings, beginning with `/` or `~/`; empty: words alone count."""


class WebTable(msgspec.Struct, frozen=True):
    """Web search. No question leaves this machine before it is turned on: here, by `--web`, or by key."""

    enabled: bool = False
    """Whether hops also search the web."""
    when: Literal["lacking", "always"] = "lacking"
    """When a hop does so: for what the library is `lacking`, or `always`, at once with it."""
    providers: tuple[Provider, ...] = ("searxng", "mediawiki", "kiwix")
    """Who is asked, in this order, by the names of the tables below; those not set up are left out."""
    ask: Annotated[int, Meta(ge=1, le=13)] = 3
    """How many of them one search asks; for one that fails the next is asked."""
    pages: Annotated[int, Meta(ge=1, le=50)] = 8
    """How many of the pages found one search reads."""
    seconds: Annotated[float, Meta(ge=1, le=600)] = 30.0
    """How long one search waits for providers, and again for pages, in seconds."""
    robots: bool = True
    """Whether pages are left alone where their host's robots.txt asks for it."""
    allow_hosts: tuple[Host, ...] = ()
    """Hosts of your own network that may be asked, such as `127.0.0.1:8888`; all others there are refused."""
    fake_ip: bool = False
    """Whether names may lead to 198.18.0.0/15, where a proxy here in fake-ip mode answers for them."""
    local_only: bool = False
    """Whether nothing but this machine may be asked: no network is used at all."""
    searxng: ServerTable = ServerTable()
    mediawiki: WikiTable = WikiTable()
    kiwix: KiwixTable = KiwixTable()
    arxiv: PlainTable = PlainTable()
    crossref: OpenTable = OpenTable()
    openalex: PlainTable = PlainTable()
    brave: KeyedTable = KeyedTable(key_env="BRAVE_API_KEY")
    tavily: KeyedTable = KeyedTable(key_env="TAVILY_API_KEY")
    exa: KeyedTable = KeyedTable(key_env="EXA_API_KEY")
    serper: KeyedTable = KeyedTable(key_env="SERPER_API_KEY")
    bocha: KeyedTable = KeyedTable(key_env="BOCHA_API_KEY")
    zhipu: KeyedTable = KeyedTable(key_env="ZHIPU_API_KEY")
    ddgs: PlainTable = PlainTable()


class ModelTable(msgspec.Struct, frozen=True):
    """Which model does what. With none at all, everything is done by rules, and nothing is sent anywhere."""

    use: str = "none"
    """The model of all work: a NAME of `[models.NAME]`, or `none`."""
    plan: str = ""
    """The model that splits the question; empty: the one in `use`."""
    read: str = ""
    """The model that reads passages; empty: the one in `use`."""
    answer: str = ""
    """The model that writes the answer; empty: the one in `use`."""
    fallback: tuple[str, ...] = ()
    """Models that are asked instead, in this order, where one fails."""


class NamedModelTable(msgspec.Struct, frozen=True):
    """A model that `[model]` may name. NAME holds letters, digits, `-` and `_`."""

    kind: Literal["anthropic", "openai"]
    """How it is spoken to: `anthropic`, or `openai` for any server that speaks like it. Always needed."""
    model: str = ""
    """What the service calls the model."""
    base_url: Address = ""
    """The server's address; empty: the service's own."""
    key_env: VariableName = ""
    """The environment variable that holds the key; empty: the usual one of a service listed below."""
    key_command: str = ""
    """A command that prints the key, asked where the variable is not set."""
    input_price: Price | None = None
    """Price of a million input tokens in US dollars; without it they do not count in `budget.usd`."""
    output_price: Price | None = None
    """Price of a million output tokens in US dollars."""
    cached_price: Price | None = None
    """Price of a million input tokens that the service had kept, in US dollars; unset: as `input_price`."""
    cache_write_price: Price | None = None
    """Price of a million input tokens that it begins to keep, in US dollars; unset: as `input_price`."""


class AnswerTable(msgspec.Struct, frozen=True):
    """How the answer is put together."""

    unsupported: Literal["mark", "drop"] = "mark"
    """A sentence that no evidence carries: `mark` it, or `drop` it; without a model there is none."""


class PrivacyTable(msgspec.Struct, frozen=True):
    """What may leave this machine."""

    send: Literal["none", "questions", "passages"] = "none"
    """What other machines may be sent: `none`, your `questions`, or also `passages` of your files."""


class ScreenTable(msgspec.Struct, frozen=True):
    """How the screen looks."""

    theme: str = ""
    """Name of a colour theme, such as `hopyard-dark`; empty: the terminal's own colours."""
    lean: Literal["auto", "on", "off"] = "auto"
    """Draw less, for slow lines: `auto` does so over SSH, `on`, `off`."""
    ascii: bool = False
    """Whether lines and marks are drawn in ASCII alone; a terminal without UTF-8 gets them so anyway."""
    reduced_motion: bool = False
    """Whether nothing moves on its own: the clock then goes on only when something happens."""


class SessionsTable(msgspec.Struct, frozen=True):
    """Where sessions are kept."""

    path: FolderOrNone = ""
    """Folder of the sessions, beginning with `/` or `~/`; empty: the usual data folder."""


class Config(msgspec.Struct, frozen=True):
    """Everything a person can configure."""

    library: LibraryTable = LibraryTable()
    index: IndexTable = IndexTable()
    web: WebTable = WebTable()
    model: ModelTable = ModelTable()
    models: Mapping[str, NamedModelTable] = msgspec.field(default_factory=dict)
    budget: Budget = Budget()
    answer: AnswerTable = AnswerTable()
    privacy: PrivacyTable = PrivacyTable()
    screen: ScreenTable = ScreenTable()
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Keys of your own: the name of an action, and the key for it; `?` on the screen lists the names."""
    sessions: SessionsTable = SessionsTable()
