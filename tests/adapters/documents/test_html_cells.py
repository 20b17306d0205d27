"""A table read from its source must be the table read through its tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resiliparse.parse.html import HTMLTree

from hopyard.core.documents.html_cells import Parts, any_table, plain_table

_TEXTS = st.lists(
    st.sampled_from(
        ["Kran", " 起重机", "3.5%", "&amp;lt;", "&lt;td&gt;", "&nbsp;", '"', "'", ">", "=", "\n"]
    ),
    max_size=4,
).map("".join)
_ATTRIBUTES = st.sampled_from(
    ["", " colspan=2", ' rowspan="3"', " COLSPAN='0'", ' class="a b"', " hidden", ' title="&lt;td&gt;"']
)
_CELLS = st.builds("<{0}{1}>{2}</{0}>".format, st.sampled_from(["td", "th"]), _ATTRIBUTES, _TEXTS)
_ROWS = st.builds("<tr{}>{}</tr>".format, _ATTRIBUTES, st.lists(_CELLS, max_size=4).map("\n".join))
_TABLES = st.builds(
    "<table{}>{}{}</table>".format,
    _ATTRIBUTES,
    st.just("") | _TEXTS.map("<caption>{}</caption>".format),
    st.lists(_ROWS, min_size=1, max_size=4).map("\n".join),
)


def _both(markup: str) -> tuple[Parts | None, Parts]:
    body = HTMLTree.parse(markup).body
    table = body.query_selector("table") if body is not None else None
    assert table is not None
    return plain_table(table.html), any_table(table, lambda node: str(node.text))


@given(_TABLES)
def test_a_plain_table_is_the_same_from_its_source_and_through_its_tree(markup: str) -> None:
    from_source, through_tree = _both(markup)
    assert from_source == through_tree


@pytest.mark.parametrize(
    "cell",
    [
        "<b>3</b>",
        "<!-- 3 -->",
        "<script>'<td>'</script>",
        "<svg><td>3</td></svg>",
        "3<br>4",
        "<p>3",
        "<td-x>3",
    ],
)
def test_a_table_that_holds_more_than_text_is_left_to_its_tree(cell: str) -> None:
    from_source, through_tree = _both(f"<table><tr><td>港口</td><td>{cell}</td></tr></table>")
    assert from_source is None
    assert through_tree.rows[0][0].text == "港口"
