"""`hopyard [QUESTION]`: the screen over the library."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from hopyard.core.config.files import Loaded
from hopyard.core.config.settings import Settings
from hopyard.core.errors import UsageError
from hopyard.core.librarian import in_words
from hopyard.core.wiring import check_this_version, make_librarian, make_workbench
from hopyard.tui.cli.looks_here import looks_here
from hopyard.tui.cli.opening import library
from hopyard.tui.cli.options import asking, checked_question, configure
from hopyard.tui.cli.shelf import shelf_of
from hopyard.tui.on_show import GoOn
from hopyard.tui.terminal import refuse_reason


@click.command("screen", hidden=True)
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@asking
def command(
    words: tuple[str, ...],
    docs: tuple[Path, ...],
    web: bool | None,
    model: str | None,
    config_path: Path | None,
    debug: bool,
) -> int:
    """Open the screen, with QUESTION if there is one."""
    loaded = configure(config_path, web__enabled=web, model__use=model)
    question = checked_question(" ".join(words)) if words else ""
    return open_screen(loaded, docs, question)


def open_screen(
    loaded: Loaded,
    docs: Sequence[Path],
    question: str = "",
    examples: Sequence[str] = (),
    go_on: GoOn | None = None,
) -> int:
    """Show the screen until the person quits; `go_on` is the session to go on with.

    A session that was asked over other folders has the screen begin again, over those.

    Raises: UsageError where there is no terminal to show it on.
    """
    reason = refuse_reason(os.environ)
    if reason:
        raise UsageError(reason)
    while True:
        code, wish = _shown(loaded, docs, question, examples, go_on)
        if wish is None:
            return code
        docs, question, examples, go_on = shelf_of(loaded.config).docs_of(wish.folder), "", (), wish


def _shown(
    loaded: Loaded, docs: Sequence[Path], question: str, examples: Sequence[str], go_on: GoOn | None
) -> tuple[int, GoOn | None]:
    config = loaded.config
    with library(config, docs, may_be_empty=True) as opened:
        # Collecting garbage takes a sixth of the time to the first picture; the app turns it on after that.
        gc.disable()
        from hopyard.tui.app import HopyardApp  # noqa: PLC0415 - Textual takes 0.4 s to import

        app = HopyardApp(
            make_workbench(config, opened, os.environ, docs=docs),
            question=question,
            go_on=go_on,
            keys=config.keys,
            examples=examples,
            library=in_words(len(opened.sources()), opened.n_passages()),
            looks=looks_here(config),
            librarian=make_librarian(config, opened, docs, os.environ),
            settings=Settings(loaded, os.environ, partial(check_this_version, environ=os.environ)),
        )
        try:
            wish = app.run()
        finally:
            gc.enable()
    return app.return_code or 0, wish
