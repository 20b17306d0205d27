"""Keys of services, from the environment or a command: never in a log, an error or a repr."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import Mapping

from hopyard.core.errors import ConfigError

COMMAND_SECONDS = 30.0
"""How long a command that prints a key may take: long enough to type a passphrase into its window."""

_MAX_OUTPUT = 64 * 1024
_NOT_TOLD = {"GPG_TTY"}
"""With it a passphrase would be asked for on the terminal, across the screen."""


class Key:
    """A secret text. Only `reveal` gives it away, for the header of one request."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; for a header, never for a message."""
        return self._value

    def __repr__(self) -> str:
        return "Key(...)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled")


class KeyMissing(ConfigError):
    """There is no key, or its command did not give one."""


class KeySource:
    """Where one key comes from. It is looked for at its first use, and then kept in memory."""

    def __init__(
        self,
        owner: str,
        key_env: str,
        key_command: str,
        environ: Mapping[str, str],
        *,
        seconds: float = COMMAND_SECONDS,
    ) -> None:
        """`owner` is the table of the configuration that names the key, such as `web.brave`."""
        self._owner = owner
        self._key_env = key_env
        self._key_command = key_command
        self._environ = environ
        self._seconds = seconds
        self._key: Key | None = None
        self._lock = asyncio.Lock()

    @property
    def is_set(self) -> bool:
        """Whether there is a variable with a value, or a command to ask; the command is not run."""
        return bool(self._from_environment() or self._key_command.strip())

    async def get(self) -> Key:
        """The key. Those who ask at once share one run of the command.

        Raises: KeyMissing, whose message names the variable or the table and never what a command printed.
        """
        async with self._lock:
            if self._key is None:
                value = self._from_environment() or await self._from_command()
                self._key = Key(_checked(value, self._owner))
            return self._key

    def _from_environment(self) -> str:
        return self._environ.get(self._key_env, "").strip() if self._key_env else ""

    async def _from_command(self) -> str:
        if not self._key_command.strip():
            variable = self._key_env or f"the variable that [{self._owner}] key_env names"
            raise KeyMissing(
                f"There is no key for [{self._owner}].",
                f"Set {variable}, or a key_command that prints the key.",
            )
        return await run_key_command(self._key_command, self._owner, self._environ, self._seconds)


async def run_key_command(command: str, owner: str, environ: Mapping[str, str], seconds: float) -> str:
    """The first line that a command prints, trimmed. No shell reads the command.

    Only the first line counts, as with `pass`, whose further lines are notes.

    Raises: KeyMissing if it cannot be run, fails, prints nothing or takes longer than `seconds`.
    """
    arguments = _split(command, owner)
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it may repeat the key, and would draw over the screen
            env={name: value for name, value in environ.items() if name not in _NOT_TOLD},
            start_new_session=True,  # without the terminal, and all that it starts can be ended with it
        )
    except (OSError, ValueError):
        raise _failed(owner, "cannot be started") from None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            output = b""
            while piece := await process.stdout.read(_MAX_OUTPUT - len(output)):
                output += piece  # one read is what had come by then, which may be half a key
            # A program that has more to say than any key is long is not waited for.
            code = await process.wait() if len(output) < _MAX_OUTPUT else 1
    except TimeoutError:
        raise _failed(owner, f"did not end within {seconds:g} s") from None
    finally:
        await _end(process)
    if code != 0:
        raise _failed(owner, f"failed with exit code {code}")
    lines = output.decode("utf-8", "replace").strip().splitlines()
    if not lines:
        raise _failed(owner, "printed nothing")
    return lines[0].strip()


def _split(command: str, owner: str) -> list[str]:
    try:
        arguments = shlex.split(command)
    except ValueError:
        raise _failed(owner, "has a quotation mark that is not closed") from None
    if not arguments:
        raise _failed(owner, "is empty")
    return arguments


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())


def _failed(owner: str, what: str) -> KeyMissing:
    return KeyMissing(
        f"The key_command of [{owner}] {what}.", "Run it in a shell: it must print the key, and nothing else."
    )


def _checked(value: str, owner: str) -> str:
    """A key fit for a header: a line break in it would begin another header."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise KeyMissing(
            f"What should be the key of [{owner}] holds characters that no key has.",
            "Copy the key again, without line breaks, spaces or quotation marks.",
        )
    return value
