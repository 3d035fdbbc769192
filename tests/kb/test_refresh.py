"""`manage.py refresh`: what is out of date, and what it drafts."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kb.models import Claim
from tests import factories as make
from tests.kb.packages import packed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEWER = {**packed.DAYS, "3.2": "2026-11-30", "3.3rc1": "2026-12-01"}


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """A base that records Flask 3.1.3, and an index that offers 3.2."""
    framework = make.framework(name="Flask")
    aspect = make.aspect(name="Latest version", slug="latest-version", value_type="text", temporal=True)
    make.claim(framework=framework, aspect=aspect, text="3.1.3", as_of="2026-11-28")
    packed.flask(tmp_path, NEWER)
    return ["--metadata", str(tmp_path), "--distributions", str(tmp_path / "distributions.json")]


def refreshed(*arguments: str) -> list[str]:
    words = StringIO()
    call_command("refresh", *arguments, stdout=words, stderr=StringIO())
    return words.getvalue().splitlines()


def test_a_newer_version_is_said_and_drafted(inputs: list[str]) -> None:
    assert refreshed(*inputs) == ["Flask 3.1.3, as of 2026-11-28: 3.2 of 2026-11-30", "1 claim drafted."]
    draft = Claim.objects.get(status="draft")
    assert (draft.key, draft.text, draft.as_of) == ("flask-3-2-listed-flask-latest-version-1", "3.2", "2026-12-01")


def test_a_dry_run_drafts_nothing(inputs: list[str]) -> None:
    assert refreshed("--dry-run", *inputs)[-1] == "1 claim would be drafted."
    assert not Claim.objects.filter(status="draft").exists()


def test_what_is_drafted_is_not_drafted_again(inputs: list[str]) -> None:
    refreshed(*inputs)
    words = "Flask 3.1.3, as of 2026-11-28: 3.2 of 2026-11-30 is drafted already"
    assert refreshed(*inputs) == [words, "0 claims drafted."]


def test_the_recorded_version_is_up_to_date_when_the_index_has_no_other(inputs: list[str], tmp_path: Path) -> None:
    (tmp_path / "python-flask.json").write_text(json.dumps(packed.listing(packed.DAYS)))
    assert refreshed(*inputs) == ["0 claims drafted."]


def test_a_listing_that_is_missing_drafts_nothing(inputs: list[str], tmp_path: Path) -> None:
    (tmp_path / "python-flask.json").unlink()
    with pytest.raises(CommandError, match="Nothing was drafted"):
        refreshed(*inputs)


def test_the_front_page_of_the_admin_lists_what_is_out_of_date(inputs: list[str], admin_client: Client) -> None:
    refreshed(*inputs)
    (row,) = admin_client.get("/admin/").context["newer"]
    draft = Claim.objects.get(status="draft")
    assert (row.newer.framework, row.newer.recorded, row.newer.version) == ("Flask", "3.1.3", "3.2")
    assert row.address == f"/admin/kb/claim/{draft.pk}/change/"
