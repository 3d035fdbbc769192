"""The filter panel: of each page with filters, at an address of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.filters import MOST_VALUES_LISTED
from compare.filters.filter_form import MOST_LISTED
from kb.derived import upkeep
from kb.models import Framework
from tests import factories
from tests.compare import reading
from tests.kb.bases import built, put

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def flask() -> Framework:
    factories.once_named(factories.framework(name="Django"))
    return factories.once_named(factories.framework(name="Flask"))


def papers() -> None:
    """A source for each claim, and for two each at the end."""
    with upkeep.collected():
        for number in range(MOST_LISTED + 5):
            source = factories.source(slug=f"s{number}", title=f"Paper {number}")
            factories.claim(source=source)
            if number > MOST_LISTED:
                factories.claim(source=source)


@pytest.fixture
def many() -> None:
    put(built(papers))


def values(shown: reading.Shown, name: str) -> list[str]:
    return [str(box.get("value")) for box in shown.find("input", name=name) if box.get("type") == "checkbox"]


def ticked(shown: reading.Shown, name: str) -> list[str]:
    return [str(box.get("value")) for box in shown.find("input", name=name) if box.get("checked") is not None]


def test_a_page_leads_to_its_panel_and_carries_no_form(flask: Framework) -> None:
    factories.claim(framework=flask)
    shown = reading.page("/compare/flask/", {"state": "single"})
    (link,) = [one for one in shown.main.iter("a") if one.get("id") == "open-filters"]
    assert link.get("href") == "/filters/compare/flask/?state=single"
    assert reading.words_of(link) == "Filter and sort 1 active"
    assert list(shown.main.iter("form")) == shown.find("form", method="dialog")


def test_the_form_of_a_panel_leads_back_to_its_page_with_what_is_chosen(flask: Framework) -> None:
    factories.claim(framework=flask)
    shown = reading.page("/filters/compare/flask/", {"state": "single"})
    (form,) = [one for one in shown.root.iter("form") if one.get("id") == "filter-form"]
    assert (form.get("action"), form.get("method", "get")) == ("/compare/flask/", "get")
    assert ticked(shown, "state") == ["single"]
    assert "/compare/flask/?state=single" in shown.links


def test_choices_say_how_many_cells_they_would_leave(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.aspect())
    shown = reading.page("/filters/compare/flask-vs-django/")
    labels = [reading.words_of(one) for one in shown.find("label")]
    assert {"single 1", "empty 1", "contested 0"} <= set(labels)
    assert "A number says how many cells" in shown.words


def test_columns_and_groups_move_from_the_panel_of_a_comparison(flask: Framework) -> None:
    factories.claim(framework=flask)
    assert "/compare/django-vs-flask/" in reading.page("/filters/compare/flask-vs-django/").links
    assert "Columns and groups" not in reading.page("/filters/claims/").words


def test_script_gets_the_panel_without_the_page_round_it(flask: Framework) -> None:
    words = reading.body(reading.get("/filters/claims/", **HTMX))
    assert 'id="filter-form"' in words
    assert "data-hx-get=" in words
    assert "<html" not in words


@pytest.mark.parametrize(
    "inner",
    ["about/", "search/", "healthz", "admin/", "claims.json", "claims.xyz", "filters/claims/", "nothing/", "claims"],
)
def test_what_has_no_filters_has_no_panel(inner: str) -> None:
    reading.get(f"/filters/{inner}", status=404)


def test_a_panel_of_what_does_not_exist_is_not_found(flask: Framework) -> None:
    assert "There is no framework" in reading.page("/filters/compare/flsk/", status=404).words


def test_a_bad_query_is_refused_as_at_the_page_and_what_was_typed_stays(flask: Framework) -> None:
    for path in ("/compare/flask/", "/filters/compare/flask/"):
        shown = reading.page(path, {"since": "soon", "state": "single"}, 400)
        assert "“soon” is not a date" in shown.words
        assert [one.get("value") for one in shown.find("input", name="since")] == ["soon"]
        assert ticked(shown, "state") == ["single"]
        assert shown.find("form", id="filter-form")[0].get("action") == "/compare/flask/"


def test_frameworks_in_the_query_lead_to_the_panel_of_their_comparison(flask: Framework) -> None:
    answer = reading.get("/filters/compare/", {"framework": ["flask", "django"], "differs": "1"}, 302)
    assert answer["Location"] == "/filters/compare/flask-vs-django/?differs=1"


def test_robots_keep_out_of_a_panel_and_it_has_no_faces(flask: Framework) -> None:
    shown = reading.page("/filters/claims/")
    assert shown.response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Link" not in shown.response
    assert shown.response["ETag"]


# Bounded lists


def test_a_long_list_shows_the_most_frequent_and_looks_for_others(many: None) -> None:
    listed = values(reading.page("/filters/claims/"), "source")
    assert len(listed) == MOST_LISTED
    assert set(listed[:4]) == {"s21", "s22", "s23", "s24"}


def test_what_is_chosen_is_listed_even_if_it_is_rare(many: None) -> None:
    shown = reading.page("/filters/claims/", {"source": "s19"})
    assert ticked(shown, "source") == ["s19"]
    assert len(values(shown, "source")) == MOST_LISTED


def test_a_search_lists_what_it_finds_and_keeps_what_is_chosen(many: None) -> None:
    shown = reading.page("/filters/claims/", {"source": "s0", "state": "single", "find_source": "paper 18"})
    assert values(shown, "source") == ["s0", "s18"]
    assert ticked(shown, "source") == ["s0"]
    assert ticked(shown, "state") == ["single"]


def test_a_search_that_finds_nothing_says_so(many: None) -> None:
    assert "Nothing is found by “zzzz”" in reading.page("/filters/claims/", {"find_source": "zzzz"}).words


def test_a_scope_is_found_by_its_name() -> None:
    place = {"framework": factories.framework(), "aspect": factories.aspect(), "source": factories.source()}
    with upkeep.collected():
        for number in range(MOST_LISTED + 2):
            factories.claim(**place, scope=factories.scope(slug=f"c{number}", name=f"condition {number}"))
    shown = reading.page("/filters/claims/", {"find_scope": "Condition 21"})
    assert values(shown, "scope") == ["c21"]


def test_script_gets_the_one_list_that_it_looks_in(many: None) -> None:
    headers = HTMX | {"HX-Target": "choices-source"}
    words = reading.body(reading.get("/filters/claims/", {"find_source": "paper 18"}, **headers))
    assert 'value="s18"' in words
    assert "<form" not in words
    assert 'name="aspect"' not in words


def test_a_form_sent_without_script_leads_to_what_is_looked_for_or_to_the_page(many: None) -> None:
    found = reading.get("/claims/", {"state": "single", "find_source": "paper 18", "find_aspect": ""}, 302)
    assert found["Location"] == "/filters/claims/?state=single&find_source=paper+18"
    clean = reading.get("/claims/", {"state": "single", "find_source": "", "find_aspect": ""}, 302)
    assert clean["Location"] == "/claims/?state=single"


@pytest.mark.parametrize("sought", ["x" * 201, "\x00"])
def test_what_cannot_be_looked_for_is_refused(sought: str) -> None:
    reading.page("/filters/claims/", {"find_source": sought}, 400)


def test_no_other_parameter_looks_for_choices(many: None) -> None:
    reading.get("/filters/claims/", {"find_state": "x"}, 400)
    reading.get("/claims/", {"find_state": "x"}, 400)


# Cost


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        reading.get(path)
    return len(caught)


@pytest.mark.parametrize("path", ["/filters/claims/", "/filters/compare/flask/", "/filters/frameworks/flask/"])
def test_a_panel_asks_as_many_queries_of_a_large_base_as_of_a_small_one(path: str, many: Any) -> None:
    flask = factories.framework(name="Flask")
    factories.claim(framework=flask)
    before = queries(path)
    with upkeep.collected():
        for _ in range(30):
            factories.claim(framework=flask, source=factories.source(), scope=factories.scope())
    assert queries(path) <= max(before, 45)


# Nothing else grows with the vocabulary


def test_a_refusal_names_the_nearest_of_very_many_values() -> None:
    source = factories.source()
    with upkeep.collected():
        for number in range(MOST_VALUES_LISTED + 1):
            factories.reading(source=source, framework=factories.framework(slug=f"framework-{number}"))
    (error,) = reading.data("/claims.json", {"framework": "framework-x"}, 400)["errors"]
    assert error["allowed"] == error["nearest"]
    assert len(error["nearest"]) == 3


def test_the_form_of_a_refused_query_lists_the_most_frequent_and_what_was_typed(many: None) -> None:
    shown = reading.page("/claims/", {"source": "s99"}, 400)
    assert len(values(shown, "source")) == MOST_LISTED
    assert ticked(shown, "source") == ["s99"]


def test_the_chooser_lists_the_most_frequent_sources_and_leads_to_its_panel(many: None) -> None:
    shown = reading.page("/choose/", {"source": "s0"})
    assert len(values(shown, "source")) == MOST_LISTED
    assert "/filters/choose/?source=s0" in shown.links
    assert ticked(reading.page("/filters/choose/", {"source": "s0"}), "source") == ["s0"]
