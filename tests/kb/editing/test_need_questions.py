"""With four eyes, nobody makes a question public by having the chooser ask it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kb.models import Need
from tests import factories as make
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(db: None) -> Any:
    member("Reviewer", username="rita")
    member("Reviewer", username="rob")
    return member("Editor", username="eve")


def asked(aspect: Any, person: Any, need: Need | None = None) -> Need:
    """What a person writes; a new need but for the one that is given."""
    row = need or Need(name="Fast", slug="fast", question="Must it be fast?", boolean=True)
    row.aspect, row._history_user = aspect, person  # type: ignore[attr-defined]
    row.save()
    return row


def test_a_question_that_nobody_sees_is_refused(eve: Any) -> None:
    with pytest.raises(ValidationError, match="Nobody sees “Speed” yet, and nobody has reviewed it"):
        asked(make.aspect(name="Speed"), eve)
    assert not Need.objects.exists()


def test_so_it_is_for_a_need_that_asked_another(eve: Any) -> None:
    need = asked(make.claim().aspect, eve)
    with pytest.raises(ValidationError, match="Nobody sees “Speed” yet"):
        asked(make.aspect(name="Speed"), eve, need)


def test_one_that_something_published_names_is_taken(eve: Any) -> None:
    assert asked(make.claim().aspect, eve).pk


def test_a_need_may_go_on_asking_what_it_alone_asks(eve: Any) -> None:
    need = make.need()
    need.question = "Must it be quick?"
    assert asked(need.aspect, eve, need).pk


def test_who_needs_no_second_person_may_ask_anything(eve: Any, settings: Any) -> None:
    settings.FOUR_EYES = False
    assert asked(make.aspect(), eve).pk
