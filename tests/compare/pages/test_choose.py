from __future__ import annotations

from typing import Any

import pytest

from kb.models import Aspect, Framework
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

MET = "is said to be met, by one independent source"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def needs_of_three() -> dict[str, Any]:
    """Flask and Django on an API and an admin; a need of each, and one that nobody has looked at."""
    slugs = ("flask", "django", "quart")
    rows: dict[str, Any] = {slug: factories.once_named(factories.framework(slug=slug)) for slug in slugs}
    rows |= {slug: factories.aspect(slug=slug) for slug in ("api", "admin", "team")}
    for slug in ("api", "admin", "team"):
        factories.need(slug=slug, aspect=rows[slug], question=f"Do you need {slug}?")
    rows["a"], rows["b"] = factories.source(slug="a"), factories.source(slug="b")
    factories.claim(framework=rows["flask"], aspect=rows["api"], source=rows["a"], key="flask-api")
    factories.claim(framework=rows["django"], aspect=rows["api"], source=rows["a"], boolean=False, key="django-api")
    factories.claim(framework=rows["django"], aspect=rows["admin"], source=rows["b"], key="django-admin")
    return rows


@pytest.fixture
def base() -> dict[str, Any]:
    return base_of(needs_of_three)


def words(query: str, status: int = 200) -> str:
    return reading.page(f"/choose/?{query}", status=status).words


def data(query: str) -> dict[str, Any]:
    return reading.data(f"/choose.json?{query}")


def outcome(query: str) -> tuple[str, list[str]]:
    found = data(query)["outcome"]
    return found["result"], found["frameworks"]


@pytest.mark.usefixtures("base")
def test_without_a_need_there_is_only_the_question() -> None:
    shown = reading.page("/choose/")
    assert "3 needs to choose from." in shown.sentence
    assert "Do you need admin?" in shown.words
    assert shown.find("table") == shown.find("section", class_="answer") == []
    assert shown.find("details", class_="ask")[0].get("open") is not None


@pytest.mark.usefixtures("base")
def test_needs_stand_in_the_groups_of_their_questions() -> None:
    factories.need(name="Fast", aspect=factories.aspect(group=factories.group(name="Speed", order=9)))
    groups = reading.page("/choose/").find("div", class_="needs")[0].findall("fieldset")
    assert [[reading.words_of(one) for one in group.iterfind(".//b")] for group in groups] == [
        ["Admin", "Api", "Team"], ["Fast"],
    ]  # fmt: skip
    assert reading.words_of(groups[1].find("legend")) == "Speed"


@pytest.mark.usefixtures("base")
def test_the_table_says_its_roles_by_its_elements_alone() -> None:
    (table,) = reading.page("/choose/?must=api").find("table")
    assert [one.tag for one in table.iter() if one.get("role")] == []


@pytest.mark.usefixtures("base")
def test_before_anything_is_asked_evidence_can_be_chosen_and_files_are_empty() -> None:
    boxes = reading.page("/choose/").find("input", type="checkbox")
    assert {one.get("value") for one in boxes if one.get("name") == "source"} == {"a", "b"}
    assert reading.data_list("/choose.fixture.json") == []
    assert data("")["choices"] == data("")["claims"] == []


@pytest.mark.usefixtures("base")
def test_every_need_can_be_asked_with_and_without_insisting() -> None:
    boxes = reading.page("/choose/?must=api&nice=team").find("input", type="checkbox")
    needs = {(one.get("name"), one.get("value")): one for one in boxes if one.get("name") in ("must", "nice")}
    assert len(needs) == 6
    assert needs["must", "api"].get("aria-label") == "Must have: Api"
    ticked = {key for key, one in needs.items() if one.get("checked") is not None}
    assert ticked == {("must", "api"), ("nice", "team")}


