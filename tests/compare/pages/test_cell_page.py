from datetime import date
from itertools import combinations
from typing import Any

import pytest
from django.db.models import QuerySet

from compare.drawings import roots_tree
from kb.derived import upkeep
from kb.models import Source, SourceLink
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def contested_cell() -> Any:
    """A contested cell: two documents that copy one, against a third."""
    here = {
        "framework": factories.framework(name="Flask"),
        "aspect": factories.aspect(name="ORM", help_text="Built in?"),
    }
    upstream = factories.source(title="Upstream")
    for title in ("First", "Second"):
        source = factories.source(title=title)
        factories.source_link(from_source=source, to_source=upstream)
        factories.claim(**here, source=source, key=title.lower())
    factories.claim(**here, source=factories.source(title="Third"), boolean=False, key="third")
    return here


@pytest.fixture
def cell() -> Any:
    return base_of(contested_cell)


def test_a_cell_shows_every_side_with_its_documents(cell: Any) -> None:
    shown = reading.page("/cells/flask/orm/")
    assert set(shown.claims) == {"first", "second", "third"}
    assert "Contested. The sources disagree" in shown.words
    assert "2 documents, 1 root" in shown.words
    assert "Built in?" in shown.words


def test_a_cell_shows_its_roots_as_a_tree(cell: Any) -> None:
    (tree,) = reading.page("/cells/flask/orm/").find("ul", class_="tree")
    assert [reading.words_of(one)[:8] for one in tree.findall("li")] == ["Third ar", "Upstream"]
    assert [link.get("href") for link in tree.iter("a")] == [
        "/sources/third/", "/sources/upstream/", "/sources/first/", "/sources/second/",
    ]  # fmt: skip


def test_an_empty_cell_says_what_was_read_in_full_and_what_was_searched() -> None:
    gap = factories.gap(note="Not in the docs.")
    factories.reading(framework=gap.framework)
    path = f"/cells/{gap.framework.slug}/{gap.aspect.slug}"
    words = "the one source read does not say, nor what was searched"
    assert words[1:] in reading.page(f"{path}/").words
    assert f"*{words}*" in reading.text(f"{path}.md")
    assert words in reading.page(f"/frameworks/{gap.framework.slug}/").words


def test_an_editor_s_reading_annotates_and_hides_nothing(cell: Any) -> None:
    from kb.models import Claim

    factories.resolution(list(Claim.objects.all()), boolean=True, explanation="The first is clearer.")
    shown = reading.page("/cells/flask/orm/")
    assert "An editor’s reading: yes" in shown.words
    assert "The first is clearer." in shown.words
    assert len(shown.claims) == 3
    assert reading.data("/cells/flask/orm.json")["cell"]["state"] == "resolved"


def test_evidence_filters_judge_the_cell_again(cell: Any) -> None:
    shown = reading.page("/cells/flask/orm/", {"source": "third"})
    assert shown.claims == ["third"]
    assert "2 claims hidden by your filter" in shown.words.lower()


def test_filters_of_axes_and_cells_have_no_meaning_here(cell: Any) -> None:
    for name in ("framework", "aspect", "group", "company", "state", "q", "order", "page"):
        assert "has no meaning at this address" in reading.page("/cells/flask/orm/", {name: "1"}, 400).words


@pytest.mark.parametrize(
    ("kind", "words"), [("not-applicable", "Does not apply."), ("searched-silent", "Looked, sources are silent.")]
)
def test_a_recorded_absence_says_which(kind: str, words: str) -> None:
    gap = factories.gap(kind=kind, note="Not in the docs.")
    shown = reading.page(f"/cells/{gap.framework.slug}/{gap.aspect.slug}/")
    assert words in shown.words
    assert "Not in the docs." in shown.words


def test_a_cell_that_nobody_looked_at_has_a_page(cell: Any) -> None:
    factories.need(aspect=factories.aspect(name="New"))
    assert "Nobody has looked." in reading.page("/cells/flask/new/").words
    assert reading.data("/cells/flask/new.json")["cell"]["empty"] == "not-searched"


def test_a_company_stands_exactly_where_the_question_asks_for_one(cell: Any) -> None:
    adoption = factories.adoption()
    factories.claim(aspect=adoption, company=factories.company(name="Reddit"))
    reading.page("/cells/flask/used-in-production/reddit/")
    assert "is asked of each company" in reading.page("/cells/flask/used-in-production/", status=404).words
    assert "is not asked of companies" in reading.page("/cells/flask/orm/reddit/", status=404).words


Links = list[tuple[int, int]]


def chain(number: int) -> Links:
    return [(n, n + 1) for n in range(number - 1)]


