"""`manage.py measure` and `manage.py fetch_texts`, of packages that are here already."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kb.models import Claim, Source
from tests import factories as make
from tests.kb.packages import packed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    folder = tmp_path / "packages"
    folder.mkdir()
    return packed.flask(folder)


@pytest.fixture
def base(db: None) -> None:
    """A framework and the questions that a measurement answers, but for one."""
    make.framework(name="Flask")
    for slug in ("install-size", "code-lines", "installed-packages", "required-dependencies"):
        make.aspect(name=slug, slug=slug, value_type="number")
    make.aspect(name="Latest version", slug="latest-version", value_type="text", temporal=True)
    make.aspect(["no-others", "few-others"], name="Dependencies", slug="dependency-weight")
    make.aspect(name="Types", slug="type-hints-shipped")


def measured(target: Path, *arguments: str) -> list[dict[str, Any]]:
    call_command("measure", "flask", "-o", str(target), "--day", "2026-11-28", *arguments, stderr=StringIO())
    objects: list[dict[str, Any]] = json.loads(target.read_text())
    return objects


@pytest.mark.usefixtures("base")
def test_figures_come_in_as_drafts(inputs: list[str], tmp_path: Path) -> None:
    measured(tmp_path / "figures.json", *inputs)
    call_command("loaddata", str(tmp_path / "figures.json"), verbosity=0)
    assert set(Claim.objects.values_list("status", flat=True)) == {"draft"}
    assert Claim.objects.get(aspect__slug="dependency-weight").option.slug == "few-others"
    assert Source.objects.get().kind == "measurement"


@pytest.mark.usefixtures("base")
def test_the_same_input_gives_the_same_file(inputs: list[str], tmp_path: Path) -> None:
    assert measured(tmp_path / "one.json", *inputs) == measured(tmp_path / "two.json", *inputs)


@pytest.mark.usefixtures("base")
def test_what_is_published_stays_published(inputs: list[str], tmp_path: Path) -> None:
    measured(tmp_path / "figures.json", *inputs)
    call_command("loaddata", str(tmp_path / "figures.json"), verbosity=0)
    claim = Claim.objects.get(aspect__slug="code-lines")
    claim.status = "published"
    claim.save()
    call_command("loaddata", str(tmp_path / "figures.json"), verbosity=0)
    assert Claim.objects.get(aspect__slug="code-lines").status == "published"


@pytest.mark.usefixtures("base")
def test_what_the_base_does_not_ask_is_left_out_and_named(inputs: list[str], tmp_path: Path) -> None:
    words = StringIO()
    call_command("measure", "flask", "-o", str(tmp_path / "out.json"), *inputs, stderr=words)
    assert "flask-3-1-3-measured-flask-first-on-index-1: this base has no aspect first-on-index." in words.getvalue()


@pytest.mark.usefixtures("base")
def test_the_texts_hold_every_quote(inputs: list[str], tmp_path: Path) -> None:
    rows = measured(tmp_path / "figures.json", *inputs, "--texts", str(tmp_path / "texts"))
    text = (tmp_path / "texts/flask-3-1-3-measured.txt").read_text()
    assert all(row["fields"]["quote"] in text for row in rows[1:])


def test_a_framework_without_a_package_is_refused(inputs: list[str]) -> None:
    with pytest.raises(CommandError, match="No package is known of rails; known are flask"):
        call_command("measure", "rails", *inputs)


def test_a_file_that_lists_no_distributions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text("[]")
    with pytest.raises(CommandError, match="is no list of distributions"):
        call_command("measure", "--distributions", str(tmp_path / "odd.json"))


def test_texts_are_made_again_from_the_distributions(inputs: list[str], tmp_path: Path) -> None:
    call_command("fetch_texts", str(tmp_path / "texts"), *inputs, stdout=StringIO())
    assert (tmp_path / "texts/flask-3-1-3-readme.txt").read_text() == "# Flask\n\nIs small.\n"
    assert (tmp_path / "texts/flask-3-1-3-measured.txt").read_text().startswith("Figures of Flask 3.1.3\n")


def test_a_text_that_cannot_be_had_is_named_and_the_others_are_written(inputs: list[str], tmp_path: Path) -> None:
    packed.tarball(tmp_path / "packages/flask-3.1.3.tar.gz", {"other": "x"})
    with pytest.raises(CommandError, match=r"flask-3\.1\.3\.tar\.gz holds no flask-3\.1\.3/README\.md"):
        call_command("fetch_texts", str(tmp_path / "texts"), *inputs, stdout=StringIO())
    assert [path.name for path in (tmp_path / "texts").iterdir()] == ["flask-3-1-3-measured.txt"]
