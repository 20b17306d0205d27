"""The main screen: asking, the panes and the ways between them, what they show, sizes and quitting."""

from __future__ import annotations

from typing import Any

import pytest
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, both_sizes, staged
from textual.events import Paste

from hopyard.core.values import Budget
from hopyard.tui.running import Stopwatch
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.line_input import LineInput


@both_sizes
async def test_a_question_is_typed_asked_and_answered(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        assert stage.place == "question"
        await stage.press(*"how many?", "enter")
        await stage.still()
        assert stage.state.question == "how many?"
        assert stage.place == "hops"
        assert stage.rows("tree")[0] == "? how many?"
        assert "+ 1 done (2)  first part" in stage.rows("tree")
        assert "+ 2 done (2)  第二部分" in stage.rows("tree")
        await stage.goes("answer")
        assert stage.says("first part: Line 20: the plant used 200 chillers in year 2020. [1]")
        assert stage.says("(computed)")
        assert stage.says("[1] Plant report, line 21")


async def test_letters_in_the_question_are_text_never_actions() -> None:
    async with staged() as stage:
        await stage.press(*"qpexsu?i*y1", "space", "a")
        assert stage.main.query_one("#question", LineInput).value == "qpexsu?i*y1 a"
        assert stage.app.is_running
        assert stage.app.session is None


async def test_an_empty_question_is_refused_kindly() -> None:
    async with staged() as stage:
        await stage.press("space", "enter")
        assert stage.app.session is None
        assert stage.says("Type a question first.")


async def test_a_question_beyond_all_measure_is_refused_with_its_length() -> None:
    async with staged() as stage:
        stage.main.query_one("#question", LineInput).value = "长" * 10_001
        await stage.press("enter")
        assert stage.app.session is None
        assert stage.says("10,001")


@both_sizes
async def test_a_paste_of_many_lines_becomes_one_and_chinese_is_shown(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        field = stage.main.query_one("#question", LineInput)
        field.post_message(Paste("冷水机组\n  多少台？\r\n\x1b[31mHow many?\x07"))
        await stage.until(lambda: field.value)
        assert field.value == "冷水机组 多少台？ How many?"
        assert stage.says("冷水机组 多少台？")


async def test_a_question_longer_than_its_line_scrolls_with_the_cursor() -> None:
    async with staged((60, 20)) as stage:
        stage.main.query_one("#question", LineInput).value = "字" * 40 + "en"
        await stage.press("end", "d")
        assert stage.text().splitlines()[0].rstrip().endswith("字字end")
        await stage.press("home")
        assert stage.text().splitlines()[0].startswith("Question 字字")
        await stage.press("end", "tab")
        assert stage.text().splitlines()[0].startswith("Question 字字"), "left, it shows its beginning"


async def test_a_new_answer_behind_another_tab_is_called_new_until_it_is_looked_at() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        assert stage.says("4 answer v1 (new)")
        await stage.press("4")
        assert not stage.says("(new)")


async def test_an_example_is_asked_by_enter() -> None:
    async with staged(examples=["What is it?", "那是什么？"]) as stage:
        assert stage.says("- What is it?")
        await stage.press("tab", "j", "enter")
        await stage.still()
        assert stage.state.question == "那是什么？"


@both_sizes
async def test_panes_by_number_by_tab_and_back(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        for key, pane in [("2", "steps"), ("4", "answer"), ("3", "sources"), ("1", "hops")]:
            await stage.press(key)
            assert stage.place == pane
        places = []
        for _ in range(5):
            await stage.press("tab")
            places.append(stage.place)
        assert places == ["steps", "sources", "answer", "question", "hops"]
        await stage.press("shift+tab")
        assert stage.place == "question"
        await stage.press("shift+tab")
        assert stage.place == "answer"
        await stage.press("i")
        assert stage.place == "question"


async def test_steps_and_sources_follow_the_hop_and_a_shows_all() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        n_all = len(stage.rows("steps"))
        assert len(stage.rows("sources")) == 4
        await stage.press("j")
        await stage.until(lambda: len(stage.rows("sources")) == 2)
        assert stage.says("2 steps, hop 1")
        assert all(" 1 " in row for row in stage.rows("steps"))
        await stage.press("a")
        assert len(stage.rows("steps")) == n_all
        assert stage.says("2 steps, all")


async def test_the_tree_folds_and_unfolds() -> None:
    reasoner = FakeReasoner(plan=["one"], suggests=["two?"])
    async with staged(question="q", reasoner=reasoner) as stage:
        await stage.still()
        full = stage.rows("tree")
        assert len(full) == 3
        await stage.press("j", "h")
        assert "[+1 folded]" in stage.rows("tree")[1]
        assert len(stage.rows("tree")) == 2
        await stage.press("l")
        assert stage.rows("tree") == full
        await stage.press("j", "left")
        assert stage.chosen("tree") == "1"


async def test_enter_on_a_hop_tells_all_about_it() -> None:
    async with staged(
        question="q", reasoner=FakeReasoner(suggests=["more?"]), budget=Budget(hops=2)
    ) as stage:
        await stage.still()
        await stage.press("j", "enter")
        assert isinstance(stage.app.screen, TextScreen)
        rows = stage.rows("text-body")
        assert "question: first part" in rows
        assert "why: part of the plan: a part of the question" in rows
        assert "search of library: first part" in rows
        assert "suggests: more? (left open)" in rows
        await stage.press("q")
        assert isinstance(stage.app.screen, SessionScreen)


async def test_a_failed_search_is_not_called_nothing_found() -> None:
    library = FakeLibrary()
    library.failing = True
    async with staged(question="q", library=library) as stage:
        await stage.still()
        assert "! 1 failed  first part" in stage.rows("tree")
        assert any("The index is gone. Rebuild it." in row for row in stage.rows("steps"))
        await stage.goes("answer")
        assert stage.says("Not answered. No source carries it.")


@both_sizes
async def test_another_question_starts_another_session(size: tuple[int, int]) -> None:
    async with staged(size, question="one") as stage:
        await stage.still()
        first = stage.app.session
        await stage.press("j", "p", "i", *"two", "enter")
        await stage.until(lambda: stage.app.session is not first)
        await stage.still()
        assert stage.state.question == "two"
        assert not stage.state.marks.pruned
        assert first is not None
        await stage.until(lambda: first.state.ended)
        assert stage.rows("tree")[0] == "? two"


async def test_i_has_typing_replace_the_question_and_the_arrows_edit_it() -> None:
    async with staged(question="one") as stage:
        await stage.still()
        field = stage.main.query_one("#question", LineInput)
        await stage.press("i", *"new")
        assert field.value == "new"
        await stage.press("tab", "i", "right", *"er")
        assert field.value == "newer"
        await stage.press("tab", "shift+tab", "!")
        assert field.value == "newer!"


async def test_the_same_question_again_goes_to_its_hops_and_keeps_the_session() -> None:
    async with staged(question="one") as stage:
        await stage.still()
        session = stage.app.session
        await stage.press("i", "enter")
        assert stage.app.session is session
        assert stage.place == "hops"


async def test_q_quits_outside_a_field_and_ctrl_q_inside() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        session = stage.app.session
        await stage.press("q")
        await stage.until(lambda: not stage.app.is_running or stage.app._exit)
    assert session is not None
    assert session.state.ended
    async with staged() as stage:
        await stage.press(*"abc", "ctrl+q")
        await stage.until(lambda: stage.app._exit)


@pytest.mark.parametrize(
    ("size", "panes"),
    [((100, 24), 4), ((120, 23), 1), ((99, 40), 1), ((80, 24), 1), ((60, 15), 1)],
)
async def test_wide_and_high_shows_all_panes_else_tabs(size: tuple[int, int], panes: int) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        shown = [
            name
            for name in ("hops", "steps", "sources", "answer")
            if stage.main.query_one(f"#pane-{name}").display
        ]
        assert len(shown) == panes
        assert stage.main.query_one("#tabs").display == (panes == 1)
        for line in stage.text().splitlines():
            assert "\n" not in line


async def test_a_tiny_window_says_so_and_comes_back_as_it_was() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        await stage.press("3")
        await stage.pilot.resize_terminal(50, 12)
        await stage.until(lambda: stage.says("Make the window larger"))
        assert not stage.says("sources")
        await stage.pilot.resize_terminal(120, 40)
        await stage.until(lambda: stage.says("> 3 sources"))
        assert stage.place == "sources"


async def test_nothing_is_painted_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(question="q") as stage:
        await stage.still()
        painted: list[Any] = []
        monkeypatch.setattr(stage.app, "_display", lambda *args: painted.append(args))
        for _ in range(3):
            stage.app._tick()
            await stage.pilot.pause()
        assert painted == []
        stage.main.show_time(Stopwatch(iter((0.0, 99.0, 99.0, 99.0)).__next__))
        await stage.until(lambda: painted, "a change is painted")


async def test_a_click_chooses_a_row_and_a_second_one_opens_it() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.pilot.click("#sources", offset=(5, 4))
        assert stage.place == "sources"
        assert stage.chosen("sources") == "1/2"
        await stage.pilot.click("#sources", offset=(5, 4), times=2)
        await stage.until(lambda: isinstance(stage.app.screen, ReaderScreen))
