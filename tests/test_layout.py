"""The check of how templates and style sheets are laid out sees what it should."""

import pytest

from tests import layout


def columns(template: str) -> list[int]:
    return [line for line, _ in layout.faults_of_columns(template)]


@pytest.mark.parametrize(
    "template",
    [
        "<ul>\n  {% for one in all %}\n  <li>{{ one }}</li>\n  {% endfor %}\n</ul>\n",
        "{% block main %}\n  <p>\n    a\n  </p>\n{% endblock %}\n",
        "{% if a %}\n<a>\n{% else %}\n<b>\n{% endif %}\n",
        "<p>one\n  two</p>\n",
        '<p{% if a > b %} class="x"{% endif %}>\n  <br>\n  <path d="M0"/>\n</p>\n',
        "{# djlint:off #}\n<td>\n  {# djlint:on #}\n",
    ],
)
def test_what_stands_under_its_beginning_is_right(template: str) -> None:
    assert columns(template) == []


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("<ul>\n  <li>\n    a\n    </li>\n</ul>\n", 4),
        ("{% if a %}\n  b\n  {% endif %}\n", 3),
        ("{% if a %}\n  b\n  {% else %}\n  c\n{% endif %}\n", 3),
    ],
)
def test_an_end_in_another_column_is_a_fault(template: str, line: int) -> None:
    assert columns(template) == [line]


def test_a_long_line_and_white_space_at_an_end_are_faults() -> None:
    assert [line for line, _ in layout.faults_of_lines(f"{'a' * 120}\n{'a' * 121}\nb \n")] == [2, 3]


def test_a_style_sheet_is_formatted_one_declaration_a_line_and_then_stays_so() -> None:
    once = layout.formatted("a, b { color: red; margin: 0; }\n\ni { top: 0; }\n")
    assert once == "a,\nb {\n  color: red;\n  margin: 0;\n}\n\ni {\n  top: 0;\n}\n"
    assert layout.formatted(once) == once


def test_the_dark_theme_that_is_chosen_is_the_one_that_the_system_prefers() -> None:
    blocks = (layout.STYLES / "css" / "tokens.css").read_text().split("color-scheme: dark;")[1:]
    preferred, chosen = (block.partition("}")[0].split() for block in blocks)
    assert preferred == chosen
