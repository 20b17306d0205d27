"""Finds the files of a folder that are worth reading, in the same order every time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hopyard.core.documents.opening import kind_of_file, reason_of
from hopyard.core.documents.titles import shown
from hopyard.core.errors import LibraryError

_JUNK = frozenset({"__pycache__", "__macosx", "node_modules", "thumbs.db", "desktop.ini", "$recycle.bin"})
_JUNK_STARTS = (".", "~$")

_PICTURES = """
    ai bmp cdr cr2 dwg dxf emf eps gif heic ico jpeg jpg nef png psd raw svg svgz tga tif tiff vsd vsdx webp
    wmf xcf
"""
_MEDIA = """
    3gp aac aiff avi flac flv m4a m4v mid mkv mov mp3 mp4 mpeg mpg ogg opus wav webm wma wmv
"""
_ARCHIVES = """
    7z apk bz2 cab deb dmg gz img iso jar lz lz4 rar rpm tar tbz tgz war xz z zip zst
"""
_PROGRAMS = """
    a bin class dll dylib elf exe lib msi o obj pdb pyc pyd pyo so sys wasm whl
"""
_DATA = """
    db dbf eot feather gpg h5 hdf5 joblib lock mat mdb npy npz onnx otf p12 parquet pfx pickle pkl pt pth
    safetensors sqlite sqlite3 ttc ttf woff woff2
"""
_LEAVINGS = """
    bak crdownload css ics lnk map part swp tmp torrent url vcf
"""
_MACHINE_TEXT = """
    bat c cc cfg conf cpp cs go h hpp ini ipynb java js json jsonl jsx kt lua ndjson php pl ps1 py r rb rs
    scala scss sh sql swift toml ts tsx xml yaml yml
"""
"""Text for programs: settings, data and code. It reads as text, but nobody wrote it to be quoted."""
_ALL = " ".join((_PICTURES, _MEDIA, _ARCHIVES, _PROGRAMS, _DATA, _LEAVINGS, _MACHINE_TEXT))
_NO_DOCUMENTS = frozenset(f".{suffix}" for suffix in _ALL.split())

_OTHER_DOCUMENTS = """
    azw azw3 caj doc dot et keynote mht mhtml mobi msg numbers odp ods odt pages pps ppsx ppt pptx pub rtf
    wps xls xlsb xlsm xlsx xps
"""
_NOT_READ = frozenset(f".{suffix}" for suffix in _OTHER_DOCUMENTS.split())


class Found(NamedTuple):
    """A file that was come across; `skipped` says why it is not to be read, and is empty when it is."""

    path: Path
    skipped: str = ""


def find_files(root: Path) -> Iterator[Found]:
    """The files under a folder, or the one file that `root` is, sorted by name within each folder.

    Links are not followed, except for `root` itself. Hidden files and other programs' leavings are left out
    silently; everything else that is not read comes with a reason.
    Raises: LibraryError if there is nothing at `root`, before the first file is given out.
    """
    try:
        real = root.resolve(strict=True) if root.is_symlink() else root
        mode = real.lstat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        raise LibraryError(
            f"No such file or folder: {shown(str(root))}", "Check the path, or leave it out."
        ) from error
    if kind_of_file(mode) == "a folder":
        return _walk(real)
    return iter([Found(real, kind_of_file(mode) or _by_name(real.name))])


def _walk(folder: Path) -> Iterator[Found]:
    # A stack of our own, because folders can stand deeper than Python's calls go.
    waiting: list[Path] = [folder]
    while waiting:
        path = waiting.pop()
        try:
            what = kind_of_file(path.lstat().st_mode)
            if what == "a folder":
                waiting += reversed(_wanted(path))
                continue
        except OSError as error:
            what = reason_of(error)
        yield Found(path, what or _by_name(path.name))


def _wanted(folder: Path) -> list[Path]:
    """What is in a folder and not plainly junk, sorted."""
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if not _is_junk(entry.name))


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK_STARTS) or name.lower() in _JUNK


def _by_name(name: str) -> str:
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _NOT_READ:
        return f"{suffix} is not read: save it as PDF, DOCX or CSV"
    return "not a document format" if suffix in _NO_DOCUMENTS else ""
