"""The configuration, setting by setting, to look at and to change; what is changed is saved at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from hopyard.core.config.keys import kind_of
from hopyard.core.config.settings import Entry, Settings
from hopyard.core.errors import ConfigError, HopyardError
from hopyard.tui.actions import Scope, bindings_for
from hopyard.tui.keymap import Keymap, keymap
from hopyard.tui.render import line
from hopyard.tui.screens.asking import ChoiceScreen
from hopyard.tui.screens.key import KeyScreen
from hopyard.tui.screens.manage import ManageScreen
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.setting_rows import (
    KEYS,
    SETTING,
    Setting,
    SettingsTable,
    detail_rows,
    effect,
    setting_rows,
    settings_of,
    shown_value,
)

_KINDS = ("anthropic", "openai")


class SettingsScreen(ManageScreen):
    """Every setting and every key."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("settings")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("settings", "manage")
    SIDE = "settings"
    HINTS: ClassVar[Sequence[str]] = ("open", "setting-reset")

    def __init__(
        self, settings: Settings, keys: Keymap, *, themes: Sequence[str], changed: Callable[[], None]
    ) -> None:
        """`themes` are the names that `screen.theme` may have; `changed` is called after each change."""
        super().__init__(keys, SettingsTable(id="settings-table"))
        self._settings = settings
        self._themes = themes
        self._changed = changed
        self._entries: dict[str, Entry] = {}
        self._shown: dict[str, Setting] = {}

    def on_mount(self) -> None:
        """Read the file again: it may have been changed elsewhere."""
        super().on_mount()
        self._title.show(line(("Settings", "strong")))
        self._work.display = False
        try:
            self._settings.reload()
        except HopyardError as error:
            self.say(str(error), trouble=True)
        self._read()

    def refill(self) -> None:
        """Fill the list."""
        self._table.set_rows(setting_rows(list(self._shown.values()), self.wanted))
        self.show_detail()

    def show_detail(self) -> None:
        """Tell all about the setting under the cursor."""
        setting = self._shown.get(self._chosen)
        self._detail.set_rows(detail_rows(setting) if setting is not None else [])

    # changing

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        key = self._chosen
        setting = self._shown.get(key)
        if setting is None:
            return
        if setting.origin_word in ("environment", "command line"):
            self.say(f"{key} comes from the {setting.origin}, which outranks the file: change it there.")
        elif key.startswith(KEYS):
            self._ask_for_keys(key)
        else:
            self._edit(self._entries[key])

    def _edit(self, entry: Entry) -> None:
        choices = self._choices(entry)
        if entry.is_switch:
            self._save_soon(entry.key, "false" if entry.value else "true")
        elif choices:
            screen = ChoiceScreen(entry.key, choices, entry.text, self._keys, empty="(none: hopyard chooses)")
            self.app.push_screen(screen, lambda text: self._picked(entry.key, text))
        else:
            prompt = PromptScreen(
                f"{entry.key}: {entry.allowed}",
                "" if entry.is_secret else entry.text,
                keys=self._keys,
                wanted="a value",
                may_be_empty=True,
                refuse=lambda text: self._save(entry.key, text),
                hidden=entry.is_secret,
            )
            self.app.push_screen(prompt, lambda text: self._tell_saved(entry.key, text))

    def _choices(self, entry: Entry) -> Sequence[str]:
        if entry.key == "screen.theme":
            return ("", *self._themes)
        return entry.choices

    def _ask_for_keys(self, key: str) -> None:
        action = key.removeprefix(KEYS)
        prompt = KeyScreen(
            f"Keys for “{action}”, now {self._keys.all_shown(action)}",
            keys=self._keys,
            wanted="a key",
            refuse=lambda text: self._save_keys(action, text),
        )
        self.app.push_screen(prompt, lambda text: self._tell_saved(key, text))

    async def _save_keys(self, action: str, text: str) -> str:
        others = {name: keys for name, keys in self._settings.config.keys.items() if name != action}
        before = keymap(others).problems
        clashes = [one for one in keymap({**others, action: text}).problems if one not in before]
        return _clash_words(clashes[0]) if clashes else await self._save(KEYS + action, text)

    async def _save(self, key: str, text: str) -> str:
        """Save a value; returns why that cannot be done."""
        try:
            await asyncio.to_thread(self._settings.set, key, text)
        except HopyardError as error:
            return str(error)
        self._changed()
        self._read()
        return ""

    def _picked(self, key: str, text: str | None) -> None:
        if text is not None:
            self._save_soon(key, text)

    def _save_soon(self, key: str, text: str) -> None:
        """Save without a field that could tell of trouble: it is told in the place of the hints."""

        async def save() -> None:
            if reason := await self._save(key, text):
                self.say(reason, trouble=True)
            else:
                self._tell_saved(key, text)

        self.run_worker(save(), group="save", exit_on_error=False)

    def _tell_saved(self, key: str, text: str | None) -> None:
        if text is None:
            return
        entry = self._entries.get(key)
        value = shown_value(entry) if entry is not None else text
        self.say(f"Saved: {key} = {value or 'nothing'}, {effect(key)}.")

    async def action_reset(self) -> None:
        """Take the setting under the cursor out of the file."""
        key = self._chosen
        if not key:
            return
        try:
            found = await asyncio.to_thread(self._settings.reset, key)
        except HopyardError as error:
            self.say(str(error), trouble=True)
            return
        self._changed()
        self._read()
        self.say(f"{key} has its default again, {effect(key)}." if found else f"{key} has its default.")

    def action_add_model(self) -> None:
        """Ask for the name of a model, then for how it is spoken to; the rest is set in its rows."""
        prompt = PromptScreen(
            *("The name of the new model, as [model] will call it",),
            keys=self._keys,
            wanted="a name",
            refuse=self._refuse_name,
        )
        self.app.push_screen(prompt, self._ask_for_kind)

    async def _refuse_name(self, name: str) -> str:
        key = f"models.{name}.kind"
        if "." in name or kind_of(key) is None:
            return "A name may hold letters, digits, - and _ only."
        return f"There is a model {name} already." if key in self._entries else ""

    def _ask_for_kind(self, name: str | None) -> None:
        if name:
            key = f"models.{name}.kind"
            screen = ChoiceScreen(f"How {name} is spoken to", _KINDS, "", self._keys)
            self.app.push_screen(screen, lambda kind: self._picked(key, kind))

    # inside

    @property
    def _chosen(self) -> str:
        return self._table.chosen.removeprefix(SETTING)

    def _read(self) -> None:
        """Take over what the settings are now."""
        try:
            entries = self._settings.entries()
        except ConfigError as error:
            self.say(str(error), trouble=True)
            return
        self._entries = {one.key: one for one in entries}
        listed = settings_of(entries, self._keys, self._settings.config.keys, self._settings.origin)
        self._shown = {one.key: one for one in listed}
        exists = "" if self._settings.path.exists() else "not there yet"
        self._place.show_path(str(self._settings.path), style="muted", right=line((exists, "muted")))
        self.refill()


def _clash_words(problem: str) -> str:
    """A problem of the keymap as it is told before anything is saved."""
    words = problem.partition(": ")[2].replace("; the setting is left out", "")
    return words[:1].upper() + words[1:]
