"""The one registry of actions: what can be done, where, by which key, in which words.

It feeds the bindings, the line of hints, the command palette and the help screen.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from textual.binding import Binding

from hopyard.tui.key_names import textual_key

Scope = Literal[
    "app",
    "session",
    "replay",
    "list",
    "hops",
    "reader",
    "prompt",
    "help",
    "manage",
    "library",
    "settings",
    "sessions",
    "confirm",
]
"""Where an action's keys are listened to."""


class Action(NamedTuple):
    """Something a person can do. `id` is its name in the configuration and never changes."""

    id: str
    scope: Scope
    keys: tuple[str, ...]
    title: str
    """In the palette and in the help, beginning with a capital letter."""
    call: str
    """The Textual action."""
    hint: str = ""
    """In the line of hints; empty: not shown there."""
    priority: bool = False
    """Works from within a text field too; such an action takes no key that types a character."""
    palette: bool = True


ACTIONS: tuple[Action, ...] = (
    Action("question", "session", ("i",), "Go to the question line", "question", "question"),
    Action("open", "list", ("enter",), "Open what the cursor is on", "open", "open", palette=False),
    Action("prune", "session", ("p",), "Prune the hop, with all under it", "steer('prune')", "prune"),
    Action(
        "restore",
        "session",
        ("r",),
        "Restore the pruned hop or the dropped source",
        "steer('restore')",
        "restore",
    ),
    Action("expand", "session", ("e",), "Ask a further question under the hop", "expand", "expand"),
    Action("edit", "session", ("E",), "Reword the hop's question", "edit", "edit"),
    Action(
        "drop-source",
        "session",
        ("x",),
        "Drop the source from the answer",
        "steer('drop-source')",
        "drop source",
    ),
    Action("pin", "session", ("*",), "Pin the evidence, or take the pin off", "steer('pin')", "pin"),
    Action("undo", "session", ("u",), "Undo the last steering", "steer('undo')", "undo"),
    Action("redo", "session", ("ctrl+r",), "Redo what was undone", "steer('redo')", "redo"),
    Action("pause", "session", ("space",), "Pause, or go on", "steer('pause')", "pause"),
    Action(
        "stop", "session", ("s",), "Stop and answer from what there is, or go on", "steer('stop')", "stop"
    ),
    Action("web", "session", ("w",), "Search the web too, or no longer", "steer('web')", "web"),
    Action("skip-wait", "session", ("W",), "Wait no longer for a model", "steer('skip-wait')", "skip wait"),
    Action("diff", "session", ("d",), "What changed in the answer since the version before", "diff", "diff"),
    Action(
        "chart",
        "session",
        ("c",),
        "Draw a column of the answer's table, the next one, none",
        "chart",
        "chart",
    ),
    Action("why", "session", ("V",), "Why the answer says this: verdict and reason", "why", "why"),
    Action("filter", "session", ("/",), "Show only rows that hold a text", "filter", "filter"),
    Action("leave", "session", ("escape",), "Show all rows again; leave a line", "leave", palette=False),
    Action("hide-pruned", "session", ("P",), "Hide pruned hops, or show them", "hide_pruned", "hide pruned"),
    Action("zoom", "session", ("z",), "Show this pane alone, or all panes", "zoom", "zoom"),
    Action("wider", "session", (">",), "Make the column of hops wider", "resize('column', 1)"),
    Action("narrower", "session", ("<",), "Make the column of hops narrower", "resize('column', -1)"),
    Action("higher", "session", ("+",), "Make the answer higher", "resize('answer', 1)"),
    Action("lower", "session", ("-",), "Make the answer lower", "resize('answer', -1)"),
    Action("open-source", "session", ("o",), "Open the source's file or page", "open_source", "open file"),
    Action("all", "session", ("a",), "Steps and sources of all hops, or of the one chosen", "all", "all"),
    Action("copy", "session", ("y",), "Copy the answer, or the quote with its reference", "copy", "copy"),
    Action("pane-next", "session", ("tab",), "Next pane", "pane(1)", palette=False),
    Action("pane-previous", "session", ("shift+tab",), "Previous pane", "pane(-1)", palette=False),
    Action("pane-hops", "session", ("1",), "Go to the hops", "show('hops')"),
    Action("pane-steps", "session", ("2",), "Go to the steps", "show('steps')"),
    Action("pane-sources", "session", ("3",), "Go to the sources", "show('sources')"),
    Action("pane-answer", "session", ("4",), "Go to the answer", "show('answer')"),
    Action("replay-play", "replay", ("space",), "Play, or pause", "play", "play"),
    Action("replay-next", "replay", (".",), "Next event", "step(1)", "step"),
    Action("replay-previous", "replay", (",",), "Event before", "step(-1)", "step back"),
    Action("replay-hop", "replay", ("]",), "To where the next hop begins", "hop(1)", "next hop"),
    Action("replay-hop-back", "replay", ("[",), "To where the hop before began", "hop(-1)", "hop before"),
    Action("replay-act", "replay", ("}",), "To the next act of steering", "act(1)", "next act"),
    Action("replay-act-back", "replay", ("{",), "To the act of steering before", "act(-1)", "act before"),
    Action("replay-faster", "replay", ("f",), "Play faster", "faster(1)", "faster"),
    Action("replay-slower", "replay", ("F",), "Play slower", "faster(-1)", "slower"),
    Action("replay-go-to", "replay", ("t",), "Go to a time or an event", "go_to", "go to"),
    Action("replay-start", "replay", ("0",), "To the start", "ends(-1)", "start"),
    Action("replay-end", "replay", ("$",), "To the end", "ends(1)", "end"),
    Action("replay-search", "replay", ("S",), "Search in the whole session", "search", "search"),
    Action("replay-match", "replay", ("n",), "Next event that was searched for", "match(1)", "next match"),
    Action("replay-match-back", "replay", ("N",), "Match before", "match(-1)", "match before"),
    Action("replay-fork", "replay", ("B",), "Branch off here and go on live", "fork", "go on live"),
    Action("replay-back", "replay", ("q",), "Leave the replay", "leave_replay", "leave", palette=False),
    Action("up", "list", ("up", "k"), "Up", "up", palette=False),
    Action("down", "list", ("down", "j"), "Down", "down", palette=False),
    Action("page-up", "list", ("pageup", "ctrl+b"), "A page up", "page(-1)", palette=False),
    Action("page-down", "list", ("pagedown", "ctrl+f"), "A page down", "page(1)", palette=False),
    Action("first", "list", ("home", "g"), "To the beginning", "first", palette=False),
    Action("last", "list", ("end", "G"), "To the end", "last", palette=False),
    Action("fold", "hops", ("left", "h"), "Fold the hop, or go to the one above", "fold", palette=False),
    Action("unfold", "hops", ("right", "l"), "Unfold the hop", "unfold", palette=False),
    Action("passage-next", "reader", ("n",), "Next passage", "step(1)", "next", palette=False),
    Action("passage-previous", "reader", ("N",), "Previous passage", "step(-1)", "previous", palette=False),
    Action(
        "passage-copy", "reader", ("y",), "Copy the quote with its reference", "copy", "copy", palette=False
    ),
    Action(
        "passage-drop", "reader", ("x",), "Drop or restore this source", "drop", "drop source", palette=False
    ),
    Action(
        "passage-pin", "reader", ("*",), "Pin this evidence, or take the pin off", "pin", "pin", palette=False
    ),
    Action("find", "reader", ("/",), "Search in the text", "find", "search", palette=False),
    Action("passage-open", "reader", ("o",), "Open the file or page", "open_source", "open", palette=False),
    Action("back", "reader", ("escape", "q"), "Back", "back", "back", palette=False),
    Action("leave-field", "prompt", ("escape",), "Leave the text field", "leave", "back", palette=False),
    Action("suggestion-up", "prompt", ("up",), "Suggestion above", "pick(-1)", palette=False),
    Action("suggestion-down", "prompt", ("down",), "Suggestion below", "pick(1)", palette=False),
    Action("suggestion-take", "prompt", ("tab",), "Put the suggestion into the field", "fill", palette=False),
    Action("close-help", "help", ("escape", "q", "?"), "Close", "back", "close", palette=False),
    Action("library-add", "library", ("a",), "Add a folder or a file", "add", "add"),
    Action("library-remove", "library", ("x", "delete"), "Take the folder out", "remove", "take out"),
    Action("library-update", "library", ("u",), "Look for changed files", "update", "update"),
    Action("library-rebuild", "library", ("R",), "Build the index again from the stored texts", "rebuild"),
    Action("library-stop", "library", ("s",), "Stop indexing", "stop", "stop"),
    Action("setting-reset", "settings", ("x", "delete"), "Back to the default", "reset", "default"),
    Action("setting-add", "settings", ("a",), "Add a model", "add_model"),
    Action("session-replay", "sessions", ("R",), "Replay the session", "replay", "replay"),
    Action("session-rename", "sessions", ("r",), "Give the session a title", "rename", "rename"),
    Action("session-tag", "sessions", ("t",), "Give the session tags", "tag", "tag"),
    Action("session-delete", "sessions", ("x", "delete"), "Put the session into the bin", "delete", "delete"),
    Action("session-undo", "sessions", ("u",), "Take back what was deleted last", "undo", "undo"),
    Action("filter-list", "manage", ("/",), "Show only the rows that hold some words", "filter", "filter"),
    Action("leave-screen", "manage", ("escape", "q"), "Back", "back", "back", palette=False),
    Action("confirm-yes", "confirm", ("y", "enter"), "Yes", "answer(True)", "yes", palette=False),
    Action("confirm-no", "confirm", ("n", "escape", "q"), "No", "answer(False)", "no", palette=False),
    Action("library", "app", ("ctrl+l",), "The library: folders, indexing", "side('library')", priority=True),
    Action("settings", "app", ("ctrl+o",), "Settings, with the keys", "side('settings')", priority=True),
    Action("sessions", "app", ("ctrl+s",), "Sessions: what was asked", "side('sessions')", priority=True),
    Action("palette", "app", ("ctrl+p",), "Command palette", "command_palette", priority=True, palette=False),
    Action("help", "app", ("?",), "Keys and their names", "help", "help"),
    Action("quit", "app", ("q",), "Quit", "quit", "quit"),
    Action("quit-now", "app", ("ctrl+q",), "Quit, from anywhere", "quit", priority=True, palette=False),
    Action("suspend", "app", ("ctrl+z",), "Back to the shell; fg comes back here", "suspend", priority=True),
    Action("redraw", "app", ("f12",), "Paint the screen anew", "redraw", priority=True),
    Action("lean", "app", ("f9",), "Draw less, for a slow line, or no longer", "lean"),
    Action("how-to-quit", "app", ("ctrl+c",), "Say how to quit", "help_quit", palette=False),
)

STEERING = frozenset(
    {
        "question",
        "prune",
        "restore",
        "expand",
        "edit",
        "drop-source",
        "pin",
        "undo",
        "redo",
        "pause",
        "stop",
        "skip-wait",
    }
)
"""Off in a replay, which may have their keys for actions of its own."""


def bindings_for(scope: Scope) -> list[Binding]:
    """The scope's actions as Textual bindings with their default keys; each has its id."""
    return [
        Binding(
            ",".join(textual_key(key) for key in action.keys),
            action.call,
            action.title,
            show=False,
            priority=action.priority,
            id=action.id,
        )
        for action in ACTIONS
        if action.scope == scope
    ]


def action_named(action_id: str) -> Action:
    """The action of that id. Raises: KeyError."""
    for action in ACTIONS:
        if action.id == action_id:
            return action
    raise KeyError(action_id)
