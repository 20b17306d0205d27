"""robots.txt: pages are held to it, providers and the person's own hosts are not."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import QUICK, Bed

from hopyard.core.web.errors import Forbidden, Unavailable, WebError
from hopyard.core.web.port import Request
from hopyard.core.web.rules import Rules

URL = "http://pages.example/a"
RULES = Rules()
ONCE = msgspec.structs.replace(QUICK, max_retries=0)


async def test_a_page_that_is_forbidden_is_not_asked(web_bed: Bed) -> None:
    web_bed.web.put(
        "/robots.txt", hw.page("\ufeffUser-agent: *\nDisallow: /报告\nDisallow: /x*y$\n".encode())
    )
    web_bed.web.put("/a", hw.page())
    async with web_bed.client(RULES) as client:
        await client.send(Request(URL, "page"))
        for path in ("/报告/1", "/%E6%8A%A5%E5%91%8A", "/xzy", "/x/../x-y"):
            with pytest.raises(Forbidden, match=r"robots\.txt of pages\.example"):
                await client.send(Request(f"http://pages.example{path}", "page"))
    assert web_bed.web.paths() == ["pages.example/robots.txt", "pages.example/a"], "read once"


async def test_rules_for_us_go_before_rules_for_all(web_bed: Bed) -> None:
    web_bed.web.put(
        "/robots.txt", hw.page(b"User-agent: *\nDisallow: /\n\nUser-agent: HopYard\nDisallow: /b\n")
    )
    web_bed.web.put("/a", hw.page())
    assert (await web_bed.get(URL, RULES)).status == 200
    await web_bed.refused("http://pages.example/b", Forbidden, RULES)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
async def test_no_robots_txt_forbids_nothing(web_bed: Bed, code: int) -> None:
    web_bed.web.put("/robots.txt", hw.status(code))
    web_bed.web.put("/a", hw.page())
    assert (await web_bed.get(URL, RULES)).status == 200


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (hw.status(500), Unavailable),
        (hw.status(503), Unavailable),
        (hw.reset(), Unavailable),
        (hw.endless(hw.head(200, [])), Forbidden),
        (hw.bomb(60), Forbidden),
        (hw.redirect("/robots.txt"), Forbidden),
        (hw.redirect("http://10.0.0.1/robots.txt"), Forbidden),
    ],
    ids=["500", "503", "reset", "endless", "bomb", "circle", "inside"],
)
async def test_one_that_cannot_be_read_forbids_everything_for_a_while(
    web_bed: Bed, behaviour: hw.Behaviour, kind: type[WebError]
) -> None:
    web_bed.web.put("/robots.txt", hw.in_turn(behaviour, hw.status(404)))
    web_bed.web.put("/a", hw.page())
    async with web_bed.client(RULES, ONCE) as client:
        for _ in range(2):
            with pytest.raises(kind):
                await client.send(Request(URL, "page"))
        assert web_bed.web.paths() == ["pages.example/robots.txt"], "not asked again at once"
        web_bed.time.time += 61
        assert (await client.send(Request(URL, "page"))).status == 200


async def test_a_redirected_robots_txt_is_followed(web_bed: Bed) -> None:
    web_bed.web.put("/robots.txt", hw.redirect("http://www.pages.example/robots.txt"))
    web_bed.web.put("www.pages.example/robots.txt", hw.page(b"User-agent: *\nDisallow: /a"))
    await web_bed.refused(URL, Forbidden, RULES)


async def test_the_page_at_the_end_of_a_redirect_is_held_to_its_own_host(web_bed: Bed) -> None:
    web_bed.web.put("pages.example/a", hw.redirect("http://other.example/b"))
    web_bed.web.put("other.example/robots.txt", hw.page(b"User-agent: *\nDisallow: /b"))
    error = await web_bed.refused(URL, Forbidden, RULES)
    assert "other.example" in error.message


async def test_who_is_not_held_to_it(web_bed: Bed) -> None:
    web_bed.web.put("/robots.txt", hw.page(b"User-agent: *\nDisallow: /"))
    web_bed.web.put("/a", hw.page())
    assert (await web_bed.get(URL, RULES, purpose="search")).status == 200
    assert (await web_bed.get(URL, Rules(respect_robots=False))).status == 200
    assert (await web_bed.get(URL, Rules(allow_hosts=("pages.example",)))).status == 200
    await web_bed.refused(URL, Forbidden, RULES)


async def test_the_pause_that_is_asked_for_is_kept_within_bounds(web_bed: Bed) -> None:
    web_bed.web.put("/robots.txt", hw.page(b"User-agent: *\nCrawl-delay: 2\n"))
    web_bed.web.put("other.example/robots.txt", hw.page(b"User-agent: *\nCrawl-delay: 900\n"))
    for name in "abc":
        web_bed.web.put(f"/{name}", hw.page())
    for host, pause_s in (("pages.example", 2.0), ("other.example", 5.0)):
        async with web_bed.client(RULES) as client:
            began = web_bed.time.time
            for name in "abc":
                await client.send(Request(f"http://{host}/{name}", "page"))
            assert web_bed.time.time - began == pytest.approx(2 * pause_s)


async def test_many_at_once_read_it_once(web_bed: Bed) -> None:
    web_bed.web.put("/robots.txt", hw.page(b"User-agent: *\nDisallow: /b"))
    web_bed.web.put("/a", hw.page())
    async with web_bed.client(RULES) as client, asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(client.send(Request(f"{URL}?{number}", "page")))
    assert web_bed.web.paths().count("pages.example/robots.txt") == 1
    assert web_bed.web.most_at_once <= QUICK.per_host
