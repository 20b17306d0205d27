"""Makes real files of every format: what a test hands to a reader is what a program would have written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

CHINESE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")

WriteFile = Callable[[str, bytes], Path]
MakePdf = Callable[..., bytes]
MakeDocx = Callable[..., bytes]
MakeZip = Callable[[Mapping[str, bytes | str]], bytes]
MakeEpub = Callable[..., bytes]


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Puts bytes into a file of a name, in a folder of the test's own."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture(scope="session", params=["embedded", "builtin"])
def chinese_font(request: pytest.FixtureRequest) -> str:
    """A font embedded in the PDF, and one that the reader has to know: the two store text differently."""
    if request.param == "embedded":
        if not CHINESE_FONT.exists():
            pytest.skip("the font WenQuanYi Zen Hei is not installed")
        pdfmetrics.registerFont(TTFont("zenhei", str(CHINESE_FONT), subfontIndex=0))
        return "zenhei"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


@pytest.fixture
def make_pdf() -> MakePdf:
    """A PDF: each page is a list of lines, or of (x, y, size, text) to be put anywhere."""

    def make(
        pages: Sequence[Sequence[str | tuple[float, float, float, str]]],
        *,
        font: str = "Helvetica",
        title: str = "",
        bookmarks: Mapping[int, str] | None = None,
        password: str | None = None,
        compressed: bool = True,
    ) -> bytes:
        buffer = io.BytesIO()
        encryption = None if password is None else StandardEncryption(password, ownerPassword="owner")
        drawing = canvas.Canvas(buffer, pageCompression=int(compressed), encrypt=encryption, invariant=1)
        drawing.setTitle(title)
        for number, lines in enumerate(pages, start=1):
            if bookmarks and number in bookmarks:
                drawing.bookmarkPage(str(number))
                drawing.addOutlineEntry(bookmarks[number], str(number), level=0)
            for i, line in enumerate(lines):
                x, y, size, text = (60, 780 - 20 * i, 12, line) if isinstance(line, str) else line
                drawing.setFont(font, size)
                drawing.drawString(x, y, text)
            drawing.showPage()
        drawing.save()
        return buffer.getvalue()

    return make


@pytest.fixture
def make_docx() -> MakeDocx:
    """A DOCX: `build` fills an empty document; `edit` may then change its parts, by name."""

    def make(
        build: Callable[[WordDocument], None],
        edit: Callable[[dict[str, bytes]], None] | None = None,
    ) -> bytes:
        document = docx.Document()
        build(document)
        buffer = io.BytesIO()
        document.save(buffer)
        if edit is None:
            return buffer.getvalue()
        with zipfile.ZipFile(buffer) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        edit(parts)
        return zipped(parts)

    return make


@pytest.fixture
def make_zip() -> MakeZip:
    """A zip archive of named parts."""
    return zipped


@pytest.fixture
def make_epub() -> MakeEpub:
    """An EPUB with the given chapters, in a folder of its own as most have them."""

    def make(
        chapters: Sequence[str],
        *,
        title: str = "",
        more: Mapping[str, bytes | str] | None = None,
        manifest: str = "",
        spine: str = "",
    ) -> bytes:
        items = "".join(
            f'<item id="c{i}" href="text/chapter%20{i}.xhtml" media-type="application/xhtml+xml"/>'
            for i in range(len(chapters))
        )
        spine += "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
        parts: dict[str, bytes | str] = {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<?xml version="1.0"?><container version="1.0"'
                ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
                "</rootfiles></container>"
            ),
            "OEBPS/content.opf": (
                '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf"'
                ' xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
                f"<metadata><dc:title>{title}</dc:title></metadata>"
                f"<manifest>{items}{manifest}</manifest><spine>{spine}</spine></package>"
            ),
        }
        for i, body in enumerate(chapters):
            parts[f"OEBPS/text/chapter {i}.xhtml"] = (
                '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
                f"<head><title>c{i}</title></head><body>{body}</body></html>"
            )
        return zipped({**parts, **(more or {})})

    return make


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """The parts as a zip archive, each deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()
