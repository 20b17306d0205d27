"""What the process that reads pages is told and tells: frames of a length and that many bytes."""

from __future__ import annotations

import struct

import msgspec

from hopyard.core.values import Passage
from hopyard.core.web.errors import BadReply
from hopyard.core.web.pages.page import EmptyPage, Page

LENGTH = struct.Struct(">I")
"""Before each frame: how many bytes it has."""

PASSAGES_A_FRAME = 400
"""A page is told in parts, so that no part holds up the event loop longer than a key stroke may wait."""


class Job(msgspec.Struct, frozen=True):
    """A response without its body, which follows as a frame of its own."""

    url: str
    status: int
    headers: dict[str, str]


class Head(msgspec.Struct, frozen=True, tag="head"):
    """A page without text and passages; a frame of its text follows, then those of its passages."""

    page: Page
    n_frames: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The page cannot be read."""

    message: str
    next_step: str

    def error(self) -> BadReply:
        """As it was raised."""
        return BadReply(self.message, self.next_step)


Told = Head | EmptyPage | Failed

encoder = msgspec.msgpack.Encoder()
jobs = msgspec.msgpack.Decoder(Job)
told = msgspec.msgpack.Decoder(Told)
passages = msgspec.msgpack.Decoder(tuple[Passage, ...])


def frame(data: bytes) -> bytes:
    """The data with its length before it."""
    return LENGTH.pack(len(data)) + data


def page_frames(page: Page) -> list[bytes]:
    """A page in parts, each small enough to be taken in at once."""
    parts = [
        page.passages[at : at + PASSAGES_A_FRAME] for at in range(0, len(page.passages), PASSAGES_A_FRAME)
    ]
    head = Head(msgspec.structs.replace(page, text="", passages=()), len(parts))
    text = page.text.encode("utf-8")
    return [frame(encoder.encode(head)), frame(text), *(frame(encoder.encode(part)) for part in parts)]
