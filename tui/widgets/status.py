"""The lines around the panes: tabs, budget and state, hints of keys. Pure functions from state to line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from hopyard.core import schedule, spending
from hopyard.core.state import ROOT, State
from hopyard.tui.actions import action_named
from hopyard.tui.intents import waits
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import Line, Piece, join, line

PaneName = Literal["hops", "steps", "sources", "answer"]
PANES: tuple[PaneName, ...] = ("hops", "steps", "sources", "answer")
"""In the order of the keys 1 to 4."""

Place = PaneName | Literal["question"]


class PaneTitle(NamedTuple):
    """What a pane is called: in full, and in short for the tab of a pane out of sight."""

    full: str
    short: str

    def with_filter(self, text: str) -> PaneTitle:
        """The title with what the pane's rows must hold to be shown."""
        return PaneTitle(f"{self.full} /{text}", f"{self.short} /{text}") if text else self


def pane_titles(
    state: State | None, hop: str, n_steps: int, n_sources: int, n_hidden: int = 0
) -> list[PaneTitle]:
    """The titles in the order of `PANES`. `hop` is the one whose steps and sources are shown; `n_hidden`
    counts the hops that the tree leaves out."""
    if state is None:
        return [PaneTitle(name, name) for name in PANES]
    of = "all" if hop == ROOT else f"hop {hop}"
    version = f"answer v{state.answer.version}" if state.answer is not None else "answer"
    outdated = state.answer is not None and state.stale
    if state.draft and state.writes:
        version, outdated = f"answer v{len(state.answers) + 1}, being written", False
    recomputing = ": recomputing" if not (state.paused or state.ended) else ""
    return [
        PaneTitle(f"hops ({len(state.hops)}{f', {n_hidden} hidden' if n_hidden else ''})", "hops"),
        PaneTitle(f"steps, {of} ({n_steps})", "steps"),
        PaneTitle(f"sources, {of} ({n_sources})", "sources"),
        PaneTitle(version + f", stale{recomputing}" * outdated, version + " (stale)" * outdated),
    ]


def tabs_line(titles: Sequence[PaneTitle], active: str, keys: Keymap, *, unread: bool) -> Line:
    """The panes as tabs; the one on show in brackets and reversed, a new answer marked as new."""
    pieces: list[Piece] = []
    for name, title in zip(PANES, titles, strict=True):
        label = f"{keys.shown(f'pane-{name}')} {title.full if name == active else title.short}"
        if name == "answer" and unread:
            label += " (new)"
        shown = f"[{label}]" if name == active else f" {label} "
        pieces += line((shown, "cursor" if name == active else ""))
    return tuple(pieces)


def budget_parts(state: State, busy_s: float, keys: Keymap, now: float | None = None) -> list[Line]:
    """What was used, and what the session does or waits for, with the key that goes on.

    `now`, in seconds since the session began, lets the waits for models count down.
    """
    used = f"{state.n_started}/{schedule.hop_limit(state)} hops"
    seconds = f"{busy_s:.0f}/{schedule.seconds_limit(state):.0f} s"
    parts = [line(used), line(seconds), line(_doing(state, keys)), *_model_parts(state, keys, now)]
    if state.web == "on":
        parts.insert(0, line(("web", "strong")))
    held = [reached.held_back for reached in state.limits_met.values() if reached.held_back]
    return [*parts, line((f"held back: {'; '.join(held)}", "muted"))] if held else parts


def _model_parts(state: State, keys: Keymap, now: float | None) -> list[Line]:
    """What is waited for; what models used and cost, from the first request on: `~` where a part of it is
    estimated. The most needed first: a narrow window has no room for all."""
    spent = spending.so_far(state)
    used = spent.usage
    if not used.tokens and not used.requests:
        return []
    parts = []
    for wait in state.waits.values():
        left = wait.seconds if now is None else max(0.0, wait.at + wait.seconds - now)
        words = f"waits {left:.0f} s for {wait.model}, {keys.shown('skip-wait')} skips that"
        parts.append(line((words, "warn")))
    about = "~" if used.estimated or state.asking else ""
    parts.append(line(f"{about}{_short(used.tokens)}/{_short(spending.token_limit(state))} tokens"))
    if spent.usd or not spent.unpriced:
        more = "+?" if spent.unpriced else ""
        parts.append(line(f"{about}{_money(spent.usd)}{more}/${spending.usd_limit(state):.2f}"))
    parts.append(line(f"{used.requests}/{spending.request_limit(state)} req"))
    kept = f" + {_short(used.cached)} cached" if used.cached else ""
    in_and_out = f"in {_short(used.input + used.cache_written)}{kept}, out {_short(used.output)}"
    return [*parts, line((in_and_out, "muted"))]


def _money(usd: float) -> str:
    return f"${usd:.4f}" if usd < 0.01 else f"${usd:.2f}"


