"""The number of queries of a page or a face does not depend on the size of the base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.faces import FACES
from kb.derived import upkeep
from tests import factories
from tests.compare import reading
from tests.compare.test_urls import ALONE, address
from tests.kb.bases import built, passing, put

pytestmark = pytest.mark.django_db

MOST, MOST_OF_A_COMPARISON, MOST_OF_A_LIST = 18, 8, 10
MOST_WEIGHED = 17  # where cells are judged from some of their claims
SIZES = (24, 30)  # claims of each of two cells more: more of each kind of name than a bounded list shows
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
CHOICE = "/choose/?must=needed&nice=wanted&framework=flask&framework=django"
LISTS = "compare choose frameworks aspects companies sources claims disagreements quality changes".split()
PAGES = [*HERE.values(), *(f"/{name}/" for name in LISTS), CHOICE]
OF_CLAIMS = ("/claims/", *list(HERE.values())[1:])
ADDRESSES = [(path, "") for path in (*PAGES, *ALONE)]
ADDRESSES += [(path, suffix) for suffix, face in FACES.items() for path in PAGES if not face.only or path in OF_CLAIMS]


@dataclass(frozen=True)
class Growing:
    """A base that grows: each claim more is of a source, a condition and a company of its own."""

    flask: Any
    django: Any
    orm: Any
    adoption: Any
    upstream: Any

    def grow(self, number: int) -> None:
        with upkeep.collected():
            for yes in [True, False] * (number // 2):
                source = factories.source()
                factories.source_link(from_source=source, to_source=self.upstream)
                fields = {"source": source, "via": self.upstream, "scope": factories.scope(), "boolean": yes}
                factories.claim(framework=self.flask, aspect=self.orm, reviewed_on=factories.DAY, **fields)
                factories.claim(framework=self.django, aspect=self.adoption, company=factories.company(), **fields)
            factories.retired(framework=self.flask, aspect=self.orm)
            factories.gap(framework=self.django, aspect=factories.aspect())
            factories.resolution([factories.claim(framework=self.flask, aspect=factories.aspect())])
            factories.need([option := factories.option(), factories.option(aspect=option.aspect)])


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
    for slug in ("needed", "wanted"):
        factories.need(slug=slug, aspect=base.orm)
    company = factories.company(slug="reddit")
    factories.claim(framework=base.flask, aspect=base.adoption, company=company, source=base.upstream)
    return base


def small() -> None:
    seedling().grow(2)


def large() -> None:
    seedling().grow(SIZES[0])


def larger() -> None:
    base = seedling()
    for number in SIZES:
        base.grow(number)


@pytest.fixture
def small_base() -> None:
    put(built(small))


def counts_of(addresses: Sequence[tuple[str, str]]) -> list[dict[str, int]]:
    """The queries of addresses in the large base and in the larger one."""
    counts = []
    for build in (large, larger):
        with passing():
            put(built(build))
            counts.append({address(*one): queries(*one) for one in addresses})
    return counts


def queries(path: str, suffix: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        path, _, query = path.partition("?")
        reading.text(f"{address(path, suffix)}?{query}")
    return len(caught)


def apart(counts: list[dict[str, int]]) -> dict[str, tuple[int, int]]:
    """Where the queries of two bases differ by more than one: a kind of name may occur on the page of one alone."""
    found = {path: (counts[0][path], counts[1][path]) for path in counts[0]}
    return {path: (one, other) for path, (one, other) in found.items() if abs(one - other) > 1}


def test_a_large_base_takes_no_more_queries_than_a_small_one() -> None:
    assert apart(counts_of(ADDRESSES)) == {}


def test_a_page_takes_few_queries(small_base: None) -> None:
    counts = {path: queries(path, "") for path in [*PAGES, *ALONE]}
    assert {path: number for path, number in counts.items() if number > MOST} == {}


@pytest.mark.parametrize("path", [f"/{name}/" for name in LISTS if name != "choose"])
def test_a_list_takes_ten_queries_at_most(small_base: None, path: str) -> None:
    assert queries(path, "") <= MOST_OF_A_LIST


@pytest.mark.parametrize("query", ["", "?state=contested", "?differs=1&state=single", "?min_roots=1"])
def test_a_comparison_takes_eight_queries_at_most(small_base: None, query: str) -> None:
    assert queries(f"{HERE['comparison']}{query}", "") <= MOST_OF_A_COMPARISON


@pytest.mark.parametrize("path", [f"/{name}/" for name in LISTS if name != "choose"])
def test_a_filtered_page_takes_few_queries(small_base: None, path: str) -> None:
    asked = "company=reddit" if path == "/compare/" else "framework=flask&company=reddit"
    assert queries(f"{path}?{asked}&flag=split&source=upstream", "") <= MOST_WEIGHED


COUNTED = {
    "/": 10, "/compare/": 5, "/frameworks/": 7, "/aspects/": 8, "/sources/": 7, "/quality/": 7, "/changes/": 10,
    "/feeds/changes.atom": 10, "/about/": 13, "/search/?q=flask": 8, "/search/?q=flask+orm": 9,
    "/search/?q=flsk+djnago+zzzz": 10,
}  # fmt: skip
OF_BARE_FACES = {
    "comparison": 9, "framework": 6, "aspect": 6, "company": 6, "source": 6, "claim": 4, "cell": 10, "company-cell": 11,
}  # fmt: skip
ASKED = ("framework=flask", "flag=hedged&aspect=orm", "state=single")


def test_pages_that_count_many_things_ask_few_queries_at_every_size() -> None:
    counts = counts_of([(path, "") for path in COUNTED])
    assert apart(counts) == {}
    assert {path: number for path, number in counts[1].items() if number > COUNTED[path]} == {}


def test_a_table_of_values_asks_for_its_list_alone_at_every_size() -> None:
    most = {address(HERE[name], "csv"): number for name, number in OF_BARE_FACES.items()}
    most |= {address("/companies/", "csv"): 9, address("/disagreements/", "csv"): 8, address("/sources/", "csv"): 6}
    counts = counts_of([(path.removesuffix(".csv") + "/", "csv") for path in most])
    of_state = int(connection.vendor == "postgresql")  # which is asked that a stream be of one state of the base
    assert apart(counts) == {}
    assert {path: number for path, number in counts[1].items() if number > most[path] + of_state} == {}


@pytest.mark.parametrize("path", ["/frameworks/", "/aspects/", "/sources/", "/changes/"])
def test_a_list_filtered_by_axes_or_cells_takes_ten_queries_at_most(small_base: None, path: str) -> None:
    assert {asked: number for asked in ASKED if (number := queries(f"{path}?{asked}", "")) > 10} == {}
