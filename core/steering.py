"""What a command means in a given state: the events it causes, or why it is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import CommandError
from hopyard.core.state import ROOT, Hop, State
from hopyard.core.values import MAX_QUESTION_CHARS

MAX_LEVELS = 40
"""Hops deeper than this are refused; a tree that deep is nobody's question, and ids grow with it."""

_MIN_SOURCE_PREFIX = 6
_MAX_LISTED = 30
_MAX_SHOWN = 60
_HOP_ID = re.compile(r"[1-9]\d{0,5}(\.[1-9]\d{0,5})*", re.ASCII)


class NoSuchHop(CommandError):
    """The command names a hop that is not in the tree (or not yet)."""


def decide(state: State, command: cmd.Command) -> ev.Event:
    """The event that carries the command out.

    Raises: CommandError if the command does not fit the state; NoSuchHop if the hop may still come.
    """
    decider = _DECIDERS.get(type(command))
    if decider is None:
        raise CommandError(f"Unknown command: {type(command).__name__}.")
    return decider(state, command)


def _refuse_if(condition: bool, message: str, next_step: str = "") -> None:
    if condition:
        raise CommandError(message, next_step)


def _hop(state: State, hop_id: str) -> Hop:
    hop = state.hops.get(hop_id)
    if hop is None:
        error = NoSuchHop if _HOP_ID.fullmatch(hop_id) else CommandError
        known = [hop.id for hop in state.walk()]
        listed = ", ".join(known[:_MAX_LISTED]) or "none yet"
        more = f" and {len(known) - _MAX_LISTED} more" if len(known) > _MAX_LISTED else ""
        raise error(f"There is no hop {_quoted(hop_id)}.", f"Hops: {listed}{more}.")
    return hop


def _quoted(name: str) -> str:
    """A name out of a command as a message can show it: printable, and not the whole of a long one."""
    shown = name if len(name) <= _MAX_SHOWN else name[: _MAX_SHOWN - 1] + "…"
    return shown if shown.isprintable() else repr(shown)


def _prune(state: State, command: cmd.PruneHop) -> ev.Event:
    hop_id = command.hop
    hop = _hop(state, hop_id)
    _refuse_if(state.is_pruned(hop), f"Hop {hop_id} is pruned already.")
    return ev.HopPruned(hop=hop_id)


def _restore(state: State, command: cmd.Restore) -> ev.Event:
    target = command.target
    if target not in state.hops and (source := _find_source(state, target)) is not None:
        _refuse_if(source not in state.marks.dropped, f"Source {_quoted(target)} was not dropped.")
        return ev.SourceRestored(source=source)
    hop = _hop(state, target)
    if target in state.marks.pruned:
        return ev.HopRestored(hop=target)
    _refuse_if(not state.is_pruned(hop), f"Hop {target} is not pruned.")
    above = next((one.id for one in state.upwards(hop) if one.id in state.marks.pruned), None)
    if above is not None:
        raise CommandError(f"Hop {target} is cut with hop {above}.", f"Restore hop {above}.")
    raise CommandError(
        f"The question that hop {target} hangs on was undone or reworded.", "Undo or redo that first."
    )


def _expand(state: State, command: cmd.ExpandHop) -> ev.Event:
    parent, question = command.hop, command.question.strip()
    if parent != ROOT:
        hop = _hop(state, parent)
        _refuse_if(state.is_pruned(hop), f"Hop {parent} is pruned.", "Restore it before expanding it.")
        _refuse_if(hop.depth >= MAX_LEVELS, f"Hop {_quoted(parent)} lies {MAX_LEVELS} levels deep already.")
    why = "asked by you"
    if not question:
        open_ones = open_suggestions(state, parent)
        where = "The question" if parent == ROOT else f"Hop {parent}"
        _refuse_if(not open_ones, f"{where} has no suggestion left.", "Type a question.")
        question, why = open_ones[0]
    _check_length(question)
    children = state.children(parent)
    hop_id = f"{len(children) + 1}" if parent == ROOT else f"{parent}.{len(children) + 1}"
    return ev.HopExpanded(hop=hop_id, parent=parent, question=question, why=why)


def open_suggestions(state: State, parent: str) -> list[tuple[str, str]]:
    """The suggestions (question, why) under a hop, or of all hops for `root`, that nobody asked yet."""
    asked = {same_question(wording) for wording in state.asked()}
    hops = list(state.surviving()) if parent == ROOT else [state.hops[parent]]
    return [
        (suggestion.question, suggestion.why)
        for hop in hops
        for suggestion in hop.suggestions
        if same_question(suggestion.question) not in asked
    ]


