"""What a program works on: a configuration, a library, and a place for sessions; it makes engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hopyard.core.engine import Engine, WebSource
from hopyard.core.errors import LogError
from hopyard.core.ports import AskingReasoner, Desk, EventLog, Reasoner, Retriever
from hopyard.core.sessions.log import EVENTS_FILE, MemoryLog, SessionLog, new_session_id
from hopyard.core.sessions.reading import read_log
from hopyard.core.sessions.shelf import Shelf, read_state
from hopyard.core.state import State
from hopyard.core.values import Budget


class Workbench:
    """Starts sessions over a fixed set of retrievers."""

    def __init__(
        self,
        *,
        retrievers: Sequence[Retriever],
        reasoner: Reasoner,
        budget: Budget,
        sessions: Path | None,
        docs: Sequence[str] = (),
        open_web: Callable[[], WebSource] | None = None,
        seat: Callable[[Desk], AskingReasoner] | None = None,
        sends: str = "",
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """`sessions` is the folder that holds the sessions' folders; None keeps them in memory.

        `open_web` gives each session its own way to the web; None: there is none.
        `seat` makes the reasoner that asks models, for each session one; `reasoner` asks none. None: there is
        none. `sends` says in a few words what other machines are sent for it.
        `docs` are the paths that the retrievers search, if they were named for this run.
        """
        self.retrievers = retrievers
        self.reasoner = reasoner
        self.budget = budget
        self._sessions = sessions
        self._docs = docs
        self.open_web = open_web
        self._seat = seat
        self.sends = sends
        self._close = close

    def start(self, question: str) -> Engine:
        """A session that has its question and waits for `Engine.run`.

        Raises: LogError if its folder cannot be made.
        """
        session = new_session_id(datetime.now(UTC))
        log: EventLog = MemoryLog() if self._sessions is None else SessionLog(self._sessions / session)
        engine = self._engine(State(), log)
        engine.begin(session, question, self.budget, self._docs)
        return engine

    def resume(self, folder: Path) -> Engine:
        """A session that was closed or cut off, to go on where its log ends.

        Raises: LogBusy if another process has it open; LogError if its log cannot be read or written.
        """
        if not (folder / EVENTS_FILE).is_file():
            raise LogError(f"There is no session in {folder}.", "hopyard sessions lists them.")
        log = SessionLog(folder)  # first, so that nobody else writes while it is read
        try:
            return self._going_on(read_state(folder), log, torn=log.torn)
        except BaseException:
            log.close()
            raise

    def fork(self, folder: Path, n_events: int) -> Engine:
        """A new session that begins with the first `n_events` events of another one, and goes on from there.

        Raises: LogError.
        """
        if self._sessions is None:
            raise LogError("A fork needs a place for sessions.", "Set [sessions] path.")
        events = read_log(folder).events[:n_events]
        log = Shelf(self._sessions).fork(folder, events)
        return self._going_on(read_state(log.folder), log)

    def _going_on(self, state: State, log: SessionLog, *, torn: bool = False) -> Engine:
        engine = self._engine(state, log)
        engine.resume(torn=torn)
        return engine

    def _engine(self, state: State, log: EventLog) -> Engine:
        web = None if self.open_web is None else self.open_web()
        return Engine(
            state=state,
            log=log,
            retrievers=self.retrievers,
            reasoner=self.reasoner,
            web=web,
            seat=self._seat,
        )

    @property
    def shelf(self) -> Shelf | None:
        """The sessions that are kept; None if none are."""
        return Shelf(self._sessions) if self._sessions is not None else None

    def fits(self, folder: Path) -> bool:
        """Whether the session in a folder was asked over what is searched here. Raises: LogError."""
        return self.shelf is None or [str(path) for path in self.shelf.docs_of(folder)] == list(self._docs)

    def is_strangers(self, session: str) -> bool:
        """Whether the paths that one of the kept sessions names may be a stranger's."""
        return self._sessions is not None and Shelf(self._sessions).is_strangers(self._sessions / session)

    def close(self) -> None:
        """Let go of the library."""
        self._close()
