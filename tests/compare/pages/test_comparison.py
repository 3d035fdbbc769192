import pytest

from kb.models import Framework, Option
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def flask() -> Framework:
    factories.once_named(factories.framework(name="Django"))
    return factories.once_named(factories.framework(name="Flask"))


@pytest.fixture
def django(flask: Framework) -> Framework:
    return Framework.objects.get(slug="django")


def seen_from_both_sides(flask: Framework, django: Framework, sources: int = 1) -> Option:
    """Flask is faster than Django, and so Django slower than Flask, says one source, or two; the option “slower”."""
    speed = factories.aspect(["slower", "faster"], name="Speed", slug="speed")
    slower, faster = speed.options.order_by("-slug")
    slower.degree, faster.degree = -1, 1
    slower.save()
    faster.save()
    texts = [factories.source() for _ in range(sources)]
    factories.claim(source=texts[0], aspect=speed, framework=flask, option=faster, compared_to=django)
    factories.claim(source=texts[-1], aspect=speed, framework=django, option=slower, compared_to=flask)
    return slower


def chapters(shown: reading.Shown) -> list[str]:
    """The titles of the chapters of a table."""
    return [reading.words_of(one.find("header/h2")) for one in shown.find("section", class_="chapter")]


def test_the_page_says_first_where_they_differ_and_leads_to_the_row(flask: Framework, django: Framework) -> None:
    orm = factories.aspect(name="ORM", slug="orm", nature="fact")
    factories.claim(framework=flask, aspect=orm, boolean=False)
    factories.claim(framework=django, aspect=orm)
    shown = reading.page("/compare/flask-vs-django/")
    sentence = "ORM: said to be no for Flask and yes for Django, each by one independent source."
    assert shown.answers == [sentence]
    assert "#row-orm" in shown.links
    assert len(shown.find("tr", id="row-orm")) == 1
    assert [one["sentence"] for one in reading.data("/compare/flask-vs-django.json")["summary"]["differ"]] == [sentence]


def test_title_and_description_say_the_answer(flask: Framework, django: Framework) -> None:
    orm = factories.aspect(name="ORM")
    factories.claim(framework=flask, aspect=orm, boolean=False)
    factories.claim(framework=django, aspect=orm)
    shown = reading.page("/compare/flask-vs-django/")
    answer = "ORM: said to be no for Flask and yes for Django"
    assert reading.words_of(shown.root.find(".//title")).startswith(f"Flask vs Django: {answer} ·")
    assert shown.find("meta", name="description")[0].get("content") == f"Flask vs Django. {answer}."


def test_rows_that_say_the_same_or_have_one_side_are_folded_with_their_number(
    flask: Framework, django: Framework
) -> None:
    alike, alone, apart = (factories.aspect(name=name, slug=name.lower()) for name in ("Alike", "Alone", "Apart"))
    for framework in (flask, django):
        factories.claim(framework=framework, aspect=alike)
        factories.claim(framework=framework, aspect=apart, boolean=framework == flask)
    factories.claim(framework=flask, aspect=alone)
    shown = reading.page("/compare/flask-vs-django/")
    (fold,) = shown.find("details", class_="fold")
    assert reading.words_of(fold.find("summary")) == "1 row says the same of each, 1 has one side only"
    assert len(fold.findall("table/tbody/tr")) == 2
    assert len(shown.rows) == 3


@pytest.mark.parametrize("query", ["state=single", "transpose=1"])
def test_what_was_asked_for_is_not_folded(flask: Framework, django: Framework, query: str) -> None:
    factories.claim(framework=flask)
    assert reading.page(f"/compare/flask-vs-django/?{query}").find("details", class_="fold") == []


@pytest.mark.parametrize("query", [{}, {"transpose": "1"}])
def test_the_link_of_a_cell_says_which_cell_it_leads_to(flask: Framework, query: dict[str, str]) -> None:
    orm = factories.aspect(name="ORM", slug="orm")
    factories.claim(framework=flask, aspect=orm)
    shown = reading.page("/compare/flask-vs-django/", query)
    names = {link.get("href"): "".join(link.itertext()) for link in shown.main.iter("a")}
    assert names["/cells/flask/orm/"] == "yes (Flask: ORM)"
    assert names["/cells/django/orm/"] == "nobody has looked (Django: ORM)"