@pytest.mark.usefixtures("base")
def test_the_answer_stands_first_and_says_why() -> None:
    shown = reading.page("/choose/?must=api")
    (answer,) = shown.find("p", class_="outcome")
    assert (answer.get("role"), reading.words_of(answer)) == ("status", data("must=api")["outcome"]["words"])
    assert reading.words_of(answer).startswith("Flask, if one article is right: ")
    assert "Django: ruled out by “Api”, if one independent source is right." in shown.words
    assert outcome("must=api") == ("decided", ["flask"])


@pytest.mark.usefixtures("base")
def test_every_verdict_leads_to_its_cell_with_its_evidence_beside() -> None:
    shown = reading.page("/choose/?must=api&nice=admin")
    links = {str(one.get("href")): reading.words_of(one) for one in shown.find("a", class_="verdict")}
    assert links == {
        "/cells/flask/api/": MET, "/cells/django/api/": MET.replace("said", "said not"),
        "/cells/flask/admin/": "not known", "/cells/django/admin/": MET,
    }  # fmt: skip
    assert "For yes 1 1 document, 1 root" in shown.words
    assert "not known : nobody has looked" in shown.words


@pytest.mark.usefixtures("base")
def test_every_number_is_explained_in_words() -> None:
    found = words("must=api&must=admin&nice=team")
    assert f"Is said to meet 1 to 2 of 2 musts: {MET}; nobody has looked." in found
    assert "May meet 0 to 1 of 1 nice-to-have: nobody has looked." in found
    assert f"Is said to meet 1 of 2 musts: {MET}; {MET.replace('said', 'said not')}." in found


@pytest.mark.usefixtures("base")
def test_what_is_said_stands_before_what_is_undecided() -> None:
    factories.claim(framework=Framework.objects.get(slug="quart"), aspect=_api(), hedged=True)
    found = data("must=api&framework=flask&framework=quart")
    assert found["frameworks"] == found["outcome"]["frameworks"] == ["flask", "quart"]
    assert found["outcome"]["result"] == "undecided"
    said = "Only Flask is said to meet the must, by one independent source; Quart is open. Undecided: "
    assert found["outcome"]["words"].startswith(said)


@pytest.mark.usefixtures("base")
def test_the_only_framework_named_is_no_answer() -> None:
    assert outcome("must=api&framework=flask&framework=quart") == ("only-named", ["flask"])
    assert "Flask is the only one named, which decides nothing." in words("must=api&framework=flask&framework=quart")
    assert "Quart: nothing is said of it." in words("must=api&framework=flask&framework=quart")


@pytest.mark.usefixtures("base")
def test_faint_evidence_is_shown_and_rules_nobody_out() -> None:
    factories.claim(framework=Framework.objects.get(slug="quart"), aspect=_api(), boolean=False, hedged=True)
    found = data("must=api&framework=quart&framework=flask")
    assert found["outcome"]["frameworks"] == ["flask", "quart"]
    assert "may not be met" in words("must=api&framework=quart&framework=flask")


def _api() -> Aspect:
    return Aspect.objects.get(slug="api")


@pytest.mark.usefixtures("base")
def test_frameworks_stand_by_what_they_surely_meet() -> None:
    assert data("nice=admin&nice=team&framework=quart&framework=django")["frameworks"] == ["django", "quart"]
    heads = reading.page("/choose/?must=api&must=admin").find("th", scope="col")
    assert [reading.words_of(one) for one in heads] == ["Need", "Flask", "Django"]


@pytest.mark.usefixtures("base")
def test_frameworks_of_which_nothing_is_said_are_named_unless_others_were_asked_for() -> None:
    factories.gap(framework=Framework.objects.get(slug="quart"))
    assert "Nothing is said of Quart about these needs." in words("must=api&must=admin")
    assert data("must=api")["left_out"] == ["quart"]
    assert data("must=api")["labels"]["frameworks"]["quart"] == "Quart"
    for query in ("must=api&framework=flask", "must=team"):
        assert data(query)["left_out"] == []
        assert "Nothing is said of" not in words(query)


