from typing import Any

import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell() -> Any:
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
    factories.aspect(name="New")
    assert "Nobody has looked." in reading.page("/cells/flask/new/").words
    assert reading.data("/cells/flask/new.json")["cell"]["empty"] == "not-searched"


def test_a_company_stands_exactly_where_the_question_asks_for_one(cell: Any) -> None:
    factories.adoption()
    factories.company(name="Reddit")
    reading.page("/cells/flask/used-in-production/reddit/")
    assert "is asked of each company" in reading.page("/cells/flask/used-in-production/", status=404).words
    assert "is not asked of companies" in reading.page("/cells/flask/orm/reddit/", status=404).words
