"""A web of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.adapters.web.web_kit import Bed, bed


@pytest.fixture
async def web_bed() -> AsyncIterator[Bed]:
    """A hostile web, and clients that reach nothing else."""
    async with bed() as made:
        yield made
