"""The form of a claim: the rules at the right field, and nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from kb.editing.workflow import NOT_AS_SEEN
from kb.models import Cell, Claim, Proposal
from tests import factories as make
from tests.kb.admin.pages import address, errors, rule, saved, sent

ADD = "/admin/kb/claim/add/"


@pytest.fixture
def draft(editor: Any) -> Claim:
    aspect = make.aspect(name="Learning curve", options=["easy", "hard"], help_text="How hard to <learn>?")
    return make.draft(aspect=aspect, option=aspect.options.get(slug="easy"), locator="", statement="Said so.")


def new(**fields: Any) -> dict[str, Any]:
    """What is typed for a claim of a new yes-or-no aspect."""
    start = {"source": make.source().pk, "framework": make.framework().pk, "locator": "line 1"}
    return {**start, "boolean": "true", **fields}


def change(claim: Claim) -> str:
    return address(Claim, "change", claim.pk)


def shown(client: Client, path: str) -> set[str]:
    """The value fields that the page has."""
    fields = client.get(path).context["adminform"].form.fields
    return {"option", "number", "boolean", "text"} & set(fields)


def test_a_claim_is_entered_and_gets_its_key(admin_client: Client) -> None:
    sent(admin_client, ADD, **new(aspect=make.aspect(slug="admin").pk))
    claim = Claim.objects.get()
    assert (claim.key, claim.boolean, claim.status) == ("source-1-framework-1-admin-1", True, "draft")
    assert claim.history.get().history_user.username == "ada"


def test_the_page_shows_the_one_value_field_that_fits(admin_client: Client, draft: Claim) -> None:
    response = admin_client.get(change(draft))
    assert shown(admin_client, change(draft)) == {"option"}
    choices = response.context["adminform"].form["option"].field.widget.choices
    assert [label for _, label in choices] == ["---------", "easy", "hard"]
    assert "How hard to &lt;learn&gt;?" in response.content.decode()


def test_all_value_fields_are_there_while_the_aspect_is_open(admin_client: Client) -> None:
    stars = make.aspect(value_type="number", unit="stars")
    assert shown(admin_client, ADD) == {"option", "number", "boolean", "text"}
    assert shown(admin_client, f"{ADD}?aspect={stars.pk}") == {"number"}
    assert shown(admin_client, f"{ADD}?aspect=x") == {"option", "number", "boolean", "text"}


def test_a_new_aspect_asks_for_its_own_value(admin_client: Client, draft: Claim) -> None:
    stars = make.aspect(value_type="number", name="Stars")
    response = sent(admin_client, change(draft), aspect=stars.pk, option=None)
    assert errors(response) == {"number": ["“Stars” takes a number, and exactly one value."]}
    sent(admin_client, change(draft), aspect=stars.pk, option=None, number="12.5")
    draft.refresh_from_db()
    assert (str(draft.number), draft.option) == ("12.5", None)


def test_an_option_of_the_wrong_aspect_is_refused(admin_client: Client, draft: Claim) -> None:
    other = make.option(label="mature", aspect=make.aspect(name="Maturity", value_type="choice"))
    response = sent(admin_client, change(draft), option=other.pk, quote="kept as typed")
    assert errors(response) == {"option": ["“mature” is an option of “Maturity”, not of “Learning curve”."]}
    form = response.context["adminform"].form
    assert (form["option"].value(), form["quote"].value()) == (str(other.pk), "kept as typed")
    assert "Maturity: mature" in response.content.decode()


def test_two_values_are_refused(admin_client: Client) -> None:
    typed = new(aspect=make.aspect(name="Admin").pk, number="3")
    response = sent(admin_client, ADD, **typed)
    assert errors(response) == {"number": ["“Admin” takes a yes or no, and exactly one value."]}
    assert not Claim.objects.exists()


def test_no_value_is_refused(admin_client: Client) -> None:
    response = sent(admin_client, ADD, **new(aspect=make.aspect(name="Admin").pk, boolean="unknown"))
    assert "boolean" in errors(response)


def test_publishing_without_a_locator_is_refused(admin_client: Client, draft: Claim) -> None:
    response = sent(admin_client, change(draft), _step="publish", quote="kept as typed")
    assert errors(response) == {"locator": [rule(Claim, "kb_claim_published_has_locator")]}
    page = response.content.decode()
    assert "kept as typed" in page
    assert 'value="publish"' in page
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by) == ("draft", None)


def test_a_company_on_an_aspect_without_companies_is_refused(admin_client: Client, draft: Claim) -> None:
    response = sent(admin_client, change(draft), company=make.company().pk)
    assert errors(response) == {"company": ["“Learning curve” is not asked of companies: leave it empty."]}


def test_whoever_publishes_has_reviewed(admin_client: Client, draft: Claim, today: date) -> None:
    sent(admin_client, change(draft), _step="publish", locator="line 3", change_reason="Read it twice.")
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by.username, draft.reviewed_on) == ("published", "ada", today)
    assert draft.history.latest().history_change_reason == "published: Read it twice."
    assert Cell.objects.get().documents == 1


@pytest.mark.parametrize(("step", "status"), [("publish", "published"), ("submit", "review")])
def test_what_a_claim_rests_on_is_looked_at_again_before_its_own_page_takes_it_a_step_on(
    admin_client: Client, draft: Claim, step: str, status: str
) -> None:
    steps = {"_step": step, "locator": "line 3", "change_reason": "Read it twice."}
    seen = admin_client.get(change(draft)).context["page_evidence"]
    draft.source.kind = "official" if draft.source.kind != "official" else "blog"
    draft.source.save()
    response = saved(admin_client, change(draft), page_evidence=seen, **steps)
    draft.refresh_from_db()
    assert (draft.status, response.context["adminform"].form.non_field_errors()) == ("draft", [NOT_AS_SEEN])
    saved(admin_client, change(draft), page_evidence=response.context["page_evidence"], **steps)
    draft.refresh_from_db()
    assert draft.status == status


@pytest.mark.parametrize("step", ["publish", "submit"])
def test_a_page_that_does_not_say_what_was_looked_at_takes_no_claim_a_step_on(
    admin_client: Client, draft: Claim, step: str
) -> None:
    steps = {"_step": step, "locator": "line 3", "change_reason": "Read it twice.", "page_evidence": None}
    response = saved(admin_client, change(draft), **steps)
    draft.refresh_from_db()
    assert (draft.status, response.context["adminform"].form.non_field_errors()) == ("draft", [NOT_AS_SEEN])


def test_a_later_edit_is_no_review(admin_client: Client) -> None:
    claim = make.claim()
    sent(admin_client, change(claim), note="A remark.", change_reason="For later.")
    claim.refresh_from_db()
    assert (claim.note, claim.reviewed_by) == ("A remark.", None)


def test_review_cannot_be_typed(admin_client: Client, draft: Claim) -> None:
    sent(admin_client, change(draft), reviewed_on="2020-01-01", key="other", reviewed_by=draft.pk)
    stored = Claim.objects.get()
    assert (stored.key, stored.reviewed_on, stored.reviewed_by) == (draft.key, None, None)


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", ["submit", "publish"]),
        ("review", ["publish", "send_back"]),
        ("published", ["retire"]),
        ("retired", []),
    ],
)
def test_the_form_offers_the_next_steps(admin_client: Client, status: str, offered: list[str]) -> None:
    claim = make.retired() if status == "retired" else make.claim(status=status)
    response = admin_client.get(change(claim))
    assert [offer.step.name for offer in response.context["offers"]] == offered
    assert response.content.decode().count('name="_step"') == len(offered)


def test_a_new_claim_is_saved_and_submitted(admin_client: Client) -> None:
    sent(admin_client, ADD, **new(aspect=make.aspect().pk), _step="submit")
    claim = Claim.objects.get()
    entry = claim.history.get()
    assert (claim.status, entry.history_change_reason) == ("review", "submitted for review")


@pytest.mark.parametrize("status", ["review", "published", "retired"])
def test_a_status_cannot_be_typed(admin_client: Client, draft: Claim, status: str) -> None:
    sent(admin_client, change(draft), status=status, retire_reason="misread", locator="line 3")
    sent(admin_client, ADD, **new(aspect=make.aspect().pk), status=status, retire_reason="misread")
    assert list(Claim.objects.values_list("status", "retire_reason")) == [("draft", "")] * 2


def test_a_retired_claim_needs_a_reason(admin_client: Client) -> None:
    claim = make.claim()
    response = sent(admin_client, change(claim), _step="retire")
    assert errors(response) == {"retire_reason": [rule(Claim, "kb_claim_retired_has_reason")]}
    sent(admin_client, change(claim), _step="retire", retire_reason="misread", change_reason="It says Ruby.")
    claim.refresh_from_db()
    assert (claim.status, claim.retire_reason) == ("retired", "misread")
    why = claim.history.latest().history_change_reason
    assert why == f"proposal {Proposal.objects.get().pk}: retired: misread. It says Ruby."


def test_a_change_of_what_is_published_needs_a_reason(admin_client: Client) -> None:
    claim = make.claim(note="old")
    response = sent(admin_client, change(claim), note="new and typed")
    assert list(errors(response)) == ["change_reason"]
    assert "new and typed" in response.content.decode()
    claim.refresh_from_db()
    assert claim.note == "old"
    sent(admin_client, change(claim), note="new", change_reason="A slip.")
    assert claim.history.latest().history_change_reason == "A slip."


def test_sending_back_needs_a_comment_which_the_draft_then_shows(admin_client: Client) -> None:
    claim = make.claim(status="review")
    response = sent(admin_client, change(claim), _step="send_back", note="typed too")
    assert list(errors(response)) == ["change_reason"]
    assert "typed too" in response.content.decode()
    sent(admin_client, change(claim), _step="send_back", change_reason="Which table?")
    claim.refresh_from_db()
    assert claim.status == "draft"
    assert "sent back: Which table?" in admin_client.get(change(claim)).content.decode()


def test_an_unknown_step_is_a_bad_request(admin_client: Client, draft: Claim) -> None:
    assert sent(admin_client, change(draft), _step="approve").status_code == 400


def test_a_duplicate_is_refused_at_its_place(admin_client: Client) -> None:
    first = make.claim(locator="line 1")
    typed = new(aspect=first.aspect_id, source=first.source_id, framework=first.framework_id)
    response = sent(admin_client, ADD, **typed)
    assert errors(response) == {"locator": [rule(Claim, "kb_claim_once")]}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"as_of": "2024-13"}, "as_of"),
        ({"via_stated": "on"}, "via"),
        ({"statement": "a" * 401}, "statement"),
        ({"quote": "a\x00b"}, "quote"),
        ({"note": "a" * 20_001}, "note"),
        ({"number": "1e400"}, "number"),
        ({"aspect": "999999999999999999999999"}, "aspect"),
        ({"aspect": ""}, "aspect"),
        ({"aspect": "x"}, "aspect"),
        ({"source": "²"}, "source"),
    ],
)
def test_a_mistake_is_shown_where_it_is(admin_client: Client, typed: dict[str, Any], field: str) -> None:
    response = sent(admin_client, ADD, **new(**{"aspect": make.aspect().pk, **typed}))
    assert list(errors(response)) == [field]


def test_a_claim_is_not_compared_to_itself_and_not_its_own_upstream(admin_client: Client, draft: Claim) -> None:
    response = sent(admin_client, change(draft), compared_to=draft.framework_id, via=draft.source_id)
    assert set(errors(response)) == {"compared_to", "via"}


def test_saving_as_new_makes_another_claim(admin_client: Client, draft: Claim) -> None:
    sent(admin_client, change(draft), locator="line 9", _saveasnew="yes")
    assert [claim.locator for claim in Claim.objects.order_by("key")] == ["", "line 9"]


def test_a_claim_that_changes_cell_changes_both_cells(admin_client: Client) -> None:
    claim, aspect = make.claim(), make.aspect()
    sent(admin_client, change(claim), aspect=aspect.pk, change_reason="Another question.")
    assert [cell.aspect for cell in Cell.objects.all()] == [aspect]


def test_saving_takes_the_same_queries_for_any_number_of_claims(admin_client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(claim: Claim) -> int:
        with CaptureQueriesContext(connection) as captured:
            sent(admin_client, change(claim), note=f"note {claim.pk}", change_reason="A remark.")
        return len(captured)

    aspect, framework = make.aspect(), make.framework()
    before = counted(make.claim(aspect=aspect, framework=framework))
    rows = [make.claim(aspect=aspect, framework=framework) for _ in range(4)]
    assert counted(rows[-1]) == before


def test_every_rule_with_a_message_has_its_field() -> None:
    from kb.admin.base.table_admin import ReadOnlyAdmin
    from kb.entry.mending import MENDED_BY

    editable = [
        model
        for model, table in admin.site._registry.items()
        if model._meta.app_label == "kb" and not isinstance(table, ReadOnlyAdmin)
    ]
    rules = {rule.name for model in editable for rule in model._meta.constraints}
    assert rules == set(MENDED_BY)
    assert rules == {rule.violation_error_code for model in editable for rule in model._meta.constraints}
