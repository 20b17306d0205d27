"""A document and the question that the tests of sessions' commands ask of it."""

from pathlib import Path

TEXT = "# 河湾果园年报\n\n2023 年河湾果园收获苹果 1,240 吨。\n\nIt was founded in 1998 by Shen Qinghe.\n"
QUESTION = "河湾果园收获了多少吨苹果？"


def write_document(folder: Path) -> None:
    """Put the document into a folder."""
    (folder / "orchard.md").write_text(TEXT, encoding="utf-8")