def _short(n: int) -> str:
    """A count in few cells: `9,876`, `12k`, `1.2M`."""
    if n < 10_000:
        return f"{n:,}"
    return f"{n // 1000}k" if n < 1_000_000 else f"{n / 1e6:.1f}M"


def _doing(state: State, keys: Keymap) -> tuple[str, str]:
    """What the session does, or what it waits for."""
    go_on = keys.shown("pause")
    if state.ended:
        return "the session has ended", "warn"
    if state.stopped:
        return f"STOPPED, {keys.shown('stop')} goes on", "warn"
    if state.paused:
        return f"PAUSED, {go_on} goes on", "warn"
    if state.limits_met and state.settled:
        return f"LIMIT of {' and '.join(state.limits_met)} reached, {go_on} goes on", "warn"
    return ("done", "good") if state.settled else (_at_work(state), "accent")


def _at_work(state: State) -> str:
    n_running = len(state.running())
    if n_running:
        return "1 hop runs" if n_running == 1 else f"{n_running} hops run"
    about_to_search = not state.hops or schedule.ready(state)
    return "planning" if about_to_search else "writing the answer"


class Hints(NamedTuple):
    """The keys worth knowing in a place, most useful first, and those that are always shown."""

    here: list[Line]
    always: Line


def hints(place: Place, hop: str, state: State | None, keys: Keymap, *, unread: bool = False) -> Hints:
    """The hints for where the focus is; `hop` is the one that the keys would act on.

    `unread` says that a new answer stands in a pane out of sight: then how to get there comes first.
    """
    if place == "question":
        asks = line(("enter", "strong"), (" asks", "muted"))
        return Hints([asks, hint(keys, "pane-next", "to the panes")], hint(keys, "quit-now", "quit"))
    always = join([hint(keys, "help"), hint(keys, "quit")], "  ")
    if state is None:
        return Hints([hint(keys, "open", "ask"), hint(keys, "question")], always)
    there = [hint(keys, "pane-answer", "answer")] if unread else []
    return Hints([*there, *_hints_of(place, hop, state, keys)], always)


def _hints_of(place: Place, hop: str, state: State, keys: Keymap) -> list[Line]:
    on = state.hops.get(hop)
    found = [hint(keys, "open", {"hops": "details", "sources": "read", "answer": "read"}.get(place, "open"))]
    lacking = state.web == "off" and state.settled and _lacks(state)
    if lacking:
        found.append(hint(keys, "web", "asks the web too"))
    if place == "sources" and state.marks.dropped and (on is None or not state.is_pruned(on)):
        found.append(hint(keys, "restore"))
    if place == "sources":
        found += [hint(keys, "drop-source", "drop"), hint(keys, "pin")]
    if place == "answer":
        found += _of_the_answer(state, keys)
    elif place == "sources":
        found.append(hint(keys, "copy"))
    if on is not None and state.is_pruned(on):
        found.append(hint(keys, "restore", f"restore {hop}"))
    elif on is not None:
        found.append(hint(keys, "prune", f"prune {hop}"))
    if on is None or not state.is_pruned(on):
        found.append(hint(keys, "expand"))
    found += _of_the_session(state, keys)
    if state.web != "none" and not lacking:
        found.append(hint(keys, "web", "web off" if state.web == "on" else "web on"))
    return [*found, hint(keys, "filter")]


def _of_the_session(state: State, keys: Keymap) -> list[Line]:
    """The keys that act on the whole, as far as there is something for them to do."""
    found = []
    if state.last_act() is not None:
        found.append(hint(keys, "undo"))
    if state.undone:
        found.append(hint(keys, "redo"))
    if state.stopped:
        found.append(hint(keys, "stop", "go on"))
    elif not state.settled or waits(state):
        found.append(hint(keys, "pause", "go on" if waits(state) else "pause"))
    if not state.settled and not state.stopped:
        found.append(hint(keys, "stop"))
    return [*found, hint(keys, "question")]


def _of_the_answer(state: State, keys: Keymap) -> list[Line]:
    """The keys that only an answer has, as far as this one has a use for them."""
    if state.answer is None:
        return [hint(keys, "copy")]
    found = [hint(keys, "why")]
    if len(state.answers) > 1:
        found.append(hint(keys, "diff"))
    found.append(hint(keys, "copy"))
    if state.answer.table is not None:
        found.append(hint(keys, "chart"))
    return found


def _lacks(state: State) -> bool:
    """Whether the answer leaves something of the question open."""
    return state.answer is not None and (not state.answer.answered or bool(state.answer.note))


def hint(keys: Keymap, action_id: str, words: str = "") -> Line:
    """A key and what it does; the registry's own words if none are given."""
    return line((keys.shown(action_id), "strong"), (f" {words or action_named(action_id).hint}", "muted"))
