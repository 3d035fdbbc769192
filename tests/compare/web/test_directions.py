"""What runs from right to left keeps its order to itself; a quote says its language where that is not the page's."""

from __future__ import annotations

import pytest

from compare.web.directions import bdi, lang, prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Flask & more", "Flask &amp; more"),
        ("Café 3", "Café 3"),
        ("ג'אנגו 5", "<bdi>ג&#x27;אנגו 5</bdi>"),
        ("said to be فلاسك <2> for Flask (2024)", "said to be <bdi>فلاسك</bdi> &lt;2&gt; for Flask (2024)"),
        ("yes for ג'אנגו ירוק (2024)", "yes for <bdi>ג&#x27;אנגו ירוק</bdi> (2024)"),
    ],
)
def test_what_runs_from_right_to_left_is_isolated(text: str, html: str) -> None:
    assert bdi(text) == html


def test_no_line_ends_within_a_day_of_a_sentence() -> None:
    html = "3.1 &amp; 3.2 (<time>2026-11</time>, <time>2026-11-28</time>, 2024-12345, 2024)"
    assert prose("3.1 & 3.2 (2026-11, 2026-11-28, 2024-12345, 2024)") == html


@pytest.mark.parametrize(
    ("language", "attribute"),
    [("", ""), ("en", ""), ("en-GB", ""), ("he", ' lang="he"'), ("zh-Hant", ' lang="zh-Hant"'), ('a" b', "")],
)
def test_a_language_is_named_where_it_is_known_and_another(language: str, attribute: str) -> None:
    assert lang(language) == attribute
