"""Fetches from a hostile server that fails at random, and looks whether anything hangs or is left behind.

    python -m bench.web_faults [FETCHES [SEED]]

Run it at the root of the repository: the server is the tests'. All names lead to it on loopback. A seeded
choice gives each page a fault, or none, a redirect, TLS with a wrong name, a robots.txt that fails, or a
person who gives up in the middle. Every failure must be a WebError of the kind that its fault stands for; no
fetch may take longer than its bound; at the end there must be no task and no open file more than before, and
hardly more memory than after a fifth.
Exits with 1 if not.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import ssl
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
import trustme
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.faults import BAD, SLOW
from tests.adapters.web.web_kit import Bed

from hopyard.core.web.client import WebClient
from hopyard.core.web.errors import Forbidden, Unavailable, WebError
from hopyard.core.web.port import Request
from hopyard.core.web.rules import Limits, Rules

LIMITS = Limits(
    total_s=1.5,
    connect_s=0.5,
    read_s=0.4,
    max_raw_bytes=1024 * 1024,
    max_bytes=4 * 1024 * 1024,
    pause_s=0.0,
    retry_base_s=0.0,
    per_host=4,
)
AT_ONCE = 16
N_HOSTS = 40
SLACK_S = 2.0
"""What a fetch may take beyond its bound on a machine with other work."""

MAX_GROWTH_MIB = 16.0
"""Of the whole process between a fifth of the fetches and the end, server and records of it included."""

Plan = tuple[str, str, tuple[type[WebError], ...]]
"""What is done to a page, its address, and the errors it may end in; none of them: it must arrive."""


class Outcome(msgspec.Struct):
    """What came of all fetches."""

    wrong: list[str] = msgspec.field(default_factory=list)
    counts: Counter[str] = msgspec.field(default_factory=Counter)
    slowest_s: float = 0.0
    longest_wait_s: float = 0.0
    """The longest that the loop, which also runs the server, was at work before others had their turn."""
    tasks_left: int = 0
    files_left: int = 0
    mib_early: float = 0.0
    """Memory of the process after a fifth of the fetches."""
    mib_end: float = 0.0


def main() -> int:
    """Run, print, judge."""
    n_fetches = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="hopyard-web-") as folder:
        outcome = asyncio.run(run(n_fetches, seed, Path(folder)))
    for name, count in sorted(outcome.counts.items()):
        print(f"{count:5}  {name}")
    print(
        f"{n_fetches} fetches in {time.perf_counter() - began:.1f} s, the slowest {outcome.slowest_s:.2f} s "
        f"of {LIMITS.total_s} s; the loop was busy for {outcome.longest_wait_s * 1000:.0f} ms at a time"
    )
    print(
        f"left over: {outcome.tasks_left} tasks, {outcome.files_left} files; memory "
        f"{outcome.mib_early:.1f} MiB after a fifth, {outcome.mib_end:.1f} MiB at the end"
    )
    print(*outcome.wrong, sep="\n")
    grown = outcome.mib_end - outcome.mib_early > MAX_GROWTH_MIB
    return 1 if outcome.wrong or outcome.tasks_left or outcome.files_left or grown else 0


async def run(n_fetches: int, seed: int, folder: Path) -> Outcome:
    """Fetch `n_fetches` pages with faults by `seed`; the cache lies in `folder`."""
    outcome, chance = Outcome(), random.Random(seed)
    authority = trustme.CA()
    server, trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("safe.example").configure_cert(server)
    authority.configure_trust(trusted)
    n_files, n_tasks = _n_files(), len(asyncio.all_tasks())
    async with hw.hostile_web() as web, hw.hostile_web(server) as secure:
        bed = Bed(web, secure)
        for site in (web, secure):
            site.put("/robots.txt", hw.status(404))
        plans = [_plan(number, chance, web, secure) for number in range(n_fetches)]
        watch = asyncio.create_task(_watch_loop(outcome))
        async with bed.client(Rules(), LIMITS, cache=folder / "cache", tls=trusted) as client:
            fifth = max(1, n_fetches // 5)
            await _all(client, plans[:fifth], chance, outcome)
            outcome.mib_early = _mib(bed, secure)
            await _all(client, plans[fifth:], chance, outcome)
            outcome.mib_end = _mib(bed, secure)
        watch.cancel()
        await asyncio.wait([watch])
    await asyncio.get_running_loop().shutdown_default_executor()
    outcome.tasks_left = len(asyncio.all_tasks()) - n_tasks
    outcome.files_left = _n_files() - n_files
    return outcome


def _plan(number: int, chance: random.Random, web: hw.HostileWeb, secure: hw.HostileWeb) -> Plan:
    host, path = f"h{chance.randrange(N_HOSTS)}.example", f"/{number}"
    name = chance.choice(
        [*BAD, *SLOW, *["fine"] * 10, *["redirect"] * 4, *["inside"] * 2, *["tls"] * 3, "robots"]
    )
    if name == "fine":
        web.put(path, hw.packed(hw.PAGE * chance.randrange(1, 500)))
        return name, f"http://{host}{path}", ()
    if name == "redirect":
        web.put(
            path,
            hw.redirect(f"http://h{chance.randrange(N_HOSTS)}.example/to{path}", chance.choice([301, 302])),
        )
        web.put(f"/to{path}", hw.page())
        return name, f"http://{host}{path}", ()
    if name == "inside":
        web.put(path, hw.redirect(chance.choice(["http://127.1/", "http://10.0.0.1/", "file:///etc/passwd"])))
        return name, f"http://{host}{path}", (Forbidden,)
    if name == "tls":
        secure.put(path, hw.page())
        wrong = chance.random() < 0.5
        return name, f"https://{'wrong' if wrong else 'safe'}.example{path}", (Unavailable,) if wrong else ()
    if name == "robots":
        odd = f"robots{number}.example"
        web.put(f"{odd}/robots.txt", chance.choice([hw.reset(), hw.silent(), hw.bomb(20), hw.status(500)]))
        return name, f"http://{odd}{path}", (Unavailable, Forbidden)
    web.put(path, SLOW[name] if name in SLOW else BAD[name][0])
    # What is asked again may run out of time meanwhile.
    return name, f"http://{host}{path}", (Unavailable,) if name in SLOW else (BAD[name][1], Unavailable)


async def _all(client: WebClient, plans: list[Plan], chance: random.Random, outcome: Outcome) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(plan: Plan, gives_up_s: float | None) -> None:
        async with places:
            await _fetch(client, plan, gives_up_s, outcome)

    async with asyncio.TaskGroup() as group:
        for plan in plans:
            group.create_task(one(plan, chance.uniform(0, 0.2) if chance.random() < 0.1 else None))


async def _fetch(client: WebClient, plan: Plan, gives_up_s: float | None, outcome: Outcome) -> None:
    name, url, kinds = plan
    began = time.perf_counter()
    try:
        async with asyncio.timeout(gives_up_s):
            await client.send(Request(url, "page"))
        ended = "arrived"
        fine = not kinds
    except WebError as error:
        ended, fine = type(error).__name__, bool(kinds) and isinstance(error, kinds)
        # A page that is fine may wait for its turn behind pages that are not.
        fine = fine or (isinstance(error, Unavailable) and "was not done" in error.message)
    except TimeoutError:
        ended, fine = "given up", gives_up_s is not None
    except Exception as error:
        ended, fine = repr(error), False
    seconds = time.perf_counter() - began
    outcome.slowest_s = max(outcome.slowest_s, seconds)
    outcome.counts[f"{name}: {ended}"] += 1
    if not fine or seconds > LIMITS.total_s + SLACK_S:
        outcome.wrong.append(f"{name} at {url}: {ended} after {seconds:.2f} s")


async def _watch_loop(outcome: Outcome) -> None:
    """Time of the processor, so that other programs on the machine do not count."""
    while True:
        began = time.thread_time()
        await asyncio.sleep(0.002)
        outcome.longest_wait_s = max(outcome.longest_wait_s, time.thread_time() - began)


def _n_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def _mib(bed: Bed, secure: hw.HostileWeb) -> float:
    """Memory of the process in MiB, without the records that the server and its kit keep."""
    for record in (bed.web.seen, secure.seen, bed.network.connected, bed.resolver.asked):
        record.clear()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024 / 1024


if __name__ == "__main__":
    sys.exit(main())
