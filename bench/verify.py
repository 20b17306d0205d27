"""How many sentences are checked in a second: `python -m bench.verify`, on one core.

The labelled sentences of the tests, each against its own passage first, then against one of about 100 kB in
which it stands. What is remembered of evidence is forgotten between rounds, so each round reads all anew.
A plain search for the sentence's text runs beside it; the ratio depends little on the machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from tests.core.reason.labelled_verdicts import Pair, pairs

from hopyard.core.reason.support import evidence, names, parts, words
from hopyard.core.reason.verify import verdict_of

_ROUNDS = 5
_LONG = 100_000


def _forget() -> None:
    for remembered in (
        evidence.prepared,
        evidence.figures_of,
        names.han_names,
        parts.reading,
        words.bag,
        words.words_of,
    ):
        remembered.cache_clear()


def _seconds(run: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        _forget()
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def _long(some: Sequence[Pair]) -> str:
    text = "\n\n".join(dict.fromkeys(pair.passage for pair in some))
    pieces: list[str] = []
    while sum(map(len, pieces)) < _LONG // 2:
        pieces.append(text.replace("1", str(2 + len(pieces) % 8)))
    return "\n\n".join((*pieces, text))


def main() -> None:
    """Print one line for each."""
    some = pairs()
    long = _long(some)
    size = len(long.encode()) / 1000
    verdict_of(some[0].sentence, [some[0].passage])

    def own() -> None:
        for pair in some:
            verdict_of(pair.sentence, [pair.passage])

    def within() -> None:
        for pair in some:
            verdict_of(pair.sentence, [long])

    def first() -> None:
        verdict_of(some[0].sentence, [long])

    plain = _seconds(lambda: [pair.sentence in long for pair in some])
    taken = _seconds(own)
    print(f"own passage: {len(some) / taken:,.0f} sentences/s, {taken / plain:,.0f} times a plain search")
    taken = _seconds(within)
    print(f"{size:.0f} kB: {len(some) / taken:,.0f} sentences/s, {taken / plain:,.0f} times a plain search")
    print(f"{size:.0f} kB, the first sentence: {_seconds(first) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
