from pathlib import Path

import pytest
from django.core.management import call_command

from kb.models import Claim, Framework
from tests import factories
from tests.kb.bases import empty_base, whole_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A fixture of one claim; the base itself is empty."""
    factories.claim()
    path = tmp_path / "base.json"
    path.write_text(whole_file(), encoding="utf-8")
    empty_base()
    return str(path)


def test_an_empty_base_is_loaded(file: str) -> None:
    call_command("load_once", file, verbosity=0)
    assert Claim.objects.count() == 1


def test_a_base_with_a_framework_is_left_alone(file: str) -> None:
    factories.framework()
    call_command("load_once", file, verbosity=0)
    assert not Claim.objects.exists()


def test_a_base_of_ones_own_does_not_get_the_shipped_one() -> None:
    factories.framework()
    call_command("load_once", verbosity=0)
    assert Framework.objects.count() == 1
