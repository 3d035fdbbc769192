from pathlib import Path
from typing import Any

from pytest import MonkeyPatch
from pytest_django import Settings

from compare.web import startup_checks


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_loaddata_is_the_one_that_checks_the_rules() -> None:
    assert startup_checks.loaddata_checks_the_rules(None) == []


def test_djangos_own_loaddata_is_refused(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(startup_checks, "get_commands", lambda: {"loaddata": "django.core"})
    assert ids(startup_checks.loaddata_checks_the_rules(None)) == ["compare.E001"]


def test_a_trial_is_no_deployment(settings: Settings) -> None:
    assert startup_checks.trial_stays_local(None) == []
    settings.TRIAL = True
    assert ids(startup_checks.trial_stays_local(None)) == ["compare.E002"]


def test_uncollected_static_files_are_warned_of(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    assert ids(startup_checks.static_files_are_collected(None)) == ["compare.W002"]
    (tmp_path / "staticfiles.json").touch()
    assert startup_checks.static_files_are_collected(None) == []
