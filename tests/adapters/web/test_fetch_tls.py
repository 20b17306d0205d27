"""Encrypted connections: the name is checked although the connection goes to an address."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
import pytest
import trustme
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import QUICK, Bed

from hopyard.core.web.errors import Forbidden, TooMuch, Unavailable
from hopyard.core.web.port import Request

URL = "https://pages.example/a"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def secure(authority: trustme.CA, name: str, expires: datetime | None = None) -> AsyncIterator[Bed]:
    """A bed whose https is served with a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=expires).configure_cert(context)
    async with hw.hostile_web() as web, hw.hostile_web(context) as secured:
        for one in (web, secured):
            one.put("/a", hw.page())
        yield Bed(secured, secured)


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def test_the_name_is_checked_and_not_the_address(authority: trustme.CA) -> None:
    async with secure(authority, "pages.example") as bed:
        response = await bed.get(URL, tls=trusting(authority))
        assert response.body == hw.PAGE
        assert bed.network.connected == ["93.184.215.14"]
        assert bed.web.seen[0].host == "pages.example"


async def test_a_certificate_for_another_name(authority: trustme.CA) -> None:
    async with secure(authority, "other.example") as bed:
        error = await bed.refused(URL, Unavailable, tls=trusting(authority))
        assert "pages.example cannot be trusted" in error.message
        assert "mismatch" in error.message
        assert bed.web.seen == []


async def test_a_certificate_that_has_run_out(authority: trustme.CA) -> None:
    async with secure(authority, "pages.example", datetime(2020, 1, 1, tzinfo=UTC)) as bed:
        error = await bed.refused(URL, Unavailable, tls=trusting(authority))
        assert "expired" in error.message
        assert bed.network.connected == ["93.184.215.14"], "not tried again"


async def test_an_authority_that_nobody_knows(authority: trustme.CA) -> None:
    async with secure(authority, "pages.example") as bed:
        await bed.refused(URL, Unavailable, tls=trusting(trustme.CA()))
        assert bed.web.seen == []


async def test_no_tls_where_it_is_expected(web_bed: Bed) -> None:
    bed = Bed(web_bed.web, web_bed.web)
    limits = msgspec.structs.replace(QUICK, max_retries=0, connect_s=0.1)
    error = await bed.refused(URL, Unavailable, limits=limits)
    assert "pages.example" in error.message


async def test_a_redirect_from_https_does_not_lead_inside(authority: trustme.CA) -> None:
    async with secure(authority, "pages.example") as bed:
        bed.web.put("/b", hw.redirect("http://10.0.0.1/"))
        await bed.refused("https://pages.example/b", Forbidden, tls=trusting(authority))


async def test_a_name_that_moves_inside_after_the_first_page_stays_where_it_was(
    authority: trustme.CA,
) -> None:
    """A kept connection goes on to the checked address; a new one asks again, and is refused."""
    async with secure(authority, "pages.example") as bed:
        bed.resolver._names["pages.example"] = [["93.184.215.14"], ["127.0.0.1"]]
        async with bed.client(limits=QUICK, tls=trusting(authority)) as client:
            await client.send(Request(URL, "page"))
            await client.send(Request(URL, "page"))
        assert bed.resolver.asked == ["pages.example"]
        await bed.refused(URL, Forbidden, tls=trusting(authority))
        assert bed.network.connected == ["93.184.215.14"]


async def test_an_endless_head_is_bounded_behind_tls_too(authority: trustme.CA) -> None:
    async with secure(authority, "pages.example") as bed:
        bed.web.put("/b", hw.endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100))
        await bed.refused("https://pages.example/b", TooMuch, tls=trusting(authority))
