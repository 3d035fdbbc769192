import pytest

from kb.models import Framework
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def flask() -> Framework:
    factories.framework(name="Django")
    return factories.framework(name="Flask")


def test_a_matrix_has_the_rows_with_a_claim_or_a_gap_in_a_column(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.aspect(name="ORM", slug="orm"))
    factories.gap(framework=flask, aspect=factories.aspect(name="Silent", slug="silent"))
    factories.claim(framework=factories.framework(slug="other"), aspect=factories.aspect(name="Elsewhere"))
    factories.aspect(name="Nobody asked")
    shown = reading.page("/compare/flask-vs-django/")
    assert [row["href"] for row in shown.rows] == ["/aspects/orm/", "/aspects/silent/"]
    assert "looked, sources are silent" in shown.words
    assert shown.sentence == "4 cells in 2 rows about Flask and Django."


def test_adoption_stands_in_a_section_of_its_own(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.adoption(), company=factories.company(name="Reddit"))
    shown = reading.page("/compare/flask/")
    (head,) = shown.find("tr", class_="group")
    assert reading.words_of(head) == "Used by"
    assert [row["href"] for row in shown.rows] == ["/companies/reddit/"]


def test_a_contested_cell_shows_both_sides_with_evidence_and_state(flask: Framework) -> None:
    here = {"framework": flask, "aspect": factories.aspect()}
    factories.claim(**here)
    factories.claim(**here, boolean=False)
    shown = reading.page("/compare/flask/")
    (cell,) = shown.find("td", class_="contested")
    assert reading.words_of(cell).count("1 root") == 2
    assert "contested" in reading.words_of(cell)


def test_what_a_filter_leaves_out_is_said_and_no_key_in_json(flask: Framework) -> None:
    here = {"aspect": factories.aspect()}
    factories.claim(framework=flask, **here)
    factories.claim(framework=Framework.objects.get(slug="django"), boolean=False, **here)
    shown = reading.page("/compare/flask-vs-django/", {"value": "yes"})
    assert shown.rows[0]["cells"][1] is None
    assert "left out by your filter" in shown.words
    assert list(reading.data("/compare/flask-vs-django.json", {"value": "yes"})["rows"][0]["cells"]) == ["flask"]


def test_hidden_claims_are_counted_in_the_cell(flask: Framework) -> None:
    here = {"framework": flask, "aspect": factories.aspect()}
    factories.claim(**here, source=factories.source(slug="s"))
    factories.claim(**here)
    assert "1 claim hidden by your filter" in reading.page("/compare/flask/", {"source": "s"}).words


def test_sources_are_numbered_notes_of_the_page(flask: Framework) -> None:
    factories.claim(framework=flask, source=factories.source(title="The survey"))
    shown = reading.page("/compare/flask/")
    (notes,) = shown.find("ol", class_="notes")
    assert reading.words_of(notes).startswith("The survey")
    assert [reading.words_of(mark) for mark in shown.find("sup")] == ["1"]


def test_quick_views_are_one_step_away(flask: Framework) -> None:
    factories.claim(framework=flask)
    (views,) = reading.page("/compare/flask/", {"state": "contested"}).find("p", class_="quick")
    here = [reading.words_of(link) for link in views.findall("a") if link.get("aria-current")]
    assert here == ["Contested"]


def test_the_chooser_shows_frameworks_that_occur_and_keeps_the_filter() -> None:
    factories.claim(framework=factories.framework(slug="flask"), source=factories.source(slug="s"))
    factories.claim(framework=factories.framework(slug="other"), source=factories.source(slug="t"))
    everything, some = reading.page("/compare/"), reading.page("/compare/", {"source": "s"})
    assert [box.get("value") for box in everything.find("input", name="framework")] == ["flask", "other"]
    assert [box.get("value") for box in some.find("input", name="framework")] == ["flask"]
    assert [one.get("value") for one in some.find("input", type="hidden")] == ["s"]
    assert [one["slug"] for one in reading.data("/compare.json", {"source": "s"})["frameworks"]] == ["flask"]


def test_a_comparison_of_more_than_exist_is_not_found(flask: Framework) -> None:
    for path in ("/compare/flask-vs-/", "/compare/-vs-flask/", "/compare/-vs-/", "/compare/flask-vs-nothing/"):
        reading.page(path, status=404)


def test_a_filter_of_cells_says_how_many_of_how_many(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.aspect())
    assert reading.page("/compare/flask-vs-django/", {"state": "empty"}).sentence == (
        "1 of 2 cells in 1 row about Flask and Django, in cells that are empty."
    )


def test_frameworks_can_stand_as_rows(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.aspect(name="ORM", slug="orm"))
    shown = reading.page("/compare/flask-vs-django/", {"transpose": "1"})
    assert [row["href"] for row in shown.rows] == ["/frameworks/flask/", "/frameworks/django/"]
    markdown = reading.text("/compare/flask-vs-django.md", {"transpose": "1"})
    assert "| Framework | ORM |\n| --- | --- |\n| Flask | yes" in markdown


def test_chapters_stand_in_the_order_of_the_address(flask: Framework) -> None:
    for name in ("Basics", "Effort"):
        group = factories.group(name=name, slug=name.lower())
        factories.claim(framework=flask, aspect=factories.aspect(name=f"{name} aspect", group=group))
    query = {"group": ["effort", "basics"]}
    heads = [reading.words_of(head) for head in reading.page("/compare/flask/", query).find("tr", class_="group")]
    assert heads == ["Effort", "Basics"]
    assert [row["group"] for row in reading.data("/compare/flask.json", query)["rows"]] == ["effort", "basics"]


def test_a_filter_of_evidence_says_how_many_cells_it_leaves_claims_in(flask: Framework) -> None:
    here = {"framework": flask, "source": factories.source(slug="s", title="The survey")}
    factories.claim(**here, aspect=factories.aspect())
    factories.claim(framework=flask, aspect=factories.aspect())
    assert reading.page("/compare/flask/", {"source": "s"}).sentence == (
        "1 of 2 cells with claims in 1 row about Flask, said by The survey (article)."
    )
