from typing import Any

import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def flask() -> Any:
    return factories.framework(name="Flask")


def contested(framework: Any, slug: str, documents: int = 1) -> None:
    aspect = factories.aspect(slug=slug)
    factories.claim(framework=framework, aspect=aspect, boolean=False)
    for _ in range(documents):
        factories.claim(framework=framework, aspect=aspect)


def test_the_strongest_evidence_comes_first(flask: Any) -> None:
    contested(flask, "weak")
    contested(flask, "strong", documents=3)
    hrefs = ["/cells/flask/strong/", "/cells/flask/weak/"]
    assert [cell["href"] for cell in reading.page("/disagreements/").live] == hrefs
    assert [row["aspect"] for row in reading.data("/disagreements.json")["rows"]] == ["strong", "weak"]
    assert [cell["href"] for cell in reading.page("/disagreements/", {"order": "name"}).live] == hrefs


def test_split_companies_are_listed_and_are_no_contest(flask: Any) -> None:
    here = {"aspect": factories.adoption(), "company": factories.company(slug="pinterest")}
    for framework in (flask, factories.framework(name="Django")):
        factories.claim(framework=framework, **here)
    (row,) = reading.data("/disagreements.json")["rows"]
    assert {cell["state"] for cell in row["cells"].values()} == {"single"}
    assert len(reading.page("/disagreements/").live) == 2


def test_conditional_cells_have_a_section_of_their_own_in_every_face(flask: Any) -> None:
    aspect = factories.aspect(slug="fits")
    for yes in (True, False):
        factories.claim(framework=flask, aspect=aspect, boolean=yes, scope=factories.scope())
    shown = reading.page("/disagreements/")
    assert "Different under different conditions" in shown.words
    assert "No cell is contested or split" in shown.words
    assert [row["aspect"] for row in reading.data("/disagreements.json")["conditional"]] == ["fits"]
    assert {row["aspect"] for row in reading.table("/disagreements.csv")} == {"fits"}
    assert "## Different under different conditions" in reading.text("/disagreements.md")


def test_what_agrees_is_not_listed(flask: Any) -> None:
    factories.claim(framework=flask)
    assert reading.page("/disagreements/").live == []
    assert reading.page("/disagreements/").sentence.startswith("0 cells on which sources disagree")
    assert "kb.claim" not in reading.text("/disagreements.fixture.json")
