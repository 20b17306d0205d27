"""Paths as a person types them: what is meant, what may be meant, and why it cannot be taken."""

from __future__ import annotations

import os
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from hopyard.core.errors import HopyardError
from hopyard.core.locations import expand
from hopyard.core.text.sanitize import sanitize_line


class Completion(NamedTuple):
    """A path that what is typed may become."""

    text: str
    """Written as the person began it: relative, or from `~`; a folder ends in a slash."""
    is_folder: bool
    continues: bool = True
    """Whether it begins with what was typed, capitals aside; else its name only holds that."""


def working_folder() -> Path:
    """Where relative paths begin; the root if the folder has been taken away."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


def typed_path(text: str, environ: Mapping[str, str], here: Path) -> Path:
    """The path that a text means, from the root; `here` is where relative ones begin.

    Quotation marks and backslashes of a shell, as pasted or dropped into a terminal, are taken off where the
    text as it stands names nothing.
    """
    path = _absolute(text.strip(), environ, here)
    if not os.path.lexists(path) and any(mark in text for mark in "\\'\""):
        try:
            parts = shlex.split(text)
        except ValueError:
            return path
        if len(parts) == 1 and os.path.lexists(bare := _absolute(parts[0], environ, here)):
            return bare
    return path


def trouble_with(path: Path) -> str:
    """Why a path cannot be added to a library; empty if it can."""
    shown = sanitize_line(str(path))
    if not os.path.exists(path):
        if os.path.islink(path):
            return f"{shown} is a link that leads nowhere."
        return f"There is no file or folder {shown}, or you may not look at it."
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        return f"You may not read {shown}."
    return ""


def completions(text: str, environ: Mapping[str, str], here: Path, most: int = 200) -> list[Completion]:
    """What a text may become: folders before files, names that begin with its last part before others.

    Hidden names come only where the text asks for them with a dot; a name that cannot be typed, because it
    holds what a terminal would obey, never. What cannot be looked into gives nothing.
    """
    if text == "~":
        return [Completion("~/", True)]
    head, slash, typed = text.rpartition("/")
    begun = head + slash
    found: list[tuple[bool, bool, str]] = []
    wanted = _folded(typed)
    try:
        with os.scandir(_absolute(begun, environ, here)) as entries:
            for entry in entries:
                name, folded = entry.name, _folded(entry.name)
                begins = folded.startswith(wanted)
                if not begins and (wanted.startswith(".") or wanted not in folded):
                    continue
                if name.startswith(".") and not wanted.startswith("."):
                    continue
                if sanitize_line(name) == name:
                    found.append((not begins, not _is_folder(entry), name))
    except (OSError, ValueError):
        return []
    found.sort(key=lambda one: (*one[:2], _folded(one[2]), one[2]))
    return [
        Completion(begun + name + ("" if is_file else "/"), not is_file, not inside)
        for inside, is_file, name in found[:most]
    ]


def common_start(text: str, found: Sequence[Completion]) -> str:
    """The longest text that all completions which continue `text` begin with; `text` itself if none does."""
    starts = [one.text for one in found if one.continues]
    common = _common(starts) if starts else text
    return common if len(common) >= len(text) else text


def _common(texts: Sequence[str]) -> str:
    """The characters that all texts begin with."""
    first, last = min(texts), max(texts)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(char for char, _ in alike)


def _absolute(text: str, environ: Mapping[str, str], here: Path) -> Path:
    try:
        return Path(os.path.abspath(here / expand(text, environ)))
    except HopyardError:  # no home folder: then `~` is a name
        return Path(os.path.abspath(here / text))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _folded(name: str) -> str:
    """For comparing: capitals aside, and with accents as one character, as macOS does not keep them."""
    return unicodedata.normalize("NFC", name).casefold()
