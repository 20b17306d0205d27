"""The screen of a session, over a replay: the same panes, and a line to move through the recording with."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.events import Key

from hopyard.core.errors import UsageError
from hopyard.core.sessions.replay import begins_hop, is_act
from hopyard.tui.actions import STEERING, Scope, action_named, bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.messages import GoOnRequested
from hopyard.tui.on_show import GoOn, Watch
from hopyard.tui.places import Moment, place
from hopyard.tui.render import join
from hopyard.tui.replaying import Replaying
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.widgets.replay_bar import ReplayBar, keys_worth_knowing, standing
from hopyard.tui.widgets.status import hint

_OFF = frozenset(action_named(name).call.partition("(")[0] for name in STEERING)
_REPLAY = tuple(binding.id for binding in bindings_for("replay") if binding.id is not None)


class ReplayScreen(SessionScreen):
    """Shows at every event what was shown live, but for its last line; nothing is steered here."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("replay")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("replay", "session")

    def __init__(self, replaying: Replaying, keys: Keymap, *, library: str = "") -> None:
        """`library` is what the live screen says of the library; it is not part of a session."""
        super().__init__(keys, library=library, examples=())
        self.session = self._replaying = replaying
        self._hints = self._bar = ReplayBar(id="hints")
        self._question.can_focus = False
        self._held = False

    def on_mount(self) -> None:
        """Show where the replay begins, and play; Textual calls the method of `SessionScreen` too."""
        self.set_question(self._replaying.state.question)
        self.show(self._replaying.state, self._replaying.watch)
        self.run_worker(self._replaying.run(), group="replay", exit_on_error=False)

    def on_unmount(self) -> None:
        """End the replay with its screen."""
        self._replaying.close("the screen was left")

    def on_screen_suspend(self) -> None:
        """Something lies over the panes: wait, unless the session goes on elsewhere."""
        head = self._replaying.head
        if head.plays and not head.follows:
            self._held = True
            self._replaying.play_or_pause()

    def on_screen_resume(self) -> None:
        """Go on where a screen over the panes held it up."""
        if self._held and not self._replaying.head.plays:
            self._replaying.play_or_pause()
        self._held = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is over is not steered."""
        return False if action in _OFF else super().check_action(action, parameters)

    def on_key(self, event: Key) -> None:
        """Say what this is to somebody who tries to steer."""
        if self._is_key_of(event, STEERING) and not self._is_key_of(event, _REPLAY):
            self._say_what_it_is()

    # showing

    def tick(self) -> None:
        """A second went by."""
        if self._replaying.head.plays:
            self.show_time(self._replaying.watch)

    def show_time(self, watch: Watch) -> None:
        """Only time went by."""
        super().show_time(watch)
        self._show_hints()

    def _show_hints(self) -> None:
        if self._filter.has_focus:
            super()._show_hints()
            return
        replaying, head = self._replaying, self._replaying.head
        self._bar.show_standing(
            standing(replaying.recording, head, self.size.width),
            keys_worth_knowing(self._keys, plays=head.plays, searched=bool(replaying.searched)),
            join([hint(self._keys, "help"), hint(self._keys, "replay-back")], "  "),
        )

    def _say_what_it_is(self) -> None:
        self.say(f"This is a replay; {self._keys.shown('replay-fork')} branches off here and goes on live.")

    def _is_key_of(self, event: Key, actions: frozenset[str] | tuple[str, ...]) -> bool:
        pressed = (event.key, event.character)
        return any(key in pressed for name in actions for key in self._keys.keys[name])

    # going about

    def action_pane(self, direction: int) -> None:
        """To the next or the previous pane, round about: the question is not typed into here."""
        if not self._workspace.go_on(direction):
            self._workspace.go_to("hops" if direction > 0 else "answer")

    def action_leave(self) -> None:
        """Show all rows again; with all shown, leave the replay."""
        if self._filter.display or self._workspace.filter:
            super().action_leave()
        else:
            self.action_leave_replay()

    def action_leave_replay(self) -> None:
        """Back to where the person came from."""
        if self.app.screen_stack.index(self) > 1:
            self.dismiss(None)
        else:
            self.app.exit()

    def action_play(self) -> None:
        """Play, or pause."""
        self._replaying.play_or_pause()

    def action_faster(self, steps: int) -> None:
        """Play faster, or slower."""
        self._replaying.faster(steps)

    def action_step(self, direction: int) -> None:
        """To the next event, or the one before."""
        self._replaying.step(direction)

    def action_ends(self, direction: int) -> None:
        """To the end, or the start."""
        self._replaying.go_to(self._replaying.recording.n + 1 if direction > 0 else 1)

    def action_hop(self, direction: int) -> None:
        """To where the next hop begins, or the one before."""
        if not self._replaying.go_to_next(direction, begins_hop):
            self.say(f"No hop begins {'after' if direction > 0 else 'before'} this.")

    def action_act(self, direction: int) -> None:
        """To the next act of steering, or the one before."""
        if not self._replaying.go_to_next(direction, is_act):
            self.say(f"Nothing was steered {'after' if direction > 0 else 'before'} this.")

    def action_go_to(self) -> None:
        """Ask for a time or an event, and go there."""
        prompt = PromptScreen(
            "Go to a time (1:23 or 83), a share (50%) or an event (e12)",
            keys=self._keys,
            wanted="a time or an event",
            refuse=self._refuse_place,
        )
        self.app.push_screen(prompt, self._go_to)

    async def _refuse_place(self, text: str) -> str:
        try:
            place(text, self._replaying.recording)
        except UsageError as error:
            return str(error)
        return ""

    def _go_to(self, text: str | None) -> None:
        if text is None:
            return
        match place(text, self._replaying.recording):
            case Moment(seconds):
                self._replaying.go_to_time(seconds)
            case found:
                self._held = False
                self._replaying.go_to(found.n)

    @on(ReplayBar.Clicked)
    def _bar_clicked(self, message: ReplayBar.Clicked) -> None:
        message.stop()
        self._replaying.go_to_time(message.share * self._replaying.recording.seconds)

    def action_search(self) -> None:
        """Ask what to search for in the whole session, and go to the next place."""
        prompt = PromptScreen(
            "Search in the whole session", self._replaying.searched, keys=self._keys, wanted="some words"
        )
        self.app.push_screen(prompt, self._search)

    def _search(self, text: str | None) -> None:
        self._held = self._held and not text
        if text and not self._replaying.search(text):
            self.say(f"“{text}” is nowhere in this session.")

    def action_match(self, direction: int) -> None:
        """To the next event that was searched for, or the one before."""
        if not self._replaying.searched:
            self.say(f"{self._keys.shown('replay-search')} searches in the whole session.")
        elif not self._replaying.next_match(direction):
            self.say(f"“{self._replaying.searched}” is nowhere in this session.")

    def action_fork(self) -> None:
        """Branch off: a new session begins with the events up to here, and goes on live."""
        self.post_message(GoOnRequested(GoOn(self._replaying.recording.folder, self._replaying.head.n)))
