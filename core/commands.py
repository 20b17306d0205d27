"""What the person asks for: imperative values, and how they are written as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from hopyard.core.errors import CommandError


class Command(msgspec.Struct, frozen=True):
    """What all commands share; on its own it asks for nothing."""


class PruneHop(Command, frozen=True):
    """Cut a hop and all under it."""

    hop: str


class Restore(Command, frozen=True):
    """Take back the prune of a hop, or the drop of a source."""

    target: str


class ExpandHop(Command, frozen=True):
    """Ask a further question under a hop (`root`: under the session's question).

    An empty question takes the hop's first suggestion that was not asked yet.
    """

    hop: str
    question: str = ""


class EditHop(Command, frozen=True):
    """Reword a hop."""

    hop: str
    question: str


class DropSource(Command, frozen=True):
    """Rule a source out of the answer."""

    source: str


class Pin(Command, frozen=True):
    """Keep an evidence or a source in the answer."""

    target: str


class Unpin(Command, frozen=True):
    """Take a pin off."""

    target: str


class Undo(Command, frozen=True):
    """Reverse the last steering act that holds."""


class Redo(Command, frozen=True):
    """Let the act that was undone last hold again."""


class Pause(Command, frozen=True):
    """Let running hops end and start no other."""


class Continue(Command, frozen=True):
    """Go on after a pause or a stop."""


class UseWeb(Command, frozen=True):
    """Let hops search the web from here on, or no longer."""

    state: str
    """`on` or `off`."""


class SkipWait(Command, frozen=True):
    """Wait no longer for models that asked for time."""


class Stop(Command, frozen=True):
    """Cancel what runs and answer from what there is."""


AnyCommand = (
    PruneHop
    | Restore
    | ExpandHop
    | EditHop
    | DropSource
    | Pin
    | Unpin
    | Undo
    | Redo
    | Pause
    | Continue
    | Stop
    | UseWeb
    | SkipWait
)

_BY_KEY: dict[str, type[Command]] = {
    "prune": PruneHop,
    "restore": Restore,
    "expand": ExpandHop,
    "edit": EditHop,
    "drop_source": DropSource,
    "pin": Pin,
    "unpin": Unpin,
    "undo": Undo,
    "redo": Redo,
    "pause": Pause,
    "continue": Continue,
    "stop": Stop,
    "web": UseWeb,
    "skip_wait": SkipWait,
}
_WITH_QUESTION = {ExpandHop, EditHop}


class TimedCommand(msgspec.Struct, frozen=True):
    """A command, and whether it waits for the tree to be still."""

    command: Command
    after_idle: bool = False


def parse_command(line: str | bytes) -> TimedCommand:
    """Read one command line: `{"prune": "1.2"}`, `{"undo": true, "after": "idle"}`.

    Raises: CommandError naming what is wrong with the line.
    """
    try:
        fields: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CommandError(
            f"Not a command: {error}.", 'Write one JSON object a line, {"prune": "1.2"}.'
        ) from None
    if not isinstance(fields, dict):
        raise CommandError("Not a command: a JSON object is needed.", 'Write {"prune": "1.2"}.')
    after = fields.pop("after", None)
    if after not in (None, "idle"):
        raise CommandError('"after" can only be "idle".')
    names = [name for name in fields if name in _BY_KEY]
    if len(names) != 1:
        known = ", ".join(_BY_KEY)
        raise CommandError("Not a command: exactly one command name is needed.", f"Known: {known}.")
    name = names[0]
    return TimedCommand(_build(name, fields.pop(name), fields), after_idle=after == "idle")


def _build(name: str, value: Any, rest: dict[str, Any]) -> Command:
    kind = _BY_KEY[name]
    question = rest.pop("question", "") if kind in _WITH_QUESTION else ""
    if rest:
        raise CommandError(f'"{name}" does not take {_short(next(iter(rest)))}.')
    if not kind.__struct_fields__:
        if value is not True:
            raise CommandError(f'"{name}" takes true.', f'Write {{"{name}": true}}.')
        return kind()
    if not isinstance(value, str) or not value or not isinstance(question, str):
        raise CommandError(f'"{name}" takes a name as text.', f'Write {{"{name}": "1.2"}}.')
    if kind is UseWeb and value not in ("on", "off"):
        raise CommandError('"web" takes "on" or "off".')
    if kind is EditHop and not question.strip():
        raise CommandError('"edit" needs a "question".')
    return kind(value, question) if kind in _WITH_QUESTION else kind(value)


def _short(text: str) -> str:
    """The text as a message can quote it: on one line, and not the whole of a long one."""
    return repr(text) if len(text) <= 60 else repr(text[:59] + "…")
