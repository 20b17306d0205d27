"""What the configuration and the terminal together say of how the screen is to be drawn."""

from __future__ import annotations

import codecs
import locale
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from hopyard.core.config.schema import ScreenTable

UTF_8 = "utf-8"
_ASCII_LOCALES = ("C", "POSIX")
_LIGHT_BACKGROUNDS = ("7", "15")


class Looks(NamedTuple):
    """How the screen is to be drawn."""

    theme: str = ""
    """The theme that is wanted; empty: the terminal's own colours."""
    light: bool = False
    """Whether the terminal says that its background is light."""
    ascii: bool = False
    """Whether our marks and lines are drawn with ASCII alone."""
    encoding: str = UTF_8
    """What the terminal can show, as Python names encodings."""
    lean: bool = False
    """Whether as little as possible is sent to the terminal."""
    still: bool = False
    """Whether nothing moves on its own, the clock included."""


def looks_for(screen: ScreenTable, environ: Mapping[str, str], *, c_locale: bool = False) -> Looks:
    """How the screen is to be drawn under a configuration, in an environment.

    `c_locale` says that Python was started in the C locale; it then takes UTF-8 and may have set LC_CTYPE.
    """
    charset = terminal_charset(environ, c_locale=c_locale)
    return Looks(
        theme=screen.theme,
        light=environ.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT_BACKGROUNDS,
        ascii=screen.ascii or charset != UTF_8,
        encoding=charset or UTF_8,
        lean=screen.lean == "on" or (screen.lean == "auto" and over_ssh(environ)),
        still=screen.reduced_motion,
    )


def in_c_locale() -> bool:
    """Whether Python was started in the C locale: it then takes UTF-8 of its own accord (PEP 540)."""
    return sys.flags.utf8_mode == 1 and not os.environ.get("PYTHONUTF8") and "utf8" not in sys._xoptions


def over_ssh(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of an SSH connection."""
    return bool(environ.get("SSH_CONNECTION"))


def terminal_charset(environ: Mapping[str, str], *, c_locale: bool = False) -> str:
    """The encoding that the locale's variables name, as Python calls it; empty if they say nothing.

    The first of LC_ALL, LC_CTYPE and LANG that is set counts, as POSIX has it. `C` and `POSIX` mean ASCII.
    A locale without an encoding in its name has the one that Python's table gives it.
    """
    names = ["LC_ALL", "LC_CTYPE", "LANG"]
    if c_locale and not environ.get("LC_ALL"):
        names.remove("LC_CTYPE")  # Python's own word (PEP 538), not the terminal's
    name = next((environ[each] for each in names if environ.get(each)), "")
    if not name:
        return ""
    if name in _ASCII_LOCALES:
        return "ascii"
    known = name if "." in name else locale.normalize(name)
    charset = known.partition(".")[2].partition("@")[0] or known
    try:
        "".encode(charset)
    except LookupError:
        return "ascii"
    return codecs.lookup(charset).name
