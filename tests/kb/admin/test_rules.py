"""The rules hold in code and in actions too, not only in forms (`test_claim_form`)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from kb.editing.evidence_digest import evidence_digest
from kb.editing.workflow import PUBLISH, move
from kb.models import Cell, Claim
from tests import factories as make
from tests.kb.admin.pages import messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Claim:
    aspect = make.aspect(options=["easy"])
    return make.draft(aspect=aspect, option=aspect.options.get(), locator="")


def broken(rule: str) -> dict[str, Any]:
    """What breaks the rule in a draft of a choice aspect that is not asked of companies."""
    return {
        "option": lambda: {"option": make.option(), "locator": "line 1"},
        "company": lambda: {"company": make.company(), "locator": "line 1"},
        "number": lambda: {"number": 1, "locator": "line 1"},
        "locator": lambda: {"status": "published"},
    }[rule]()


@pytest.mark.parametrize("rule", ["option", "company", "number", "locator"])
def test_code_cannot_break_a_rule(draft: Claim, rule: str) -> None:
    for name, value in broken(rule).items():
        setattr(draft, name, value)
    with pytest.raises(ValidationError) as refused:
        draft.save()
    assert rule in str(refused.value)


@pytest.mark.parametrize("rule", ["option", "company"])
def test_an_action_publishes_no_claim_that_was_broken_behind_its_back(
    admin_client: Client, draft: Claim, rule: str
) -> None:
    QuerySet(Claim).filter(pk=draft.pk).update(**broken(rule))
    data = {"action": "publish", "_selected_action": [draft.pk], "confirmed": "yes"}
    data["seen"] = evidence_digest([Claim.objects.get()])
    response = admin_client.post("/admin/kb/claim/", data, follow=True)
    assert messages(response)[0] == "1 claim not published:"
    assert Claim.objects.get().status == "draft"


def test_one_refused_claim_does_not_hold_up_the_others(editor: Any, draft: Claim) -> None:
    good = make.draft()
    outcome = move([draft.pk, good.pk], PUBLISH, editor)
    assert (outcome.changed, [claim for claim, _ in outcome.refused]) == ([good], [draft])


def test_a_sign_in_that_names_a_foreign_page_leads_to_the_front_page(client: Client) -> None:
    make.editor(username="ann", password="a long secret")
    response = client.post("/admin/login/?next=https://example.org/", {"username": "ann", "password": "a long secret"})
    assert response["Location"] == "/admin/"


def test_a_derived_row_has_no_history_page(admin_client: Client) -> None:
    cell = Cell.objects.get(framework=make.claim().framework)
    assert admin_client.get(f"/admin/kb/cell/{cell.pk}/history/").status_code == 404


def test_an_editor_says_whether_a_question_is_a_fact_and_since_when_it_is_asked(admin_client: Client) -> None:
    form = admin_client.get("/admin/kb/aspect/add/").content.decode()
    assert 'name="nature"' in form
    assert f'name="added_on" value="{timezone.localdate()}"' in form
