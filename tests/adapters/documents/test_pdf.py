"""PDFs: Chinese in embedded and built-in fonts, pages, bookmarks, powers, and the ways of being broken."""

from __future__ import annotations

import contextlib
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.documents.pdf import read_pdf
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import Place, RawDocument

if TYPE_CHECKING:
    from .conftest import MakePdf

LIMITS = ReadLimits()


def refusal(data: bytes, limits: ReadLimits = LIMITS) -> str:
    with pytest.raises(ReadError) as refused:
        read_pdf(data, limits)
    return refused.value.message


def pages(raw: RawDocument) -> dict[str, str]:
    ends = [place.offset for place in raw.places[1:]] + [len(raw.text)]
    return {
        place.location: raw.text[place.offset : end].rstrip("\n")
        for place, end in zip(raw.places, ends, strict=True)
    }


def test_chinese_pages_with_headers_are_read_in_order(make_pdf: MakePdf, chinese_font: str) -> None:
    header, end = "行业研究 2023", "成本约为460万美元。"
    data = make_pdf(
        [[header, f"第{i}部分：训练用了614{i}块芯片，", end] for i in (1, 2, 3)],
        font=chinese_font,
        title="算力测算报告",
    )
    raw = read_pdf(data, LIMITS)
    assert (raw.kind, raw.title) == ("pdf", "算力测算报告")
    assert pages(raw) == {f"p. {i}": f"{header}\n第{i}部分：训练用了614{i}块芯片，\n{end}" for i in (1, 2, 3)}


def test_empty_pages_are_counted_and_have_no_place(make_pdf: MakePdf) -> None:
    raw = read_pdf(make_pdf([["first"], [], ["third"]]), LIMITS)
    assert raw.places == (Place(0, "p. 1"), Place(6, "p. 3"))
    assert raw.text == "first\nthird"


def test_bookmarks_make_headings(make_pdf: MakePdf) -> None:
    data = make_pdf(
        [
            ["Report", "1 Introduction", "Text of it."],
            ["2. Costs of Training", "More text."],
            ["Nothing here"],
        ],
        bookmarks={1: "Introduction", 2: "2. Costs  of training", 3: "Elsewhere"},
    )
    raw = read_pdf(data, LIMITS)
    lines = [(found.level, raw.text[found.offset :].split("\n")[0]) for found in raw.headings]
    assert lines == [(2, "1 Introduction"), (2, "2. Costs of Training")]


def test_a_raised_exponent_is_a_power_and_other_numbers_are_not(make_pdf: MakePdf, chinese_font: str) -> None:
    raised = [(60.0, 700.0, 12.0, "总量 3.15×10"), (134.0, 706.0, 7.0, "23"), (150.0, 700.0, 12.0, "次")]
    plain = [(60.0, 600.0, 12.0, "约10 23 日，共1023 块")]
    text = read_pdf(make_pdf([[*raised, *plain]], font=chinese_font), LIMITS).text
    assert "3.15×10²³ 次" in text
    assert "约10 23 日，共1023 块" in text


def test_a_word_broken_at_the_end_of_a_line_is_whole_again(make_pdf: MakePdf) -> None:
    text = read_pdf(
        make_pdf([["the cost of compu-", "tation fell, but GPT-", "3 and state-of-", "the-art did not"]]),
        LIMITS,
    ).text
    assert "computation fell" in text
    assert "GPT-3 and state-of-the-art did not" in text


def test_a_word_without_end_is_put_together_in_time() -> None:
    line = b"(" + b"x" * 30_000 + b"-) Tj 0 -20 Td "
    text = read_pdf(plain_pdf([b"BT /F1 1 Tf 60 700 Td " + line * 10 + b"(end) Tj ET"]), LIMITS).text
    assert text.count("x") == 300_000


@pytest.mark.parametrize("stated", ["untitled", "Microsoft Word - 1.docx", ""])
def test_titles_that_say_nothing_are_left_out(make_pdf: MakePdf, stated: str) -> None:
    assert read_pdf(make_pdf([["text"]], title=stated), LIMITS).title == ""


def test_a_pdf_that_needs_a_password_is_encrypted(make_pdf: MakePdf) -> None:
    assert refusal(make_pdf([["secret"]], password="secret")) == "encrypted PDF"


