"""Checks that everything hopyard needs is there and fits together; each check says what to do if not."""

from __future__ import annotations

import asyncio
import locale
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NamedTuple

from hopyard.core.config import Config
from hopyard.core.config.exposure import exposed
from hopyard.core.config.files import Loaded
from hopyard.core.errors import HopyardError
from hopyard.core.index.dense.static_model import load
from hopyard.core.locations import private_folder, sessions_folder
from hopyard.core.models.cassettes import Recorder
from hopyard.core.models.errors import NotSent
from hopyard.core.models.trial import try_model
from hopyard.core.web.set_up import set_up
from hopyard.core.wiring import check_this_version, embedder_folder, open_library, what_is_sent

_PACKAGES = ("hopyard", "textual", "whoosh", "msgspec", "numpy", "pypdfium2", "python-docx", "Resiliparse")


class Check(NamedTuple):
    """One thing that was looked at."""

    verdict: Literal["ok", "note", "bad"]
    text: str


def examine(
    configure: Callable[[], Loaded], environ: Mapping[str, str], record: Path | None = None
) -> Iterator[Check]:
    """Look at Python, packages, terminal, configuration, library, sessions, web and models, in this order.

    Each model of the configuration is asked once; with `record` the exchanges are written to that folder.
    """
    yield Check(
        "ok", f"Python {platform.python_version()} on {platform.system()}, SQLite {sqlite3.sqlite_version}"
    )
    yield from _packages()
    yield from _terminal(environ)
    try:
        loaded = configure()
        check_this_version(loaded.config, environ)
    except HopyardError as error:
        yield Check("bad", f"Configuration: {error}")
        return
    found = "read" if loaded.path.exists() else "not there, defaults hold"
    yield Check("ok", f"Configuration: {loaded.path} ({found})")
    if notice := exposed(loaded.path):
        yield Check("note", f"Configuration: {notice}")
    embedder = list(_embedder(loaded, environ))
    yield from embedder
    # Without one that does not load, the library can still be looked at.
    broken = any(check.verdict == "bad" for check in embedder)
    yield from _library(Config() if broken else loaded.config, environ)
    yield from _sessions(loaded, environ)
    yield _web(loaded.config, environ)
    if sends := what_is_sent(loaded.config):
        yield Check("ok", f"{sends[0].upper()}{sends[1:]} ([privacy] send, [web] local_only)")
    yield from asyncio.run(_models(loaded.config, environ, record))


def _web(config: Config, environ: Mapping[str, str]) -> Check:
    """Who would be asked; nobody is."""
    names = set_up(config.web, environ)
    if not names:
        return Check("ok", "Web: no provider is set up, so it cannot be turned on")
    first = f"the first {config.web.ask} of " if len(names) > config.web.ask else ""
    state = "on" if config.web.enabled else "off until --web or a key"
    return Check("ok", f"Web: {state}; {first}{', '.join(names)} would be asked")


def _packages() -> Iterator[Check]:
    missing = []
    versions = []
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        yield Check("bad", f"Missing packages: {', '.join(missing)}. Install hopyard again.")
    else:
        yield Check("ok", ", ".join(versions))


def _terminal(environ: Mapping[str, str]) -> Iterator[Check]:
    encoding = locale.getpreferredencoding(False)
    if encoding.replace("-", "").lower() == "utf8":
        yield Check("ok", f"Terminal: TERM={environ.get('TERM', '')}, {encoding}")
    else:
        yield Check("note", f"The locale speaks {encoding}: Chinese may not show. Set LANG=C.UTF-8.")
    if not sys.stdout.isatty():
        yield Check("note", "Standard output is no terminal: the screen needs one, `hopyard ask` does not.")


def _embedder(loaded: Loaded, environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        folder = embedder_folder(loaded.config, environ)
        if folder is not None:
            yield Check("ok", f"Embedder: {folder} loads, {load(folder).dimensions} dimensions")
    except HopyardError as error:
        yield Check("bad", f"Embedder: {error}")


def _library(config: Config, environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        library = open_library(config, (), environ)
    except HopyardError as error:
        yield Check("bad", f"Library: {error}")
        return
    try:
        status = library.status()
        if not status.n_passages:
            yield Check("note", "Library: empty. Add a folder: hopyard index add PATH")
        else:
            hits = library.search_now(library.sources()[0].title, 1)
            told = "a search works" if hits else "a search for a title found nothing: hopyard index rebuild"
            verdict: Literal["ok", "bad"] = "ok" if hits else "bad"
            held = f"{_count(status.n_indexed, 'file')}, {_count(status.n_passages, 'passage')}"
            yield Check(verdict, f"Library: {held}; {told}")
        if status.n_failed:
            failed = _count(status.n_failed, "file")
            yield Check("note", f"Library: {failed} cannot be read: hopyard index status")
    except HopyardError as error:
        yield Check("bad", f"Library: {error}")
    finally:
        library.close()


def _sessions(loaded: Loaded, environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        folder = private_folder(sessions_folder(environ, loaded.config.sessions.path))
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
    except (HopyardError, OSError) as error:
        yield Check("bad", f"Sessions: {error}")
    else:
        yield Check("ok", f"Sessions are kept in {folder}")


async def _models(config: Config, environ: Mapping[str, str], record: Path | None) -> list[Check]:
    """All models at once: each may take a while."""
    return list(await asyncio.gather(*(_model(config, name, environ, record) for name in config.models)))


async def _model(config: Config, name: str, environ: Mapping[str, str], record: Path | None) -> Check:
    recorder = None if record is None else Recorder(record, name)
    try:
        tried = await try_model(config, name, environ, recorder=recorder)
    except NotSent as error:
        return Check("note", f"Model {name}: not tried. {error}")
    except HopyardError as error:
        told = str(error)
        return Check("bad", told if told.startswith(f"Model {name}:") else f"Model {name}: {told}")
    used = tried.usage
    spent = f"{used.input + used.cached + used.cache_written} + {used.output} tokens"
    about = f"{'about ' if used.estimated else ''}{spent}"
    price = "price not configured" if tried.cost is None else f"${tried.cost:.6f}"
    kept = "".join(f"; recorded in {path}" for path in recorder.written) if recorder else ""
    model = config.models[name].model
    if not tried.has_text:
        return Check("note", f"Model {name}: {model} ends its reply without a word ({about}){kept}")
    return Check("ok", f"Model {name}: {model} replied in {tried.seconds:.1f} s ({about}, {price}){kept}")


def _count(n: int, one: str) -> str:
    return f"{n:,} {one}{'' if n == 1 else 's'}"
