"""Selected claims as a file, after a page that says what is in it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kb.claim_columns import CLAIM_COLUMNS
from kb.models import Claim
from tests import factories as make
from tests.kb.admin.pages import address
from tests.kb.bases import empty_base, load

pytestmark = pytest.mark.django_db
LIST = "/admin/kb/claim/"
ACTIONS = pytest.mark.parametrize("action", ["export_fixture", "export_csv"])


def act(client: Client, action: str, claims: list[Claim], query: str = "", **typed: Any) -> Any:
    data = {"action": action, "_selected_action": [claim.pk for claim in claims], **typed}
    return client.post(f"{LIST}{query}", data)


def lines(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def objects(response: Any) -> list[dict[str, Any]]:
    return list(json.loads(response.content))


def keys(response: Any) -> list[str]:
    return [row["fields"]["key"] for row in objects(response) if row["model"] == "kb.claim"]


@ACTIONS
def test_first_a_page_says_what_the_file_will_hold(admin_client: Client, action: str) -> None:
    response = act(admin_client, action, [make.claim(), make.claim(), make.draft()])
    page = " ".join(response.content.decode().split())
    assert "Export 3 claims" in page
    assert "1 draft, 2 published" in page
    assert "1 of them is not published" in page


@ACTIONS
def test_nobody_is_warned_of_published_claims(admin_client: Client, action: str) -> None:
    page = act(admin_client, action, [make.claim()]).content.decode()
    assert "not published" not in page


@ACTIONS
def test_the_file_is_a_download_that_no_cache_keeps(admin_client: Client, action: str) -> None:
    response = act(admin_client, action, [make.claim()], confirmed="yes")
    assert response["Content-Disposition"].startswith('attachment; filename="claimgrid-selected-claims-')
    assert "no-store" in response["Cache-Control"]


def test_a_fixture_holds_the_claims_and_all_that_they_refer_to(admin_client: Client, tmp_path: Path) -> None:
    aspect = make.aspect(["easy", "hard"])
    claims = [make.claim(aspect=aspect, via=make.source(), scope=make.scope()), make.draft()]
    make.claim()
    response = act(admin_client, "export_fixture", claims, confirmed="yes")
    assert keys(response) == sorted(claim.key for claim in claims)
    empty_base()
    load(tmp_path, response.content.decode())
    assert sorted(Claim.objects.values_list("status", flat=True)) == ["draft", "published"]


def test_a_resolution_that_judged_other_claims_too_is_left_out_and_said_to_be(admin_client: Client) -> None:
    yes = make.claim()
    no = make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    make.resolution([yes, no])
    assert (
        "Left out: 1 resolution, which judged other claims too."
        in act(admin_client, "export_fixture", [yes]).content.decode()
    )
    page = act(admin_client, "export_fixture", [yes, no]).content.decode()
    assert "Left out: 1 resolution" not in page
    assert "1 resolution," in page or "1 resolution:" in page


def test_a_fixture_names_no_person(admin_client: Client) -> None:
    claim = make.claim(reviewed_by=make.editor(username="grace"))
    assert b"grace" not in act(admin_client, "export_fixture", [claim], confirmed="yes").content


def test_published_claims_are_written_as_the_site_writes_them(admin_client: Client) -> None:
    number = make.aspect(value_type="number", unit="%")
    claims = [
        make.claim(quote="=1+1", locator="'quoted", statement="a, b\nc"),
        make.claim(aspect=make.aspect(["easy"]), compared_to=make.framework(), scope=make.scope()),
        make.claim(aspect=number, number="12.9"),
        make.claim(aspect=number, number="55600"),
        make.claim(aspect=make.aspect(value_type="text"), text="-text"),
        make.claim(company=make.company(), via=make.source(), via_stated=True, hedged=True, as_of="2024"),
    ]
    ours = act(admin_client, "export_csv", claims, confirmed="yes")
    site = b"".join(admin_client.get("/claims.csv?order=name"))  # type: ignore[call-overload]
    assert sorted(lines(ours), key=lambda row: row["key"]) == sorted(
        csv.DictReader(io.StringIO(site.decode())), key=lambda row: row["key"]
    )
    assert ours.content.startswith(",".join(CLAIM_COLUMNS).encode() + b"\r\n")


def test_a_draft_has_no_address(admin_client: Client) -> None:
    (row,) = lines(act(admin_client, "export_csv", [make.draft()], confirmed="yes"))
    assert (row["status"], row["url"]) == ("draft", "")


def test_all_of_a_filtered_list_are_exported_and_no_more(admin_client: Client) -> None:
    drafts = [make.draft() for _ in range(3)]
    make.claim()
    typed = {"select_across": "1", "index": "0"}
    first = act(admin_client, "export_csv", drafts[:2], "?status__exact=draft", **typed)
    assert "Export 3 claims" in first.content.decode()
    page = first.content.decode()
    assert page.count('name="_selected_action"') == 1
    response = act(admin_client, "export_csv", drafts[:1], "?status__exact=draft", **typed, confirmed="yes")
    assert {row["key"] for row in lines(response)} == {claim.key for claim in drafts}


@ACTIONS
def test_a_search_does_not_double_or_lose_claims(admin_client: Client, action: str) -> None:
    claims = [make.claim(statement="needle") for _ in range(2)]
    response = act(admin_client, action, claims, "?q=needle&mine=no", confirmed="yes")
    assert len(lines(response) if action == "export_csv" else keys(response)) == 2


def test_who_may_look_may_export_and_nobody_else(client: Client) -> None:
    claim = make.claim()
    client.force_login(make.viewer())
    assert len(lines(act(client, "export_csv", [claim], confirmed="yes"))) == 1
    client.force_login(make.person())
    assert act(client, "export_csv", [claim], confirmed="yes").status_code == 403


def test_the_list_asks_what_other_lists_ask_too(admin_client: Client, editor: Any) -> None:
    lost = make.snapshot(text="Nothing of it.").source
    make.claim(source=lost, quote="not there")
    mine = make.claim(source=make.source(link_state="dead"))
    mine.history.update(history_user=editor)

    def found(query: str) -> int:
        return int(admin_client.get(f"{address(Claim, 'changelist')}?{query}").context["cl"].result_count)

    queries = ("quote_not_found=yes", "quote_not_found=no", "dead_link=yes", "dead_link=no", "mine=yes", "mine=no")
    assert [found(query) for query in queries] == [1] * 6


@pytest.mark.parametrize("query", ["mine=perhaps", "quote_not_found=perhaps", "dead_link=perhaps"])
def test_an_odd_answer_to_a_question_does_no_harm(admin_client: Client, query: str) -> None:
    make.claim()
    assert admin_client.get(f"{LIST}?{query}").status_code in (200, 302)
