"""The replay's screen: every key, the line at the bottom, and what a replay is not for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.replay_fakes import QUESTION, bench, recorded, replayed
from tests.tui.screen_fakes import both_sizes, staged

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.sessions.log import EVENTS_FILE, SOURCES_FOLDER, SessionLog
from hopyard.core.sessions.playhead import Playhead
from hopyard.core.sessions.replay import Recording
from hopyard.core.sessions.shelf import read_state
from hopyard.core.values import Budget
from hopyard.tui.actions import STEERING
from hopyard.tui.keymap import keymap
from hopyard.tui.on_show import GoOn
from hopyard.tui.places import Moment, Nth, clock, place
from hopyard.tui.render import plain
from hopyard.tui.replaying import POLL_S, SILENT_S, Replaying
from hopyard.tui.running import Running
from hopyard.tui.screens.palette import palette_commands
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.replay import ReplayScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.screens.trouble import TroubleScreen
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.replay_bar import bar, standing


class Now:
    """A clock that the test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def numbers(recording: Recording, *kinds: type[ev.Event]) -> list[int]:
    """The numbers of the events of these kinds."""
    return [n for n, event in enumerate(recording.events, start=1) if isinstance(event, kinds)]


# keys


@both_sizes
async def test_steps_go_on_and_back_and_end_at_the_ends(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size) as stage:
        total = stage.replaying.recording.n
        assert f"1/{total}" in stage.bar
        assert stage.rows("tree") == [f"? {QUESTION}"]
        await stage.press(",")
        assert stage.n == 1
        await stage.press(".", ".", ".")
        await stage.shows(4)
        assert f"4/{total}  0:06/" in stage.bar
        assert len(stage.rows("tree")) > 1
        await stage.press(",", ",")
        await stage.shows(2)
        assert stage.rows("tree") == [f"? {QUESTION}"]
        await stage.press("$")
        await stage.shows(total)
        assert "at the end" in stage.bar
        await stage.press(".")
        assert stage.n == total
        await stage.press("0")
        await stage.shows(1)


@both_sizes
async def test_hops_and_acts_are_gone_to_either_way(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size) as stage:
        recording = stage.replaying.recording
        starts = numbers(recording, ev.HopStarted)
        acts = numbers(recording, ev.SteeringEvent, ev.Undone)
        assert len(starts) > 2 < len(acts)
        for key, wanted in [("]", starts), ("}", acts)]:
            await stage.press("0")
            for n in wanted:
                await stage.press(key)
                await stage.shows(n)
            await stage.press(key)
            assert stage.n == wanted[-1]
            assert stage.says("after this")
            back = {"]": "[", "}": "{"}[key]
            for n in reversed(wanted[:-1]):
                await stage.press(back)
                await stage.shows(n)
            await stage.press(back)
            assert stage.n == wanted[0]
            assert stage.says("before this")


@both_sizes
async def test_a_place_is_typed_as_a_time_a_share_or_an_event(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size) as stage:
        recording = stage.replaying.recording
        for typed, n, seconds in [
            ("0:09", 5, 9.0),
            ("20", 11, 20.0),
            ("e7", 7, 12.0),
            ("50%", recording.n_until(recording.seconds / 2), recording.seconds / 2),
            ("9:00:00", recording.n, recording.seconds),
            ("hopPruned", numbers(recording, ev.HopPruned)[0], None),
        ]:
            await stage.press("t", *typed, "enter")
            await stage.shows(n)
            assert seconds is None or stage.replaying.head.time == seconds
        here = stage.n
        await stage.press("t", *"noon", "enter")
        assert isinstance(stage.app.screen, PromptScreen)
        assert stage.says("is no time, and no event of this session")
        await stage.press("escape")
        await stage.shows(here)


@both_sizes
async def test_a_text_is_searched_for_in_the_whole_session(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size) as stage:
        await stage.press("n")
        assert stage.says("S searches in the whole session")
        recording = stage.replaying.recording
        told = recording.says("第二部分")
        places = [n for n, event in enumerate(recording.events, start=1) if told(event)]
        assert len(places) > 2
        stage.replaying.go_to(places[1])
        await stage.press("S")
        stage.app.screen.query_one(LineInput).value = "第二部分"
        await stage.press("enter")
        await stage.shows(places[2])
        await stage.press("N", "N")
        await stage.shows(places[0])
        await stage.press("N")
        await stage.shows(places[-1])
        await stage.press("n")
        await stage.shows(places[0])
        await stage.press("S", "ctrl+a", "ctrl+k", *"nowhere", "enter")
        assert stage.says("“nowhere” is nowhere in this session")
        await stage.shows(places[0])


