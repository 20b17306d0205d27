"""What a request says, as plain text that every server takes: passages fenced and labelled, then the words.

Anthropic's document and search_result blocks, with its own citations, are left aside: they exclude a JSON
schema for the reply, no other server has them, and every citation is checked by our own code whichever way it
came. So one form serves all models and is the same in tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hopyard.core.models.port import Document, ModelRequest, Turn
from hopyard.core.models.tokens import MESSAGE_TOKENS, estimate
from hopyard.core.text.sanitize import sanitize, sanitize_line

_TICKS = re.compile("`{3,}")


def turn_text(turn: Turn) -> str:
    """A turn's documents, each in a fence that nothing in it can close, and its text."""
    return "\n\n".join([*map(document_text, turn.documents), *([turn.text] if turn.text else [])])


def document_text(document: Document) -> str:
    """A labelled, fenced passage.

    The fence has one backtick more than any run of them inside, so that a passage cannot end it and go on as
    if it were the person's own words.
    """
    text = sanitize(document.text)
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    label = " | ".join(sanitize_line(part) for part in (document.title, document.location) if part)
    return f"[passage {sanitize_line(document.id)}] {label}\n{fence}text\n{text}\n{fence}"


def schema_text(schema: Mapping[str, Any]) -> str:
    """The schema of the reply in words, for a server that does not take it otherwise."""
    return (
        "Reply with one JSON object and nothing else: no text around it, no Markdown. It must fit this JSON "
        f"schema:\n{json.dumps(schema, ensure_ascii=False, sort_keys=True)}"
    )


def input_tokens(texts: Sequence[str]) -> int:
    """An estimate of the input tokens of messages with these texts."""
    return sum(MESSAGE_TOKENS + estimate(text) for text in texts)


def request_tokens(request: ModelRequest) -> int:
    """An estimate of the input tokens of a request, made before it is sent."""
    texts = [request.system, *map(turn_text, request.turns)]
    return input_tokens([*texts, schema_text(request.schema)] if request.schema else texts)
