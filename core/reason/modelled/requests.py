"""Makes the requests of the three jobs: instructions from files, passages as data, a form for the reply."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from msgspec.structs import replace

from hopyard.core.models.port import Document, ModelRequest, Turn
from hopyard.core.ports import Brief, HopTask
from hopyard.core.reason.modelled.replies import AnswerReply, PlanReply, ReadReply, schema_of
from hopyard.core.values import Evidence, Hit

MAX_OUTPUT = {"plan": 4_000, "read": 6_000, "answer": 8_000}
"""Tokens of output, thinking included."""
_MAX_REPEATED = 4_000
"""Characters of a reply that could not be read that its repair repeats."""


@lru_cache(maxsize=8)
def prompt(name: str) -> str:
    """The text of a prompt file."""
    return (resources.files("hopyard.core.reason") / "prompts" / f"{name}.md").read_text("utf-8").strip()


def plan_request(question: str) -> ModelRequest:
    """Split a question. It holds the question alone."""
    return ModelRequest(
        system=prompt("plan"),
        turns=(Turn("user", f"The question:\n{question}"),),
        max_tokens=MAX_OUTPUT["plan"],
        schema=schema_of(PlanReply),
        question_alone=True,
    )


def read_request(task: HopTask, hits: Sequence[Hit]) -> ModelRequest:
    """Read passages for a hop; they are numbered from 1 in the order of `hits`."""
    above = "".join(f"\nwhich led to: {question}" for question in task.trail)
    words = f"The person asked: {task.root}{above}\n\nThe question to read for:\n{task.question}"
    return ModelRequest(
        system=prompt("read"),
        turns=(Turn("user", words, tuple(document(str(n), hit) for n, hit in enumerate(hits, start=1))),),
        max_tokens=MAX_OUTPUT["read"],
        schema=schema_of(ReadReply),
    )


def document(name: str, hit: Hit) -> Document:
    """A passage as a model gets it."""
    return Document(
        name, hit.source.title, _place(hit.passage.location, hit.passage.heading), hit.passage.text
    )


def answer_request(brief: Brief, chosen: Sequence[Evidence]) -> ModelRequest:
    """Write the answer from chosen evidence."""
    pieces = tuple(
        Document(
            kept.id,
            brief.titles.get(kept.passage.source, ""),
            _place(kept.passage.location, kept.passage.heading),
            kept.passage.text,
        )
        for kept in chosen
    )
    return ModelRequest(
        system=prompt("answer"),
        turns=(Turn("user", _told(brief, {kept.id for kept in chosen}), pieces),),
        max_tokens=MAX_OUTPUT["answer"],
        schema=schema_of(AnswerReply),
    )


def repaired(request: ModelRequest, reply: str, error: str) -> ModelRequest:
    """The request once more, after a reply that could not be read."""
    said = Turn("assistant", reply[:_MAX_REPEATED].strip() or "(nothing)")
    return replace(request, turns=(*request.turns, said, Turn("user", prompt("repair").format(error=error))))


def _place(location: str, heading: str) -> str:
    return ", ".join(part for part in (location, heading) if part)


def _told(brief: Brief, given: set[str]) -> str:
    """What was asked and found on the way, hop by hop."""
    lines = []
    for hop in brief.hops:
        lines.append(f"- {hop.id} {hop.question}")
        for finding in hop.findings:
            ids = [one.evidence for one in finding.citations if one.evidence in given]
            if ids:
                lines.append(f"  found: {' '.join(finding.text.split())} ({', '.join(dict.fromkeys(ids))})")
        if not hop.found:
            lines.append("  found nothing")
    pinned = [name for name in brief.pinned if name in given]
    wanted = f"\n\nPinned by the person: {', '.join(pinned)}" if pinned else ""
    asked = "\n".join(lines)
    return (
        f"What was asked on the way, and found:\n{asked}{wanted}\n\nThe question to answer:\n{brief.question}"
    )
