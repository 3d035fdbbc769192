"""Cases of certainty, dates and wording on a base that is kept as it was: a later one moves none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from kb.models import Claim, Source
from tests import factories
from tests.compare import reading
from tests.kb.bases import built, passing, put

BASE = Path(__file__).with_name("landed") / "flask_vs_django.json"
BOTH = "/compare/flask-vs-django"
HIRIST = "Flask vs Django: Difference Between Flask and Django (Hirist)"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("landed", "today")]


def load_landed() -> None:
    call_command("loaddata", str(BASE), verbosity=0)


@pytest.fixture(scope="module")
def landed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), passing():
        put(built(load_landed))
        with django_db_blocker.block():
            yield


def cell(address: str) -> dict[str, Any]:
    found: dict[str, Any] = reading.data(f"/cells/{address}.json")["cell"]
    return found


def outcome(**query: Any) -> dict[str, Any]:
    found: dict[str, Any] = reading.data("/choose.json", query)["outcome"]
    return found


def rows(query: Any = None) -> dict[str, dict[str, Any]]:
    return {row["aspect"]: row for row in reading.data(f"{BOTH}.json", query)["rows"]}


def test_two_hedged_claims_rule_nobody_out() -> None:
    found = reading.data("/choose.json", {"must": "small-project"})
    assert "django" in found["outcome"]["frameworks"]
    (django,) = [one for one in found["choices"] if one["framework"] == "django"]
    (need,) = django["needs"]
    assert (need["words"], need["certainty"], need["decides"]) == ("may not be met", "faint", False)
    assert len(need["against"]["claims"]) == 2
    assert "may not be met" in reading.page("/choose/", {"must": "small-project"}).words


def test_what_one_source_says_is_said_by_one_source() -> None:
    words = outcome(must="rest-api", nice="small-project")["words"]
    assert "are said to meet the must, each by one independent source" in words
    assert "surely" not in reading.text("/choose/", {"must": "rest-api", "nice": "small-project"})
    decided = outcome(must="machine-learning")
    assert (decided["certainty"], decided["weakest"][0]) == ("weak", {"framework": "flask", "need": "machine-learning"})
    assert decided["words"].startswith(f"Flask, if one blog is right: {HIRIST}. The weakest link")


def test_nobody_is_ruled_out_on_one_blog_without_naming_it() -> None:
    found = outcome(must=["large-project", "microservices"])
    assert (found["result"], found["certainty"]) == ("none-left", "weak")
    assert found["words"].startswith(f"No framework meets every must, if one blog is right: {HIRIST}.")


@pytest.mark.parametrize("address", [f"{BOTH}/", f"{BOTH}.json", f"{BOTH}.md", "/aspects/creation-year/"])
def test_a_year_is_written_as_a_year(address: str) -> None:
    text = reading.text(address)
    assert "2010" in text
    assert "2,010" not in text
    assert "2010 year" not in text


@pytest.mark.parametrize("address", ["flask/developer-usage", "django/django-survey-usage"])
def test_a_survey_that_nobody_read_is_second_hand(address: str) -> None:
    assert "second_hand" in cell(address)["flags"]


def test_contested_mirror_rows_differ() -> None:
    assert {"setup-compared", "configuration-compared"} <= set(rows({"differs": "1"}))
    assert all(row["differs"] for row in rows({"differs": "1"}).values())


def test_a_file_says_that_some_claims_have_a_condition() -> None:
    (value, *_) = cell("flask/lightweight")["values"]
    assert (value["scopes"], value["scoped"]) == (["small-apps"], "some")
    (line,) = [one for one in reading.table(f"{BOTH}.csv", {"aspect": "lightweight"}) if one["framework"] == "flask"]
    assert (line["scopes"], line["scoped"]) == ("small-apps", "some")


@pytest.mark.parametrize(
    ("written", "since", "passes"),
    [("2024", "2024-06", True), ("2024-05", "2024-05", True), ("2024-05", "2024-06", False)],
)
def test_a_source_may_be_dated_by_a_year_or_a_month(written: str, since: str, passes: bool) -> None:
    claim = factories.claim(source=factories.source(published_on=written))
    found = reading.data("/claims.json", {"since": since})["claims"]
    assert (claim.key in [one["key"] for one in found]) is passes
    assert reading.data(f"/sources/{claim.source.slug}.json")["source"]["published_on"] == written


def test_a_source_is_not_dated_in_the_future() -> None:
    with pytest.raises(ValidationError, match="still to come"):
        factories.source(published_on=date(2099, 1, 1))


def test_an_empty_cell_says_that_sources_were_read_and_lists_them() -> None:
    empty = cell("flask/csrf-protection")
    assert (empty["empty"], empty["read"]) == ("searched-silent", 5)
    page = reading.page("/cells/flask/csrf-protection/")
    assert "None of the 5 sources says." in page.words
    read = Source.objects.filter(readings__framework__slug="flask")
    assert {f"/sources/{source.slug}/" for source in read} <= {link.get("href") for link in page.find("a")}
    assert "nobody has looked" not in reading.text(f"{BOTH}/")


def test_a_cell_with_drafts_alone_looks_like_one_without() -> None:
    before = without_revision("/cells/flask/csrf-protection/")
    claim = Claim.objects.filter(framework__slug="django", aspect__slug="csrf-protection").first()
    assert claim is not None
    factories.draft(framework=factories.Framework.objects.get(slug="flask"), aspect=claim.aspect, source=claim.source)
    assert without_revision("/cells/flask/csrf-protection/") == before


def without_revision(address: str) -> str:
    return re.sub(r"revision \d+", "", reading.page(address).words)


def test_a_bystander_stands_beside_the_sides() -> None:
    sides = {value["label"]: value for value in cell("django/speed-compared")["values"]}
    assert len(sides) > 1
    page = reading.page("/disagreements/")
    beside = [reading.words_of(one) for one in page.find("p", class_="beside")]
    assert any("compared to FastAPI" in words for words in beside)
    against = [reading.words_of(one) for one in page.find("li", class_="against")]
    assert not any("compared to FastAPI" in words for words in against)


def test_every_value_of_every_face_has_its_certainty() -> None:
    values = [value for row in rows().values() for one in row["cells"].values() for value in one["values"]]
    assert {value["certainty"] for value in values} == {"strong", "fair", "weak", "faint"}
    by_filter = [one for row in rows({"certainty": "strong"}).values() for one in row["cells"].values()]
    assert {one["values"][0]["certainty"] for one in by_filter} == {"strong"}
    facts = reading.data(f"{BOTH}.json", {"nature": "fact"})
    natures = {one["slug"]: one["nature"] for one in reading.data("/aspects.json")["aspects"]}
    assert {natures[row["aspect"]] for row in facts["rows"]} == {"fact"}
