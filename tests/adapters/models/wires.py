"""The two ways in which models are spoken to, as one for the tests of what holds for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.adapters.models.servers import (
    ModelServer,
    Reply,
    anthropic_error,
    anthropic_frames,
    openai_error,
    openai_frames,
)

from hopyard.core.models.anthropic import AnthropicModel
from hopyard.core.models.bounds import DEFAULT, Bounds
from hopyard.core.models.openai_compatible import OpenAICompatibleModel
from hopyard.core.models.port import Model


class Wire(NamedTuple):
    """One way."""

    name: str
    make: Callable[..., Model]
    frames: Callable[..., list[bytes]]
    error: Callable[..., Reply]

    def model(self, server: ModelServer, bounds: Bounds = DEFAULT) -> Model:
        """A model of a server."""
        return self.make("m", "some-model", server.keys, base_url=server.url, bounds=bounds)

    def reply(self, *texts: str) -> Reply:
        """A whole reply."""
        return Reply(self.frames(*texts))


def _openai_error(status: int, kind: str, message: str = "no", **headers: str) -> Reply:
    return openai_error(status, message, code=kind, **headers)


WIRES = (
    Wire("anthropic", AnthropicModel, anthropic_frames, anthropic_error),
    Wire("openai", OpenAICompatibleModel, openai_frames, _openai_error),
)
