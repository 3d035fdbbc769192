"""What every page knows of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

NAVIGATION = (
    ("/compare/", "Compare"),
    ("/choose/", "Choose"),
    ("/companies/", "Companies"),
    ("/disagreements/", "Disagreements"),
    ("/claims/", "Claims"),
    ("/sources/", "Sources"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and licence, where errors are reported, and the navigation with the present place."""
    return {
        "site": settings.SITE,
        "report_url": settings.REPORT_URL,
        "navigation": [(path, name, request.path.startswith(path)) for path, name in NAVIGATION],
    }
