"""From a query to cells and claims: each filter in the database, and the order of the stages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from compare.filters import BadQuery
from compare.query.places import EVERYWHERE, AddressPlace, without
from compare.query.selection import Selection, select
from kb.models import Framework
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 1)


def selected(query: str = "", place: AddressPlace = EVERYWHERE) -> Selection:
    return select(QueryDict(query), DAY, place)


def keys(query: str = "", place: AddressPlace = EVERYWHERE) -> list[str]:
    return [claim.key for claim in selected(query, place).claims]


def cell(query: str, place: AddressPlace = EVERYWHERE) -> Any:
    (found,) = selected(query, place).cells
    return found.judgement


@pytest.fixture
def flask() -> Framework:
    return factories.framework(name="Flask")


@pytest.fixture
def django() -> Framework:
    return factories.framework(name="Django")


def test_only_published_claims_are_selected(flask: Framework) -> None:
    factories.claim(key="said", framework=flask)
    factories.draft(key="unsaid", framework=flask)
    factories.retired(key="retracted", framework=flask)
    assert keys() == ["said"]


@pytest.mark.parametrize("query", ["framework=flask", "aspect=orm", "group=basics", "company=reddit"])
def test_an_axis_leaves_the_claims_of_its_cells(flask: Framework, query: str) -> None:
    orm = factories.aspect(slug="orm", group=factories.group(slug="basics"), per_company=True)
    factories.claim(key="in", framework=flask, aspect=orm, company=factories.company(slug="reddit"))
    factories.claim(key="out", aspect=factories.aspect(group=factories.group()))
    assert keys(query) == ["in"]


def test_a_repeated_parameter_means_any_of_and_different_ones_and(flask: Framework, django: Framework) -> None:
    orm, admin = factories.aspect(slug="orm"), factories.aspect(slug="admin")
    for framework in (flask, django, factories.framework(slug="other")):
        for aspect in (orm, admin):
            factories.claim(key=f"{framework.slug}-{aspect.slug}", framework=framework, aspect=aspect)
    assert set(keys("framework=flask&framework=django&aspect=orm")) == {"flask-orm", "django-orm"}


@pytest.mark.parametrize("query", ["source=s", "source_kind=survey", "scope=small", "since=2025", "until=2024"])
def test_a_filter_of_evidence_judges_the_cell_again_and_says_what_it_hides(flask: Framework, query: str) -> None:
    orm = factories.aspect(slug="orm")
    here = {"framework": flask, "aspect": orm}
    alone = factories.source(slug="s", kind="survey", published_on=date(2024 if "until" in query else 2025, 6, 1))
    other = factories.source(published_on=date(2025 if "until" in query else 2024, 6, 1))
    factories.claim(**here, key="yes", source=alone, scope=factories.scope(slug="small"))
    factories.claim(**here, key="no", source=other, boolean=False)
    assert cell("").state == "contested"
    judged = cell(query)
    assert (judged.state, judged.documents, judged.hidden) == ("single", 1, 1)
    assert keys(query) == ["yes"]


def test_a_filter_of_cells_comes_after_judging(flask: Framework) -> None:
    here = {"framework": flask, "aspect": factories.aspect(slug="orm")}
    factories.claim(**here, source=factories.source(slug="s"))
    factories.claim(**here, boolean=False)
    assert len(keys("state=contested")) == 2
    assert keys("state=contested&source=s") == []


def test_a_cell_all_of_whose_claims_are_hidden_is_empty_and_stays(flask: Framework) -> None:
    factories.claim(framework=flask)
    factories.retired(source=factories.source(slug="silent"))
    judged = cell("source=silent")
    assert (judged.state, judged.empty, judged.hidden) == ("empty", "hidden", 1)
    assert cell("source=silent&state=empty").hidden == 1
    assert selected("source=silent&value=yes").cells == ()


@pytest.mark.parametrize(
    ("as_of", "published", "query", "stays"),
    [
        ("2024", None, "since=2024-12-31", True),
        ("2024", None, "since=2025", False),
        ("2024", None, "until=2024-01-01", True),
        ("2024", None, "until=2023", False),
        ("2024-02", None, "since=2024-02-29", True),
        ("2024-02", None, "since=2024-03", False),
        ("2024-02", None, "until=2024-02-01", True),
        ("2024-02", None, "until=2024-01-31", False),
        ("2024-02-29", None, "since=2024-02-29&until=2024-02-29", True),
        ("2024-02-29", None, "since=2024-03-01", False),
        ("2024-02-29", None, "until=2024-02-28", False),
        ("", date(2024, 2, 29), "since=2024-02&until=2024-02", True),
        ("", date(2024, 2, 29), "since=2024-03", False),
        ("2020", date(2024, 2, 29), "since=2024", False),
        ("", None, "since=0001", False),
        ("", None, "until=9999", False),
        ("0001", None, "until=0001", True),
        ("9999-12-31", None, "since=9999-12-31", True),
    ],
)
def test_since_and_until_keep_periods_that_overlap(as_of: str, published: date | None, query: str, stays: bool) -> None:
    factories.claim(as_of=as_of, source=factories.source(published_on=published))
    assert bool(keys(query)) == stays


def test_the_day_of_a_change_comes_before_the_day_of_publication() -> None:
    factories.claim(source=factories.source(published_on=date(2020, 1, 1), modified_on=date(2024, 1, 1)))
    assert len(keys("since=2024")) == 1
    assert keys("until=2020") == []


def test_a_company_is_split_over_all_frameworks_even_when_one_is_chosen(flask: Framework, django: Framework) -> None:
    here = {"aspect": factories.adoption(), "company": factories.company(slug="pinterest")}
    for framework in (flask, django):
        factories.claim(framework=framework, **here)
    assert cell("framework=flask").flags[-1] == "split"
    assert len(selected("flag=split&framework=django").cells) == 1


def test_evidence_that_a_filter_hides_splits_no_company(flask: Framework, django: Framework) -> None:
    here = {"aspect": factories.adoption(), "company": factories.company()}
    factories.claim(framework=flask, source=factories.source(slug="s"), **here)
    factories.claim(framework=django, **here)
    assert "split" not in cell("framework=flask&source=s").flags


def test_a_denied_use_splits_no_company(flask: Framework, django: Framework) -> None:
    here = {"aspect": factories.adoption(), "company": factories.company()}
    factories.claim(framework=flask, **here)
    factories.claim(framework=django, boolean=False, **here)
    assert "split" not in cell("framework=flask").flags


def test_a_gap_is_a_cell_without_a_claim(flask: Framework) -> None:
    factories.gap(framework=flask, aspect=factories.aspect(slug="orm"), kind="not-applicable")
    found = selected("framework=flask")
    assert [one.judgement.empty for one in found.cells] == ["not-applicable"]
    assert len(found.gaps) == 1


def test_a_rectangular_place_judges_every_column_of_a_row(flask: Framework, django: Framework) -> None:
    factories.claim(framework=flask)
    place = AddressPlace({}, columns=("flask", "django"), rectangular=True)
    assert [one.judgement.empty for one in selected("", place).cells] == [None, "not-searched"]
    assert [one.key.framework for one in selected("", place).cells] == ["flask", "django"]


def test_a_place_refuses_what_it_has_decided() -> None:
    assert without(EVERYWHERE) == {"must", "nice", "transpose"}
    assert without(AddressPlace({"aspect": ("orm",)}, turns=True)) == {"must", "nice", "aspect", "group"}
    assert "framework" in without(AddressPlace({}, columns=("flask",)))
    with pytest.raises(BadQuery, match="no meaning at this address"):
        selected("framework=flask", AddressPlace({"framework": ("flask",)}))


def test_a_resolution_holds_until_a_claim_arrives(flask: Framework) -> None:
    here = {"framework": flask, "aspect": factories.aspect(slug="orm")}
    claims = [factories.claim(**here), factories.claim(**here, boolean=False)]
    factories.resolution(claims, boolean=True)
    assert cell("").state == "resolved"
    factories.claim(**here, key="late")
    assert cell("").state == "contested"


def test_numbers_are_found_however_they_are_written() -> None:
    share = factories.aspect(value_type="number", unit="%")
    factories.claim(key="share", aspect=share, number="12.9")
    assert keys("value=12.90") == keys("value=12.9") == ["share"]
    assert keys("value=129") == []


@pytest.mark.parametrize("text", ["ÄRGER", "ärger", "straSSE", "Straße", "ΣΊΣΥΦΟΣ"])
def test_a_search_knows_no_case_in_any_language(text: str) -> None:
    factories.claim(key="found", statement="Ärger in der Straße von Σίσυφος")
    assert keys(f"q={text}") == ["found"]


def test_wildcards_of_sql_are_plain_text() -> None:
    factories.claim(statement="plain")
    assert keys("q=%25") == keys("q=p_ain") == []


def test_a_selection_says_itself_in_a_sentence(flask: Framework) -> None:
    factories.claim(framework=flask, source=factories.source(slug="s", title="The survey"))
    found = selected("source=s&since=2024&q=x", AddressPlace({"framework": ("flask",)}, about="about Flask"))
    assert (
        found.sentence("No claims")
        == "No claims about Flask, said by The survey (article), holding since 2024, matching “x”."
    )
    assert selected().sentence("1 claim") == "1 claim."


def test_the_number_of_queries_does_not_depend_on_the_size(django_assert_num_queries: Any) -> None:
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect()}
    factories.resolution([factories.claim(**here, source=factories.source(slug="s"))])
    for _ in range(2):
        with django_assert_num_queries(10):
            found = selected("source=s&framework=flask&q=x&since=2020&min_roots=1")
            assert (found.cells, found.claims, found.gaps, found.resolutions) == ((), (), {}, {})
        for _ in range(10):
            factories.claim(**here)
