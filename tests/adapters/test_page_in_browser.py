"""The page in a real browser: offline, without script, links lead there and back, no request leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.browser_kit import CHROMIUM, Browser
from tests.core.export.export_kit import material_of, session

from hopyard.core.export.html import html

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="needs Chromium: apt-get install chromium-headless-shell"
)


@pytest.fixture(params=[(1440, 900), (480, 800)], ids=["wide", "narrow"])
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    """A browser with a window of this size that runs no script of a page."""
    opened = Browser(tmp_path / "browser", request.param)
    opened.call("Emulation.setScriptExecutionDisabled", value=True)
    yield opened
    opened.close()


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The address of the exported page of a hostile session."""
    path = tmp_path / "session.html"
    path.write_text(html(material_of(session())), encoding="utf-8")
    return path.as_uri()


def test_links_lead_to_the_quote_and_back_and_no_request_leaves(browser: Browser, page: str) -> None:
    browser.goto(page)
    assert browser.value("document.styleSheets.length") == 1
    assert (
        browser.value("getComputedStyle(document.querySelector('mark')).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )
    for there, back in (("r2", "s2"), ("r3", "s3"), ("r1", "d1")):
        browser.click(f"#{back} a[href='#{there}']")
        assert browser.value("location.hash") == f"#{there}"
        assert browser.sees(there)
        browser.click(f"#{there} a[href='#{back}']")
        assert browser.value("location.hash") == f"#{back}"
        assert browser.sees(back)
    browser.click("#h1 summary")
    browser.click("#h1 details a[href='#e1']")
    assert browser.sees("e1")
    assert set(browser.requests) == {page}
    assert browser.complaints == []
    assert browser.value("document.scripts.length + document.images.length") == 0
    assert browser.value("document.documentElement.scrollWidth <= innerWidth"), (
        "nothing runs out of the window"
    )


def test_the_policy_would_stop_what_an_escape_let_through(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    evil = "<img src='https://127.0.0.1:9/x.png'><script>document.title = 'ran'</script>"
    evil += "<style>body { background: url(https://127.0.0.1:9/y.png) }</style><p style='color: red'>x</p>"
    path.write_text(html(material_of(session())).replace("</main>", f"{evil}</main>"), encoding="utf-8")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    browser.goto(path.as_uri())
    assert browser.value("document.title") != "ran"
    assert len([said for said in browser.complaints if "Content Security Policy" in said]) >= 3
    assert set(browser.requests) <= {path.as_uri(), "https://127.0.0.1:9/x.png"}


def test_this_browser_would_tell_of_a_request(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "other.html"
    path.write_text("<img src='http://127.0.0.1:9/x.png'>", encoding="utf-8")
    browser.goto(path.as_uri())
    assert "http://127.0.0.1:9/x.png" in browser.requests
