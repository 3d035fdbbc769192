"""Addresses for machines: robots, health."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from compare.answers.problems import bad_query
from compare.filters import BadQuery, takes_nothing
from compare.models import PreparedRow
from compare.query.row_store import version
from compare.web.database_faults import DatabaseFault, database_fault
from compare.web.deadlines import within
from compare.web.freshness import today
from compare.web.schema import Misfit, check_schema
from compare.web.second_factor import has_permission
from kb.derived.upkeep import revision
from kb.keeping.row_faults import row_faults
from kb.rows.cursors import consistent_reads

SECONDS, DEEP_SECONDS = 3, 60  # for which a probe waits
DEEP = "deep"
MOST_BROKEN_RULES = 20


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
    """200 when the database answers and has the tables that this code needs, else 503. One query, once it was good.

    With ``deep=1`` those whom the admin lets in, and who may look at claims there, learn whether each stored row keeps
    the rules; nobody else is told that this can be asked.
    """
    if request.GET.get(DEEP) == "1":
        return _probe(request, partial(_deep, request), DEEP_SECONDS)
    return _probe(request, lambda: f"ok, revision {revision()}", SECONDS)


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests may be sent here: as `healthz`, and this program wrote the first of the stored rows, which
    `migrate` writes all at once. Two queries, the same at any size.
    """
    return _probe(request, _ready, SECONDS)


def _ready() -> str:
    if PreparedRow.objects.order_by("place").values_list("version", flat=True).first() not in (None, version()):
        raise Misfit("stored rows are of another version, and migrate writes them anew")
    return f"ready, revision {revision()}"


def _deep(request: HttpRequest) -> str:
    """Each rule is asked of all rows: a query each, without what has to be computed afresh (`check_base` does)."""
    if not (has_permission(request) and request.user.has_perm("kb.view_claim")):
        raise Http404
    with consistent_reads():
        faults = [str(fault) for fault in islice(row_faults(today()), MOST_BROKEN_RULES)]
        if faults:
            raise Misfit("\n".join(["rules are broken, and check_base names all of it", *faults]))
        return f"ok, revision {revision()}, every row keeps the rules"


def _probe(request: HttpRequest, ask: Callable[[], str], seconds: int) -> HttpResponse:
    try:
        takes_nothing(QueryDict(urlencode([pair for pair in request.GET.items() if pair != (DEEP, "1")])))
    except BadQuery as bad:
        return bad_query(request, "", bad)
    text, status = _outcome(ask, seconds)
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response


def _outcome(ask: Callable[[], str], seconds: int) -> tuple[str, int]:
    """In words and as a status, in time whatever the database does."""

    def answer() -> str:
        check_schema()
        return ask()

    try:
        return within(seconds, answer), 200
    except TimeoutError:
        return f"The database has not answered within {seconds} seconds.", 503
    except DatabaseError as error:
        return (database_fault(error) or DatabaseFault.GONE).text, 503
    except Misfit as misfit:
        return f"the database does not fit this code: {misfit}", 503
