"""``manage.py import_claims``."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kb.models import Claim
from tests import factories
from tests.kb.bases import picture
from tests.kb.importing import builders
from tests.kb.importing.builders import csv_of, draft, json_of, one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base(db: None) -> None:
    builders.base()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def run(folder: Path, content: bytes, *options: str, name: str = "claims.csv", **more: Any) -> str:
    (folder / name).write_bytes(content)
    out = StringIO()
    call_command("import_claims", str(folder / name), *options, stdout=out, **more)
    return out.getvalue()


def test_it_imports_and_says_what_it_did(folder: Path) -> None:
    kept = draft()
    said = run(folder, csv_of(one(key=kept.key), one(locator="new", status="published")))
    assert said.splitlines()[1:] == ["Imported 1 new and 0 changed; 1 unchanged."]
    assert said.startswith("Note: A status is not imported: 1 row ")
    assert Claim.history.first().history_change_reason == "import claims.csv"


def test_it_takes_json(folder: Path) -> None:
    assert run(folder, json_of(one()), name="a.json") == "Imported 1 new and 0 changed; 0 unchanged.\n"


def test_a_dry_run_shows_every_row_and_changes_nothing(folder: Path) -> None:
    kept = draft()
    before = picture()
    said = run(folder, csv_of(one(key=kept.key, statement="New."), one(locator="new")), "--dry-run")
    assert said.splitlines() == [
        "claims.csv: 2 claims: 1 new, 1 changed, 0 unchanged, 0 refused.",
        "line 2: changed article-flask-orm-1",
        "    statement: “” → “New.”",
        "line 3: new article-flask-orm-2",
        "    framework “flask”, aspect “orm”, value “yes”",
        "This was a dry run: nothing was changed.",
    ]
    assert picture() == before


def test_a_dry_run_shows_all_of_the_unchanged_rows_when_asked(folder: Path) -> None:
    content = csv_of(*[one(key=draft(locator=f"line {place}").key, locator=f"line {place}") for place in range(30)])
    assert "… and 10 more unchanged (-v 2 shows them)" in run(folder, content, "--dry-run")
    assert run(folder, content, "--dry-run", verbosity=2).count("unchanged article-") == 30


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_any_fault_and_nothing_changes(folder: Path, options: list[str]) -> None:
    before = picture()
    with pytest.raises(CommandError) as refused:
        run(folder, csv_of(one(), one(framework="flsk"), one(value="maybe")), *options)
    assert str(refused.value).splitlines() == [
        "Nothing was imported: 2 faults.",
        "- line 3, framework: “flsk” is no framework of this base. Allowed: django, flask.",
        "- line 4, value: This takes a yes or no, not “maybe”. Allowed: yes, no.",
    ]
    assert picture() == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"framework,aspect,source,value\n", "The file has a header and no claims."),
        ("a.csv", b"framework,aspect,source,value,source\na,b,c,d,e\n", "This column is there more than once."),
        ("a.csv", b"framework,aspect,source,value\na,b,c,d,e\n", "line 2: This record has 5 cells, and the header 4."),
        ("a.csv", b"framework\0", "There is a NUL byte"),
        ("a.csv", b"\xff\xfea\0b", "The file begins as UTF-16 and goes on otherwise."),
        ("a.csv", b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MiB"),
        ("a.json", b'[{"value": NaN}]', "line 1, claim 1, framework: This is required."),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.json", b'{"claims": 5}', "neither a list of claims nor an object"),
    ],
)
def test_a_file_that_cannot_be_meant_changes_nothing(folder: Path, name: str, content: bytes, message: str) -> None:
    before = picture()
    with pytest.raises(CommandError, match="Nothing was imported") as refused:
        run(folder, content, name=name)
    assert message in str(refused.value)
    assert picture() == before


def test_an_editor_can_stand_in_the_history(folder: Path) -> None:
    editor = factories.editor(username="ada")
    run(folder, csv_of(one()), "--user", "ada")
    assert Claim.history.get().history_user == editor
    with pytest.raises(CommandError, match="There is no active editor “bob”"):
        run(folder, csv_of(one(locator="2")), "--user", "bob")


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    for path in (folder / "none.csv", folder):
        with pytest.raises(CommandError, match=f"Cannot read {path}: "):
            call_command("import_claims", str(path))
