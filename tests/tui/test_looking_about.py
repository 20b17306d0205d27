"""Ways to look: zoom, room for panes, filters, hidden hops, what changed, searching and opening a source."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.replay_fakes import bench, recorded, replayed
from tests.tui.screen_fakes import both_sizes, held, staged

from hopyard.core.sessions.about import About, write_about
from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Sentence, Source, Verdict
from hopyard.tui import outside
from hopyard.tui import shell as shell_module
from hopyard.tui.answer_changes import change_rows
from hopyard.tui.outside import way_to
from hopyard.tui.render import line, plain
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.answer_pane import answer_rows
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.shares import Shares
from hopyard.tui.widgets.source_text import matches, with_matches

# room


async def test_z_shows_one_pane_alone_and_then_all_of_them_again() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("3", "z")
        assert stage.says("[3 sources, all (4)]")
        assert not stage.main.query_one("#pane-hops").display
        assert stage.main.query_one("#pane-sources").size.width == 120
        await stage.press("4")
        assert stage.says("[4 answer v1]")
        await stage.press("z")
        assert all(stage.main.query_one(f"#pane-{name}").display for name in ("hops", "steps", "answer"))
        assert stage.main.query_one("#pane-hops").size.width == 47


async def test_keys_give_the_hops_and_the_answer_more_room_and_less() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        hops, answer = stage.main.query_one("#pane-hops"), stage.main.query_one("#pane-answer")
        width, height = hops.size.width, answer.size.height
        await stage.press(">", ">")
        await stage.until(lambda: hops.size.width == width + 12)
        await stage.press("<")
        await stage.until(lambda: hops.size.width == width + 6)
        await stage.press("+")
        await stage.until(lambda: answer.size.height > height)
        await stage.press("-", "-")
        await stage.until(lambda: answer.size.height < height)


async def test_where_one_pane_fills_the_screen_there_is_nothing_to_share() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        await stage.press(">")
        assert stage.says("there is nothing to share")
        await stage.press("z", "z")
        assert stage.says("[1 hops (2)]")


def test_no_side_is_ever_squeezed_out() -> None:
    shares = Shares()
    for _ in range(50):
        shares = shares.moved("column", 1).moved("answer", -1)
    assert shares == Shares(75, 20)
    assert (shares.columns, shares.rows) == ("75fr 25fr", "80fr 80fr 40fr")


# filters


@both_sizes
async def test_a_filter_leaves_only_rows_that_hold_the_text(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        everything = stage.rows("sources")
        await stage.press("/", *"ＰＬＡＮＴ rep")
        assert stage.rows("sources") == [row for row in everything if "Plant report" in row]
        assert stage.says("enter keeps these rows")
        await stage.press("enter")
        assert stage.place == "sources"
        assert stage.says("3 sources, all (4) /ＰＬＡＮＴ rep")
        assert stage.says("esc all rows")
        await stage.press("j")
        assert stage.chosen("sources") == "2/1"
        await stage.press("escape")
        assert stage.rows("sources") == everything
        assert not stage.says("esc all rows")


async def test_escape_in_the_filter_shows_all_rows_and_goes_back_to_the_pane() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        everything = stage.rows("tree")
        await stage.press("/", *"第二", "escape")
        assert stage.rows("tree") == everything
        assert stage.place == "hops"
        assert not stage.main.query_one("#filter").display


async def test_a_filter_in_force_holds_for_what_comes_and_goes_with_the_session() -> None:
    library = held()
    async with staged(question="q", library=library) as stage:
        await stage.until(lambda: stage.app.session is not None and stage.state.hops)
        await stage.press("2", "/", *"kept", "enter")
        library.gate.set()
        await stage.still()
        assert stage.rows("steps")
        assert all("kept" in row for row in stage.rows("steps"))
        stage.app.ask("another")
        await stage.still()
        assert not all("kept" in row for row in stage.rows("steps"))


async def test_escape_leaves_the_question_line() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("i", "escape")
        assert stage.place == "hops"


# hops


async def test_pruned_hops_can_be_hidden_and_shown() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("j", "p")
        await stage.still()
        await stage.press("P")
        assert [row[:4] for row in stage.rows("tree")] == ["? q", "+ 2 "]
        assert stage.says("hops (2, 1 hidden)")
        await stage.press("P")
        assert stage.rows("tree")[1].startswith("x 1 pruned")


async def test_a_running_hop_shows_how_long_it_runs() -> None:
    library = held()
    async with staged(question="q", library=library) as stage:
        await stage.until(lambda: stage.app.session is not None and stage.state.running())
        running = stage.app.session
        assert running is not None
        await stage.until(lambda: stage.rows("tree")[1].startswith("> 1 running "))
        stage.workspace.show_time(stage.state.hops["1"].started_at + 7.2)
        assert stage.rows("tree")[1].startswith("> 1 running 7 s")
        library.gate.set()
        await stage.still()
        assert stage.rows("tree")[1].startswith("+ 1 done (2)  ")


# what changed


@both_sizes
async def test_d_shows_what_a_prune_took_out_of_the_answer(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.press("d")
        assert stage.says("There is no earlier version")
        await stage.goes("hops")
        await stage.press("j", "p")
        await stage.still()
        await stage.press("d")
        assert isinstance(stage.app.screen, TextScreen)
        assert stage.says("Answer v1 to v2")
        rows = stage.rows("text-body")
        assert any(row.startswith("- first part: Line 20") for row in rows)
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)


def _answer(version: int, *texts: str, source: str = "a", note: str = "") -> Answer:
    cited = (Citation("1/1", source, 0, 4, "text", "p. 1"),)
    return Answer(version, tuple(Sentence(text, "supported", cited) for text in texts), bool(texts), note)


def test_sentences_sources_and_notes_are_out_new_or_kept() -> None:
    sources = {name: Source(name, title, "/x", "txt", 9) for name, title in (("a", "年报"), ("b", "Memo"))}
    state = State(sources=sources)
    rows = change_rows(state, _answer(1, "一", "two"), _answer(2, "一", "three", source="a", note="n"))
    assert [plain(row.line) for row in rows] == [
        "1 out (-), 2 new (+)",
        "  一 [1]",
        "- two [1]",
        "+ three [1]",
        "+ note: n",
    ]
    other = [plain(row.line) for row in change_rows(state, _answer(1, "一"), _answer(2, "一", source="b"))]
    assert other[1:] == ["- 一 [1]", "+ 一 [1]", "- source: 年报", "+ source: Memo"]
    same = change_rows(state, _answer(1, "一"), _answer(2, "一"))
    assert [plain(row.line) for row in same] == ["Nothing changed.", "  一 [1]"]


# searching a source


@both_sizes
async def test_a_text_is_searched_in_a_source_and_n_goes_round_its_places(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.goes("sources")
        await stage.press("enter", "/", *"LINE 5", "enter")
        assert stage.says("match 2 of 11")  # the first below what is in sight; line 5 lies above
        assert stage.says("Line 50: the plant used 500 chillers")
        await stage.press("n")
        assert stage.says("match 3 of 11")
        await stage.press("N", "N")
        assert stage.says("match 1 of 11")
        assert stage.says("Line 5: the plant used 50 chillers")
        await stage.press("escape")
        assert isinstance(stage.app.screen, ReaderScreen)
        assert stage.says("1 of 4")
        await stage.press("n")
        assert stage.says("2 of 4")


async def test_a_text_that_is_not_there_is_said_and_escape_leaves_the_line() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("3", "enter", "/", *"nowhere", "enter")
        assert stage.says("“nowhere” is not in this text.")
        await stage.press("/", *"xy", "escape", "escape")
        assert isinstance(stage.app.screen, SessionScreen)


def test_matches_are_marked_in_their_styled_lines() -> None:
    rows = [Row("0", line("第一", ("二第", "quote"), "一三")), Row("1", line("ＡＢab"))]
    found = matches(rows, "第一")
    assert [(one.row, one.start, one.end) for one in found] == [(0, 0, 2), (0, 3, 5)]
    first, _ = with_matches(rows, found, 1)
    assert [(piece.text, piece.style) for piece in first.line] == [
        ("第一", "match"),
        ("二", "quote"),
        ("第", "cursor"),
        ("一", "cursor"),
        ("三", ""),
    ]
    assert [(one.start, one.end) for one in matches(rows, "Ab")] == [(0, 2), (2, 4)]
    assert matches(rows, "") == []


def test_a_letter_whose_case_has_another_length_moves_no_match() -> None:
    rows = [Row("0", line("İİ ßtraße 目标"))]
    (found,) = matches(rows, "目标")
    assert plain(rows[0].line)[found.start : found.end] == "目标"


# opening outside


@pytest.fixture
def report(tmp_path: Path) -> Source:
    file = tmp_path / "年报 2023.txt"
    file.write_text("x", encoding="utf-8")
    return Source("a", "年报", str(file), "txt", 1)


def test_a_file_is_opened_by_the_system_where_a_person_would_see_it(report: Source, tmp_path: Path) -> None:
    opener = tmp_path / "xdg-open"
    opener.write_text("#!/bin/sh\n")
    opener.chmod(0o755)
    here = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    assert way_to(report, "p. 3", here, "linux").command == (str(opener), report.path)
    assert way_to(report, "p. 3", here | {"SSH_CONNECTION": "1"}, "linux").command == ()
    assert way_to(report, "p. 3", {"PATH": str(tmp_path)}, "linux").command == ()
    assert way_to(report, "p. 3", {}, "linux").said.endswith(f" '{report.path}', p. 3")


def test_what_is_no_file_here_is_not_handed_to_any_program() -> None:
    here = {"DISPLAY": ":0"}
    for path in ("-x", "passage 7", "/nowhere/at all", "javascript:alert(1)", "file:///etc/passwd"):
        way = way_to(Source("a", "t", path, "txt", 1), "p. 3", here, "linux")
        assert way.command == ()
        assert way.said == f"There is no file {path} on this machine."


def test_a_page_is_named_where_no_browser_would_be_seen() -> None:
    page = Source("a", "t", "https://example.org/a", "html", 1)
    said = way_to(page, "", {"SSH_TTY": "/dev/pts/1"}, "linux").said
    assert said == "Open https://example.org/a in a browser."


async def test_o_opens_the_source_under_the_cursor(monkeypatch: pytest.MonkeyPatch, report: Source) -> None:
    started: list[tuple[str, ...]] = []

    def note(command: tuple[str, ...]) -> bool:
        started.append(command)
        return True

    monkeypatch.setattr(shell_module, "start", note)
    monkeypatch.setattr(outside, "_opener", lambda environ, platform: "opener")
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("o")
        assert stage.says("There is no source under the cursor")
        await stage.press("3", "o")
        assert stage.says("There is no file /docs/Plant report.txt on this machine.")
        stage.state.sources[stage.library.sources[0].id] = report
        await stage.press("o", "enter", "o")
        assert started == [("opener", report.path)] * 2


def test_a_strangers_path_is_said_and_handed_to_no_program(
    monkeypatch: pytest.MonkeyPatch, report: Source
) -> None:
    monkeypatch.setattr(outside, "_opener", lambda environ, platform: "opener")
    command, said = way_to(report, "p. 3", {}, trusted=False)
    assert command == ()
    assert said.endswith(f" '{report.path}', p. 3")
    page = Source("a", "t", "https://example.org/a", "html", 1)
    assert way_to(page, "", {}, trusted=False).command == ()


async def test_in_a_replay_o_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, report: Source, tmp_path: Path
) -> None:
    monkeypatch.setattr(shell_module, "start", lambda command: pytest.fail(f"{command} was started"))
    monkeypatch.setattr(outside, "_opener", lambda environ, platform: "opener")
    async with replayed(await recorded(tmp_path), n=1000) as stage:
        sources = stage.state.sources
        sources.update(dict.fromkeys(sources, report))
        await stage.press("3", "o")
        assert stage.says(f"'{report.path}', line")


async def test_paths_are_trusted_in_the_persons_own_sessions_only(tmp_path: Path) -> None:
    async with staged(question="q", workbench=bench(tmp_path)) as stage:
        await stage.still()
        assert stage.app.trusts_paths
        write_about(tmp_path / stage.state.session, About(received=True))
        assert not stage.app.trusts_paths


def test_a_program_that_cannot_be_started_is_no_crash(tmp_path: Path) -> None:
    assert not outside.start((str(tmp_path / "none"), "x"))


# verdicts


def test_a_verdict_has_a_mark_besides_its_word() -> None:
    verdicts: tuple[Verdict, ...] = ("supported", "computed", "disputed", "unsupported")
    sentences = tuple(Sentence("一句", verdict, ()) for verdict in verdicts)
    answer = Answer(1, sentences, answered=True)
    rows = answer_rows(State(answers=[answer]), answer)
    said = ["  一句", "= 一句 (computed)", "! 一句 (disputed)", "? 一句 (unsupported)"]
    assert [plain(row.line) for row in rows] == said
