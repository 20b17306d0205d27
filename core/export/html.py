"""A session as one page that stands by itself: no script, no request, each claim linked to its passage.

The page's own policy forbids everything but the one style it holds, so that nothing out of a source could be
fetched or run even if an escape were missing somewhere.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files

from hopyard.core.citing import disagree_on, verdict_of
from hopyard.core.export.anchors import Anchors, anchors
from hopyard.core.export.markup import line, spoken
from hopyard.core.export.material import PERSON, Material, counted, day, deeds, facts, left_out
from hopyard.core.export.page_passages import passages
from hopyard.core.export.page_table import table
from hopyard.core.export.page_tree import cited, happened, hops
from hopyard.core.state import ROOT, State
from hopyard.core.values import Answer


def html(material: Material) -> str:
    """The whole session. Long sources are not in it, only the cited passages with the text around them."""
    state, refs = material.state, material.references
    places = anchors(state, refs)
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    parts = [
        *_head(material, style),
        '<body><a class="skip" href="#passages">To the passages</a><div class="page"><main>',
        *_question(material),
        *_answer(state.answer, places),
        '<section id="hops"><h2>Hops</h2>',
        *hops(state, places),
        "</section>",
        *_steering(state, places),
        *_left_out(state),
        '<section id="steps"><h2>Steps</h2>',
        *happened(state, places),
        "</section>",
        '<section id="about"><h2>About this session</h2><dl>',
        *(f"<dt>{name}</dt><dd>{spoken(value)}</dd>" for name, value in facts(material)),
        '</dl></section></main><aside id="passages" aria-label="Passages">',
        *passages(state, refs, places, material.text_of),
        "</aside></div></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _head(material: Material, style: str) -> Iterator[str]:
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer"><meta name="generator" content="hopyard">'
    yield f"<title>{line(material.title or material.state.question)}</title>"
    yield f"<style>{style}</style></head>"


def _question(material: Material) -> Iterator[str]:
    state = material.state
    yield f"<header>{spoken(state.question, 'h1')}"
    extent = [day(state.created), counted(len(state.hops), "hop"), counted(len(state.sources), "source")]
    version = state.answer.version if state.answer is not None else 0
    extent += [f"answer version {version}"] if version > 1 else []
    yield f'<p class="meta">{" · ".join(part for part in extent if part)}</p>'
    if material.title:
        yield f'<p class="meta">{spoken(material.title)}</p>'
    yield "</header>"


def _answer(answer: Answer | None, places: Anchors) -> Iterator[str]:
    yield '<section id="answer"><h2>Answer</h2>'
    if answer is None:
        yield '<p class="unanswered">There is no answer yet.</p></section>'
        return
    if not answer.answered:
        yield '<p class="unanswered">Not answered.</p>'
    if answer.table is not None:
        yield from table(answer.table, places)
    for n, sentence in enumerate(answer.sentences, start=1):
        words = verdict_of(sentence).strip(" ()")
        verdict = f" {spoken(words, style='verdict')}" if words else ""
        hop = places.hops.get(sentence.hop)
        of = f' <a class="verdict" href="#{hop}">hop {line(sentence.hop)}</a>' if hop is not None else ""
        said = f"{spoken(sentence.text)} {cited(sentence.citations, places)}{verdict}{of}"
        yield f'<p class="said {sentence.verdict}" id="s{n}">{said}</p>'
    if answer.note:
        yield spoken(answer.note, "p", "note")
    for near in answer.nearest:
        quote = spoken(" ".join(near.quote.split()))
        yield f'<p class="note">Nearest, and not an answer: “{quote}” {cited((near,), places)}</p>'
    for n, found in enumerate(answer.disagreements, start=1):
        sides = "; ".join(f"{spoken(side.value)} {cited((side.citation,), places)}" for side in found.sides)
        reason = f" ({spoken(found.reason)})" if found.reason else ""
        begins, subject = disagree_on(found)
        yield f'<p class="said disputed" id="d{n}">{begins}{spoken(subject)}: {sides}{reason}</p>'
    yield "</section>"


def _steering(state: State, places: Anchors) -> Iterator[str]:
    done = deeds(state)
    if not done:
        return
    yield f'<section id="steering"><h2>What {PERSON} did</h2><ul class="plain">'
    for deed in done:
        hop = places.hops.get(deed.hop) if deed.hop != ROOT else None
        of = f'<a href="#{hop}">hop {line(deed.hop)}</a>: ' if hop is not None else ""
        yield f"<li>{deed.at:.1f} s, {of}{spoken(deed.text)}{'' if deed.holds else ' (undone)'}</li>"
    yield "</ul></section>"


def _left_out(state: State) -> Iterator[str]:
    out = left_out(state)
    if not out:
        return
    yield '<section id="left-out"><h2>Left out of the answer</h2><ul class="plain">'
    yield from (f"<li>{spoken(one.what)} ({line(one.by)})</li>" for one in out)
    yield "</ul></section>"
