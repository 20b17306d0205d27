"""Pages read into sources: text, structure, facts, charsets and other formats than HTML."""

from __future__ import annotations

import contextlib
import io

import pytest
from docx import Document as DocxDocument
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from hopyard.core.text.raw import source_id
from hopyard.core.web.errors import BadReply
from hopyard.core.web.pages.facts import language_of, printed_date
from hopyard.core.web.pages.page import EmptyPage, Page
from hopyard.core.web.pages.reading import ACCEPTED, read_page
from hopyard.core.web.port import Response

EN = "The harbour board counted 4,810 containers a day, moved by twelve cranes along the north quay. "
ZH = "港务局统计，北岸十二台起重机每天搬运 4810 个集装箱，比上一年增加一成。"
URL = "https://www.port.example/news/cranes-at-work.html?id=7"


def response(body: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> Response:
    data = body.encode() if isinstance(body, str) else body
    return Response(url, 200, {"content-type": content_type}, data)


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> Page:
    read = read_page(response(body, content_type, url))
    assert isinstance(read, Page), read
    return read


def html(body: str, head: str = "", lang: str = "") -> str:
    head = f"<head><title>Cranes</title>{head}</head>"
    return f"<!doctype html><html lang='{lang}'>{head}<body>{body}</body></html>"


ARTICLE = html(
    f"""<nav><a href="/">Home</a><a href="/news">News</a></nav>
    <div id="cookie-banner">We use cookies. <button>Accept all</button></div>
    <main><h1>Cranes at work</h1><p>{EN * 3}</p><h2>Numbers</h2>
    <table><caption>Moves by year</caption><tr><th>Year</th><th>Moves</th></tr>
    <tr><td>2024</td><td>4,700</td></tr><tr><td>2025</td><td>4,810</td></tr></table>
    <ol><li>{EN}</li><li>{ZH}</li></ul></main>
    <div class="comments"><p>Great story, wrote Bob from the comments, thanks for sharing all of it.</p></div>
    <footer>Imprint and contact</footer>"""
)


def test_the_article_with_headings_lists_and_tables_and_nothing_else() -> None:
    read = page(ARTICLE)
    assert read.text.startswith("Cranes at work\n\nThe harbour board")
    assert "Moves by year\nYear\tMoves\n2024\t4,700\n2025\t4,810" in read.text
    assert "1. The harbour board" in read.text
    assert f"2. {ZH}" in read.text
    for furniture in ("cookies", "Bob", "Imprint", "Home"):
        assert furniture not in read.text
    table = next(one for one in read.passages if "4,700" in one.text)
    assert "Moves by year" in table.heading + table.text


def test_a_page_is_a_source_with_offsets() -> None:
    read = page(ARTICLE)
    assert read.source.id == source_id(read.text)
    assert read.source.path == URL
    assert (read.source.kind, read.source.n_chars) == ("html", len(read.text))
    assert read.passages
    for one in read.passages:
        assert one.source == read.source.id
        assert read.text[one.start : one.end] == one.text
        assert one.location


FACTS = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "BreadcrumbList", "name": "no"},
 {"@type": ["NewsArticle"], "headline": "Cranes at work", "datePublished": "2025-03-04T22:00:00+08:00",
  "author": [{"@type": "Person", "name": "Ada Quay"}, {"name": "李岸"}, {"name": "https://x.example/ada"}],
  "publisher": {"name": "Port News"}}]}</script>"""


def test_facts_from_json_ld() -> None:
    read = page(html(f"<main><h1>X</h1><p>{EN * 3}</p></main>", FACTS, "en-GB"))
    assert read.source.title == "Cranes at work"
    assert (read.published, read.authors, read.site) == ("2025-03-04", ("Ada Quay", "李岸"), "Port News")
    assert read.language == "en"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2025-03-04T10:00:00Z">', "2025-03-04"),
        ('<meta name="pubdate" content="2025年3月4日 10:00">', "2025-03-04"),
        ('<meta itemprop="datePublished" content="Mar 4, 2025">', "2025-03-04"),
        ('<meta name="citation_publication_date" content="2025/03">', "2025-03"),
        ('<meta name="date" content="soon">', ""),
        ('<script type="application/ld+json">{"@type": "Article", "datePublished": 5}</script>', ""),
        ('<script type="application/ld+json">{broken</script>', ""),
        ('<script type="application/ld+json">' + "[" * 50_000 + "</script>", ""),
    ],
)
def test_dates_from_the_head(head: str, published: str) -> None:
    assert page(html(f"<main><p>{EN * 3}</p></main>", head)).published == published


def test_meta_facts() -> None:
    head = """<meta property="og:title" content="Cranes &amp; quays"><meta name="author" content="Bo Pier">
    <meta property="og:site_name" content="Port\u202e News"><meta property="og:locale" content="en_US">
    <link rel="canonical" href="/news/cranes">"""
    read = page(html(f"<main><p>{EN * 3}</p></main>", head))
    assert read.source.title == "Cranes & quays"
    assert (read.authors, read.site) == (("Bo Pier",), "Port News")
    assert (read.language, read.canonical) == ("en", "https://www.port.example/news/cranes")


@pytest.mark.parametrize(
    "canonical", ["https://bank.example/a", "//bank.example/a", "javascript:x", "http://["]
)
def test_a_page_cannot_take_another_hosts_address(canonical: str) -> None:
    read = page(html(f"<main><p>{EN * 3}</p></main>", f'<link rel="canonical" href="{canonical}">'))
    assert read.canonical == ""
    assert read.source.path == URL


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Port News | 4 March 2025 | Ada Quay", "2025-03-04"),
        ("By Ada, March 4th, 2025. Text", "2025-03-04"),
        ("来源：港口网 发布时间：2025-03-04 10:00", "2025-03-04"),
        ("2025年3月4日，港务局说", "2025-03-04"),
        ("Founded on 1 May 1999. Published: 2025/3/4", "2025-03-04"),
        ("Version 2025.3.4.1 is out", ""),
        ("x" * 800 + " 2025-03-04", ""),
        ("2025-02-31", "2025"),
        ("nothing", ""),
    ],
)
def test_printed_dates(text: str, iso: str) -> None:
    assert printed_date(text) == iso


@pytest.mark.parametrize(
    ("text", "language"),
    [(EN, "en"), (ZH, "zh"), (ZH + " GPU A100 PCIe", "zh"), ("12345", ""), ("これはクレーンです", "ja")],
)
def test_languages_by_letters(text: str, language: str) -> None:
    assert language_of(text) == language


CHINESE = html(f"<main><h1>起重机</h1><p>{ZH * 3}</p></main>")


@pytest.mark.parametrize(
    ("codec", "content_type", "meta"),
    [
        ("utf-8", "text/html", ""),
        ("utf-8", "text/html; charset=gbk", ""),
        ("utf-8-sig", "text/html; charset=iso-8859-1", ""),
        ("utf-16", "text/html", ""),
        ("gb18030", "text/html; charset=GBK", ""),
        ("gb18030", "text/html", '<meta charset="gb2312">'),
        ("gb18030", "text/html", ""),
        ("gb18030", "text/html; charset=utf-8", ""),
        (
            "gb18030",
            "text/html; charset=utf-8",
            '<meta http-equiv="Content-Type" content="text/html; charset=gbk">',
        ),
        ("gb18030", "text/html; charset=nonsense", ""),
    ],
)
def test_the_ladder_of_charsets(codec: str, content_type: str, meta: str) -> None:
    read = page(CHINESE.replace("<head>", f"<head>{meta}").encode(codec), content_type)
    assert ZH in read.text
    assert read.language == "zh"


def test_big5_by_its_header_and_by_its_meta() -> None:
    text = "港務局統計，北岸十二臺起重機每天搬運四千八百個貨櫃，比上一年增加一成。"
    body = html(f"<main><p>{text * 3}</p></main>")
    assert text in page(body.encode("big5"), "text/html; charset=Big5").text
    meta = body.replace("<head>", '<head><meta charset="big5">')
    assert text in page(meta.encode("big5"), "text/html; charset=utf-8").text


def _pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle("Crane report")
    for number in (1, 2):
        for line in range(8):
            canvas.drawString(60, 780 - 20 * line, f"{number}.{line} {EN[:80]}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("content_type", ["application/pdf", "application/octet-stream", "text/html", ""])
def test_a_pdf_whatever_its_server_calls_it(content_type: str) -> None:
    read = page(_pdf(), content_type, "https://port.example/report.pdf")
    assert (read.source.kind, read.source.title) == ("pdf", "Crane report")
    assert "2.7 The harbour board" in read.text
    assert {one.location for one in read.passages} & {"p. 1", "p. 2"}


def test_plain_text_and_docx() -> None:
    read = page(
        f"{ZH}\n\n{EN * 3}".encode("gb18030"), "text/plain; charset=gbk", "https://port.example/notes.txt"
    )
    assert read.source.kind == "txt"
    assert ZH in read.text
    out = io.BytesIO()
    document = DocxDocument()
    document.add_paragraph(EN)
    document.save(out)
    docx = next(kind for kind in ACCEPTED if "wordprocessing" in kind)
    assert EN.strip() in page(out.getvalue(), docx, "https://port.example/x").text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "image/png"),
        (b"{}", "application/json"),
        (b"body { color: red }" * 40, "text/css"),
        (b"%PDF-1.7\nbroken", "application/pdf"),
        (b"PK\x03\x04broken", "application/octet-stream"),
        (bytes(range(256)) * 40, "text/html"),
        (b"x" * (26 * 2**20), "text/plain"),
        ("<b>" * 2_000_001, "text/html"),
    ],
    ids=["png", "json", "css", "pdf", "zip", "binary", "large", "tags"],
)
def test_what_is_no_document_is_a_named_error(body: bytes | str, content_type: str) -> None:
    with pytest.raises(BadReply) as caught:
        read_page(response(body, content_type, "https://port.example/x"))
    assert caught.value.next_step


@pytest.mark.parametrize("body", ["", " ", "<html></html>", "<p>", "<html><body><p>\u200b</p></body></html>"])
def test_an_empty_page_is_empty(body: str) -> None:
    read = read_page(response(body))
    assert isinstance(read, EmptyPage)
    assert read.why == "nothing"


@given(st.binary(max_size=400), st.sampled_from([*ACCEPTED, "", "image/png"]))
def test_no_bytes_do_more_than_fail_by_name(body: bytes, content_type: str) -> None:
    with contextlib.suppress(BadReply):
        read_page(response(body, content_type))


@given(st.text(st.sampled_from("<>/=\"' abpdivtrh1!-&;{}"), max_size=300))
def test_no_markup_does_more_than_fail_by_name(markup: str) -> None:
    with contextlib.suppress(BadReply):
        read_page(response(f"<html><style>{markup}</style><body {markup}>{markup}<p>{EN}"))
