"""Word documents: structure, what python-docx leaves out, and packages made to do harm."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from hopyard.core.documents.docx import read_docx
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from .conftest import MakeDocx, MakeZip

LIMITS = ReadLimits()
TEXT = "正文占位"
PART = "word/document.xml"
NAMES = "abcdefghij"
LAUGHS = [f'<!ENTITY {NAMES[i]} "{10 * ("&" + NAMES[i - 1] + ";")}">' for i in range(1, 10)]


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as refused:
        read_docx(data, LIMITS)
    return refused.value.message


def headings(raw: RawDocument) -> list[tuple[int, str]]:
    return [(found.level, raw.text[found.offset :].split("\n")[0]) for found in raw.headings]


def with_body(make_docx: MakeDocx, xml: str) -> RawDocument:
    """A document whose one paragraph is replaced by the given XML."""

    def edit(parts: dict[str, bytes]) -> None:
        one = re.compile(rb"<w:p>(?:(?!</w:p>).)*</w:p>", re.DOTALL)
        changed, n = one.subn(xml.encode(), parts[PART], count=1)
        assert n == 1
        namespaces = (
            b'<w:document xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
            b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        )
        changed = re.sub(rb' xmlns:(?:m|mc)="[^"]*"', b"", changed)
        parts[PART] = changed.replace(b"<w:document ", namespaces, 1)

    return read_docx(make_docx(lambda document: document.add_paragraph(TEXT), edit), LIMITS)


def test_paragraphs_headings_and_tables_come_in_order(make_docx: MakeDocx) -> None:
    def build(document: WordDocument) -> None:
        document.core_properties.title = "Microsoft Word - 年度研究.docx"
        document.add_heading("大模型研究", 0)
        document.add_heading("一、成本", 1)
        document.add_paragraph("训练一次约460万美元。")
        document.add_paragraph("表1 芯片", style="Caption")
        table = document.add_table(rows=3, cols=3)
        for i, row in enumerate([["型号", "2023", "2023"], ["A100", "312", "40"], ["", "624", "80\n双精度"]]):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        document.add_heading("1.1 Energy", 2)
        document.add_paragraph("Two lines\nof one paragraph.")

    raw = read_docx(make_docx(build), LIMITS)
    assert raw.text == (
        "大模型研究\n\n一、成本\n\n训练一次约460万美元。\n\n表1 芯片\n\n"
        "型号\t2023\t2023\nA100\t312\t40\nA100\t624\t80 双精度\n\n"
        "1.1 Energy\n\nTwo lines\nof one paragraph."
    )
    assert headings(raw) == [(1, "大模型研究"), (2, "一、成本"), (3, "1.1 Energy")]
    assert (raw.kind, raw.title, raw.places) == ("docx", "年度研究", ())


def test_a_table_that_only_sets_out_the_page_is_text(make_docx: MakeDocx) -> None:
    def build(document: WordDocument) -> None:
        box = document.add_table(rows=1, cols=1).cell(0, 0)
        box.text = "摘要"
        box.add_paragraph("方框里的第二段。")
        wide = document.add_table(rows=1, cols=2)
        wide.cell(0, 0).text = "长" * 1500
        inner = wide.cell(0, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "表"

    assert read_docx(make_docx(build), LIMITS).text == f"摘要\n\n方框里的第二段。\n\n{'长' * 1500}\n\n内\t表"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>在控件里</w:t></w:r></w:p></w:sdtContent></w:sdt>", "在控件里"),
        (
            "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>",
            "新增",
        ),
        ("<w:p><w:hyperlink><w:r><w:t>链接文字</w:t></w:r></w:hyperlink></w:p>", "链接文字"),
        ("<w:p><w:r><w:t>收入</w:t><w:tab/><w:t>10.5亿</w:t></w:r></w:p>", "收入\t10.5亿"),
        ("<w:p><w:r><w:t>COVID</w:t><w:noBreakHyphen/><w:t>19</w:t></w:r></w:p>", "COVID-19"),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>看得见</w:t></w:r></w:p>",
            "看得见",
        ),
        (
            '<w:p><w:r><w:t>3.15×10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            "<w:t>23</w:t></w:r></w:p>",
            "3.15×10²³",
        ),
        (
            "<w:p><m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>23</m:t></m:r></m:sup>"
            "</m:sSup></m:oMath></w:p>",
            "10^23",
        ),
        (
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r>"
            "</w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>"
            "<w:t>框中</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
            "<w:t>段落</w:t></w:r></w:p>",
            "段落\n\n框中",
        ),
        (
            '<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple><w:r><w:instrText>SECRET'
            "</w:instrText></w:r></w:p>",
            "7",
        ),
    ],
    ids=["control", "tracked", "link", "tab", "hyphen", "hidden", "raised", "formula", "text box", "field"],
)
def test_text_is_found_wherever_a_person_sees_it(make_docx: MakeDocx, xml: str, text: str) -> None:
    assert with_body(make_docx, xml).text == text


def test_headings_are_known_by_outline_level_too_and_the_contents_are_left_out(make_docx: MakeDocx) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        custom = "".join(
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/>'
            f'<w:basedOn w:val="{base}"/></w:style>'
            for name, shown, base in [
                ("章", "我的章", "Heading1"),
                ("TOC1", "toc 1", "Normal"),
                ("A", "A", "B"),
                ("B", "B", "A"),
            ]
        )
        styles = parts["word/styles.xml"]
        parts["word/styles.xml"] = styles.replace(b"</w:styles>", f"{custom}</w:styles>".encode())
        body = "".join(
            f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            for style, text in [
                ('<w:pStyle w:val="TOC1"/>', "第一章 1"),
                ('<w:pStyle w:val="章"/>', "第一章"),
                ('<w:outlineLvl w:val="1"/>', "一节"),
                ('<w:outlineLvl w:val="9"/>', "正文"),
                ('<w:pStyle w:val="A"/>', "互为基础的样式"),
            ]
        )
        parts[PART] = parts[PART].replace(b"<w:body>", f"<w:body>{body}".encode())

    raw = read_docx(make_docx(lambda document: None, edit), LIMITS)
    assert raw.text == "第一章\n\n一节\n\n正文\n\n互为基础的样式"
    assert headings(raw) == [(2, "第一章"), (3, "一节")]


def test_footnotes_come_at_the_end(make_docx: MakeDocx) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        parts["word/footnotes.xml"] = (
            f'<w:footnotes {w}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
            '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>资料来源：公司公告</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>"
        ).encode()
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        types = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode())
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        name = "word/_rels/document.xml.rels"
        link = f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'
        parts[name] = parts[name].replace(b"</Relationships>", link.encode())

    raw = read_docx(make_docx(lambda document: document.add_paragraph(TEXT), edit), LIMITS)
    assert raw.text == f"{TEXT}\n\n资料来源：公司公告"


def test_documents_with_macros_are_read_and_the_macros_are_not(make_docx: MakeDocx) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )
        parts["word/vbaProject.bin"] = b"Sub AutoOpen()"

    data = make_docx(lambda document: document.add_paragraph(TEXT), edit)
    assert read_docx(data, LIMITS).text == TEXT


def test_strict_open_xml_is_read(make_docx: MakeDocx) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
        for kind in (b"wordprocessingml/", b"officeDocument/"):
            for name, part in parts.items():
                parts[name] = part.replace(usual + kind + b"2006/", strict + kind)

    raw = read_docx(make_docx(lambda document: document.add_heading(TEXT, 1), edit), LIMITS)
    assert headings(raw) == [(2, TEXT)]


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY a "ha">' + "".join(LAUGHS),
        '<!ENTITY j SYSTEM "file:///etc/hostname">',
        '<!ENTITY % j SYSTEM "http://127.0.0.1:9/x.dtd"> %j;',
    ],
    ids=["a billion laughs", "a local file", "a file from elsewhere"],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_are_refused_before_any_parser_sees_them(
    make_docx: MakeDocx, declarations: str, charset: str
) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        root = parts[PART].decode().partition("?>")[2].replace(f">{TEXT}<", ">&j;<")
        start = f'<?xml version="1.0" encoding="{charset}"?><!DOCTYPE x [{declarations}]>'
        parts[PART] = f"{start}{root}".encode(charset)

    data = make_docx(lambda document: document.add_paragraph(TEXT), edit)
    assert refusal(data) == "damaged DOCX: entities in its XML"


def test_a_bomb_is_refused_at_once(make_docx: MakeDocx) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.png"] = bytes(64 * MIB)

    data = make_docx(lambda document: document.add_paragraph(TEXT), edit)
    assert len(data) < 200_000
    started = time.perf_counter()
    assert refusal(data) == "unpacks to too much (limit 200 MB)"
    assert time.perf_counter() - started < 1


def test_pictures_are_never_unpacked(make_docx: MakeDocx) -> None:
    picture = {"word/media/a.png": bytes(1000)}
    data = make_docx(lambda document: document.add_paragraph(TEXT), lambda parts: parts.update(picture))
    at = data.index(b"word/media/a.png") + len(b"word/media/a.png")
    broken = data[:at] + b"\xff\xff\xff" + data[at + 3 :]
    assert read_docx(broken, LIMITS).text == TEXT


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_document_is_damaged(make_docx: MakeDocx, kept: float) -> None:
    data = make_docx(lambda document: document.add_paragraph(TEXT))
    assert refusal(data[: int(len(data) * kept)]).startswith("damaged DOCX: ")


@pytest.mark.parametrize("xml", [b"", b"<w:document", b"no xml", b"<x/>", b"\xff\xfe\x00"])
def test_a_document_whose_text_is_no_xml_is_damaged(make_docx: MakeDocx, xml: bytes) -> None:
    data = make_docx(lambda document: document.add_paragraph(TEXT), lambda parts: parts.update({PART: xml}))
    assert refusal(data).startswith("damaged DOCX: ")


def test_a_package_without_its_parts_is_damaged(make_zip: MakeZip) -> None:
    assert refusal(make_zip({"[Content_Types].xml": "<Types/>", PART: "<x/>"})).startswith("damaged DOCX: ")
