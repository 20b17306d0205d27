"""One list out of what several providers found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.merging import FoundPage, merge
from hopyard.core.web.port import WebHit

SAME = "The harbour authority reported twelve cranes and 4,810 containers a day in the first quarter."


def hit(url: str, snippet: str = "", **more: object) -> WebHit:
    return WebHit(url, str(more.pop("title", "Cranes at work")), snippet, **more)  # type: ignore[arg-type]  # fields


def urls(pages: list[FoundPage]) -> list[str]:
    return [page.hit.url for page in pages]


def test_what_several_found_comes_first_and_says_who() -> None:
    pages = merge(
        [
            ("kiwix", [hit("https://a.example/1"), hit("https://a.example/2")]),
            ("brave", [hit("https://a.example/3"), hit("http://www.a.example/2/?utm_source=x")]),
        ]
    )
    assert urls(pages) == ["https://a.example/2", "https://a.example/1", "https://a.example/3"]
    assert pages[0].providers == ("kiwix", "brave")
    assert pages[0].also_at == ("http://www.a.example/2/?utm_source=x",)
    assert pages[0].score == 1 / 62 + 1 / 62


def test_the_same_text_at_two_places_is_one_page() -> None:
    pages = merge(
        [
            ("brave", [hit("https://agency.example/x", SAME, title="Cranes at work - Agency")]),
            ("exa", [hit("https://mirror.example/y", SAME.upper(), title="Cranes at work | Mirror")]),
            ("serper", [hit("https://other.example/z", SAME, title="Weather")]),
        ]
    )
    assert [page.providers for page in pages] == [("brave", "exa"), ("serper",)]


def test_short_texts_that_are_alike_by_chance_stay_apart() -> None:
    assert (
        len(
            merge([("brave", [hit("https://a.example", "Home page"), hit("https://b.example", "Home page")])])
        )
        == 2
    )


def test_a_hit_that_belongs_to_two_pages_makes_them_one() -> None:
    pages = merge(
        [
            ("brave", [hit("https://a.example/1"), hit("https://b.example/2", SAME)]),
            ("exa", [hit("https://a.example/1", SAME)]),
        ]
    )
    assert len(pages) == 1
    assert pages[0].providers == ("brave", "exa")
    assert pages[0].score == 1 / 61 + 1 / 61


def test_what_the_first_lacks_is_taken_from_the_others() -> None:
    [page] = merge(
        [
            ("searxng", [hit("https://a.example/1")]),
            ("openalex", [hit("https://a.example/1", SAME, published="2025-03-04", authors=("Ada Quay",))]),
        ]
    )
    assert (page.hit.snippet, page.hit.published, page.hit.authors) == (SAME, "2025-03-04", ("Ada Quay",))


def test_one_provider_keeps_its_order_and_counts_once() -> None:
    pages = merge(
        [("brave", [hit("https://a.example/1"), hit("https://a.example/2"), hit("https://a.example/1#x")])]
    )
    assert urls(pages) == ["https://a.example/1", "https://a.example/2"]
    assert pages[0].score == 1 / 61


def test_nothing_of_nothing() -> None:
    assert merge([]) == merge([("brave", [])]) == []


addresses = st.sampled_from([f"https://{host}.example/{path}" for host in "ab" for path in "12345"])
found = st.lists(
    st.tuples(
        st.sampled_from(["brave", "exa", "kiwix"]), st.lists(st.builds(WebHit, addresses, st.just("T")))
    ),
    max_size=4,
)


@given(found)
def test_every_address_is_kept_once(found: list[tuple[str, list[WebHit]]]) -> None:
    pages = merge(found)
    assert sorted(urls(pages)) == sorted({one.url for _, hits in found for one in hits})
    assert [page.score for page in pages] == sorted((page.score for page in pages), reverse=True)
    for page in pages:
        assert page.providers == tuple(
            dict.fromkeys(name for name, hits in found if page.hit.url in [one.url for one in hits])
        )
