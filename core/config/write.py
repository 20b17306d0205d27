"""Changing the configuration file: the commented example, and one value at a time."""

from __future__ import annotations

import os
import stat
import tempfile
from importlib import resources
from pathlib import Path

from hopyard.core.config.edit_text import with_value, without
from hopyard.core.config.files import (
    COMMAND_LINE,
    Row,
    Setting,
    build,
    file_settings,
    put,
    read_text,
    read_toml,
    toml_value,
)
from hopyard.core.config.keys import check, parse
from hopyard.core.errors import ConfigError
from hopyard.core.locations import private_folder

_EXAMPLE = "config.example.toml"


def example() -> str:
    """The commented example, whose values are the defaults.

    Raises: ConfigError if the installation has lost it.
    """
    inside = resources.files("hopyard.core") / _EXAMPLE
    if inside.is_file():
        return inside.read_text("utf-8")
    # A clone keeps it at the top, one above core/; resolved because the import may have come through a link.
    beside = Path(__file__).resolve().parents[2] / _EXAMPLE
    try:
        return beside.read_text("utf-8")
    except OSError:
        raise ConfigError(
            f"{_EXAMPLE} is missing from this installation.", "Install hopyard again."
        ) from None


def init(path: Path) -> None:
    """Write the commented example to `path`: mode 0600, in a folder that is made with 0700 if it is missing.

    Raises: ConfigError if the file exists or cannot be written.
    """
    text = example()
    private_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(
            f"{path} exists already and was left as it is.", "Change it with: hopyard config set KEY VALUE"
        ) from None
    except OSError as error:
        raise _cannot_write(path, error) from None


def set_value(path: Path, key: str, text: str) -> Row:
    """Set one key in the file, which is made if it is missing, and return what `show` would say of it.

    All else in the file stays, comments too. It is replaced in one step, so that a crash leaves the old or
    the new one; a link stays a link, and the file keeps its mode (0600 when new).

    Raises: ConfigError if the value, or the file with it, is not valid; the file is then untouched.
    """
    document = read_toml(path, missing_ok=True)
    settings = file_settings(document, path)
    value = check(key, parse(key, text), COMMAND_LINE)
    build(settings | {key: Setting(value, COMMAND_LINE)})
    put(document, key, list(value) if isinstance(value, tuple) else value)
    if not path.exists():
        import tomli_w  # noqa: PLC0415 - needed to write only, not to start

        _replace(path, tomli_w.dumps(document))
    else:
        _replace(path, _kept(with_value(read_text(path), key, value, document), path, key))
    return Row(key, toml_value(value), f"file {path}")


def unset_value(path: Path, key: str) -> bool:
    """Take one key out of the file, so that its default holds; False if the file does not have it.

    Raises: ConfigError as `set_value`.
    """
    document = read_toml(path, missing_ok=True)
    settings = file_settings(document, path)
    if key not in settings:
        return False
    build({name: setting for name, setting in settings.items() if name != key})
    *tables, name = key.split(".")
    table = document
    for one in tables:
        table = table[one]
    del table[name]
    _replace(path, _kept(without(read_text(path), key, document), path, key))
    return True


def _kept(text: str | None, path: Path, key: str) -> str:
    if text is None:
        raise ConfigError(
            f"{key} cannot be changed in {path} without harm to the rest of the file.",
            "Change it in an editor.",
        )
    return text


def _replace(path: Path, text: str) -> None:
    target = Path(os.path.realpath(path))
    private_folder(target.parent)
    temporary = ""
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".config-", suffix=".toml")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"Cannot write {path}: {error.strerror or error}.", "Name another with --config FILE.")
