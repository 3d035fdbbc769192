import json
from datetime import date
from typing import Any

import pytest

from kb.derived import upkeep
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def three_frameworks() -> Any:
    """Three frameworks: a (one old claim), b (two new claims) and c, of which nobody says anything."""
    frameworks = [factories.framework(name=name) for name in ("Zed", "Bee", "Cee")]
    old, new = (factories.source(title=f"Of {year}", published_on=date(year, 1, 1)) for year in (2019, 2025))
    factories.claim(framework=frameworks[0], source=old, aspect=factories.aspect(name="First"))
    for name in ("Second", "Third"):
        factories.claim(framework=frameworks[1], source=new, aspect=factories.aspect(name=name))
    factories.gap(framework=frameworks[2])
    return frameworks


@pytest.fixture
def base() -> Any:
    return base_of(three_frameworks)


@pytest.mark.parametrize(
    ("order", "slugs"),
    [
        ("", ["bee", "cee", "zed"]),
        ("aspect", ["bee", "cee", "zed"]),
        ("name", ["bee", "cee", "zed"]),
        ("evidence", ["bee", "zed", "cee"]),
        ("newest", ["bee", "zed", "cee"]),
        ("oldest", ["zed", "bee", "cee"]),
    ],
)
def test_a_list_stands_in_the_order_asked_for(base: Any, order: str, slugs: list[str]) -> None:
    assert reading.page("/frameworks/", {"order": order}).listed == [f"/frameworks/{slug}/" for slug in slugs]
    assert [one["slug"] for one in reading.data("/frameworks.json", {"order": order})["frameworks"]] == slugs


@pytest.mark.parametrize("query", [{}, {"state": "single"}])
def test_names_stand_in_their_natural_order_on_pages_and_in_files(query: dict[str, str]) -> None:
    for name in ("Zope", "Éclair", "Eclat", "Web 10", "Web 9"):
        factories.claim(framework=factories.framework(name=name))
    asked = {"order": "name", **query}
    slugs = ["eclair", "eclat", "web-9", "web-10", "zope"]
    assert reading.page("/frameworks/", asked).listed == [f"/frameworks/{slug}/" for slug in slugs]
    assert [one["slug"] for one in reading.data("/frameworks.json", asked)["frameworks"]] == slugs
    heads = reading.page("/compare/", {"order": "name"}).find("input", name="framework")
    assert [one.get("value") for one in heads] == slugs


def test_a_filtered_list_shows_the_things_that_occur(base: Any) -> None:
    assert reading.page("/frameworks/", {"since": "2020"}).listed == ["/frameworks/bee/"]
    assert reading.page("/sources/", {"framework": "zed"}).listed == ["/sources/of-2019/"]
    assert reading.page("/aspects/", {"framework": "zed"}).listed == ["/aspects/first/"]


def test_a_list_counts_claims_cells_and_contests(base: Any) -> None:
    aspect = factories.aspect(name="Contested")
    for yes in (True, False):
        factories.claim(framework=base[2], aspect=aspect, boolean=yes)
    (line,) = reading.page("/frameworks/", {"framework": "cee"}).find("table", class_="plain")[0].iterfind("tbody/tr")
    assert [reading.words_of(one) for one in line] == ["Cee", "2", "1", "1"]


def test_the_list_of_sources_says_how_many_of_them_make_claims(base: Any) -> None:
    assert "2 sources, 3 claims." in reading.page("/sources/").words
    unheard = factories.source(title="Only linked")
    factories.source_link(from_source=base[0].claims.first().source, to_source=unheard)
    assert "3 sources, 3 claims of 2 of them." in reading.page("/sources/").words


def test_a_source_says_how_many_claims_it_makes(base: Any) -> None:
    assert "2 claims said by Of 2025" in reading.page("/sources/of-2025/").words


def test_aspects_are_listed_by_group_with_their_answers() -> None:
    effort, basics = factories.group(name="Effort", order=2), factories.group(name="Basics", order=1)
    factories.named(factories.aspect(["easy"], name="Curve", group=effort, cardinality="many"))
    factories.named(factories.aspect(name="ORM", group=basics))
    shown = reading.page("/aspects/")
    assert shown.listed == ["/aspects/orm/", "/aspects/curve/"]
    assert "one of its options; several can hold" in shown.words
    assert [reading.words_of(one) for one in shown.find("th", scope="rowgroup")] == ["Basics", "Effort"]


