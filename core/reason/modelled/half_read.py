"""Reads the sentences of an answer out of a reply that is still coming: each when it is whole, no half ones.

The reply is one JSON object. Its pieces may end anywhere, in the middle of a word or of an escape. What is
whole is decoded as the whole reply will be; where that fails, nothing more is read: the whole reply decides.
"""

from __future__ import annotations

import msgspec

from hopyard.core.reason.modelled.replies import Written

_SENTENCES = "sentences"
_IN_ARRAY = 2
"""How deep the items of the array lie: in the array, in the object."""


class HalfRead:
    """One reply as far as it came."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._depth = 0
        self._quote = -1
        """Where the string begins that is being read; -1 outside of one."""
        self._is_escaped = False
        self._string = ""
        """The last string directly in the object."""
        self._key = ""
        self._item = -1
        """Where the sentence begins that is being read."""
        self._is_over = False

    def feed(self, piece: str) -> list[Written]:
        """The sentences that this piece of the reply completes."""
        self._text += piece
        found = []
        while self._at < len(self._text) and not self._is_over:
            self._step(self._text[self._at])
            self._at += 1
            if self._item >= 0 and self._depth == _IN_ARRAY:
                whole = self._text[self._item : self._at].encode("utf-8", "replace")
                self._item = -1
                try:
                    found.append(msgspec.json.decode(whole, type=Written))
                except (msgspec.DecodeError, RecursionError, ValueError):
                    self._is_over = True
        return found

    def _step(self, char: str) -> None:
        if self._quote >= 0:
            self._in_string(char)
        elif char == '"':
            self._quote = self._at if self._depth else -1  # words before the object may hold quotes
        elif char == ":" and self._depth == 1:
            self._key = self._string
        elif char == "{" or (char == "[" and self._depth):
            if self._depth == _IN_ARRAY and char == "{" and self._key == _SENTENCES:
                self._item = self._at
            self._depth += 1
        elif char in "}]" and self._depth:
            self._depth -= 1
            self._is_over = self._depth == 0

    def _in_string(self, char: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif char == "\\":
            self._is_escaped = True
        elif char == '"':
            if self._depth == 1:
                self._string = self._text[self._quote + 1 : self._at]
            self._quote = -1
