"""How servers that speak like OpenAI's differ from it, as data: `quirks.toml`, by the host of the address.

What differs in the replies needs no table: wherever a server puts thinking or usage, it is looked for there.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal

import msgspec

from hopyard.core.models.addresses import host_of


class Quirks(msgspec.Struct, frozen=True):
    """What a server takes. The defaults are those of a server that is in no table."""

    json: Literal["schema", "object", "text"] = "schema"
    """How a reply is held to a schema: by the schema, as any JSON object, or by words alone."""
    max_tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """The field that bounds the reply."""
    include_usage: bool = True
    """Whether it takes `stream_options.include_usage`."""
    system: Literal["system", "user"] = "system"
    """The role of the instructions; `user` puts them in front of the first message."""


class Service(msgspec.Struct, frozen=True):
    """A known service."""

    name: str
    hosts: tuple[str, ...]
    """Its hosts; names below them count too."""
    key_env: str
    """The variable that usually holds its key."""
    quirks: Quirks


class _Milder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: tuple[str, ...]
    set: Mapping[str, str | bool]
    when: Mapping[str, str | bool] = {}


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service: tuple[Service, ...]
    milder: tuple[_Milder, ...]


def service_of(base_url: str) -> Service | None:
    """The known service at an address; None for any other server."""
    host = host_of(base_url)
    for service in _table().service:
        if any(host == one or host.endswith(f".{one}") for one in service.hosts):
            return service
    return None


def quirks_of(base_url: str) -> Quirks:
    """What the server at an address takes."""
    service = service_of(base_url)
    return Quirks() if service is None else service.quirks


def services() -> tuple[Service, ...]:
    """Every known service."""
    return _table().service


def milder(quirks: Quirks, refusal: str) -> Quirks | None:
    """What to ask instead after a refusal; None if it names nothing that can be left out."""
    told = refusal.lower()
    for rule in _table().milder:
        holds = all(getattr(quirks, field) == value for field, value in rule.when.items())
        if holds and any(word in told for word in rule.says):
            changed = msgspec.convert(msgspec.to_builtins(quirks) | dict(rule.set), Quirks)
            if changed != quirks:
                return changed
    return None


@functools.cache
def _table() -> _Table:
    text = (resources.files("hopyard.core.models") / "quirks.toml").read_text("utf-8")
    document = tomllib.loads(text)
    fields = Quirks.__struct_fields__
    for service in document["service"]:
        service["quirks"] = _taken(service, fields)
    return msgspec.convert(document, _Table)


def _taken(table: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """The quirks among a service's keys, taken out of them."""
    return {field: table.pop(field) for field in fields if field in table}
