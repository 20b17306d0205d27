"""Steering by hand: each key's command reaches the session, and the panes show what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, Stage, both_sizes, held, staged
from textual.events import Key

from hopyard.core.engine import WebSource
from hopyard.core.events import ProviderAsked
from hopyard.core.ports import Tell
from hopyard.core.values import Budget, Hit
from hopyard.core.workbench import Workbench
from hopyard.tui.screens.palette import Palette
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.widgets.line_input import LineInput


@both_sizes
async def test_prune_restore_undo_redo_by_key(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        before = stage.state.answer
        await stage.press("j", "p")
        await stage.until(lambda: stage.status("1") == "pruned")
        await stage.still()
        assert "x 1 pruned  first part" in stage.rows("tree")
        assert stage.state.answer is not None
        assert stage.state.answer.version == 2
        assert all(sentence.hop != "1" for sentence in stage.state.answer.sentences)
        await stage.press("u")
        await stage.until(lambda: stage.status("1") == "done")
        await stage.still()
        assert before is not None
        assert stage.state.answer.text == before.text
        await stage.press("ctrl+r")
        await stage.until(lambda: stage.status("1") == "pruned")
        await stage.press("r")
        await stage.until(lambda: stage.status("1") == "done")


async def test_a_prune_marks_a_running_hop_before_its_search_is_back() -> None:
    async with staged(question="q", library=held()) as stage:
        await stage.until(lambda: len(stage.state.running()) == 2)
        await stage.press("j", "p")
        await stage.until(lambda: "x 1 pruned  first part" in stage.rows("tree"))
        assert not stage.library.gate.is_set()
        stage.library.gate.set()
        await stage.still()
        assert "came too late" in " ".join(stage.rows("steps"))


@both_sizes
async def test_expand_with_a_typed_question(size: tuple[int, int]) -> None:
    async with staged(size, question="q", reasoner=FakeReasoner(suggests=["what else?"])) as stage:
        await stage.still()
        await stage.press("j", "e")
        await stage.until(lambda: isinstance(stage.app.screen, PromptScreen))
        await stage.press(*"and p?", "enter")
        await stage.until(lambda: "and p?" in [hop.question for hop in stage.state.hops.values()])
        added = next(hop for hop in stage.state.hops.values() if hop.question == "and p?")
        assert added.parent == "1"
        await stage.still()
        assert any("yours: and p?" in row for row in stage.rows("tree"))


async def test_expand_with_a_suggestion_picked_from_the_list() -> None:
    reasoner = FakeReasoner(suggests=["open one?", "open two?", "open three?"])
    async with staged(question="q", reasoner=reasoner, budget=Budget(hops=2)) as stage:
        await stage.still()
        await stage.press("j", "e")
        await stage.until(lambda: isinstance(stage.app.screen, PromptScreen))
        assert stage.rows("prompt-list")[1] == "- open two?  (left open)"
        await stage.press("down", "enter")
        await stage.until(lambda: "1.1" in stage.state.hops)
        assert stage.state.hops["1.1"].question == "open two?"


async def test_a_suggestion_can_be_changed_before_it_is_asked() -> None:
    reasoner = FakeReasoner(suggests=["open one?"])
    async with staged(question="q", reasoner=reasoner, budget=Budget(hops=2)) as stage:
        await stage.still()
        await stage.press("j", "e", "tab", "backspace", *" now?", "enter")
        await stage.until(lambda: "1.1" in stage.state.hops)
        assert stage.state.hops["1.1"].question == "open one now?"


async def test_escape_leaves_the_field_without_asking() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("e", *"no", "escape")
        assert isinstance(stage.app.screen, SessionScreen)
        assert len(stage.state.hops) == 2


async def test_enter_with_nothing_to_take_says_what_to_do_until_something_is_typed() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("e", "enter")
        assert isinstance(stage.app.screen, PromptScreen)
        assert stage.says("Type a question first; esc goes back.")
        await stage.press("x")
        assert not stage.says("Type a question first")
        assert stage.says("enter takes it")


async def test_expand_under_the_question_itself() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("e", *"third part", "enter")
        await stage.until(lambda: "3" in stage.state.hops)
        assert stage.state.hops["3"].parent == "root"


@both_sizes
async def test_edit_rewords_a_hop_which_runs_again(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.press("j", "E")
        await stage.until(lambda: isinstance(stage.app.screen, PromptScreen))
        assert stage.app.screen.query_one(LineInput).value == "first part"
        await stage.press(*", again", "enter")
        await stage.until(lambda: stage.state.hops["1"].asked == "first part, again")
        await stage.still()
        assert "+ 1 done (2)  first part, again" in stage.rows("tree")


@both_sizes
async def test_drop_a_source_pin_another_and_take_both_back(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        source = stage.library.sources[0].id
        await stage.goes("sources")
        await stage.press("x")
        await stage.until(lambda: source in stage.state.marks.dropped)
        await stage.still()
        assert "dropped" in stage.rows("sources")[0]
        await stage.press("r")
        await stage.until(lambda: source not in stage.state.marks.dropped)
        await stage.press("j", "*")
        await stage.until(lambda: stage.state.marks.pinned == {"1/2"})
        await stage.still()
        assert "pinned" in stage.rows("sources")[1]
        await stage.press("*")
        await stage.until(lambda: not stage.state.marks.pinned)


@both_sizes
async def test_pause_holds_what_has_not_started_and_the_key_that_goes_on_is_shown(
    size: tuple[int, int],
) -> None:
    async with staged(size, question="q", library=held(), budget=Budget(concurrency=1)) as stage:
        await stage.until(lambda: len(stage.state.running()) == 1)
        await stage.press("space")
        await stage.until(lambda: stage.state.paused)
        stage.library.gate.set()
        await stage.until(lambda: stage.state.settled)
        await stage.until(lambda: stage.says("PAUSED, space goes on"))
        assert stage.status("2") == "proposed"
        await stage.press("space")
        await stage.until(lambda: stage.status("2") == "done")


@pytest.mark.parametrize("key", ["s", "space"])
async def test_stop_cancels_and_either_key_goes_on(key: str) -> None:
    async with staged(question="q", library=held()) as stage:
        await stage.until(lambda: len(stage.state.running()) == 2)
        await stage.press("s")
        await stage.until(lambda: stage.state.stopped and not stage.state.running())
        await stage.until(lambda: stage.says("STOPPED, s goes on"))
        stage.library.gate.set()
        await stage.press(key)
        await stage.until(lambda: not stage.state.stopped)
        await stage.still()
        assert stage.status("1") == "done"


@both_sizes
async def test_a_met_budget_is_shown_with_what_it_holds_back_and_the_key(size: tuple[int, int]) -> None:
    reasoner = FakeReasoner(suggests=["open one?", "open two?"])
    async with staged(size, question="q", reasoner=reasoner, budget=Budget(hops=2)) as stage:
        await stage.still()
        await stage.until(lambda: stage.says("LIMIT of hops reached, space goes on"))
        assert stage.says("2/2 hops")
        await stage.press("space")
        await stage.until(lambda: len(stage.state.hops) == 4)


@both_sizes
async def test_the_answer_says_that_it_is_stale_and_then_its_new_version(size: tuple[int, int]) -> None:
    async with staged(size, question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        assert stage.says("4 answer v1")
        stage.reasoner.answer_gate.clear()
        await stage.press("1", "j", "p", "4")
        await stage.until(lambda: stage.says("answer v1, stale: recomputing"))
        stage.reasoner.answer_gate.set()
        await stage.still()
        assert stage.says("4 answer v2")
        assert not stage.says("stale")


async def test_a_refused_command_is_said_until_the_next_key() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("u")
        await stage.until(lambda: stage.rows("hints") == ["There is nothing to undo."])
        await stage.press("k")
        assert "? help" in stage.rows("hints")[0]


async def test_steering_keys_before_the_first_question_say_what_is_missing() -> None:
    async with staged(examples=["What is it?"]) as stage:
        await stage.press("tab")
        for key in ("p", "u", "e", "space", "s", "x"):
            await stage.press(key)
            assert stage.says("Ask a question first."), key


async def test_copy_puts_the_answer_on_the_clipboard_as_markdown() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("y")
        assert stage.app.clipboard.startswith("# q\n\nfirst part: Line 20")
        assert "[1] **Plant report**, line 21 (/docs/Plant report.txt)" in stage.app.clipboard
        await stage.press("3", "y")
        assert stage.app.clipboard.startswith("“Line 20:")
        assert stage.says("Copied the passage with its reference.")


async def test_the_palette_does_what_the_key_does() -> None:
    async with staged(question="q", keys={"prune": "v"}) as stage:
        await stage.still()
        await stage.press("j", "ctrl+p")
        await stage.until(lambda: isinstance(stage.app.screen, Palette))
        await stage.press(*"prune the")
        await stage.until(lambda: stage.says("Prune the hop, with all under it"))
        assert stage.says("prune: v")
        await stage.press("enter")
        await stage.until(lambda: stage.status("1") == "pruned")


async def test_the_persons_own_keys_work_and_the_replaced_ones_do_not() -> None:
    async with staged(question="q", keys={"prune": "v", "undo": "j"}) as stage:
        await stage.still()
        assert "[keys] undo" in stage.rows("hints")[0]
        await stage.press("j", "p")
        assert not stage.state.marks.pruned
        await stage.press("v")
        await stage.until(lambda: stage.state.marks.pruned == {"1"})
        assert "v" in stage.app.active_bindings
        await stage.press("question_mark")
        assert any(row.startswith("v             prune") for row in stage.rows("text-body"))


def type_ahead(stage: Stage, *keys: str) -> None:
    """Keys that come all at once, as over a slow line."""
    for key in keys:
        stage.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_keys_that_come_at_once_go_where_they_were_meant_to() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        type_ahead(stage, "j", "i", *"px")
        await stage.until(lambda: stage.main.query_one("#question", LineInput).value == "px")
        assert not stage.state.marks.pruned
        type_ahead(stage, "tab", "e", *"px?", "enter")
        await stage.until(lambda: "1.1" in stage.state.hops)
        assert stage.state.hops["1.1"].question == "px?"
        assert not stage.state.marks.pruned


async def test_a_source_opened_and_left_at_once_does_not_quit() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        type_ahead(stage, "3", "enter", "n", "q", "j", "4")
        await stage.until(lambda: stage.place == "answer")
        assert isinstance(stage.app.screen, SessionScreen)
        assert stage.chosen("sources") == "1/2"
        assert not stage.app._exit


async def test_no_key_is_lost_when_a_screen_closes_under_it() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        type_ahead(stage, "j", "enter", "escape", "e", *"one?", "escape", "E", "escape", "j", "p")
        await stage.until(lambda: stage.state.marks.pruned == {"2"})
        assert len(stage.state.hops) == 2


class FakeWeb:
    """A web that finds nothing."""

    name = "web"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.warmed = False

    async def warm(self) -> None:
        self.warmed = True

    async def search(self, query: str, k: int, tell: Tell) -> list[Hit]:
        self.asked.append(query)
        tell(ProviderAsked(hop="", provider="searxng", query=query, found=0, elapsed_s=0.1))
        return []

    async def text(self, source: str) -> str:
        raise AssertionError("nothing was found")

    async def close(self) -> None:
        pass


async def test_the_web_is_turned_on_by_key_and_what_is_sent_is_told() -> None:
    web = FakeWeb()
    bench = Workbench(
        retrievers=[FakeLibrary()],
        reasoner=FakeReasoner(),
        budget=Budget(),
        sessions=None,
        open_web=lambda: WebSource(web, on=False, always=True),
    )
    async with staged((120, 40), question="q", workbench=bench) as stage:
        await stage.still()
        assert web.asked == []
        await stage.press("j", "w")
        await stage.until(lambda: stage.state.web == "on")
        await stage.press("e")
        await stage.until(lambda: isinstance(stage.app.screen, PromptScreen))
        await stage.press(*"and p?", "enter")
        await stage.until(lambda: web.asked == ["and p?"])
        await stage.still()
        await stage.press("1", "home", "2")
        told = " ".join(stage.rows("steps"))
        assert "web turned on by you" in told
        assert "sent “and p?” to searxng" in told
        await stage.press("w")
        await stage.until(lambda: stage.state.web == "off")


async def test_without_a_provider_the_key_for_the_web_says_what_is_missing() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.press("j", "w")
        await stage.until(lambda: stage.says("No provider of the web is set up"))


async def test_a_session_that_began_before_the_web_was_set_up_goes_on_with_it(tmp_path: Path) -> None:
    web = FakeWeb()
    bench = Workbench(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=tmp_path)
    async with staged(question="q", workbench=bench) as stage:
        await stage.still()
        before = stage.state.session
        bench.open_web = lambda: WebSource(web, on=False, always=True)
        await stage.press("j", "w")
        await stage.until(lambda: stage.state.web == "on")
        await stage.still()
        assert stage.state.session == before
        assert stage.state.answer is not None
        await stage.press("w")
        await stage.until(lambda: stage.state.web == "off")
