"""Candidates are ranked by their signs alone."""

import numpy as np
import pytest

from hopyard.core.index.chains.ranking import rank
from hopyard.core.index.chains.signs import Pair, SaidOf, Signs
from hopyard.core.index.chains.weights import Weights

N = 4


def row(*values: float) -> np.ndarray:
    return np.array([*values, *[0.0] * (N - len(values))], dtype=np.float32)


def signs(own: np.ndarray, pairs: tuple[Pair, ...] = (), *, apart: bool = False, **more: np.ndarray) -> Signs:
    names = ("called", "title", "written", "years", "kind", "scope", "phrase", "like")
    rows = {name: row() for name in names} | {"own": own, "said": own}
    alike = tuple((str(n),) for n in range(N))
    sides = more.pop("sides", np.zeros((0, N), dtype=np.float32))
    shares = more.pop("shares", own[None, :])
    said_of = SaidOf(np.full((len(shares), 1), 1 / len(shares), np.float32), shares, np.zeros_like(shares))
    return Signs(
        **(rows | more),
        told=np.zeros(N, dtype=np.bool_),
        said_of=said_of,
        pairs=pairs,
        sides=sides,
        apart=apart,
        called_alike=alike,
    )


def led(seed: int, to: int) -> Pair:
    """The seed leads to one candidate, and to no other."""
    there = row()
    there[to] = 1.0
    return Pair(seed, there, row(), there, there, there, row(), {to: ("corvanth",)})


def order(some: Signs) -> list[int]:
    return [one.place for one in rank(some, Weights(), N)]


def test_what_a_passage_leads_to_is_worth_more() -> None:
    own = row(0.9, 0.5, 0.4, 0.1)
    assert order(signs(own)) == [0, 1, 2, 3]
    led_to = order(signs(own, (led(0, 3),)))
    assert led_to.index(3) < led_to.index(1)


def test_what_leads_to_the_answer_is_worth_most_of_it() -> None:
    own = row(0.2, 0.3, 0.25, 0.3)
    assert order(signs(own))[0] == 1
    assert set(order(signs(own, (led(0, 3),)))[:2]) == {0, 3}


def test_the_third_of_a_chain_is_worth_what_it_says_beyond_both_others() -> None:
    own = row(0.6, 0.2, 0.1, 0.1)
    chain = (led(0, 1), led(1, 2), led(1, 3)._replace(gain=row()))
    shares = np.array([row(1.0, 0.0, 1.0, 0.0), row(0.0, 1.0, 0.0, 0.0), row(0.0, 0.0, 0.0, 1.0)])
    ranked = order(signs(own, chain, shares=shares))
    assert ranked.index(3) < ranked.index(2)


@pytest.mark.parametrize("apart", [False, True])
def test_where_sides_are_asked_about_apart_none_leads_to_another(apart: bool) -> None:
    own = row(0.9, 0.6, 0.1, 0.1)
    sides = np.array([row(1.0, 0.0, 0.0, 0.0), row(0.0, 1.0, 0.0, 0.6)])
    ranked = order(signs(own, (led(0, 3),), apart=apart, sides=sides))
    assert (ranked.index(1) < ranked.index(3)) == apart


def test_a_report_that_is_meant_comes_before_one_that_says_the_same() -> None:
    assert order(signs(row(0.5, 0.5, 0.5), scope=row(0.0, 0.0, 1.0)))[0] == 2


def test_what_means_the_same_is_worth_more_and_needs_no_word() -> None:
    assert order(signs(row(0.5, 0.5), like=row(0.0, 1.0, 0.5))) == [1, 0, 2]
    assert order(signs(row(0.5, 0.5))) == [0, 1]
