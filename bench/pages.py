"""Measures reading web pages: how fast, how much of the main text, and how long the event loop is held up.

    pip install trafilatura          # to compare with; not needed by hopyard
    python bench/pages.py [--pages N] [--seed N]

The pages are made by `bench/pages_made.py`, so that their main text is known. Recall and precision are of
words (Chinese: of characters), counted as often as they occur. Times are of the processor, the best of three.
`hopyard` is all that is done to a page: charset, facts, hidden text, main text, cleaning and passages; the
row below is the same without the last two, which is what the others do. `resiliparse` is the library
underneath, with none of what is ours: tables, headings and lists kept, facts, hidden text, guards.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
from bench.pages_made import MadePage, make_pages
from resiliparse.extract.html2text import extract_plain_text

from hopyard.core.documents.charset import decode
from hopyard.core.web.pages.page import Page
from hopyard.core.web.pages.reader import PageReader
from hopyard.core.web.pages.reading import read_markup, read_page
from hopyard.core.web.port import Response

_ROUNDS = 3
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
Read = Callable[[MadePage], tuple[str, str]]
"""The text and the date of a page."""


def main() -> None:
    options = _options()
    pages = make_pages(options.pages, options.seed)
    sizes = sorted(len(page.markup) for page in pages)
    print(
        f"{len(pages)} pages, {sum(sizes) / 1e6:.1f} MB; kB p5 / p50 / p95 / largest: "
        + " / ".join(f"{sizes[int(at * (len(sizes) - 1))] / 1e3:.0f}" for at in (0.05, 0.5, 0.95, 1))
    )
    print("| reader | pages/s | recall | precision | dates right |")
    print("| --- | --- | --- | --- | --- |")
    own = _row("hopyard", hopyard, pages)
    text_alone = _row("hopyard, main text and facts", main_text, pages)
    _row("resiliparse", _resiliparse, pages)
    theirs = _trafilatura()
    if theirs is None:
        print("(trafilatura is not installed: nothing to compare with)")
    else:
        other = _row("trafilatura", theirs, pages)
        print(
            f"hopyard reads {own / other:.1f} times as many pages a second as trafilatura, "
            f"{text_alone / other:.1f} times as many main texts and facts"
        )
    print(asyncio.run(_stalls(pages)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _response(page: MadePage) -> Response:
    return Response(
        f"https://port.example/{page.name}", 200, {"content-type": page.content_type}, page.markup
    )


def hopyard(page: MadePage) -> tuple[str, str]:
    read = read_page(_response(page))
    return (read.text, read.published) if isinstance(read, Page) else ("", "")


def main_text(page: MadePage) -> tuple[str, str]:
    read = read_markup(_response(page))
    return read.raw.text, read.facts.published


def _resiliparse(page: MadePage) -> tuple[str, str]:
    return str(extract_plain_text(decode(page.markup).text, main_content=True, alt_texts=False)), ""


class _Told(msgspec.Struct):
    """What trafilatura says of a page."""

    text: str | None = None
    date: str | None = None


def _trafilatura() -> Read | None:
    try:
        import trafilatura
    except ImportError:
        return None

    def read(page: MadePage) -> tuple[str, str]:
        found = trafilatura.extract(
            page.markup, include_comments=False, with_metadata=True, output_format="json"
        )
        told = msgspec.json.decode(found, type=_Told) if found else _Told()
        return told.text or "", told.date or ""

    return read


def _row(name: str, read: Read, pages: Sequence[MadePage]) -> float:
    """Print a line of the table; returns the pages a second."""
    read(pages[0])  # what is loaded at first use is not measured
    best = float("inf")
    found: list[tuple[str, str]] = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        found = [read(page) for page in pages]
        best = min(best, time.process_time() - began)
    recalls, precisions = [], []
    for page, (text, _) in zip(pages, found, strict=True):
        gold, got = _counted(page.gold), _counted(text)
        common = (gold & got).total()
        recalls.append(common / gold.total())
        precisions.append(common / got.total() if got else 0.0)
    right = sum(page.published == date for page, (_, date) in zip(pages, found, strict=True))
    n = len(pages)
    print(
        f"| {name} | {n / best:.0f} | {sum(recalls) / n:.3f} | {sum(precisions) / n:.3f} | {right} of {n} |"
    )
    return n / best


def _counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


async def _stalls(pages: Sequence[MadePage]) -> str:
    """How long the event loop waits while its worker reads all pages, and while a thread would."""
    reader = PageReader()
    await reader.read(_response(pages[0]))
    in_process = await _longest(lambda page: reader.read(_response(page)), pages)
    await reader.close()
    in_thread = await _longest(lambda page: asyncio.to_thread(hopyard, page), pages)
    return (
        "event loop held up, ms, p95 / longest: "
        f"by the worker process {in_process[0]:.1f} / {in_process[1]:.1f}, "
        f"by a thread {in_thread[0]:.1f} / {in_thread[1]:.1f}"
    )


async def _longest(read: Callable[[MadePage], object], pages: Sequence[MadePage]) -> tuple[float, float]:
    stalls: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            stalls.append(1e3 * (time.perf_counter() - before) - 1)

    watching = asyncio.create_task(watch())
    for page in pages:
        await read(page)  # type: ignore[misc]  # both give an awaitable
    watching.cancel()
    stalls.sort()
    return stalls[int(0.95 * len(stalls))], stalls[-1]


if __name__ == "__main__":
    main()
