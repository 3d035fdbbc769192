"""What lists cost: few queries, the same at every size; counts that end where nobody reads on; bounded choices."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.admin.base import lists
from kb.admin.claim import review
from kb.derived import upkeep
from kb.models import AspectGroup, Cell, Claim, Company, Framework, Resolution, Source
from kb.rows.counting import AtLeast, bounded, count_of
from tests import factories as make
from tests.kb.admin.pages import address
from tests.kb.admin.test_pages import BUILDERS
from tests.kb.bases import built, passing, put

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_OF_THE_QUEUE = 13  # whose each claim is, is asked of what stands and of what was forgotten
MOST_OF_THE_FRONT_PAGE = 14  # each kind of thing that waits is counted
OTHERS = ["/admin/", "/admin/kb/claim/review/", "/admin/kb/claim/review/?mine=no", "/admin/kb/cell/unanswered/"]
CONTESTED = f"{address(Cell, 'changelist')}?cell_state=contested"


def everything() -> None:
    """Rows in every table, some of them waiting, contested and searched for."""
    for build in BUILDERS.values():
        build()
    make.claim(status="review", statement="A needle.")
    yes = make.claim(statement="A needle.", quote="needle")
    make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)


def some() -> None:
    grown(2)


def much() -> None:
    grown(5)


def grown(size: int) -> None:
    """A base of so many of everything; its people are left out, whose rows `put` does not write."""
    with upkeep.collected():
        for _ in range(size):
            everything()
    models.QuerySet(Resolution).update(resolved_by=None)


def queries(client: Client, path: str) -> int:
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def paths() -> list[str]:
    every = [address(model, "changelist") for model in BUILDERS]
    return [*every, *(f"{path}?q=needle" for path in every), *OTHERS, CONTESTED]


def found(client: Client, model: type[models.Model], query: str = "") -> Any:
    return client.get(f"{address(model, 'changelist')}?{query}").context["cl"]


@cache
def counted() -> list[dict[str, int]]:
    """The queries of every list in a base and in one that holds more than twice as much; once a process."""
    counts = []
    for build in (some, much):
        rows = built(build)
        with passing():
            put(rows)
            client = Client()
            client.force_login(make.editor())
            client.get(OTHERS[0])
            counts.append({path: queries(client, path) for path in paths()})
    return counts


@pytest.mark.parametrize("path", paths())
def test_a_list_takes_few_queries_and_the_same_at_every_size(path: str) -> None:
    before, after = (counts[path] for counts in counted())
    most = {"/admin/": MOST_OF_THE_FRONT_PAGE, "/admin/kb/claim/review/": MOST_OF_THE_QUEUE}
    assert before == after <= most.get(path.partition("?")[0], MOST_QUERIES)


# Counts


def test_a_count_ends_at_its_bound_and_says_so() -> None:
    assert [str(bounded(count, 1_000)) for count in (999, 1_000, 1_001)] == ["999", "1000", "1,000+"]


def test_rows_are_counted_no_further_than_the_bound(django_assert_num_queries: Any) -> None:
    for _ in range(4):
        make.group()
    with django_assert_num_queries(2):
        few, many = count_of(AspectGroup.objects.all(), 4), count_of(AspectGroup.objects.all(), 3)
    assert (few, many, type(few), type(many)) == (4, 3, int, AtLeast)


def test_a_long_list_says_that_it_has_more(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.BoundedPaginator, "most", 3)
    for _ in range(4):
        make.scope()
    page = admin_client.get("/admin/kb/scope/").content.decode()
    assert "3+ scopes" in page


def test_the_claims_of_a_row_are_counted_to_a_bound(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make.source()
    for _ in range(3):
        make.claim(source=source)
    make.draft(source=source)
    assert found(admin_client, Source).result_list[0].published == 3
    monkeypatch.setattr(lists, "MOST_OF_A_ROW", 2)
    assert str(found(admin_client, Source).result_list[0].published) == "2+"


def test_a_company_has_the_frameworks_that_it_is_claimed_for(admin_client: Client) -> None:
    use, company = make.adoption(), make.company()
    for _ in range(2):
        make.claim(aspect=use, company=company)
    make.draft(aspect=use, company=company)
    make.claim(aspect=use, company=make.company())
    assert {row.pk: row.frameworks for row in found(admin_client, Company).result_list}[company.pk] == 2
    assert [row.pk for row in found(admin_client, Company, "split=yes").result_list] == [company.pk]


def test_the_queue_shows_the_claims_that_were_entered_first(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_WAITING", 2)
    claims = [make.claim(status="review") for _ in range(3)]
    response = admin_client.get("/admin/kb/claim/review/")
    assert {line.claim for line in response.context["lines"]} == set(claims[:2])
    assert "2+ claims wait" in response.content.decode()


# Filters


def test_a_filter_offers_the_first_rows_and_the_one_that_is_chosen(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_CHOICES", 2)
    rows = [make.claim(framework=make.framework(slug=slug)).framework for slug in "abcd"]
    page = found(admin_client, Claim, f"framework__id__exact={rows[3].pk}")
    spec = next(spec for spec in page.filter_specs if spec.title.startswith("framework"))
    assert spec.title == "framework (the first 2)"
    assert [choice["display"] for choice in spec.choices(page)] == ["All", "A", "B", "D"]
    assert [claim.framework for claim in page.result_list] == [rows[3]]


@pytest.mark.parametrize("model", [Claim, Cell])
def test_a_filter_that_is_no_key_does_no_harm(admin_client: Client, model: Any) -> None:
    make.claim()
    path = f"{address(model, 'changelist')}?framework__id__exact=odd"
    assert admin_client.get(path).status_code in (200, 302)


@pytest.mark.parametrize("many", [0, 100])
def test_few_cells_and_many_are_found_alike(admin_client: Client, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr("kb.admin.base.list_filters.MANY_CHOICES", many)
    yes = make.claim()
    no = make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    waiting = make.claim(status="review", framework=make.claim().framework, aspect=yes.aspect)
    make.claim(framework=waiting.framework, aspect=waiting.aspect)
    assert set(found(admin_client, Claim, "cell_state=contested").result_list) == {yes, no}
    assert set(found(admin_client, Source, "cell_state=contested").result_list) == {yes.source, no.source}
    assert set(found(admin_client, Source, "under_way=review").result_list) == {waiting.source}
    assert [cell.framework for cell in found(admin_client, Cell, "under_way=review").result_list] == [waiting.framework]


def test_the_first_frameworks_stand_in_their_order(admin_client: Client) -> None:
    for slug in "cab":
        make.framework(slug=slug)
    assert [row.slug for row in found(admin_client, Framework).result_list] == [*"abc"]


@pytest.mark.parametrize("table", ["claim", "proposal", "source"])
@pytest.mark.parametrize("key", ["abc", "9" * 30, ""])
def test_an_action_on_what_is_no_key_is_refused(admin_client: Client, table: str, key: str) -> None:
    row = getattr(make, table)()
    action = {"claim": "export_csv", "proposal": "accept_proposals", "source": "delete_selected"}[table]
    data = {"action": action, "index": "0", "_selected_action": [row.pk, key], "post": "yes"}
    answer = admin_client.post(f"/admin/kb/{table}/", data, follow=True)
    assert f"“{key}” is no row of this list; nothing was done." in answer.content.decode()
