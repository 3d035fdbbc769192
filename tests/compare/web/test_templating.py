"""How the public templates are rendered."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines, loader
from jinja2 import DictLoader, Environment, UndefinedError

from compare.web.templating import environment, in_words, quoted, runs
from kb.evidence.records import GroupRecord

PUBLIC = Path(settings.BASE_DIR) / "templates" / "compare"


def rendered(template: str, **context: object) -> str:
    made = environment(loader=DictLoader({"one.html": template}), auto_reload=False)
    return made.get_template("one.html").render(context)


def test_text_of_people_is_escaped() -> None:
    assert rendered("{{ name }}", name="<b>&") == "&lt;b&gt;&amp;"


def test_text_is_escaped_in_macros_too() -> None:
    assert rendered("{% macro show(name) %}<i>{{ name }}</i>{% endmacro %}{{ show(name) }}", name="<b>") == (
        "<i>&lt;b&gt;</i>"
    )


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="nothng"):
        rendered("{% if nothng %}{% endif %}")


def test_an_attribute_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="titel"):
        rendered("{{ day.titel }}", day=date(2026, 11, 7))


def test_what_a_page_may_leave_out_counts_as_empty() -> None:
    assert rendered("{% for chip in chips %}x{% endfor %}{{ sought }}{% if canonical %}y{% endif %}") == ""


def test_what_a_page_gives_stands_before_what_it_may_leave_out() -> None:
    assert rendered("{{ sought }}", sought="flask") == "flask"


def test_indentation_and_lines_of_tags_alone_are_left_out() -> None:
    assert rendered("<ul>\n  {% if true %}\n    <li>\n  {% endif %}\n</ul>") == "<ul>\n<li>\n</ul>"


def test_what_django_s_own_engine_renders_is_sent_without_indentation_too() -> None:
    assert "\n " not in loader.render_to_string("500.html")


def test_white_space_within_a_value_is_kept() -> None:
    assert rendered("  <pre>{{ text }}</pre>", text="a\n  b") == "<pre>a\n  b</pre>"


def test_a_day_is_said_in_words() -> None:
    assert in_words(date(2026, 11, 7)) == "7 November 2026"


def test_a_value_of_a_query_string_is_quoted_whole() -> None:
    assert quoted("a/b&c d’") == "a%2Fb%26c%20d%E2%80%99"


def test_runs_keep_the_order_of_rows() -> None:
    rows = [GroupRecord(slug, name, place) for slug, name, place in (("b", "B", 1), ("a", "A", 1), ("c", "C", 2))]
    assert [(value, [row.slug for row in run]) for value, run in runs(rows, "order")] == [(1, ["b", "a"]), (2, ["c"])]


@pytest.mark.parametrize("name", sorted(path.name for path in PUBLIC.iterdir()))
def test_every_public_template_can_be_read_by_its_own_engine_alone(name: str) -> None:
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    assert made.get_template(name).name == name
    with pytest.raises(TemplateDoesNotExist):
        engines["django"].get_template(name)


@pytest.mark.parametrize("name", ["500.html", "admin/index.html", "claimgrid/field.html"])
def test_templates_of_editors_forms_and_the_last_resort_are_django_s(name: str) -> None:
    assert engines["django"].get_template(name)
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja2"].get_template(name)
