import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base() -> None:
    basics, effort = (factories.group(name=name, order=n) for n, name in enumerate(("Basics", "Effort")))
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(group=basics)}
    factories.claim(**here)
    factories.claim(**here, boolean=False)
    factories.claim(framework=here["framework"], aspect=factories.aspect(group=effort))


def test_figures_sum_the_base_up() -> None:
    (figures,) = reading.page("/quality/").find("dl", class_="figures")
    words = reading.words_of(figures)
    assert words.startswith("claims 3 documents 3 cells with claims 2 resolved cells 0 contested cells 1")


def test_every_group_has_a_line_of_figures() -> None:
    groups = reading.data("/quality.json")["groups"]
    assert [(one["slug"], one["cells"], one["claims"], one["contested"], one["single"]) for one in groups] == [
        ("basics", 1, 2, 1, 0),
        ("effort", 1, 1, 0, 1),
    ]
    assert [row["slug"] for row in reading.table("/quality.csv")] == ["basics", "effort"]


def test_figures_are_those_of_the_selection() -> None:
    assert reading.page("/quality/", {"state": "contested"}).sentence == (
        "1 cell from 2 claims of 2 sources in cells that are contested."
    )
    assert [one["slug"] for one in reading.data("/quality.json", {"group": "effort"})["groups"]] == ["effort"]


def test_groups_stand_in_the_order_asked_for() -> None:
    assert [one["slug"] for one in reading.data("/quality.json", {"order": "evidence"})["groups"]] == [
        "basics",
        "effort",
    ]
    assert "group=basics" in " ".join(reading.page("/quality/").links)