@pytest.mark.usefixtures("base")
def test_every_link_to_a_cell_takes_the_evidence_that_counts_along() -> None:
    query = "must=api&nice=admin&nice=team&source_kind=article"
    links = [link for link in reading.page(f"/choose/?{query}").links if link.startswith("/cells/")]
    assert len(set(links)) == 6
    assert all(link.endswith("/?source_kind=article") for link in links)
    urls = [each["url"] for one in data(query)["choices"] for each in one["needs"]]
    assert {url.rpartition("/")[2] for url in urls} == {"?source_kind=article"}


@pytest.mark.usefixtures("base")
def test_the_sentence_names_the_needs_in_the_order_in_which_they_are_offered() -> None:
    assert "where “Admin” and “Api” must be met" in data("must=api&must=admin")["description"]
    record = reading.text("/choose.md?must=api&must=admin")
    assert record.index("Must have: Admin") < record.index("Must have: Api")


@pytest.mark.usefixtures("base")
def test_what_nobody_knows_is_named_need_by_need() -> None:
    found = words("nice=admin&nice=team&framework=flask&framework=django")
    assert "Django is the only one named, which decides nothing." in found
    assert "Team nice to have No framework here has evidence on it. Django and Flask: nobody has looked." in found
    assert "Admin nice to have Flask: nobody has looked." in found


@pytest.mark.usefixtures("base")
def test_what_would_change_the_outcome_leads_to_its_cell() -> None:
    shown = reading.page("/choose/?nice=admin&framework=flask&framework=django")
    (line, *_) = [one for listed in shown.find("ul", class_="changes") for one in listed.findall("li")]
    assert reading.words_of(line) == (
        "If this were met, it would be undecided between Django and Flask; if this were not met, Django would be the "
        "answer: Flask, “Admin” nobody has looked"
    )
    assert [one.get("href") for one in line.iter("a")] == ["/cells/flask/admin/"]


def test_a_dispute_stays_open_whatever_an_editor_reads(base: dict[str, Any]) -> None:
    no = factories.claim(framework=base["flask"], aspect=base["api"], source=base["b"], boolean=False)
    yes = no.__class__.objects.get(key="flask-api")
    factories.resolution([yes, no], boolean=True)
    shown = reading.page("/choose/?must=api&framework=flask")
    assert "disputed" in {reading.words_of(one) for one in shown.find("a", class_="verdict")}
    assert "An editor reads it as yes." in shown.words
    assert outcome("must=api&framework=flask") == ("only-named", ["flask"])


def test_conditions_stand_beside_the_evidence(base: dict[str, Any]) -> None:
    scope = factories.scope(name="small apps")
    factories.claim(framework=base["quart"], aspect=base["api"], scope=scope)
    assert "yes for small apps" in words("must=api&framework=quart")


@pytest.mark.usefixtures("base")
def test_without_a_framework_all_that_sources_speak_of_are_weighed() -> None:
    assert data("must=admin")["frameworks"] == ["django"]
    assert data("must=api")["frameworks"] == ["flask", "django"]
    assert data("must=api&framework=quart&framework=flask")["frameworks"] == ["flask", "quart"]
    assert "No framework has evidence on these needs." in words("must=team")


@pytest.mark.usefixtures("base")
def test_a_need_asked_as_both_is_a_must_and_says_so() -> None:
    found = data("must=api&nice=api&nice=admin")
    assert found["query"] == "must=api&nice=admin"
    said = "“Api” is asked as both and counts as a must."
    assert found["description"].endswith(said)
    (chips,) = reading.page("/choose/?must=api&nice=api&nice=admin").find("p", class_="chips")
    assert reading.words_of(chips).endswith(said)
    assert "asked as both" not in words("must=api&nice=admin")
    assert {one["slug"]: one["kind"] for one in found["needs"]} == {"admin": "nice", "api": "must", "team": None}


