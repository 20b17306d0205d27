"""The configuration: `schema` says what there is, `files` loads it, `write` changes it."""

from hopyard.core.config.schema import (
    BUDGET_KINDS,
    AnswerTable,
    Config,
    IndexTable,
    KeyedTable,
    LibraryTable,
    ModelTable,
    NamedModelTable,
    PrivacyTable,
    ScreenTable,
    ServerTable,
    SessionsTable,
    WebTable,
)

__all__ = [
    "BUDGET_KINDS",
    "AnswerTable",
    "Config",
    "IndexTable",
    "KeyedTable",
    "LibraryTable",
    "ModelTable",
    "NamedModelTable",
    "PrivacyTable",
    "ScreenTable",
    "ServerTable",
    "SessionsTable",
    "WebTable",
]
