"""Builds libraries and workbenches out of a configuration: the one place that knows all adapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hopyard.core.config import Config
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.engine import WebSource
from hopyard.core.errors import ConfigError, LibraryError, UsageError
from hopyard.core.index.dense.static_model import identity_of
from hopyard.core.index.library import Library
from hopyard.core.index.plan import normal_root
from hopyard.core.index.report import Progress, Summary
from hopyard.core.librarian import Librarian
from hopyard.core.locations import docs_folder, expand, library_folder, private_folder, sessions_folder
from hopyard.core.ports import AskingReasoner, Desk
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.web.set_up import set_up
from hopyard.core.workbench import Workbench

if TYPE_CHECKING:
    from hopyard.core.web.search import Parts

OnProgress = Callable[[Progress], None]


def open_library(config: Config, docs: Sequence[Path], environ: Mapping[str, str]) -> Library:
    """The person's own library, or with `docs` the cached one over just those paths.

    Raises: LibraryError if it cannot be opened; ConfigError if there is no embedder where one is configured.
    """
    home = docs_folder(docs, environ) if docs else library_folder(environ)
    return Library.open(home, embedder=embedder_folder(config, environ))


def embedder_folder(config: Config, environ: Mapping[str, str]) -> Path | None:
    """The folder of the configured embedder; None if none is.

    Raises: ConfigError if nothing can be loaded from it; that it is undamaged shows when it is.
    """
    if not config.index.embedder:
        return None
    folder = expand(config.index.embedder, environ)
    try:
        identity_of(folder)
    except LibraryError as error:
        raise ConfigError(error.message, error.next_step) from error
    return folder


async def refresh_library(
    library: Library,
    config: Config,
    docs: Sequence[Path],
    environ: Mapping[str, str],
    on_progress: OnProgress | None = None,
) -> Summary | None:
    """Bring the library up to date with the paths it is made of; None if it is made of none.

    These are `docs`, or else the configured paths and what `hopyard index add` put in. Of the latter, what
    is not there just now (a disk that is not plugged in) is left as it was, and said so. The library of
    `docs` forgets what was added to it on the screen of an earlier run, if none has it open.

    Raises: LibraryError if a path of `docs` or of the configuration is missing, or the library cannot be
    written.
    """
    if docs and not library.is_open_elsewhere:
        await _forget_others(library, docs)
    named = list(docs) or [expand(path, environ) for path in config.library.paths]
    added = [] if docs else [Path(root) for root in library.status().roots]
    roots = [*named, *(root for root in added if root.exists() and root not in named)]
    missing = [root for root in added if not root.exists()]
    if not roots:
        return None
    summary = await library.add(roots, limits=read_limits(config), on_progress=on_progress)
    notes = tuple(f"Not there now, searched as it was: {root}" for root in missing)
    return msgspec.structs.replace(summary, notes=summary.notes + notes)


async def _forget_others(library: Library, docs: Sequence[Path]) -> None:
    wanted = {normal_root(path) for path in docs}
    for root in set(library.status().roots) - wanted:
        await library.remove(Path(root))


def make_librarian(
    config: Config, library: Library, docs: Sequence[Path], environ: Mapping[str, str]
) -> Librarian:
    """What looks after a library while a screen is open."""
    configured = [expand(path, environ) for path in config.library.paths]
    return Librarian(library, limits=read_limits(config), named=docs, configured=configured)


def read_limits(config: Config) -> ReadLimits:
    """The reading limits that the configuration asks for."""
    return ReadLimits(max_file_bytes=config.library.max_file_mb * MIB)


def make_workbench(
    config: Config,
    library: Library,
    environ: Mapping[str, str],
    *,
    docs: Sequence[Path] = (),
    in_memory: bool = False,
) -> Workbench:
    """A workbench over a library, which is that over `docs` if there are any.

    `in_memory` keeps the sessions nowhere.

    Raises: ConfigError if the configuration asks for what this version cannot do.
    """
    check_this_version(config, environ)
    reasoner = ExtractiveReasoner(library.document_frequency, library.n_passages)
    sessions = None if in_memory else private_folder(sessions_folder(environ, config.sessions.path))
    return Workbench(
        retrievers=[library],
        reasoner=reasoner,
        budget=config.budget,
        sessions=sessions,
        docs=[str(path.absolute()) for path in docs],
        open_web=way_to_the_web(config, environ),
        seat=_way_to_models(config, environ, library),
        sends=what_is_sent(config),
        close=library.close,
    )


def way_to_the_web(config: Config, environ: Mapping[str, str]) -> Callable[[], WebSource] | None:
    """What opens the web for a session; None if no provider is set up."""
    web = config.web
    if not set_up(web, environ):
        return None

    def parts() -> Parts:
        from hopyard.core.web.opening import open_parts  # noqa: PLC0415

        return open_parts(web, environ)

    def source() -> WebSource:
        from hopyard.core.web.search import Bounds, WebSearch  # noqa: PLC0415

        search = WebSearch(parts, Bounds(web.ask, web.pages, web.seconds))
        return WebSource(search, on=web.enabled, always=web.when == "always")

    return source


def _uses_models(config: Config) -> bool:
    named = (config.model.use, config.model.plan, config.model.read, config.model.answer)
    return any(name not in ("", "none") for name in named)


def what_is_sent(config: Config) -> str:
    """What other machines are sent for models, in a few words; empty if no model is used."""
    if not _uses_models(config):
        return ""
    from hopyard.core.models.sending import sending  # noqa: PLC0415 - not loaded where none is used

    return sending(config)


def _way_to_models(
    config: Config, environ: Mapping[str, str], library: Library
) -> Callable[[Desk], AskingReasoner] | None:
    """What makes the reasoner with models for a session; None if no model is used."""
    if not _uses_models(config):
        return None

    from hopyard.core.models.build import Models  # noqa: PLC0415 - not loaded where none is used
    from hopyard.core.reason.modelled.quoting import Quoter  # noqa: PLC0415
    from hopyard.core.reason.modelled.reasoner import ModelReasoner  # noqa: PLC0415

    def seat(desk: Desk) -> AskingReasoner:
        return ModelReasoner(
            Models(config, environ),
            ExtractiveReasoner(library.document_frequency, library.n_passages),
            Quoter(library.document_frequency, library.n_passages),
            desk,
            drop_unsupported=config.answer.unsupported == "drop",
        )

    return seat


def check_this_version(config: Config, environ: Mapping[str, str]) -> None:
    """Refuse what cannot be done as the configuration asks for it.

    Raises: ConfigError or UsageError that says what to set instead.
    """
    if config.web.enabled and not set_up(config.web, environ):
        raise UsageError(
            "The web is turned on, but no provider of it is set up.",
            "Set one, such as [web.searxng] url or [web.brave] key_env, or leave --web off.",
        )
    if _uses_models(config):
        from hopyard.core.models.build import Models  # noqa: PLC0415 - not loaded where none is used

        Models(config, environ)
    if config.index.engine != "whoosh":
        raise ConfigError(
            "The engine tantivy was measured and left out; docs/decisions.md has why.",
            'Set [index] engine = "whoosh".',
        )


def check_not_empty(library: Library) -> None:
    """Raises: LibraryError if there is nothing to search."""
    if not library.n_passages():
        raise LibraryError(
            "The library is empty.", "Add a folder: hopyard index add PATH, or name one with --docs PATH."
        )