def test_a_framework_shows_its_claims_and_names() -> None:
    flask = factories.framework(name="Flask", aliases="Flask.py\nPallets", homepage="https://flask.example/")
    factories.claim(framework=flask, key="said")
    shown = reading.page("/frameworks/flask/")
    assert shown.claims == ["said"]
    assert "https://flask.example/" in shown.links
    assert "Flask.py, Pallets" in shown.words
    assert reading.data("/frameworks/flask.json")["framework"]["aliases"] == ["Flask.py", "Pallets"]


def test_a_framework_shows_its_cells_by_chapters_before_its_claims() -> None:
    flask = factories.framework(name="Flask")
    for name, order in (("Basics", 1), ("Effort", 2)):
        aspect = factories.aspect(name=f"Of {name}", group=factories.group(name=name, order=order))
        factories.claim(framework=flask, aspect=aspect)
    shown = reading.page("/frameworks/flask/")
    assert [reading.words_of(one) for one in shown.find("th", scope="rowgroup")] == ["Basics", "Effort"]
    assert [row["href"] for row in shown.rows] == ["/aspects/of-basics/", "/aspects/of-effort/"]
    assert len(shown.claims) == 2
    found = reading.data("/frameworks/flask.json")
    assert [row["aspect"] for row in found["rows"]] == ["of-basics", "of-effort"]
    assert (found["count"], found["frameworks"]) == (2, ["flask"])


def test_a_framework_leads_to_its_comparisons_and_to_the_chooser() -> None:
    for name in ("Flask", "Django"):
        factories.claim(framework=factories.framework(name=name))
    factories.framework(name="Unspoken")
    links = reading.page("/frameworks/flask/", {"source_kind": "article"}).links
    assert "/compare/django-vs-flask/?source_kind=article" in links
    assert "/choose/?framework=flask" in links
    assert not any("unspoken" in link for link in links)


def test_further_pages_of_a_framework_hold_claims_alone() -> None:
    flask = factories.framework(name="Flask")
    aspect = factories.aspect()
    with upkeep.collected():
        for _ in range(101):
            factories.claim(framework=flask, aspect=aspect)
    shown = reading.page("/frameworks/flask/", {"page": "2"})
    assert len(shown.claims) == 1
    assert shown.rows == []


def test_an_aspect_shows_its_question_options_and_matrix() -> None:
    curve = factories.aspect(["easy", "steep"], name="Curve", help_text="How long?", stale_after_months=24)
    factories.claim(framework=factories.framework(name="Flask"), option=curve.options.first())
    shown = reading.page("/aspects/curve/")
    assert all(words in shown.words for words in ("How long?", "easy, steep", "after 24 months"))
    assert [row["cells"][0]["labels"] for row in shown.rows] == [["easy"]]


def test_a_source_shows_what_it_depends_on_and_what_depends_on_it() -> None:
    source, upstream, copy = (factories.source(title=title) for title in ("Middle", "Up", "Copy"))
    factories.source_link(from_source=source, to_source=upstream, note="Says so.")
    factories.source_link(from_source=copy, to_source=source, kind="cites")
    factories.source_link(from_source=factories.source(title="Ghost"), to_source=source)
    factories.named(copy)
    words = reading.page("/sources/middle/").words
    assert "What it depends on Up" in words
    assert "derives: Says so." in words
    assert "What depends on it Copy" in words
    found = reading.data("/sources/middle.json")["source"]
    assert (found["derives"], found["cites"], "Ghost" in words) == (["up"], [], False)


def test_dates_that_are_not_known_are_said_to_be_so() -> None:
    factories.named(factories.source(title="Bare"))
    words = reading.page("/sources/bare/").words
    assert "Published not stated" in words
    assert "Read not read" in words


def test_a_table_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    flask = factories.framework(slug="flask")
    for _ in range(3):
        factories.claim(framework=flask)
    whole = "the files of this page hold all"
    assert whole not in reading.page("/frameworks/flask/").words
    for module in ("compare.query.selection", "compare.parts.tables"):
        monkeypatch.setattr(f"{module}.ROWS_LENGTH", 2)
    shown = reading.page("/frameworks/flask/")
    assert (len(shown.rows), whole in shown.words) == (2, True)


