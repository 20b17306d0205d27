"""Which keys do what: the registry's, with the person's own put in.

`[keys]` in the configuration replaces the keys of an action by its id; what would clash is left out and
reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from hopyard.tui.actions import ACTIONS, STEERING, Action, Scope
from hopyard.tui.key_names import is_key, shown_key, split_keys, textual_key, types_a_character

_TOGETHER: tuple[tuple[Scope, ...], ...] = (
    ("hops", "list", "session", "app"),
    ("hops", "list", "replay", "session", "app"),
    ("reader", "list", "app"),
    ("prompt",),
    ("help", "list"),
    ("library", "manage", "list", "app"),
    ("settings", "manage", "list", "app"),
    ("sessions", "manage", "list", "app"),
    ("confirm",),
)
"""Scopes whose keys are listened to at the same time, the innermost first."""

_SHADOWS = frozenset({("back", "quit"), ("leave-screen", "quit"), ("replay-back", "quit")})
"""Pairs that share a key on purpose: the inner one wins."""


class Keymap:
    """Which keys do what, with the person's own put in, and what of those could not be.

    All who show keys hold the same one: when the settings change, `become` changes it for all of them.
    """

    def __init__(
        self,
        keys: Mapping[str, tuple[str, ...]],
        changed: Mapping[str, str] | None = None,
        problems: tuple[str, ...] = (),
    ) -> None:
        self.keys = keys
        """By action id."""
        self.changed: Mapping[str, str] = changed or {}
        """By action id, as Textual's keymap wants them; only those that differ from the defaults."""
        self.problems = problems
        """A sentence for each setting that was left out."""

    def become(self, other: Keymap) -> None:
        """Hold the other's keys from now on."""
        self.keys, self.changed, self.problems = other.keys, other.changed, other.problems

    def shown(self, action_id: str) -> str:
        """The action's first key as a person reads it."""
        keys = self.keys[action_id]
        return shown_key(keys[0]) if keys else "(no key)"

    def textual_keys(self, action_id: str) -> tuple[str, ...]:
        """The action's keys as Textual names them."""
        return tuple(map(textual_key, self.keys[action_id]))

    def all_shown(self, action_id: str) -> str:
        """All keys of the action as a person reads them."""
        return " ".join(shown_key(key) for key in self.keys[action_id])


def keymap(overrides: Mapping[str, str] | None = None, actions: Sequence[Action] = ACTIONS) -> Keymap:
    """The defaults with `overrides` (action id to keys, separated by commas) put in.

    An override that names no action, holds no key, or takes a key that another action has at the same
    time is left out, with a sentence in `problems`.
    """
    by_id = {action.id: action for action in actions}
    keys = {action.id: action.keys for action in actions}
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for action_id, text in (overrides or {}).items():
        problem = _unusable(action_id, text, by_id)
        if problem:
            problems.append(problem)
        else:
            wanted[action_id] = split_keys(text)
    keys.update(wanted)
    for action_id, taken in wanted.items():
        other = _clash(by_id[action_id], keys, actions)
        if other is not None:
            key, rival = other
            problems.append(
                f'[keys] {action_id} = "{",".join(taken)}": the key {shown_key(key)} does '
                f"“{rival.id}” already; the setting is left out."
            )
            keys[action_id] = by_id[action_id].keys
    changed = {
        name: ",".join(map(textual_key, keys[name])) for name in wanted if keys[name] != by_id[name].keys
    }
    return Keymap(keys, changed, tuple(problems))


def _unusable(action_id: str, text: str, by_id: Mapping[str, Action]) -> str:
    """Why a setting cannot be used at all; empty if it can."""
    if action_id not in by_id:
        near = difflib.get_close_matches(action_id, by_id, n=1)
        hint = f" Did you mean “{near[0]}”?" if near else " The help screen lists the names."
        return f"[keys] {action_id}: there is no such action.{hint}"
    keys = split_keys(text)
    if not keys:
        return f"[keys] {action_id}: no key is given; the setting is left out."
    for key in keys:
        if not is_key(key):
            return f'[keys] {action_id}: “{key}” is not a key; write "p", "ctrl+r", "f5" or "pageup".'
        if by_id[action_id].priority and types_a_character(key):
            return f"[keys] {action_id}: “{key}” types a character; this action needs ctrl or a function key."
    return ""


def _clash(
    action: Action, keys: Mapping[str, tuple[str, ...]], actions: Iterable[Action]
) -> tuple[str, Action] | None:
    """The first key of the action that another one has at the same time, with that other one."""
    for other in actions:
        if other.id == action.id or (other.id, action.id) in _SHADOWS or (action.id, other.id) in _SHADOWS:
            continue
        if _never_both(action, other) or _never_both(other, action):
            continue
        if not any(action.scope in scopes and other.scope in scopes for scopes in _TOGETHER):
            continue
        for key in keys[action.id]:
            if key in keys[other.id]:
                return key, other
    return None


def _never_both(action: Action, other: Action) -> bool:
    """Whether one is of a replay, and the other off there."""
    return action.scope == "replay" and other.id in STEERING
