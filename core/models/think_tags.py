"""Parts thinking from text where a server leaves both in one: `<think>...</think>` at a reply's beginning."""

from __future__ import annotations

_OPEN = "<think>"
_CLOSE = "</think>"


class ThinkTags:
    """Takes text as it comes; the tags may be cut anywhere. Tags further on in a reply are text."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "begin"

    def feed(self, text: str) -> list[tuple[bool, str]]:
        """The parts that are certain by now, each with whether it is thinking."""
        if self._state == "text":
            return [(False, text)]
        self._held += text
        parts: list[tuple[bool, str]] = []
        if self._state == "begin":
            bare = self._held.lstrip()
            if not bare or (len(bare) < len(_OPEN) and _OPEN.startswith(bare)):
                return []
            if not bare.startswith(_OPEN):
                return self._rest_is_text()
            self._state, self._held = "thinking", bare.removeprefix(_OPEN)
        at = self._held.find(_CLOSE)
        if at >= 0:
            parts = [(True, self._held[:at])] if at else []
            self._held = self._held[at + len(_CLOSE) :].lstrip("\n")
            return parts + self._rest_is_text()
        keep = next((n for n in range(len(_CLOSE) - 1, 0, -1) if self._held.endswith(_CLOSE[:n])), 0)
        sure, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return [(True, sure)] if sure else []

    def close(self) -> list[tuple[bool, str]]:
        """What was still held back when the reply ended."""
        held, self._held = self._held, ""
        return [(self._state == "thinking", held)] if held else []

    def _rest_is_text(self) -> list[tuple[bool, str]]:
        self._state = "text"
        held, self._held = self._held, ""
        return [(False, held)] if held else []
