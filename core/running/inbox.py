"""Commands that wait to be obeyed: which is next, when its time has come, and what it comes to."""

from __future__ import annotations

from collections import deque

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import CommandError
from hopyard.core.state import State
from hopyard.core.steering import NoSuchHop, decide

_AT_ONCE = (cmd.Stop, cmd.Pause, cmd.Continue, cmd.SkipWait)
"""Commands that do not wait for those before them."""
_MAX_COMMAND = 300
"""Characters of a refused command that are logged."""


class Inbox:
    """The commands of one session, first come, first obeyed."""

    def __init__(self) -> None:
        self._commands: deque[cmd.TimedCommand] = deque()
        self._urgent: deque[cmd.TimedCommand] = deque()

    def __bool__(self) -> bool:
        return bool(self._urgent or self._commands)

    def put(self, command: cmd.Command | cmd.TimedCommand) -> None:
        """Take a command; one that is to be obeyed at once goes before all others."""
        timed = command if isinstance(command, cmd.TimedCommand) else cmd.TimedCommand(command)
        at_once = isinstance(timed.command, _AT_ONCE) and not timed.after_idle
        (self._urgent if at_once else self._commands).append(timed)

    def take(self, state: State, *, still: bool) -> ev.Event | None:
        """What the next command comes to, a refusal too; None if there is none or its time has not come.

        `still` says that nothing runs: a command that waits for that has its turn, and a hop that is not
        there will not come any more.
        """
        queue = self._urgent or self._commands
        if not queue:
            return None
        timed = queue[0]
        if timed.after_idle and not still:
            return None
        try:
            event = decide(state, timed.command)
        except NoSuchHop as error:
            if not still:
                return None
            event = _refused(timed.command, error)
        except CommandError as error:
            event = _refused(timed.command, error)
        queue.popleft()
        return event


def _refused(command: cmd.Command, error: CommandError) -> ev.Event:
    return ev.CommandRefused(command=repr(command)[:_MAX_COMMAND], reason=str(error))