@both_sizes
async def test_space_plays_and_pauses_and_f_changes_the_speed(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path, every_s=1000.0), size) as stage:
        assert "paused, 1x" in stage.bar
        assert "space play" in stage.bar
        await stage.press("f", "f", "F", "space")
        assert "> 2x" in stage.bar
        assert "space pause" in stage.bar
        assert stage.replaying.head.speed == 2.0
        await stage.press("space")
        assert "paused, 2x" in stage.bar
        for _ in range(9):
            await stage.press("f")
        assert "50x" in stage.bar


async def test_a_replay_plays_to_its_end_and_begins_again(tmp_path: Path) -> None:
    async with replayed(await recorded(tmp_path, every_s=0.001), plays=True) as stage:
        await stage.shows(stage.replaying.recording.n)
        await stage.until(lambda: "at the end" in stage.bar)
        live = read_state(stage.replaying.recording.folder)
        assert stage.state == live
        stage.replaying.head.go_at(0.001)
        await stage.press("space")
        await stage.shows(1)
        assert stage.rows("tree") == [f"? {QUESTION}"]


async def test_a_click_in_the_bar_goes_there(tmp_path: Path) -> None:
    async with replayed(await recorded(tmp_path)) as stage:
        seconds = stage.replaying.recording.seconds
        left = stage.bar.index("[")
        await stage.pilot.click("#hints", offset=(left + 10, 0))
        await stage.until(lambda: stage.n > 1)
        assert stage.replaying.head.time == pytest.approx(seconds * 9 / 19)
        here = stage.n
        await stage.pilot.click("#hints", offset=(left + 40, 0))
        assert stage.n == here
        await stage.pilot.click("#hints", offset=(left + 1, 0))
        await stage.shows(1)


@both_sizes
async def test_nothing_is_steered_and_the_line_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size, n=30) as stage:
        before = (stage.replaying.recording.folder / EVENTS_FILE).read_bytes()
        await stage.press("j")
        for key in ("p", "r", "e", "E", "x", "*", "u", "ctrl+r", "s", "i"):
            await stage.press(key)
            assert stage.says("This is a replay; B branches off here and goes on live."), key
            assert isinstance(stage.app.screen, ReplayScreen)
            assert stage.place == "hops"
            await stage.press("k")
            assert not stage.says("This is a replay"), key
        await stage.press("3", "enter")
        assert isinstance(stage.app.screen, ReaderScreen)
        assert stage.says("Line 21: the plant used 210 chillers")
        for key in ("*", "x"):
            await stage.press(key)
            await stage.until(lambda: stage.says("Nothing is steered in a replay"))
            await stage.press("down")
        assert stage.n == 30
        assert (stage.replaying.recording.folder / EVENTS_FILE).read_bytes() == before


@both_sizes
async def test_looking_about_is_as_in_a_live_session(tmp_path: Path, size: tuple[int, int]) -> None:
    async with replayed(await recorded(tmp_path), size) as stage:
        await stage.press("$", "tab")
        assert stage.place == "steps"
        await stage.press("shift+tab", "shift+tab")
        assert stage.place == "answer", "the question is not typed into"
        await stage.press("tab")
        assert stage.place == "hops"
        await stage.press("/", *"第二")
        assert stage.says("enter keeps these rows")
        await stage.press("enter")
        kept = stage.rows("tree")
        assert all("第二" in row for row in kept)
        await stage.press(",", ".")
        await stage.until(lambda: stage.rows("tree") == kept, "a filter stays on the way back and forth")
        await stage.press("escape")
        assert len(stage.rows("tree")) > len(kept)
        assert isinstance(stage.app.screen, ReplayScreen)
        await stage.press("j", "enter")
        assert isinstance(stage.app.screen, TextScreen)
        await stage.press("escape", "4", "y")
        assert "Line 20" in stage.app.clipboard


