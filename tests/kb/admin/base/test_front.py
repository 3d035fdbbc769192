"""The front page of the admin: each number leads to a list with exactly that many rows."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from kb.derived import upkeep
from kb.models import Aspect, AspectGroup, Cell, Claim, Framework, Source
from kb.models.name_rules import names_looked_at_later
from tests import factories as make
from tests.kb.admin.pages import address, queries, sent
from tests.kb.workflow import people
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


def contested() -> list[Claim]:
    yes = make.claim()
    return [yes, make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)]


def everything(person: Any) -> None:
    """Something behind every number, and a different number of each."""
    with upkeep.collected():
        _everything(person)
    for stage, author in (("open", None), ("open", person), ("sent-back", person), ("sent-back", None)):
        make.proposal(stage=stage, author=author)


def _everything(person: Any) -> None:
    for count, status in ((1, "review"), (3, "draft")):
        for _ in range(count):
            make.claim(status=status)
    for claim in Claim.objects.filter(status="draft")[:2]:
        claim.history.update(history_user=person)
    for _ in range(4):
        contested()
    for _ in range(2):
        make.resolution(contested()[:1])
    make.resolution(contested())
    ages = make.aspect(stale_after_months=1, group=make.group(name="Second"))
    for year in ("2001", "2002", "", "2026-11-30"):
        make.claim(aspect=ages, as_of=year)
    lost = make.snapshot(text="Nothing of it.").source
    for _ in range(2):
        make.claim(source=lost, quote="not there")
    for _ in range(5):
        make.source(link_state="dead")
    for _ in range(2):
        make.gap(aspect=ages)
    make.claim(aspect=make.adoption(), company=make.company())


def front(client: Client) -> Any:
    return client.get("/admin/").context


def rows(client: Client, address: str) -> int:
    context = client.get(address).context
    return int(context["cl"].result_count if "cl" in context else context["count"])


def test_each_number_leads_to_a_list_with_as_many_rows(admin_client: Client, editor: Any, today: date) -> None:
    everything(editor)
    numbers = {number.words: number for number in front(admin_client)["numbers"]}
    assert {words: number.count for words, number in numbers.items()} == {
        "waiting for review": 1,
        "my drafts": 2,
        "drafts in all": 3,
        "contested": 6,
        "reopened": 2,
        "stale": 3,
        "quotes not found": 2,
        "dead links": 5,
        "to read again": 0,
        "objections": 0,
        "proposals waiting": 2,
        "proposals sent back to me": 1,
    }
    found = {words: rows(admin_client, number.address) for words, number in numbers.items()}
    assert found == {words: number.count for words, number in numbers.items()}


def test_each_number_of_the_coverage_leads_to_as_many_cells(admin_client: Client, editor: Any, today: date) -> None:
    everything(editor)
    lines = front(admin_client)["coverage"]
    assert len(lines) == 2
    for line in lines:
        found = line.coverage
        assert 0 < found.filled < found.total
        assert rows(admin_client, line.filled) == found.filled
        assert rows(admin_client, line.absent) == found.absent
        assert rows(admin_client, line.unanswered) == found.unanswered > 0


def test_every_number_stands_on_the_page_with_its_link(admin_client: Client, editor: Any, today: date) -> None:
    everything(editor)
    response = admin_client.get("/admin/")
    page = re.sub(r"\s+", " ", response.content.decode())
    for number in response.context["numbers"]:
        assert f'<a href="{number.address.replace("&", "&amp;")}"><b>{number.count}</b> {number.words}</a>' in page


def test_the_front_page_takes_a_fixed_number_of_queries(admin_client: Client, editor: Any) -> None:
    everything(editor)
    front(admin_client)
    before = queries(admin_client, "/admin/")
    make.group()
    for _ in range(3):
        contested()
        make.resolution(contested()[:1])
        make.source(link_state="dead")
        make.gap()
    cold, warm = queries(admin_client, "/admin/"), queries(admin_client, "/admin/")
    assert (warm, cold < 25) == (before, True)


def test_the_front_page_of_an_empty_base_answers(admin_client: Client) -> None:
    found = front(admin_client)
    assert [number.count for number in found["numbers"]] == [0] * 12
    assert found["coverage"] == []


def test_names_that_differ_by_case_alone_are_listed_with_their_pages(admin_client: Client) -> None:
    with names_looked_at_later():
        rows = [make.company(name=name, slug=slug) for name, slug in (("Acme", "acme"), ("ACME", "acme-2"))]
    ((one, other),) = front(admin_client)["pairs"]
    assert (one.name, other.name) == ("Acme", "ACME")
    assert one.address == f"/admin/kb/company/{rows[0].pk}/change/"


def steps(client: Client) -> list[tuple[bool, list[str]]]:
    return [(step.done, [words for words, _ in step.links]) for step in front(client)["first_steps"]]


def test_an_empty_base_greets_with_three_steps(admin_client: Client) -> None:
    things = ["Add framework", "Add aspect group", "Add aspect"]
    assert steps(admin_client) == [(False, things), (False, ["Add source"]), (False, [])]
    for step in front(admin_client)["first_steps"]:
        assert all(admin_client.get(address).status_code == 200 for _, address in step.links)


def test_steps_that_are_done_say_so_and_lead_on(admin_client: Client) -> None:
    claim = make.draft()
    assert [done for done, _ in steps(admin_client)] == [True, True, False]
    [(words, address)] = front(admin_client)["first_steps"][2].links
    assert (words, address) == ("Record claims", f"/admin/kb/source/{claim.source_id}/record/")


def test_the_steps_lead_from_nothing_to_the_first_cell(admin_client: Client, editor: Any) -> None:
    names = {"name": "Flask", "slug": "flask"}
    for model, fields in ((Framework, names), (AspectGroup, names | {"order": 1})):
        assert sent(admin_client, address(model, "add"), **fields).status_code == 302
    question = {"name": "ORM", "slug": "orm", "group": AspectGroup.objects.get().pk, "value_type": "boolean"}
    assert sent(admin_client, address(Aspect, "add"), **question).status_code == 302
    sent(admin_client, address(Source, "add"), title="A post", slug="a-post", kind="blog")
    [(_, desk)] = front(admin_client)["first_steps"][2].links
    row = {"framework": "Flask", "aspect": "ORM", "value": "no", "locator": "line 1"}
    admin_client.post(desk, {f"row-0-{name}": text for name, text in row.items()})
    people.publish(Claim.objects.get(), editor)
    assert (Cell.objects.get().state, steps(admin_client)) == ("single", [])


def test_a_base_with_a_published_claim_has_begun(admin_client: Client) -> None:
    make.claim()
    assert steps(admin_client) == []


def test_steps_lead_only_where_one_may_go(client: Client) -> None:
    client.force_login(member("Editor"))
    assert steps(client)[0] == (False, ["Add framework", "Add aspect"])


def test_who_may_look_at_nothing_sees_no_figures(client: Client) -> None:
    make.claim(status="review")
    client.force_login(make.person())
    assert "waiting for review" not in client.get("/admin/").content.decode()


def test_figures_are_of_the_tables_that_one_may_look_at(client: Client) -> None:
    person = make.person()
    person.user_permissions.set(Permission.objects.filter(codename="view_source"))
    client.force_login(person)
    found = front(client)
    assert ([number.words for number in found["numbers"]], found["coverage"]) == (["dead links"], [])


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/admin/").status_code == 302
