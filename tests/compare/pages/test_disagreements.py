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
    shown = reading.page("/disagreements/")
    assert shown.live == []
    path = "used-in-production/pinterest/"
    assert shown.claimed == [f"/cells/django/{path}", f"/cells/flask/{path}"]
    assert not shown.find("b", class_="contested")
    expected = "0 cells on which sources disagree and 1 company claimed for several frameworks."
    assert shown.sentence == expected == reading.data("/disagreements.json")["description"]
    assert "Claimed for several frameworks" in shown.words
    assert "No cell is contested." in shown.words


def test_a_split_company_with_a_contested_cell_stands_in_both_sections(flask: Any) -> None:
    here = {"aspect": factories.adoption(), "company": factories.company(slug="pinterest")}
    for framework in (flask, factories.framework(name="Django")):
        factories.claim(framework=framework, **here)
    factories.claim(framework=flask, boolean=False, **here)
    shown = reading.page("/disagreements/")
    assert [cell["href"] for cell in shown.live] == ["/cells/flask/used-in-production/pinterest/"]
    assert len(shown.claimed) == 2
    assert len(shown.find("b", class_="contested")) == 1


def test_contested_cells_of_one_question_stand_under_one_head(flask: Any) -> None:
    django = factories.framework(name="Django")
    setup = factories.aspect(slug="setup")
    for one, other in ((flask, django), (django, flask)):
        for yes in (True, False):
            factories.claim(framework=one, aspect=setup, compared_to=other, boolean=yes)
    contested(flask, "curve", documents=3)
    shown = reading.page("/disagreements/")
    hrefs = ["/cells/flask/curve/", "/cells/django/setup/", "/cells/flask/setup/"]
    assert [cell["href"] for cell in shown.live] == hrefs
    (rows,) = shown.find("div", class_="by-row")
    assert [link.get("href") for link in rows.iterfind("section/h3/a")] == ["/aspects/curve/", "/aspects/setup/"]


def test_every_link_to_a_cell_keeps_the_filter_of_evidence(flask: Any) -> None:
    contested(flask, "curve")
    fits = factories.aspect(slug="fits")
    for yes in (True, False):
        factories.claim(framework=flask, aspect=fits, boolean=yes, scope=factories.scope())
    here = {"aspect": factories.adoption(), "company": factories.company()}
    for framework in (flask, factories.framework()):
        factories.claim(framework=framework, **here)
    shown = reading.page("/disagreements/", {"source_kind": "article", "order": "name"})
    links = [link for link in shown.links if link.startswith("/cells/")]
    assert links
    assert all(link.endswith("/?source_kind=article") for link in links)


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


def test_the_notes_on_paper_stand_on_the_page(flask: Any) -> None:
    contested(flask, "curve")
    shown = reading.page("/disagreements/")
    (notes,) = shown.find("ol", class_="notes")
    assert len(notes) == 2
    assert [reading.words_of(one) for one in shown.find("sup")] == ["1", "2"]


def contested_from_both_sides(flask: Any) -> Any:
    """Two sources, each of which says the same of Flask and, from its side, of Django; the framework Django."""
    django = factories.framework(name="Django", slug="django")
    speed = factories.aspect(["slower", "faster"], name="Speed", slug="speed")
    slower, faster = speed.options.order_by("-slug")
    for option, degree in ((slower, -1), (faster, 1)):
        option.degree = degree
        option.save()
    for own, other in ((slower, faster), (faster, slower)):
        source = factories.source()
        factories.claim(source=source, aspect=speed, framework=flask, option=own, compared_to=django)
        factories.claim(source=source, aspect=speed, framework=django, option=other, compared_to=flask)
    return django


def test_what_two_cells_say_of_each_other_is_said_once(flask: Any) -> None:
    contested_from_both_sides(flask)
    shown = reading.page("/disagreements/")
    (mirror,) = shown.find("div", class_="mirror")
    assert reading.words_of(mirror) == "same statement, see Django (Flask: Speed)"
    assert len(shown.find("span", class_="vs")) == 2


def test_a_contested_cell_says_what_only_it_says(flask: Any) -> None:
    django = contested_from_both_sides(flask)
    aspect = django.claims.first().aspect
    express = factories.framework(name="Express", slug="express")
    factories.claim(framework=flask, aspect=aspect, option=aspect.options.first(), compared_to=express)
    shown = reading.page("/disagreements/")
    (line,) = shown.find("p", class_="mirror")
    assert reading.words_of(line) == "same statement, see Django"
    assert len(shown.find("span", class_="vs")) == 3
