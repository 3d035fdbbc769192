"""What CONTRIBUTING says stands where it says."""

from __future__ import annotations

import re
from pkgutil import resolve_name

import pytest

from tests.house.tree import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
TOUR = TEXT.partition("## A tour\n")[2].partition("\n## ")[0]
WIDEST = 120  # columns, but for tables


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:kb|compare)\.[\w.]+)`", TOUR))))
def test_what_the_tour_names_is_there(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert hasattr(resolve_name(module), attribute) or attribute in resolve_name(module).__annotations__


def test_the_tour_leads_from_an_address_and_from_a_claim() -> None:
    assert re.findall(r"^\*\*(.+)\*\*$", TOUR, re.MULTILINE) == [
        "`/compare/flask-vs-django.csv?state=contested`",
        "A claim is published",
    ]


def test_no_line_is_wider_than_a_window() -> None:
    lines = enumerate(TEXT.splitlines(), start=1)
    assert [number for number, line in lines if len(line) > WIDEST and not line.startswith("|")] == []
