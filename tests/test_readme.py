"""The README tells the truth: its figures, its examples, its tables."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.test import Client

from compare.faces import FACES, csv
from compare.filters import FILTERS, MOST_PARAMETERS
from compare.management.commands.figures import table
from tests.kb import bases

README = Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'^curl "http://127\.0\.0\.1:8000(\S+)"$', README, re.MULTILINE)
VARIABLES = re.findall(r'env\.\w+\("([A-Z_]+)"', Path("compare/settings.py").read_text(encoding="utf-8"))


@pytest.fixture
def shipped_base(db: None) -> None:
    bases.put_shipped()


def test_the_figures_are_those_of_the_shipped_base(shipped_base: None) -> None:
    written = re.search(r"<!-- figures -->\n(.*?)\n<!-- /figures -->", README, re.DOTALL)
    assert written is not None
    assert written[1] == table()


def test_every_example_is_answered_with_something(shipped_base: None, client: Client) -> None:
    assert len(EXAMPLES) >= 8
    for path in EXAMPLES:
        response = client.get(path)
        assert response.status_code == 200, path
        assert len(b"".join(response)) > 300, path


@pytest.mark.parametrize("name", FILTERS)
def test_every_parameter_has_a_line(name: str) -> None:
    assert re.search(rf"^\|[^|]*\| `{name}` \|", README, re.MULTILINE)


@pytest.mark.parametrize("suffix", FACES)
def test_every_suffix_has_a_line(suffix: str) -> None:
    assert f"| `.{suffix}` |" in README


@pytest.mark.parametrize("name", sorted(set(VARIABLES)))
def test_every_variable_has_a_line(name: str) -> None:
    assert f"| `{name}` |" in README


def test_the_columns_are_those_of_the_files() -> None:
    assert ",".join(csv.MATRIX_COLUMNS) in README
    assert all(f"`{name}`" in README for name in csv.CLAIM_COLUMNS)


def test_every_management_command_is_named() -> None:
    commands = [path.stem for path in Path().glob("*/management/commands/[a-z]*.py")]
    own = {"figures", "first_editor", "load_once"}  # what make calls for a newcomer
    assert all(name in README for name in commands if name not in own)


def test_the_longest_query_fits_into_a_request_as_it_is_served() -> None:
    limit = runpy.run_path("gunicorn.conf.py")["limit_request_line"]
    assert f"{limit:,} characters" in README
    assert re.search(rf"at most\s{MOST_PARAMETERS} values", README)
    assert len("GET /claims/? HTTP/1.1\r\n" + "&".join(["framework=flask"] * MOST_PARAMETERS)) <= limit
