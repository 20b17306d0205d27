"""A real kiwix-serve over a ZIM file that is built here from pages of our own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import struct
import subprocess
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests.adapters.web.provider_kit import small_client

from hopyard.core.web.errors import Unavailable
from hopyard.core.web.pages.page import Page
from hopyard.core.web.pages.reading import read_page
from hopyard.core.web.port import Response
from hopyard.core.web.providers.kiwix import Book, Kiwix

pytestmark = pytest.mark.skipif(
    not (shutil.which("kiwix-serve") and shutil.which("zimwriterfs")),
    reason="needs kiwix-tools and zim-tools",
)

EN = "The harbour has twelve cranes, which move 4,810 containers a day & night."
ZH = "港口有十二台起重机，每天搬运集装箱。"
PAGES = {
    "eng": {"index": ("Harbour", "The start of the book."), "cranes": ("Harbour cranes", EN)},
    "zho": {"index": ("港口", "本书的首页。"), "gang": ("港口起重机", ZH)},
}
_SECONDS = 20


def png() -> bytes:
    """A picture of one pixel: a ZIM file needs one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 5))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("zim")
    # Without it Xapian takes a whole Chinese sentence for one word.
    environment = {**os.environ, "XAPIAN_CJK_NGRAM": "1"}
    zims = [_zim(place, language, environment) for language in PAGES]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["kiwix-serve", "-p", str(port), "-i", "127.0.0.1", *zims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _zim(place: Path, language: str, environment: dict[str, str]) -> str:
    folder = place / language
    folder.mkdir()
    (folder / "i.png").write_bytes(png())
    for name, (title, text) in PAGES[language].items():
        shown = text.replace("&", "&amp;")
        (folder / f"{name}.html").write_text(
            f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><h1>{title}</h1><p>{shown}</p></body></html>",
            "utf-8",
        )
    zim = place / f"book_{language}.zim"
    made = [
        "-w",
        "index.html",
        "-I",
        "i.png",
        "-l",
        language,
        "-t",
        language,
        "-d",
        "d",
        "-c",
        "me",
        "-p",
        "me",
    ]
    subprocess.run(
        ["zimwriterfs", *made, str(folder), str(zim)], check=True, capture_output=True, env=environment
    )
    return str(zim)


@contextlib.asynccontextmanager
async def kiwix(url: str, *books: str) -> AsyncIterator[Kiwix]:
    async with small_client() as client:
        provider = Kiwix(client, url, books=books)
        async with asyncio.timeout(_SECONDS):  # it takes a moment to listen
            while True:
                with contextlib.suppress(Unavailable):
                    await provider.books()
                    break
                await asyncio.sleep(0.05)
        yield provider


async def test_it_finds_its_books(server: str) -> None:
    async with kiwix(server) as provider:
        assert sorted(await provider.books()) == [Book("book_eng", "eng"), Book("book_zho", "zho")]


async def test_it_searches_all_books_or_those_of_a_language(server: str) -> None:
    async with kiwix(server) as provider:
        [hit] = await provider.search("containers cranes", 5)
        assert hit.title == "Harbour cranes"
        assert "4,810 containers a day & night" in hit.snippet
        [zh] = await provider.search("起重机", 5, language="zh")
        assert zh.title == "港口起重机"
        assert await provider.search("containers", 5, language="zh") == []


async def test_nothing_found_and_no_such_book_are_different(server: str) -> None:
    async with kiwix(server) as provider:
        assert await provider.search("zebra", 5) == []
    async with kiwix(server, "no_such_book") as provider:
        with pytest.raises(Unavailable, match="no such book"):
            await provider.search("cranes", 5)


async def test_what_it_finds_can_be_read(server: str) -> None:
    async with kiwix(server) as provider:
        [hit] = await provider.search("containers", 5, language="en")
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as http:
        got = await http.get(hit.url)
    page = read_page(Response(str(got.url), got.status_code, dict(got.headers), got.content))
    assert isinstance(page, Page)
    assert EN in page.text
    assert page.source.title == "Harbour cranes"
