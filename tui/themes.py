"""The colours: two themes of our own, and which theme a terminal gets.

Text and dimmed text reach a contrast of 4.5 to 1 with their background in both (WCAG 2.1, level AA); a test
measures what is painted.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

_DARK = Theme(
    name="hopyard-dark",
    primary="#7fb4ca",
    secondary="#7fb4ca",
    accent="#b4a0d6",
    success="#98bb6c",
    warning="#e0af68",
    error="#f0817d",
    foreground="#d5d8dc",
    background="#15181c",
    surface="#1b1f24",
    panel="#22272d",
    variables={
        "input-cursor-background": "#d5d8dc",
        "input-cursor-foreground": "#15181c",
        "input-cursor-text-style": "none",
        "input-selection-background": "#3a5a6c",
        "input-selection-foreground": "#ffffff",
        "block-cursor-background": "#7fb4ca",
        "block-cursor-foreground": "#15181c",
        "block-cursor-blurred-background": "#3a4a56",
        "block-cursor-blurred-foreground": "#ffffff",
    },
)
_LIGHT = Theme(
    name="hopyard-light",
    dark=False,
    primary="#1f5f8b",
    secondary="#1f5f8b",
    accent="#6b4a9e",
    success="#356119",
    warning="#7d4b00",
    error="#b3261e",
    foreground="#202428",
    background="#f7f5f0",
    surface="#f1eee7",
    panel="#e9e5dc",
    variables={
        "input-cursor-background": "#202428",
        "input-cursor-foreground": "#f7f5f0",
        "input-cursor-text-style": "none",
        "input-selection-background": "#bcd5e6",
        "input-selection-foreground": "#000000",
        "block-cursor-background": "#1f5f8b",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#c9d8e2",
        "block-cursor-blurred-foreground": "#000000",
    },
)
OWN_THEMES = (_DARK, _LIGHT)
ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"
"""Textual's themes out of the terminal's own colours."""
FEW_COLORS = 16


def theme_for(wanted: str, themes: Mapping[str, Theme], *, no_color: bool, n_colors: int, light: bool) -> str:
    """The name of the theme to show: the one wanted where the terminal can show it, else its own colours.

    No colours at all are what is left of the terminal's own. With `n_colors` of 16 a theme's colours would
    be taken for their nearest, text and background for the same at times. `light` says that the terminal's
    background is light.
    """
    theme = themes.get(wanted)
    if theme is None:
        return ANSI_LIGHT if light else ANSI_DARK
    if theme.ansi or not (no_color or n_colors <= FEW_COLORS):
        return wanted
    return ANSI_DARK if theme.dark else ANSI_LIGHT
