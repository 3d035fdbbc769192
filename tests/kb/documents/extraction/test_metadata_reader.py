"""The metadata of a package."""

from __future__ import annotations

import pytest

from kb.documents.extraction.metadata_reader import metadata_text

HEADERS = "Metadata-Version: 2.4\nName: Flask\nRequires-Dist: a*; extra == '*'\n"


@pytest.mark.parametrize(
    ("stated", "description"),
    [
        ("Description-Content-Type: text/markdown; charset=UTF-8\n", "It is **small**, [so](x)."),
        ("Description-Content-Type: text/x-rst\n", "It is **small**, `so <x>`_."),
        ("", "It is **small**, `so <x>`_."),
    ],
)
def test_the_readme_is_read_as_the_headers_say(stated: str, description: str) -> None:
    assert metadata_text(f"{HEADERS}{stated}\n{description}") == f"{HEADERS}{stated}\nIt is small, so."


def test_a_plain_readme_and_headers_alone_stay_as_they_are() -> None:
    for written in (f"{HEADERS}Description-Content-Type: text/plain\n\n**so**", HEADERS):
        assert metadata_text(written) == written
