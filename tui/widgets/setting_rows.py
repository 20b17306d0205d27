"""The settings as rows: name, value, where it came from, what it does. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.cells import cell_len

from hopyard.core.config.about import about, about_table
from hopyard.core.config.settings import DEFAULT, Entry
from hopyard.tui.actions import ACTIONS, action_named
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import line
from hopyard.tui.widgets.library_rows import matches
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.table import Column, TableView, cells_of

SETTING = "setting:"
"""How the keys of rows begin; the dotted key follows."""
KEYS = "keys."
_SURE_TO_FIT = 12
"""Cells of a value that its column always has."""
_DOTS = "........"
_ALLOWED_KEYS = "names of keys, separated by commas"
_EFFECTS = (
    ("screen.theme", "at once"),
    ("screen.lean", "at once"),
    ("screen.ascii", "at once"),
    (KEYS, "at once"),
    ("budget.", "with the next question"),
    ("web.", "with the next question"),
    ("library.max_file_mb", "with the next indexing"),
)


class Setting(NamedTuple):
    """A row to be."""

    key: str
    value: str
    """As it is shown; dots for a secret."""
    origin: str
    about: str
    allowed: str
    default: str
    """As it is shown; empty for none."""

    @property
    def table(self) -> str:
        """The table it stands in."""
        return self.key.rpartition(".")[0]

    @property
    def origin_word(self) -> str:
        """Where the value came from, without the file's or the variable's name."""
        return "command line" if self.origin == "command line" else self.origin.partition(" ")[0]


def effect(key: str) -> str:
    """When a change of a setting shows."""
    return next((when for start, when in _EFFECTS if key.startswith(start)), "at the next start")


def shown_value(entry: Entry) -> str:
    """A value as it is shown."""
    return _DOTS if entry.is_secret and entry.text else entry.text


def settings_of(
    entries: Sequence[Entry], keys: Keymap, own: Mapping[str, str], origin: Callable[[str], str]
) -> list[Setting]:
    """All settings: those of the schema, and the keys of each action. `own` is `[keys]` as it stands."""
    found = [
        Setting(one.key, shown_value(one), one.origin, about(one.key), one.allowed, one.default)
        for one in entries
    ]
    titles = {action.id: action.title for action in ACTIONS} | {
        name: "There is no such action." for name in own if name not in keys.keys
    }
    for name, title in titles.items():
        now = ", ".join(keys.keys.get(name, (own.get(name, ""),)))
        default = ", ".join(action_named(name).keys) if name in keys.keys else ""
        problem = next((one for one in keys.problems if one.startswith(f"[keys] {name} ")), "")
        key = KEYS + name
        found.append(Setting(key, now, origin(key), problem or title, _ALLOWED_KEYS, default))
    return found


def setting_rows(settings: Sequence[Setting], wanted: str = "") -> list[Row]:
    """The settings table by table; only those that match `wanted`."""
    shown = [one for one in settings if matches(wanted, one.key, one.value, one.origin, one.about)]
    rows: list[Row] = []
    for table, members in groupby(shown, key=lambda one: one.table):
        if rows:
            rows.append(Row(f"gap {table}", (), choosable=False))
        title = line((f"[{table}] ", "strong"), (about_table(table), "muted"))
        rows.append(Row(f"table {table}", title, most=1, choosable=False))
        rows += map(_row, members)
    if not rows:
        rows.append(
            Row("nothing", line((f"Nothing here holds “{wanted.strip()}”.", "muted")), choosable=False)
        )
    return rows


def _row(setting: Setting) -> Row:
    changed = setting.origin != DEFAULT
    pieces = cells_of(
        setting.key,
        (setting.value, "accent" if changed else ""),
        (setting.origin_word, "" if changed else "muted"),
        (setting.about, "muted"),
    )
    return Row(SETTING + setting.key, pieces)


def detail_rows(setting: Setting) -> list[Row]:
    """What there is to know of one setting, in few lines: every step of the cursor paints them."""
    rows = [Row("about", line((setting.key, "strong"), f"  {setting.about}"), hang=2, most=2)]
    if cell_len(setting.value) > _SURE_TO_FIT:
        rows.append(Row("value", line(("now: ", "muted"), setting.value), hang=2, most=2))
    differs = setting.default and setting.value != setting.default
    default = f"; default: {setting.default}" if differs else ""
    return [
        *rows,
        Row("origin", line(("from: ", "muted"), setting.origin, (_when(setting), "muted")), hang=2, most=1),
        Row("allowed", line(("allowed: ", "muted"), setting.allowed, (default, "muted")), hang=2, most=1),
    ]


def _when(setting: Setting) -> str:
    return f"; a change shows {effect(setting.key)}"


class SettingsTable(TableView):
    """Settings in columns."""

    COLUMNS: ClassVar[dict[str, Sequence[Column]]] = {
        "setting": (
            Column(24),
            Column(12, share=1),
            Column(12),
            Column(10, share=3, from_cells=100),
        ),
    }
