"""The process that reads pages: it answers, it dies without harm, and it holds up nobody."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hopyard.core.web.errors import BadReply, Unavailable
from hopyard.core.web.pages.page import EmptyPage, Page
from hopyard.core.web.pages.reader import PageReader
from hopyard.core.web.pages.reading import read_page
from hopyard.core.web.port import Response

EN = "The harbour board counted 4,810 containers a day, moved by twelve cranes along the north quay. "


def response(body: str, url: str = "https://port.example/x") -> Response:
    return Response(url, 200, {"content-type": "text/html; charset=utf-8"}, body.encode())


GOOD = response(f"<main><h1>Cranes</h1><p>{EN * 4}</p></main>")


@pytest.fixture
async def reader() -> AsyncIterator[PageReader]:
    made = PageReader(workers=2)
    yield made
    await made.close()


async def test_it_reads_as_reading_does(reader: PageReader) -> None:
    assert await reader.read(GOOD) == read_page(GOOD)
    empty = await reader.read(response("<p></p>"))
    assert isinstance(empty, EmptyPage)
    assert empty.why == "nothing"


async def test_a_page_of_many_passages_comes_whole(reader: PageReader) -> None:
    long = response(
        "<main>" + "".join(f"<h2>Part {n}</h2><p>{n} {EN * 6}</p>" for n in range(900)) + "</main>"
    )
    read = await reader.read(long)
    assert read == read_page(long)
    assert isinstance(read, Page)
    assert len(read.passages) > 800


async def test_a_page_that_cannot_be_read_does_not_end_it(reader: PageReader) -> None:
    for _ in range(3):
        with pytest.raises(BadReply, match="cannot be read"):
            await reader.read(
                Response("https://port.example/x", 200, {"content-type": "image/png"}, b"\x89PNG")
            )
    assert isinstance(await reader.read(GOOD), Page)


async def test_many_at_once(reader: PageReader) -> None:
    pages = await asyncio.gather(*(reader.read(GOOD) for _ in range(12)))
    assert len({page.source.id for page in pages if isinstance(page, Page)}) == 1


def program(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "stand_in.py"
    path.write_text(text)
    return (sys.executable, str(path))


@pytest.mark.parametrize(
    "text",
    [
        "raise SystemExit(1)",
        "import os; os.kill(os.getpid(), 9)",
        "print('nonsense', end='', flush=True)",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 8)",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2{}')",
    ],
)
async def test_a_reader_that_dies_or_raves_is_a_named_error(tmp_path: Path, text: str) -> None:
    reader = PageReader(command=program(tmp_path, text), seconds=20)
    with pytest.raises(BadReply, match="crashed"):
        await reader.read(GOOD)
    await reader.close()


async def test_a_page_that_takes_too_long_is_given_up_and_its_process_ended(tmp_path: Path) -> None:
    text = (
        f"import os, pathlib, time\npathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    reader = PageReader(command=program(tmp_path, text), seconds=1.5)
    with pytest.raises(BadReply, match="took longer"):
        await reader.read(GOOD)
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    await reader.close()


async def test_cancelling_ends_the_process() -> None:
    reader = PageReader()
    await reader.read(GOOD)
    process = reader._idle[0]
    task = asyncio.create_task(reader.read(response("<main>" + f"<p>{EN}</p>" * 20_000)))
    await asyncio.sleep(0)  # it has begun, and taken the process
    assert not reader._idle
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process.returncode is not None
    assert isinstance(await reader.read(GOOD), Page)
    await reader.close()


async def test_a_process_that_was_killed_while_it_waited_is_replaced(reader: PageReader) -> None:
    await reader.read(GOOD)
    process = reader._idle[0]
    process.kill()
    await process.wait()
    assert isinstance(await reader.read(GOOD), Page)


async def test_without_its_program_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await PageReader(command=(str(tmp_path / "none"),)).read(GOOD)


async def test_a_closed_reader_reads_no_more() -> None:
    reader = PageReader()
    await reader.close()
    with pytest.raises(Unavailable):
        await reader.read(GOOD)


async def test_no_key_is_in_its_environment(tmp_path: Path) -> None:
    text = f"import os, pathlib\npathlib.Path({str(tmp_path / 'names')!r}).write_text(' '.join(os.environ))"
    with pytest.raises(BadReply):
        await PageReader(command=program(tmp_path, text)).read(GOOD)
    names = (tmp_path / "names").read_text().split()
    assert "PATH" in names
    assert not [name for name in names if name.endswith("_KEY")]


async def test_reading_a_large_page_leaves_the_loop_free(reader: PageReader) -> None:
    large = response(
        "<main>" + "".join(f"<h2>Part {n}</h2><p>{EN * 8}</p>" for n in range(1_500)) + "</main>"
    )
    await reader.read(GOOD)
    began = time.perf_counter()
    in_process = read_page(large)
    alone = time.perf_counter() - began
    stalls = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0)
            stalls.append(time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    assert await reader.read(large) == in_process
    watching.cancel()
    # A ratio, as the machine may be busy: read here, the page would hold up the loop for all of that time.
    assert max(stalls) < alone / 2


async def test_made_ready_it_starts_as_many_processes_as_may_read_and_no_more(tmp_path: Path) -> None:
    started = tmp_path / "started"
    script = (
        f"open({str(started)!r}, 'a').write('x')\n"
        "import runpy; runpy.run_module('hopyard.core.web.pages.worker', run_name='__main__')"
    )
    reader = PageReader(workers=2, command=(sys.executable, "-c", script))
    await asyncio.gather(reader.warm(), reader.warm(), reader.read(GOOD))
    await asyncio.gather(reader.warm(), *(reader.read(GOOD) for _ in range(6)))
    await reader.close()
    assert started.read_text() == "xx"


async def test_one_that_is_closed_while_it_gets_ready_leaves_no_process(reader: PageReader) -> None:
    warming = asyncio.create_task(reader.warm())
    await asyncio.sleep(0)
    await reader.close()
    await warming
    assert reader._idle == []
    with pytest.raises(Unavailable):
        await reader.read(GOOD)
