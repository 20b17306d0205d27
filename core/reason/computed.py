"""Calculations as sentences of the answer with their chains, and what is said where none was made. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from hopyard.core.citing import numbers, references
from hopyard.core.ports import Brief
from hopyard.core.question.calculations import Operation
from hopyard.core.reason.telling import retold, tell
from hopyard.core.reason.working import Working, result_of, stated_in
from hopyard.core.text.quantities import Dimension, Quantity, quantities
from hopyard.core.values import Answer, Sentence, Worked, WorkedOperand

_CHINESE = {
    Operation.RATIO: "比值为 {}",
    Operation.DIFFERENCE: "相差 {}",
    Operation.SHARE: "占 {}",
    Operation.GROWTH: "变化 {}",
    Operation.SUM: "合计 {}",
    Operation.PER_UNIT: "平均 {}",
    Operation.TIMES: "{first}是{second}的 {}",
    Operation.MULTIPLY: "乘积为 {}",
    Operation.AVERAGE: "平均 {}",
}
_ENGLISH = {
    Operation.RATIO: "The ratio is {}",
    Operation.DIFFERENCE: "The difference is {}",
    Operation.SHARE: "The share is {}",
    Operation.GROWTH: "The change is {}",
    Operation.SUM: "Together {}",
    Operation.PER_UNIT: "On average {}",
    Operation.TIMES: "{first} to {second}, {}",
    Operation.MULTIPLY: "The product is {}",
    Operation.AVERAGE: "On average {}",
}
_RESULTS = {
    Operation.SHARE: Dimension.SHARE,
    Operation.GROWTH: Dimension.SHARE,
    Operation.TIMES: Dimension.MULTIPLE,
}
"""What the result of an operation is counted in, where nothing else is."""


def with_computed(sentences: Sequence[Sentence], worked: Sequence[Working], brief: Brief) -> list[Sentence]:
    """The sentences with those of the calculations before them; behind those that state a result itself.

    What the calculations' sentences say is left open for `numbered`.
    """
    first: list[Sentence] = []
    computed: list[Sentence] = []
    for one in worked:
        if not one.figures:
            continue
        value = result_of(one, [1] * len(one.figures)).value
        hops = {hop.id for hop in brief.hops if hop.question == one.part}
        quoted = {figure.citation.quote for figure in one.figures}
        first += [
            sentence
            for sentence in sentences
            if sentence.hop in hops
            and sentence.citations[0].quote not in quoted
            and stated_in(sentence.text, value)
        ]
        citations = tuple(dict.fromkeys(figure.citation for figure in one.figures))
        computed.append(Sentence("", "computed", citations, next(iter(sorted(hops)), "")))
    return [*first, *computed, *(sentence for sentence in sentences if sentence not in first)]


def numbered(sentences: Sequence[Sentence], worked: Sequence[Working], chinese: bool) -> tuple[Sentence, ...]:
    """The sentences with the calculations' chains, now that the numbers of the references are known."""
    number_of = numbers(references(Answer(0, tuple(sentences), answered=True)))
    made = iter([one for one in worked if one.figures])
    return tuple(
        _written(sentence, next(made), number_of, chinese)
        if sentence.verdict == "computed" and not sentence.text
        else sentence
        for sentence in sentences
    )


def _written(
    sentence: Sentence, one: Working, number_of: Mapping[tuple[str, str], int], chinese: bool
) -> Sentence:
    cited = [number_of[figure.citation.source, figure.citation.location] for figure in one.figures]
    result = result_of(one, cited)
    expression = result.chain.removesuffix(f" = {result.text}")
    worked = Worked(
        one.planned.operation.value,
        tuple(
            WorkedOperand(ask.name, figure.written, figure.citation)
            for ask, figure in zip(one.planned.operands, one.figures, strict=True)
        ),
        expression,
        result.text,
        result.rounded,
    )
    words = (_CHINESE if chinese else _ENGLISH)[one.planned.operation]
    colon = "：" if chinese else ": "
    shown = result.text if chinese else result.text.replace("倍", " times")
    names = [ask.name for ask in one.planned.operands]
    said = words.format(shown, first=names[0], second=names[-1])
    return replace(sentence, text=f"{said}{colon}{result.chain}", calculation=worked)


def notes_of(worked: Sequence[Working], brief: Brief, chinese: bool) -> Iterator[str]:
    """What is said of calculations: operands that are missing, or that do not go together."""
    for one in worked:
        stated = [finding.text for hop in brief.hops if hop.question == one.part for finding in hop.findings]
        if one.missing and not any(_states_a_result(text, one.planned.operation) for text in stated):
            joint = "；" if chinese else "; "
            if one.bounds:
                names = joint.join(ask.name for ask in one.bounds)
                yield tell(
                    chinese, "Not calculated: of {} only a bound or an order of size is stated.", names
                )
            if lacking := [ask.name for ask in one.missing if ask not in one.bounds]:
                yield tell(chinese, "Not calculated: no figure was found for {}.", joint.join(lacking))
        elif one.refused:
            yield retold(f"Not calculated: {one.refused}", chinese)


def _states_a_result(text: str, operation: Operation) -> bool:
    wanted = _RESULTS.get(operation)
    return wanted is not None and any(
        isinstance(found.value, Quantity) and found.value.unit.dimension is wanted
        for found in quantities(text)
    )
