"""What whoever runs a site asks: what is answered when something goes wrong, who may what, how it is upgraded."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.filters import takes_nothing
from compare.web.access import ACCESS, OFFICE, PROOF, TABLES, Role
from compare.web.fault_table import FAULTS


def deploy(request: HttpRequest) -> HttpResponse:
    """It takes no parameter, and reads nothing of the base."""
    takes_nothing(request.GET)
    public = [row for row in ACCESS.values() if not row.route.startswith("admin/")]
    context = {
        "title": "How a site is run",
        "description": "What Claimgrid answers when something goes wrong, who may what, upgrade, backup and settings.",
        "canonical": request.build_absolute_uri("/about/deploy/"),
        "faults": FAULTS,
        "public": [f"/{row.route}" for row in public if (row.read, row.write) == (Role.ANYBODY, Role.NOBODY)],
        "open_forms": [f"/{row.route}" for row in public if row.write == Role.ANYBODY],
        "tables": TABLES,
        "office": OFFICE,
        "site_proof": PROOF,
        "settings_rows": settings_table(),
    }
    return TemplateResponse(request, "deploy.html", context)


@cache
def settings_table() -> list[list[str]]:
    """The rows of the README's table of settings, each of name, default and meaning; none where there is no README."""
    readme = settings.BASE_DIR / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    start = next((at for at, line in enumerate(lines, 2) if line.startswith("| variable |")), len(lines))
    rows: list[list[str]] = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
    return rows
