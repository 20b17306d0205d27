"""A source in full, with the passage that was kept marked in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from hopyard.core import commands as cmd
from hopyard.core.citing import caveats, citations_of, cited_as, described
from hopyard.core.errors import HopyardError
from hopyard.core.state import State
from hopyard.tui.actions import bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.kinds import Showing
from hopyard.tui.messages import CopyRequested, SourceRequested, SteeringRequested
from hopyard.tui.on_show import Watch
from hopyard.tui.references import Target, quote_text
from hopyard.tui.render import line
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.one_line import AboutLine, HintsLine, OneLine, PathLine
from hopyard.tui.widgets.source_text import SourceText
from hopyard.tui.widgets.status import hint

_HINTS = (
    "passage-next",
    "passage-previous",
    "find",
    "passage-copy",
    "passage-open",
    "passage-pin",
    "passage-drop",
    "back",
)


class ReaderScreen(Screen[None], Showing):
    """One target after the other, each in its source."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("reader")]

    def __init__(
        self,
        targets: Sequence[Target],
        index: int,
        *,
        state: State,
        text_of: Callable[[str], str],
        keys: Keymap,
    ) -> None:
        """`text_of` gives a source's cleaned text; it may raise a HopyardError."""
        super().__init__()
        self._targets = targets
        self._index = index
        self._state = state
        self._text_of = text_of
        self._keys = keys
        self._text = ""
        self._title = OneLine(id="reader-title")
        self._path = PathLine(id="reader-path")
        self._about = AboutLine(id="reader-about")
        self._body = SourceText(id="reader-body")
        self._find = LineInput(placeholder="Search in this text", id="find")
        self._hints = HintsLine(id="reader-hints")

    def compose(self) -> ComposeResult:
        """Title and path, the text, the keys."""
        yield self._title
        yield self._path
        yield self._about
        yield self._body
        yield self._find
        yield self._hints

    def on_mount(self) -> None:
        """Open at the target asked for."""
        self._find.display = False
        self._body.focus()
        self._open()

    @property
    def target(self) -> Target:
        """The passage on show."""
        return self._targets[self._index]

    def show(self, state: State, watch: Watch) -> None:
        """The session went on: the source may be pinned or dropped now."""
        self._state = state
        self._show_lines()

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A word to the person in the place of the hints, until the next key."""
        self._hints.say(text, trouble=trouble)

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        self._hints.heard()

    def action_find(self) -> None:
        """Ask, in a line below, what to search for."""
        self._find.action_select_all()
        self._find.display = True
        self.set_focus(self._find)

    @on(Input.Submitted, "#find")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_find()
        if event.value and not self._body.search(event.value):
            self.say(f"“{event.value}” is not in this text.")
        self._show_lines()

    def _close_find(self) -> None:
        self._find.display = False
        self.set_focus(self._body)

    def action_open_source(self) -> None:
        """Open the file or page outside hopyard, or say where it is."""
        self.post_message(SourceRequested(self.target.source, self.target.location))

    def action_step(self, direction: int) -> None:
        """To the next match or passage, or the one before; behind the last stands the first."""
        if self._body.standing[1]:
            self._body.step(direction)
            self._show_lines()
            return
        self._index = (self._index + direction) % len(self._targets)
        self._open()

    def action_copy(self) -> None:
        """Copy the quote with its reference."""
        target = self.target
        quote = self._text[target.quote_start : target.quote_end]
        text = quote_text(quote, target.source, target.location, self._state.sources)
        self.post_message(CopyRequested(text, "the quote with its reference"))

    def action_pin(self) -> None:
        """Pin the evidence, or take its pin off."""
        pinned = self._state.marks.pinned
        on = next((name for name in (self.target.evidence, self.target.source) if name in pinned), None)
        self.post_message(SteeringRequested(cmd.Unpin(on) if on else cmd.Pin(self.target.evidence)))

    def action_drop(self) -> None:
        """Drop the source, or take it back in."""
        source = self.target.source
        dropped = source in self._state.marks.dropped
        self.post_message(SteeringRequested(cmd.Restore(source) if dropped else cmd.DropSource(source)))

    def action_back(self) -> None:
        """Out of the line, out of the search, or back to the panes."""
        if self._find.display:
            self._close_find()
        elif self._body.standing[1]:
            self._body.end_search()
            self._show_lines()
        else:
            self.dismiss(None)

    def _counted(self) -> str:
        match, n_matches = self._body.standing
        if n_matches:
            return f"match {match:,} of {n_matches:,}"
        return f"{self._index + 1} of {len(self._targets)}"

    def _open(self) -> None:
        target = self.target
        try:
            self._text = self._text_of(target.source)
        except HopyardError as error:
            self._text = ""
            self.say(str(error), trouble=True)
        self._body.show_passage(self._text, target)
        self._show_lines()

    def _told(self) -> str:
        """What is known of the quote that the answer cites from here, and of its source; may be empty."""
        target, sources = self.target, self._state.sources
        answer = self._state.answer
        place = (target.source, target.quote_start, target.quote_end)
        cited = [
            one
            for one in (citations_of(answer) if answer is not None else ())
            if (one.source, one.start, one.end) == place
        ]
        parts = (caveats(cited, sources), described(target.source, sources))
        return "; ".join(part for part in parts if part)

    def _show_lines(self) -> None:
        target, sources = self.target, self._state.sources
        place = line((cited_as(target.source, sources), "strong"), f", {target.location}")
        self._title.show(place, right=line(self._counted()))
        known = sources.get(target.source)
        marks = self._state.marks
        pinned = target.evidence in marks.pinned or target.source in marks.pinned
        dropped = target.source in marks.dropped
        self._path.show_path(
            known.path if known is not None else "",
            style="muted",
            right=line((" pinned" * pinned, "accent"), (" dropped" * dropped, "warn")),
        )
        self._about.show(line((self._told(), "muted")))
        words = {"passage-drop": "restore source"} if dropped else {}
        if pinned:
            words["passage-pin"] = "unpin"
        if self._body.standing[1]:
            words |= {"passage-next": "next match", "passage-previous": "match before", "back": "end search"}
        self._hints.show(*(hint(self._keys, name, words.get(name, "")) for name in _HINTS))