@pytest.mark.usefixtures("base")
def test_only_the_evidence_that_counts_is_weighed() -> None:
    assert outcome("must=api&source=b") == ("nobody", [])
    assert "Django and Flask: hidden by your filter" in words("must=api&source=b")


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("query", ["must=apj", "nice=apj", "must=api&aspect=api", "must=api&state=single", "group=x"])
def test_a_query_that_cannot_be_answered_is_refused(query: str) -> None:
    name = query.rpartition("&")[2].partition("=")[0]
    problem = reading.data(f"/choose.json?{query}", status=400)
    assert problem["errors"][0]["parameter"] == name
    assert f"“{name}”" in words(query, 400) or "is not a need" in words(query, 400)


@pytest.mark.usefixtures("base")
def test_a_refused_query_can_be_corrected_without_losing_a_need() -> None:
    boxes = reading.page("/choose/?must=api&nice=team&since=soon", status=400).find("input", type="checkbox")
    ticked = {(one.get("name"), one.get("value")) for one in boxes if one.get("checked") is not None}
    assert ticked == {("must", "api"), ("nice", "team")}


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("path", ["/claims/", "/compare/", "/compare/flask-vs-django/", "/search/", "/sources/a/"])
def test_needs_have_no_meaning_at_other_addresses(path: str) -> None:
    for query in ("must=api", "must=api&framework=flask"):
        assert "“must” has no meaning at this address" in reading.page(f"{path}?{query}", status=400).words


@pytest.mark.usefixtures("base")
def test_the_chips_name_what_was_asked_and_lead_on_without_it() -> None:
    shown = reading.page("/choose/?must=api&nice=admin&framework=flask")
    (chips,) = shown.find("p", class_="chips")
    links = {reading.words_of(one): one.get("href") for one in chips.iter("a")}
    assert links == {
        "Must have: Api": "/choose/?nice=admin&framework=flask",
        "Nice to have: Admin": "/choose/?must=api&framework=flask",
        "Flask": "/choose/?must=api&nice=admin",
    }


def test_frameworks_with_evidence_on_every_need_are_one_step_away(base: dict[str, Any]) -> None:
    factories.claim(framework=base["quart"], aspect=base["api"])
    factories.claim(framework=base["quart"], aspect=base["admin"])
    shown = reading.page("/choose/?must=api&must=admin")
    assert "/choose/?must=admin&must=api&framework=django&framework=quart" in shown.links


@pytest.mark.usefixtures("base")
def test_the_comparison_on_the_same_evidence_is_one_step_away() -> None:
    shown = reading.page("/choose/?must=api&nice=team&framework=flask&framework=django&source=a")
    assert "/compare/django-vs-flask/?source=a" in shown.links
    assert not any("-vs-" in link for link in reading.page("/choose/?must=api&framework=flask").links)


@pytest.mark.usefixtures("base")
def test_how_an_answer_comes_about_is_said() -> None:
    for found in (words("must=api"), reading.text("/choose.md?must=api")):
        assert "A framework that does not meet a must, on more than faint evidence, is ruled out." in found


def test_the_fixture_holds_the_evidence_and_the_needs_that_were_asked(base: dict[str, Any]) -> None:
    rows = reading.data_list("/choose.fixture.json?must=api&nice=team")
    keys = {row["model"]: [] for row in rows}
    for row in rows:
        keys[row["model"]].append(row["fields"].get("key") or row["fields"].get("slug"))
    assert keys["kb.claim"] == ["django-api", "flask-api"]
    assert keys["kb.need"] == ["api", "team"]
    assert keys["kb.aspect"] == ["api", "team"]
    assert Framework.objects.count() == 3


@pytest.mark.usefixtures("base")
def test_a_page_of_a_large_choice_takes_eighteen_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(18):
        reading.get(
            "/choose/?must=api&must=admin&nice=team&framework=flask&framework=django&framework=quart&since=1990"
        )


def test_needs_of_companies_and_needs_without_an_answer_are_not_offered(base: dict[str, Any]) -> None:
    factories.need(slug="used", aspect=factories.adoption())
    need = factories.need([factories.option()], slug="empty")
    need.options.clear()
    assert [one["slug"] for one in data("must=api")["needs"]] == ["admin", "api", "team"]