def test_names_from_right_to_left_keep_their_order_to_themselves(flask: Framework) -> None:
    factories.once_named(factories.framework(name="ג'אנגו", slug="green"))
    speed = factories.aspect(name="سرعة", slug="speed", value_type="text", temporal=True)
    source = factories.source(title="مقارنة 5", language="ar")
    factories.claim(framework=flask, aspect=speed, text="سريع", source=source)
    shown = reading.page("/compare/flask-vs-green/")
    isolated = {"".join(one.itertext()) for one in shown.find("bdi")}
    assert isolated == {"ג'אנגו", "سرعة", "سريع", "مقارنة 5", "مقارنة"}  # in a sentence without its number
    assert [link.get("lang") for link in shown.main.iter("a") if link.get("lang")] == ["ar"]


def test_a_comparison_seen_from_both_sides_is_one_answer(flask: Framework, django: Framework) -> None:
    seen_from_both_sides(flask, django)
    shown = reading.page("/compare/flask-vs-django/")
    (sentence,) = shown.answers
    assert sentence.endswith("for Flask than for Django, by one independent source.")
    (mirror,) = shown.find("td", class_="mirror")
    assert "".join(mirror.itertext()).strip() == "same statement, see Flask (Django: Speed)"
    assert shown.rows[0]["cells"][1] == {"href": "/cells/django/speed/", "labels": None}
    assert "same statement, see Django |" in reading.text("/compare/django-vs-flask.md")


def test_a_cell_that_compares_with_another_framework_too_says_that_alone(flask: Framework, django: Framework) -> None:
    slower = seen_from_both_sides(flask, django)
    express = factories.framework(name="Express", slug="express")
    factories.claim(framework=django, aspect=slower.aspect, option=slower, compared_to=express)
    (line,) = reading.page("/compare/flask-vs-django/").find("p", class_="mirror")
    assert "".join(line.itertext()).strip() == "same statement, see Flask"
    markdown = reading.text("/compare/flask-vs-django.md").partition("## The table")[2].partition("[^1]:")[0]
    assert (markdown.count("compared to Flask"), markdown.count("compared to Express")) == (0, 1)
    assert "; same statement, see Flask – *" in markdown
    (mirror,) = reading.page("/compare/django-vs-flask/").find("td", class_="mirror")
    assert "".join(mirror.itertext()).strip() == "same statement, see Django (Flask: Speed)"


def test_a_cell_whose_mirror_is_left_out_says_all(flask: Framework, django: Framework) -> None:
    slower = seen_from_both_sides(flask, django)
    express = factories.framework(name="Express", slug="express")
    factories.claim(framework=django, aspect=slower.aspect, option=slower, compared_to=express)
    shown = reading.page("/compare/flask-vs-django/?min_documents=2")
    assert (len(shown.find("span", class_="vs")), shown.find("p", class_="mirror")) == (2, [])


def test_a_comparison_that_another_source_makes_too_is_said_from_both_sides(
    flask: Framework, django: Framework
) -> None:
    seen_from_both_sides(flask, django, sources=2)
    assert reading.page("/compare/flask-vs-django/").find("td", class_="mirror") == []


def test_a_value_that_can_age_has_its_date_beside_it(flask: Framework) -> None:
    ageing = factories.aspect(name="Fast", stale_after_months=12)
    factories.claim(framework=flask, aspect=ageing, as_of="2026-11")
    factories.claim(framework=flask, aspect=factories.aspect(name="ORM"), as_of="2026-10")
    cells = reading.page("/compare/flask/").find("td")
    assert [one.text for cell in cells for one in cell.iter("time")] == ["2026-11"]


