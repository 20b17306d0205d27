"""Reads the pieces of a stream like OpenAI's, wherever a server puts its text, its thinking and its usage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from hopyard.core.models.faults import Said, no_reply, said
from hopyard.core.models.meter import Meter
from hopyard.core.models.port import Finished, Piece, TextPiece, ThinkingPiece
from hopyard.core.models.think_tags import ThinkTags

DONE = "[DONE]"
_REASONS: Mapping[str, Literal["end", "length", "refused"]] = {
    "stop": "end",
    "eos": "end",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refused",
    "sensitive": "refused",
    "refusal": "refused",
}
_THINKING = ("reasoning_content", "reasoning")
"""Where thinking stands: DeepSeek's name, which most took over; that of OpenRouter, Ollama, newer vLLM."""


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, what: Said) -> None:
        super().__init__()
        self.what = what


class OpenAIReply:
    """One reply as it comes."""

    def __init__(self, name: str, meter: Meter, now: Callable[[], datetime]) -> None:
        self._name = name
        self._now = now
        self._meter = meter
        self._tags = ThinkTags()
        self._reason = ""
        self._done = False

    @property
    def is_over(self) -> bool:
        """Whether the server said that nothing more comes."""
        return self._done

    @property
    def is_whole(self) -> bool:
        """Whether the reply came to its end, though the stream may go on: only usage can be missing."""
        return self._done or bool(self._reason)

    def read(self, data: str) -> Iterator[Piece]:
        """The pieces in the data of one event.

        Raises: BadStream if it is not a JSON object, or the reply goes on too long; Refused if the server
            reports a failure in its stream.
        """
        if data.strip() == DONE:
            self._done = True
            return
        chunk = parsed(data)
        if chunk is None:
            raise no_reply(self._name, "not JSON")
        yield from self.take(chunk)

    def take(self, chunk: Mapping[str, Any]) -> Iterator[Piece]:
        """The pieces of a chunk, or of a whole reply where a server does not stream; otherwise as `read`."""
        if is_failure(chunk):
            raise Refused(said(200, chunk, {}, self._now))
        usage = chunk.get("usage")
        for choice in _list(chunk.get("choices")):
            if not isinstance(choice, Mapping) or choice.get("index", 0) != 0:
                continue
            delta = choice.get("delta")
            delta = delta if isinstance(delta, Mapping) else choice.get("message")
            if isinstance(delta, Mapping):
                yield from self._delta(delta)
            reason = choice.get("finish_reason")
            if isinstance(reason, str) and reason not in {"", "null"}:
                self._reason = reason
            usage = usage or choice.get("usage")  # Moonshot's place for it
        if isinstance(usage, Mapping) and self._tell(usage):
            yield self._meter.so_far()

    def end(self) -> Iterator[Piece]:
        """What stands at the end of a whole reply."""
        yield from self._pieces(self._tags.close())
        yield self._meter.so_far()
        yield Finished(_REASONS.get(self._reason, "other"))

    def _delta(self, delta: Mapping[str, Any]) -> Iterator[Piece]:
        thinking = next((delta[field] for field in _THINKING if _is_text(delta.get(field))), "")
        if thinking:
            yield from self._pieces([(True, thinking)])
        content = delta.get("content")
        if _is_text(content):
            yield from self._pieces(self._tags.feed(str(content)))
        if _is_text(delta.get("refusal")):
            self._reason = "refusal"

    def _pieces(self, parts: list[tuple[bool, str]]) -> Iterator[Piece]:
        for is_thinking, text in parts:
            told = self._meter.came(text)
            yield ThinkingPiece(text) if is_thinking else TextPiece(text)
            if told is not None:
                yield told

    def _tell(self, usage: Mapping[str, Any]) -> bool:
        """Take over the server's counts; False where there is none. Some count so far, in every piece."""
        prompt, output = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
        if prompt is None or output is None or not (prompt or output):
            return False
        cached = _count(usage.get("prompt_tokens_details"), "cached_tokens")
        if cached is None:
            cached = _count(usage, "prompt_cache_hit_tokens")
        if cached is None:
            cached = _count(usage, "cached_tokens")
        cached = min(cached or 0, prompt)
        self._meter.tell_input(prompt - cached, cached, 0)
        self._meter.tell_output(output)
        return True


def is_failure(chunk: Mapping[str, Any]) -> bool:
    """Whether a chunk under status 200 reports a failure, in any of the shapes that are in use."""
    if chunk.get("error"):
        return True
    if chunk.get("choices"):
        return False
    code = chunk.get("error_code") or chunk.get("code")
    return bool(code) and isinstance(chunk.get("error_msg") or chunk.get("message"), str)


def parsed(data: str | bytes) -> dict[str, Any] | None:
    """A JSON object; None for anything else."""
    found = any_json(data)
    return found if isinstance(found, dict) else None


def any_json(data: str | bytes) -> object:
    """What a text is as JSON; None for what is none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _list(value: object) -> list[Any]:
    """Some servers send null where there is no choice."""
    return value if isinstance(value, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _count(table: object, field: str) -> int | None:
    value = table.get(field) if isinstance(table, Mapping) else None
    return value if isinstance(value, int) and value >= 0 and not isinstance(value, bool) else None
