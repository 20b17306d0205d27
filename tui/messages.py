"""What a person asked for, on its way from a widget up to the app."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.message import Message

from hopyard.core.commands import Command
from hopyard.tui.on_show import GoOn
from hopyard.tui.references import Target


class QuestionAsked(Message):
    """A question was typed and entered."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question


class SteeringRequested(Message):
    """The session is to be steered."""

    def __init__(self, command: Command) -> None:
        super().__init__()
        self.command = command


class ReadingRequested(Message):
    """A passage is to be shown in its source; the other targets are reached from there by key."""

    def __init__(self, targets: Sequence[Target], index: int) -> None:
        super().__init__()
        self.targets = targets
        self.index = index


class SourceRequested(Message):
    """A source's file or page is to be opened outside hopyard; `location` is where in it to look."""

    def __init__(self, source: str, location: str) -> None:
        super().__init__()
        self.source = source
        self.location = location


class CopyRequested(Message):
    """A text is to be put on the clipboard; `what` names it in the confirmation."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what


class GoOnRequested(Message):
    """A session is to go on, live."""

    def __init__(self, wish: GoOn) -> None:
        super().__init__()
        self.wish = wish


class ReplayRequested(Message):
    """A session is to be replayed."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
