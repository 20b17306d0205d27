"""What tokens cost, by prices from the configuration alone: they change, and this program knows none."""

from __future__ import annotations

import msgspec

from hopyard.core.models.port import Usage

MILLION = 1_000_000


class Prices(msgspec.Struct, frozen=True):
    """US dollars for a million tokens of each kind; None where a price is not configured."""

    input: float | None = None
    output: float | None = None
    cached: float | None = None
    """Of input that the server had kept; without it, that of other input holds, which is never less."""
    cache_write: float | None = None
    """Of input that the server begins to keep; without it, that of other input holds."""

    def cost(self, usage: Usage) -> float | None:
        """US dollars; None where a price is needed and not known. Nothing used costs nothing."""
        parts = (
            (usage.input, self.input),
            (usage.output, self.output),
            (usage.cached, self.input if self.cached is None else self.cached),
            (usage.cache_written, self.input if self.cache_write is None else self.cache_write),
        )
        total = 0.0
        for tokens, price in parts:
            if tokens and price is None:
                return None
            total += tokens * (price or 0.0)
        return total / MILLION

    def saved(self, usage: Usage) -> float | None:
        """US dollars that the server's cache saved; None where a price is not known.

        What writing to the cache cost above other input is taken off, so that it can be below zero.
        """
        if self.input is None:
            return None
        read = 0.0 if self.cached is None else usage.cached * (self.input - self.cached)
        written = 0.0 if self.cache_write is None else usage.cache_written * (self.cache_write - self.input)
        return (read - written) / MILLION
