"""A person or another program may be the model: a reply ten minutes late is in time."""

from __future__ import annotations

import socket

import pytest
from tests.adapters.models.asking import ask
from tests.adapters.models.servers import serving
from tests.adapters.models.wires import Wire

from hopyard.core.models.bounds import DEFAULT


def test_ten_minutes_are_within_the_bound() -> None:
    assert 600 < DEFAULT.stall_s < 900
    assert DEFAULT.connect_s <= 10


async def test_the_bounds_reach_the_library_that_waits(wire: Wire) -> None:
    async with serving([wire.reply("ok")]) as server:
        model = wire.model(server)
        await ask(model)
        client = model._loaded.client  # type: ignore[attr-defined]  # what it was made with shows only there
        timeout = getattr(client, "_client", client).timeout
        await model.close()
    assert (timeout.read, timeout.connect) == (DEFAULT.stall_s, DEFAULT.connect_s)


def test_no_test_of_models_reaches_beyond_this_machine() -> None:
    with socket.socket() as one, pytest.raises(pytest.fail.Exception):
        one.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="look up no names"):
        socket.getaddrinfo("api.openai.com", 443)


async def test_a_server_elsewhere_is_not_reached_from_here(wire: Wire) -> None:
    async with serving([wire.reply("no")]) as server:
        model = wire.make("m", "x", server.keys, base_url="http://models.example")
        got = await ask(model)
        await model.close()
    assert got.error is not None
    assert server.asked == []
