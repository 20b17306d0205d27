"""Dotted keys (`budget.hops`): which exist, what each allows, and how a text becomes a value of it.

Every value is checked on its own, so that an error can name the key, where the value came from, and what
is allowed instead. An *origin* is a phrase: `file PATH`, `environment HOPYARD_...`, `command line`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from hopyard.core.config import BUDGET_KINDS, Config
from hopyard.core.config.secrets import may_be_secret, refuse_secret
from hopyard.core.errors import ConfigError
from hopyard.core.values import Budget

_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")
"""Names under `[models]` and `[keys]`: TOML's bare keys, so that a dotted key needs no quotes."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def kind_of(key: str) -> Any | None:
    """The type that the schema gives a dotted key: of a value or of a table; None if there is no such key."""
    kind: Any = Config
    for name in key.split("."):
        kind = _member(kind, name)
        if kind is None:
            return None
    return kind


def is_table(kind: Any) -> bool:
    """Whether a type of the schema is a table: one with fixed fields, or one whose names a person chooses."""
    return is_open(kind) or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))


def is_open(kind: Any) -> bool:
    """Whether a type of the schema is a table whose names a person chooses: `[models]`, `[keys]`."""
    return get_origin(kind) is Mapping


@functools.cache
def fixed_keys() -> tuple[str, ...]:
    """Every dotted key that always exists, in the order of the schema; none of `[models]` and `[keys]`."""
    return tuple(_fixed_keys(Config, ""))


def _fixed_keys(kind: Any, prefix: str) -> Iterator[str]:
    for name, child in _fields(kind).items():
        if not is_table(child):
            yield prefix + name
        elif not is_open(child):
            yield from _fixed_keys(child, f"{prefix}{name}.")


@functools.cache
def _fields(kind: Any) -> Mapping[str, Any]:
    if kind is Budget:
        return BUDGET_KINDS
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _member(kind: Any, name: str) -> Any | None:
    if is_open(kind):
        return get_args(kind)[1] if _NAME.match(name) else None
    return _fields(kind).get(name) if is_table(kind) else None


