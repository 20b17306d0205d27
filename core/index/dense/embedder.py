"""What the index asks of a model that compares meanings: texts become vectors. The port of this plug-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Gives texts vectors whose cosine says how alike they are in meaning."""

    @property
    def identity(self) -> str:
        """Names the model and how it is used: only vectors of the same identity can be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A vector for each text, of any length, zeros where the model knows none of its words.

        Returns: finite numbers, shape (len(texts), dimensions).
        Raises: LibraryError if the model gives anything else.
        """
        ...
