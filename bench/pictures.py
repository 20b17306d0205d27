"""Makes the pictures in docs/pictures from real runs of the demo: `python bench/pictures.py`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hopyard.core import sample
from hopyard.core.config import Config
from hopyard.core.wiring import make_workbench, open_library, refresh_library
from hopyard.tui.app import HopyardApp
from hopyard.tui.looks import Looks

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SHOTS: tuple[tuple[str, tuple[int, int], tuple[str, ...]], ...] = (
    ("demo-120x40", (120, 40), ()),
    ("demo-80x24", (80, 24), ()),
    ("source-120x40", (120, 40), ("4", "enter")),
    ("pruned-120x40", (120, 40), ("1", "down", "p")),
)
"""Name, size in cells, and the keys pressed once the answer is there."""


async def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOPYARD_HOME": home}
        docs = [sample.folder()]
        library = open_library(Config(), docs, environ)
        await refresh_library(library, Config(), docs, environ)
        for name, size, keys in SHOTS:
            app = HopyardApp(
                make_workbench(Config(), library, environ, in_memory=True),
                question=sample.QUESTIONS[0],
                library=f"{len(library.sources())} sources, {library.n_passages()} passages",
                looks=Looks(theme="hopyard-dark"),
            )
            async with app.run_test(size=size) as pilot:
                await settled(app)
                for key in keys:
                    await pilot.press(key)
                    await settled(app)
                await pilot.pause(0.3)
                picture = app.export_screenshot(title="hopyard demo")
            (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
            print(name)
        library.close()


async def settled(app: HopyardApp) -> None:
    """Wait until the session is still, at most ten seconds."""
    for _ in range(200):
        session = app.session
        if session is not None and session.state.settled:
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("the session did not come to rest")


if __name__ == "__main__":
    asyncio.run(main())
