"""Addresses for machines: robots, health."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from compare.answers.problems import bad_query
from compare.filters import BadQuery, takes_nothing
from compare.models import PreparedRow
from compare.query.row_store import version
from compare.web.database_faults import DatabaseFault, database_fault
from compare.web.schema import Misfit, check_schema
from kb.derived.upkeep import revision


def robots(request: HttpRequest) -> HttpResponse:
    """All may read; the admin, what a search found and filter panels are not for indexes."""
    takes_nothing(request.GET)
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /filters/",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has the tables that this code needs, else 503. One query, once it was good."""
    return _probe(request, lambda: f"ok, revision {revision()}\n")


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests may be sent here: as `healthz`, and this program wrote the first of the stored rows, which
    `migrate` writes all at once. Two queries, the same at any size.
    """
    return _probe(request, _ready)


def _ready() -> str:
    if PreparedRow.objects.order_by("place").values_list("version", flat=True).first() not in (None, version()):
        raise Misfit("stored rows are of another version, and migrate writes them anew")
    return f"ready, revision {revision()}\n"


def _probe(request: HttpRequest, ask: Callable[[], str]) -> HttpResponse:
    try:
        takes_nothing(request.GET)
    except BadQuery as bad:
        return bad_query(request, "", bad)
    try:
        check_schema()
        text, status = ask(), 200
    except DatabaseError as error:
        fault = database_fault(error) or DatabaseFault.GONE
        text, status = f"{fault.text}\n", 503
    except Misfit as misfit:
        text, status = f"the database does not fit this code: {misfit}\n", 503
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
