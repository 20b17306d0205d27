"""Why the sentence under the cursor stands: its verdict, the reason, the operands, the quotes. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from hopyard.core.citing import cited_as, marks, numbers, references
from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Sentence
from hopyard.tui.render import line
from hopyard.tui.widgets.answer_pane import shown_answer
from hopyard.tui.widgets.lines import Row

_UNTOLD = "This session was made before reasons were told."
_STYLES = {"supported": "good", "computed": "accent", "disputed": "warn", "unsupported": "warn"}
_Part = str | tuple[str, str]


def reason_rows(state: State, chosen: str) -> list[Row]:
    """The sentence of an answer's row (`s0`), or every sentence where no row of a sentence is chosen.

    Without an answer there are no rows.
    """
    answer = shown_answer(state)
    if answer is None:
        return []
    at = int(chosen[1:]) if chosen[:1] == "s" and chosen[1:].isdigit() else -1
    picked = answer.sentences[at : at + 1] if 0 <= at < len(answer.sentences) else answer.sentences
    found: list[tuple[_Part, ...]] = []
    for sentence in picked:
        found += [("",)] if found else []
        found += _told(sentence, answer, state)
    if answer.missing and len(picked) != 1:
        found += [("",)] if found else []
        found += [(("Not in your sources: ", "warn"), "; ".join(answer.missing))]
    if not answer.answered:
        found += [(("Not answered. ", "warn"), answer.note)]
    return [Row(str(n), line(*parts), hang=2) for n, parts in enumerate(found)]


def _told(sentence: Sentence, answer: Answer, state: State) -> Iterator[tuple[_Part, ...]]:
    number_of = numbers(references(answer))
    yield (" ".join(sentence.text.split()), (f" {marks(sentence.citations, number_of)}", "accent"))
    yield ((f"{sentence.verdict.capitalize()}: ", _STYLES[sentence.verdict]), sentence.reason or _UNTOLD)
    if sentence.hop:
        yield (("Found by hop ", "muted"), sentence.hop)
    worked = sentence.calculation
    for operand in worked.operands if worked is not None else ():
        where = marks([operand.citation], number_of)
        yield (("Operand: ", "muted"), f"{operand.name} = {operand.value}", (f" {where}", "accent"))
    for citation in sentence.citations:
        yield (
            (f"{marks([citation], number_of)} ", "accent"),
            f"“{' '.join(citation.quote.split())}” ",
            (_where(citation, state), "muted"),
        )


def _where(citation: Citation, state: State) -> str:
    return f"{cited_as(citation.source, state.sources)}, {citation.location}"
