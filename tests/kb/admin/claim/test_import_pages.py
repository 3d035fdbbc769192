"""A file of claims: uploaded, looked at row by row, confirmed; all of it or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kb import importing
from kb.admin.claim import import_pages
from kb.derived import upkeep
from kb.importing import FileFault, RefusedFile
from kb.models import Claim, Framework
from tests import factories as make
from tests.kb.admin.pages import messages, queries
from tests.kb.bases import picture
from tests.kb.importing.builders import base, csv_of, draft, json_of, one

pytestmark = pytest.mark.django_db

IMPORT = "/admin/kb/claim/import/"
NEW = csv_of(one())


@pytest.fixture(autouse=True)
def words() -> None:
    base()


def importer(**fields: Any) -> Any:
    """A person who may import claims and look at them, and nothing else."""
    person = make.viewer(**fields)
    kind = ContentType.objects.get_for_model(Claim)
    right, _ = Permission.objects.get_or_create(codename="import_claims", content_type=kind)
    person.user_permissions.add(right)
    return person


def upload(client: Client, content: bytes, name: str = "claims.csv", **fields: Any) -> Any:
    """Send the file; returns the preview."""
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **fields}, follow=True)


def confirm(client: Client, preview: Any, **fields: Any) -> Any:
    """Press the button of the preview, as it came; returns what follows."""
    context = preview.context
    data = {"digest": context["plan"].digest, "reason": context["form"]["reason"].value(), "_import": "1", **fields}
    return client.post(address(preview), data, follow=True)


def address(preview: Any) -> str:
    return reverse("admin:kb_claim_import_preview", args=[preview.context["kept"]])


def faults(preview: Any) -> list[str]:
    return [importing.fault_words(fault) for fault in preview.context["plan"].faults]


# --- looking -----------------------------------------------------------------------------------------------------


def test_a_new_claim_is_shown_with_all_that_it_says(admin_client: Client) -> None:
    row = one(quote="It ships an ORM.", hedged="yes", status="published", scope="small-apps")
    preview = upload(admin_client, csv_of(row))
    [new] = preview.context["sections"]["new"].rows
    assert (new.line, new.key, new.main) == (
        2, "article-flask-orm-1", ["flask", "orm", "", "yes", "article", "line 1"]
    )  # fmt: skip
    assert dict(new.more) == {"quote": "It ships an ORM.", "hedged": "yes", "scope": "small-apps"}
    assert "What comes in is a draft" in preview.content.decode()


def test_a_change_is_shown_column_by_column(admin_client: Client) -> None:
    claim = draft(statement="It has one.")
    preview = upload(admin_client, csv_of(one(key=claim.key, value="no", statement="", quote="no ORM")))
    [changed] = preview.context["sections"]["changed"].rows
    assert set(changed.changes) == {("value", "yes", "no"), ("statement", "It has one.", ""), ("quote", "", "no ORM")}
    page = preview.content.decode()
    assert "<td><del>yes</del></td>\n<td><ins>no</ins></td>" in page
    assert f'<a href="/admin/kb/claim/{claim.pk}/change/">{claim.key}</a>' in page


def test_every_fault_is_shown_with_its_place_and_what_is_allowed(admin_client: Client) -> None:
    rows = [one(value="maybe"), one(framework="flaks", aspect="ease", value="esy", locator="2"), one(source="")]
    preview = upload(admin_client, csv_of(*rows))
    assert faults(preview) == [
        "line 2, value: This takes a yes or no, not “maybe”. Allowed: yes, no.",
        "line 3, framework: “flaks” is no framework of this base. Allowed: django, flask.",
        "line 3, value: “esy” is no option of “Ease”. Allowed: easy, not-easy.",
        "line 4, source: This is required.",
    ]
    page = preview.content.decode()
    assert all(fault.message in page for fault in preview.context["plan"].faults)
    assert "<code>not-easy</code>" in page
    assert 'name="_import"' not in page


def test_a_claim_in_json_has_its_number_too(admin_client: Client) -> None:
    preview = upload(admin_client, json_of(one(), one(value="maybe")), "claims.json")
    assert preview.context["numbered"]
    assert [fault.number for fault in preview.context["plan"].faults] == [2]


def test_a_file_that_cannot_be_read_says_why(admin_client: Client) -> None:
    preview = upload(admin_client, b"key,framework\n\xff")
    assert "is not UTF-8" in faults(preview)[0]
    assert 'name="_import"' not in preview.content.decode()


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_what_the_site_exported_is_unchanged(admin_client: Client, suffix: str) -> None:
    for _ in range(3):
        make.claim(quote="a quote", hedged=True)
    content = b"".join(admin_client.get(f"/claims.{suffix}"))
    preview = upload(admin_client, content, f"claims.{suffix}")
    assert preview.context["counts"] == [("new", 0), ("changed", 0), ("unchanged", 3), ("refused", 0)]
    page = preview.content.decode()
    assert "There is nothing to import" in page
    assert "<summary>Unchanged: 3</summary>" in page


def test_what_a_file_says_is_shown_as_text(admin_client: Client) -> None:
    hostile = "<script>alert(1)<script>"
    rows = [one(quote=hostile), one(locator="2", scope=hostile), one(locator=hostile, source=hostile)]
    preview = upload(admin_client, csv_of(*rows[:1]), f"{hostile}.csv")
    page = (preview.content + upload(admin_client, csv_of(*rows)).content).decode()
    assert hostile not in page
    assert page.count("&lt;script&gt;alert(1)&lt;script&gt;") >= 3


def test_to_look_changes_nothing(admin_client: Client) -> None:
    draft()
    before = picture()
    preview = upload(admin_client, csv_of(one(key="article-flask-orm-1", value="no"), one(locator="line 2")))
    assert admin_client.get(address(preview)).status_code == 200
    assert picture() == before


# --- the deed ----------------------------------------------------------------------------------------------------


def test_a_confirmed_file_comes_in_as_drafts_with_history(admin_client: Client, editor: Any) -> None:
    stored = draft(statement="old")
    rows = [one(key=stored.key, statement="new"), one(locator="line 2", status="published")]
    done = confirm(admin_client, upload(admin_client, csv_of(*rows), reason="from the spreadsheet"))
    assert messages(done) == [
        "claims.csv imported: 1 new, 1 changed, 0 unchanged. What came in is a draft."
    ]  # fmt: skip
    assert list(Claim.objects.values_list("statement", "status")) == [("new", "draft"), ("", "draft")]
    entries = [claim.history.latest() for claim in Claim.objects.all()]
    assert {(entry.history_user, entry.history_change_reason) for entry in entries} == {
        (editor, "from the spreadsheet")
    }


def test_the_reason_can_still_be_changed_and_is_the_file_if_empty(admin_client: Client) -> None:
    confirm(admin_client, upload(admin_client, NEW, reason="a"), reason="b")
    confirm(admin_client, upload(admin_client, csv_of(one(locator="line 2"))))
    reasons = Claim.history.order_by("pk").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["b", "import claims.csv"]


def test_a_faulty_file_cannot_be_confirmed(admin_client: Client) -> None:
    before = picture()
    preview = upload(admin_client, csv_of(one(), one(value="maybe")))
    again = confirm(admin_client, preview)
    assert (picture(), messages(again)) == (before, ["Nothing was imported."])
    assert len(faults(again)) == 1


def test_nothing_is_imported_without_the_sum_of_what_was_seen(admin_client: Client) -> None:
    before = picture()
    again = confirm(admin_client, upload(admin_client, NEW), digest="", reason="typed")
    assert (picture(), messages(again)) == (before, [import_pages.MOVED])
    assert again.context["form"]["reason"].value() == "typed"


def test_if_the_base_has_moved_the_new_preview_is_shown(admin_client: Client) -> None:
    claim = draft(statement="old")
    preview = upload(admin_client, csv_of(one(key=claim.key, statement="new")))
    claim.statement = "somebody else's"
    claim.save()
    again = confirm(admin_client, preview, reason="typed")
    assert messages(again) == [import_pages.MOVED]
    assert again.context["sections"]["changed"].rows[0].changes == [("statement", "somebody else's", "new")]
    assert again.context["form"]["reason"].value() == "typed"
    confirm(admin_client, again)
    claim.refresh_from_db()
    assert (claim.statement, claim.history.latest().history_change_reason) == ("new", "typed")


def test_a_refusal_at_the_last_moment_is_said(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise RefusedFile(FileFault("The database refused it."))

    preview = upload(admin_client, NEW)
    monkeypatch.setattr(importing, "apply", refuse)
    again = confirm(admin_client, preview, reason="typed")
    assert messages(again) == ["The database refused it.", "Nothing was imported."]
    assert again.context["form"]["reason"].value() == "typed"


def test_a_second_press_of_the_button_imports_nothing_twice(admin_client: Client) -> None:
    preview = upload(admin_client, NEW)
    confirm(admin_client, preview)
    again = confirm(admin_client, preview)
    assert (again.status_code, messages(again), Claim.objects.count()) == (404, [import_pages.FILE_GONE], 1)


# --- files and what was typed ------------------------------------------------------------------------------------


def test_a_file_is_needed_and_the_reason_stays(admin_client: Client) -> None:
    response = admin_client.post(IMPORT, {"reason": "typed"})
    assert response.context["form"].errors == {"file": ["This field is required."]}
    assert 'value="typed"' in response.content.decode()


def test_an_empty_file_is_refused(admin_client: Client) -> None:
    assert upload(admin_client, b"").context["form"].errors == {"file": ["The submitted file is empty."]}


def test_a_file_of_more_than_twenty_mebibytes_is_refused(admin_client: Client) -> None:
    response = upload(admin_client, b"x" * (importing.MOST_BYTES + 1), reason="typed")
    assert response.context["form"].errors == {"file": ["The file has 20.0 MiB, and 20 MiB is the most: split it."]}
    assert 'value="typed"' in response.content.decode()


def test_a_file_of_twenty_mebibytes_is_kept(admin_client: Client) -> None:
    preview = upload(admin_client, b"key\n" + b"x" * (importing.MOST_BYTES - 4))
    assert preview.status_code == 200
    assert faults(preview)


def test_another_file_takes_the_place_of_the_first(admin_client: Client) -> None:
    preview = upload(admin_client, csv_of(one(value="maybe")), reason="typed")
    mended = {"file": SimpleUploadedFile("mended.csv", NEW), "reason": "typed more", "_look": "1"}
    again = admin_client.post(address(preview), mended, follow=True)
    assert again.context["plan"].table.name == "mended.csv"
    assert again.context["form"]["reason"].value() == "typed more"
    assert admin_client.get(address(preview)).status_code == 404


def test_a_file_that_was_chosen_is_looked_at_before_anything_is_imported(admin_client: Client) -> None:
    preview = upload(admin_client, NEW)
    again = confirm(admin_client, preview, file=SimpleUploadedFile("other.csv", csv_of(one(value="no"))))
    assert (again.context["plan"].table.name, Claim.objects.count()) == ("other.csv", 0)


def test_to_look_at_another_file_needs_one(admin_client: Client) -> None:
    preview = upload(admin_client, NEW)
    again = admin_client.post(address(preview), {"digest": preview.context["plan"].digest, "reason": "r", "_look": "1"})
    assert again.context["form"].errors == {"file": ["This field is required."]}
    assert (Claim.objects.count(), again.context["form"]["reason"].value()) == (0, "r")


def test_a_file_that_is_no_longer_kept_is_asked_for_again(admin_client: Client) -> None:
    preview = upload(admin_client, NEW)
    Session.objects.filter(pk=preview.context["kept"]).delete()
    again = confirm(admin_client, preview, reason="typed")
    assert (messages(again), Claim.objects.count()) == ([import_pages.FILE_GONE], 0)
    assert 'value="typed"' in again.content.decode()


# --- many rows ---------------------------------------------------------------------------------------------------


def many(count: int, **cells: Any) -> bytes:
    return csv_of(*[one(locator=f"line {number}", **cells) for number in range(count)])


def test_many_rows_are_shown_page_by_page(admin_client: Client) -> None:
    preview = upload(admin_client, many(1200))
    section = preview.context["sections"]["new"]
    assert (len(section.rows), section.count) == (import_pages.MOST_PREVIEW_ROWS, 1200)
    assert "?show=new" in preview.content.decode()
    lines = [
        row.line
        for page in (1, 2, 3)
        for row in admin_client.get(f"{address(preview)}?show=new&p={page}").context["sections"]["new"].rows
    ]
    assert lines == list(range(2, 1202))


def test_many_faults_are_shown_page_by_page(admin_client: Client) -> None:
    preview = upload(admin_client, many(600, value="maybe"))
    assert len(preview.context["sections"]["refused"].rows) == import_pages.MOST_PREVIEW_ROWS
    last = admin_client.get(f"{address(preview)}?show=refused&p=2").context["sections"]["refused"]
    assert last.rows[-1].line == 601


def test_rows_of_no_kind_are_not_found(admin_client: Client) -> None:
    assert admin_client.get(f"{address(upload(admin_client, NEW))}?show=odd").status_code == 404


def test_a_preview_takes_few_queries_however_many_rows(admin_client: Client) -> None:
    def changes(count: int) -> str:
        Framework.objects.get_or_create(name="Flask", slug="flask")
        with upkeep.collected():
            keys = [draft(locator=f"{count} {number}").key for number in range(count)]
        rows = [one(key=key, locator=f"{count} {number}", value="no") for number, key in enumerate(keys)]
        return address(upload(admin_client, csv_of(*rows)))

    few, more = queries(admin_client, changes(2)), queries(admin_client, changes(40))
    assert few == more < 60


def test_thousands_of_rows_are_imported(admin_client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(60):
        preview = upload(admin_client, many(2_500))
    assert len(preview.content) < 200_000
    confirm(admin_client, preview)
    assert Claim.objects.filter(status="draft").count() == 2_500


# --- rights ------------------------------------------------------------------------------------------------------


def test_who_may_not_import_is_refused_at_every_address(client: Client) -> None:
    ada = importer()
    client.force_login(ada)
    preview = upload(client, NEW)
    ada.user_permissions.remove(Permission.objects.get(codename="import_claims"))
    before, kept = picture(), Session.objects.count()
    assert client.get(IMPORT).status_code == 403
    assert upload(client, NEW).status_code == 403
    assert client.get(address(preview)).status_code == 403
    assert confirm(client, preview).status_code == 403
    assert (picture(), Session.objects.count()) == (before, kept)


def test_all_other_rights_do_not_let_anybody_import(client: Client) -> None:
    person = make.person()
    person.user_permissions.set(Permission.objects.exclude(codename="import_claims"))
    client.force_login(person)
    assert [client.get(IMPORT).status_code, upload(client, NEW).status_code] == [403, 403]
    assert "claim/import/" not in client.get("/admin/kb/claim/").content.decode()


def test_the_right_to_import_is_enough(client: Client) -> None:
    ada = importer()
    client.force_login(ada)
    confirm(client, upload(client, NEW))
    assert Claim.objects.get().history.get().history_user == ada


def test_whoever_is_not_signed_in_is_led_to_the_login(client: Client) -> None:
    assert client.get(IMPORT).url == f"/admin/login/?next={IMPORT}"


def test_nobody_confirms_the_file_of_somebody_else(admin_client: Client) -> None:
    preview = upload(admin_client, NEW)
    other = Client()
    other.force_login(importer())
    assert other.get(address(preview)).status_code == 404
    assert confirm(other, preview).status_code == 404
    assert Claim.objects.count() == 0
    confirm(admin_client, preview)
    assert Claim.objects.count() == 1


def test_a_form_of_another_site_is_refused(admin_client: Client, editor: Any) -> None:
    preview = upload(admin_client, NEW)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert upload(strict, NEW).status_code == 403
    assert confirm(strict, preview).status_code == 403
    assert Claim.objects.count() == 0


def test_the_list_and_the_index_lead_here(admin_client: Client) -> None:
    for path in ("/admin/kb/claim/", "/admin/kb/"):
        assert f'href="{IMPORT}"' in admin_client.get(path).content.decode()
    assert queries(admin_client, IMPORT) < 10


def test_a_number_that_is_asked_about_is_answered_for_the_whole_file(admin_client: Client) -> None:
    semicolons = csv_of(one(aspect="stars", value="55.600")).replace(b",", b";")
    preview = upload(admin_client, semicolons)
    assert "write 55600 or 55.6" in faults(preview)[0]
    again = admin_client.post(address(preview), {"decimal_mark": ",", "_again": "1"}, follow=True)
    confirm(admin_client, again)
    assert str(Claim.objects.get().number) == "55600"
