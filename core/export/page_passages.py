"""The part of a page that shows the passages: each quote in the text around it, with the ways back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from hopyard.core.citing import Reference, caveats, cited_as, cited_in, described
from hopyard.core.errors import HopyardError
from hopyard.core.export.anchors import Anchors
from hopyard.core.export.markup import lang, line, lines, link
from hopyard.core.export.material import counted
from hopyard.core.export.passages import Excerpt, excerpts, holds
from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Evidence

MAX_IN_CONTEXT = 300
"""Cited places that are shown in the text around them; further ones are shown as their quote alone."""
_QUOTE_CHARS = 300
"""Of a quote without the text around it, and of a passage that is not cited."""
_GAP = re.compile(r"\n\s*\n\s*\n")
"""Two empty lines or more: room that a page does not need."""
_PASSAGE_CHARS = 1_000


def passages(
    state: State, refs: list[Reference], places: Anchors, text_of: Callable[[str], str]
) -> Iterator[str]:
    """The cited passages, then those that were kept only."""
    yield "<h2>Passages cited</h2>"
    if not refs:
        yield '<p class="soft">The answer cites none.</p>'
    texts: dict[str, str] = {}
    for ref in refs:
        in_context = ref.number <= MAX_IN_CONTEXT
        if in_context and ref.source not in texts:
            texts = {ref.source: _text(text_of, ref.source)}  # one at a time: sources can be long
        yield from _reference(state, ref, texts[ref.source] if in_context else None)
    if places.further:
        yield '<section id="further"><h2>Kept, not cited</h2>'
        for n, kept in enumerate(places.further, start=1):
            yield from _further(state, n, kept, places)
        yield "</section>"
    if places.n_not_shown:
        yield f'<p class="soft">{counted(places.n_not_shown, "further passage")} not shown here.</p>'


def _reference(state: State, ref: Reference, text: str | None) -> Iterator[str]:
    yield f'<article class="ref" id="r{ref.number}">'
    yield _head(state, ref.source, ref.location, f"[{ref.number}] ")
    spans = [(one.start, one.end) for one in ref.citations if text is not None and holds(text, one)]
    if told := caveats(ref.citations, state.sources):
        yield f'<p class="note">{line(told)}</p>'
    for excerpt in excerpts(text or "", spans):
        yield _quoted(excerpt)
    loose = dict.fromkeys(one.quote for one in ref.citations if text is None or not holds(text, one))
    for quote in loose:
        shown = quote if text is not None else f"{quote[:_QUOTE_CHARS]}{'…' * (len(quote) > _QUOTE_CHARS)}"
        yield f"<blockquote{lang(quote)}><mark>{lines(shown)}</mark></blockquote>"
    if loose and text is not None:
        yield '<p class="note">The text kept with the session does not hold these words here.</p>'
    yield f'<p class="back">{_back(state.answer, ref)}</p></article>'


def _quoted(excerpt: Excerpt) -> str:
    whole = "".join(text for text, _ in excerpt.pieces)
    pieces = (
        f"<mark>{lines(text)}</mark>" if quoted else lines(_GAP.sub("\n\n", text))
        for text, quoted in excerpt.pieces
    )
    cut = '<span class="cut-here">…</span>'
    before, after = f"{cut} " * excerpt.cut_before, f" {cut}" * excerpt.cut_after
    return f"<blockquote{lang(whole)}>{before}{''.join(pieces)}{after}</blockquote>"


def _back(answer: Answer | None, ref: Reference) -> str:
    """The ways back to what cites a reference."""
    if answer is None:
        return ""

    def cites(citation: Citation) -> bool:
        return (citation.source, citation.location) == (ref.source, ref.location)

    ways = [
        link(f"s{n}", f"sentence {n}")
        for n, sentence in enumerate(answer.sentences, start=1)
        if any(map(cites, sentence.citations))
    ]
    ways += [
        link(f"d{n}", f"disagreement {n}")
        for n, found in enumerate(answer.disagreements, start=1)
        if any(cites(side.citation) for side in found.sides)
    ]
    if any(map(cites, cited_in(answer.table))):
        ways.append(link("table", "the table"))
    return f"Cited by {', '.join(ways)}"


def _further(state: State, n: int, kept: Evidence, places: Anchors) -> Iterator[str]:
    passage = kept.passage
    yield f'<article class="ref" id="e{n}">'
    yield _head(state, passage.source, passage.location, "")
    cut = "…" * (len(passage.text) > _PASSAGE_CHARS)
    yield f"<blockquote{lang(passage.text)}>{lines(passage.text[:_PASSAGE_CHARS])}{cut}</blockquote>"
    hop = places.hops.get(kept.hop)
    of = f"hop {line(kept.hop)}"
    yield f'<p class="back">Kept by {link(hop, of) if hop is not None else of}</p></article>'


def _head(state: State, source: str, location: str, number: str) -> str:
    known = state.sources.get(source)
    title = cited_as(source, state.sources)
    path = known.path if known is not None else ""
    where = ", ".join(part for part in (line(location), _path(path)) if part)
    dropped = "; source dropped by the person" if source in state.marks.dropped else ""
    about = described(source, state.sources)
    told = f'<p class="where">{line(about)}</p>' if about else ""
    return f'<h3{lang(title)}>{number}{line(title)}</h3><p class="where">{where}{dropped}</p>{told}'


def _path(path: str) -> str:
    """A path as text; the address of a page as a link, which is followed only by the reader's own act."""
    try:
        is_page = urlsplit(path).scheme in ("http", "https")
    except ValueError:
        is_page = False
    shown = line(path)
    return f'<a href="{shown}" rel="noopener noreferrer nofollow">{shown}</a>' if is_page else shown


def _text(text_of: Callable[[str], str], source: str) -> str:
    try:
        return text_of(source)
    except HopyardError:
        return ""
