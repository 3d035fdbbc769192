"""The questions that lists of cells and sources ask; those of claims are tried with the export that brings them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.models import Cell, Source
from tests import factories as make
from tests.kb.admin.pages import address

pytestmark = pytest.mark.django_db


def sources(client: Client, query: str) -> set[Source]:
    return set(client.get(f"{address(Source, 'changelist')}?{query}").context["cl"].result_list)


def cells(client: Client, query: str) -> set[int]:
    """The frameworks of the cells."""
    return {
        cell.framework_id for cell in client.get(f"{address(Cell, 'changelist')}?{query}").context["cl"].result_list
    }


def test_sources_by_the_state_of_the_cells_they_speak_to(admin_client: Client) -> None:
    yes, no = make.contested()
    other = make.claim()
    make.draft(framework=yes.framework, aspect=yes.aspect, source=other.source)
    assert sources(admin_client, "cell_state=contested") == {yes.source, no.source}
    assert sources(admin_client, "cell_state=single") == {other.source}


def test_sources_by_stale_evidence(admin_client: Client) -> None:
    old = make.claim(aspect=make.aspect(stale_after_months=1), as_of="2001")
    new = make.claim()
    assert sources(admin_client, "cell_stale=yes") == {old.source}
    assert sources(admin_client, "cell_stale=no") == {new.source}


def test_sources_by_what_is_under_way(admin_client: Client) -> None:
    draft, waiting = make.draft(), make.claim(status="review")
    make.claim()
    assert sources(admin_client, "under_way=draft") == {draft.source}
    assert sources(admin_client, "under_way=review") == {waiting.source}


def test_sources_by_quotes_that_are_not_found(admin_client: Client) -> None:
    lost = make.snapshot(text="Nothing of it.").source
    make.claim(source=lost, quote="not there")
    other = make.claim(quote="nobody can tell").source
    assert sources(admin_client, "quote_not_found=yes") == {lost}
    assert sources(admin_client, "quote_not_found=no") == {other}


def test_sources_by_who_entered_their_claims(admin_client: Client, editor: Any) -> None:
    mine, other = make.claim(), make.claim()
    mine.history.update(history_user=editor)
    assert sources(admin_client, "mine=yes") == {mine.source}
    assert sources(admin_client, "mine=no") == {other.source}


def test_sources_by_group(admin_client: Client) -> None:
    basics = make.claim(aspect=make.aspect(group=make.group(slug="basics")))
    make.claim(aspect=make.aspect(group=make.group(slug="others")))
    assert sources(admin_client, "group=basics") == {basics.source}


def test_cells_by_dead_links_and_kinds_of_their_sources(admin_client: Client) -> None:
    dead = make.claim(source=make.source(link_state="dead", kind="blog"))
    well = make.claim(source=make.source(kind="official"))
    make.draft(framework=well.framework, aspect=well.aspect, source=dead.source)
    assert cells(admin_client, "dead_link=yes") == {dead.framework_id}
    assert cells(admin_client, "dead_link=no") == {well.framework_id}
    assert cells(admin_client, "source_kind=official") == {well.framework_id}


def test_cells_by_quotes_what_is_under_way_and_whose_it_is(admin_client: Client, editor: Any) -> None:
    lost = make.snapshot(text="Nothing of it.").source
    row, other = make.claim(source=lost, quote="not there"), make.claim()
    make.draft(framework=other.framework, aspect=other.aspect)
    row.history.update(history_user=editor)
    assert cells(admin_client, "quote_not_found=yes") == {row.framework_id}
    assert cells(admin_client, "under_way=draft") == {other.framework_id}
    assert cells(admin_client, "mine=yes") == {row.framework_id}
    assert cells(admin_client, "mine=no") == {other.framework_id}


def test_a_cell_of_a_company_is_asked_about_its_own_claims(admin_client: Client) -> None:
    use, framework = make.adoption(), make.framework()
    dead = make.claim(framework=framework, aspect=use, company=make.company(), source=make.source(link_state="dead"))
    make.claim(framework=framework, aspect=use, company=make.company())
    found = admin_client.get(f"{address(Cell, 'changelist')}?dead_link=yes").context["cl"].result_list
    assert [cell.company for cell in found] == [dead.company]


def test_contested_cells_that_were_read_before(admin_client: Client) -> None:
    again, _ = make.contested()
    make.resolution([again])
    first, _ = make.contested()
    make.resolution(make.contested())
    assert cells(admin_client, "reopened=yes") == {again.framework_id}
    assert first.framework_id in cells(admin_client, "reopened=no")


@pytest.mark.parametrize("model", [Cell, Source])
@pytest.mark.parametrize(
    "parameter",
    [
        "cell_state",
        "cell_stale",
        "under_way",
        "mine",
        "quote_not_found",
        "dead_link",
        "group",
        "coverage",
        "source_kind",
    ],
)
def test_an_odd_answer_does_no_harm(admin_client: Client, model: Any, parameter: str) -> None:
    make.claim()
    assert admin_client.get(f"{address(model, 'changelist')}?{parameter}=odd").status_code in (200, 302)


@pytest.mark.parametrize(
    "choice",
    [
        "quote__iregex=(.*)*(.*)*zzqq", "quote__regex=(", "statement__icontains=x", "reviewed_on__year=99999999999",
        "as_of__range=1", "source__title__regex=x", "pk__regex=1", "none__regex=x", "source__slug__length__gt=1",
    ],
)  # fmt: skip
def test_an_address_chooses_rows_by_plain_comparisons_alone(admin_client: Client, choice: str) -> None:
    make.claim()
    assert admin_client.get(f"/admin/kb/claim/?{choice}").status_code == 400


@pytest.mark.parametrize("choice", ["changes__contains=p", "changes__title=x", "changes__0__exact=1"])
def test_no_list_is_chosen_by_what_stands_within_a_proposal(admin_client: Client, choice: str) -> None:
    assert admin_client.get(f"/admin/kb/proposal/?{choice}").status_code == 400


@pytest.mark.parametrize(
    "choice",
    [
        "status=draft",
        "status__in=draft,review",
        "source__exact=1",
        "aspect__group__id__exact=1",
        "reviewed_on__gte=2026-01-01",
        "scope__isnull=True",
        "pk=1",
    ],
)
def test_an_address_chooses_rows_by_a_column(admin_client: Client, choice: str) -> None:
    make.claim()
    assert admin_client.get(f"/admin/kb/claim/?{choice}").status_code == 200
