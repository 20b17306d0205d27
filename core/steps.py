"""Puts events into words, one short true line each: for the steps on the screen and the progress on stderr.

A line states only what the event itself carries, or what can never change again (a source's title, which
act an undo reversed), so a line that was shown once stays true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from hopyard.core import events as ev
from hopyard.core import spending
from hopyard.core.state import ROOT, State

Tone = Literal["plan", "work", "result", "answer", "person", "trouble"]
"""What kind of step it is; `person` is an act of the person, `trouble` something that went wrong."""

MAX_CHARS = 300
"""Longer text of others (a question, an error) is cut to this many characters."""


class Step(NamedTuple):
    """One event in words. `hop` is `root` for what concerns the whole session; `at` is in seconds."""

    seq: int
    at: float
    hop: str
    tone: Tone
    text: str


class _Said(NamedTuple):
    hop: str
    tone: Tone
    text: str


def describe(event: ev.Event, state: State) -> Step | None:
    """The event as a step; None for events that are no news by themselves (a source entered, all is still).

    `state` is the session's state at the event or at any later one; the line is the same.
    """
    teller = _TELLERS.get(type(event))
    if teller is None:
        return None
    said = teller(event, state)
    return Step(event.seq, event.at, said.hop, said.tone, said.text)


def is_told(event: ev.Event) -> bool:
    """Whether `describe` makes a step of the event."""
    return type(event) in _TELLERS


def _added(event: ev.HopAdded, state: State) -> _Said:
    reason = f" ({_short(event.why)})" if event.why else ""
    return _Said(event.hop, "plan", f"proposed: {_short(event.question)}{reason}")


def _started(event: ev.HopStarted, state: State) -> _Said:
    return _Said(event.hop, "work", f"runs: {_short(event.question)}")


def _searched(event: ev.Searched, state: State) -> _Said:
    found = _count(event.found, "passage") if event.found else "nothing"
    where = f"searched {_short(event.retriever)} for “{_short(event.query)}”"
    return _Said(event.hop, "work", f"{where}: {found}, {event.elapsed_s:.2f} s")


def _search_failed(event: ev.SearchFailed, state: State) -> _Said:
    where = f"search of {_short(event.retriever)} for “{_short(event.query)}”"
    return _Said(event.hop, "trouble", f"{where} failed: {_short(event.error)}")


def _provider_asked(event: ev.ProviderAsked, state: State) -> _Said:
    query, provider = f"“{_short(event.query)}”", _short(event.provider)
    if event.error:  # which may say that it was not even asked
        return _Said(event.hop, "trouble", f"{provider} gave no answer to {query}: {_short(event.error)}")
    found = _count(event.found, "page") if event.found else "nothing found"
    return _Said(event.hop, "work", f"sent {query} to {provider}: {found}, {event.elapsed_s:.2f} s")


def _page_read(event: ev.PageRead, state: State) -> _Said:
    if event.error:
        return _Said(event.hop, "trouble", f"page {_short(event.url)}: {_short(event.error)}")
    how = "kept from before" if event.kept else f"{event.elapsed_s:.2f} s"
    size = _count(event.n_chars, "character")
    return _Said(
        event.hop, "work", f"read {_short(event.title or event.url)} ({_short(event.url)}): {size}, {how}"
    )


_WORK = {"plan": "to plan", "read": "to read", "answer": "to write the answer"}


def _model_asked(event: ev.ModelAsked, state: State) -> _Said:
    asked = f"asks {_short(event.model)} {_WORK[event.job]}"
    most = "" if event.usd is None else f", at most ${event.usd:.4f}"
    return _Said(event.hop, "work", f"{asked}: about {_count(event.tokens, 'token')}{most}")


def _model_waits(event: ev.ModelWaits, state: State) -> _Said:
    if not event.reason:
        return _Said(event.hop, "work", f"{_short(event.model)} replies, after the wait")
    model = _short(event.model)
    again = "It is asked again" if event.next_model == event.model else f"{_short(event.next_model)} is asked"
    when = f"in {event.seconds:.0f} s" if event.seconds >= 0.5 else "at once"
    # Most reasons name the model already.
    reason = _short(event.reason).removeprefix(f"Model {model}: ")
    return _Said(event.hop, "trouble", f"{model}: {reason} {again} {when}.")


def _model_used(event: ev.ModelUsed, state: State) -> _Said:
    used = event.usage
    about = "about " if used.estimated else ""
    cache = spending.kept_in_cache(used.cached, event.saved_usd)
    kept = f" ({cache})" if cache else ""
    cost = "" if event.usd is None else f", ${event.usd:.4f}"
    read = used.input + used.cached + used.cache_written
    said = f"{about}{read:,} tokens in{kept}, {used.output:,} out{cost}, {event.elapsed_s:.1f} s"
    if event.outcome == "answered":
        return _Said(event.hop, "work", f"{_short(event.model)} replied: {said}")
    why = f" ({_short(event.error)})" if event.error else ""
    return _Said(event.hop, "trouble", f"{_short(event.model)}: {event.outcome}{why}: {said}")


def _kept(event: ev.EvidenceKept, state: State) -> _Said:
    kept = event.evidence
    why = ", ".join(_short(part) for part in (kept.reason, kept.via) if part)
    reason = f": {why}" if why else ""
    place = f"{_title(kept.passage.source, state)}, {_short(kept.passage.location)}"
    return _Said(kept.hop, "result", f"kept {place}{reason}")


def _found(event: ev.FindingMade, state: State) -> _Said:
    return _Said(event.finding.hop, "result", f"found: {_short(event.finding.text)}")


def _finished(event: ev.HopFinished, state: State) -> _Said:
    outcome = "done" if event.outcome == "found" else "done, nothing found"
    follow = _count(len(event.suggestions), "follow-up question")
    return _Said(event.hop, "result", f"{outcome}; suggests {follow}" if event.suggestions else outcome)


def _undone(event: ev.Undone, state: State) -> _Said:
    hop, act = _act(event.reverses, state)
    return _Said(hop, "person", f"undone by you: {act}")


def _redone(event: ev.Redone, state: State) -> _Said:
    hop, act = _act(event.restores, state)
    return _Said(hop, "person", f"redone by you: {act}")


def _budget_reached(event: ev.BudgetReached, state: State) -> _Said:
    said = f"limit of {event.value:g} {event.limit} reached"
    return _Said(
        ROOT, "trouble", f"{said}; held back: {_short(event.held_back)}" if event.held_back else said
    )


def _answer_written(event: ev.AnswerWritten, state: State) -> _Said:
    answer = event.answer
    said = _count(len(answer.sentences), "sentence") if answer.answered else "not answered"
    note = f" ({_short(answer.note)})" if answer.note else ""
    cells = [cell for row in answer.table.cells for cell in row] if answer.table is not None else []
    if answer.table is not None:
        said += f", a table with {sum(bool(cell.values) for cell in cells)} of {len(cells)} cells filled"
    chains = [one.calculation.chain for one in answer.sentences if one.calculation is not None]
    worked = f"; calculated {_short('; '.join(chains))}" if chains else ""
    n_disputed = len(answer.disagreements)
    disputed = f"; {_count(n_disputed, 'disagreement')}" if n_disputed else ""
    return _Said(ROOT, "answer", f"answer version {answer.version}: {said}{worked}{disputed}{note}")


_TELLERS: dict[type[ev.Event], Callable[[Any, State], _Said]] = {
    ev.SessionStarted: lambda event, _: _Said(ROOT, "plan", f"asked: {_short(event.question)}"),
    ev.SessionResumed: lambda event, _: _Said(
        ROOT, "person", f"resumed on {_day(event.resumed)}" + "; a line cut off was dropped" * event.torn
    ),
    ev.HopAdded: _added,
    ev.HopStarted: _started,
    ev.Searched: _searched,
    ev.SearchFailed: _search_failed,
    ev.ProviderAsked: _provider_asked,
    ev.PageRead: _page_read,
    ev.ModelAsked: _model_asked,
    ev.ModelThought: lambda event, _: _Said(event.hop, "work", f"thinks: {_short(event.text)}"),
    ev.ModelWaits: _model_waits,
    ev.ModelUsed: _model_used,
    ev.WaitSkipped: lambda event, _: _Said(ROOT, "person", "wait for a model skipped by you"),
    ev.EvidenceKept: _kept,
    ev.FindingMade: _found,
    ev.HopFinished: _finished,
    ev.HopFailed: lambda event, _: _Said(event.hop, "trouble", f"failed: {_short(event.error)}"),
    ev.HopInterrupted: lambda event, _: _Said(event.hop, "work", f"interrupted: {_short(event.reason)}"),
    ev.LateArrived: lambda event, _: _Said(
        event.hop, "work", f"came too late, left out: {_short(event.what)}"
    ),
    ev.Noted: lambda event, _: _Said(event.hop, "work", _short(event.text)),
    ev.HopExpanded: lambda event, _: _Said(event.hop, "person", f"added by you: {_short(event.question)}"),
    ev.HopPruned: lambda event, _: _Said(event.hop, "person", "pruned by you, with all under it"),
    ev.HopRestored: lambda event, _: _Said(event.hop, "person", "restored by you"),
    ev.HopEdited: lambda event, _: _Said(event.hop, "person", f"reworded by you: {_short(event.question)}"),
    ev.SourceDropped: lambda event, state: _Said(
        ROOT, "person", f"source dropped by you: {_title(event.source, state)}"
    ),
    ev.SourceRestored: lambda event, state: _Said(
        ROOT, "person", f"source restored by you: {_title(event.source, state)}"
    ),
    ev.Pinned: lambda event, state: _Said(
        _hop_of(event.target, state), "person", f"pinned by you: {_target(event.target, state)}"
    ),
    ev.Unpinned: lambda event, state: _Said(
        _hop_of(event.target, state), "person", f"unpinned by you: {_target(event.target, state)}"
    ),
    ev.Undone: _undone,
    ev.Redone: _redone,
    ev.Paused: lambda event, _: _Said(ROOT, "person", "paused by you; what runs ends, nothing else starts"),
    ev.Continued: lambda event, _: _Said(ROOT, "person", "continued by you"),
    ev.WebTurned: lambda event, _: _Said(
        ROOT,
        "person",
        "web turned on by you; what found nothing runs again" if event.on else "web turned off by you",
    ),
    ev.Stopped: lambda event, _: _Said(ROOT, "person", "stopped by you"),
    ev.CommandRefused: lambda event, _: _Said(ROOT, "trouble", f"refused: {_short(event.reason)}"),
    ev.BudgetReached: _budget_reached,
    ev.AnswerWritten: _answer_written,
    ev.SessionEnded: lambda event, _: _Said(ROOT, "work", f"session closed: {_short(event.reason)}"),
}
"""Every event but those of `UNTOLD`; a test holds the two together with the union of all events."""

UNTOLD: frozenset[type[ev.Event]] = frozenset(
    {ev.PlanMade, ev.SourceFound, ev.TreeSettled, ev.ModelCounted, ev.AnswerGrew}
)
"""Events without a step."""


def _act(seq: int, state: State) -> tuple[str, str]:
    """The hop and the words of the act that an undo or redo names by its seq."""
    for act in state.acts:
        if act.event.seq == seq:
            said = _TELLERS[type(act.event)](act.event, state)
            return said.hop, f"“{said.text.replace(' by you', '', 1)}”"
    return ROOT, f"step {seq}"


def _day(iso: str) -> str:
    """`2026-11-22T08:15:00+00:00` as a person reads it."""
    return f"{iso[:10]} at {iso[11:16]} UTC"


def _hop_of(target: str, state: State) -> str:
    """The hop of an evidence id (`1.2/3`); the session for a source."""
    hop, slash, _ = target.rpartition("/")
    return hop if slash and hop in state.hops else ROOT


def _target(target: str, state: State) -> str:
    return _title(target, state) if target in state.sources else f"evidence {_short(target)}"


def _title(source: str, state: State) -> str:
    known = state.sources.get(source)
    return _short(known.title or known.path) if known is not None else _short(source)


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _short(text: str) -> str:
    """The text on one line, cut at MAX_CHARS."""
    line = " ".join(text[: 4 * MAX_CHARS].split())
    return line if len(line) <= MAX_CHARS and len(text) <= 4 * MAX_CHARS else line[: MAX_CHARS - 1] + "…"