def complete(number: int) -> Links:
    return list(combinations(range(number), 2))


def derived(links: Links, speaking: int) -> None:
    """A cell in which so many of the sources have a claim each; the sources derive from each other as given. They are
    written without asking each row about its rules, which takes seconds.
    """
    number = max(end for _, end in links) + 1
    sources = QuerySet(Source).bulk_create(
        [Source(slug=f"s{n:04}", title=f"Source number {n:04}", kind="article") for n in range(number)]
    )
    QuerySet(SourceLink).bulk_create(
        [SourceLink(from_source=sources[start], to_source=sources[end], kind="derives") for start, end in links]
    )
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    with upkeep.collected():
        for n, source in enumerate(sources[:speaking]):
            factories.claim(key=f"said-{n}", source=source, **here)


@pytest.mark.parametrize(("links", "speaking"), [(chain(2000), 1), (complete(40), 40)], ids=["chain", "complete"])
def test_whatever_sources_lead_to_the_pages_stay_small(links: Links, speaking: int) -> None:
    derived(links, speaking)
    for path in ("/cells/flask/orm/", "/claims/said-0/"):
        shown = reading.page(path)
        assert len(reading.text(path)) < 200_000
        (tree,) = shown.find("ul", class_="tree")
        assert len(list(tree.iter("li"))) <= 201
    assert len(reading.data("/cells/flask/orm.json")["claims"]) == speaking


def test_a_face_draws_no_tree(cell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(roots_tree, "_Walks")
    monkeypatch.delattr(roots_tree, "roots_drawing")
    assert len(reading.data("/cells/flask/orm.json")["claims"]) == 3
    assert reading.table("/claims/first.csv")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("2024", "2023-06", "holds: 2024"),
        ("", "2019", "holds: 2019"),
        ("", "", "holds: not stated (newest source changed 2025-02-07)"),
    ],
)
def test_a_side_says_when_it_holds_only_if_a_document_states_it(first: str, second: str, words: str) -> None:
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    changed = factories.source(published_on=date(2024, 1, 1), modified_on=date(2025, 2, 7))
    factories.claim(**here, source=changed, as_of=first)
    factories.claim(**here, source=factories.source(published_on=date(2022, 1, 1)), as_of=second)
    (strip, *_) = reading.page("/cells/flask/orm/").find("p", class_="strip")
    assert reading.words_of(strip).endswith(f"· {words}")


# The answer first


def short(path: str, query: Any = None) -> list[str]:
    """What a cell's page says first."""
    (words,) = reading.page(path, query).find("div", class_="short")
    return [reading.words_of(one) for one in words]


def test_the_answer_of_a_cell_comes_first_with_what_it_rests_on() -> None:
    here = {
        "framework": factories.framework(name="Flask"),
        "aspect": factories.aspect(name="ORM", help_text="Own one?"),
    }
    factories.claim(**here, source=factories.source(title="A list", read_on=factories.DAY), boolean=False, as_of="2026")
    assert short("/cells/flask/orm/") == [
        "Own one?",
        "Said to be no, by one independent source.",
        "In the end it rests on A list . The newest evidence holds for 2026. None of that is first-hand.",
        "Single. One independent root at most says so without a reservation. 1 document, 1 root in all.",
    ]
    found = reading.data("/cells/flask/orm.json")["answers"][0]["sentences"][0]
    assert (found["sentence"], found["certainty"]) == ("Said to be no, by one independent source.", "weak")
    assert "- Said to be no, by one independent source.[^1]" in reading.text("/cells/flask/orm.md")
    assert "<title>Flask: ORM: Said to be no, by one independent source · " in reading.text("/cells/flask/orm/")
    assert "/changes/?framework=flask&aspect=orm" in reading.page("/cells/flask/orm/").links


def test_a_disputed_cell_says_first_who_stands_where(cell: Any) -> None:
    answer = short("/cells/flask/orm/")[1]
    assert answer.startswith("Sources dispute it: said to be ")
    assert "; against that, " in answer


def test_an_empty_cell_says_first_why_it_is_empty(cell: Any) -> None:
    factories.need(aspect=factories.aspect(name="New"))
    assert short("/cells/flask/new/")[0] == "Nobody has looked."
    assert short("/cells/flask/orm/", {"source_kind": "survey"})[1] == "Hidden by your filter."


def test_beside_a_table_the_answer_comes_first_too(cell: Any) -> None:
    beside = reading.body(reading.get("/cells/flask/orm/", **{"HX-Request": "true", "HX-Target": "peek-body"}))
    assert 'data-title="Flask: ORM: Sources dispute it: said to be' in beside
    assert beside.count('class="short"') == 1
