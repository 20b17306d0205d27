"""Tries a configured model with one tiny request that holds nothing of the person's: `hopyard doctor`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import NamedTuple

from hopyard.core.config import Config
from hopyard.core.errors import HopyardError
from hopyard.core.models.bounds import Bounds
from hopyard.core.models.build import make_model, prices_of
from hopyard.core.models.cassettes import Recorder
from hopyard.core.models.port import Finished, ModelRequest, TextPiece, Turn, Usage, UsageSoFar

PATIENCE = Bounds(stall_s=60.0)
"""A model at home may have to load first."""
_TINY = ModelRequest(
    "You are being tested for whether you can be reached.",
    (Turn("user", "Reply with the one word: ok"),),
    max_tokens=1024,  # models that think first need some for that
    question_alone=True,
)


class Trial(NamedTuple):
    """A model that replied."""

    seconds: float
    usage: Usage
    cost: float | None
    """US dollars; None where the price is not configured."""
    has_text: bool


async def try_model(
    config: Config,
    name: str,
    environ: Mapping[str, str],
    *,
    bounds: Bounds = PATIENCE,
    recorder: Recorder | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Trial:
    """Ask the model once. Raises: HopyardError, which says what does not work and what to do."""
    model = make_model(config, name, environ, bounds=bounds, recorder=recorder)
    began = clock()
    usage, text = Usage(requests=1, estimated=True), ""
    try:
        async with aclosing(model.stream(_TINY)) as pieces:
            async for piece in pieces:
                if isinstance(piece, UsageSoFar):
                    usage = piece.usage
                elif isinstance(piece, TextPiece):
                    text += piece.text
                elif isinstance(piece, Finished) and piece.reason == "refused":
                    raise HopyardError(f"Model {name}: it refuses to reply.", "Try another model.")
    finally:
        await model.close()
    return Trial(clock() - began, usage, prices_of(config.models[name]).cost(usage), bool(text.strip()))