def test_a_pdf_protected_only_against_copying_is_read(make_pdf: MakePdf) -> None:
    assert read_pdf(make_pdf([["open to all"]], password=""), LIMITS).text == "open to all"


@pytest.mark.parametrize("kept", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_truncated_pdf_is_refused_wherever_it_was_cut(make_pdf: MakePdf, kept: float) -> None:
    data = make_pdf([[f"page {i}", "with text"] for i in range(5)])
    assert refusal(data[: int(len(data) * kept)]).startswith("damaged PDF: ")


def test_a_pdf_mended_by_the_library_is_read_only_if_no_page_is_lost() -> None:
    # With its trailer in front, as in files made to be shown while they still come in, any piece of it opens.
    draw = b"BT /F1 12 Tf 60 700 Td (page %d) Tj ET"
    whole = plain_pdf([draw % 1, draw % 2], trailer_first=True)
    assert read_pdf(whole, LIMITS).text == "page 1\npage 2"
    assert read_pdf(whole[:-2], LIMITS).text == "page 1\npage 2"
    assert refusal(whole[: whole.index(b"page 1)")]) == "damaged PDF: its end is missing"
    assert refusal(whole[: whole.index(b"6 0 obj")]) == "damaged PDF: page 2 cannot be read"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(5000), b"%PDF-1.4 not really\n%%EOF"])
def test_what_only_begins_like_a_pdf_is_damaged(data: bytes) -> None:
    assert refusal(data) == "damaged PDF: it cannot be opened"


def test_any_spoiled_byte_gives_text_or_a_read_error(make_pdf: MakePdf) -> None:
    data = make_pdf([["some text"], ["more text"]], compressed=False)
    for at in range(10, len(data), 23):
        spoiled = data[:at] + b"\xff\0<<"[at % 4 :] + data[at + 1 :]
        with contextlib.suppress(ReadError):
            assert read_pdf(spoiled, LIMITS).text


def test_a_scan_has_no_text(make_pdf: MakePdf) -> None:
    assert refusal(make_pdf([[], []])) == "no text in it (a scan?)"
    assert refusal(make_pdf([["-"], ["..."]])) == "no text in it (a scan?)"


def test_more_pages_or_text_than_the_limit_are_refused(make_pdf: MakePdf) -> None:
    data = make_pdf([["some text"]] * 3)
    assert refusal(data, ReadLimits(max_pages=2)) == "more than 2 pages"
    assert refusal(data, ReadLimits(max_chars=5)) == "more than 5 characters of text"
    assert refusal(data, ReadLimits(max_chars=20)) == "more than 20 characters of text"


def test_instructions_that_unpack_without_measure_are_refused() -> None:
    draw = b"BT /F1 12 Tf 60 700 Td (small) Tj ET"
    assert read_pdf(plain_pdf([zlib.compress(draw + b" " * MIB)], flate=True), LIMITS).text == "small"
    bomb = plain_pdf([zlib.compress(draw + b" " * (20 * MIB))], flate=True)
    assert len(bomb) < 50_000
    assert refusal(bomb) == "unpacks to too much"


def test_documents_are_read_from_several_threads_at_once(make_pdf: MakePdf) -> None:
    documents = [make_pdf([[f"document {i}"]] * 5) for i in range(8)]
    start = threading.Barrier(4)

    def read(data: bytes) -> str:
        if data in documents[:4]:
            start.wait(5)
        return read_pdf(data, LIMITS).text

    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(read, documents))
    assert texts == ["\n".join([f"document {i}"] * 5) for i in range(8)]


def plain_pdf(streams: list[bytes], *, flate: bool = False, trailer_first: bool = False) -> bytes:
    """A PDF written by hand, so that the order of its objects is known: the page tree before the pages."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(streams)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(streams)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    parts = [text.encode() for text in objects]
    for i, stream in enumerate(streams):
        filters = "/Filter/FlateDecode" if flate else ""
        parts.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * i)
        )
        parts.append(f"<</Length {len(stream)}{filters}>>stream\n".encode() + stream + b"\nendstream")
    for number, part in enumerate(parts, start=1):
        if number == 4 and trailer_first:
            data += b"trailer<</Size %d/Root 1 0 R>>\n" % (len(parts) + 1)
        offsets.append(len(data))
        data += b"%d 0 obj" % number + part + b"endobj\n"
    start = len(data)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(parts) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
