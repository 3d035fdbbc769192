"""Loads what the first visitor would wait for: addresses, views, templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import engines
from django.urls import get_resolver


def load_all() -> None:
    """Import every view and compile every public template. Reads no database."""
    get_resolver().url_patterns  # noqa: B018  (looking at them imports them)
    engine: Any = engines["jinja2"]
    for path in sorted((Path(settings.BASE_DIR) / "templates" / "compare").glob("*.html")):
        engine.env.get_template(path.name)
