"""The README tells the truth: its figures, its examples, its variables. What an address takes is at /reference/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from compare.management.commands.figures import table
from tests.kb import bases

README = Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'^curl "http://127\.0\.0\.1:8000(\S+)"$', README, re.MULTILINE)
VARIABLES = re.findall(r'env\.\w+\("([A-Z_]+)"', Path("compare/settings.py").read_text(encoding="utf-8"))


@pytest.fixture
def shipped_base(db: None) -> None:
    bases.put_both()


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


@pytest.mark.parametrize("name", sorted(set(VARIABLES)))
def test_every_variable_has_a_line(name: str) -> None:
    assert f"| `{name}` |" in README


def test_every_management_command_is_named() -> None:
    commands = [path.stem for path in Path().glob("*/management/commands/[a-z]*.py")]
    own = {"figures", "first_editor", "load_once", "prepare"}  # what make calls for a newcomer
    assert all(name in README for name in commands if name not in own)


def test_every_file_that_it_leads_to_is_there() -> None:
    led = re.findall(r"\]\(([\w./-]+)\)", README)
    assert len(led) >= 5
    assert [path for path in led if not Path(path).exists()] == []
