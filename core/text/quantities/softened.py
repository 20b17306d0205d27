"""The softening words behind a figure: 左右, 以上, `or more`. Pure."""

from __future__ import annotations

from functools import cache

from hopyard.core.text.quantities.tables import hedges
from hopyard.core.text.quantities.values import Hedge


@cache
def _by_start() -> dict[str, list[tuple[str, Hedge]]]:
    found: dict[str, list[tuple[str, Hedge]]] = {}
    for form, hedge in hedges("after"):
        found.setdefault(form[0], []).append((form, hedge))
    return found


def after(text: str, at: int, hedge: Hedge) -> tuple[int, Hedge]:
    """Where a softening word behind `at` ends, and which way it goes; else `at` and `hedge`."""
    if at >= len(text):
        return at, hedge
    place = at + 1 if text[at] in " \u00a0" else at
    for form, found in _by_start().get(text[place : place + 1], ()):
        if text.startswith(form, place):
            end = place + len(form)
            if form in "+＋" and (
                place > at
                or text[end : end + 1].isdigit()
                or (text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit())
            ):
                continue
            if form[-1].isascii() and form[-1].isalpha() and text[end : end + 1].isalpha():
                continue
            return end, found if hedge is Hedge.EXACT else hedge
    return at, hedge
