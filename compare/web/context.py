"""What every page knows of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from compare.web.indexing import robots_rule

NAVIGATION = (
    ("/compare/", "Compare"),
    ("/choose/", "Choose"),
    ("/companies/", "Companies"),
    ("/disagreements/", "Disagreements"),
    ("/claims/", "Claims"),
    ("/sources/", "Sources"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The name and licence, what robots are told, the navigation with the present place."""
    return {
        "site": settings.SITE,
        "robots": robots_rule(request),
        "navigation": [(path, name, request.path.startswith(path)) for path, name in NAVIGATION],
    }
