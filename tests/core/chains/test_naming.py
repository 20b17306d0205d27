"""What is found in a passage before anybody asks."""

import pytest
from hypothesis import given
from tests.core.text.messy_text import messy_texts

from hopyard.core.index.facts import parts_of
from hopyard.core.index.naming import facts_of, written
from hopyard.core.text.tokens import tokens


def _key(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


@pytest.mark.parametrize(
    ("title", "heading", "text", "names"),
    [
        ("Dunmarrow Farms", "", "It lies in the north.", {"Dunmarrow Farms": 1.0}),
        ("The Valley (2023 film)", "", "it is long", {"The Valley (2023 film)": 1.0, "The Valley": 1.0}),
        ("Corvanth, a hop", "", "it is bitter", {"Corvanth, a hop": 1.0, "Corvanth": 0.6}),
        ("", "", "Corvanth was bred at Pellamor.", {"Corvanth": 0.8}),
        ("", "", "Corvanth Corvanth (bred 2009) is bitter.", {"Corvanth": 0.8}),
        ("", "", "Corvanth\nBellisk is another.", {"Corvanth": 0.8}),
        ("Yields", "1 Results > 1.2 Bellisk", "they fell", {"Yields": 1.0, "Bellisk": 1.0}),
        ("", "", "《深井年报》写道，产量增加。", {"深井年报": 0.8}),
        ("", "", "檐月农场（谷北）收获了酒花。", {"檐月农场": 0.8}),
        ("", "", "they fell", {}),
    ],
)
def test_what_a_passage_goes_by(title: str, heading: str, text: str, names: dict[str, float]) -> None:
    assert dict(facts_of(title, heading, text).names) == {_key(name): at for name, at in names.items()}


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("it was bred by José A. Ferreyra. The farm is old", ["José A. Ferreyra"]),
        ("the owner of Wrenfold Estate and Dunmarrow Farms", ["Wrenfold Estate", "Dunmarrow Farms"]),
        ("酒花由“檐月”种植，见《深井年报》", ["檐月", "深井年报"]),
        ("研究由李清照主持", ["李清照"]),
    ],
)
def test_whom_it_mentions(text: str, mentioned: list[str]) -> None:
    found = facts_of("", "", text).mentions
    assert [_key(name) for name in mentioned] == [key for key in found if key in map(_key, mentioned)]


def test_a_word_that_joins_sentences_is_no_name() -> None:
    assert (
        facts_of("", "", "the yield fell. Moreover, it rained. Subsequently the farm closed").mentions == ()
    )


def test_dates_are_no_names() -> None:
    assert facts_of("", "", "it fell in March 2019 and on Monday 4 May").mentions == ()


def test_years_dates_and_figures_are_noted() -> None:
    facts = facts_of("Report 2021", "", "in 2019 it rose")
    assert facts.years == ("2019", "2021")
    assert facts.dated
    assert facts.counted
    assert not facts_of("", "", "it rose").counted


@pytest.mark.parametrize("text", ["Results of FY18", "the 3Q18 yields", "二〇一八年的产量"])
def test_a_year_is_known_in_all_its_ways(text: str) -> None:
    assert facts_of("", "", text).years == ("2018",)


def test_a_name_is_shown_as_the_text_writes_it() -> None:
    assert written(_key("Dunmarrow Farms"), "At Dunmarrow Farms, hops grow.") == "Dunmarrow Farms"
    assert written(_key("檐月农场"), "由檐月农场种植") == "檐月农场"
    assert written(_key("Bellisk"), "nothing") == ""


def test_the_parts_of_a_name_come_longest_first() -> None:
    assert list(parts_of(("a", "b", "c")))[:3] == [("a", "b", "c"), ("a", "b"), ("b", "c")]


@given(messy_texts())
def test_any_text_has_facts(text: str) -> None:
    facts = facts_of(text[:50], text[:20], text)
    assert all(0 < weight <= 1 for _, weight in facts.names)
    assert set(dict(facts.names)).isdisjoint(facts.mentions)
