"""As little as a Textual app can be, for bench/terminal.py; in a file of its own, to load no more than it."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - Textual declares it so

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("READY bare")


if __name__ == "__main__":
    Bare().run()
