"""Keys do not belong in the configuration: what looks like one is refused, and never repeated in an error."""

from __future__ import annotations

import re

from hopyard.core.errors import ConfigError

_KEY_PREFIX = re.compile(r"(?:\A|[\s\"'=])(sk-|sk_|tvly-|ghp_)[\w-]{12}")


def refuse_secret(key: str, value: object, origin: str) -> None:
    """Pass a value that is no key.

    Raises: ConfigError where `key_env` holds what looks like a key and not a variable's name, or where
        `key_command` has one in it.
    """
    name = key.rpartition(".")[2]
    if not isinstance(value, str) or name not in {"key_env", "key_command"}:
        return
    if _KEY_PREFIX.search(value) or (name == "key_env" and _is_token(value)):
        raise ConfigError(
            f"{origin}: {key} seems to hold a key itself; keys are not kept in the configuration.",
            "Put the key into an environment variable and the variable's name here, such as BRAVE_API_KEY.",
        )


def is_secret(key: str) -> bool:
    """Whether a value is not to be shown on a screen: a command that prints a key may hold one."""
    return key.endswith(".key_command")


def may_be_secret(key: str, shown: str) -> bool:
    """Whether an error should not repeat a refused value: it may be a key, or an address with a password."""
    return key.endswith((".key_env", ".key_command")) or "@" in shown


def _is_token(text: str) -> bool:
    """Whether a text looks like a key: long, unbroken, and mixed as no variable's name is."""
    if len(text) < 20 or any(char.isspace() for char in text):
        return False
    n_digits = sum(char.isdigit() for char in text)
    both_cases = text != text.lower() and text != text.upper()
    return (both_cases and n_digits > 0) or n_digits > len(text) / 4
