"""The history of a row: what changed, any two versions, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from kb.admin.base.model_admin import KbAdmin
from kb.models import Aspect, Claim, Framework, Gap, Need, Proposal, Snapshot
from tests import factories as make
from tests.kb.admin.pages import address, errors, messages, queries, sent

pytestmark = pytest.mark.django_db


def change(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def version(row: Any, number: int = 0) -> str:
    """The address of a version, the first one for 0."""
    return address(type(row), "simple_history", row.pk, row.history.order_by("history_id")[number].pk)


def compare(row: Any, *numbers: int) -> str:
    keys = [row.history.order_by("history_id")[number].pk for number in numbers]
    return f"{address(type(row), 'compare', row.pk)}?old={keys[0]}&new={keys[1]}"


def revert(client: Client, path: str, why: str = "It was right before.", **more: Any) -> Any:
    page = client.get(path)
    form = page.context["form"]
    seen = form["opened_version"].value() if form else ""
    return client.post(path, {"change_reason": why, "opened_version": seen, **more})


def test_a_history_says_what_changed_who_did_it_and_why(admin_client: Client) -> None:
    claim = make.claim(note="old words", scope=make.scope(name="Small apps"))
    path = address(Claim, "change", claim.pk)
    scope = make.scope(name="Large apps")
    sent(admin_client, path, note="new words", scope=scope.pk, change_reason="A slip.")
    latest = admin_client.get(address(Claim, "history", claim.pk)).context["page_obj"][0]
    assert [(one.label, one.old, one.new) for one in latest.changes][:2] == [
        ("Scope", "Small apps", "Large apps"),
        ("Note", "old words", "new words"),
    ]
    why = f"proposal {Proposal.objects.get().pk}: A slip."
    assert (latest.who, latest.why, latest.deed) == ("ada", why, "changed")


def test_the_last_entry_of_a_page_says_what_it_changed(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KbAdmin, "history_list_per_page", 2)
    row = make.framework(name="A")
    for name in "BCD":
        change(row, name=name)
    page = admin_client.get(address(Framework, "history", row.pk)).context["page_obj"]
    assert [(one.changes[0].old, one.changes[0].new) for one in page] == [("C", "D"), ("B", "C")]


def test_a_history_takes_the_same_queries_however_long_it_is(admin_client: Client) -> None:
    claim = change(make.draft(), scope=make.scope(), via=make.source())
    before = queries(admin_client, address(Claim, "history", claim.pk))
    for _ in range(4):
        change(claim, scope=make.scope(), via=make.source(), compared_to=make.framework())
    # one more table is referred to; more rows cost nothing
    assert queries(admin_client, address(Claim, "history", claim.pk)) <= before + 1


def test_the_rows_on_a_page_change_for_its_reason(admin_client: Client) -> None:
    aspect = make.aspect(options=["slow"])
    path = address(Aspect, "change", aspect.pk)
    sent(admin_client, path, **{"options-0-label": "Sluggish", "change_reason": "Clearer."})
    assert aspect.options.get().history.latest().history_change_reason == "Clearer."


def test_two_versions_are_compared_word_by_word(admin_client: Client) -> None:
    row = make.gap(note="not easy to learn")
    change(row, note="easy to learn <quickly>")
    page = admin_client.get(compare(row, 0, 1)).content.decode()
    assert "<del>[−not −]</del>easy to learn" in page
    assert "easy to learn<ins>[+ &lt;quickly&gt;+]</ins>" in page


def test_the_older_version_stands_first(admin_client: Client) -> None:
    row = change(change(make.framework(name="A"), name="B"), name="C")
    found = admin_client.get(compare(row, 2, 0)).context["differences"]
    assert [(one.old, one.new) for one in found] == [("A", "C")]


def test_one_version_is_not_compared_with_itself(admin_client: Client) -> None:
    row = make.framework()
    response = admin_client.get(compare(row, 0, 0), follow=True)
    assert messages(response) == ["Choose two different versions to compare."]


@pytest.mark.parametrize("query", ["", "?old=x&new=y", "?old=1", "?old=²&new=3"])
def test_a_comparison_without_two_versions_leads_back(admin_client: Client, query: str) -> None:
    row = make.framework()
    assert admin_client.get(address(Framework, "compare", row.pk) + query).status_code == 302


def test_versions_of_another_row_are_not_there(admin_client: Client) -> None:
    row, other = change(make.framework(), name="New"), make.framework()
    keys = [row.history.earliest().pk, other.history.get().pk]
    path = address(Framework, "compare", row.pk)
    assert admin_client.get(f"{path}?old={keys[0]}&new={keys[1]}").status_code == 404
    assert admin_client.get(address(Framework, "simple_history", row.pk, keys[1])).status_code == 404


@pytest.mark.parametrize("key", ["x", "999", "²", "9" * 30])
def test_what_is_no_row_has_no_history(admin_client: Client, key: str) -> None:
    for page in (f"{key}/history/", f"{key}/history/1/", f"{key}/history/compare/?old=1&new=2"):
        assert admin_client.get(f"/admin/kb/framework/{page}").status_code == 404


def test_a_version_is_brought_back_with_a_reason(admin_client: Client) -> None:
    claim = change(make.draft(note="first", scope=make.scope()), note="second", scope=None)
    revert(admin_client, version(claim))
    claim.refresh_from_db()
    latest = claim.history.latest("history_id")
    assert (claim.note, claim.scope_id is None, claim.history.count()) == ("first", False, 3)
    assert (latest.history_change_reason, latest.history_user.username) == ("It was right before.", "ada")


def test_going_back_needs_a_reason(admin_client: Client) -> None:
    row = change(make.gap(note="first"), note="second")
    response = revert(admin_client, version(row), why="")
    assert response.context["form"].errors["change_reason"] == ["Say why it goes back to this version."]
    assert Gap.objects.get().note == "second"


def test_a_version_is_brought_back_in_no_popup(admin_client: Client) -> None:
    row = change(make.gap(note="first"), note="second")
    assert admin_client.post(version(row), {"_popup": "1", "change_reason": "So."}).status_code == 400
    assert Gap.objects.get().note == "second"


def test_looking_at_a_version_changes_nothing(admin_client: Client) -> None:
    row = change(make.gap(note="first"), note="second")
    assert admin_client.get(version(row)).status_code == 200
    assert (Gap.objects.get().note, row.history.count()) == ("second", 2)


def test_the_page_of_a_version_says_what_going_back_would_change(admin_client: Client) -> None:
    claim = change(make.draft(note="as a draft"), status="published", note="later")
    context = admin_client.get(version(claim)).context
    assert [(one.label, one.old, one.new) for one in context["changes"]] == [("Note", "later", "as a draft")]
    assert [one.label for one in context["kept"]] == ["Status"]


@pytest.mark.parametrize(("then", "now"), [("draft", "published"), ("published", "retired")])
def test_a_status_is_never_brought_back(admin_client: Client, then: str, now: str) -> None:
    claim = make.claim(status=then, note="then")
    change(claim, status=now, note="now", retire_reason="misread" if now == "retired" else "")
    revert(admin_client, version(claim), status=then, retire_reason="")
    claim.refresh_from_db()
    assert (claim.note, claim.status, claim.key) == ("then", now, claim.history.earliest().key)


def test_a_draft_does_not_go_back_into_publication(admin_client: Client) -> None:
    draft = change(make.draft(note="then"), note="now")
    draft.history.filter(note="then").update(status="published")
    revert(admin_client, version(draft), status="published")
    draft.refresh_from_db()
    assert (draft.note, draft.status) == ("then", "draft")


def test_a_version_that_breaks_a_rule_comes_back_as_a_form(admin_client: Client) -> None:
    claim = make.draft(locator="", note="then")
    change(claim, locator="line 1", status="published", note="now")
    response = revert(admin_client, version(claim))
    assert list(errors(response)) == ["locator"]
    form = response.context["adminform"].form
    assert (form["note"].value(), form["change_reason"].value()) == ("then", "It was right before.")
    assert response.context["form_url"] == address(Claim, "change", claim.pk)
    assert Claim.objects.get().note == "now"


def test_another_kind_of_value_is_brought_back_with_its_aspect(admin_client: Client) -> None:
    choice = make.aspect(options=["easy"])
    claim = make.draft(aspect=choice, option=choice.options.get())
    change(claim, aspect=make.aspect(), option=None, boolean=False)
    revert(admin_client, version(claim))
    claim.refresh_from_db()
    assert (claim.aspect, claim.value, claim.boolean) == (choice, "easy", None)


def test_many_references_are_brought_back(admin_client: Client) -> None:
    need = make.need(make.aspect(options=["a", "b"]).options.all())
    full = need.history.count() - 1
    need.options.set(need.aspect.options.filter(slug="a"))
    revert(admin_client, version(need, full))
    assert [option.slug for option in Need.objects.get().options.order_by("slug")] == ["a", "b"]


def test_the_rows_on_the_page_stay_when_a_version_is_brought_back(admin_client: Client) -> None:
    aspect = change(make.aspect(options=["a", "b"], name="Then"), name="Now")
    revert(admin_client, version(aspect))
    assert [Aspect.objects.get().name, aspect.options.count()] == ["Then", 2]


def test_a_version_of_now_is_not_brought_back(admin_client: Client) -> None:
    row = make.framework()
    assert admin_client.get(version(row)).context["form"] is None
    revert(admin_client, version(row))
    assert row.history.count() == 1


def test_a_text_that_no_history_keeps_stays(admin_client: Client) -> None:
    row = make.snapshot(text="As read.")
    taken = row.taken_on
    change(row, taken_on="2026-11-20")
    revert(admin_client, version(row))
    row.refresh_from_db()
    assert (row.text, row.taken_on) == ("As read.", taken)


def test_a_row_that_changed_since_is_not_reverted_unseen(admin_client: Client) -> None:
    row = change(make.gap(note="first"), note="second")
    path = version(row)
    seen = admin_client.get(path).context["form"]["opened_version"].value()
    change(row, note="third")
    response = admin_client.post(path, {"change_reason": "Back.", "opened_version": seen})
    [one] = response.context["conflict"].fields
    assert (one.opened, one.stored, one.entry, Gap.objects.get().note) == ("second", "third", "first", "third")


def test_who_may_only_look_brings_nothing_back(client: Client) -> None:
    framework = change(make.framework(name="Old", slug="old"), name="New")
    client.force_login(make.viewer())
    typed = {"change_reason": "Back.", "name": "Old", "slug": "old"}
    assert client.post(version(framework), typed).status_code == 403
    assert client.get(version(framework)).context["form"] is None
    framework.refresh_from_db()
    assert (framework.name, framework.history.count()) == ("New", 2)


@pytest.mark.parametrize("page", ["history", "compare", "version"])
def test_a_stranger_sees_no_history(client: Client, page: str) -> None:
    framework = change(make.framework(name="Old"), name="New")
    client.force_login(make.person())
    paths = {
        "history": address(Framework, "history", framework.pk),
        "compare": compare(framework, 0, 1),
        "version": version(framework),
    }
    assert client.get(paths[page]).status_code == 403
    assert client.post(paths[page], {"change_reason": "Back."}).status_code == 403


def test_the_history_of_a_deleted_row_can_be_read(admin_client: Client) -> None:
    row = change(make.framework(name="Old"), name="New")
    paths = [version(row), compare(row, 0, 1), address(Framework, "history", row.pk)]
    row.delete()
    assert [admin_client.get(path).status_code for path in paths] == [200, 200, 200]
    assert admin_client.post(paths[0], {"change_reason": "Back."}).status_code == 403
    assert not Framework.objects.exists()


def test_a_change_of_a_published_claim_needs_a_reason(admin_client: Client) -> None:
    claim = make.claim(note="old")
    response = sent(admin_client, address(Claim, "change", claim.pk), note="as typed")
    assert errors(response) == {"change_reason": ["This claim is published: say why it changes."]}
    assert response.context["adminform"].form["note"].value() == "as typed"
    assert Claim.objects.get().note == "old"


@pytest.mark.parametrize("build", [make.draft, make.retired, make.framework])
def test_any_other_change_needs_none(admin_client: Client, build: Any) -> None:
    row = build()
    response = sent(admin_client, address(type(row), "change", row.pk))
    assert response.status_code == 302


def test_every_table_that_keeps_a_history_has_its_pages(admin_client: Client) -> None:
    tables = [model for model, table in admin.site._registry.items() if isinstance(table, KbAdmin)]
    assert Snapshot in tables
    for model in tables:
        path = address(model, "compare", 1)
        assert admin_client.get(path).status_code == 404, model
