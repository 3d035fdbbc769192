from typing import Any

import pytest

from kb.models import Framework
from tests import factories
from tests.compare import reading
from tests.compare.reading import words_of

pytestmark = pytest.mark.django_db


def answered(slug: str, django: Any, flask: Any, **fields: Any) -> None:
    """One question of two frameworks, each answered by sources of its own."""
    aspect = factories.aspect(slug=slug, name=slug.capitalize(), group=factories.group(), **fields)
    for name, values in (("Django", django), ("Flask", flask)):
        framework = Framework.objects.filter(name=name).first() or factories.framework(name=name)
        for value in values:
            factories.claim(framework=framework, aspect=aspect, boolean=value)


def test_an_empty_base_has_a_front_page() -> None:
    assert "What do sources really say" in reading.page("/").words


def test_a_base_without_a_published_claim_names_the_first_three_steps() -> None:
    factories.draft()
    shown = reading.page("/")
    assert "Nothing is published here yet" in shown.words
    assert "/admin/" in shown.links
    factories.claim()
    assert "Nothing is published here yet" not in reading.page("/").words


def test_the_best_comparison_is_there_in_answers_each_of_which_leads_to_its_row() -> None:
    answered("orm", [True], [False], nature="fact")
    answered("easy", [True, True], [False, False], nature="opinion")
    answered("fast", [True, True, False], [True], nature="opinion")
    shown = reading.page("/")
    assert shown.answers == [
        "Orm: said to be yes for Django and no for Flask, each by one independent source.",
        "Easy: said to be yes for Django and no for Flask, each by several independent sources.",
        shown.answers[2],
    ]
    assert shown.answers[2].startswith("Disputed Fast: said to be yes for Django by 2 independent sources")
    path = "/compare/django-vs-flask/"
    links = [link for link in shown.links if link.startswith(path)]
    assert links == [path, f"{path}#row-orm", f"{path}#row-easy", f"{path}#row-fast", path]


def test_the_best_documented_three_are_offered_beside_each_other() -> None:
    for slug, claims in (("flask", 3), ("django", 2), ("koa", 1), ("bottle", 0)):
        framework = factories.named(factories.framework(slug=slug))
        for _ in range(claims):
            factories.claim(framework=framework)
    links = [link for link in reading.page("/").links if "-vs-" in link]
    assert links[0] == "/compare/django-vs-flask/"
    assert links[-3:] == ["/compare/flask-vs-koa/", "/compare/django-vs-koa/", "/compare/django-vs-flask-vs-koa/"]


def test_frameworks_can_be_picked_the_best_documented_first() -> None:
    factories.named(factories.framework(slug="lonely"))
    factories.framework(slug="ghost")
    factories.claim(framework=factories.framework(slug="flask"))
    boxes = [box.get("value") for box in reading.page("/").find("input", name="framework")]
    assert boxes == ["flask", "lonely"]


def test_a_need_that_has_evidence_leads_to_its_choice() -> None:
    factories.need(slug="silent")
    need = factories.need(slug="orm")
    factories.claim(aspect=need.aspect)
    assert [link for link in reading.page("/").links if link.startswith("/choose/")] == [
        "/choose/?must=orm", "/choose/",
    ]  # fmt: skip


def test_what_changed_is_said_with_a_verb_below_its_day() -> None:
    claim = factories.claim(statement="Flask has an ORM.")
    factories.resolution([claim], resolved_on="2026-01-02")
    factories.retired(statement="Flask has none.")
    log = reading.page("/").find("ol", class_="days")[0]
    assert [words_of(item).partition(":")[0] for item in log.iterfind("li/ul/li")][-1] == "Resolved"
    assert {words_of(item).partition(":")[0] for item in log.iterfind("li/ul/li")} == {
        "Published", "Retired", "Resolved",
    }  # fmt: skip


def test_the_front_page_takes_no_parameter() -> None:
    reading.page("/", {"framework": "flask"}, 400)


def test_a_link_that_leads_to_nothing_is_not_there() -> None:
    factories.claim()
    doors = reading.page("/").main
    assert [link.get("href") for link in doors.iterfind(".//section[@aria-labelledby='look-head']//a")] == ["/claims/"]


def test_a_source_against_itself_is_no_disagreement_of_sources() -> None:
    source = factories.source()
    for aspect, own in ((factories.aspect(slug="orm"), {"source": source}), (factories.aspect(slug="admin"), {})):
        here = {"framework": factories.framework(), "aspect": aspect, **own}
        for yes in (True, False):
            factories.claim(**here, boolean=yes)
    assert "1 cell on which sources disagree" in reading.page("/").words
