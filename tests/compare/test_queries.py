"""The number of queries of a page or a face does not depend on the size of the base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from compare.faces import FACES
from kb import rollup
from tests import factories
from tests.compare import reading
from tests.compare.conftest import passing
from tests.compare.test_urls import ALONE, address

pytestmark = pytest.mark.django_db

MOST = 15
MORE = {"/changes/": 1}  # it reads the history of claims too
SIZES = (2, 28)  # claims of each of two cells more
Counts = dict[tuple[str, str], int]
HERE = {
    "comparison": "/compare/flask-vs-django/",
    "framework": "/frameworks/flask/",
    "aspect": "/aspects/orm/",
    "company": "/companies/reddit/",
    "source": "/sources/upstream/",
    "claim": "/claims/known/",
    "cell": "/cells/flask/orm/",
    "company-cell": "/cells/flask/used-in-production/reddit/",
}
LISTS = "compare frameworks aspects companies sources claims disagreements quality changes".split()
PAGES = [*HERE.values(), *(f"/{name}/" for name in LISTS)]
ADDRESSES = [(path, suffix) for path in PAGES for suffix in ("", *FACES)] + [(path, "") for path in ALONE]


@dataclass(frozen=True)
class Growing:
    """A base that grows: each claim more is of a source, a condition and a company of its own."""

    flask: Any
    django: Any
    orm: Any
    adoption: Any
    upstream: Any

    def grow(self, number: int) -> None:
        with rollup.collected():
            for yes in [True, False] * (number // 2):
                source = factories.source()
                factories.source_link(from_source=source, to_source=self.upstream)
                fields = {"source": source, "via": self.upstream, "scope": factories.scope(), "boolean": yes}
                factories.claim(framework=self.flask, aspect=self.orm, reviewed_on=factories.DAY, **fields)
                factories.claim(framework=self.django, aspect=self.adoption, company=factories.company(), **fields)
            factories.retired(framework=self.flask, aspect=self.orm)
            factories.gap(framework=self.django, aspect=factories.aspect())
            factories.resolution([factories.claim(framework=self.flask, aspect=factories.aspect())])


def seedling() -> Growing:
    """The base that every address in `HERE` needs."""
    base = Growing(
        flask=factories.framework(slug="flask"),
        django=factories.framework(slug="django"),
        orm=factories.aspect(slug="orm"),
        adoption=factories.adoption(),
        upstream=factories.source(slug="upstream"),
    )
    factories.claim(framework=base.flask, aspect=base.orm, key="known", source=base.upstream)
    company = factories.company(slug="reddit")
    factories.claim(framework=base.flask, aspect=base.adoption, company=company, source=base.upstream)
    return base


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Counts]:
    """The number of queries of every address, of a small base and of a large one."""
    with django_db_blocker.unblock(), passing():
        base, found = seedling(), []
        for number in SIZES:
            base.grow(number)
            found.append({one: queries(*one) for one in ADDRESSES})
        return found


def queries(path: str, suffix: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        reading.text(address(path, suffix))
    return len(caught)


@pytest.mark.parametrize(("path", "suffix"), ADDRESSES)
def test_a_large_base_takes_no_more_queries_than_a_small_one(counts: list[Counts], path: str, suffix: str) -> None:
    small, large = (found[path, suffix] for found in counts)
    assert small == large


@pytest.mark.parametrize("path", [*PAGES, *ALONE])
def test_a_page_takes_few_queries(counts: list[Counts], path: str) -> None:
    assert counts[1][path, ""] <= MOST + MORE.get(path, 0)
