"""Stored cells and judged ones name the same companies as equally sure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from compare.display.adoption_words import Adopters, AdoptionGrade
from compare.query.adoption import NAMES_OF_A_GRADE, adopters, adoption_figures
from compare.query.places import AddressPlace
from compare.query.selection import select
from kb.derived import upkeep
from kb.models import Aspect, Framework
from tests import factories
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


def uses(flask: Framework, used: Aspect, company: str, *sources: Any, **fields: Any) -> None:
    row = factories.company(name=company)
    for source in sources:
        factories.claim(framework=flask, aspect=used, company=row, source=source, **fields)


@pytest.fixture
def used() -> Any:
    return base_of(grades)


def grades() -> Any:
    """Flask with a company of each grade."""
    flask, asked = factories.framework(slug="flask"), factories.adoption(nature="fact")
    first, second = (factories.source(read_on=factories.DAY) for _ in "ab")
    uses(flask, asked, "Single", first)
    uses(flask, asked, "Corroborated", first, second)
    uses(flask, asked, "Hedged", first, hedged=True)
    uses(flask, asked, "Unrooted", factories.source(kind="generated"))
    uses(flask, asked, "Denied", first, boolean=False)
    own = factories.company(name="Own")
    factories.claim(
        framework=flask, aspect=asked, company=own, source=factories.source(company=own, read_on=factories.DAY)
    )
    contested = factories.company(name="Contested")
    for source, yes in ((first, True), (second, False)):
        factories.claim(framework=flask, aspect=asked, company=contested, source=source, boolean=yes)
    return flask, asked


def found(query: str = "") -> list[Adopters]:
    return adopters(select(QueryDict(query), TODAY, AddressPlace({"framework": ("flask",)})))


@pytest.mark.parametrize("query", ["", "source_kind=article&source_kind=generated"])
def test_companies_stand_under_what_makes_it_sure(used: Any, query: str) -> None:
    assert [(one.grade, one.number, one.first) for one in found(query)] == [
        (AdoptionGrade(grade), 1, ((slug, slug.capitalize()),))
        for grade, slug in (
            ("strong", "own"), ("fair", "corroborated"), ("weak", "single"), ("faint", "hedged"),
            ("unrooted", "unrooted"), ("contested", "contested"), ("denied", "denied"),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "source_kind=article&source_kind=generated"])
def test_numbers_are_the_same_by_framework(used: Any, query: str) -> None:
    numbers = adoption_figures(select(QueryDict(query), TODAY)).frameworks
    assert numbers == {"flask": dict.fromkeys(AdoptionGrade, 1)}


def test_of_many_companies_the_first_are_named_and_all_are_counted(used: Any) -> None:
    flask, asked = used
    source = factories.source(read_on=factories.DAY)
    with upkeep.collected():
        for number in range(NAMES_OF_A_GRADE):
            uses(flask, asked, f"Company {number:02}", source)
    (weak,) = [one for one in found() if one.grade == AdoptionGrade.WEAK]
    assert (weak.number, len(weak.first)) == (NAMES_OF_A_GRADE + 1, NAMES_OF_A_GRADE)
