"""The configuration in force: defaults < file < environment < command line, each value with its origin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hopyard.core.config import Config
from hopyard.core.config.environment import environment_texts
from hopyard.core.config.keys import check, flat, nearest, parse, unknown_key
from hopyard.core.errors import ConfigError
from hopyard.core.locations import config_file

COMMAND_LINE = "command line"
_MAX_BYTES = 1_000_000
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_FULL_WIDTH = re.compile("[\u2018-\u201d\u3001\u3002\u3010\u3011\uff01-\uff5e]")
"""Chinese punctuation and full-width forms, which an input method types in place of TOML's own."""


class Setting(NamedTuple):
    """A checked value and where it came from."""

    value: Any
    origin: str


class Row(NamedTuple):
    """One line of `hopyard config show`; `value` is written as TOML."""

    key: str
    value: str
    origin: str

    def __str__(self) -> str:
        return f"{self.key} = {self.value}  # from {self.origin}"


class Loaded(msgspec.Struct, frozen=True):
    """The configuration in force, and where each value came from."""

    config: Config
    path: Path
    """The file it was read from, or would be if it existed."""
    origins: Mapping[str, str]
    """By dotted key; a key that is missing here has its default."""

    def origin(self, key: str) -> str:
        """`default`, `file PATH`, `environment HOPYARD_...` or `command line`.

        Raises: ConfigError if there is no such key.
        """
        if key not in self.values():
            raise unknown_key(key, COMMAND_LINE)
        return self.origins.get(key, "default")

    def values(self) -> dict[str, Any]:
        """Every value by dotted key, in the order of the schema; None for a price that is not set."""
        return _values(self.config)

    def rows(self) -> tuple[Row, ...]:
        """Every value, in the order of the schema; the rows together are TOML for the same configuration.

        A price that is not set has no row, for TOML has no word for it.
        """
        return tuple(
            Row(key, toml_value(value), self.origins.get(key, "default"))
            for key, value in self.values().items()
            if value is not None
        )


def load(
    path: Path | None, environ: Mapping[str, str], overrides: Mapping[str, object] | None = None
) -> Loaded:
    """The configuration in force.

    path: what `--config` named, and then it must exist; None: the usual file, which need not.
    overrides: dotted keys and typed values from the command line; a value of None counts as not given.

    Raises: ConfigError naming origin, key, and what to write instead.
    """
    where = config_file(environ) if path is None else path
    settings: dict[str, Setting] = {}
    settings |= file_settings(read_toml(where, missing_ok=path is None), where)
    for key, text, variable in environment_texts(environ, tuple(settings)):
        origin = f"environment {variable}"
        settings[key] = Setting(check(key, parse(key, text), origin), origin)
    for key, value in (overrides or {}).items():
        if value is not None:
            settings[key] = Setting(check(key, value, COMMAND_LINE), COMMAND_LINE)
    origins = {key: setting.origin for key, setting in settings.items()}
    return Loaded(build(settings), where, origins)


def read_toml(path: Path, *, missing_ok: bool = False) -> dict[str, Any]:
    """The file as TOML has it, nothing checked; empty where it is missing and may be.

    Raises: ConfigError with line and column if it is not TOML.
    """
    try:
        path.stat()
    except FileNotFoundError:
        if missing_ok:
            return {}
    except OSError:
        pass  # reading says it better
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOMLDecodeError alone: long numbers, deep arrays
        raise _not_toml(path, text, str(error)) from None


def read_text(path: Path) -> str:
    """The file's text, without a byte order mark.

    Raises: ConfigError if it is missing, cannot be read, is too long, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(
            f"There is no file {path}.", f"Make it with: hopyard config init --config {path}"
        ) from None
    except OSError as error:
        raise ConfigError(
            f"Cannot read {path}: {error.strerror}.", "Name another with --config FILE."
        ) from None
    if len(data) > _MAX_BYTES:
        raise ConfigError(
            f"{path} is over a megabyte, so not a configuration.", "Name another with --config FILE."
        )
    try:
        return data.decode("utf-8-sig")  # editors on Windows put a byte order mark in front
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: not UTF-8.", "Save the file as UTF-8.") from None


def _not_toml(path: Path, text: str, reason: str) -> ConfigError:
    found = _WHERE.search(reason)
    reason = _WHERE.sub("", reason)
    lines = text.split("\n")
    if found is None:
        return ConfigError(f"{path} is not TOML: {reason}.", "Mend the file.")
    line = int(found[1] or len(lines))
    column = int(found[2] or len(lines[-1]) + 1)
    strange = _FULL_WIDTH.search(lines[line - 1])
    hint = f"Write {strange[0]} with the plain character." if strange else "Mend that line."
    return ConfigError(f"{path}, line {line}, column {column}: {reason}.", hint)


def file_settings(document: Mapping[str, Any], path: Path) -> dict[str, Setting]:
    """Every value of a file's document, checked.

    Raises: ConfigError as `check` and `flat` do.
    """
    origin = f"file {path}"
    return {key: Setting(check(key, value, origin), origin) for key, value in flat(document, origin)}


def build(settings: Mapping[str, Setting]) -> Config:
    """The defaults with the settings over them.

    Raises: ConfigError for a model without a kind, or a `[model]` that names no model.
    """
    tree: dict[str, Any] = msgspec.to_builtins(Config())
    for key, setting in settings.items():
        put(tree, key, setting.value)
    for name, table in tree["models"].items():
        if "kind" not in table:
            origin = next(one.origin for key, one in settings.items() if key.startswith(f"models.{name}."))
            raise ConfigError(
                f"{origin}: models.{name}.kind is missing.", 'Set it first, to "anthropic" or "openai".'
            )
    named = [(task, tree["model"][task]) for task in ("use", "plan", "read", "answer")]
    for task, name in [*named, *(("fallback", name) for name in tree["model"]["fallback"])]:
        if name not in {"", "none", *tree["models"]}:
            near = nearest(name, tree["models"])
            hint = f'Did you mean "{near}"?' if near else f"Add a table [models.{name}]."
            raise ConfigError(
                f"{settings[f'model.{task}'].origin}: model.{task}: there is no [models.{name}].", hint
            )
    return msgspec.convert(tree, Config)


def put(tree: dict[str, Any], key: str, value: object) -> None:
    """Set a dotted key in nested tables, making those that are missing."""
    *tables, name = key.split(".")
    for table in tables:
        tree = tree.setdefault(table, {})
    tree[name] = value


def toml_value(value: object) -> str:
    """A value as TOML writes it, on one line."""
    import tomli_w  # noqa: PLC0415 - needed to show and write only, not to start

    if isinstance(value, tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")


def _values(config: Config) -> dict[str, Any]:
    """All values by dotted key, in the order of the schema."""
    return dict(_walk(config, ""))


def _walk(table: Mapping[str, Any] | msgspec.Struct, prefix: str) -> Iterator[tuple[str, Any]]:
    items = msgspec.structs.asdict(table) if isinstance(table, msgspec.Struct) else table
    for name, value in items.items():
        if isinstance(value, Mapping | msgspec.Struct):
            yield from _walk(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
