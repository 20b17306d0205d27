"""What is found in folders as people have them, with links, leavings and pipes among the reports."""

from __future__ import annotations

import inspect
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopyard.core.documents.folder import Found, find_files
from hopyard.core.errors import LibraryError


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")


def found(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): skipped for path, skipped in find_files(root)}


def test_files_come_sorted_by_name_within_each_folder(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/b.html", "c.pdf", "研报/一.txt", "A.txt")
    names = [str(path.relative_to(tmp_path)) for path, _ in find_files(tmp_path)]
    assert names == ["A.txt", "a/b.html", "a/z.md", "b.txt", "c.pdf", "研报/一.txt"]


def test_leavings_of_other_programs_are_not_even_named(tmp_path: Path) -> None:
    make(
        tmp_path,
        *(".git/config", "__pycache__/a.txt", "node_modules/x/README.md", ".hidden.txt", ".cache/a.txt"),
        *("~$report.docx", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/a.txt", "report.docx"),
    )
    assert found(tmp_path) == {"report.docx": ""}


@pytest.mark.parametrize(
    "name", ["a.PNG", "a.zip", "a.exe", "a.mp4", "a.tar.gz", "a.sqlite", "a.pyc", "a.json"]
)
def test_what_is_plainly_no_document_is_skipped(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert found(tmp_path) == {name: "not a document format"}


@pytest.mark.parametrize("name", ["old.doc", "table.XLSX", "slides.pptx", "book.mobi"])
def test_documents_of_other_formats_are_skipped_with_advice(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert found(tmp_path)[name] == f"{Path(name).suffix.lower()} is not read: save it as PDF, DOCX or CSV"


@pytest.mark.parametrize("name", ["README", "notes.log", "报告.研究", "a.pdf", "a.CSV", "v1.2"])
def test_the_rest_is_to_be_read(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert found(tmp_path) == {name: ""}


def test_links_are_not_followed_so_that_loops_end(tmp_path: Path) -> None:
    make(tmp_path, "in/report.txt", "out/secret.txt")
    inside = tmp_path / "in"
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "out").symlink_to(tmp_path / "out", target_is_directory=True)
    (inside / "secret.txt").symlink_to(tmp_path / "out/secret.txt")
    (inside / "dangling").symlink_to("nowhere")
    link = "a symbolic link"
    assert found(inside) == {
        "report.txt": "",
        "loop": link,
        "out": link,
        "secret.txt": link,
        "dangling": link,
    }


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    make(tmp_path, "real/report.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert list(find_files(tmp_path / "link")) == [Found(tmp_path / "real/report.txt")]


def test_pipes_are_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert found(tmp_path) == {"pipe.txt": "a pipe, not a regular file"}


def test_the_root_may_be_one_file(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.txt", "picture.png")
    assert list(find_files(tmp_path / ".hidden.txt")) == [Found(tmp_path / ".hidden.txt")]
    assert list(find_files(tmp_path / "picture.png")) == [
        Found(tmp_path / "picture.png", "not a document format")
    ]


@pytest.mark.parametrize("name", ["missing", "mis\x1b[31msing", "mis\nsing", "mis\0sing"])
def test_a_missing_root_is_an_error_that_can_be_printed(tmp_path: Path, name: str) -> None:
    with pytest.raises(LibraryError) as error:
        find_files(tmp_path / name)
    assert error.value.message.startswith("No such file or folder: ")
    assert error.value.message.isprintable()
    assert error.value.next_step


@pytest.mark.parametrize(
    "name", ["\x1b]0;title\x07.txt", "line\nbreak.txt", "[b]bold[/b].txt", "\u202etxt.exe.md", " .txt", "-rf"]
)
def test_odd_names_are_found_like_any_other(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert found(tmp_path) == {name: ""}


def test_a_name_that_is_not_utf8_is_found(tmp_path: Path) -> None:
    name = os.path.join(os.fsencode(tmp_path), "研报.txt".encode("gbk"))
    try:
        with open(name, "wb") as file:
            file.write(b"text")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert [os.fsencode(path) for path, _ in find_files(tmp_path)] == [name]


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    assert list(find_files(tmp_path)) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own may not be."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_without_permission_is_named_and_the_rest_is_found(open_folder: Path) -> None:
    make(open_folder, "closed/a.txt", "open.txt")
    (open_folder / "closed").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        names = found(open_folder)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        (open_folder / "closed").chmod(0o755)
    assert names == {"closed": "no permission to read it", "open.txt": ""}


def test_folders_deeper_than_calls_can_go_are_walked(tmp_path: Path) -> None:
    make(tmp_path, f"{'d/' * 200}a.txt")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        names = [path.name for path, _ in find_files(tmp_path)]
    finally:
        sys.setrecursionlimit(usual)
    assert names == ["a.txt"]
