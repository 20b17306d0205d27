"""Every error a person can meet: what happened, and what to do next."""

from __future__ import annotations


class HopyardError(Exception):
    """The root of all named errors.

    `message` says what happened; `next_step` what to do about it (may be empty). Both are one line.
    """

    exit_code = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class UsageError(HopyardError):
    """The command line or a command asked for something that makes no sense."""

    exit_code = 2


class ConfigError(HopyardError):
    """A configuration file, variable or key is wrong."""

    exit_code = 2


class CommandError(HopyardError):
    """A steering command cannot be read, or does not fit the state of the session."""


class ReadError(HopyardError):
    """A file cannot be read as a document; the message is the reason shown beside its name."""


class LibraryError(HopyardError):
    """The passage store or the index cannot be used."""


class LibraryLocked(LibraryError):
    """Another process is writing the library and did not finish in time."""


class SearchError(HopyardError):
    """A retriever failed; `nothing found` is not an error."""


class LogError(HopyardError):
    """A session's log cannot be read or written."""


class PackError(LogError):
    """A session that was packed into one file cannot be read, or must not be."""


class ExportError(HopyardError):
    """An export cannot be written."""


class LogBusy(LogError):
    """Another process has the session open."""


class LogFromTheFuture(LogError):
    """The log was written by a newer version of hopyard."""