@pytest.mark.parametrize("kind", ["framework", "aspect", "source", "company"])
def test_what_nothing_published_names_is_nowhere(kind: str) -> None:
    draft = factories.draft(aspect=factories.adoption())
    plural = {"company": "companies"}.get(kind, f"{kind}s")
    path = f"/{plural}/{getattr(draft, kind).slug}/"
    assert path not in reading.page(f"/{plural}/").links
    assert reading.data(f"/{plural}.json")[plural] == []
    for address in (path, f"{path[:-1]}.json", "/cells/framework-1/used-in-production/company-1/"):
        reading.get(address, status=404)


def test_the_file_of_the_whole_base_holds_nothing_that_nothing_published_names() -> None:
    factories.draft(aspect=factories.adoption())
    assert json.loads(reading.text("/claims.fixture.json")) == []


def test_search_engines_are_told_how_frameworks_differ_on_a_question() -> None:
    orm = factories.aspect(name="ORM")
    for name, yes in (("Flask", False), ("Django", True)):
        factories.claim(framework=factories.framework(name=name), aspect=orm, boolean=yes)
    (described,) = [one for one in reading.page("/aspects/orm/").find("meta") if one.get("name") == "description"]
    assert described.get("content") == "ORM: said to be yes for Django and no for Flask."


# What a framework's page says first


def first_words(path: str, query: Any = None) -> str:
    """The words of the summary of a page."""
    (summary,) = reading.page(path, query).find("section", id="summary")
    return reading.words_of(summary)


def framework_with_needs() -> Any:
    """Flask, which is said to have an ORM and not to have a form, disputed sessions, and Reddit for a user."""
    flask = factories.framework(name="Flask")
    here = {"framework": flask, "source": factories.source(title="A list", read_on=factories.DAY)}
    for name, yes in (("ORM", True), ("Forms", False), ("Sessions", True)):
        aspect = factories.aspect(name=name)
        factories.need(name=f"Need of {name}", aspect=aspect)
        factories.claim(**here, aspect=aspect, boolean=yes)
    factories.claim(framework=flask, aspect=aspect, boolean=False)
    factories.claim(**here, aspect=factories.adoption(), company=factories.company(name="Reddit"))
    return flask


@pytest.fixture
def flask() -> Any:
    return base_of(framework_with_needs)


def test_a_framework_says_first_what_speaks_for_it_and_against_it(flask: Any) -> None:
    words = first_words("/frameworks/flask/")
    for part in (
        "What speaks for it Is said to be met, by one independent source : Need of ORM",
        "What speaks against it Is said not to be met, by one independent source : Need of Forms",
        "What speaks both ways Disputed : Need of Sessions",
        "What sources dispute Sessions : said to be",
        "Who is said to use it 1 company is named. 1 by one independent source : Reddit",
        "answers rest on one source.",
    ):
        assert part in words


def test_its_files_say_the_same(flask: Any) -> None:
    found = {one["title"]: one["sentences"] for one in reading.data("/frameworks/flask.json")["answers"]}
    (good,) = found["What speaks for it"]
    assert good == {
        "sentence": "Is said to be met, by one independent source: Need of ORM.", "certainty": "weak",
        "sources": ["a-list"], "dated": None,
    }  # fmt: skip
    assert "## What speaks against it\n\n- **Is said not to be met" in reading.text("/frameworks/flask.md")


def test_under_a_filter_it_says_what_the_evidence_that_counts_says(flask: Any) -> None:
    words = first_words("/frameworks/flask/", {"source": "a-list"})
    assert "by one independent source : Need of ORM and Need of Sessions" in words
    assert "What sources dispute" not in words
    assert "Need of ORM" not in first_words("/frameworks/flask/", {"state": "contested"})


def test_its_title_and_description_say_what_is_known(flask: Any) -> None:
    (described,) = [one for one in reading.page("/frameworks/flask/").find("meta") if one.get("name") == "description"]
    assert (described.get("content") or "").startswith("Flask. What speaks for it: is said to be met")


