"""The README shows every picture that there is, and none is heavy."""

from __future__ import annotations

import re

from tests.inspection.pictures import FOLDER, MOST_BYTES, PICTURES, path_of
from tests.served.server import ROOT


def test_the_readme_shows_each_picture() -> None:
    images = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(images) == sorted(str(path_of(name).relative_to(ROOT)) for name in PICTURES)
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in PICTURES}


def test_no_picture_is_heavy() -> None:
    assert {name for name in PICTURES if path_of(name).stat().st_size > MOST_BYTES} == set()
