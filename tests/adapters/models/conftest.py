"""What the tests of models share: each runs for both ways of speaking to a server where it takes `wire`."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from tests.adapters.models.wires import WIRES, Wire


@pytest.fixture(params=WIRES, ids=[wire.name for wire in WIRES])
def wire(request: pytest.FixtureRequest) -> Wire:
    """Each way in turn."""
    found: Wire = request.param
    return found


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection leaves this machine, and no name is looked up; the environment's proxies are off."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
    real = socket.getaddrinfo

    def getaddrinfo(host: object, *rest: object, **options: object) -> object:
        if host not in ("127.0.0.1", "::1", "localhost", None, ""):
            raise OSError(f"the tests look up no names: {host!r}")
        return real(host, *rest, **options)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _guarded(connect: Callable[..., object]) -> Callable[..., object]:
    def guarded(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else ""
            if host not in ("127.0.0.1", "::1"):
                pytest.fail(f"a test would connect to {host}")  # no Exception: nothing on the way catches it
        return connect(self, address)

    return guarded
