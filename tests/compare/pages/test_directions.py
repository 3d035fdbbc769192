"""Names from right to left keep their order to themselves wherever a page has them, and titles say their language."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db
FRAMEWORK, COMPANY, ASPECT, TITLE = "ג'אנגו 2", "مصنع 7", "سرعة", "מדריך 3"


@pytest.fixture(autouse=True)
def base() -> None:
    """A framework, an aspect and a source with Hebrew names, a company with an Arabic one."""
    framework = factories.framework(name=FRAMEWORK, slug="green")
    source = factories.source(title=TITLE, slug="guide", language="he")
    factories.claim(framework=framework, aspect=factories.aspect(name=ASPECT, slug="speed"), source=source, key="first")
    used = factories.adoption()
    factories.claim(framework=framework, aspect=used, company=factories.company(name=COMPANY), source=source)
    need = factories.need(aspect=factories.aspect(name="Fast", slug="fast"), name=ASPECT, slug="quick")
    factories.claim(framework=framework, aspect=need.aspect, source=source)


def isolated(path: str, query: dict[str, Any] | None = None) -> set[str]:
    return {"".join(one.itertext()) for one in reading.page(path, query).find("bdi")}


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        ("/claims/", {"framework": "green"}, {FRAMEWORK, ASPECT, TITLE}),
        ("/filters/claims/", {}, {FRAMEWORK, ASPECT, COMPANY}),
        ("/search/", {"q": "מדריך"}, {TITLE}),
        ("/search/", {"q": "مصنع"}, {COMPANY}),
        ("/choose/", {}, {FRAMEWORK, ASPECT}),
        ("/choose/", {"must": "quick"}, {FRAMEWORK, ASPECT}),
        ("/compare/", {}, {FRAMEWORK}),
        ("/companies/", {}, {FRAMEWORK, COMPANY}),
        ("/sources/", {}, {TITLE}),
        ("/claims/first/", {}, {FRAMEWORK, ASPECT, TITLE}),
    ],
)
def test_names_from_right_to_left_stand_by_themselves(path: str, query: dict[str, Any], names: set[str]) -> None:
    assert names <= isolated(path, query)


@pytest.mark.parametrize("path", ["/sources/", "/claims/", "/claims/first/"])
def test_the_title_of_a_source_says_its_language(path: str) -> None:
    links = [one for one in reading.page(path).main.iter("a") if one.get("href") == "/sources/guide/"]
    assert {one.get("lang") for one in links} == {"he"}
