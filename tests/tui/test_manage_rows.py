"""Rows of the library and the settings: columns by cells, filters, words. Pure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hopyard.core.config import Config
from hopyard.core.config.files import Loaded
from hopyard.core.config.settings import Settings
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError
from hopyard.core.index.library import Library
from hopyard.core.index.report import Folder, Problem, Progress, Status, Summary
from hopyard.core.librarian import Job, Librarian, Outcome, Standing
from hopyard.tui.actions import ACTIONS
from hopyard.tui.keymap import keymap
from hopyard.tui.render import plain, width
from hopyard.tui.widgets.library_rows import (
    LibraryTable,
    bar,
    library_rows,
    matches,
    outcome_line,
    short_names,
    work_parts,
)
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.setting_rows import (
    Setting,
    SettingsTable,
    detail_rows,
    effect,
    setting_rows,
    settings_of,
)
from hopyard.tui.widgets.table import Column, cells_of, fit_columns

EVIL = "\x1b[31m[b]x[/b]\u202e\n"


def standing(*problems: Problem, notes: tuple[str, ...] = ()) -> Standing:
    folders = (
        Folder("/data/华东区年度报告与附件/2023", 1234, 12, 3, 45_678),
        Folder("/data/notes", 1, 0, 0, 2),
    )
    roots = tuple(one.path for one in folders)
    counts = (1235, 12, 3, 45_680, 1200, 12_300_000)
    return Standing(Status("/home/lib", roots, *counts, problems=problems, notes=notes), folders)


PROBLEMS = (
    Problem("/data/华东区年度报告与附件/2023/坏文件.pdf", "failed", "damaged PDF: it cannot be opened"),
    Problem("/data/notes/t.xls", "skipped", ".xls is not read: save it as PDF, DOCX or CSV"),
)


def texts(rows: list[Row]) -> list[str]:
    return [plain(row.line) for row in rows]


# columns


@given(parts=st.lists(st.text("a中b文 …[é", max_size=30), min_size=3, max_size=3), cells=st.integers(20, 120))
def test_columns_stand_in_the_same_cells_whatever_is_in_them(parts: list[str], cells: int) -> None:
    columns = (Column(6, share=1), Column(5, right=True), Column(4, share=2, keep_end=True))
    line = fit_columns(cells_of(*parts), columns, cells)
    assert width(line) == cells or cells < 6 + 5 + 4 + 4 or width(line) <= cells
    left = cells - 6 - 5 - 4 - 4
    first = 6 + left // 3
    assert width(fit_columns(cells_of(*parts), columns, cells)[: _upto(line, first)]) == first


def _upto(line: tuple[object, ...], cells: int) -> int:
    return next(n for n in range(len(line) + 1) if width(line[:n]) >= cells)  # type: ignore[arg-type]  # a Line


def test_a_long_path_keeps_its_end_and_a_long_reason_its_beginning() -> None:
    columns = (Column(10, keep_end=True), Column(8))
    line = plain(fit_columns(cells_of("/data/年报/报告.pdf", "damaged PDF"), columns, 40))
    assert line == "…/报告.pdf  damaged…"


def test_a_column_is_left_out_where_there_is_no_room_for_it() -> None:
    columns = (Column(4), Column(4, share=1, from_cells=30))
    assert plain(fit_columns(cells_of("a", "b"), columns, 29)) == "a   "
    assert plain(fit_columns(cells_of("a", "b"), columns, 30)).split() == ["a", "b"]


@pytest.mark.parametrize("cells", [40, 60, 80, 120])
def test_every_row_of_the_library_fits_its_width_and_its_numbers_stand_in_line(cells: int) -> None:
    table = LibraryTable()
    rows = library_rows(standing(*PROBLEMS))
    lines = [table.wrap_row(row, cells)[0] for row in rows if row.key.startswith("folder:")]
    assert all(width(line) <= cells for line in lines)
    if cells >= 60:
        assert {width(line) for line in lines} == {cells}
        assert plain(lines[1]).endswith("45,678")
        assert plain(lines[2]).endswith("       2")


# the library


def test_folders_come_with_counts_and_what_is_left_out_with_reasons() -> None:
    rows = library_rows(standing(*PROBLEMS, notes=("The index is behind.",)))
    assert texts(rows) == [
        "Foldersfilesskippedfailedpassages",
        "/data/华东区年度报告与附件/20231,23412345,678",
        "/data/notes1002",
        "The index is behind.",
        "",
        "Left out: 2 files",
        "failed2023/坏文件.pdfdamaged PDF: it cannot be opened",
        "skippednotes/t.xls.xls is not read: save it as PDF, DOCX or CSV",
    ]
    assert next(row.key for row in rows if row.choosable) == "folder:/data/华东区年度报告与附件/2023"


def test_a_filter_looks_at_paths_and_reasons_in_both_languages() -> None:
    assert texts(library_rows(standing(*PROBLEMS), "坏 DAMAGED")) == [
        "Left out: 1 of 2 files",
        "failed2023/坏文件.pdfdamaged PDF: it cannot be opened",
    ]
    assert texts(library_rows(standing(*PROBLEMS), "zzz"))[-1] == "Nothing here holds “zzz”."
    assert matches("ＰＤＦ", "a.pdf")
    assert matches("", "anything")


def test_an_empty_library_says_so() -> None:
    assert texts(library_rows(Standing(Status("/h"), ()))) == ["No folders yet."]


def test_names_are_short_in_one_folder_and_say_which_of_several() -> None:
    assert short_names(["/a/x/1.pdf"], ["/a"]) == ["x/1.pdf"]
    assert short_names(["/a/x/1.pdf", "/b/2.pdf"], ["/a", "/a/x", "/b"]) == ["x/1.pdf", "b/2.pdf"]
    assert short_names(["/a.pdf"], ["/a.pdf"]) == ["/a.pdf"]


def test_text_of_others_is_data_in_every_row() -> None:
    problem = Problem(f"/data/notes/{EVIL}", "failed", EVIL)
    last = Outcome(Job("rebuild"), error=LibraryError(EVIL))
    rows = library_rows(standing(problem, notes=(EVIL,)), last=last)
    shown = [Setting(f"keys.{EVIL}", EVIL, f"file {EVIL}", EVIL, EVIL, EVIL)]
    rows += setting_rows(shown) + detail_rows(shown[0])
    for text in texts(rows):
        assert text.isprintable(), text
    assert any("[b]x[/b]" in text for text in texts(rows))


# how far it is


def keeper(**state: object) -> Librarian:
    made = Librarian(Library.__new__(Library), limits=ReadLimits())
    for name, value in state.items():
        setattr(made, name, value)
    return made


@given(done=st.integers(0, 50), total=st.integers(0, 50))
def test_the_bar_is_always_as_wide(done: int, total: int) -> None:
    drawn = bar(Progress(done, total, "", "reading"))
    assert len(drawn) == 22
    assert drawn.isascii()
    assert ("-" not in drawn) == (done >= max(1, total))


def said(**state: object) -> str:
    return "  ".join(plain(part) for part in work_parts(keeper(**state)))


def test_the_line_of_work_says_what_is_done_and_how_it_ended() -> None:
    job = Job("add", (Path("/data/年报"),))
    assert said() == ""
    assert said(job=job) == "Adding 年报 ..."
    half = Progress(5, 10, "/data/年报/一.pdf", "reading")
    assert said(job=job, progress=half, n_failed=2) == "[##########----------] 5/10 files  2 failed  一.pdf"
    indexing = Progress(1200, 2400, "", "indexing")
    assert said(job=job, progress=indexing) == "[##########----------] 1,200/2,400 passages"
    ended = Outcome(job, Summary(added=3, failed=1, elapsed_s=2.04))
    assert said(last=ended) == "Done: 3 added, 1 failed, in 2.0 s"
    assert said(last=Outcome(job)).startswith("Stopped.")
    assert plain(outcome_line(Outcome(job, error=LibraryError("No.", "Do.")))) == "That failed: No. Do."
    assert "a defect" in plain(outcome_line(Outcome(job, error=ValueError("x")))).lower()


# the settings


def all_settings(config: Config, **origins: str) -> list[Setting]:
    loaded = Loaded(config, Path("/c.toml"), {name.replace("__", "."): one for name, one in origins.items()})
    settings = Settings(loaded, {})
    return settings_of(settings.entries(), keymap(config.keys), config.keys, settings.origin)


def test_every_setting_and_every_action_has_a_row_with_words() -> None:
    found = all_settings(Config())
    assert {f"keys.{action.id}" for action in ACTIONS} <= {one.key for one in found}
    assert all(one.about and one.allowed for one in found)
    rows = setting_rows(found)
    assert [row.key for row in rows if row.choosable] == [f"setting:{one.key}" for one in found]
    assert len({row.key for row in rows}) == len(rows)


def test_a_setting_shows_value_origin_and_effect() -> None:
    found = {one.key: one for one in all_settings(Config(), budget__hops="environment HOPYARD_BUDGET__HOPS")}
    assert found["budget.hops"].origin_word == "environment"
    detail = texts(detail_rows(found["budget.hops"]))
    assert detail == [
        "budget.hops  Hops that may run.",
        "from: environment HOPYARD_BUDGET__HOPS; a change shows with the next question",
        "allowed: a whole number from 1 to 500",
    ]
    long = Setting("library.paths", "/年报/华东区, /a", "default", "Files.", "a list", "/b")
    assert texts(detail_rows(long))[1:] == [
        "now: /年报/华东区, /a",
        "from: default; a change shows at the next start",
        "allowed: a list; default: /b",
    ]
    assert [effect(key) for key in ("screen.theme", "keys.prune", "index.engine")] == [
        "at once",
        "at once",
        "at the next start",
    ]


def test_a_key_setting_that_is_not_in_force_says_why() -> None:
    config = Config(keys={"prune": "u", "no-such": "d"})
    found = {one.key: one for one in all_settings(config, keys__prune="file /c.toml")}
    assert found["keys.prune"].value == "p"
    assert "does “undo” already" in found["keys.prune"].about
    assert found["keys.no-such"].about == "There is no such action."


def test_settings_are_filtered_by_name_value_origin_and_words() -> None:
    found = all_settings(Config(), budget__hops="file /c.toml")
    assert [row.key for row in setting_rows(found, "file /c")] == ["table budget", "setting:budget.hops"]
    assert "setting:budget.hops" in [row.key for row in setting_rows(found, "hops that may")]
    assert texts(setting_rows(found, "zzz")) == ["Nothing here holds “zzz”."]


@pytest.mark.parametrize("cells", [60, 80, 120])
def test_settings_stand_in_columns_whatever_their_values(cells: int) -> None:
    table = SettingsTable()
    one = Setting("library.paths", "/年报/华东区, " * 9, "file /配置.toml", "说明 about", "a list", "")
    other = Setting("budget.hops", "6", "default", "Hops.", "a number", "12")
    lines = [plain(table.wrap_row(row, cells)[0]) for row in setting_rows([one, other]) if row.choosable]
    places = [width_before(line, word) for line, word in zip(lines, ("file", "default"), strict=True)]
    assert places[0] == places[1]


def width_before(line: str, word: str) -> int:
    return cell_len(line[: line.rindex(word)])
