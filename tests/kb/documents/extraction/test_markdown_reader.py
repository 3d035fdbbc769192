"""Markdown, line by line as its reader reads it."""

from __future__ import annotations

import pytest

from kb.documents.extraction.markdown_reader import markdown_text
from kb.documents.extraction.refusals import TextRefused
from tests.kb.documents.extraction.steps import steps


def test_markdown_is_what_its_reader_reads() -> None:
    written = (
        "# **Flask** vs *Django*\n\n> It's _very_ [light **weight**](https://a.test/x_(y)), see ![logo](a.png)<br>\n\n"
        "- `**kwargs` and snake_case_name, 2 * 3, \\*so\\* &amp; ~~not~~ so\n\n"
        "```python\nx = a*b*c\n```\n"
    )
    assert markdown_text(written) == (
        "Flask vs Django\n\nIt's very light weight, see logo \n\n"
        "**kwargs and snake_case_name, 2 * 3, *so* & not so\n\n\nx = a*b*c"
    )


def test_tags_in_code_are_text() -> None:
    written = "Use the `<form>` tag and the `{% csrf_token %}` inside `<a href>` places."
    assert markdown_text(written) == "Use the <form> tag and the {% csrf_token %} inside <a href> places."


def test_cells_of_a_row_are_apart_with_code_and_links_in_them() -> None:
    table = "| Name | Version |\n|---|---|\n| [Koa](k) | `2.13.0` |\n| **Express** | 5 |\n"
    assert markdown_text(table) == "Name\tVersion\n\nKoa\t2.13.0\nExpress\t5"


@pytest.mark.parametrize(
    "block",
    [
        "A *b\nc* d\nLAST",
        "A `b\nc d` e\nLAST",
        "A [b\nc](d\n'e') f\n\nLAST",
        "> a\n> b\n> LAST",
        "- a\n  b\n\n  - c\n\n    LAST",
        "<p align='x'>\n<b\nid='y'>a</b>\n</p>\n\nLAST",
        "```\na\n\nb\n```\nLAST",
        "    a\n\n    b\nLAST",
        "a <!-- b\nc --> d\nLAST",
        "| a |\n|---|\n| b |\n| LAST |",
        "a\n===\nLAST",
        "[x]: https://a.test\n\n[x] a  \nb\\\nLAST",
        "!!! note\n    a **b**\n\n    LAST",
    ],
)
def test_a_line_stays_where_it_is_written(block: str) -> None:
    written = f"First\n\n{block} here"
    places = [text.split("\n").index(row) for text in (written, markdown_text(written)) for row in text.split("\n")
              if "LAST" in row]  # fmt: skip
    assert places[0] == places[1]


def test_html_within_is_read_without_its_tags_scripts_and_comments() -> None:
    written = (
        "<table><tr><td>Koa</td>\n\n<td>2 &lt; 3</td></tr></table>\n\n<script>no\nno</script>\n\na<br>b <!-- no -->"
    )
    assert " ".join(markdown_text(written).split()) == "Koa 2 < 3 a b"


def test_an_indented_note_is_markdown() -> None:
    assert markdown_text('!!! note "Title"\n    It is **so**.').endswith("It is so.")


def test_what_is_nested_too_deeply_is_refused_and_not_cut() -> None:
    with pytest.raises(TextRefused, match="nested too deeply"):
        markdown_text("> " * 500 + "text")


@pytest.mark.parametrize("piece", ["[", "![", "*a ", "**a", "`", "<a ", "&#1", "<!--", "_a ", "~~a", "a\n", "|a", "\\"])
def test_the_steps_grow_with_the_text_alone(piece: str) -> None:
    few, many = (steps(markdown_text, piece * number) for number in (400, 800))
    assert many <= 2.6 * few + 2_000


def test_a_long_line_and_a_huge_entity_are_taken() -> None:
    assert markdown_text("word " * 50_000).count("word") == 50_000
    assert len(markdown_text(f"a &#{'9' * 100_000}; b")) <= 100_010
