"""What somebody who leaves has not finished becomes another's, and nothing else changes."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kb.derived.reports import entered_by
from kb.editing.authorship import authors
from kb.models import Claim
from tests import factories as make
from tests.kb.workflow.people import entered, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Any:
    return member("Editor", username="ann", is_active=False)


@pytest.fixture
def ben() -> Any:
    return member("Reviewer", username="ben")


def output(*arguments: str) -> str:
    out = StringIO()
    call_command("hand_over", *arguments, stdout=out)
    return out.getvalue()


def test_a_preview_lists_the_drafts_and_changes_nothing(ann: Any, ben: Any) -> None:
    claim = entered(ann, key="one")
    make.draft(key="of-nobody")
    lines = ["one (draft)", "1 would be handed over to ben. Nothing has changed; --yes does it."]
    assert output("ann", "ben").splitlines() == lines
    assert claim.history.count() == 1


def test_drafts_become_the_heirs_and_stay_the_text_of_who_left(ann: Any, ben: Any) -> None:
    claim = entered(ann)
    assert output("ann", "ben", "--yes") == "Handed over: 1.\n"
    assert list(Claim.objects.filter(entered_by(ben))) == [claim]
    assert authors(claim) == {ann.pk}
    entry = claim.history.first()
    assert (entry.history_user, entry.history_change_reason) == (ben, "taken over from ann")


def test_what_was_published_stays_where_it_is(ann: Any, ben: Any) -> None:
    claim = make.claim()
    claim.history.update(history_user=ann)
    assert output("ann", "ben", "--yes") == "Handed over: 0.\n"


def test_the_heir_finds_them_among_my_drafts(ann: Any, ben: Any, client: Client) -> None:
    entered(ann, key="one")
    output("ann", "ben", "--yes")
    client.force_login(ben)
    assert "one" in client.get("/admin/kb/claim/?mine=yes").content.decode()


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        (("nobody", "ben"), "There is no account “nobody”"),
        (("ben", "ben"), "“ben” is active"),
        (("ann", "ann"), "“ann” is no active editor"),
        (("ann", "guest"), "“guest” is no active editor"),
    ],
)
def test_who_cannot_give_or_take_is_named(ann: Any, ben: Any, names: tuple[str, str], refusal: str) -> None:
    make.person(username="guest")
    claim = entered(ann)
    with pytest.raises(CommandError, match=refusal):
        output(*names, "--yes")
    assert claim.history.count() == 1
