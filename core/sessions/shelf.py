"""All sessions of a person: found, listed, searched, put into the bin and taken out again, forked.

<sessions>/<id>/              a session: its log and texts, see `log`
<sessions>/<id>/about.json    the title and tags that the person gave it, see `about`
<sessions>/.bin/<id>/         a deleted one
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hopyard.core.errors import HopyardError, LogError, UsageError
from hopyard.core.events import AnyEvent, SessionStarted
from hopyard.core.reducer import fold
from hopyard.core.sessions.about import About, Summary, read_about, said, summary, write_about
from hopyard.core.sessions.log import EVENTS_FILE, SessionLog, new_session_id, read_text
from hopyard.core.sessions.reading import first_event, read_log
from hopyard.core.state import State
from hopyard.core.text.folded import folded

BIN = ".bin"
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,79}\Z")


class Shelf:
    """The folder of a person's sessions; it need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._folder

    def find(self, name: str) -> Path:
        """The folder of the session whose id is `name`, or the only one whose id begins or ends with it.

        `last` is the latest. Raises: UsageError if there is none, or more than one.
        """
        ids = self.ids()
        if name == "last" and ids:
            return self._folder / ids[0]
        if name in ids:
            return self._folder / name
        near = [one for one in ids if name and (one.startswith(name) or one.endswith(name))]
        if len(near) == 1:
            return self._folder / near[0]
        if near:
            some = ", ".join(near[:3])
            raise UsageError(f"{name} may be any of {len(near)} sessions: {some}.", "Write more of it.")
        raise UsageError(f"There is no session {name}.", "hopyard sessions lists them.")

    def ids(self) -> list[str]:
        """The ids of the sessions, the latest first."""
        return _sessions_in(self._folder)

    def binned(self) -> list[str]:
        """The ids of the deleted sessions, the latest first."""
        return _sessions_in(self._folder / BIN)

    def summaries(self, text: str = "") -> Iterator[Summary]:
        """The sessions, the latest first; with `text`, those that hold it, see `about.said`."""
        wanted = folded(text)
        for name in self.ids():
            folder = self._folder / name
            about = read_about(folder)
            try:
                state = read_state(folder)
            except HopyardError as error:
                if not wanted:
                    yield Summary(name, title=about.title, tags=about.tags, problem=str(error))
                continue
            if not wanted or wanted in folded("\n".join(said(state, about))):
                yield summary(name, state, about)

    def delete(self, folder: Path) -> None:
        """Put a session into the bin. Raises: LogError; LogBusy if a process has it open."""
        SessionLog(folder).close()  # raises if it is open elsewhere
        self._move(folder, self._folder / BIN / folder.name)

    def restore(self, name: str) -> Path:
        """Take a session out of the bin; returns its folder.

        Raises: UsageError if it is not there; LogError.
        """
        if name not in self.binned():
            raise UsageError(f"There is no session {name} in the bin.", "hopyard sessions --bin lists them.")
        self._move(self._folder / BIN / name, self._folder / name)
        return self._folder / name

    def empty_bin(self) -> int:
        """Delete for good what is in the bin; returns how many sessions that were. Raises: LogError."""
        names = self.binned()
        for name in names:
            try:
                shutil.rmtree(self._folder / BIN / name)
            except OSError as error:
                raise LogError(f"Cannot delete {self._folder / BIN / name}: {error.strerror}.") from error
        return len(names)

    def fork(self, folder: Path, events: Sequence[AnyEvent]) -> SessionLog:
        """A new session that begins with these events of another one, whose folder is given.

        `events` are a beginning of that one's log. The fork of a session that was received, or that lies
        elsewhere, counts as received too. Raises: LogError.
        """
        first, *rest = events
        if not isinstance(first, SessionStarted):
            raise ValueError("the first event of a session is SessionStarted")
        session = new_session_id(datetime.now(UTC))
        origin = f"{first.session}@{events[-1].seq}"
        log = SessionLog(self._folder / session)
        try:
            log.append(msgspec.structs.replace(first, session=session, origin=origin))
            for event in rest:
                log.append(event)
            for source in fold(events).sources:
                with suppress(LogError):  # the fork is no worse off than the session it comes from
                    log.keep_text(source, read_text(folder, source))
            if self.is_strangers(folder):
                write_about(log.folder, About(received=True))
            log.sync()
        except BaseException:
            log.close()
            shutil.rmtree(self._folder / session, ignore_errors=True)
            raise
        return log

    def docs_of(self, folder: Path) -> list[Path]:
        """The paths that a session was asked over; none for the person's own library.

        Those of a session that was received, or lies elsewhere, are a stranger's and left out.
        Raises: LogError.
        """
        return [] if self.is_strangers(folder) else [Path(path) for path in first_event(folder).docs]

    def is_strangers(self, folder: Path) -> bool:
        """Whether what a session names may be a stranger's: it was received, or lies elsewhere."""
        return read_about(folder).received or os.path.realpath(folder.parent) != os.path.realpath(
            self._folder
        )

    def _move(self, here: Path, there: Path) -> None:
        try:
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.rename(here, there)
        except OSError as error:
            raise LogError(f"Cannot move {here} to {there}: {error.strerror}.") from error


def is_session_id(name: str) -> bool:
    """Whether a session can have this name: it is safe as a folder's."""
    return _ID.match(name) is not None


def read_state(folder: Path) -> State:
    """The state after the last event of a session. Raises: LogError."""
    return folded_state(read_log(folder).events, folder)


def folded_state(events: Sequence[AnyEvent], folder: Path, state: State | None = None) -> State:
    """The state after these events, which follow a given one.

    Raises: LogError if they do not follow from one another.
    """
    try:
        return fold(events, state)
    except ValueError as error:
        raise LogError(f"{folder / EVENTS_FILE} contradicts itself: {error}.") from error


def _sessions_in(folder: Path) -> list[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return []
    names = (one.name for one in entries if is_session_id(one.name))
    return sorted((name for name in names if (folder / name / EVENTS_FILE).is_file()), reverse=True)
