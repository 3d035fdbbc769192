"""Whatever is in the base, a page shows it as text: nothing of it becomes markup, style or script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import models
from pytest_django import DjangoDbBlocker

from kb.models import Company
from tests import factories
from tests.compare import reading
from tests.compare.conftest import passing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hostile")]

BAD = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}{% now 'Y' %}&amp;"
PAGES = [
    "/", "/compare/", "/compare/f-vs-g/", "/frameworks/", "/frameworks/f/", "/aspects/", "/aspects/curve/",
    "/companies/", "/companies/c/", "/sources/", "/sources/s/", "/claims/", "/claims/k/", "/cells/f/curve/",
    "/cells/f/used-in-production/c/", "/cells/g/curve/", "/disagreements/", "/quality/", "/changes/",
    "/search/?q=script", "/claims/?q=%3Cscript%3E", "/claims/?framework=%3Cscript%3E", "/%3Cscript%3E/",
    "/choose/", "/filters/compare/f-vs-g/", "/filters/claims/?find_source=%3Cscript%3E", "/filters/choose/?must=n",
    "/choose/?must=n&framework=f&framework=g", "/choose/?must=%3Cscript%3E",
    "/claims/?%3Cscript%3Ealert(1)=1", "/frameworks/%3Cscript%3E/", "/claims/?source=s&scope=small&value=easy",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A base in which every text is an attack."""
    with django_db_blocker.unblock(), passing():
        _build()
        with django_db_blocker.block():
            yield


def _build() -> None:
    flask = factories.framework(slug="f", name=f"F{BAD}"[:80], aliases=BAD)
    other = factories.framework(slug="g", name=f"G{BAD}"[:80])
    group = factories.group(slug="group", name=f"g{BAD}"[:80])
    curve = factories.aspect(slug="curve", name=f"c{BAD}"[:100], value_type="choice", group=group, help_text=BAD)
    easy, steep = (factories.option(aspect=curve, slug=slug, label=f"{slug}{BAD}"[:80]) for slug in ("easy", "steep"))
    texts = {"title": f"s{BAD}", "author": BAD[:120], "publisher": BAD[:120], "version": BAD[:40], "language": BAD[:12]}
    source = factories.source(slug="s", read_on=date(2026, 1, 1), published_on=date(2025, 1, 1), **texts)
    upstream = factories.source(slug="t", title=f"t{BAD}")
    factories.source_link(from_source=source, to_source=upstream, note=BAD)
    company = factories.company(slug="c", name=f"c{BAD}"[:100], aliases=BAD)
    models.QuerySet(Company).update(industry=BAD[:80])  # as bases of before the list may have it
    words = {
        "statement": BAD,
        "quote": BAD[:120],
        "locator": BAD,
        "note": BAD,
        "scope": factories.scope(slug="small", name=BAD[:80]),
    }
    here = {"framework": flask, "aspect": curve, "source": source}
    one = factories.claim(**here, option=easy, key="k", via=upstream, **words)
    two = factories.claim(**here, option=steep, key="l", compared_to=other, **words, reviewed_on=date(2026, 1, 1))
    factories.claim(framework=flask, aspect=factories.adoption(), company=company, source=source, **words)
    factories.claim(
        framework=flask, aspect=factories.aspect(slug="t", value_type="text", name=f"t{BAD}"[:100]), text=BAD
    )
    factories.retired(**here, option=easy, as_of="2020", **words)
    factories.resolution([one, two], option=easy, explanation=BAD)
    factories.gap(framework=other, aspect=curve, note=BAD)
    factories.need([easy], slug="n", name=f"n{BAD}"[:80], question=BAD[:200])


@pytest.mark.parametrize("path", PAGES)
def test_no_page_makes_markup_of_a_text(path: str) -> None:
    response = reading.visitor().get(path)
    assert response.status_code in (200, 400, 404)
    markup = reading.body(response)
    root = reading.strict(markup)
    assert list(root.iter("style")) + list(root.iter("img")) == []
    for script in root.iter("script"):
        assert script.get("src") or json.loads("".join(script.itertext()))["@context"] == "https://schema.org"
    assert [
        one.tag for one in root.iter() if any(name.startswith("on") or name == "style" for name in one.attrib)
    ] == []


def test_the_texts_are_all_there() -> None:
    for path in ("/claims/k/", "/cells/f/curve/", "/sources/s/", "/cells/g/curve/", "/aspects/curve/", "/choose/"):
        assert " ".join(BAD.split()) in reading.page(path).words, path


@pytest.mark.parametrize(
    "path", ["/claims.json", "/compare/f-vs-g.json", "/claims.csv", "/disagreements.md", "/sources.fixture.json"]
)
def test_no_face_is_taken_for_a_page(path: str) -> None:
    response = reading.get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response["Content-Type"].startswith("text/html")