async def test_what_lies_over_the_panes_holds_the_replay_up(tmp_path: Path) -> None:
    async with replayed(await recorded(tmp_path, every_s=1000.0), plays=True) as stage:
        await stage.press("?")
        assert not stage.replaying.head.plays
        await stage.press("escape")
        assert stage.replaying.head.plays
        await stage.press("t", *"e9", "enter")
        await stage.shows(9)
        assert not stage.replaying.head.plays, "who steps, stays"


async def test_the_palette_offers_the_replays_keys_and_no_steering(tmp_path: Path) -> None:
    async with replayed(await recorded(tmp_path)) as stage:
        offered = {
            command.help.partition(":")[0] for command in palette_commands(keymap(), stage.app, stage.screen)
        }
        assert {"replay-play", "replay-fork", "zoom", "help"} <= offered
        assert offered.isdisjoint(STEERING | {"library", "settings"})
        await stage.press("?")
        assert "In a replay" in stage.rows("text-body")
        await stage.press("escape", "ctrl+l")
        assert isinstance(stage.app.screen, ReplayScreen)


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+q"])
async def test_it_is_left_by_its_keys(tmp_path: Path, key: str) -> None:
    async with replayed(await recorded(tmp_path)) as stage:
        await stage.press(key)
        await stage.until(lambda: stage.app._exit)
    assert stage.app.return_value is None


async def test_going_on_live_is_a_wish_that_the_program_ends_with(tmp_path: Path) -> None:
    folder = await recorded(tmp_path)
    async with replayed(folder) as stage:
        await stage.press("]", "B")
        await stage.until(lambda: stage.app._exit)
        n = stage.n
    assert stage.app.return_value == GoOn(folder, n)


async def test_nothing_is_painted_while_a_replay_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replayed(await recorded(tmp_path), n=20) as stage:
        painted: list[object] = []
        monkeypatch.setattr(stage.app, "_display", lambda *args: painted.append(args))
        for _ in range(3):
            stage.app._tick()
            await stage.pilot.pause()
        assert painted == []
        await stage.press(".")
        await stage.until(lambda: painted, "a step is painted")


# over a live session


