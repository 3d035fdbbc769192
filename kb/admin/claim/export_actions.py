"""Claims as a file: what an editor has selected, whatever its status, as a fixture or as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from kb.claim_columns import CLAIM_COLUMNS, guarded
from kb.evidence.records import ClaimRecord
from kb.exchange import fixture
from kb.models import Claim, Resolution
from kb.models.claims import ClaimQuerySet
from kb.rows.reading import read_claims
from kb.wording import plain, quantity

Status = Claim.Status


@admin.action(permissions=["view"], description="Export as a fixture")
def export_fixture(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse:
    """A page that says what the file will hold, and once that is confirmed the file."""
    chosen = _chosen(claims)
    rows = list(fixture.collect(fixture.Chosen(chosen)))
    if "confirmed" in request.POST:
        return _file("".join(fixture.written(rows, for_editors=True)), "application/json", "fixture.json")
    content = [*_content_lines(rows), *_left_out(chosen, rows)]
    return _export_page(table, request, chosen, "export_fixture", content)


@admin.action(permissions=["view"], description="Export as CSV")
def export_csv(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse:
    """The same of a table of the claims alone."""
    chosen = _chosen(claims)
    if "confirmed" in request.POST:
        return _file("".join(_csv_lines(request, chosen)), "text/csv", "csv")
    content = (
        "One line for each claim, in the columns of the site's own CSV. Imported again, all of them are unchanged."
    )
    return _export_page(table, request, chosen, "export_csv", [content, "Left out: the notes for editors."])


def _export_page(
    table: Any, request: HttpRequest, chosen: ClaimQuerySet, action: str, content: list[str]
) -> HttpResponse:
    """What the file holds and what it leaves out, before it is made."""
    across = request.POST.get("select_across") == "1"
    statuses = Counter(chosen.order_by().values_list("status", flat=True))
    context: dict[str, Any] = {
        **table.admin_site.each_context(request),
        "title": f"Export {quantity(sum(statuses.values()), 'claim')}",
        "opts": table.opts,
        "media": table.media,
        "action": action,
        "statuses": ", ".join(f"{statuses[status]} {status.label}" for status in Status if statuses[status]),
        "unpublished": sum(count for status, count in statuses.items() if status != Status.PUBLISHED),
        "says": content,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "across": int(across),
        # all of a long list go by one of them; Django takes no form with thousands of fields
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)[: 1 if across else None],
    }
    return TemplateResponse(request, "admin/kb/claim/export.html", context)


def _chosen(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The same claims, without what the list adds to count and sort them."""
    chosen: ClaimQuerySet = Claim.objects.filter(pk__in=claims.order_by().values("pk"))
    return chosen


def _content_lines(rows: Iterable[Model]) -> Iterator[str]:
    """What a fixture holds, table by table."""
    counts = Counter(type(row) for row in rows)
    names = [
        f"{count:,} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in counts.items()
    ]
    yield f"The file holds {', '.join(names)}: the claims, and all that they refer to."


def _left_out(chosen: ClaimQuerySet, rows: Iterable[Model]) -> Iterator[str]:
    """What a fixture of these claims does not hold."""
    keys = {row.pk for row in rows if isinstance(row, Resolution)}
    resolutions = Resolution.objects.filter(claims__in=chosen).exclude(pk__in=keys).distinct().count()
    if resolutions:
        yield f"Left out: {quantity(resolutions, 'resolution')}, which judged other claims too."
    yield "Left out: who reviewed what, the texts of sources, recorded absences."


def _file(content: str, media_type: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    name = f"claimgrid-selected-claims-{timezone.localdate().isoformat()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Line:
    """Hands a written line back: what `csv.writer` needs to write in pieces."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(request: HttpRequest, chosen: ClaimQuerySet) -> Iterator[str]:
    """The claims as the site's own CSV has them. One query."""
    writer = csv.writer(_Line())
    yield writer.writerow(CLAIM_COLUMNS)
    for claim in read_claims(chosen):
        columns = {"url": _public_address(request, claim)}
        yield writer.writerow([_text(columns.get(name, getattr(claim, name, None))) for name in CLAIM_COLUMNS])


def _public_address(request: HttpRequest, claim: ClaimRecord) -> str:
    """The claim's page on the site, if there is a site that has one."""
    if claim.status not in (Status.PUBLISHED, Status.RETIRED):
        return ""
    try:
        return request.build_absolute_uri(reverse("claim", kwargs={"key": claim.key}))
    except NoReverseMatch:
        return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value)) if isinstance(value, Decimal) else guarded(str(value))
