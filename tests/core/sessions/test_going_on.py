"""Sessions that are taken up again after any end, and forked: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.core.engine_fakes import Grower, HeldShelf, Shelf, fresh_answer, running

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import LogBusy, LogError, UsageError
from hopyard.core.reducer import fold
from hopyard.core.sessions.about import read_about, write_about
from hopyard.core.sessions.log import EVENTS_FILE, SOURCES_FOLDER, SessionLog, read_text
from hopyard.core.sessions.reading import LogReader, read_log
from hopyard.core.sessions.shelf import Shelf as Sessions
from hopyard.core.sessions.shelf import read_state
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench


def bench(folder: Path, *, shelf: Shelf | None = None, reasoner: Grower | None = None) -> Workbench:
    return Workbench(
        retrievers=[shelf or Shelf()],
        reasoner=reasoner or Grower(("a", "b")),
        budget=Budget(),
        sessions=folder,
        docs=("/reports",),
    )


async def asked(folder: Path, question: str = "what is it?") -> Path:
    """A session that was answered and closed."""
    engine = bench(folder).start(question)
    async with running(engine) as session:
        await session.still()
    return folder / engine.state.session


# resume


async def test_a_closed_session_goes_on_and_searches_nothing_again(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    shelf, reasoner = Shelf(), Grower(("never",))
    engine = bench(tmp_path, shelf=shelf, reasoner=reasoner).resume(folder)
    assert engine.state.docs == ("/reports",)
    assert not engine.state.ended
    async with running(engine) as session:
        await session.still()
        assert (shelf.n_searches, reasoner.n_answers) == (0, 0)
        await session.do(cmd.PruneHop("1"))
        assert shelf.n_searches == 0
        assert session.answer_text == fresh_answer(session.state)
    kinds = [type(event) for event in read_log(folder).events]
    assert kinds.count(ev.SessionResumed) == 1
    assert read_state(folder) == session.state


async def test_hops_that_ran_when_it_was_cut_off_run_again_and_no_others(tmp_path: Path) -> None:
    held = HeldShelf(lambda query: query == "b")
    engine = bench(tmp_path, shelf=held).start("what is it?")
    async with running(engine) as session:
        await held.asked("b")
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished))
        folder = tmp_path / engine.state.session
        cut = (folder / EVENTS_FILE).read_bytes()
        held.let_go()
    (folder / EVENTS_FILE).write_bytes(cut)  # as after kill -9: no end was written
    shelf = Shelf()
    resumed = bench(tmp_path, shelf=shelf).resume(folder)
    assert [hop.id for hop in resumed.state.running()] == ["2"]
    async with running(resumed) as session:
        await session.still()
        assert shelf.n_searches == 1
        assert [session.status(hop) for hop in ("1", "2")] == ["done", "done"]
        assert session.answer_text == fresh_answer(session.state)
        n_runs = {event.hop: 0 for event in session.watch.of(ev.HopStarted)}
        assert list(n_runs) == ["2"]


async def test_a_log_cut_anywhere_in_its_last_lines_opens_at_the_last_whole_event(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    data = (folder / EVENTS_FILE).read_bytes()
    lines = data.splitlines(keepends=True)
    for size in range(len(data) - sum(map(len, lines[-3:])), len(data)):
        (folder / EVENTS_FILE).write_bytes(data[:size])
        engine = bench(tmp_path).resume(folder)
        whole = data[:size].count(b"\n")
        assert engine.state.seq == whole  # and the event of resuming behind them
        resumed = read_log(folder).events[-1]
        assert isinstance(resumed, ev.SessionResumed)
        assert resumed.torn == (not data[:size].endswith(b"\n"))
        engine._log.close()


async def test_running_time_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    path = folder / EVENTS_FILE
    events = [json.loads(line) for line in path.read_text().splitlines()]
    for n, event in enumerate(events):
        event["at"] = n * 10.0
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    busy = read_state(folder).busy_s
    settled = next(n for n, event in enumerate(events) if event["type"] == "TreeSettled")
    assert busy == settled * 10.0
    engine = bench(tmp_path).resume(folder)
    assert engine._time.used_s == busy
    assert engine.state.at < len(events) * 10.0  # no time counts as having gone by
    engine._log.close()


async def test_a_session_that_is_open_elsewhere_is_not_opened_twice(tmp_path: Path) -> None:
    engine = bench(tmp_path).start("q")
    async with running(engine) as session:
        await session.still()
        folder = tmp_path / engine.state.session
        with pytest.raises(LogBusy, match="open in another process"):
            bench(tmp_path).resume(folder)
        with pytest.raises(LogBusy):
            Sessions(tmp_path).delete(folder)
    bench(tmp_path).resume(folder)._log.close()


async def test_whoever_follows_sees_what_is_added_and_nothing_torn(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    data = (folder / EVENTS_FILE).read_bytes()
    lines = data.splitlines(keepends=True)
    reader = LogReader(folder)
    (folder / EVENTS_FILE).write_bytes(b"".join(lines[:4]) + lines[4][:10])
    seen = reader.read()
    assert (len(seen), reader.torn) == (4, True)
    assert reader.read() == []
    (folder / EVENTS_FILE).write_bytes(data)
    seen += reader.read()
    assert (seen, reader.torn) == (read_log(folder).events, False)
    assert reader.read() == []


async def test_a_missing_text_is_named_and_does_not_keep_a_session_from_opening(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    source, *_ = read_state(folder).sources
    (folder / SOURCES_FOLDER / f"{source}.txt").unlink()
    engine = bench(tmp_path).resume(folder)
    with pytest.raises(LogError, match=source):
        engine.text(source)
    engine._log.close()


def test_what_is_no_session_is_not_made_one(tmp_path: Path) -> None:
    with pytest.raises(LogError):
        bench(tmp_path).resume(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


# fork


async def test_a_fork_begins_with_the_same_events_and_leaves_its_origin_alone(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    before = (folder / EVENTS_FILE).read_bytes()
    events = read_log(folder).events
    n = next(event.seq for event in events if isinstance(event, ev.HopFinished)) + 1
    engine = bench(tmp_path).fork(folder, n)
    state = engine.state
    assert state.origin == f"{folder.name}@{n - 1}"
    assert state.session != folder.name
    async with running(engine) as session:
        await session.still()
        assert session.answer_text == fresh_answer(session.state)
    forked = tmp_path / state.session
    assert read_log(forked).events[1:n] == events[1:n]
    assert (folder / EVENTS_FILE).read_bytes() == before
    for source in session.state.sources:
        assert read_text(forked, source)


async def test_a_fork_can_begin_after_any_event(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    whole = read_state(folder)
    for n in range(1, len(read_log(folder).events) + 1):
        engine = bench(tmp_path).fork(folder, n)
        async with running(engine) as session:
            await session.still()
            assert session.answer_text == (whole.answer.text if whole.answer else "")


# the shelf


async def test_sessions_are_listed_found_named_and_searched(tmp_path: Path) -> None:
    first, second = await asked(tmp_path, "多少台冷水机组？"), await asked(tmp_path, "How many chillers?")
    shelf = Sessions(tmp_path)
    assert {one.id for one in shelf.summaries()} == {first.name, second.name}
    one = next(shelf.summaries("冷水"))
    assert (one.id, one.hops, one.answered, one.ended) == (first.name, 2, True, True)
    assert shelf.find(first.name) == first
    assert shelf.find(first.name[-6:]) == first
    assert shelf.find("last").name == max(first.name, second.name)
    with pytest.raises(UsageError, match="may be any of 2"):
        shelf.find("20")
    for name in ("nowhere", "", "..", "../x", "/"):
        with pytest.raises(UsageError, match="no session"):
            shelf.find(name)
    write_about(first, read_about(first).titled("  Plant\n survey ").tagged("Q3", "Q3", " "))
    (found,) = shelf.summaries("PLANT  survey")
    assert (found.title, found.tags) == ("Plant survey", ("Q3",))
    assert [each.id for each in shelf.summaries("ＣＨＩＬＬＥＲＳ")] == [second.name]
    assert list(shelf.summaries("no such text")) == []


async def test_a_deleted_session_lies_in_the_bin_until_it_is_emptied(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    data = (folder / EVENTS_FILE).read_bytes()
    shelf = Sessions(tmp_path)
    shelf.delete(folder)
    assert (shelf.ids(), shelf.binned()) == ([], [folder.name])
    assert shelf.restore(folder.name) == folder
    assert (folder / EVENTS_FILE).read_bytes() == data
    with pytest.raises(UsageError, match="in the bin"):
        shelf.restore(folder.name)
    shelf.delete(folder)
    assert shelf.empty_bin() == 1
    assert (shelf.binned(), shelf.empty_bin()) == ([], 0)


async def test_a_log_that_cannot_be_read_is_listed_with_its_problem(tmp_path: Path) -> None:
    folder = await asked(tmp_path)
    lines = (folder / EVENTS_FILE).read_bytes().splitlines(keepends=True)
    (folder / EVENTS_FILE).write_bytes(b"".join(lines[:3] + lines[4:]))
    (one,) = Sessions(tmp_path).summaries()
    assert "line 4" in one.problem
    assert list(Sessions(tmp_path).summaries("what is it")) == []


def test_a_log_that_contradicts_itself_is_named(tmp_path: Path) -> None:
    log = SessionLog(tmp_path / "s")
    first = ev.SessionStarted(
        schema=ev.SCHEMA,
        session="s",
        question="q",
        created="",
        budget=Budget(),
        reasoner="r",
        retrievers=(),
        seq=0,
    )
    for event in (first, ev.HopStarted(hop="9", question="q", seq=1)):
        log.append(event)
    log.close()
    with pytest.raises(LogError, match="contradicts itself"):
        read_state(tmp_path / "s")
    with pytest.raises(LogError, match="contradicts itself"):
        bench(tmp_path).resume(tmp_path / "s")
    SessionLog(tmp_path / "s").close()  # the lock was let go


def test_a_log_of_the_first_format_is_read(tmp_path: Path) -> None:
    (tmp_path / SOURCES_FOLDER).mkdir()
    head = {
        "type": "SessionStarted",
        "seq": 0,
        "at": 0.0,
        "schema": 1,
        "session": "s",
        "question": "q",
        "created": "",
        "budget": {},
        "reasoner": "r",
        "retrievers": ["library"],
    }
    (tmp_path / EVENTS_FILE).write_text(json.dumps(head) + "\n")
    state = fold(read_log(tmp_path).events)
    assert (state.docs, state.origin) == ((), "")
    assert state.budget == Budget()  # limits that are newer than the log hold too


async def test_the_folders_that_a_strangers_session_names_are_not_searched(tmp_path: Path) -> None:
    mine, sent = tmp_path / "mine", tmp_path / "sent"
    own, strange = await asked(mine), await asked(sent)
    shelf, work = Sessions(mine), bench(mine)
    assert shelf.docs_of(own) == [Path("/reports")]
    assert shelf.docs_of(strange) == []
    assert (work.fits(own), work.fits(strange)) == (True, False)
    engine = work.fork(strange, 3)
    engine._log.close()
    forked = mine / engine.state.session
    assert read_about(forked).received
    assert shelf.docs_of(forked) == []
    engine = work.fork(own, 3)
    engine._log.close()
    assert not read_about(mine / engine.state.session).received
