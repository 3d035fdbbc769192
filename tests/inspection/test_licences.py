"""The licence of a package, wherever its metadata says it."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import distributions

import pytest

from tests.inspection.licences import licence_of, lines


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "see LICENSE")], "MIT"),
        ([("License", "BSD-3-Clause")], "BSD-3-Clause"),
        ([("License", "UNKNOWN"), ("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
        ([("Classifier", "Framework :: Django")], ""),
    ],
)
def test_it_is_found_where_it_stands(headers: list[tuple[str, str]], licence: str) -> None:
    metadata = Message()
    for name, text in headers:
        metadata[name] = text
    assert licence_of(metadata) == licence


def test_every_installed_package_has_a_line() -> None:
    assert any(line.startswith("Django 5") for line in lines(distributions()))
