"""The recording desk over HTTP: who may use it, what is kept, what comes back, and what the page holds."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.models import Cell, Claim, Company, Framework, Revision, Source
from tests import factories as make
from tests.kb.admin.pages import address, messages, queries
from tests.kb.bases import base_of

MOST_QUERIES = 60
SCRIPT = Path(__file__).resolve().parents[4] / "static" / "admin" / "kb" / "desk.js"
ROW = {"framework": "Flask", "aspect": "Built-in admin", "value": "no", "locator": "line 1"}


def comparison() -> Source:
    make.framework(name="Flask", aliases="Flask micro")
    make.framework(name="Django")
    make.aspect(name="Built-in admin")
    return make.source(title="A comparison")


@pytest.fixture
def source(db: None) -> Source:
    return base_of(comparison)


def desk(source: Source) -> str:
    return f"/admin/kb/source/{source.pk}/record/"


def form(*rows: dict[str, str], **others: str) -> dict[str, str]:
    """What a browser sends of these rows."""
    sent = {f"row-{number}-{name}": typed for number, row in enumerate(rows) for name, typed in row.items()}
    return {**sent, "draft": "", "_save": "1", **others}


def shown(response: Any) -> list[dict[str, Any]]:
    """The values of the rows on the page that hold something."""
    rows = [
        {field.spec.name: field.value for line in row.fields.values() for field in line}
        for row in response.context["rows"]
    ]
    return [row for row in rows if any(value for name, value in row.items() if name != "mirror")]


def faults(response: Any, number: int = 0) -> dict[str, list[str]]:
    row = response.context["rows"][number]
    found = {field.spec.name: [fault.words for fault in field.faults] for line in row.fields.values() for field in line}
    return {name: some for name, some in found.items() if some}


def person_who_may(*codenames: str) -> Any:
    person = make.person()
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="kb"))
    return person


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "cell/?framework=flask&aspect=built-in-admin"])
def test_nobody_looks_without_the_right_to_add_claims(client: Client, source: Source, path: str) -> None:
    client.force_login(make.viewer())
    assert client.get(desk(source) + path).status_code == 403


def test_nobody_records_without_the_right_to_add_claims(client: Client, source: Source) -> None:
    client.force_login(make.viewer())
    assert client.post(desk(source), form(ROW)).status_code == 403
    assert not Claim.objects.exists()


def test_the_source_must_be_one_that_the_person_may_see(client: Client, source: Source) -> None:
    client.force_login(person_who_may("add_claim"))
    assert client.get(desk(source)).status_code == 403


def test_who_may_add_claims_records_drafts_and_cannot_submit(client: Client, source: Source) -> None:
    client.force_login(person_who_may("add_claim", "view_source"))
    assert b"_submit" not in client.get(desk(source)).content
    assert client.post(desk(source), form(ROW, _submit="1")).status_code == 403
    assert not Claim.objects.exists()
    assert client.post(desk(source), form(ROW)).status_code == 302
    assert Claim.objects.get().status == "draft"


def test_a_stranger_is_sent_to_sign_in(client: Client, source: Source) -> None:
    for path in (desk(source), f"{desk(source)}cell/"):
        assert client.get(path).url.startswith("/admin/login/?next=/admin/kb/source/")  # type: ignore[attr-defined]
    assert client.post(desk(source), form(ROW)).status_code == 302
    assert not Claim.objects.exists()


def test_a_form_from_elsewhere_is_refused(editor: Any, source: Source) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(desk(source), form(ROW)).status_code == 403
    assert not Claim.objects.exists()


def test_more_rows_than_the_page_has_are_refused(admin_client: Client, source: Source) -> None:
    rows = [{"framework": "none"}] * 61
    assert admin_client.post(desk(source), form(*rows)).status_code == 400


def test_a_source_that_is_not_there(admin_client: Client, source: Source) -> None:
    assert admin_client.get("/admin/kb/source/987654/record/").status_code == 404


def test_the_page_of_a_source_leads_to_its_desk(admin_client: Client, client: Client, source: Source) -> None:
    link = f'href="{desk(source)}"'.encode()
    assert link in admin_client.get(address(Source, "change", source.pk)).content
    client.force_login(make.viewer())
    assert link not in client.get(address(Source, "change", source.pk)).content


# --- what is kept and what comes back ----------------------------------------------------------------------------


def test_recorded_claims_are_named_with_links(admin_client: Client, source: Source, editor: Any) -> None:
    response = admin_client.post(desk(source), form(ROW, draft="claimgrid-desk/1/1/2"), follow=True)
    claim = Claim.objects.get()
    assert messages(response) == ["1 recorded."]
    assert [one["key"] for one in response.context["lately"]] == [claim.key]
    assert response.context["saved"] == "claimgrid-desk/1/1/2"
    assert address(Claim, "change", claim.pk).encode() in response.content
    assert (claim.history.get().history_user, LogEntry.objects.get().object_id) == (editor, str(claim.pk))


def test_good_rows_are_kept_and_faulty_ones_come_back_whole(admin_client: Client, source: Source) -> None:
    strange = {**ROW, "framework": "Rails", "statement": "It has <b>none</b>.", "hedged": "on", "locator": "line 2"}
    response = admin_client.post(desk(source), form(strange, ROW, {**ROW, "value": "perhaps", "as_of": "2024"}))
    assert response.status_code == 200
    assert response.context["summary"] == "1 recorded, 2 need work."
    first, second = shown(response)
    assert {name: first[name] for name in strange} == {**strange, "hedged": True}
    assert (second["value"], second["as_of"]) == ("perhaps", "2024")
    assert (list(faults(response)), list(faults(response, 1))) == (["framework"], ["value"])
    assert Claim.objects.get().locator == "line 1"
    assert b"<b>none" not in response.content


def test_rows_come_back_in_the_order_of_the_page_not_of_their_numbers(admin_client: Client, source: Source) -> None:
    sent = {f"row-{number}-quote": str(number) for number in (7, 2, 11)}
    assert [row["quote"] for row in shown(admin_client.post(desk(source), sent))] == ["7", "2", "11"]


def test_a_fault_is_tied_to_its_field_which_has_the_focus(admin_client: Client, source: Source) -> None:
    content = admin_client.post(desk(source), form({**ROW, "value": "perhaps"})).content.decode()
    field = content[content.index('id="row-0-value"') :].split(">")[0]
    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
    assert 'aria-describedby="row-0-value-faults row-0-cell row-0-value-help"' in field
    assert content.count("autofocus") == 1
    assert 'id="row-0-value-faults"' in content


def test_a_duplicate_says_so_and_leads_to_it(admin_client: Client, source: Source) -> None:
    admin_client.post(desk(source), form(ROW))
    response = admin_client.post(desk(source), form(ROW))
    assert faults(response) == {"locator": ["This source has this claim at this place already."]}
    assert address(Claim, "change", Claim.objects.get().pk).encode() in response.content


def test_save_and_submit(admin_client: Client, source: Source) -> None:
    admin_client.post(desk(source), form(ROW, _submit="1"))
    assert Claim.objects.get().status == "review"


def test_an_empty_form_says_that_nothing_was_typed(admin_client: Client, source: Source) -> None:
    response = admin_client.post(desk(source), form({"mirror": "on"}))
    assert response.context["summary"] == "Nothing was typed, so nothing is recorded."


def test_a_quote_that_the_text_does_not_hold_is_a_warning(admin_client: Client, source: Source) -> None:
    make.snapshot(source=source, text="Flask comes without an admin.")
    good, bad = {**ROW, "quote": "without an admin"}, {**ROW, "locator": "2", "quote": "with an admin"}
    response = admin_client.post(desk(source), form(good, bad), follow=True)
    said = messages(response)
    assert (Claim.objects.count(), len(said)) == (2, 2)
    assert any("the quote is not in the newest text of the source" in one for one in said)


def test_white_space_is_one_space(admin_client: Client, source: Source) -> None:
    admin_client.post(desk(source), form({**ROW, "statement": " It\n has \t none. "}))
    assert Claim.objects.get().statement == "It has none."


def test_what_another_person_recorded_is_not_listed(admin_client: Client, source: Source) -> None:
    make.draft(source=source)
    assert admin_client.get(desk(source)).context["lately"] == []


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "rows"), [("", 8), ("?rows=20", 20), ("?rows=900", 60), ("?rows=0", 1), ("?rows=x", 8)]
)
def test_the_address_says_how_many_rows_there_are(admin_client: Client, source: Source, asked: str, rows: int) -> None:
    assert len(admin_client.get(desk(source) + asked).context["rows"]) == rows


def test_sixty_full_rows_are_taken(admin_client: Client, source: Source) -> None:
    full = dict.fromkeys(
        "framework aspect company value compared_to scope as_of via locator quote statement hedged via_stated mirror "
        "mirror_value mirror_statement".split(),
        "x",
    )
    response = admin_client.post(f"{desk(source)}?rows=60", form(*[full] * 60, csrfmiddlewaretoken="x"))
    assert (response.status_code, len(response.context["rows"])) == (200, 60)


def test_every_field_has_a_label_and_every_id_is_its_own(admin_client: Client, source: Source) -> None:
    import html5lib

    tree = html5lib.parse(admin_client.get(desk(source)).content.decode(), namespaceHTMLElements=False)
    rows = tree.find(".//div[@id='desk-rows']")
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    labelled = {label.get("for") for label in rows.iter("label")}
    assert {one.get("id") for one in rows.iter("input")} == labelled
    assert len(ids) == len(set(ids))


def test_all_names_are_offered_with_their_aliases(admin_client: Client, source: Source) -> None:
    content = " ".join(admin_client.get(desk(source)).content.decode().split())
    assert '<option value="Flask" label="Flask micro" data-also="flask" data-aliases="Flask micro">' in content


def test_the_text_of_the_source_is_shown_as_text(admin_client: Client, source: Source) -> None:
    make.snapshot(source=source, text="<script>alert(1)</script> Flask & co")
    content = admin_client.get(desk(source)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Flask &amp; co" in content
    assert "<script>alert" not in content


def test_the_text_is_for_those_who_may_see_it(client: Client, source: Source) -> None:
    make.snapshot(source=source, text="Only for editors.")
    client.force_login(person_who_may("add_claim", "view_source"))
    assert b"Only for editors." not in client.get(desk(source)).content


def test_nothing_is_inline(admin_client: Client, source: Source) -> None:
    content = admin_client.get(desk(source)).content.decode().split('<div id="content"')[1]
    assert "style=" not in content
    assert "<script" not in content


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes())) < 12_000


def test_the_page_takes_the_same_queries_for_any_number_of_claims(admin_client: Client, source: Source) -> None:
    def record(times: int) -> None:
        rows = [{**ROW, "locator": f"{Claim.objects.count()}-{number}"} for number in range(times)]
        admin_client.post(desk(source), form(*rows))

    record(1)
    before = queries(admin_client, desk(source))
    record(8)
    make.company(), make.scope(), make.option(), make.framework(), make.source()
    assert queries(admin_client, desk(source)) == before < MOST_QUERIES


def test_looking_writes_nothing(admin_client: Client, source: Source) -> None:
    for path in (desk(source), f"{desk(source)}cell/?framework=flask&aspect=built-in-admin"):
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(path).status_code == 200
        assert [one["sql"] for one in captured if one["sql"].split()[0] != "SELECT"] == []


# --- what the cell says ------------------------------------------------------------------------------------------


def test_a_cell_says_its_state_its_values_and_what_this_source_said(admin_client: Client, source: Source) -> None:
    flask, aspect = Framework.objects.get(slug="flask"), make.aspect(options=["easier", "harder"], name="Ease")
    django = Framework.objects.get(slug="django")
    make.claim(framework=flask, aspect=aspect, compared_to=django)
    mine = make.draft(framework=flask, aspect=aspect, compared_to=django, source=source, locator="line 3")
    said = admin_client.get(f"{desk(source)}cell/?framework=Flask%20micro&aspect=ease").json()
    assert (said["cell"], said["state"], said["documents"], said["roots"]) == ("Flask, Ease", "single", 1, 1)
    assert said["words"] == "single: easier (compared to Django), 1 document, 1 root"
    assert said["values"][0]["compared_to"] == "Django"
    assert said["here"] == [
        {
            "key": mine.key,
            "words": "easier (compared to Django)",
            "locator": "line 3",
            "status": "draft",
            "url": address(Claim, "change", mine.pk),
        }
    ]


def test_a_cell_that_nobody_has_filled_and_one_that_was_searched(admin_client: Client, source: Source) -> None:
    path = f"{desk(source)}cell/?framework=flask&aspect=built-in-admin"
    assert admin_client.get(path).json()["state"] == "empty"
    make.gap(framework=Framework.objects.get(slug="flask"), aspect=make.aspect(name="Other"))
    said = admin_client.get(f"{desk(source)}cell/?framework=flask&aspect=other").json()
    assert said["words"] == "empty: looked, sources are silent"


def test_a_cell_of_a_company(admin_client: Client, source: Source) -> None:
    claim = make.claim(
        framework=Framework.objects.get(slug="flask"), aspect=make.adoption(), company=make.company(name="Acme")
    )
    said = admin_client.get(f"{desk(source)}cell/?framework=flask&aspect=used-in-production&company=acme").json()
    assert (said["cell"], said["state"]) == (f"Flask, Used in production, {Company.objects.get()}", "single")
    assert Cell.objects.get().company == claim.company


def test_a_name_that_is_none_is_a_bad_question(admin_client: Client, source: Source) -> None:
    response = admin_client.get(f"{desk(source)}cell/?framework=flsk&company=x")
    assert response.status_code == 400
    assert list(response.json()["faults"]) == ["framework", "aspect", "company"]


def test_a_cell_takes_the_same_queries_for_any_number_of_claims(admin_client: Client, source: Source) -> None:
    flask, aspect = Framework.objects.get(slug="flask"), make.aspect(name="Other")
    path = f"{desk(source)}cell/?framework=flask&aspect=other"
    make.claim(framework=flask, aspect=aspect, source=source)
    before = queries(admin_client, path)
    for _ in range(5):
        make.claim(framework=flask, aspect=aspect, source=source)
    assert queries(admin_client, path) == before < 15
    assert admin_client.get(path).json()["more"] == 3


def test_recording_raises_the_revision_once(admin_client: Client, source: Source) -> None:
    before = Revision.objects.get().number
    admin_client.post(desk(source), form(ROW, {**ROW, "locator": "2"}, {**ROW, "value": "perhaps"}))
    assert Revision.objects.get().number == before + 1


def test_a_number_in_groups_is_taken_and_said_before_and_after(admin_client: Client, source: Source) -> None:
    make.aspect(name="Stars", value_type="number")
    place = {"framework": "flask", "aspect": "stars"}
    assert (
        admin_client.get(f"{desk(source)}cell/", {**place, "value": "50 363"}).json()["reads"]
        == "“50 363” is read as 50363."
    )
    response = admin_client.post(desk(source), form({**place, "value": "50\u00a0363", "locator": "1"}), follow=True)
    assert "“50 363” is read as 50363." in response.content.decode()
    assert Claim.objects.get().number == 50363


def test_a_number_that_two_countries_read_differently_is_asked_about(admin_client: Client, source: Source) -> None:
    make.aspect(name="Stars", value_type="number")
    response = admin_client.post(
        desk(source), form({"framework": "flask", "aspect": "stars", "value": "14,200", "locator": "1"})
    )
    assert "write 14200 or 14.2" in faults(response)["value"][0]
