import pytest
from django.apps import apps
from django.core.management import call_command
from pytest import MonkeyPatch

from compare.management.commands import load_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch: MonkeyPatch) -> list[str]:
    """The fixtures that the command has loaded."""
    fixtures: list[str] = []
    monkeypatch.setattr(load_once, "call_command", lambda name, fixture, **options: fixtures.append(fixture))
    return fixtures


def test_an_empty_base_is_loaded(loaded: list[str]) -> None:
    call_command("load_once", "some.json")
    assert loaded == ["some.json"]


def test_a_base_with_a_framework_is_left_alone(loaded: list[str]) -> None:
    apps.get_model("kb", "Framework").objects.create(name="Flask", slug="flask")
    call_command("load_once", "some.json")
    assert loaded == []
