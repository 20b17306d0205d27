"""Finds the key of a model when it is first asked, and says so by a model's error where there is none."""

from __future__ import annotations

from collections.abc import Callable

from hopyard.core.errors import ConfigError
from hopyard.core.keys import Key, KeySource
from hopyard.core.models.errors import KeyMissing


async def key_of(name: str, keys: Callable[[], KeySource] | None, *, required: bool) -> Key | None:
    """The key of the model `name`; None where none is set and none is required.

    Raises: KeyMissing if it is required and missing, or if its command fails.
    """
    source = keys() if keys is not None else None
    if source is None or not source.is_set:
        if not required:
            return None
        if source is None:
            raise KeyMissing(
                f"Model {name}: no key is configured for its server.", f"Set [models.{name}] key_env."
            )
    try:
        return await source.get()
    except ConfigError as error:
        raise KeyMissing(f"Model {name}: {error.message}", error.next_step) from None