def test_values_that_must_be_weighed_together_are_weighed_as_the_chooser_does(flask: Any) -> None:
    curve = factories.aspect(["easy", "gentle", "steep"], name="Curve")
    easy, gentle, _ = curve.options.all()
    factories.need([easy, gentle], name="Easy")
    for option in (easy, gentle):
        factories.claim(framework=flask, aspect=curve, option=option)
    assert "Is said to be met, by several independent sources : Easy" in first_words("/frameworks/flask/")


def test_of_a_framework_that_nobody_speaks_of_nothing_is_said_first() -> None:
    factories.gap(framework=factories.framework(name="Flask"))
    shown = reading.page("/frameworks/flask/")
    assert "No published claim yet." in shown.words
    assert "What speaks" not in shown.words


# What a source's page says first


def source_with_claims() -> Any:
    """A list that speaks alone on forms, is contradicted on the ORM, and contradicts itself on sessions."""
    listed, other = (factories.source(title=title, read_on=factories.DAY) for title in ("The list", "Other"))
    flask, django = (factories.framework(name=name) for name in ("Flask", "Django"))
    orm, forms, sessions = (factories.aspect(name=name) for name in ("ORM", "Forms", "Sessions"))
    factories.claim(framework=flask, aspect=orm, source=listed)
    factories.claim(framework=flask, aspect=orm, source=other, boolean=False)
    factories.claim(framework=django, aspect=forms, source=listed)
    for yes in (True, False):
        factories.claim(framework=flask, aspect=sessions, source=listed, boolean=yes)
    return listed


@pytest.fixture
def listing() -> Any:
    return base_of(source_with_claims)


def test_a_source_says_first_what_it_contributes_and_where_it_stands_alone(listing: Any) -> None:
    words = first_words("/sources/the-list/")
    for part in (
        "4 claims in 3 cells, 80 % of all claims here, about Flask (2) and Django (1) .",
        "Alone in 2 cells, no other document speaks there : ",
        "Disputed in 1 cell, sources disagree there : Flask: ORM",
        "Against itself in 1 cell, it says two things that cannot both hold : Flask: Sessions",
    ):
        assert part in words
    assert [one["title"] for one in reading.data("/sources/the-list.json")["answers"]] == ["What it contributes"]
    assert "<title>The list: 4 claims about Flask and Django · " in reading.text("/sources/the-list/")


def test_a_source_is_against_itself_only_where_it_says_both_itself(listing: Any) -> None:
    flask, sessions = listing.claims.last().framework, listing.claims.last().aspect
    factories.claim(framework=flask, aspect=sessions, source=factories.source(title="Third"))
    assert "Against itself" not in first_words("/sources/third/")
    assert "Disputed in 1 cell" in first_words("/sources/third/")


def test_under_a_filter_nothing_is_said_of_the_whole_base(listing: Any) -> None:
    assert not reading.page("/sources/the-list/", {"framework": "flask"}).find("section", id="summary")


def test_a_source_says_why_it_has_no_address() -> None:
    factories.named(factories.source(title="Mail", no_address_because="A letter to the editors."))
    factories.named(factories.source(title="Note"))
    assert "Address none that is public: A letter to the editors." in reading.page("/sources/mail/").words
    assert "Address none that is public; nobody has recorded why" in reading.page("/sources/note/").words


def test_sources_of_one_title_are_told_apart_wherever_they_stand() -> None:
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    for number, fields in enumerate(({"author": "Ann", "published_on": "2024"}, {"publisher": "Press"}, {}, {})):
        source = factories.source(title="Flask vs Django", slug=f"source-{number}", **fields)
        factories.claim(source=source, **here)
    names = {
        "Flask vs Django (article, Ann, published 2024)", "Flask vs Django (article, Press, undated)",
        "Flask vs Django (article, undated, source-2)", "Flask vs Django (article, undated, source-3)",
    }  # fmt: skip
    for path in ("/sources/", "/cells/flask/orm/", "/frameworks/flask/", "/claims/"):
        links = [one for one in reading.page(path).find("a") if (one.get("href") or "").startswith("/sources/source-")]
        assert {reading.words_of(one) for one in links} == names, path
    assert reading.data("/sources/source-0.json")["source"]["title"] == "Flask vs Django"
