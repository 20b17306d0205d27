"""`hopyard [QUESTION]`: the screen over the library."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import click

from hopyard.core.config.files import Loaded
from hopyard.core.errors import UsageError
from hopyard.tui.cli.looks_here import looks_here
from hopyard.tui.cli.options import asking, checked_question, configure, existing, for_all_work
from hopyard.tui.on_show import GoOn
from hopyard.tui.over import Over, Tell
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
    loaded = configure(config_path, web__enabled=web, **for_all_work(model))
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
    # Collecting garbage takes a sixth of the time to the first picture; the app turns it on after that.
    gc.disable()
    try:
        while True:
            code, wish = _shown(loaded, existing(docs), question, examples, go_on)
            if wish is None:
                return code
            from hopyard.tui.cli.shelf import shelf_of  # noqa: PLC0415 - as below

            docs, question, examples, go_on = shelf_of(loaded.config).docs_of(wish.folder), "", (), wish
    finally:
        gc.enable()


def _shown(
    loaded: Loaded, docs: Sequence[Path], question: str, examples: Sequence[str], go_on: GoOn | None
) -> tuple[int, GoOn | None]:
    # Textual takes 0.1 s to load and the library as long again; the second waits for the first picture.
    from hopyard.tui.app import HopyardApp  # noqa: PLC0415

    with ExitStack() as opened:

        async def opening(tell: Tell) -> Over:
            module = await asyncio.to_thread(import_module, "hopyard.tui.cli.over_library")
            over: Over = await module.opened(loaded, docs, tell, opened.callback)
            return over

        app = HopyardApp(
            opening=opening,
            question=question,
            go_on=go_on,
            keys=loaded.config.keys,
            examples=examples,
            looks=looks_here(loaded.config),
        )
        wish = app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0, wish
