"""The reader: the passage in its source, the way between passages, and what can be done from there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from rich.cells import cell_len
from tests.tui.screen_fakes import SIZES, FakeLibrary, staged

from hopyard.core.errors import LogError
from hopyard.tui.references import Target
from hopyard.tui.render import line, plain
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.widgets.one_line import cut_start
from hopyard.tui.widgets.source_text import WINDOW_CHARS, SourceText, excerpt

both_sizes = pytest.mark.parametrize("size", SIZES)


@both_sizes
async def test_enter_opens_the_passage_in_its_source_and_escape_leads_back(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter")
        assert isinstance(stage.app.screen, ReaderScreen)
        lines = stage.text().splitlines()
        assert lines[0].startswith("Plant report, line 21")
        assert lines[0].rstrip().endswith("1 of 4")
        assert lines[1].startswith("/docs/Plant report.txt")
        marked = [line for line in lines if line.startswith("> ")]
        assert [line.strip() for line in marked] == [
            "> Line 20: the plant used 200 chillers in year 2020.",
            "> Line 21: the plant used 210 chillers in year 2021.",
        ]
        assert any(line.startswith("  Line 19:") for line in lines)
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)
        assert stage.main.place == "sources"


@both_sizes
async def test_n_goes_to_the_next_passage_and_round(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("enter")
        assert stage.says("Plant report, line 21")
        await stage.press("n")
        assert stage.says("冷站年报, line 22")
        assert stage.says("> 第21行：第21年全厂共用冷水机组210台")
        await stage.press("n")
        assert stage.says("1 of 2")
        await stage.press("N")
        assert stage.says("2 of 2")


async def test_a_citation_marks_its_quote_within_the_passage() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("enter")
        styles = {
            piece.text: piece.style
            for row in stage.app.screen.query_one(SourceText).rows
            for piece in row.line
            if piece.style
        }
        assert styles["Line 20: the plant used 200 chillers in year 2020."] == "quote"
        assert styles["Line 21: the plant used 210 chillers in year 2021."] == "passage"


async def test_a_path_too_long_for_its_line_loses_its_beginning_not_the_name() -> None:
    library = FakeLibrary(paths="/docs/" + "很长的文件夹/" * 12 + "{}.txt")
    async with staged((80, 24), question="q", library=library) as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter", "*")
        await stage.until(lambda: stage.rows("reader-path")[0].endswith("pinned"))
        shown = stage.rows("reader-path")[0]
        assert shown.startswith("…")
        assert "很长的文件夹/Plant report.txt " in shown
        assert cell_len(shown) == 80


@given(st.text(alphabet="ab/冷站 ", max_size=30), st.integers(0, 40))
def test_cutting_the_beginning_keeps_as_much_of_the_end_as_fits(text: str, cells: int) -> None:
    kept = plain(cut_start(line(text), cells))
    assert cell_len(kept) <= cells
    if cell_len(text) <= cells:
        assert kept == text
    elif cells:
        assert kept[0] == "…"
        assert text.endswith(kept[1:])
        assert cell_len(kept) >= cells - 1


async def test_a_reference_and_a_step_lead_to_the_passage_too() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("G", "enter")
        assert stage.says("冷站年报, line 22")
        await stage.press("q", "2", "g")
        rows = stage.rows("steps")
        kept = next(n for n, row in enumerate(rows) if "kept 冷站年报" in row)
        await stage.press(*["j"] * kept, "enter")
        assert isinstance(stage.app.screen, ReaderScreen)
        assert stage.says("冷站年报, line 22")


async def test_steering_from_the_reader_is_shown_there() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter", "*")
        await stage.until(lambda: stage.rows("reader-path")[0].endswith("pinned"))
        assert stage.state.marks.pinned == {"1/1"}
        await stage.press("x")
        await stage.until(lambda: stage.rows("reader-path")[0].endswith("pinned dropped"))
        await stage.press("x", "*")
        await stage.until(lambda: not stage.state.marks.dropped and not stage.state.marks.pinned)
        await stage.press("y")
        assert stage.app.clipboard.startswith("“Line 20:")


async def test_the_keys_scroll_and_enter_leads_back_to_the_passage() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter")
        at = stage.text()
        await stage.press("G")
        assert stage.says("Line 59:")
        await stage.press("g")
        assert stage.says("Line 0:")
        await stage.press("pagedown")
        assert not stage.says("Line 0:")
        await stage.press("enter")
        assert stage.text() == at


async def test_a_text_that_is_gone_is_told_and_nothing_breaks() -> None:
    async with staged(question="q") as stage:
        await stage.still()

        def gone(source: str) -> str:
            raise LogError("The text is not with the session.")

        assert stage.app.session is not None
        stage.app.session.text = gone  # type: ignore[method-assign]  # a text lost from the disk
        await stage.goes("sources")
        await stage.press("enter")
        assert stage.says("The text is not with the session.")
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)


def target(start: int, end: int, quote_start: int, quote_end: int) -> Target:
    return Target("s", "1/1", "line 1", start, end, quote_start, quote_end)


@given(st.text(alphabet="ab 中，\n\t\x07\u202e", max_size=60), st.data())
def test_an_excerpt_marks_exactly_the_passage_and_the_quote(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    shown = excerpt(text, target(cuts[0], cuts[3], cuts[1], cuts[2]))

    def visible(part: str) -> str:
        return "".join(char for char in part if char not in "\n\t \x07\u202e")

    def styled(*styles: str) -> str:
        return visible(
            "".join(piece.text for row in shown.rows for piece in row.line if piece.style in styles)
        )

    assert visible("".join(plain(row.line) for row in shown.rows)) == visible(text)
    assert styled("quote") == visible(text[cuts[1] : cuts[2]])
    assert styled("quote", "passage") == visible(text[cuts[0] : cuts[3]])


def test_a_text_beyond_all_measure_is_shown_around_the_passage_and_says_so() -> None:
    text = "x" * (3 * WINDOW_CHARS)
    shown = excerpt(
        text, target(2 * WINDOW_CHARS - 10, 2 * WINDOW_CHARS, 2 * WINDOW_CHARS - 5, 2 * WINDOW_CHARS)
    )
    rows = [plain(row.line) for row in shown.rows]
    assert rows[0] == f"[{WINDOW_CHARS - 10:,} characters before this are not shown here]"
    assert len(rows) == 2
    assert shown.at == 1


@both_sizes
async def test_the_reader_says_what_is_known_of_the_source_and_of_the_quote(size: tuple[int, int]) -> None:
    library = FakeLibrary()
    damaged, copy = library.sources
    library.texts[damaged.id] = "Chillers 14%6%26% of 2022/5/302022/6/30 in all.\n" * 60
    known = {
        "published": "2023-04-24",
        "publisher": "North Research",
        "dated_by": "file name",
        "boilerplate": 0.18,
    }
    sketch = "".join(f"{n:08x}" for n in range(40))
    library.sources = [
        structs.replace(damaged, genre="report", sketch=sketch, **known),
        structs.replace(copy, sketch=sketch),
    ]
    async with staged(size, question="q", library=library) as stage:
        await stage.still()
        await stage.goes("answer")
        assert stage.says("(from a damaged table)")
        await stage.press("enter")
        assert " ".join(" ".join(stage.rows("reader-about")).split()) == (
            "from a damaged table; also in: 冷站年报; report, dated by its file name, 18 % boilerplate"
        )
        assert stage.text().startswith("Plant report (North Research, 2023-04-24), line 21")
        assert stage.rows("reader-path")[0].startswith("/docs/Plant report.txt")
        await stage.press("n")
        assert stage.says("also in: Plant report")


async def test_a_source_of_which_nothing_is_known_takes_no_line_for_it() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter")
        assert not stage.app.screen.query_one("#reader-about").display