def same_question(question: str) -> str:
    """What two wordings of the same question share: letters and digits, lower case."""
    return "".join(char for char in question.lower() if char.isalnum())


def _edit(state: State, command: cmd.EditHop) -> ev.Event:
    hop_id, question = command.hop, command.question.strip()
    hop = _hop(state, hop_id)
    _refuse_if(state.is_pruned(hop), f"Hop {hop_id} is pruned.", "Restore it before editing it.")
    _refuse_if(not question, "A hop needs a question.")
    _refuse_if(question == state.question_of(hop), f"Hop {hop_id} asks exactly that.")
    _check_length(question)
    return ev.HopEdited(hop=hop_id, question=question)


def _check_length(question: str) -> None:
    _refuse_if(
        len(question) > MAX_QUESTION_CHARS,
        f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are taken.",
        "Shorten it.",
    )


def _find_source(state: State, name: str) -> str | None:
    """A source by its id, or by the beginning of it if only one source begins so."""
    if name in state.sources:
        return name
    matches = [source for source in state.sources if source.startswith(name)]
    return matches[0] if len(matches) == 1 and len(name) >= _MIN_SOURCE_PREFIX else None


def _drop(state: State, command: cmd.DropSource) -> ev.Event:
    name = command.source
    source = _find_source(state, name)
    if source is None:
        raise CommandError(
            f"There is no source {_quoted(name)} in this session.", "Take an id from the sources."
        )
    _refuse_if(source in state.marks.dropped, f"Source {_quoted(name)} was dropped already.")
    return ev.SourceDropped(source=source)


def _pinnable(state: State, name: str) -> str:
    for hop in state.walk():
        if name in hop.evidence:
            return name
    source = _find_source(state, name)
    if source is None:
        raise CommandError(f"There is no evidence or source {_quoted(name)}.", "Take an id from the sources.")
    return source


def _pin(state: State, command: cmd.Pin) -> ev.Event:
    name = command.target
    target = _pinnable(state, name)
    _refuse_if(target in state.marks.pinned, f"{_quoted(name)} is pinned already.")
    return ev.Pinned(target=target)


def _unpin(state: State, command: cmd.Unpin) -> ev.Event:
    name = command.target
    target = _find_source(state, name) or name
    _refuse_if(target not in state.marks.pinned, f"{_quoted(name)} is not pinned.")
    return ev.Unpinned(target=target)


def _undo(state: State, command: cmd.Undo) -> ev.Event:
    act = state.last_act()
    if act is None:
        raise CommandError("There is nothing to undo.")
    return ev.Undone(reverses=act.event.seq)


def _redo(state: State, command: cmd.Redo) -> ev.Event:
    _refuse_if(not state.undone, "There is nothing to redo.")
    return ev.Redone(restores=state.undone[-1])


def _pause(state: State, command: cmd.Pause) -> ev.Event:
    _refuse_if(state.paused, "The session is paused already.", "Continue it first.")
    return ev.Paused()


def _continue(state: State, command: cmd.Continue) -> ev.Event:
    waits = state.paused or state.stopped or bool(state.limits_met)
    _refuse_if(not waits, "The session is neither paused nor stopped, and no budget was met.")
    return ev.Continued()


def _stop(state: State, command: cmd.Stop) -> ev.Event:
    _refuse_if(state.stopped, "The session is stopped already.", "Continue it first.")
    return ev.Stopped()


def _use_web(state: State, command: cmd.UseWeb) -> ev.Event:
    if state.web == "none":
        raise CommandError("No provider of the web is set up.", "Set one under [web] in the settings.")
    _refuse_if(state.web == command.state, f"The web is {command.state} already.")
    return ev.WebTurned(on=command.state == "on")


def _skip_wait(state: State, command: cmd.SkipWait) -> ev.Event:
    _refuse_if(not state.waits, "No model is waited for.")
    return ev.WaitSkipped()


_DECIDERS: dict[type[cmd.Command], Callable[[State, Any], ev.Event]] = {
    cmd.PruneHop: _prune,
    cmd.Restore: _restore,
    cmd.ExpandHop: _expand,
    cmd.EditHop: _edit,
    cmd.DropSource: _drop,
    cmd.Pin: _pin,
    cmd.Unpin: _unpin,
    cmd.Undo: _undo,
    cmd.Redo: _redo,
    cmd.Pause: _pause,
    cmd.Continue: _continue,
    cmd.Stop: _stop,
    cmd.UseWeb: _use_web,
    cmd.SkipWait: _skip_wait,
}
