"""Reads the events of Anthropic's stream: which pieces they are, and whether the reply came to its end.

The SDK does not check what it parses, and servers may send what it does not know: every field is looked at
before it is used. Blocks, deltas and events of other kinds (tools that nobody asked for, citations) are
passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hopyard.core.models.meter import Meter
from hopyard.core.models.port import Finished, Piece, TextPiece, ThinkingPiece

_REASONS: dict[str, Literal["end", "length", "refused"]] = {
    "end_turn": "end",
    "stop_sequence": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refused",
}


class AnthropicReply:
    """One reply as it comes."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._reason = ""
        self.is_over = False
        """Whether `message_stop` came: without it the reply was cut off, however the connection ended."""

    def read(self, event: object) -> Iterator[Piece]:
        """The pieces of an event; none for an unknown one. Raises: BadStream if the reply is too long."""
        kind = _text(event, "type")
        if kind == "message_start":
            yield from self._started(event)
        elif kind == "content_block_start":
            yield from self._delta(getattr(event, "content_block", None), "text", "thinking")
        elif kind == "content_block_delta":
            yield from self._delta(getattr(event, "delta", None), "text_delta", "thinking_delta")
        elif kind == "message_delta":
            yield from self._told(event)
        elif kind == "message_stop":
            self.is_over = True

    def end(self) -> Iterator[Piece]:
        """What stands at the end of a whole reply."""
        yield self._meter.so_far()
        yield Finished(_REASONS.get(self._reason, "other"))

    def _started(self, event: object) -> Iterator[Piece]:
        usage = getattr(getattr(event, "message", None), "usage", None)
        if _count(usage, "input_tokens") is not None:
            self._tell_input(usage)
        yield self._meter.so_far()

    def _delta(self, delta: object, text_kind: str, thinking_kind: str) -> Iterator[Piece]:
        kind = _text(delta, "type")
        if kind == text_kind and (text := _text(delta, "text")):
            told = self._meter.came(text)
            yield TextPiece(text)
        elif kind == thinking_kind and (text := _text(delta, "thinking")):
            told = self._meter.came(text)
            yield ThinkingPiece(text)
        else:
            return
        if told is not None:
            yield told

    def _told(self, event: object) -> Iterator[Piece]:
        """`message_delta`: why it stopped, and all that was used (its counts are of the whole reply)."""
        self._reason = _text(getattr(event, "delta", None), "stop_reason") or self._reason
        usage = getattr(event, "usage", None)
        if _count(usage, "input_tokens") is not None:
            self._tell_input(usage)
        output = _count(usage, "output_tokens")
        if output is not None:
            self._meter.tell_output(output)
        yield self._meter.so_far()

    def _tell_input(self, usage: object) -> None:
        self._meter.tell_input(
            _count(usage, "input_tokens") or 0,
            _count(usage, "cache_read_input_tokens") or 0,
            _count(usage, "cache_creation_input_tokens") or 0,
        )


def _text(thing: object, field: str) -> str:
    value = getattr(thing, field, None)
    return value if isinstance(value, str) else ""


def _count(thing: object, field: str) -> int | None:
    value = getattr(thing, field, None)
    return value if isinstance(value, int) and value >= 0 and not isinstance(value, bool) else None
