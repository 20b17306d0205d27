"""What the screen works over, and how it gets it: opened behind the first picture, not before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hopyard.core.config.settings import Settings
    from hopyard.core.librarian import Librarian
    from hopyard.core.workbench import Workbench


class Over(NamedTuple):
    """What is open."""

    workbench: Workbench
    library: str = ""
    """What is searched, in a few words."""
    librarian: Librarian | None = None
    settings: Settings | None = None
    notes: tuple[str, ...] = ()
    """What a person should know of how it was opened."""


Tell = Callable[[str], None]
"""Called on the event loop with how far it is."""
Opening = Callable[[Tell], Awaitable[Over]]
"""Opens it. Raises: HopyardError if it cannot be opened."""
