"""Loads a static embedding model from a folder: a vector for each token of a text, and their mean.

The files are those of model2vec (or of a StaticEmbedding of sentence-transformers), read by that package,
which is optional. It could also fetch models: it is only ever given a folder that was just looked into.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hopyard.core.errors import LibraryError
from hopyard.core.index.dense.embedder import Embedder
from hopyard.core.index.rules import vector_rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACKAGE = "model2vec"
_INNER = "0_StaticEmbedding"
"""Where some models keep their tensors."""
_AT_ONCE = 64
"""Texts in one step of the model: it takes up to 512 tokens of each, so 64 MB at 512 dimensions."""
_ANOTHER = 'or set [index] embedder = "" to go without.'


def identity_of(folder: Path) -> str:
    """What vectors depend on, as a hash: the bytes of the model's files, what reads them, and our own rules.

    Loads nothing.

    Raises: LibraryError if the package or the folder is missing, or the folder holds no model.
    """
    try:
        reader = version(_PACKAGE)
    except PackageNotFoundError:
        raise LibraryError(
            f"The embedder {folder} needs the package {_PACKAGE}, which is not installed.",
            f"Install it with: pip install 'hopyard[dense]', {_ANOTHER}",
        ) from None
    try:
        files = _hash(tuple(_marks(folder)))
    except OSError as error:
        raise LibraryError(
            f"There is no embedder in {folder}: {error.strerror or error}.",
            f"Name a folder with a model in the format of {_PACKAGE}, {_ANOTHER}",
        ) from error
    return hashlib.sha256(f"{files} {reader} {vector_rules()}".encode()).hexdigest()[:32]


def load(folder: Path) -> Embedder:
    """Load the model in a folder.

    Raises: LibraryError as `identity_of`, and if the model is damaged.
    """
    return _StaticModel(folder, identity_of(folder))


class _StaticModel:
    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self.identity = identity
        try:
            self._model = _read(folder)
            self.dimensions = int(self._model.dim)
            self.embed(["a"])
        except LibraryError:
            raise
        except Exception as error:  # a boundary: the readers raise whatever damaged files lead them to
            raise self._damaged(f"{type(error).__name__}: {error}") from error

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np  # noqa: PLC0415

        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        # Half a surrogate pair, which damaged files hold, is no text to a tokenizer.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        # One thread: who reads 10,000 texts at once would get a pool of them.
        found = self._model.encode(clean, batch_size=_AT_ONCE, use_multiprocessing=False)
        vectors = np.asarray(found, dtype=np.float32)
        if vectors.shape != (len(texts), self.dimensions) or not np.isfinite(vectors).all():
            raise self._damaged("it gives vectors that are none")
        return vectors

    def _damaged(self, what: str) -> LibraryError:
        line = " ".join(what.split())[:300]
        return LibraryError(
            f"The embedder in {self._folder} cannot be used: {line}.", f"Get the model again, {_ANOTHER}"
        )


def _read(folder: Path) -> Any:
    # Loaded late: 0.2 s, and with numpy.
    from model2vec import StaticModel  # noqa: PLC0415

    # Absolute: a name such as `a/b` that is no folder would be taken for a model to be fetched.
    return StaticModel.from_pretrained(folder.resolve(strict=True), force_download=False)


def _marks(folder: Path) -> list[tuple[str, int, int]]:
    """The files of a model: path, size and time. Raises: OSError if it is none."""
    found = []
    for place in (folder, folder / _INNER):
        if place == folder or place.is_dir():
            with os.scandir(place) as entries:
                found += [entry for entry in entries if entry.name.endswith((".json", ".safetensors"))]
    if not any(entry.name == "model.safetensors" for entry in found):
        raise FileNotFoundError(f"no model.safetensors in it ({folder})")
    return sorted((one.path, one.stat().st_size, one.stat().st_mtime_ns) for one in found)


@cache
def _hash(files: tuple[tuple[str, int, int], ...]) -> str:
    """Of names and bytes; once for each state of the files, because large models take a second."""
    digest = hashlib.sha256()
    for path, size, _ in files:
        digest.update(f"{os.path.basename(path)} {size}\n".encode())
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
