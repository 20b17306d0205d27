"""What is asked of a model and what streams back, whoever's model it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Literal, Protocol

import msgspec

from hopyard.core.values import Usage


class Document(msgspec.Struct, frozen=True):
    """A passage that is handed to a model as data, never as an instruction."""

    id: str
    """The evidence id, by which the model must cite it."""
    title: str
    location: str
    text: str


class Turn(msgspec.Struct, frozen=True):
    """One message of the conversation: documents first, then text."""

    role: Literal["user", "assistant"]
    text: str
    documents: tuple[Document, ...] = ()


class ModelRequest(msgspec.Struct, frozen=True):
    """What is asked of a model."""

    system: str
    """Instructions; alike for all requests of one job, so that the server can keep them."""
    turns: tuple[Turn, ...]
    max_tokens: int
    """Of output, thinking included."""
    schema: Mapping[str, Any] | None = None
    """The JSON schema of the reply; None for plain text. A server that knows no schemas gets it as text."""
    question_alone: bool = False
    """Whether it holds the person's question and nothing that was found in files or on pages, in any turn.

    What may leave the machine hangs on it, so that nothing is taken to be harmless unless it says so.
    """


class TextPiece(msgspec.Struct, frozen=True):
    """Some of the reply."""

    text: str


class ThinkingPiece(msgspec.Struct, frozen=True):
    """Some of what the model thinks before it replies."""

    text: str


class UsageSoFar(msgspec.Struct, frozen=True):
    """What this request has used until now; the last one counts."""

    usage: Usage
    usd: float | None = None
    """What it costs by the configured prices, in US dollars; None where a price is not known."""


class Finished(msgspec.Struct, frozen=True):
    """The reply's end; every stream that does not raise ends with one."""

    reason: Literal["end", "length", "refused", "other"]


Piece = TextPiece | ThinkingPiece | UsageSoFar | Finished


class Model(Protocol):
    """One configured model. Closing the stream cancels the request at once."""

    @property
    def name(self) -> str:
        """The NAME of its table in the configuration."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The reply as it comes. One attempt: trying again is the caller's.

        Raises: ModelError by its kind.
        """
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


__all__ = [
    "Document",
    "Finished",
    "Model",
    "ModelRequest",
    "Piece",
    "TextPiece",
    "ThinkingPiece",
    "Turn",
    "Usage",
    "UsageSoFar",
]
