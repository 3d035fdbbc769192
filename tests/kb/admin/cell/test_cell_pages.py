"""The page of a cell: read it, have it opened again, or say why it is empty."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from kb.admin.cell.cell_report import cell_address
from kb.editing import proposal_steps
from kb.models import Cell, Claim, Gap, Proposal, Resolution
from tests import factories as make
from tests.kb.admin.pages import address, confirmed, messages, queries

pytestmark = pytest.mark.django_db
WHY = {"reason": "judgement", "explanation": "The second is clearer."}


def contested(**fields: Any) -> list[Claim]:
    """A yes and a no in one cell."""
    yes = make.claim(**fields)
    return [yes, make.claim(framework=yes.framework, aspect=yes.aspect, company=yes.company, boolean=False)]


def page_of(row: Any, page: str = "page") -> str:
    return cell_address(row.framework.slug, row.aspect.slug, row.company.slug if row.company else None, page=page)


def shown(client: Client, path: str) -> dict[str, Any]:
    """What the page carries along: the claims it showed, and the reading."""
    cell = client.get(path).context["shown"]
    return {"seen": cell.seen, "read": cell.reading}


def read(client: Client, row: Any, reading: str = "False|", **typed: Any) -> Any:
    path = page_of(row)
    return confirmed(
        client, client.post(path, {**shown(client, path), "reading": reading, **WHY, **typed}, follow=True)
    )


def state() -> str:
    return Cell.objects.get().state


def found(client: Client, query: str) -> int:
    return int(client.get(f"{address(Cell, 'changelist')}?{query}").context["cl"].result_count)


# The page


def test_a_contested_cell_shows_all_sides_with_their_evidence(admin_client: Client) -> None:
    upstream = make.source(title="The survey", kind="survey")
    yes, no = contested(via=upstream, quote="It has one", locator="line 7", scope=make.scope(name="web APIs"))
    make.claim(framework=yes.framework, aspect=yes.aspect, via=upstream, statement="An admin comes with it.")
    page = admin_client.get(page_of(yes)).content.decode()
    for words in (
        "It has one", "line 7", "The survey", "web APIs", "An admin comes with it.", "2 documents, 1–\u20602 roots",
        "1 document, 1 root", yes.key, no.key, str(no.source),
    ):  # fmt: skip
        assert words in page


def test_the_values_are_the_choices(admin_client: Client) -> None:
    aspect, framework, other = make.aspect(["less", "more"]), make.framework(), make.framework(slug="other")
    for option in aspect.options.all():
        make.claim(framework=framework, aspect=aspect, option=option, compared_to=other)
    row = Claim.objects.first()
    form = admin_client.get(page_of(row)).context["form"]
    assert [value for value, _ in form.fields["reading"].choices] == ["less|other", "more|other"]
    read(admin_client, row, "more|other")
    stored = Resolution.objects.get()
    assert (stored.value, stored.compared_to) == ("more", other)


def test_the_list_of_cells_leads_to_the_page(admin_client: Client) -> None:
    row = contested()[0]
    assert page_of(row) in admin_client.get(address(Cell, "changelist")).content.decode()


def test_what_does_not_exist_is_not_found(admin_client: Client) -> None:
    row = contested()[0]
    company = make.company(slug="acme")
    slugs = [("none", row.aspect.slug), (row.framework.slug, "none"), (row.framework.slug, row.aspect.slug, "acme")]
    assert [admin_client.get(cell_address(*some)).status_code for some in slugs] == [404] * 3
    assert company.slug == "acme"


def test_a_page_takes_the_same_queries_for_any_number_of_claims(admin_client: Client) -> None:
    rows = contested()
    make.resolution(rows)

    def more() -> None:
        make.claim(framework=rows[0].framework, aspect=rows[0].aspect, via=make.source(), scope=make.scope())

    more()
    before = queries(admin_client, page_of(rows[0]))
    for _ in range(5):
        more()
    assert queries(admin_client, page_of(rows[0])) == before <= 30


# Reading it


def test_a_reading_judges_exactly_the_claims_that_were_shown(admin_client: Client, editor: Any, today: date) -> None:
    rows = contested()
    make.draft(framework=rows[0].framework, aspect=rows[0].aspect)
    response = read(admin_client, rows[0])
    row = Resolution.objects.get()
    assert sorted(claim.key for claim in row.claims.all()) == sorted(claim.key for claim in rows)
    assert (row.boolean, row.reason, row.explanation) == (False, WHY["reason"], WHY["explanation"])
    assert (row.resolved_by, row.resolved_on, state()) == (editor, today, "resolved")
    assert "Nothing has changed yet." in messages(response)[0]


def test_a_reading_has_a_history_and_stands_in_the_log(admin_client: Client, editor: Any) -> None:
    read(admin_client, contested()[0])
    row = Resolution.objects.get()
    newest = row.history.first()
    assert (newest.history_user, newest.claims.count()) == (editor, 2)
    assert LogEntry.objects.get().user == editor


def test_a_later_claim_opens_the_cell_again_and_it_returns_to_the_queue(admin_client: Client) -> None:
    row = contested()[0]
    read(admin_client, row)
    assert (found(admin_client, "cell_state=contested"), found(admin_client, "reopened=yes")) == (0, 0)
    later = make.claim(framework=row.framework, aspect=row.aspect)
    assert (found(admin_client, "cell_state=contested"), found(admin_client, "reopened=yes")) == (1, 1)
    page = admin_client.get(page_of(row))
    assert [claim.record.key for claim in page.context["shown"].unjudged] == [later.key]
    assert "Came later" in page.content.decode()


def test_a_cell_that_is_read_anew_keeps_one_reading(admin_client: Client) -> None:
    row = contested()[0]
    read(admin_client, row)
    make.claim(framework=row.framework, aspect=row.aspect)
    form = admin_client.get(page_of(row)).context["form"]
    assert (form["reading"].value(), form["explanation"].value()) == ("False|", WHY["explanation"])
    read(admin_client, row, "True|", explanation="Two say so now.")
    stored = Resolution.objects.get()
    assert (stored.boolean, stored.explanation, stored.claims.count()) == (True, "Two say so now.", 3)
    assert (state(), found(admin_client, "reopened=yes")) == ("resolved", 0)


@pytest.mark.parametrize("change", ["arrived", "changed", "retired"])
def test_if_a_claim_changed_meanwhile_the_page_comes_back_with_all_that_was_typed(
    admin_client: Client, change: str
) -> None:
    rows = contested()
    rows.append(make.claim(framework=rows[0].framework, aspect=rows[0].aspect))
    path = page_of(rows[0])
    before = shown(admin_client, path)
    if change == "arrived":
        rows[2] = make.claim(framework=rows[0].framework, aspect=rows[0].aspect)
    else:
        rows[2].status, rows[2].retire_reason = ("retired", "misread") if change == "retired" else ("published", "")
        rows[2].locator = "elsewhere"
        rows[2]._change_reason = "wrong place"
        rows[2].save()
    response: Any = admin_client.post(path, {**before, "reading": "False|", **WHY})
    assert not Resolution.objects.exists()
    (said,) = messages(response)
    assert rows[2].key in said
    assert {"arrived": "published", "changed": "changed", "retired": "taken out"}[change] in said
    form = response.context["form"]
    assert (form["reading"].value(), form["explanation"].value()) == ("False|", WHY["explanation"])
    again = {"seen": response.context["shown"].seen, "read": response.context["shown"].reading}
    confirmed(admin_client, admin_client.post(path, {**again, "reading": "False|", **WHY}))
    assert state() == "resolved"


def test_two_readings_at_once_do_not_overwrite_each_other(admin_client: Client) -> None:
    row = contested()[0]
    before = shown(admin_client, page_of(row))
    read(admin_client, row, "True|", explanation="Mine.")
    response = admin_client.post(page_of(row), {**before, "reading": "False|", **WHY})
    assert "Somebody else read it" in messages(response)[0]
    assert Resolution.objects.get().explanation == "Mine."


def test_a_bare_post_judges_nothing(admin_client: Client) -> None:
    row = contested()[0]
    admin_client.post(page_of(row), {"reading": "False|", **WHY})
    assert not Resolution.objects.exists()


@pytest.mark.parametrize("fault", [{"reading": "maybe|"}, {"reading": ""}, {"reason": "no"}, {"explanation": " "}])
def test_a_faulty_reading_comes_back(admin_client: Client, fault: dict[str, str]) -> None:
    row = contested()[0]
    response = admin_client.post(
        page_of(row), {**shown(admin_client, page_of(row)), "reading": "True|", **WHY, **fault}
    )
    assert list(response.context["form"].errors) == list(fault)
    assert not Resolution.objects.exists()


def test_a_cell_that_is_not_contested_is_not_read(admin_client: Client) -> None:
    row = make.claim()
    response = read(admin_client, row, "True|")
    assert "not contested" in messages(response)[0]
    assert not Resolution.objects.exists()
    assert response.context["form"] is None


def test_the_cell_of_a_company_is_read_too(admin_client: Client) -> None:
    row = contested(aspect=make.adoption(), company=make.company())[0]
    read(admin_client, row)
    assert Resolution.objects.get().company == row.company


def test_looking_writes_nothing(admin_client: Client) -> None:
    row = contested()[0]
    admin_client.get(page_of(row))
    admin_client.get(page_of(make.gap(), "absence"))
    assert (Resolution.objects.count(), Gap.objects.count(), LogEntry.objects.count()) == (0, 1, 0)


# Who may


def allowed(client: Client, *codenames: str) -> Client:
    person = make.viewer()
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    client.force_login(person)
    return client


def test_who_may_only_look_reads_nothing(client: Client) -> None:
    row = contested()[0]
    response = allowed(client).get(page_of(row))
    assert (response.status_code, response.context["form"]) == (200, None)
    typed = {"seen": response.context["shown"].seen, "reading": "True|", **WHY}
    assert client.post(page_of(row), typed).status_code == 403
    assert not Resolution.objects.exists()


def test_the_right_to_add_a_reading_is_not_the_right_to_change_one(client: Client) -> None:
    row = contested()[0]
    assert read(allowed(client, "add_resolution"), row).status_code == 200
    proposal_steps.accept(Proposal.objects.get(), make.editor())
    make.claim(framework=row.framework, aspect=row.aspect)
    assert read(client, row, "True|").status_code == 403
    assert read(allowed(client, "change_resolution"), row, "True|").status_code == 200
    assert Proposal.objects.get(stage="open").table == "kb.resolution"


def test_who_may_not_look_at_cells_sees_no_page(client: Client) -> None:
    client.force_login(make.person())
    paths = [page_of(contested()[0]), page_of(make.gap(), "absence"), "/admin/kb/cell/unanswered/"]
    assert [client.get(path).status_code for path in paths] == [403] * 3


@pytest.mark.parametrize("page", ["page", "absence"])
def test_a_stranger_is_asked_to_sign_in(client: Client, page: str) -> None:
    row = contested()[0]
    assert client.post(page_of(row, page), {"reading": "True|", **WHY}).status_code == 302
    assert not Resolution.objects.exists()


# Why it is empty


def record(client: Client, framework: Any, aspect: Any, **typed: Any) -> Any:
    path = cell_address(framework.slug, aspect.slug, page="absence")
    read = client.get(path).context["shown"].reading if client.get(path).status_code == 200 else ""
    typed = {"kind": "searched-silent", "searched_on": "2026-11-30", "note": "The docs.", "read": read, **typed}
    return confirmed(client, client.post(path, typed, follow=True))


def test_a_search_that_found_nothing_is_recorded(admin_client: Client, editor: Any, today: date) -> None:
    response = record(admin_client, make.framework(), make.aspect())
    row = Gap.objects.get()
    assert (row.kind, row.searched_on, row.note) == ("searched-silent", date(2026, 11, 30), "The docs.")
    assert (row.history.get().history_user, Cell.objects.get().empty) == (editor, "searched-silent")
    assert "Nothing has changed yet." in messages(response)[0]


def test_what_does_not_apply_needs_no_day(admin_client: Client, today: date) -> None:
    record(admin_client, make.framework(), make.aspect(), kind="not-applicable", searched_on="")
    assert Cell.objects.get().empty == "not-applicable"


def test_the_cell_of_a_company_can_be_empty_too(admin_client: Client, today: date) -> None:
    framework, aspect, company = make.framework(), make.adoption(), make.company()
    path = cell_address(framework.slug, aspect.slug, company.slug, page="absence")
    typed = {"kind": "not-applicable", "note": "It is a library.", "read": ""}
    confirmed(admin_client, admin_client.post(path, typed))
    assert Gap.objects.get().company == company


@pytest.mark.parametrize(
    "fault",
    [{"searched_on": ""}, {"searched_on": "2026-12-02"}, {"searched_on": "soon"}, {"kind": "lost"}, {"kind": ""}],
)
def test_a_faulty_absence_comes_back(admin_client: Client, today: date, fault: dict[str, str]) -> None:
    response = record(admin_client, make.framework(), make.aspect(), **fault)
    assert set(fault) <= set(response.context["form"].errors)
    assert (Gap.objects.count(), response.context["form"]["note"].value()) == (0, "The docs.")


def test_a_cell_with_a_claim_is_not_empty(admin_client: Client, today: date) -> None:
    row = make.claim()
    response = record(admin_client, row.framework, row.aspect)
    assert "1 published claim" in messages(response)[0]
    assert not Gap.objects.exists()


def test_what_is_recorded_can_be_changed(admin_client: Client, today: date) -> None:
    row = make.gap()
    record(admin_client, row.framework, row.aspect, kind="not-applicable")
    assert Gap.objects.get().kind == "not-applicable"


def test_two_who_record_at_once_do_not_overwrite_each_other(admin_client: Client, today: date) -> None:
    row = make.gap(note="Mine.")
    response = record(admin_client, row.framework, row.aspect, read="")
    assert "meanwhile" in messages(response)[0]
    assert Gap.objects.get().note == "Mine."


def test_who_may_not_record_an_absence_does_not(client: Client, today: date) -> None:
    row, framework, aspect = make.gap(), make.framework(), make.aspect()
    assert record(allowed(client), framework, aspect).status_code == 403
    assert record(allowed(client, "add_gap"), framework, aspect).status_code == 200
    assert record(client, row.framework, row.aspect, kind="not-applicable").status_code == 403
    assert Gap.objects.filter(kind="not-applicable").count() == 0


# Without claim and recorded absence


def test_cells_without_either_are_listed_with_what_to_do(admin_client: Client) -> None:
    row, framework = make.claim(), make.framework(slug="late")
    page = admin_client.get("/admin/kb/cell/unanswered/")
    assert page.context["count"] == 1
    assert cell_address("late", row.aspect.slug, page="absence") in page.content.decode()
    assert framework.slug == "late"


def test_what_was_read_in_full_is_not_called_unseen(admin_client: Client) -> None:
    claim, late = make.claim(), make.framework(slug="late")
    assert "nobody has looked" in admin_client.get("/admin/kb/cell/unanswered/").content.decode()
    make.reading(source=claim.source, framework=late)
    content = admin_client.get("/admin/kb/cell/unanswered/").content.decode()
    assert ("1 silent source" in content, "nobody has looked" in content) == (True, False)


def test_the_list_of_unanswered_cells_takes_the_same_queries_for_any_number(admin_client: Client) -> None:
    make.claim()
    make.framework()
    before = queries(admin_client, "/admin/kb/cell/unanswered/")
    for _ in range(4):
        make.aspect(group=make.group())
        make.framework()
    assert queries(admin_client, "/admin/kb/cell/unanswered/") == before <= 15


@pytest.mark.parametrize(("query", "status"), [("group=x", 404), ("group=99", 404), ("p=x", 200), ("p=999", 200)])
def test_an_odd_query_of_the_list_does_no_harm(admin_client: Client, query: str, status: int) -> None:
    make.claim()
    assert admin_client.get(f"/admin/kb/cell/unanswered/?{query}").status_code == status
