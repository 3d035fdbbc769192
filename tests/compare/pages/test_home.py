import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


def test_an_empty_base_has_a_front_page() -> None:
    shown = reading.page("/")
    assert "What do sources really say" in shown.words
    assert shown.live == []


def test_a_base_without_a_published_claim_names_the_first_three_steps() -> None:
    factories.draft()
    shown = reading.page("/")
    assert "Nothing is published here yet" in shown.words
    assert "/admin/" in shown.links
    factories.claim()
    assert "Nothing is published here yet" not in reading.page("/").words


def test_frameworks_can_be_picked_the_best_documented_first() -> None:
    factories.named(factories.framework(slug="lonely"))
    factories.framework(slug="ghost")
    factories.claim(framework=factories.framework(slug="flask"))
    boxes = [box.get("value") for box in reading.page("/").find("input", name="framework")]
    assert boxes == ["flask", "lonely"]


def test_contested_cells_and_the_newest_reviews_are_shown() -> None:
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    factories.claim(**here, key="old", reviewed_on="2026-01-01")
    factories.claim(**here, key="new", boolean=False, reviewed_on="2026-02-01")
    shown = reading.page("/")
    assert [cell["href"] for cell in shown.live] == ["/cells/flask/orm/"]
    links = [link for link in shown.links if link.startswith("/claims/")]
    assert links == ["/claims/new/", "/claims/old/"]


def test_the_front_page_takes_no_parameter() -> None:
    reading.page("/", {"framework": "flask"}, 400)


def test_a_source_against_itself_is_counted_apart() -> None:
    source = factories.source()
    for aspect, own in ((factories.aspect(slug="orm"), {"source": source}), (factories.aspect(slug="admin"), {})):
        here = {"framework": factories.framework(), "aspect": aspect, **own}
        for yes in (True, False):
            factories.claim(**here, boolean=yes)
    words = reading.page("/").words
    assert "All 1 cell on which sources disagree" in words
    assert "apart from them 1 cell on which a source is against itself" in words
