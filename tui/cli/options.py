"""The options that several commands share, and the configuration they lead to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from hopyard.core.config.exposure import exposed_command
from hopyard.core.config.files import Loaded, load
from hopyard.core.errors import UsageError
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import MAX_QUESTION_CHARS

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_config = click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Use this configuration file."
)
_debug = click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
_docs = click.option(
    "--docs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Search this file or folder and not your library. Can be given several times.",
)
_web = click.option("--web/--no-web", default=None, help="Search the web as well.")
_model = click.option(
    "--model", metavar="NAME", help="Use this model of the configuration for all work, or `none`."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def common(command: F) -> F:
    """Every command takes these."""
    return _config(_debug(command))


def asking(command: F) -> F:
    """What a question is asked over."""
    return _docs(_web(_model(common(command))))


def docs_only(command: F) -> F:
    """A command that searches but asks nothing."""
    return _docs(common(command))


def for_all_work(model: str | None) -> dict[str, str | None]:
    """The overrides that `--model` amounts to: what the configuration names for single jobs is set aside."""
    others = None if model is None else ""
    return {"model__use": model, "model__plan": others, "model__read": others, "model__answer": others}


def configure(config_path: Path | None, **overrides: object) -> Loaded:
    """The configuration in force; `overrides` are dotted keys with `__` for the dots, None left out.

    Raises: ConfigError naming what is wrong where.
    """
    given = {key.replace("__", "."): value for key, value in overrides.items() if value is not None}
    loaded = load(config_path, os.environ, given)
    if notice := exposed_command(loaded):
        click.echo(f"Note: {notice}", err=True)
    return loaded


def checked_question(words: str) -> str:
    """A question fit to be asked: on one line, cleaned, not empty, not a document.

    Raises: UsageError if it is none.
    """
    question = sanitize_line(words).strip()
    if not any(char.isalnum() for char in question):
        raise UsageError("There is no question.", 'Write one: hopyard ask "How many ...?"')
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are taken.",
            "Shorten it, or index the text and ask about it.",
        )
    return question


def existing(paths: Sequence[Path]) -> list[Path]:
    """The paths, if all of them are there.

    Raises: UsageError naming the first that is not.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                f"No such file or folder: {sanitize_line(str(path))}.", "Check the path after --docs."
            )
    return list(paths)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end."""
    return asyncio.run(work)
