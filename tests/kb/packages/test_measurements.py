"""What is counted in the files of a framework, and how it is stated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.packages.distributions import FrameworkPackage, framework_packages
from kb.packages.index_listings import read_listing
from kb.packages.measured_claims import Measurement
from kb.packages.measurements import UnfitPackage, installed_figures
from tests.kb.packages import packed

DAY = date(2026, 11, 28)


@pytest.fixture
def package(tmp_path: Path) -> FrameworkPackage:
    packed.flask(tmp_path)
    return framework_packages(tmp_path / "distributions.json")["flask"]


def measurement(package: FrameworkPackage, folder: Path) -> Measurement:
    figures = installed_figures(package, folder)
    return Measurement(package, read_listing(packed.listing(packed.DAYS)), DAY, figures)


def test_lines_are_those_of_the_package_itself_without_tests_and_blanks(
    package: FrameworkPackage, tmp_path: Path
) -> None:
    figures = installed_figures(package, tmp_path)
    assert (figures.lines, figures.code_files) == (2, 1)


def test_scripts_are_no_part_of_the_size(package: FrameworkPackage, tmp_path: Path) -> None:
    without_script = sum(len(text) for name, text in packed.FLASK.items() if "scripts" not in name)
    assert installed_figures(package, tmp_path).size == without_script + len("x = 1\n")


def test_a_dependency_counts_where_its_marker_holds(package: FrameworkPackage, tmp_path: Path) -> None:
    assert installed_figures(package, tmp_path).dependencies == ("click",)


def test_the_same_files_give_the_same_text(package: FrameworkPackage, tmp_path: Path) -> None:
    text = measurement(package, tmp_path).text
    assert text == measurement(package, tmp_path).text
    assert "Install size: 0.0 MB" in text
    assert "Final releases from 2025-11-29 to 2026-11-28: 1: 3.1.3 (2026-02-19)" in text


def test_every_claim_stands_at_its_line(package: FrameworkPackage, tmp_path: Path) -> None:
    measured = measurement(package, tmp_path)
    lines = measured.text.splitlines()
    source, *claims = [row["fields"] for row in measured.objects()]
    assert source["slug"] == "flask-3-1-3-measured"
    assert len(claims) == 12
    assert all(row["quote"] in lines[int(row["locator"].removeprefix("line ")) - 1] for row in claims)
    assert max(len(row["quote"].split()) for row in claims) <= 6


def test_no_claim_says_its_status(package: FrameworkPackage, tmp_path: Path) -> None:
    assert not any("status" in row["fields"] for row in measurement(package, tmp_path).objects())


def test_a_file_with_another_hash_is_refused(package: FrameworkPackage, tmp_path: Path) -> None:
    packed.wheel(tmp_path / package.installed[1].file, {"click/__init__.py": "x = 2\n"})
    with pytest.raises(UnfitPackage, match=r"click-8\.5\.1.* has not the hash"):
        installed_figures(package, tmp_path)


def test_a_remark_stands_beside_its_figure(package: FrameworkPackage, tmp_path: Path) -> None:
    object.__setattr__(package, "remarks", {"code-lines": "compiled"})
    statements = [row["fields"].get("statement") for row in measurement(package, tmp_path).objects()]
    assert "The code of Flask 3.1.3 has 2 lines, blank ones left out (compiled)." in statements
