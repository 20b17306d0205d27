"""Which providers can be asked: those that have their address or their key. Loads no provider."""

from __future__ import annotations

from collections.abc import Mapping

from hopyard.core.config.schema import WebTable
from hopyard.core.config.web_tables import KeyedTable, KiwixTable, ServerTable, WikiTable


def set_up(web: WebTable, environ: Mapping[str, str]) -> list[str]:
    """The names of `[web] providers` that are set up, each once, in their order. No command is run."""
    return [name for name in dict.fromkeys(web.providers) if _is_set_up(getattr(web, name), environ)]


def _is_set_up(table: object, environ: Mapping[str, str]) -> bool:
    match table:
        case KeyedTable():
            return bool(table.key_command or (table.key_env and environ.get(table.key_env)))
        case ServerTable() | WikiTable() | KiwixTable():
            return bool(table.url)
        case _:
            return True
