"""The part of the app that knows its terminal: colours, encoding, slow lines, and the way to the shell."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ReturnType
from textual.events import Load, Mount
from textual.filter import LineFilter, NoColor

from hopyard.tui.driver import TerminalDriver, driver_for
from hopyard.tui.looks import UTF_8, Looks
from hopyard.tui.marks import ASCII_DRAWN, Encodable
from hopyard.tui.themes import FEW_COLORS, OWN_THEMES, theme_for

_N_COLORS = {"256": 256, "truecolor": 1 << 24}
"""By the name that Rich gives a terminal's colours; others have few."""
_NO_COLOR = NoColor()


class DrawnApp(App[ReturnType], inherit_bindings=False):
    """An app that is drawn as its looks say."""

    def __init__(self, looks: Looks) -> None:
        super().__init__(driver_class=driver_for(looks))
        self.animation_level = "none"
        self.looks = looks
        self._own_filters = _filters_for(looks)

    def _on_load(self, event: Load) -> None:
        """Know the colours before anything is drawn."""
        for theme in OWN_THEMES:
            self.register_theme(theme)
        self.dress(self.looks.theme)

    def _on_mount(self, event: Mount) -> None:
        """Know when something else had the terminal."""
        self.app_resume_signal.subscribe(self, lambda _: self.repaint_all())

    def dress(self, name: str) -> None:
        """Take a theme by its name, as far as the terminal can show it; else the terminal's own colours."""
        self.theme = theme_for(
            name,
            self.available_themes,
            no_color=self.no_color,
            n_colors=_N_COLORS.get(self.console.color_system or "", FEW_COLORS),
            light=self.looks.light,
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal."""
        colors = [_NO_COLOR] if self.no_color else super().get_line_filters()
        return [*colors, *self._own_filters]

    def repaint_all(self) -> None:
        """Paint every cell anew."""
        for screen in self.screen_stack:
            for widget in (screen, *screen.walk_children()):
                widget.refresh(layout=widget is screen)

    def draw_lean(self, lean: bool) -> None:
        """Draw as little as possible, or as much as there is to see."""
        self.looks = self.looks._replace(lean=lean)
        if isinstance(self._driver, TerminalDriver):
            self._driver.show_looks(self.looks)

    def draw_ascii(self, ascii: bool) -> None:
        """Draw our marks and lines with ASCII alone, or no longer."""
        if ascii != self.looks.ascii:
            self.looks = self.looks._replace(ascii=ascii)
            self._own_filters = _filters_for(self.looks)
            self.repaint_all()

    def action_redraw(self) -> None:
        """Paint every cell anew, after another program wrote into the terminal."""
        self.repaint_all()

    def action_suspend(self) -> None:
        """Stop, and go back to the shell until it continues us."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.stop()


def _filters_for(looks: Looks) -> list[LineFilter]:
    drawn: list[LineFilter] = [ASCII_DRAWN] if looks.ascii else []
    return drawn if looks.encoding == UTF_8 else [*drawn, Encodable(looks.encoding)]
