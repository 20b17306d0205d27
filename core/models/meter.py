"""Counts what a request uses while it streams: estimated until the server says, for it may be cancelled."""

from __future__ import annotations

from hopyard.core.models.bounds import Bounds
from hopyard.core.models.errors import BadStream
from hopyard.core.models.port import Usage, UsageSoFar
from hopyard.core.models.tokens import weigh

_TELL_EVERY = 40
"""Tokens of output between two estimates: at 50 tokens a second, about one a second."""


class Meter:
    """The usage of one request."""

    def __init__(self, input_tokens: int, max_tokens: int, bounds: Bounds, n_requests: int = 1) -> None:
        """`input_tokens` is the estimate that holds until the server tells. `n_requests` counts this one and
        those that the server refused before it, for one of their fields."""
        self._n_requests = n_requests
        self._input = (input_tokens, 0, 0)
        self._input_told = False
        self._output = 0.0
        self._output_told: int | None = None
        self._told_at = 0.0
        self._n_chars = 0
        self._max_chars = max_tokens * bounds.chars_a_token + 4096

    def so_far(self) -> UsageSoFar:
        """The usage until now."""
        plain, cached, written = self._input
        known = self._input_told and self._output_told is not None
        output = round(self._output) if self._output_told is None else self._output_told
        return UsageSoFar(Usage(plain, cached, written, output, self._n_requests, estimated=not known))

    def tell_input(self, plain: int, cached: int, written: int) -> None:
        """The server's own count of the input."""
        self._input = (plain, cached, written)
        self._input_told = True

    def tell_output(self, tokens: int) -> None:
        """The server's own count of all the output: it is final."""
        self._output_told = tokens

    def came(self, text: str) -> UsageSoFar | None:
        """Count a piece of output; the usage, if it is time to tell it again.

        Raises: BadStream if there is far more than was asked for.
        """
        self._n_chars += len(text)
        if self._n_chars > self._max_chars:
            raise BadStream(
                "The model did not stop at the length that was asked for; it was cut off.",
                "Try another model, or another server.",
            )
        self._output += weigh(text)
        if self._output - self._told_at < _TELL_EVERY:
            return None
        self._told_at = self._output
        return self.so_far()
