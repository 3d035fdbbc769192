"""What is not published can be read nowhere outside the admin."""

from __future__ import annotations

import pytest

from compare.faces import FACES
from tests.compare import reading
from tests.compare.test_urls import ADDRESSES, ALONE, PAGES, address
from tests.compare.varied import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]


@pytest.mark.parametrize(("path", "suffix"), [*ADDRESSES, *((path, "") for path in ALONE)])
def test_no_address_shows_a_draft_or_a_claim_in_review(path: str, suffix: str) -> None:
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
