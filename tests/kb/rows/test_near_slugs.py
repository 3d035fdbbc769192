"""What may have been meant by a slug that is none, where there are many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.evidence.kinds import COMPANY, SOURCE
from kb.rows import near_slugs as module
from kb.rows.near_slugs import near_slugs
from tests import factories as make
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db

SLUGS = ("adabank", "adabank-energy", "yarbank", "zenbank")


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More companies than are compared."""
    base_of(companies)
    monkeypatch.setattr(module, "MOST_COMPARED", 2)
    monkeypatch.setattr(module, "NEIGHBOURS", 1)
    monkeypatch.setattr(module, "NEIGHBOURS_ELSEWHERE", 1)


def companies() -> None:
    framework, adoption = make.framework(), make.adoption()
    for slug in SLUGS:
        make.claim(framework=framework, aspect=adoption, company=make.company(slug=slug))


def test_all_of_a_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMPARED", len(SLUGS))
    assert near_slugs(COMPANY, "x") == list(SLUGS)


@pytest.mark.parametrize(
    ("slug", "meant"),
    [("adabnk", "adabank"), ("xdabank", "adabank"), ("aadabank", "adabank"), ("daabank", "adabank"),
     ("adabank-energi", "adabank-energy"), ("zenbak", "zenbank")],
)  # fmt: skip
def test_of_many_those_are_near_that_a_slip_of_the_hand_leads_away_from(slug: str, meant: str) -> None:
    assert meant in near_slugs(COMPANY, slug)


@pytest.mark.parametrize("slug", ["", "x", "\x00", "ä%' OR 1"])
def test_any_text_may_be_asked_in_two_queries(slug: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        near_slugs(COMPANY, slug)
    assert len(captured) == 2


def test_a_source_that_others_alone_lead_to_is_no_neighbour() -> None:
    cited = make.source(slug="cited")
    source = make.source(slug="citing")
    make.source_link(from_source=source, to_source=cited, kind="cites")
    make.claim(source=source)
    slugs = near_slugs(SOURCE, "cite")
    assert ("citing" in slugs, "cited" in slugs) == (True, False)
