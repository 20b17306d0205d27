"""The configuration in environment variables: which dotted key a `HOPYARD_...` variable means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hopyard.core.config.keys import fixed_keys, is_open, kind_of, unknown_key
from hopyard.core.errors import ConfigError

_PREFIX = "HOPYARD_"


def environment_texts(environ: Mapping[str, str], known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every variable that sets a value, as (dotted key, its text, the variable), by the variable's name.

    known: the dotted keys that the file has, for the names under `[models]` and `[keys]`.
    A variable without `__` is not for the configuration, unless it is a key with one underscore too few.

    Raises: ConfigError for a variable that means no key.
    """
    by_flat_name = {_PREFIX + key.replace(".", "_").upper(): key for key in fixed_keys()}
    for variable in sorted(name for name in environ if name.startswith(_PREFIX)):
        origin = f"environment {variable}"
        name = variable.removeprefix(_PREFIX)
        if "__" in name:
            key = _key(name, known)
            if kind_of(key) is None:
                raise unknown_key(key, origin, variable_name)
            yield key, environ[variable], variable
        elif variable in by_flat_name:
            # It would otherwise be passed over in silence.
            meant = variable_name(by_flat_name[variable])
            raise ConfigError(f"{origin}: tables and keys are parted by two underscores.", f"Write {meant}.")


def variable_name(key: str) -> str:
    """The environment variable of a dotted key: `web.searxng.url` is `HOPYARD_WEB__SEARXNG__URL`."""
    return _PREFIX + key.upper().replace("-", "_").replace(".", "__")


def _key(name: str, known: Iterable[str]) -> str:
    """The dotted key of a variable without its prefix.

    A variable can hold neither `-` nor, by custom, small letters: under `[models]` and `[keys]` it means the
    name that is already there, else one in small letters with `-` for `_`.
    """
    parts = name.lower().split("__")
    if is_open(kind_of(parts[0])):
        prefix = f"{parts[0]}."
        there = {_folded(one): one for one in (key.split(".")[1] for key in known if key.startswith(prefix))}
        parts[1] = there.get(_folded(parts[1]), _folded(parts[1]))
    return ".".join(parts)


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")
