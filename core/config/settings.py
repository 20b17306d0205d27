"""The configuration as a person changes it while the program runs: what there is, and how it may be set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hopyard.core.config import Config
from hopyard.core.config.files import COMMAND_LINE, Loaded, load, toml_value
from hopyard.core.config.keys import allowed, choices, kind_of, parse
from hopyard.core.config.secrets import is_secret
from hopyard.core.config.write import set_value, unset_value
from hopyard.core.errors import ConfigError
from hopyard.core.locations import config_file

DEFAULT = "default"
_OUTRANKING = ("environment ", COMMAND_LINE)


class Entry(NamedTuple):
    """A setting: its value in force and where that came from."""

    key: str
    value: Any
    origin: str
    """`default`, `file PATH`, `environment HOPYARD_...` or `command line`."""
    choices: tuple[str, ...]
    """The texts it can be set to, where these are few; empty where a value is typed."""
    allowed: str
    """What it may be, in words."""
    default: str
    """Its default as a text; empty for none."""

    @property
    def text(self) -> str:
        """The value as it is typed."""
        return text_of(self.value)

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return isinstance(self.value, bool)

    @property
    def is_secret(self) -> bool:
        """Whether its value is not to be shown."""
        return is_secret(self.key)

    @property
    def is_outranked(self) -> bool:
        """Whether what the file says has no effect, because of a variable or the command line."""
        return self.origin.startswith(_OUTRANKING)


class Settings:
    """The configuration in force and its file. Changes are written at once."""

    def __init__(
        self, loaded: Loaded, environ: Mapping[str, str], check: Callable[[Config], None] | None = None
    ) -> None:
        """`check` refuses, by a HopyardError, a configuration that this version could not start with."""
        self._loaded = loaded
        self._environ = environ
        self._check = check or (lambda config: None)
        values = loaded.values()
        self._overrides = {
            key: values[key] for key, origin in loaded.origins.items() if origin == COMMAND_LINE
        }

    @property
    def config(self) -> Config:
        """The configuration in force, as it was last read."""
        return self._loaded.config

    @property
    def path(self) -> Path:
        """The file; it need not exist."""
        return self._loaded.path

    def entries(self) -> list[Entry]:
        """Every setting but those of `[keys]`, in the order of the schema."""
        defaults = Loaded(Config(), self.path, {}).values()
        return [
            self._entry(key, value, defaults.get(key))
            for key, value in self._loaded.values().items()
            if not key.startswith("keys.")
        ]

    def origin(self, key: str) -> str:
        """Where the value of a key comes from; `default` for a key that is not set."""
        return self._loaded.origins.get(key, DEFAULT)

    def reload(self) -> None:
        """Read the file again: it may have been changed elsewhere. Raises: ConfigError."""
        self._loaded = self._load({})

    def set(self, key: str, text: str) -> None:
        """Set a key in the file to what a text says.

        Raises: ConfigError, as `hopyard config set`, and what the check raises; the file is then untouched.
        """
        self._refuse_outranked(key)
        try:
            self._check(self._load({key: parse(key, text)}).config)
            set_value(self.path, key, text)
        except ConfigError as error:
            raise ConfigError(error.message.removeprefix(f"{COMMAND_LINE}: "), error.next_step) from error
        self.reload()

    def reset(self, key: str) -> bool:
        """Take a key out of the file, so that its default holds; False if the file does not have it.

        Raises: ConfigError as `set`.
        """
        self._refuse_outranked(key)
        found = unset_value(self.path, key)
        self.reload()
        return found

    def _load(self, more: Mapping[str, object]) -> Loaded:
        named = None if self.path == config_file(self._environ) else self.path
        return load(named, self._environ, {**self._overrides, **more})

    def _refuse_outranked(self, key: str) -> None:
        origin = self.origin(key)
        if origin.startswith(_OUTRANKING):
            raise ConfigError(
                f"{key} comes from the {origin}, which outranks the file.",
                "Change it there, or take it away.",
            )

    def _entry(self, key: str, value: object, default: object) -> Entry:
        kind = kind_of(key)
        return Entry(
            *(key, value, self.origin(key), choices(kind), allowed(kind)),
            default="" if is_secret(key) else text_of(default),
        )


def text_of(value: object) -> str:
    """A value as it is typed: without quotes, a list with commas; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        plain = not any("," in str(item) or str(item) != str(item).strip() for item in value)
        return ", ".join(map(str, value)) if plain else toml_value(value)
    return str(value).removesuffix(".0")
