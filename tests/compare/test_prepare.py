from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from kb.models import Claim

pytestmark = pytest.mark.django_db


def prepared(*options: str) -> str:
    out = StringIO()
    call_command("prepare", *options, stdout=out)
    return out.getvalue()


def test_a_trial_gets_the_shipped_bases_and_an_editor_and_then_stays_as_it_is() -> None:
    first = prepared()
    assert Claim.objects.filter(source__slug="hirist-2024").exists()
    assert Claim.objects.filter(framework__slug="fastify").exists()
    assert "First editor: user editor, password " in first
    assert prepared() == ""


def test_an_empty_trial_has_no_claim_and_an_editor() -> None:
    prepared("--empty")
    assert not Claim.objects.exists()
    assert get_user_model().objects.count() == 1
