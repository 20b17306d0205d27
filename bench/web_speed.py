"""How long pages take that come at once, and what the fetcher adds to each.

    python -m bench.web_speed

Run it at the root of the repository: the server is the tests', on loopback. First eight pages whose server
thinks for 200 ms, from one host of the person's own and from eight public names, against the slowest of
them; the same through a whole search of a hop, which asks a provider, reads the pages and ranks what they
say: the first one cold, the first one of a session (which starts what it needs while the library is
searched, here 200 ms), and later ones. Then many small pages one after the other, by the fetcher,
by it with its cache, and by httpcore alone.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import httpcore
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import Bed

from hopyard.core.config.schema import WebTable
from hopyard.core.web.opening import open_parts
from hopyard.core.web.port import Request, WebHit
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.search import Parts, WebSearch

THINKS_S = 0.2
LIBRARY_S = 0.2
"""What the search of a library takes before the web is asked: 0.05 to 0.3 s over five reports."""
N_PAGES = 8
N_SMALL = 500
ROUNDS = 3


async def main() -> None:
    """Measure and print."""
    async with hw.hostile_web() as web:
        for number in range(N_PAGES):
            web.put(f"/slow/{number}", _thinking(THINKS_S))
        for number in range(N_SMALL):
            web.put(f"/{number}", hw.page(hw.PAGE * 100))
        here = f"127.0.0.1:{web.port}"
        own = [f"http://{here}/slow/{number}" for number in range(N_PAGES)]
        public = [f"http://h{number}.example/slow/{number}" for number in range(N_PAGES)]
        for name, urls in (("one host of one's own", own), ("eight public hosts", public)):
            seconds = min([await _at_once(web, urls, here) for _ in range(ROUNDS)])
            print(f"{N_PAGES} pages of {THINKS_S:.1f} s from {name}: {seconds:.3f} s, "
                  f"{seconds / THINKS_S:.2f} of the slowest")  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="hopyard-web-") as folder:
            cold_s = (await _searches(own, here, folder, "cold", warm=False))[0]
            first_s, *later_s = await _searches(own, here, folder, "warm", warm=True)
            for name, seconds in (("cold", cold_s), ("first", first_s), ("later", min(later_s))):
                print(f"a search that reads them, {name}: {seconds:.3f} s, "
                      f"{seconds / THINKS_S:.2f} of the slowest")  # fmt: skip
            fetcher = min([await _small(web, here, None) for _ in range(ROUNDS)])
            first = await _small(web, here, Path(folder) / "web")
            again = min([await _small(web, here, Path(folder) / "web") for _ in range(ROUNDS)])
        bare = min([await _bare(here) for _ in range(ROUNDS)])
        print(
            f"a page of {len(hw.PAGE) * 100 // 1000} kB: {fetcher:.2f} ms; kept as well {first:.2f} ms; "
            f"kept already {again:.2f} ms; httpcore alone {bare:.2f} ms"
        )


def _thinking(seconds: float) -> hw.Behaviour:
    answer = hw.page()

    async def behave(seen: hw.Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(seen, writer)

    return behave


async def _at_once(web: hw.HostileWeb, urls: list[str], here: str) -> float:
    rules = Rules(allow_hosts=(here,))
    async with Bed(web).client(rules, Limits()) as client:
        began = time.perf_counter()
        await asyncio.gather(*(client.send(Request(url, "page")) for url in urls))
        return time.perf_counter() - began


class _Finds:
    """A provider that finds the same pages at once."""

    name = "finds"

    def __init__(self, urls: Sequence[str]) -> None:
        self._hits = [WebHit(url, "A page") for url in urls]

    async def search(
        self, query: str, k: int, *, language: str = "", since: str = "", site: str = ""
    ) -> Sequence[WebHit]:
        return self._hits


async def _searches(urls: list[str], here: str, cache: str, name: str, *, warm: bool) -> list[float]:
    """Seconds of each search of a session; `warm`: 200 ms after it was told to be ready."""
    real = open_parts(WebTable(allow_hosts=(here,)), {"XDG_CACHE_HOME": cache})
    seconds = []
    if warm:
        await WebSearch(lambda: real).warm()
        await asyncio.sleep(LIBRARY_S)
    try:
        for n in range(ROUNDS + 1):
            # Another address each time, so that nothing is kept from before.
            parts = real._replace(providers=[_Finds([f"{url}?{name}{n}" for url in urls])])
            search = WebSearch(partial(Parts, *parts))
            began = time.perf_counter()
            await search.search("what do the pages say?", 10, lambda event: None)
            seconds.append(time.perf_counter() - began)
    finally:
        await real.reader.close()
        await real.client.aclose()
    return seconds


async def _small(web: hw.HostileWeb, here: str, cache: Path | None) -> float:
    async with Bed(web).client(Rules(allow_hosts=(here,)), Limits(), cache=cache) as client:
        began = time.perf_counter()
        for number in range(N_SMALL):
            await client.send(Request(f"http://{here}/{number}", "page"))
        return (time.perf_counter() - began) / N_SMALL * 1000


async def _bare(here: str) -> float:
    async with httpcore.AsyncConnectionPool() as pool:
        began = time.perf_counter()
        for number in range(N_SMALL):
            await pool.request("GET", f"http://{here}/{number}")
        return (time.perf_counter() - began) / N_SMALL * 1000


if __name__ == "__main__":
    asyncio.run(main())
