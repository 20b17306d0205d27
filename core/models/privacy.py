"""The one gate in front of every model: what the person did not allow to leave this machine is not sent.

A model on this machine (`localhost`, 127.0.0.0/8, ::1) is never held back: what it is sent goes nowhere else,
and hopyard asks it through no proxy. What such a server does with it is its own matter.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Literal

from hopyard.core.models.errors import NotSent
from hopyard.core.models.port import Model, ModelRequest, Piece

Send = Literal["none", "questions", "passages"]


class GatedModel:
    """A model that is only asked what may be sent to it."""

    def __init__(self, model: Model, send: Send, *, is_local: bool, local_only: bool) -> None:
        """`send` is `[privacy] send`, `local_only` is `[web] local_only`."""
        self._model = model
        self._send = send
        self._is_local = is_local
        self._local_only = local_only

    @property
    def name(self) -> str:
        """The NAME of its table."""
        return self._model.name

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """As `Model.stream`. Raises: NotSent before anything is looked up, loaded or sent."""
        self.check(request)
        pieces = self._model.stream(request)
        try:
            async for piece in pieces:
                yield piece
        finally:
            await pieces.aclose()

    async def close(self) -> None:
        """As `Model.close`."""
        await self._model.close()

    def check(self, request: ModelRequest) -> None:
        """Pass a request that may be sent. Raises: NotSent."""
        if self._is_local:
            return
        if self._local_only:
            raise NotSent(
                f"Model {self.name} is on another machine, and only this one may be asked.",
                "Set [web] local_only = false, or use a model on this machine.",
            )
        if self._send == "none":
            raise NotSent(
                f"Model {self.name} is on another machine, and nothing may be sent there.",
                'Set [privacy] send = "passages" (or "questions"), or use a model on this machine.',
            )
        if self._send == "questions" and not is_question_alone(request):
            raise NotSent(
                f"Model {self.name} is on another machine, and no passages may be sent there.",
                'Set [privacy] send = "passages", or use a model on this machine.',
            )


def is_question_alone(request: ModelRequest) -> bool:
    """Whether a request holds the person's question and nothing of files or pages.

    The maker of a request says so; one with documents is not believed.
    """
    return request.question_alone and not any(turn.documents for turn in request.turns)
