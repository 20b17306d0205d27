"""What providers share that are asked at one address with a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from hopyard.core.keys import KeySource
from hopyard.core.web.port import Client
from hopyard.core.web.providers.common import Provider

Header = tuple[str, str]


class KeyedProvider(Provider):
    """A service that answers whoever has a key."""

    address: ClassVar[str]
    """Where it is asked."""

    def __init__(
        self,
        client: Client,
        key: KeySource,
        *,
        limit: int = 10,
        api: str = "",
        today: Callable[[], date] = date.today,
    ) -> None:
        """`api` stands in for `address`."""
        super().__init__(client, limit=limit, key=key)
        self._api = api or self.address
        self._today = today

    async def _key_in(self, header: str) -> list[Header]:
        """The key in a header of its own. Raises: NotConfigured if there is none."""
        return [(header, (await self._secret()).reveal())]

    async def _bearer(self) -> list[Header]:
        """The key as a bearer's token (RFC 6750). Raises: NotConfigured if there is none."""
        return [("Authorization", f"Bearer {(await self._secret()).reveal()}")]
