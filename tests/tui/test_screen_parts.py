"""The parts that need no screen: cutting by cells, keys and what they mean, references, words of state."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.citing import disagree_on, marks, numbers, references
from hopyard.core.export.markdown import answer_markdown
from hopyard.core.reducer import apply
from hopyard.core.standing import standing
from hopyard.core.state import ROOT, State
from hopyard.core.values import (
    Answer,
    Budget,
    Citation,
    Disagreement,
    Evidence,
    Finding,
    Passage,
    Sentence,
    Side,
    Source,
    Spent,
    Usage,
)
from hopyard.tui.actions import ACTIONS, bindings_for
from hopyard.tui.intents import MEANINGS, Where, waits
from hopyard.tui.keymap import keymap
from hopyard.tui.line_changes import changed_span
from hopyard.tui.references import (
    quote_text,
    target_of_citation,
)
from hopyard.tui.render import (
    Line,
    Piece,
    between,
    clean,
    cut,
    fitting,
    line,
    lines_needed,
    plain,
    width,
    wrap,
)
from hopyard.tui.running import Stopwatch
from hopyard.tui.terminal import refuse_reason
from hopyard.tui.widgets.answer_pane import answer_rows
from hopyard.tui.widgets.hop_tree import detail_rows, hop_details, hop_rows
from hopyard.tui.widgets.sources_pane import evidence_row
from hopyard.tui.widgets.status import Place, budget_parts, hints, pane_titles, tabs_line

mixed = st.text(alphabet="abc XYZ019.,-/()中文大模型，。（）“”…é\u0301👍\t\n\x1b\u202e", max_size=120)


# cutting and wrapping by cells


@given(st.text(max_size=80))
def test_clean_leaves_nothing_a_terminal_would_obey(text: str) -> None:
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in clean(text))


@given(mixed, st.integers(0, 60))
def test_a_cut_line_fits_and_begins_as_the_line_did(text: str, cells: int) -> None:
    whole = line(text)
    shown = cut(whole, cells)
    assert width(shown) <= cells
    if width(whole) <= cells:
        assert shown == whole
    elif cells:
        assert plain(shown).endswith("…")
        assert plain(whole).startswith(plain(shown)[:-1])


@given(mixed, st.integers(2, 60), st.integers(0, 6))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, cells: int, hang: int) -> None:
    lines = wrap(line(text), cells, hang)
    assert lines_needed(line(text), cells, hang) == len(lines)
    assert all(width(each) <= cells for each in lines)
    assert "".join("".join(map(plain, lines)).split()) == "".join(clean(text).split())


@example("0000\u0301", 4, 2)  # a mark that takes no cell
@given(mixed, st.integers(4, 40), st.integers(1, 3))
def test_wrapping_to_so_many_lines_says_when_something_is_missing(text: str, cells: int, most: int) -> None:
    whole, limited = wrap(line(text), cells), wrap(line(text), cells, most=most)
    assert len(limited) == min(len(whole), most) == lines_needed(line(text), cells, most=most)
    assert all(width(each) <= cells for each in limited)
    if len(whole) > most and plain(whole[most - 1]).strip():
        assert plain(limited[-1]).endswith("…") or not "".join(map(plain, whole[most:])).strip()


def test_chinese_wraps_anywhere_but_around_punctuation_and_english_at_spaces() -> None:
    text = "推理阶段需要多少颗（新的）加速卡，价值量约多少？ About 1,558 accelerators in total."
    lines = [plain(each) for each in wrap(line(text), 20)]
    assert lines == [
        "推理阶段需要多少颗",
        "（新的）加速卡，价值",
        "量约多少？ About",
        "1,558 accelerators",
        "in total.",
    ]


def test_styles_stay_with_their_characters_when_a_line_is_cut() -> None:
    whole = line(("中文", "strong"), ("plain", ""), ("end", "bad"))
    assert between(whole, 1, 8) == (Piece("文", "strong"), Piece("plain", ""), Piece("e", "bad"))
    assert cut(whole, 8) == (Piece("中文", "strong"), Piece("pla"), Piece("…", "bad"))


def test_markup_is_text() -> None:
    assert plain(line("[b]x[/b] [@click=app.quit]y[/]")) == "[b]x[/b] [@click=app.quit]y[/]"


def test_parts_that_do_not_fit_are_left_out_whole() -> None:
    parts = [line("hops 3"), line("秒 12"), line("a long explanation")]
    assert plain(fitting(parts, 20)) == "hops 3  秒 12"
    assert plain(fitting(parts, 40)) == "hops 3  秒 12  a long explanation"
    assert plain(fitting([line("much too long")], 8)) == "much to…"
    assert fitting([], 8) == ()


# keys


def test_no_two_default_actions_want_the_same_key_at_the_same_time() -> None:
    overrides = {action.id: ",".join(action.keys) for action in ACTIONS}
    assert keymap(overrides).problems == ()
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_an_override_replaces_the_keys_everywhere_they_are_shown() -> None:
    keys = keymap({"prune": "v, delete"})
    assert keys.problems == ()
    assert keys.changed == {"prune": "v,delete"}
    assert keys.all_shown("prune") == "v delete"
    assert keys.shown("restore") == "r"


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"prune": "u"}, "undo"),
        ({"prune": "j"}, "down"),
        ({"prune": "?"}, "help"),
        ({"prune": "h"}, "fold"),
        ({"prune": "asterisk"}, "pin"),
        ({"prune": "escap"}, "not a key"),
        ({"passage-next": "N"}, "passage-previous"),
        ({"prun": "d"}, "Did you mean “prune”"),
        ({"zzz": "d"}, "The help screen lists the names."),
        ({"prune": " "}, "no key"),
        ({"prune": "ctlr+x"}, "not a key"),
        ({"quit-now": "z"}, "types a character"),
        ({"palette": "space"}, "types a character"),
    ],
)
def test_a_setting_that_cannot_be_used_is_reported_and_left_out(overrides: dict[str, str], said: str) -> None:
    keys = keymap(overrides)
    assert keys.keys == keymap().keys
    assert keys.changed == {}
    assert len(keys.problems) == 1
    assert said in keys.problems[0]
    assert next(iter(overrides)) in keys.problems[0]


def test_keys_may_change_places_and_be_shared_where_only_one_listens() -> None:
    assert keymap({"prune": "u", "undo": "p"}).problems == ()
    assert keymap({"passage-next": "p"}).problems == ()
    assert keymap({"back": "q"}).problems == ()


def test_two_settings_that_clash_with_one_another_are_not_both_taken() -> None:
    keys = keymap({"prune": "v", "restore": "v"})
    assert len(keys.problems) == 1
    assert (keys.shown("prune"), keys.shown("restore")) in {("v", "r"), ("p", "v")}


def test_every_binding_has_the_id_of_its_action() -> None:
    bindings = [binding for action in ACTIONS for binding in bindings_for(action.scope)]
    assert {binding.id for binding in bindings} == {action.id for action in ACTIONS}


# the terminal


@pytest.mark.parametrize(
    ("term", "isatty", "said"),
    [
        ("xterm", (True, True, True), ""),
        ("dumb", (True, True, True), "dumb"),
        ("xterm", (False, True, True), "standard input is"),
        ("xterm", (True, False, True), "standard output is"),
        ("xterm", (True, False, False), "standard output and standard error"),
    ],
)
def test_what_is_no_terminal_is_refused_with_what_to_do(
    term: str, isatty: tuple[bool, bool, bool], said: str
) -> None:
    reason = refuse_reason({"TERM": term}, isatty)
    assert said in reason
    assert ("hopyard ask" in reason) == bool(said)
    assert bool(reason) == bool(said)


# how a passage was reached


def test_the_tree_and_the_sources_say_how_a_passage_was_reached() -> None:
    kept = Evidence("1/2", "1", PASSAGE, 1.0, "near", "reached by “贝利斯克” in Yearbook")
    cited = Citation("1/2", SOURCE.id, 12, 20, "x" * 8, "p. 2")
    found = ev.FindingMade(finding=Finding("1/f1", "1", "x" * 8, (cited,)))
    assert not next(row for row in hop_rows(state_of(ev.EvidenceKept(evidence=kept))) if row.key == "1").below
    state = state_of(ev.EvidenceKept(evidence=kept), found)
    shown = next(row for row in hop_rows(state) if row.key == "1")
    assert plain(shown.below) == "Report: reached by “贝利斯克” in Yearbook"
    assert plain(evidence_row(state, kept).below).startswith("reached by “贝利斯克” in Yearbook: xxx")
    assert any("p. 2; near; reached by" in plain(row.line) for row in hop_details(state, "1"))
    apply(state, ev.stamp(ev.HopPruned(hop="1"), state.seq + 1, 50.0))
    assert not next(row for row in hop_rows(state) if row.key == "1").below


def test_a_passage_that_the_search_itself_found_has_no_way_to_tell() -> None:
    state = state_of()
    assert not next(row for row in hop_rows(state) if row.key == "1").below


# meanings of keys


SOURCE = Source("ab" * 16, "Report", "/r.pdf", "pdf", 100)
PASSAGE = Passage(SOURCE.id, 10, 40, "x" * 30, "p. 2")
CITATION = Citation("1/1", SOURCE.id, 12, 20, "x" * 8, "p. 2")


def state_of(*events: ev.Event) -> State:
    """A session with hops 1 and 1.1 and a piece of evidence, then these events."""
    state = State()
    begun: list[ev.Event] = [
        ev.SessionStarted(
            schema=1,
            session="s",
            question="q",
            created="",
            budget=Budget(),
            reasoner="r",
            retrievers=("library",),
        ),
        ev.HopAdded(hop="1", parent=ROOT, question="one", why="", origin="plan"),
        ev.HopAdded(hop="1.1", parent="1", question="two", why="", origin="follow"),
        ev.HopStarted(hop="1", question="one"),
        ev.SourceFound(source=SOURCE),
        ev.EvidenceKept(evidence=Evidence("1/1", "1", PASSAGE, 2.0, "")),
        ev.HopFinished(hop="1", outcome="found"),
    ]
    for seq, event in enumerate([*begun, *events]):
        apply(state, ev.stamp(event, seq, float(seq)))
    return state


def meant(
    key: str, *events: ev.Event, hop: str = ROOT, evidence: str = "", sources: Sequence[str] = ()
) -> object:
    return MEANINGS[key](Where(state_of(*events), hop, evidence, tuple(sources)))


def test_what_the_steering_keys_mean_where_the_cursor_stands() -> None:
    source = SOURCE.id
    assert meant("prune", hop="1") == cmd.PruneHop("1")
    assert isinstance(meant("prune"), str)
    assert meant("restore", ev.HopPruned(hop="1"), hop="1") == cmd.Restore("1")
    assert meant("restore", ev.HopPruned(hop="1"), hop="1.1") == cmd.Restore("1")
    assert meant("restore", ev.SourceDropped(source=source), hop="1", sources=[source]) == cmd.Restore(source)
    assert isinstance(meant("restore"), str)
    assert meant("drop-source", sources=[source]) == cmd.DropSource(source)
    assert isinstance(meant("drop-source"), str)
    assert isinstance(meant("drop-source", sources=[source, "other"]), str)
    assert meant("pin", evidence="1/1", sources=[source]) == cmd.Pin("1/1")
    assert meant("pin", ev.Pinned(target="1/1"), evidence="1/1") == cmd.Unpin("1/1")
    assert meant("pin", ev.Pinned(target=source), evidence="1/1", sources=[source]) == cmd.Unpin(source)
    assert isinstance(meant("pin"), str)


def test_the_pause_key_goes_on_whenever_the_session_waits() -> None:
    limit = ev.BudgetReached(limit="hops", value=1, held_back="hop 1.1")
    assert meant("pause") == cmd.Pause()
    assert meant("pause", ev.Paused()) == cmd.Continue()
    assert meant("pause", ev.Stopped()) == cmd.Continue()
    assert meant("pause", limit, ev.TreeSettled()) == cmd.Continue()
    assert meant("pause", limit) == cmd.Pause()
    assert meant("stop") == cmd.Stop()
    assert meant("stop", ev.Stopped()) == cmd.Continue()
    assert not waits(state_of())


# references


def test_references_number_each_place_once_in_reading_order() -> None:
    other = Citation("1/2", "cd" * 16, 0, 4, "yyyy", "row 3")
    again = Citation("1/1", SOURCE.id, 30, 38, "x" * 8, "p. 2")
    sentences = (
        Sentence("One.", "supported", (other,)),
        Sentence("Two.", "computed", (CITATION, other, again)),
    )
    answer = Answer(1, sentences, True, "", (Disagreement("n", (Side("1", again), Side("2", CITATION))),))
    refs = references(answer)
    assert [(ref.number, ref.location, len(ref.citations)) for ref in refs] == [
        (1, "row 3", 2),
        (2, "p. 2", 4),
    ]
    assert marks(sentences[1].citations, numbers(refs)) == "[2][1]"


def test_the_answer_as_markdown_and_a_quote_with_its_reference() -> None:
    sentences = (Sentence("It is\n12.", "disputed", (CITATION,)), Sentence("So be it.", "supported", ()))
    state = state_of(ev.AnswerWritten(answer=Answer(1, sentences, True, "The year is missing.")))
    assert answer_markdown(state) == (
        "# q\n\nIt is 12. [1] (disputed)  \nSo be it.  \n\nThe year is missing.\n\n"
        "## References\n\n[1] **Report**, p. 2 (/r.pdf)  \n"
    )
    assert quote_text(" twelve\n", SOURCE.id, "p. 2", state.sources) == "“twelve”\nReport, p. 2 (/r.pdf)"


def test_a_citation_leads_to_its_quote_in_its_passage_even_when_the_evidence_is_gone() -> None:
    target = target_of_citation(CITATION, state_of())
    assert (target.start, target.end, target.quote_start, target.quote_end) == (10, 40, 12, 20)
    gone = target_of_citation(CITATION, State())
    assert (gone.start, gone.end, gone.quote_start, gone.quote_end) == (12, 20, 12, 20)


# rows and lines out of the state


def test_every_standing_of_a_hop_has_a_mark_and_words_of_its_own() -> None:
    def stands(*events: ev.Event, hop: str = "1.1") -> tuple[str, str]:
        state = state_of(*events)
        return standing(state, state.hops[hop])[:2]

    started = ev.HopStarted(hop="1.1", question="two")
    nothing = ev.HopFinished(hop="1.1", outcome="nothing")
    assert stands() == ("o", "proposed")
    assert stands(started) == (">", "running")
    assert stands(hop="1") == ("+", "done (1)")
    assert stands(ev.SourceDropped(source=SOURCE.id), hop="1") == ("+", "done (0)")
    assert stands(started, nothing) == ("-", "nothing found")
    assert stands(started, ev.HopFailed(hop="1.1", error="no")) == ("!", "failed")
    assert stands(ev.HopPruned(hop="1")) == ("x", "pruned")
    assert stands(ev.HopEdited(hop="1", question="new"), hop="1") == ("o", "proposed")


def test_a_pruned_hop_dims_all_under_it_and_stays() -> None:
    rows = hop_rows(state_of(ev.HopPruned(hop="1")))
    assert [row.key for row in rows] == [ROOT, "1", "1.1"]
    assert {piece.style for row in rows[1:] for piece in row.line} == {"muted"}


def test_the_line_of_state_says_what_is_used_and_what_it_waits_for() -> None:
    def said(*events: ev.Event) -> str:
        return "  ".join(
            plain(part) for part in budget_parts(state_of(*events), 12.4, keymap({"pause": "f5"}))
        )

    limit = ev.BudgetReached(limit="hops", value=1, held_back="hop 1.1")
    assert said() == "1/12 hops  12/300 s  planning"
    assert said(ev.HopPruned(hop="1.1")) == "1/12 hops  12/300 s  writing the answer"
    assert said(ev.HopStarted(hop="1.1", question="two")) == "2/12 hops  12/300 s  1 hop runs"
    assert said(ev.TreeSettled()).endswith("done")
    assert said(ev.Paused()).endswith("PAUSED, f5 goes on")
    assert said(ev.Stopped()).endswith("STOPPED, s goes on")
    assert said(limit, ev.TreeSettled()).endswith("LIMIT of hops reached, f5 goes on  held back: hop 1.1")
    assert said(ev.SessionEnded(reason="x")).endswith("the session has ended")


def test_what_is_told_of_the_whole_says_searching_only_until_it_is_done() -> None:
    def said(*events: ev.Event) -> str:
        (row,) = detail_rows(state_of(*events), ROOT)
        return plain(row.line)

    search = ev.Searched(hop="1", retriever="library", query="q", found=1, elapsed_s=0.1)
    assert said() == "2 hops, 1 source, to be searched: library"
    assert said(search) == "2 hops, 1 source, searching library"
    assert said(ev.HopStarted(hop="1.1", question="two")) == "2 hops, 1 source, searching library"
    assert said(search, ev.TreeSettled()) == "2 hops, 1 source, searched library"
    assert said(search, ev.SessionEnded(reason="x")).endswith("searched library")
    assert said(ev.TreeSettled()).endswith("nothing searched")


def test_the_hints_name_the_hop_they_act_on_and_the_persons_own_keys() -> None:
    keys = keymap({"prune": "v"})
    shown = [plain(part) for part in hints("hops", "1.1", state_of(), keys).here]
    assert "v prune 1.1" in shown
    assert "space pause" in shown
    pruned = [plain(part) for part in hints("hops", "1.1", state_of(ev.HopPruned(hop="1")), keys).here]
    assert "r restore 1.1" in pruned
    assert plain(hints("hops", ROOT, None, keys).always) == "? help  q quit"


def test_the_web_is_offered_where_something_is_lacking() -> None:
    def shown(answered: bool, note: str = "") -> list[str]:
        events = (ev.AnswerWritten(answer=Answer(1, (), answered=answered, note=note)), ev.TreeSettled())
        state = state_of(ev.WebTurned(on=False), *events)
        return [plain(part) for part in hints("hops", "1", state, keymap({})).here]

    assert shown(answered=False)[1] == "w asks the web too"
    assert shown(answered=True, note="No sentence was found for: the rest")[1] == "w asks the web too"
    assert "w web on" in shown(answered=True)


def test_only_keys_that_have_something_to_do_are_hinted_and_an_unread_answer_first() -> None:
    def shown(*events: ev.Event, place: Place = "hops", unread: bool = False) -> list[str]:
        here = hints(place, "1", state_of(*events), keymap({}), unread=unread).here
        return [plain(part) for part in here]

    answered, again = (ev.AnswerWritten(answer=Answer(n, (), answered=True, note="")) for n in (1, 2))
    done = (answered, ev.TreeSettled())
    assert shown(*done, unread=True)[:2] == ["4 answer", "enter details"]
    assert not {"u undo", "ctrl+r redo", "space pause"} & set(shown(*done))
    pruned = ev.HopPruned(hop="1.1")
    assert "u undo" in shown(*done, pruned)
    assert "r restore" not in shown(*done, place="sources")
    assert "r restore" in shown(*done, ev.SourceDropped(source=SOURCE.id), place="sources")
    assert "d diff" not in shown(*done, place="answer")
    assert "d diff" in shown(answered, again, place="answer")
    assert "space go on" in shown(*done, ev.Paused())
    assert "s go on" in shown(ev.Stopped(), answered)
    assert "space go on" not in shown(ev.Stopped(), answered)


def test_a_wait_for_a_model_counts_down() -> None:
    wait = ev.ModelWaits(
        hop=ROOT, model="m", seconds=20, reason="The server is busy.", next_model="m", at=5.0
    )
    state = State(spent=Spent(Usage(input=10, requests=1)), waits={ROOT: wait})
    for now, left in ((None, 20), (5.0, 20), (17.4, 8), (99.0, 0)):
        said = [plain(part) for part in budget_parts(state, 0.0, keymap(), now)]
        assert f"waits {left} s for m, W skips that" in said


def test_an_answer_that_was_stopped_says_how_much_is_left() -> None:
    def said(*events: ev.Event) -> list[str]:
        state = state_of(*events, ev.AnswerWritten(answer=Answer(1, (), answered=True, note="")))
        return [plain(row.line) for row in answer_rows(state, state.answer)]

    assert said(ev.Stopped()) == ["Stopped before 1 hop was done."]
    assert said() == []


def test_a_reworded_hop_says_so_and_what_it_asked_at_first() -> None:
    rows = detail_rows(state_of(ev.HopEdited(hop="1", question="new")), "1")
    assert [plain(row.line) for row in rows][1].endswith("reworded by you; at first: one")


def test_what_is_said_of_a_hop_has_the_line_that_its_question_leaves() -> None:
    state = state_of()
    short, why = detail_rows(state, "1", 60)
    assert (short.most, why.most) == (2, 2)
    assert [row.most for row in detail_rows(state, "1", 3)] == [2, 1]


def test_a_search_that_failed_is_told_of_an_answer_that_lacks_something() -> None:
    begun = ev.HopStarted(hop="1.1", question="two")
    failed = ev.SearchFailed(hop="1.1", retriever="web", query="q", error="It cannot be reached.")
    ended = ev.HopFinished(hop="1.1", outcome="nothing", suggestions=())
    answers = [Answer(n, (), answered=n == 2, note="") for n in (1, 2)]

    def said(*events: ev.Event, n: int = 0) -> tuple[str, list[str]]:
        state = state_of(begun, *events, ended, ev.AnswerWritten(answer=answers[n]))
        rows = [plain(row.line) for row in answer_rows(state, state.answer)]
        return standing(state, state.hops["1.1"]).words, [
            row for row in rows if row.startswith("Not searched")
        ]

    words, rows = said(failed, failed)
    assert words.endswith(", a search failed")
    assert rows == ["Not searched: web: It cannot be reached."]
    assert said(failed, n=1)[1] == []
    found = ev.Searched(hop="1.1", retriever="web", query="q", found=1, elapsed_s=0.1)
    words, rows = said(failed, found)
    assert "failed" not in words
    assert rows == []


def test_a_disagreement_of_a_source_with_itself_is_told_as_that() -> None:
    def begins(*sources: str) -> tuple[str, str]:
        sides = tuple(Side("1 t", Citation("1/1", source, 0, 3, "1 t", "line 1")) for source in sources)
        return disagree_on(Disagreement("GPT-3 是什么时候发布的？", sides))

    assert begins("a", "b") == ("Sources disagree on ", "GPT-3 是什么时候发布的")
    assert begins("a", "a")[0] == "One source disagrees with itself on "


def test_titles_and_tabs_say_what_is_shown_and_that_an_answer_is_stale() -> None:
    answered = ev.AnswerWritten(answer=Answer(1, (), answered=False))
    state = state_of(answered, ev.HopPruned(hop="1"))
    titles = pane_titles(state, "1", 4, 2)
    assert [title.full for title in titles] == [
        "hops (2)",
        "steps, hop 1 (4)",
        "sources, hop 1 (2)",
        "answer v1, stale: recomputing",
    ]
    tabs = plain(tabs_line(titles, "steps", keymap(), unread=True))
    assert tabs == " 1 hops [2 steps, hop 1 (4)] 3 sources  4 answer v1 (stale) (new) "
    assert cell_len(tabs) < 80


# time


def test_the_stopwatch_counts_only_while_something_runs() -> None:
    now = [100.0]
    watch = Stopwatch(lambda: now[0])
    now[0] = 101.0
    assert (watch.seconds, watch.now) == (1.0, 1.0)
    watch.note(State(at=1.5, busy_s=1.5))
    now[0] = 103.0
    assert (watch.seconds, watch.now) == (3.5, 3.5)
    watch.note(State(at=4.0, busy_s=4.0, settled=True))
    now[0] = 200.0
    assert (watch.runs, watch.seconds, watch.now) == (False, 4.0, 4.0)
    watch.note(State(at=101.0, busy_s=4.0))
    now[0] = 201.0
    assert (watch.runs, watch.seconds, watch.now) == (True, 5.0, 102.0)
    watch.stop()
    now[0] = 300.0
    assert (watch.runs, watch.seconds, watch.now) == (False, 5.0, 102.0)


@given(mixed, mixed, mixed, mixed)
def test_what_changed_of_a_line_is_all_that_is_painted(head: str, old: str, new: str, tail: str) -> None:
    before, after = line(head, (old, "good"), tail), line(head, (new, "bad"), tail)
    cells = max(width(before), width(after)) + 1
    start, end = changed_span(before, after, cells)
    assert 0 <= start <= end <= cells
    kept = [painted_cells(each, cells) for each in (before, after)]
    assert kept[0][:start] + kept[1][start:end] + kept[0][end:] == kept[1]
    if before == after:
        assert start == end


def painted_cells(pieces: Line, cells: int) -> list[tuple[str, str, int]]:
    """What stands in each cell; a wide character takes two, and one without width stands with the next."""
    found: list[tuple[str, str, int]] = []
    for text, style in pieces:
        joined = ""
        for char in text:
            size = cell_len(char)
            joined += char
            if size:
                found += [(joined, style, part) for part in range(size)]
                joined = ""
    return found + [(" ", "", 0)] * (cells - len(found))