@both_sizes
async def test_over_a_live_session_a_replay_opens_forks_and_is_left(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = await recorded(tmp_path)
    before = (folder / EVENTS_FILE).read_bytes()
    async with staged(size, question="live", workbench=bench(tmp_path)) as stage:
        await stage.still()
        live = stage.app.session
        stage.app.replay(folder)
        await stage.until(lambda: isinstance(stage.app.screen, ReplayScreen))
        assert stage.state.question == QUESTION
        await stage.press("q")
        assert not isinstance(stage.app.screen, ReplayScreen)
        assert stage.app.session is live
        stage.app.replay(folder)
        await stage.press("]", "]", "B")
        await stage.until(lambda: stage.state.origin)
        await stage.still()
        assert type(stage.app.screen) is SessionScreen
        assert stage.state.origin.startswith(f"{folder.name}@")
        assert live is not None
        await stage.until(lambda: live.state.ended)
        await stage.goes("answer")
        assert stage.says("Plant report, line 21")
    assert (folder / EVENTS_FILE).read_bytes() == before


async def test_a_session_of_other_folders_is_a_wish_to_begin_over_those(tmp_path: Path) -> None:
    folder = await recorded(tmp_path, work=bench(tmp_path, docs=["/elsewhere"]))
    async with staged(workbench=bench(tmp_path)) as stage:
        stage.app.go_on(GoOn(folder))
        await stage.until(lambda: stage.app._exit)
    assert stage.app.return_value == GoOn(folder)


# following


async def test_the_session_that_runs_here_is_replayed_and_followed(tmp_path: Path) -> None:
    async with staged(workbench=bench(tmp_path), question="live") as stage:
        await stage.still()
        live = stage.app.session
        assert isinstance(live, Running)
        folder = tmp_path / stage.state.session
        n = stage.state.seq + 1
        stage.app.replay(folder)
        await stage.until(lambda: isinstance(stage.app.screen, ReplayScreen))
        await stage.press("$")
        await stage.until(lambda: "following" in stage.text().splitlines()[-1])
        live.submit(cmd.PruneHop("1"))
        await stage.until(lambda: stage.state.marks.pruned and stage.state.seq > n)


async def test_a_session_that_is_open_elsewhere_is_followed(tmp_path: Path) -> None:
    folder = await recorded(tmp_path, steered=())
    events = Recording(folder).events
    (folder / EVENTS_FILE).write_bytes(b"".join(ev.encode(event) + b"\n" for event in events[:12]))
    elsewhere = SessionLog(folder)
    async with staged(workbench=bench(tmp_path), size=(80, 24)) as stage:
        stage.app.go_on(GoOn(folder))
        await stage.until(lambda: isinstance(stage.app.screen, ReplayScreen))
        assert stage.says("Open in another process")
        replaying = stage.app.session
        assert isinstance(replaying, Replaying)
        assert replaying.head.n == 12
        for event in events[12:20]:
            elsewhere.append(event)
        await stage.until(lambda: replaying.head.n == 20)
        await stage.press("k")
        assert "following" in stage.text().splitlines()[-1]
        await stage.press(",")
        await stage.until(lambda: replaying.head.n == 19)
        for event in events[20:]:
            elsewhere.append(event)
        await stage.until(lambda: replaying.recording.n == len(events))
        assert replaying.head.n == 19, "who looks at something stays there"
        await stage.press("$")
        await stage.until(lambda: replaying.head.n == len(events) and not replaying.head.follows)
        await stage.until(lambda: "at the end" in stage.text().splitlines()[-1])
    elsewhere.close()


async def followed(tmp_path: Path, now: Now) -> tuple[Replaying, SessionLog, list[ev.AnyEvent], list[str]]:
    """A replay that follows the first ten events of a session, by the test's clock, and what it told."""
    folder = await recorded(tmp_path, steered=())
    events = Recording(folder).events
    (folder / EVENTS_FILE).write_bytes(b"".join(ev.encode(event) + b"\n" for event in events[:10]))
    log = SessionLog(folder)
    replaying = Replaying(Recording(folder), n=10, follows=True, clock=now)
    told: list[str] = []
    replaying.on_change = lambda: told.append("change")
    replaying.on_failure = lambda title, error: told.append(f"{title}: {error}")
    return replaying, log, events, told


def after(replaying: Replaying, now: Now, seconds: float) -> None:
    now.seconds += seconds
    replaying.advance()


async def test_following_tells_of_news_alone_and_ends_with_the_session(tmp_path: Path) -> None:
    now = Now()
    replaying, log, events, told = await followed(tmp_path, now)
    for _ in range(5):
        after(replaying, now, POLL_S)
    assert (told, replaying.wait_s) == ([], POLL_S)
    log.append(events[10])
    after(replaying, now, POLL_S / 2)
    assert told == []
    after(replaying, now, POLL_S / 2)
    assert (told, replaying.state.seq) == (["change"], 10)
    for event in events[11:]:
        log.append(event)
    after(replaying, now, POLL_S)
    after(replaying, now, POLL_S)
    assert (replaying.state.ended, replaying.head.follows, replaying.wait_s) == (True, False, None)
    log.close()


async def test_following_ends_when_the_one_who_wrote_is_gone(tmp_path: Path) -> None:
    now = Now()
    replaying, log, _, told = await followed(tmp_path, now)
    after(replaying, now, SILENT_S)
    assert replaying.head.follows
    log.close()
    after(replaying, now, SILENT_S)
    assert (replaying.head.follows, told) == (False, ["change"])


async def test_a_log_that_breaks_while_it_is_followed_is_told_once(tmp_path: Path) -> None:
    now = Now()
    replaying, log, _, told = await followed(tmp_path, now)
    with (replaying.recording.folder / EVENTS_FILE).open("ab") as file:
        file.write(b"no event\n")
    after(replaying, now, POLL_S)
    after(replaying, now, POLL_S)
    assert len([one for one in told if "followed no further" in one]) == 1
    assert (replaying.state.seq, replaying.head.follows) == (9, False)
    log.close()


# pace


async def test_events_are_shown_at_the_pace_of_the_clock(tmp_path: Path) -> None:
    now = Now()
    recording = Recording(await recorded(tmp_path))  # an event every two seconds
    replaying = Replaying(recording, speed=2.0, clock=now)
    shown = []
    for _ in range(6):
        after(replaying, now, 0.5)
        shown.append(replaying.state.seq + 1)
    assert shown == [1, 2, 2, 3, 3, 4]
    assert replaying.wait_s == 1.0
    replaying.faster(1)
    assert replaying.wait_s == 0.4
    assert replaying.watch.now == pytest.approx(6.0)
    now.seconds += 0.2
    assert replaying.watch.now == pytest.approx(7.0)
    assert replaying.watch.seconds == pytest.approx(replaying.state.busy_s + 1.0)
    now.seconds += 10_000.0
    replaying.advance()
    assert replaying.state.seq + 1 == recording.n
    assert not replaying.head.plays


# logs that are not whole


@both_sizes
async def test_a_torn_log_and_a_missing_text_keep_nothing_from_being_shown(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = await recorded(tmp_path)
    path = folder / EVENTS_FILE
    path.write_bytes(path.read_bytes()[:-9])
    for text in (folder / SOURCES_FOLDER).iterdir():
        text.unlink()
    async with replayed(folder, size) as stage:
        assert stage.replaying.recording.torn
        await stage.press("$", "3", "enter")
        assert isinstance(stage.app.screen, ReaderScreen)
        assert stage.says("is not with the session")
        await stage.press("escape", "4")
        assert stage.says("Plant report, line 21")


async def test_a_log_that_cannot_be_read_is_told_over_the_panes(tmp_path: Path) -> None:
    folder = await recorded(tmp_path)
    (folder / EVENTS_FILE).write_bytes(b"nothing of ours\n")
    async with staged(workbench=bench(tmp_path)) as stage:
        for show in (stage.app.replay, lambda where: stage.app.go_on(GoOn(where))):
            show(folder)
            await stage.until(lambda: isinstance(stage.app.screen, TroubleScreen))
            assert stage.says("not a session log")
            await stage.press("escape")


async def test_the_shortest_session_there_can_be(tmp_path: Path) -> None:
    log = SessionLog(tmp_path / "s")
    log.append(
        ev.SessionStarted(
            schema=ev.SCHEMA,
            session="s",
            question="只问了一句",
            created="",
            budget=Budget(),
            reasoner="",
            retrievers=(),
            seq=0,
        )
    )
    log.close()
    async with replayed(tmp_path / "s", (60, 15)) as stage:
        for key in (".", ",", "]", "}", "$", "0", "f", "space", "space"):
            await stage.press(key)
            assert stage.n == 1
        await stage.press("4")
        assert stage.says("No answer yet")
        assert "1/1" in stage.bar


# the line


@pytest.mark.parametrize("cells", [60, 80, 120])
async def test_the_line_fits_and_is_plain(tmp_path: Path, cells: int) -> None:
    async with replayed(await recorded(tmp_path), (cells, 24), n=20) as stage:
        assert stage.bar.isascii()
        assert stage.bar.startswith("paused, 1x  [")
        assert "20/" in stage.bar
        assert stage.bar.rstrip().endswith("q leave")


def test_the_bar_is_full_at_the_end_only() -> None:
    assert bar(0.0, 10) == "[----------]"
    assert bar(0.5, 10) == "[=====-----]"
    assert bar(0.9999, 10) == "[=========-]"
    assert bar(1.0, 10) == "[==========]"


async def test_the_line_says_how_it_goes(tmp_path: Path) -> None:
    recording = Recording(await recorded(tmp_path))

    def said(**how: bool | int) -> str:
        head = Playhead(recording, lambda: 0.0, **how)  # type: ignore[arg-type]  # the few that a test sets
        return plain(standing(recording, head, 80)[0])

    assert said() == "> 1x"
    assert said(plays=False) == "paused, 1x"
    assert said(plays=False, n=recording.n) == "at the end, 1x"
    assert said(n=recording.n, follows=True) == "following"
    head = Playhead(recording, lambda: 0.0)
    assert [len(plain(standing(recording, head, cells)[1])) for cells in (60, 80, 100)] == [6, 12, 22]


# places


async def test_places_as_a_person_writes_them(tmp_path: Path) -> None:
    recording = Recording(await recorded(tmp_path))
    assert place(" 83 ", recording) == Moment(83.0)
    assert place("1:23.5", recording) == Moment(83.5)
    assert place("1:02:03", recording) == Moment(3723.0)
    assert place("25%", recording) == Moment(recording.seconds / 4)
    assert place("400%", recording) == Moment(recording.seconds)
    assert place("#12", recording) == place("e12", recording) == Nth(12)
    assert place("answerwritten", recording) == Nth(numbers(recording, ev.AnswerWritten)[0])
    assert [clock(seconds) for seconds in (0, 59.9, 61, 3723)] == ["0:00", "0:59", "1:01", "1:02:03"]
