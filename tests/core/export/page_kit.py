"""Reads a page back: its elements, the text they show, and where its links lead."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page as a browser would take it apart; fails on elements that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.metas: list[dict[str, str | None]] = []
        self.marked: list[str] = []
        self.style = ""
        self.shown: list[str] = []
        self.text_of: dict[str, str] = {}
        """The text within each element that has an id."""
        self._open: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert not self._open

    @property
    def text(self) -> str:
        """All that is shown."""
        return "".join(self.shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert len(found) == len(attrs)
        self.tags.add(tag)
        self.attributes |= set(found)
        if name := found.get("id"):
            self.ids.append(name)
            self.text_of[name] = ""
        if tag == "a":
            self.links.append(found["href"] or "")
        if tag == "meta":
            self.metas.append(found)
        if tag == "mark":
            self.marked.append("")
        if tag not in VOID:
            self._open.append((tag, name or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self._open]
        if "style" in inside:
            self.style += data
            return
        if "mark" in inside:
            self.marked[-1] += data
        if "title" not in inside:
            self.shown.append(data)
        for _, name in self._open:
            if name:
                self.text_of[name] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)
