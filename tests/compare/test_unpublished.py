"""What is not published can be read nowhere outside the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoDbBlocker

from compare.faces import FACES
from kb.exchange.fixture import EDITORS_COLUMNS, FIXTURE_ORDER
from kb.models import Claim, Resolution, Source
from tests import factories
from tests.compare import reading
from tests.compare.test_urls import ADDRESSES, ALONE, PAGES, address
from tests.compare.varied import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("secret_base", "today")]


@pytest.fixture(scope="module")
def secret_base(varied_base: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The varied base, in which all that is for editors alone says the secret, too: notes, texts of sources,
    proposals, what visitors object to, reasons of changes, and who did what.
    """
    with django_db_blocker.unblock():
        _tell_editors()


def _tell_editors() -> None:
    person = factories.editor(username=SECRET, first_name=SECRET, email=f"{SECRET}@example.org")
    for source in Source.objects.all():
        factories.snapshot(source=source, text=f"{SECRET} {source.slug}")
    factories.proposal(title=SECRET, reason=SECRET, comment=SECRET, entry=SECRET, author=person)
    factories.withdrawal(reason=SECRET, withdrawn_by=person)
    factories.objection(path="/claims/", text=SECRET, source=SECRET, answer=SECRET)
    for model, columns in EDITORS_COLUMNS.items():
        QuerySet(model).update(**dict.fromkeys(columns, SECRET))
    QuerySet(Claim).update(reviewed_by=person)
    QuerySet(Resolution).update(resolved_by=person)
    for model in FIXTURE_ORDER:
        history: Any = model.history.model
        QuerySet(history).update(history_change_reason=SECRET, history_user=person)


@pytest.mark.parametrize(("path", "suffix"), [*ADDRESSES, *((path, "") for path in ALONE)])
def test_no_address_shows_a_draft_or_a_claim_in_review_or_what_editors_keep_to_themselves(
    path: str, suffix: str
) -> None:
    assert SECRET not in reading.text(address(path, suffix))


@pytest.mark.parametrize("status", ["draft", "review"])
@pytest.mark.parametrize("suffix", ["", *FACES])
def test_the_address_of_an_unpublished_claim_is_like_one_that_does_not_exist(status: str, suffix: str) -> None:
    content = reading.text(address(f"/claims/{SECRET}-{status}/", suffix), status=404)
    assert content.replace(f"{SECRET}-{status}", "").count(SECRET) == 0
    assert "place" not in content


def test_a_key_that_is_written_alike_names_no_unpublished_claim() -> None:
    assert f"/claims/{SECRET}" not in reading.text(f"/claims/{SECRET}-x/", status=404)


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith(("/cells", "/claims/n", "/choose"))])
def test_no_search_finds_what_is_unpublished(path: str) -> None:
    content = reading.text(path, {"q": SECRET})
    assert f"{SECRET} " not in content.replace(f"“{SECRET}”", "")


def test_the_site_search_finds_nothing_unpublished() -> None:
    assert "0 results" in reading.page("/search/", {"q": SECRET}).sentence


def test_an_aspect_that_only_a_claim_in_review_is_about_has_no_cell() -> None:
    shown = reading.page("/cells/alg/never-answered/")
    assert "Nobody has looked" in shown.words
    assert shown.claims == []


def test_a_retired_claim_keeps_its_page_and_counts_nowhere() -> None:
    retired = [change["key"] for change in reading.data("/changes.json")["changes"] if change["event"] == "retired"]
    assert len(retired) == 2
    for key in retired:
        assert "Retired: " in reading.page(f"/claims/{key}/").words
        assert reading.data(f"/claims/{key}.json")["claim"]["status"] == "retired"
    assert not set(retired) & {claim["key"] for claim in reading.data("/claims.json")["claims"]}
