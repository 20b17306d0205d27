"""EPUBs: chapters in the order of the spine, and books that are locked, broken or made to do harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hopyard.core.documents.epub import read_epub
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

if TYPE_CHECKING:
    from .conftest import MakeEpub, MakeZip

LIMITS = ReadLimits()


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as refused:
        read_epub(data, LIMITS)
    return refused.value.message


def chapters(raw: RawDocument) -> dict[str, str]:
    ends = [place.offset for place in raw.places[1:]] + [len(raw.text)]
    return {
        place.location: raw.text[place.offset : end].strip()
        for place, end in zip(raw.places, ends, strict=True)
    }


def test_chapters_are_read_in_order_with_headings_and_tables(make_epub: MakeEpub) -> None:
    raw = read_epub(
        make_epub(
            [
                "<h1>第一章 起源</h1><p>模型有1.6万亿个参数。</p><ul><li>要点</li></ul>",
                '<img src="cover.png"/>',
                "<h1>Chapter 2</h1><h2>Cost</h2><table><tr><td>A100</td><td>312</td></tr></table>",
                "<p></p>",
            ],
            title="大模型简史",
        ),
        LIMITS,
    )
    assert (raw.kind, raw.title) == ("epub", "大模型简史")
    assert chapters(raw) == {
        "chapter 1": "第一章 起源\n\n模型有1.6万亿个参数。\n\n- 要点",
        "chapter 2": "Chapter 2\n\nCost\n\nA100\t312",
    }
    found = [(heading.level, raw.text[heading.offset :].split("\n")[0]) for heading in raw.headings]
    assert found == [(2, "第一章 起源"), (2, "Chapter 2"), (3, "Cost")]


def test_the_list_of_contents_is_no_chapter(make_epub: MakeEpub) -> None:
    nav = '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    contents = {"OEBPS/nav.xhtml": "<html><body>Contents</body></html>"}
    data = make_epub(["<p>text</p>"], manifest=nav, more=contents, spine='<itemref idref="n"/>')
    assert read_epub(data, LIMITS).text == "text"


def test_a_chapter_in_gbk_is_read(make_epub: MakeEpub) -> None:
    page = '<?xml version="1.0" encoding="gbk"?><html><body><p>第一章的正文</p></body></html>'.encode("gbk")
    data = make_epub(["<p>x</p>"], more={"OEBPS/text/chapter 0.xhtml": page})
    assert read_epub(data, LIMITS).text == "第一章的正文"


def test_chapters_outside_the_archive_are_not_looked_for(make_epub: MakeEpub) -> None:
    item = '<item id="evil" href="../../../../etc/hostname" media-type="text/html"/>'
    assert read_epub(make_epub(["<p>text</p>"], manifest=item), LIMITS).text == "text"


def test_locked_books_are_encrypted_and_scrambled_fonts_do_no_harm(make_epub: MakeEpub) -> None:
    def encryption(uri: str) -> dict[str, bytes | str]:
        return {
            "META-INF/encryption.xml": (
                '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
                ' xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>'
                f'<enc:CipherReference URI="{uri}"/></enc:CipherData></enc:EncryptedData></encryption>'
            )
        }

    assert read_epub(make_epub(["<p>text</p>"], more=encryption("OEBPS/fonts/a.otf")), LIMITS).text == "text"
    locked = make_epub(["<p>text</p>"], more=encryption("OEBPS/text/chapter%200.xhtml"))
    assert refusal(locked) == "encrypted EPUB"


def test_a_bomb_is_refused(make_epub: MakeEpub) -> None:
    data = make_epub(["<p>text</p>"], more={"OEBPS/text/chapter 0.xhtml": b"<p>" + b" " * (32 * MIB)})
    assert refusal(data) == "unpacks to too much (limit 200 MB)"


def test_entities_are_refused(make_epub: MakeEpub) -> None:
    laughs = '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><package>&b;</package>'
    assert refusal(make_epub(["<p>x</p>"], more={"OEBPS/content.opf": laughs})) == (
        "damaged EPUB: entities in its XML"
    )


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "damaged EPUB: a part is missing"),
        ({"META-INF/container.xml": "<container/>"}, "damaged EPUB: it does not say where its text is"),
        ({"META-INF/container.xml": "<container"}, "damaged EPUB: container.xml is not XML"),
        (
            {"META-INF/container.xml": '<c><rootfile full-path="a.opf"/></c>', "a.opf": "<package/>"},
            "damaged EPUB: no chapters in it",
        ),
    ],
)
def test_a_book_that_lacks_something_is_damaged(
    make_zip: MakeZip, parts: dict[str, bytes | str], reason: str
) -> None:
    assert refusal(make_zip({"mimetype": "application/epub+zip", **parts})) == reason