def flat(table: Mapping[str, Any], origin: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Walk a TOML document as (dotted key, value), values not yet checked.

    Raises: ConfigError for a key or table that the schema does not have, or a value where a table belongs.
    """
    for name, value in table.items():
        key = prefix + name
        if "." in name:
            # It would be read as two names below.
            raise ConfigError(
                f'{origin}: the name "{_clean(key)}" holds a dot.', "Leave out the quotation marks."
            )
        kind = kind_of(key)
        if kind is None:
            raise unknown_key(key, origin)
        if not is_table(kind):
            yield key, value
        elif isinstance(value, Mapping):
            yield from flat(value, origin, f"{key}.")
        else:
            raise ConfigError(
                f"{origin}: {key} is a table, not a value.", f"Write [{key}] on a line of its own."
            )


def parse(key: str, text: str) -> Any:
    """Read a text, from a variable or the command line, as a value of `key`; `check` has the last word.

    Texts are taken as they stand; lists are TOML arrays or separated by commas; the rest is TOML.
    """
    kind = _bare(kind_of(key))
    if kind is str or get_origin(kind) is Literal:
        return text
    if get_origin(kind) is tuple and not text.strip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        document = tomllib.loads(f"value = {text.strip()}")
    except (ValueError, RecursionError):  # ValueError too: tomllib lets it through for a number too long
        return text
    return document["value"] if document.keys() == {"value"} else text


def check(key: str, value: object, origin: str) -> Any:
    """The value as the schema has it.

    Raises: ConfigError naming origin, key and what is allowed; for an unknown key, the nearest known one.
    """
    kind = kind_of(key)
    if kind is None:
        raise unknown_key(key, origin)
    if is_table(kind):
        raise ConfigError(f"{origin}: {key} is a table, not a value.", f"{_takes(key, kind)}")
    refuse_secret(key, value, origin)
    try:
        checked = msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise ConfigError(
            f"{origin}: {key} cannot be {_shown(key, value)}.", f"Allowed: {allowed(kind)}."
        ) from None
    if any(_CONTROL.search(text) for text in _texts(checked)):
        raise ConfigError(
            f"{origin}: {key} holds a control character or half a character.", "Type the value again by hand."
        )
    return checked


def allowed(kind: Any) -> str:
    """What a type of the schema allows, in words."""
    meta = _meta(kind)
    bare = _bare(kind)
    if meta is not None and meta.description:
        return meta.description
    if get_origin(bare) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(bare))
    if get_origin(bare) is tuple:
        return f"a list; each {allowed(get_args(bare)[0])}"
    words = {bool: "true or false", str: "text", int: "a whole number", float: "a number"}[bare]
    return words if meta is None else f"{words} from {meta.ge:,} to {meta.le:,}"


def choices(kind: Any) -> tuple[str, ...]:
    """The texts among which a type of the schema lets one choose; empty where a value is typed."""
    bare = _bare(kind)
    if bare is bool:
        return "true", "false"
    return get_args(bare) if get_origin(bare) is Literal else ()


def unknown_key(key: str, origin: str, spell: Callable[[str], str] = str) -> ConfigError:
    """The error for a key that does not exist; `spell` writes the one proposed as its origin would."""
    parent, _, name = key.rpartition(".")
    while parent and kind_of(parent) is None:
        parent, _, name = parent.rpartition(".")
    table = kind_of(parent) if parent else Config
    message = f"{origin}: there is no key {_clean(key)}."
    if is_open(table):
        return ConfigError(message, f"A name under [{parent}] may hold letters, digits, - and _ only.")
    meant = _meant(key, parent, name, table)
    return ConfigError(message, f"Did you mean {spell(meant)}?" if meant else _takes(parent, table))


def _meant(key: str, parent: str, name: str, table: Any) -> str | None:
    """The key that was probably meant, where `name` is the first part of `key` that does not exist."""
    near = nearest(name, _fields(table)) if is_table(table) else None
    beside = (f"{parent}.{near}" if parent else near) if near else None
    elsewhere = [one for one in fixed_keys() if one.endswith(f".{name}")]
    if len(elsewhere) != 1:
        elsewhere = [one for one in [nearest(key, fixed_keys())] if one]
    # A wrong table with a right key in it is better mended as a whole.
    whole_first = key not in {name, f"{parent}.{name}"}
    candidates = [*elsewhere, beside] if whole_first else [beside, *elsewhere]
    return next((one for one in candidates if one), None)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None if none is like it; for `[keys]`, action names too."""
    import difflib  # noqa: PLC0415 - 5 ms at every start, for something only an error needs

    found = difflib.get_close_matches(word.lower()[:80], list(known), 1, 0.6)
    return found[0] if found else None


def _takes(parent: str, table: Any) -> str:
    if not is_table(table):
        return f"{parent} is a value, not a table."
    if is_open(table):
        return f"Name what is meant: {parent}.NAME."
    where = f"[{parent}] takes" if parent else "The tables are"
    return f"{where}: {', '.join(_fields(table))}."


def _shown(key: str, value: object) -> str:
    """A refused value for an error, a truth value as TOML writes it; not where it may be a secret."""
    try:
        text = repr(value).lower() if isinstance(value, bool) else repr(value)
    except ValueError:  # Python writes no number of over 4,300 digits
        return "so large a number"
    if may_be_secret(key, text):
        return "what it is set to"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _clean(text: str) -> str:
    """A key out of a file, fit for a terminal: control characters as escapes."""
    return repr(text)[1:-1][:80]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, str))


def _bare(kind: Any) -> Any:
    """A type without `| None` and without what it allows."""
    for option in get_args(kind) if type(None) in get_args(kind) else (kind,):
        if option is not type(None):
            return get_args(option)[0] if get_origin(option) is Annotated else option
    return kind


def _meta(kind: Any) -> msgspec.Meta | None:
    for option in get_args(kind) if type(None) in get_args(kind) else (kind,):
        if get_origin(option) is Annotated:
            meta: msgspec.Meta = get_args(option)[1]
            return meta
    return None
