"""What the models of all kinds of servers share: their settings, and a client that is made when it is needed.

The client is made with the key, in a thread: what it takes to import and to make is too slow for the loop. It
is made anew after a server refused the key, which may have been changed meanwhile.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from hopyard.core.keys import Key, KeySource
from hopyard.core.models.bounds import DEFAULT, Bounds
from hopyard.core.models.cassettes import Recorder
from hopyard.core.models.key_of import key_of


class Loaded(NamedTuple):
    """What was loaded for a model: a client, the library it is of, and the key it was made with."""

    library: Any
    client: Any
    key: Key | None


class ServedModel(ABC):
    """One configured model of a server; each kind of server has its own."""

    BASE_URL: ClassVar[str]
    """The address where the configuration gives none."""
    ENDING: ClassVar[str]
    """What a person may have put behind the address, and the client puts there by itself."""

    def __init__(
        self,
        name: str,
        model: str,
        keys: Callable[[], KeySource] | None,
        *,
        base_url: str = "",
        bounds: Bounds = DEFAULT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        recorder: Recorder | None = None,
    ) -> None:
        """`keys` makes a new place to look for the key; None for a server that needs none."""
        self._name = name
        self._model = model
        self._keys = keys
        self._base_url = (base_url or self.BASE_URL).rstrip("/").removesuffix(self.ENDING)
        self._bounds = bounds
        self._now = now
        self._recorder = recorder
        self._loaded: Loaded | None = None
        self._outdated: list[Loaded] = []
        self._loading = asyncio.Lock()

    @property
    def name(self) -> str:
        """The NAME of its table."""
        return self._name

    async def close(self) -> None:
        """As `Model.close`."""
        self._forget(self._loaded)
        while self._outdated:
            await self._shut(self._outdated.pop())

    def _forget(self, loaded: Loaded | None) -> None:
        """Have the next request look up the key anew. Others that still stream keep their connections."""
        if loaded is not None and loaded is self._loaded:
            self._outdated.append(loaded)
            self._loaded = None

    async def _load(self) -> Loaded:
        """What a request needs. Raises: KeyMissing."""
        async with self._loading:
            if self._loaded is None:
                key = await key_of(self._name, self._keys, required=self._needs_key)
                self._loaded = await asyncio.to_thread(self._made, key)
            return self._loaded

    @property
    @abstractmethod
    def _needs_key(self) -> bool:
        """Whether the server answers nobody without a key."""

    @abstractmethod
    def _made(self, key: Key | None) -> Loaded:
        """Import the library and make a client. Runs in a thread."""

    @abstractmethod
    async def _shut(self, loaded: Loaded) -> None:
        """Close a client."""
