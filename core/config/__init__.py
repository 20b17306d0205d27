"""The configuration: `schema` says what there is, `files` loads it, `write` changes it."""

from hopyard.core.config.schema import (
    BUDGET_KINDS,
    AnswerTable,
    Config,
    IndexTable,
    LibraryTable,
    ModelTable,
    NamedModelTable,
    PrivacyTable,
    ScreenTable,
    SessionsTable,
    WebTable,
)
from hopyard.core.config.web_tables import (
    KeyedTable,
    KiwixTable,
    OpenTable,
    PlainTable,
    ServerTable,
    WikiTable,
)

__all__ = [
    "BUDGET_KINDS",
    "AnswerTable",
    "Config",
    "IndexTable",
    "KeyedTable",
    "KiwixTable",
    "LibraryTable",
    "ModelTable",
    "NamedModelTable",
    "OpenTable",
    "PlainTable",
    "PrivacyTable",
    "ScreenTable",
    "ServerTable",
    "SessionsTable",
    "WebTable",
    "WikiTable",
]
