"""A small library to try hopyard on: `hopyard demo` needs no folder, no key and no network.

Fifteen documents of an invented hop-growing valley, half Chinese, half English. Every place, person, company
and figure in them is made up. They agree with each other but for one planned disagreement:
the tonnage of 2023.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from hopyard.core.errors import LibraryError

EXPECTED: dict[str, tuple[str, ...]] = {
    # Two hops: the grower's page names the variety, the trial report its yield.
    "Which variety does the Tolvane Valley's largest hop grower plant, "
    "and what yield did the Pellamor Institute measure for it?": ("Dunmarrow Farms", "Corvanth", "2.46 t/ha"),
    # Three hops, all in Chinese: newspaper, brewery report, variety register.
    "2023年谷地啤酒节金奖啤酒用的是哪种酒花？这种酒花的α-酸含量是多少？": ("河灯", "鸫羽", "6.8%"),
    # Across languages: the Latin name in the Chinese report leads to the English bulletin.
    "2022年造成损失最大的病害是什么？它的喷药阈值是多少？": (
        "霜霉病",
        "Pseudoperonospora humuli",
        "30 spores",
    ),
    # A single fact.
    "How much moisture may a bale of hops hold at most?": ("10.5 %",),
    # Two entities compared, each in its own document.
    "Which farm dries its hops at the higher temperature, Dunmarrow Farms or Wrenfold Estate?": (
        "62 °C",
        "52 °C",
    ),
    # Cooperative and broker disagree.
    "托尔凡谷2023年的酒花产量是多少吨？": ("1,240", "1,420"),
    # To be calculated: tonnes in the interview, hectares in the annual report.
    "檐月农场2023年平均每公顷收了多少吨酒花？": ("168吨", "75公顷"),
    # Not in the library.
    "What does Kettlefen Brewery's chief executive earn?": (),
}
"""Question -> strings that its evidence must hold, in the order of its hops; empty: not in the library."""

COMPUTED: dict[str, str] = {"檐月农场2023年平均每公顷收了多少吨酒花？": "2.24"}
"""Question -> the figure that only a calculation gives; no document states it."""

QUESTIONS: tuple[str, ...] = tuple(EXPECTED)
"""The example questions; the first is the demo's default."""


def folder() -> Path:
    """The folder of the sample documents, to be indexed like any other.

    Raises: LibraryError if the package was installed without its data or lies inside an archive.
    """
    library = resources.files(__name__) / "library"
    if not isinstance(library, Path) or not library.is_dir():
        raise LibraryError(
            "The sample library is not on disk beside the program.",
            "Install hopyard with pip, pipx or uv, or give your own folder with --docs.",
        )
    return library
