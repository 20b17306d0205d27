"""How long and how much is waited for and taken in from a model's server: nothing of it is unbounded."""

from __future__ import annotations

import msgspec

MIB = 2**20


class Bounds(msgspec.Struct, frozen=True):
    """What one request may take."""

    connect_s: float = 10.0
    """Until there is a connection."""
    stall_s: float = 660.0
    """Without a byte from the server. A person or a program at the other end may reply ten minutes late."""
    tail_s: float = 10.0
    """For what may follow a reply that is whole: its usage, and the end of the stream."""
    line_bytes: int = MIB
    """Of one line of the stream."""
    stream_bytes: int = 64 * MIB
    """Of all that a request streams back. A reply of 100,000 tokens, each an event of its own, has 30 MB."""
    error_bytes: int = 64 * 1024
    """Of an error's body that is read."""
    chars_a_token: int = 24
    """A reply with more characters than this for each token that it may have does not end by itself."""


DEFAULT = Bounds()
