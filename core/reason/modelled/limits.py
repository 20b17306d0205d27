"""Whether the budget has room for a request, and for how long a reply. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from hopyard.core.models.port import ModelRequest
from hopyard.core.ports import Room
from hopyard.core.values import Usage

MIN_OUTPUT = 300
"""Tokens: with room for less than that a request is of no use."""
Limit = Literal["tokens", "usd", "requests"]


class NoRoom(Exception):
    """The budget has no room for a request."""

    def __init__(self, limit: Limit, value: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.value = value

    def __str__(self) -> str:
        of = {
            "tokens": f"{self.value:,.0f} tokens",
            "usd": f"${self.value:.2f}",
            "requests": f"{self.value:,.0f} requests",
        }
        return f"the budget of {of[self.limit]} for models has no room for it"


def check_requests(room: Room, spare: int, n_more: int = 0) -> None:
    """Pass if one more request may be sent, with `spare` of them left for later. `n_more` were sent that the
    room does not know of. Raises: NoRoom."""
    if room.requests - n_more <= spare:
        raise NoRoom("requests", room.requests_limit)


def most_output(
    request: ModelRequest, tokens: int, room: Room, cost_of: Callable[[Usage], float | None]
) -> int:
    """Tokens of output that there is room for, at most what the request asks for; `tokens` are its input's.

    `cost_of` gives US dollars, None where no price is known. Raises: NoRoom.
    """
    least = min(MIN_OUTPUT, request.max_tokens)
    most = min(request.max_tokens, room.tokens - tokens)
    if most < least:
        raise NoRoom("tokens", room.tokens_limit)
    cost = cost_of(Usage(input=tokens, output=most))
    before = cost_of(Usage(input=tokens)) or 0.0
    if cost is not None and cost > room.usd:
        a_token = (cost - before) / most
        affordable = (room.usd - before) / a_token if a_token else -1.0
        if affordable < least:
            raise NoRoom("usd", room.usd_limit)
        most = int(affordable)
    return most