def test_evidence_is_put_in_words_where_it_surprises(flask: Framework) -> None:
    here = {"framework": flask, "aspect": factories.aspect()}
    copied = factories.source()
    factories.claim(**here, source=copied)
    factories.claim(framework=flask, aspect=factories.aspect())
    copy = factories.source()
    factories.source_link(from_source=copy, to_source=copied)
    factories.claim(**here, source=copy)
    (wordy,) = reading.page("/compare/flask/").find("p", class_="w")
    assert "2 documents, 1 root" in reading.words_of(wordy)


def test_a_certainty_that_surprises_nobody_is_not_for_the_eye(flask: Framework) -> None:
    own = factories.source(kind="official", framework=flask, read_on="2026-11-01")
    factories.claim(framework=flask, aspect=factories.aspect(nature="fact"), source=own)
    (cell,) = reading.page("/compare/flask/").main.iter("td")
    assert [one.text for one in cell.iter("u")] == [" (Flask: Aspect 3)", ", strong"]
    assert [one.text for one in cell.iter("i")] == ["undated"]


def test_a_chapter_is_taken_away_with_its_address_and_a_name_that_says_what_it_is(flask: Framework) -> None:
    factories.claim(framework=flask, aspect=factories.aspect(group=factories.group(name="Security", slug="security")))
    (link,) = [one for one in reading.page("/compare/flask/").links if "group=security" in one]
    answer = reading.get(link)
    assert 'filename="claimgrid-compare-flask-group-security.md"' in answer["Content-Disposition"]
    assert "Page: <http://testserver/compare/flask/?group=security>" in reading.body(answer)


def test_the_answers_alone_are_a_file(flask: Framework, django: Framework) -> None:
    orm = factories.aspect(name="ORM")
    source = factories.source(title="The survey", author="Ann", published_on="2024-05")
    factories.claim(framework=flask, aspect=orm, boolean=False, source=source)
    factories.claim(framework=django, aspect=orm)
    assert "/compare/flask-vs-django/summary.md" in reading.page("/compare/flask-vs-django/").links
    written = reading.text("/compare/flask-vs-django/summary.md")
    assert "- **ORM**: said to be no for Flask and yes for Django" in written
    assert "Ann. The survey. published 2024-05" in written
    assert "| Aspect |" not in written
    found = reading.data("/compare/flask-vs-django/summary.json")
    assert (found["count"], list(found["labels"]["aspects"].values())) == (1, ["ORM"])


def test_the_page_of_the_answers_alone_is_the_comparison(flask: Framework) -> None:
    assert reading.get("/compare/flask/summary/?q=x", status=302)["Location"] == "/compare/flask/?q=x"
    reading.get("/compare/flask/summary.csv", status=404)


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
    assert chapters(shown) == ["Used by"]
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
    (mark,) = shown.find("sup")
    (link,) = mark.findall("a")
    assert (link.text, link.get("href"), link.get("title")) == ("1", "#note-1", "The survey")
    assert [one.get("id") for one in notes.findall("li")] == ["note-1"]


def test_quick_views_are_one_step_away(flask: Framework) -> None:
    factories.claim(framework=flask)
    (views,) = reading.page("/compare/flask/", {"state": "contested"}).find("p", class_="quick")
    here = [reading.words_of(link) for link in views.findall("a") if link.get("aria-current")]
    assert here == ["Contested 0"]


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
    assert chapters(reading.page("/compare/flask/", query)) == ["Effort", "Basics"]
    assert [row["group"] for row in reading.data("/compare/flask.json", query)["rows"]] == ["effort", "basics"]


def test_a_filter_of_evidence_says_how_many_cells_it_leaves_claims_in(flask: Framework) -> None:
    here = {"framework": flask, "source": factories.source(slug="s", title="The survey")}
    factories.claim(**here, aspect=factories.aspect())
    factories.claim(framework=flask, aspect=factories.aspect())
    assert reading.page("/compare/flask/", {"source": "s"}).sentence == (
        "1 of 2 cells with claims in 1 row about Flask, said by The survey (article)."
    )
