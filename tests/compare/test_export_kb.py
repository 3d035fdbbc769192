"""``manage.py export_kb``: the fixture face on the command line, with the same filters."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from compare.filters import ARRANGEMENT, FILTERS, NEEDS
from tests.compare import reading
from tests.compare.varied import SECRET
from tests.kb.bases import empty_base, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]


def exported(*arguments: str) -> str:
    out = StringIO()
    call_command("export_kb", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ((), ""),
        (("--framework", "flask", "--framework", "alg"), "framework=flask&framework=alg"),
        (("--source-kind", "survey", "--since", "2023"), "source_kind=survey&since=2023"),
        (("--source_kind", "survey"), "source_kind=survey"),
        (("--min-roots", "2", "--differs"), "min_roots=2&differs=1"),
        (("--q", "Σ", "--value", "yes"), "q=Σ&value=yes"),
    ],
)
def test_it_writes_what_the_face_of_the_claims_holds_and_the_notes(arguments: tuple[str, ...], query: str) -> None:
    rows = json.loads(exported(*arguments))
    notes = [row["fields"].pop("note") for row in rows if row["model"] == "kb.claim"]
    assert rows == reading.data_list(f"/claims.fixture.json?{query}")
    assert notes


def test_it_writes_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert exported("--framework", "flask", "-o", str(path)) == ""
    assert path.read_bytes().decode() == exported("--framework", "flask")


def test_it_has_an_option_for_every_filter_of_claims_and_cells(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("export_kb", "--help")
    described = capsys.readouterr().out
    wanted = [name for name, one in FILTERS.items() if one.stage not in (NEEDS, ARRANGEMENT)]
    assert [name for name in wanted if f"--{name.replace('_', '-')}" not in described] == []


@pytest.mark.parametrize(("name", "value"), [("--framework", "flsk"), ("--min-roots", "x"), ("--since", "soon")])
def test_a_wrong_value_is_refused_and_nothing_is_written(name: str, value: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    with pytest.raises(CommandError, match=f"“{value}”"):
        exported(name, value, "-o", str(path))
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Cannot write .*: No such file or directory"):
        exported("-o", str(tmp_path / "nowhere" / "out.json"))


def test_unpublished_claims_are_written_only_when_asked_for() -> None:
    assert SECRET not in exported()
    drafts = [row["fields"]["key"] for row in json.loads(exported("--status", "draft")) if row["model"] == "kb.claim"]
    assert f"{SECRET}-draft" in drafts
    assert f"{SECRET}-review" not in drafts
    assert len(drafts) == 71


def test_what_it_writes_loads_and_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    statuses = ("--status", "draft", "--status", "review", "--status", "retired")
    content = exported(*statuses)
    empty_base()
    load(tmp_path, content)
    assert exported(*statuses) == content
    assert exported("--framework", "flask") != content
