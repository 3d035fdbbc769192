"""Two people open the same row, and the second to save decides with open eyes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models.query import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.admin.base.conflicts import FieldConflict
from kb.admin.base.forms import as_fault
from kb.editing import versions
from kb.models import Aspect, Claim, Company, Framework, Gap, Option, Snapshot, SourceLink
from tests import factories as make
from tests.kb.admin.pages import address, context_of, errors, messages, rule, typed_on

pytestmark = pytest.mark.django_db


class Page:
    """A form that somebody has open: it is sent as it was opened, with what was typed since."""

    def __init__(self, client: Client, row: Any) -> None:
        self.client, self.path = client, address(type(row), "change", row.pk)
        self.take(context_of(client, self.path))

    def take(self, context: Any) -> None:
        self.data = typed_on(context)
        if conflict := context.get("conflict"):
            self.data["seen_version"] = conflict.seen
            for one in conflict.fields:
                if one.on_page and one.chosen:
                    self.data[one.input_name] = one.chosen

    def save(self, **changes: Any) -> Any:
        """Type the changes (None: clear it) and press Save; the page that comes back is the one that is open."""
        self.data |= {"change_reason": "Because.", **changes}
        self.data = {name: value for name, value in self.data.items() if value is not None}
        response = self.client.post(self.path, self.data)
        if response.status_code == 200:
            self.take(response.context)
        return response


@pytest.fixture
def two(client: Client, editor: Any) -> Callable[[Any], tuple[Page, Page]]:
    """The same row, open in the browsers of Ada and of Bea."""

    def opened(row: Any) -> tuple[Page, Page]:
        ada, bea = Client(), Client()
        ada.force_login(editor)
        bea.force_login(make.editor(username="bea"))
        return Page(ada, row), Page(bea, row)

    return opened


def fields(response: Any) -> dict[str, tuple[str, str, str, str]]:
    """Opened, stored, typed and what is chosen, for each field of the conflict."""
    return {one.name: (one.opened, one.stored, one.entry, one.chosen) for one in response.context["conflict"].fields}


def test_nobody_is_asked_while_nobody_else_saves(two: Any) -> None:
    ada, _ = two(row := make.claim(note="opened"))
    assert ada.save(note="typed").status_code == 302
    row.refresh_from_db()
    assert row.note == "typed"


def test_the_second_to_save_sees_both_versions(two: Any) -> None:
    ada, bea = two(row := make.claim(note="opened"))
    ada.save(note="hers", change_reason="A slip.")
    response = bea.save(note="mine", statement="kept as typed")
    assert fields(response) == {
        "statement": ("", "", "kept as typed", "mine"),
        "note": ("opened", "hers", "mine", ""),
    }
    page = response.content.decode()
    assert all(words in page for words in ("ada", "A slip.", "kept as typed", "Saved by somebody else"))
    row.refresh_from_db()
    assert (row.note, row.statement) == ("hers", "")


@pytest.mark.parametrize(("choice", "note"), [("theirs", "hers"), ("mine", "mine")])
def test_what_is_chosen_is_saved(two: Any, choice: str, note: str) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.save(note="hers")
    bea.save(note="mine", statement="also mine")
    assert bea.save(**{"conflict-note": choice}).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.statement) == (note, "also mine")
    assert row.history.latest("history_id").history_user.username == "bea"


def test_a_field_that_both_changed_is_asked_about(two: Any) -> None:
    ada, bea = two(row := make.claim(note="opened"))
    ada.save(note="hers")
    bea.save(note="mine")
    response = bea.save()
    assert "Both of you changed it: choose one." in response.content.decode()
    assert response.context["adminform"].form["note"].value() == "mine"
    row.refresh_from_db()
    assert row.note == "hers"


def test_changes_of_different_fields_are_proposed_together(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened", locator="line 1"))
    ada.save(note="hers")
    response = bea.save(locator="line 2")
    assert fields(response) == {
        "locator": ("line 1", "line 1", "line 2", "mine"),
        "note": ("opened", "hers", "opened", "theirs"),
    }
    bea.save()
    row.refresh_from_db()
    assert (row.note, row.locator) == ("hers", "line 2")


def test_a_proposal_does_not_drop_what_is_typed_later(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened", locator="line 1"))
    ada.save(note="hers")
    bea.save(locator="line 2")
    response = bea.save(note="typed on the page of the conflict")
    assert fields(response)["note"] == ("opened", "hers", "typed on the page of the conflict", "")
    bea.save(**{"conflict-note": "mine"})
    row.refresh_from_db()
    assert row.note == "typed on the page of the conflict"


def test_the_same_change_twice_is_no_conflict(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.save(note="same")
    assert bea.save(note="same", locator="line 2").status_code == 302
    row.refresh_from_db()
    assert (row.note, row.locator) == ("same", "line 2")


def test_a_save_that_changed_nothing_is_no_conflict(two: Any) -> None:
    ada, bea = two(make.draft(note="a\nb"))
    ada.save()
    assert bea.save(statement="mine").status_code == 302


def test_a_third_person_between_the_page_and_the_choice_is_seen_too(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.save(note="hers")
    bea.save(note="mine")
    row.refresh_from_db()
    row.note = "a third one's"
    row.save()
    response = bea.save(**{"conflict-note": "mine"})
    assert fields(response)["note"] == ("opened", "a third one's", "mine", "")
    row.refresh_from_db()
    assert row.note == "a third one's"


def test_a_choice_that_breaks_a_rule_comes_back_without_the_conflict(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.save(note="hers")
    bea.save(note="mine", as_of="2024-13")
    response = bea.save(**{"conflict-note": "theirs"})
    assert list(errors(response)) == ["as_of"]
    assert response.context["adminform"].form["note"].value() == "hers"
    bea.save(as_of="2024-12")
    row.refresh_from_db()
    assert (row.note, row.as_of) == ("hers", "2024-12")


def test_what_cannot_be_read_stands_there_as_typed(two: Any) -> None:
    ada, bea = two(make.draft(scope=make.scope(name="Small apps")))
    ada.save(scope=make.scope(name="Large apps").pk, as_of="2024")
    response = bea.save(scope="999999", as_of="lately")
    assert fields(response) == {
        "scope": ("Small apps", "Large apps", "999999", ""),
        "as_of": ("", "2024", "lately", ""),
    }


def test_a_published_claim_is_not_changed_by_who_opened_a_draft(two: Any) -> None:
    _, bea = two(row := make.claim(status="review"))
    row.status = "published"
    row.save()
    response = bea.save(note="mine")
    assert ("status" in fields(response), response.context["conflict"].exists) == (True, True)
    row.refresh_from_db()
    assert (row.status, row.note) == ("published", "")


def test_another_value_brings_its_aspect(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    choice = make.aspect(name="Learning curve", options=["easy"])
    ada.save(aspect=choice.pk, option=choice.options.get().pk, boolean="unknown")
    response = bea.save(note="mine")
    found = {name: chosen for name, (*_, chosen) in fields(response).items()}
    assert found == {"aspect": "theirs", "option": "theirs", "boolean": "theirs", "note": "mine"}
    assert bea.save().status_code == 302
    row.refresh_from_db()
    assert (row.aspect, row.value, row.note) == (choice, "easy", "mine")


def test_many_references_are_chosen_as_one_field(two: Any) -> None:
    aspect = make.aspect(name="Size", options=["a", "b", "c"])
    a, b, c = aspect.options.order_by("slug")
    ada, bea = two(row := make.need([a]))
    ada.save(options=[a.pk, b.pk])
    response = bea.save(options=[c.pk])
    assert fields(response) == {"options": ("Size: a", "Size: a, Size: b", "Size: c", "")}
    bea.save(**{"conflict-options": "theirs"})
    assert set(row.options.all()) == {a, b}


@pytest.mark.parametrize("sent", [None, "", "x", "999999", "1x1", "0"])
def test_a_form_without_its_version_overwrites_nothing(two: Any, sent: str | None) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.save(note="hers")
    response = bea.save(opened_version=sent, note="mine")
    assert fields(response) == {"note": ("", "hers", "mine", "")}
    bea.save(opened_version=sent, **{"conflict-note": "mine"})
    row.refresh_from_db()
    assert row.note == "mine"


def test_a_row_that_came_in_a_fixture_is_guarded_too(two: Any) -> None:
    row = make.draft(note="opened")
    row.history.all().delete()
    ada, bea = two(row)
    ada.save(note="hers")
    assert fields(bea.save(note="mine")) == {"note": ("opened", "hers", "mine", "")}
    reasons = list(row.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert reasons == [versions.FIRST_REASON, "Because."]


def test_a_row_from_a_fixture_that_code_changed_is_guarded_too(two: Any) -> None:
    row = make.draft(note="opened")
    row.history.all().delete()
    _, bea = two(row)
    row.note = "by code"
    row.save()
    assert fields(bea.save(note="mine")) == {"note": ("", "by code", "mine", "")}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_time_one_is_asked(two: Any) -> None:
    pages, start = two(row := make.draft(note="opened")), Barrier(2)

    def save(page: Page, note: str) -> int:
        try:
            start.wait()
            return int(page.save(note=note).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(save, pages, ("one", "two")))
    assert sorted(codes) == [200, 302]
    row.refresh_from_db()
    assert row.note == ("one", "two")[codes.index(302)]


def test_saving_as_new_asks_nothing(two: Any) -> None:
    ada, bea = two(make.draft(note="opened", locator="line 1"))
    ada.save(note="hers")
    assert bea.save(note="mine", locator="line 2", _saveasnew="yes").status_code == 302
    assert sorted(Claim.objects.values_list("note", flat=True)) == ["hers", "mine"]


def test_what_the_site_notes_by_itself_is_no_conflict(two: Any) -> None:
    _, bea = two(row := make.source())
    row.link_state = "dead"
    row.save()
    assert bea.save(author="Bea").status_code == 302
    row.refresh_from_db()
    assert (row.author, row.link_state) == ("Bea", "dead")


def test_who_may_only_look_is_refused_and_told_nothing(client: Client) -> None:
    row = make.framework()
    client.force_login(make.viewer())
    assert client.post(address(Framework, "change", row.pk), {"name": "New"}).status_code == 403


# The rows on the page


def test_rows_on_the_page_that_somebody_changed_are_not_overwritten(two: Any) -> None:
    ada, bea = two(aspect := make.aspect(options=["slow", "fast"]))
    ada.save(**{"options-0-label": "Sluggish"})
    response = bea.save(**{"options-1-label": "Quick"}, name="Speed")
    page = response.content.decode()
    assert ("Sluggish" in page, "Quick" in page) == (True, True)
    assert "choose one" not in page
    assert [option.label for option in aspect.options.all()] == ["Sluggish", "fast"]
    assert "choose one" in bea.save().content.decode()


def test_their_rows_are_kept(two: Any) -> None:
    ada, bea = two(aspect := make.aspect(options=["slow", "fast"]))
    ada.save(**{"options-0-label": "Sluggish", "options-1-DELETE": "on"})
    bea.save(**{"options-1-label": "Quick"}, name="Speed")
    assert bea.save(**{"conflict-rows-options": "theirs"}).status_code == 302
    assert [option.label for option in aspect.options.all()] == ["Sluggish"]
    assert Aspect.objects.get().name == "Speed"


def test_my_rows_are_saved_and_what_was_deleted_is_entered_anew(two: Any) -> None:
    ada, bea = two(aspect := make.aspect(options=["slow", "fast"]))
    ada.save(**{"options-0-label": "Sluggish", "options-1-DELETE": "on"})
    bea.save(**{"options-1-label": "Quick"})
    assert bea.save(**{"conflict-rows-options": "mine"}).status_code == 302
    assert [option.label for option in aspect.options.all()] == ["slow", "Quick"]


def test_a_row_that_somebody_added_elsewhere_is_noticed(two: Any) -> None:
    _, bea = two(source := make.source())
    make.source_link(from_source=source)
    response = bea.save(author="Bea")
    assert [rows.prefix for rows in response.context["conflict"].rows] == ["links_out"]
    assert bea.save(**{"conflict-rows-links_out": "mine"}).status_code == 302
    source.refresh_from_db()
    assert (source.author, SourceLink.objects.count()) == ("Bea", 1)


# What the database refuses, and rows that are gone


def test_a_row_deleted_meanwhile_loses_nothing_that_was_typed(two: Any) -> None:
    ada, bea = two(row := make.draft(note="opened"))
    ada.client.post(address(Claim, "delete", row.pk), {"post": "yes"})
    response = bea.save(note="as <typed>")
    page = response.content.decode()
    assert response.status_code == 409
    assert all(words in page for words in ("ada deleted", "as &lt;typed&gt;", "Enter it as a new claim"))
    sent = dict(response.context["sent"])
    assert bea.client.post(address(Claim, "add"), sent).status_code == 302
    assert Claim.objects.get().note == "as <typed>"


def test_a_row_with_rows_is_entered_anew(two: Any) -> None:
    ada, bea = two(row := make.aspect(options=["slow"], name="Speed"))
    ada.client.post(address(Aspect, "delete", row.pk), {"post": "yes"})
    QuerySet(Option).all().delete()
    QuerySet(Aspect).all().delete()
    row.history.model(**{**_columns(row), "history_type": "-", "history_date": "2026-12-01T00:00Z"}).save()
    sent = dict(bea.save(help_text="How fast?").context["sent"])
    bea.client.post(address(Aspect, "add"), sent)
    assert Aspect.objects.get().help_text == "How fast?"


def _columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}


def test_what_never_was_there_leads_back(admin_client: Client) -> None:
    response = admin_client.post(address(Framework, "change", 999), {"name": "New"}, follow=True)
    assert "doesn’t exist" in messages(response)[0]


def refusing(monkeypatch: pytest.MonkeyPatch, model: Any, error: Exception, times: int) -> list[int]:
    """The database refuses to save a row of the model that many times; how often it was asked."""
    asked: list[int] = []
    real = model.save

    def save(self: Any, *args: Any, **options: Any) -> None:
        asked.append(1)
        if len(asked) <= times:
            raise error
        real(self, *args, **options)

    monkeypatch.setattr(model, "save", save)
    return asked


def test_a_constraint_broken_between_check_and_save_is_said_at_its_field(two: Any, monkeypatch: Any) -> None:
    ada, _ = two(row := make.draft(note="opened"))
    broken = IntegrityError("UNIQUE constraint failed: index 'kb_claim_once'")
    refusing(monkeypatch, Claim, broken, times=99)
    response = ada.save(note="as typed")
    assert errors(response) == {"locator": [rule(Claim, "kb_claim_once")]}
    assert response.context["adminform"].form["note"].value() == "as typed"
    assert (Claim.objects.get().note, row.history.count()) == ("opened", 1)


def test_what_is_in_the_way_only_once_is_tried_again(two: Any, monkeypatch: Any) -> None:
    ada, _ = two(row := make.draft(note="opened"))
    refusing(monkeypatch, Claim, IntegrityError("UNIQUE constraint failed: kb_claim.key"), times=1)
    assert ada.save(note="typed").status_code == 302
    row.refresh_from_db()
    assert (row.note, row.history.count()) == ("typed", 2)


def test_what_fails_at_the_end_is_not_called_changed(two: Any, monkeypatch: Any) -> None:
    from kb.derived import upkeep

    ada, _ = two(make.draft(note="opened"))
    monkeypatch.setattr(upkeep, "_carry_out", _failing(upkeep._carry_out))
    response = ada.save(note="typed")
    assert errors(response) == {"__all__": [as_fault(IntegrityError("FOREIGN KEY constraint failed")).message]}
    assert messages(response) == []
    assert Claim.objects.get().note == "opened"


def _failing(real: Any) -> Any:
    def carry_out(touched: Any) -> None:
        if touched.changed:
            raise IntegrityError("FOREIGN KEY constraint failed")
        real(touched)

    return carry_out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("CHECK constraint failed: kb_claim_one_value", rule(Claim, "kb_claim_one_value")),
        ("UNIQUE constraint failed: kb_framework.slug", "Somebody saved a row with the same values meanwhile."),
        ('violates unique constraint "kb_company_name_key"', "Somebody saved a row with the same values meanwhile."),
        ("something else", "The database refused it: something else was saved at the same time. Please save again."),
    ],
)
def test_each_refusal_of_the_database_has_words(words: str, said: str) -> None:
    assert as_fault(IntegrityError(words)).messages == [said]


def test_what_is_used_meanwhile_is_not_deleted(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.admin.base.model_admin import KbAdmin

    company = make.claim(company=make.company()).company
    monkeypatch.setattr(KbAdmin, "get_deleted_objects", lambda *args: ([], {}, set(), []))
    path = address(Company, "delete", company.pk)
    response = admin_client.post(path, {"post": "yes"}, follow=True)
    assert messages(response) == ["Somebody has just used it; nothing was deleted."]
    assert Company.objects.exists()


# Costs, and every table


def test_a_conflict_takes_the_same_queries_for_any_number_of_saves(two: Any) -> None:
    def counted(saves: int) -> int:
        _, bea = two(row := make.draft(note="opened"))
        for number in range(saves):
            row.note = f"version {number}"
            row.save()
        with CaptureQueriesContext(connection) as captured:
            bea.save(note="mine")
        Gap.objects.all().delete()
        bea.client.logout()
        bea.client.force_login(make.editor())
        return len(captured)

    from django.contrib.auth import get_user_model

    few = counted(1)
    get_user_model().objects.filter(username="bea").delete()
    assert counted(15) == few < 60


@pytest.mark.parametrize(
    ("build", "name", "value"),
    [
        (make.framework, "aliases", "x"),
        (make.group, "order", 7),
        (make.aspect, "help_text", "x"),
        (make.option, "description", "x"),
        (make.scope, "name", "x"),
        (make.company, "aliases", "x"),
        (make.source, "author", "x"),
        (make.source_link, "note", "x"),
        (make.need, "question", "x"),
        (lambda: make.resolution([make.claim()]), "explanation", "x"),
    ],
)
def test_every_table_is_guarded(two: Any, build: Any, name: str, value: Any) -> None:
    _, bea = two(row := build())
    setattr(row, name, value)
    row.save()
    response = bea.save(**{name: "9" if value == 7 else "y"})
    assert fields(response)[name][1:] == (str(value), "9" if value == 7 else "y", "")
    assert bea.save(**{f"conflict-{name}": "mine"}).status_code == 302


def test_a_snapshot_is_guarded(two: Any) -> None:
    _, bea = two(row := make.snapshot())
    row.taken_on = "2026-11-20"
    row.save()
    response = bea.save(taken_on="2026-11-25")
    assert fields(response)["taken_on"] == ("2026-11-01", "2026-11-20", "2026-11-25", "")
    assert Snapshot.objects.get().text == row.text


def test_what_is_not_on_the_page_stays_as_stored() -> None:
    one = FieldConflict("key", "Key", "a", "b", "", theirs_changed=True, mine_changed=False, on_page=False)
    assert (one.asks, one.chosen) == (False, "theirs")
