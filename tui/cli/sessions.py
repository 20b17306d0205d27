"""`hopyard sessions`: what was asked before: list, search, rename, tag, delete, restore, share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from hopyard.core.sessions.about import Summary, in_words, read_about, write_about
from hopyard.core.text.sanitize import sanitize_line
from hopyard.tui.cli.options import as_json, common
from hopyard.tui.cli.packs import pack_command, unpack_command
from hopyard.tui.cli.shelf import counted, shelf

_QUESTION_CHARS = 100


@click.group("sessions", invoke_without_command=True)
@click.option("--search", "text", default="", help="Only sessions that hold this text.")
@click.option("--bin", "in_bin", is_flag=True, help="List the deleted ones.")
@as_json
@common
@click.pass_context
def command(
    ctx: click.Context, text: str, in_bin: bool, as_json: bool, config_path: Path | None, debug: bool
) -> None:
    """List the sessions, the latest first.

    ID is a session's name, its beginning or end, or `last`.
    """
    if ctx.invoked_subcommand is not None:
        return
    here = shelf(config_path)
    found = here.binned() if in_bin else list(here.summaries(text))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    elif found:
        click.echo("\n".join(one if isinstance(one, str) else described(one) for one in found))
    elif in_bin:
        click.echo("The bin is empty.")
    else:
        click.echo("No session holds that." if text else 'There are no sessions. Ask: hopyard "A question"')


def described(one: Summary) -> str:
    """A session in two lines for a person."""
    if one.problem:
        return f"{one.id}  cannot be read\n    {sanitize_line(one.problem)}"
    tags = "".join(f" #{sanitize_line(tag)}" for tag in one.tags)
    head = f"{one.id}  {in_words(one)}{tags}"
    said = sanitize_line(one.title or one.question)
    return f"{head}\n    {said[:_QUESTION_CHARS]}{'…' if len(said) > _QUESTION_CHARS else ''}"


command.add_command(pack_command)
command.add_command(unpack_command)


@command.command("rename")
@click.argument("name", metavar="ID")
@click.argument("words", nargs=-1, metavar="[TITLE]")
@common
def rename(name: str, words: tuple[str, ...], **options: Any) -> None:
    """Give session ID a title; without one, take it away."""
    folder = shelf(options["config_path"]).find(name)
    write_about(folder, read_about(folder).titled(sanitize_line(" ".join(words))))
    click.echo(f"{folder.name} is {'renamed' if words else 'without a title'}.")


@command.command("tag")
@click.argument("name", metavar="ID")
@click.argument("tags", nargs=-1, metavar="[TAG]...")
@common
def tag(name: str, tags: tuple[str, ...], **options: Any) -> None:
    """Give session ID these tags and no others; without any, take them away."""
    folder = shelf(options["config_path"]).find(name)
    write_about(folder, read_about(folder).tagged(*map(sanitize_line, tags)))
    click.echo(f"{folder.name} has {', '.join(map(sanitize_line, tags)) or 'no tags'}.")


@command.command("delete")
@click.argument("name", metavar="ID")
@common
def delete(name: str, **options: Any) -> None:
    """Put session ID into the bin."""
    here = shelf(options["config_path"])
    folder = here.find(name)
    here.delete(folder)
    click.echo(f"{folder.name} is in the bin. Back: hopyard sessions restore {folder.name}")


@command.command("restore")
@click.argument("name", metavar="ID")
@common
def restore(name: str, **options: Any) -> None:
    """Take session ID out of the bin."""
    click.echo(f"{shelf(options['config_path']).restore(name).name} is back.")


@command.command("empty-bin")
@common
def empty_bin(**options: Any) -> None:
    """Delete for good what is in the bin."""
    n = shelf(options["config_path"]).empty_bin()
    click.echo(f"{counted(n, 'session')} deleted for good.")
