"""What a program works on: a configuration, a library, and a place for sessions; it makes engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hopyard.core.engine import Engine
from hopyard.core.ports import EventLog, Reasoner, Retriever
from hopyard.core.sessions.log import MemoryLog, SessionLog, new_session_id
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
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """`sessions` is the folder that holds the sessions' folders; None keeps them in memory."""
        self.retrievers = retrievers
        self.reasoner = reasoner
        self.budget = budget
        self._sessions = sessions
        self._close = close

    def start(self, question: str) -> Engine:
        """A session that has its question and waits for `Engine.run`.

        Raises: LogError if its folder cannot be made.
        """
        session = new_session_id(datetime.now(UTC))
        log: EventLog = MemoryLog() if self._sessions is None else SessionLog(self._sessions / session)
        engine = Engine(state=State(), log=log, retrievers=self.retrievers, reasoner=self.reasoner)
        engine.begin(session, question, self.budget)
        return engine

    def close(self) -> None:
        """Let go of the library."""
        self._close()
