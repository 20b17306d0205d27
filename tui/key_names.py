"""Names of keys: how a setting spells them, how Textual does, and how a person reads them."""

from __future__ import annotations

from textual.keys import key_to_character

_NAMED = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"}
    | {"backspace", "enter", "escape", "tab", "space"}
    | {f"f{n}" for n in range(1, 25)}
)
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})


def shown_key(key: str) -> str:
    """A key as a person reads it: `E`, `ctrl+r`, `pgdn`."""
    return {"pageup": "pgup", "pagedown": "pgdn", "escape": "esc"}.get(key, key)


def textual_key(key: str) -> str:
    """The key in a binding, where a comma separates keys."""
    return "comma" if key == "," else key


def split_keys(text: str) -> tuple[str, ...]:
    """The keys of a setting, each once and spelt one way; a comma alone is the comma key."""
    if text.strip() == ",":
        return (",",)
    return tuple(dict.fromkeys(_spelt(key.strip()) for key in text.split(",") if key.strip()))


def _spelt(key: str) -> str:
    """`*` for `asterisk`: two spellings of one key would hide a clash."""
    character = key_to_character(key) if len(key) > 1 and key not in _NAMED else None
    return character if character is not None and character.isprintable() else key


def is_key(key: str) -> bool:
    """Whether the text names a key: a character, a named key, either with modifiers before it."""
    if len(key) == 1:
        return key.isprintable()
    *modifiers, last = key.split("+")
    known = len(last) == 1 or last in _NAMED
    return known and all(modifier in _MODIFIERS for modifier in modifiers)


def types_a_character(key: str) -> bool:
    """Whether the key would type into a text field."""
    return len(key) == 1 or key == "space"
