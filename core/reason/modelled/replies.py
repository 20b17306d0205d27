"""What a model is asked to reply, as types: the JSON schema that it gets, and how a reply is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

MAX_SHOWN = 200
"""Characters of what is wrong with a reply that are told."""


class Planned(msgspec.Struct, frozen=True):
    """A question worth asking."""

    question: str = ""
    why: str = ""


class PlanReply(msgspec.Struct, frozen=True):
    """The sub-questions of a question."""

    questions: list[Planned]


class Quoted(msgspec.Struct, frozen=True):
    """The words of a passage that carry a finding."""

    number: int
    quote: str = ""


class Found(msgspec.Struct, frozen=True):
    """A finding, and where it stands."""

    text: str
    passages: list[Quoted]


class ReadReply(msgspec.Struct, frozen=True):
    """What passages state."""

    findings: list[Found]
    missing: str = ""
    next: list[Planned] = []


class Written(msgspec.Struct, frozen=True):
    """A sentence of an answer."""

    text: str
    evidence: list[str] = []


class AnswerReply(msgspec.Struct, frozen=True):
    """An answer."""

    sentences: list[Written]
    unknown: str = ""


ReplyT = TypeVar("ReplyT", PlanReply, ReadReply, AnswerReply)


class Unreadable(Exception):
    """A reply is not of the form that was asked for; the text says why."""


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a reply, in the narrow form that every server takes: no references, every object
    closed, all of its fields required."""
    whole = msgspec.json.schema(kind)
    closed: dict[str, Any] = _closed(whole, whole.get("$defs", {}))
    return closed


def _closed(schema: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_closed(item, named) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _closed(named[schema["$ref"].rpartition("/")[2]], named)
    if schema.get("type") == "object":
        fields = {name: _closed(field, named) for name, field in schema["properties"].items()}
        return {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }
    return {name: _closed(value, named) for name, value in schema.items() if name in ("type", "items")}


def parse(text: str, kind: type[ReplyT]) -> ReplyT:
    """Read a reply. Words or a Markdown fence around its one JSON object are passed over.

    Raises: Unreadable.
    """
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise Unreadable("it holds no JSON object." if text.strip() else "it is empty.")
    try:
        return msgspec.json.decode(text[start : end + 1].encode("utf-8", "replace"), type=kind)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise Unreadable(f"{str(error)[:MAX_SHOWN]}.") from None
