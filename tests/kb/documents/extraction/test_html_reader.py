"""HTML as browsers read it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.extraction.html_reader import html_text
from kb.documents.extraction.text_lines import without_control
from kb.texts import UNPRINTABLE
from tests.kb.documents.extraction.steps import steps


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_blocks_are_paragraphs_rows_are_lines_and_cells_are_apart() -> None:
    body = "<h1>Which?</h1><p>Flask\n is <b>sm</b>all.<br>Very.</p><ul><li>a<li>b</ul>"
    table = "<table><tr><th>ORM<td>no</tr><tr><td>Admin</td><td>yes</td></tr></table>"
    assert html_text(page(body + table)) == "Which?\n\nFlask is small.\nVery.\n\na\nb\n\nORM\tno\nAdmin\tyes"


def test_entities_are_decoded() -> None:
    assert html_text("a&nbsp;b &amp; c &lt;p&gt; &#8217;&#x2713; &copy &unknown; &#0;") == (
        "a\u00a0b & c <p> ’✓ © &unknown; \ufffd"
    )


@pytest.mark.parametrize("name", ["script", "style", "template", "noscript", "svg", "iframe", "SCRIPT"])
def test_what_is_no_text_of_the_page_is_left_out(name: str) -> None:
    hidden = f'<{name} title="a>b">if (a < b) {{ "no" }}</{name.lower()} >'
    assert html_text(page(f"<p>one{hidden} two</p>")) == "one two"


def test_tags_end_where_they_end() -> None:
    markup = "<a title='x > y' href=\"?a>b\" data-q=it's>in</a> 1 < 2 <!-- <p>not --> out <!doctype x>!"
    assert html_text(markup) == "in 1 < 2 out !"


def test_lines_of_code_stay_lines() -> None:
    assert html_text("<pre>a = 1\nb = <i>2\n3</i></pre>\nand\nthen") == "a = 1\nb = 2\n3\n\nand then"


def test_the_title_of_a_page_is_a_part_of_it() -> None:
    assert html_text(page("<p>Text</p>", "<title>Flask &amp; Django</title>")) == "Flask & Django\n\nText"


@pytest.mark.parametrize("piece", ["<", "<b>", "<p>x", "<div>", "</p>", "<td>x", "<a b='", "<!--", "&#1", "<pre>x"])
def test_the_steps_grow_with_the_page_alone(piece: str) -> None:
    few, many = (steps(html_text, piece * number) for number in (500, 1_000))
    assert many <= 2.2 * few + 100


def test_a_huge_entity_is_one_character() -> None:
    assert html_text(f"a&#{'9' * 100_000};b") == "a\ufffdb"


@given(st.text(alphabet="<>/!-=\"'&#;apre script\n\0", max_size=80))
def test_no_html_is_too_odd_and_the_same_gives_the_same(markup: str) -> None:
    said = without_control(html_text(without_control(markup)))
    assert said == without_control(html_text(without_control(markup)))
    assert not UNPRINTABLE.search(said)


def test_markup_within_json_is_read_alike() -> None:
    assert html_text(json.loads('"<p>a\\u00a0<b>b</b></p>"')) == "a\u00a0b"
