"""The body of a request as servers that speak like OpenAI's take it, each with its quirks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hopyard.core.models.port import ModelRequest
from hopyard.core.models.quirks import Quirks
from hopyard.core.models.rendering import schema_text, turn_text


def body_of(model: str, request: ModelRequest, quirks: Quirks) -> dict[str, Any]:
    """The JSON body of a streaming request."""
    body: dict[str, Any] = {
        "model": model,
        "messages": _messages(request, quirks),
        "stream": True,
        quirks.max_tokens: request.max_tokens,
    }
    if quirks.include_usage:
        body["stream_options"] = {"include_usage": True}
    if request.schema is not None and quirks.json == "schema":
        form = {"name": "reply", "schema": request.schema, "strict": is_strict(request.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    elif request.schema is not None and quirks.json == "object":
        body["response_format"] = {"type": "json_object"}
    return body


def _messages(request: ModelRequest, quirks: Quirks) -> list[dict[str, str]]:
    system = request.system
    if request.schema is not None and quirks.json != "schema":
        system = f"{system}\n\n{schema_text(request.schema)}".strip()
    messages = [{"role": turn.role, "content": turn_text(turn)} for turn in request.turns]
    if system and quirks.system == "system":
        return [{"role": "system", "content": system}, *messages]
    if system and messages and messages[0]["role"] == "user":
        messages[0] = {"role": "user", "content": f"{system}\n\n{messages[0]['content']}"}
    elif system:
        messages.insert(0, {"role": "user", "content": system})
    return messages


def is_strict(schema: object) -> bool:
    """Whether OpenAI's strict mode takes a schema: every object closed, and all of its fields required."""
    if isinstance(schema, list):
        return all(map(is_strict, schema))
    if not isinstance(schema, Mapping):
        return True
    if schema.get("type") == "object" and not (
        schema.get("additionalProperties") is False
        and set(schema.get("required", ())) == set(schema.get("properties", {}))
    ):
        return False
    return all(map(is_strict, schema.values()))
