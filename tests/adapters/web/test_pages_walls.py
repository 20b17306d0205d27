"""Pages that hold nothing to quote are told from those that do, in both languages."""

from __future__ import annotations

import pytest

from hopyard.core.web.pages.page import REASONS, EmptyPage, Page
from hopyard.core.web.pages.reading import read_page
from hopyard.core.web.port import Response

EN = "The harbour board counted 4,810 containers a day, moved by twelve cranes along the north quay. "
ZH = "港务局统计，北岸十二台起重机每天搬运 4810 个集装箱，比上一年增加一成。"


def read(body: str, head: str = "", title: str = "Cranes") -> Page | EmptyPage:
    markup = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    headers = {"content-type": "text/html; charset=utf-8"}
    return read_page(Response("https://port.example/x", 200, headers, markup.encode()))


NOT_FREE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
)
PASSWORD = "<form><input name=u><input type=password></form>"
BANNER = (
    "<div class='cookie-consent'>"
    + "We and our 812 partners use cookies and legitimate interest. " * 8
    + "</div>"
)

EMPTY = [
    ("paywall", f"<article><p>{EN}</p><p>Subscribe to continue reading.</p></article>", "", "Cranes"),
    ("paywall", f"<article><p>{EN * 2}</p></article>", NOT_FREE, "Cranes"),
    ("paywall", f"<article><p>{ZH}</p><p>本文为付费内容，订阅后阅读全文</p></article>", "", "起重机"),
    ("paywall", f"<article><p>{ZH}</p><p>剩余 80% 未读</p></article>", "", "起重机"),
    ("login", f"<main><p>Please log in</p>{PASSWORD}</main>", "", "Members"),
    ("login", "<main><p>登录后查看更多内容</p></main>", "", "论坛"),
    ("login", f"<main><h1>Port portal</h1>{PASSWORD}</main>", "", "Port portal"),
    (
        "script",
        "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "",
        "App",
    ),
    ("script", "<div id='app'></div><script>var big = 1;</script>", "", "App"),
    ("script", "<p>请启用 JavaScript 后继续</p>", "", "验证"),
    (
        "script",
        "<h1>Just a moment...</h1><p>Checking your browser before accessing port.example.</p>",
        "",
        "Wait",
    ),
    ("cookies", f"{BANNER}<main><p>Cranes</p></main>", "", "Cranes"),
    (
        "cookies",
        "<main><p>We use cookies. Accept all cookies or reject all. Cookie policy.</p></main>",
        "",
        "x",
    ),
    (
        "not_found",
        "<main><h1>Page not found</h1><p>It may have moved. Try our search.</p></main>",
        "",
        "Oops",
    ),
    ("not_found", "<main><p>Have a look at our news.</p></main>", "", "404 | Port News"),
    ("not_found", "<main><p>您访问的页面不存在，请返回首页。</p></main>", "", "提示"),
    ("not_found", "<main><p>抱歉，文章已被删除</p></main>", "", "抱歉，文章已被删除"),
    ("nothing", "<nav><a href=/>a</a></nav>", "", "x"),
]


@pytest.mark.parametrize(("why", "body", "head", "title"), EMPTY)
def test_walls_are_recognised(why: str, body: str, head: str, title: str) -> None:
    page = read(body, head, title)
    assert isinstance(page, EmptyPage), page
    assert page.why == why
    assert page.reason == REASONS[page.why]


@pytest.mark.parametrize(
    ("body", "head", "title"),
    [
        (
            f"<main><h1>How paywalls work</h1><p>{EN * 15} Subscribe to continue reading.</p></main>",
            "",
            "Paywalls",
        ),
        (f"{BANNER}<main><p>{EN * 4}</p></main>", "", "Cranes"),
        (f"<main><p>{EN * 4}</p></main><form>{PASSWORD}</form>", "", "Cranes"),
        (
            f"<div id=root></div><main><p>{EN * 4}</p></main><noscript>Enable JavaScript</noscript>",
            "",
            "Cranes",
        ),
        (f"<main><p>404 metres of quay were built. {EN * 14}</p></main>", "", "404 metres"),
        (f"<main><p>{ZH * 6}</p></main>", "", "起重机"),
        ("<main><p>Yes: the north quay has twelve cranes.</p></main>", "", "Short answer"),
    ],
)
def test_pages_with_something_to_quote_are_read(body: str, head: str, title: str) -> None:
    assert isinstance(read(body, head, title), Page)


def test_a_long_article_that_is_not_free_is_read_as_far_as_it_goes() -> None:
    page = read(f"<article><p>{EN * 20}</p></article>", NOT_FREE)
    assert isinstance(page, Page)


def test_the_banner_is_not_part_of_the_text() -> None:
    page = read(f"{BANNER}<main><p>{EN * 4}</p></main>")
    assert isinstance(page, Page)
    assert "partners" not in page.text


def test_a_page_that_is_all_one_consent_box_keeps_its_text() -> None:
    page = read(f"<div class='consent-app'><main><p>{EN * 6}</p></main></div>")
    assert isinstance(page, Page)
