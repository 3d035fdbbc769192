"""What pages weigh: kept here. Wide tables are weighed with the larger base, 14 × 200 cells by the benchmarks."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.compare import reading

FULL = "/compare/flask-vs-django/"
KB = 1000


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def linked(suffix: str) -> list[str]:
    """Every file of the site's own pages with this suffix, and htmx."""
    own = [str(path.relative_to(settings.BASE_DIR / "static")) for path in static_files(suffix)]
    return own + (["django_htmx/htmx-2.min.js"] if suffix == "js" else [])


def static_files(suffix: str) -> list[Path]:
    return sorted((settings.BASE_DIR / "static" / suffix).glob(f"*.{suffix}"))


def weight(names: list[str]) -> int:
    return sum(compressed(Path(str(finders.find(name))).read_bytes()) for name in names)


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped")
def test_the_full_comparison_weighs_60_kb_at_most() -> None:
    assert compressed(reading.text(FULL).encode()) <= 60 * KB


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped")
def test_each_cell_is_rendered_once() -> None:
    links = [link for link in reading.page(FULL).links if link.startswith("/cells/")]
    assert len(links) == len(set(links))


def test_all_style_sheets_weigh_20_kb_at_most() -> None:
    assert weight(linked("css")) <= 20 * KB


def test_all_scripts_weigh_25_kb_at_most() -> None:
    assert weight(linked("js")) <= 25 * KB
