"""The report of one source: what it claims, how that stands, and where the source itself comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.admin.cell.cell_report import cell_address
from kb.derived.source_reports import Origins, SourceReport, TreeLine, origins, source_report
from kb.evidence.records import CellKey, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from kb.models import Claim, Source


def urls(table: ModelAdmin[Any]) -> list[URLPattern]:
    """The page, below the admin of sources."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return report_view(table, request, pk)

    return [path("<int:pk>/report/", table.admin_site.admin_view(view), name="kb_source_report")]


def report_view(table: ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponse:
    """For who may look at sources and at claims. Drafts are counted, and their quotes named."""
    claims = table.admin_site.get_model_admin(Claim)
    if not (table.has_view_permission(request) and claims.has_view_permission(request)):
        raise PermissionDenied
    source = Source.objects.filter(pk=pk).first() if pk < 2**63 else None
    if source is None:
        raise Http404(f"There is no source {pk}.")
    report = source_report(source, timezone.localdate())
    context = {
        **table.admin_site.each_context(request),
        "opts": table.model._meta,
        "title": "Report of a source",
        "subtitle": source.title,
        "original": source,
        "report": report,
        "contested": [_cell(key, report) for key in report.contested],
        "contradictions": [
            (
                _cell(contradiction.cell, report),
                [(side.label, _claims(side.claims, report)) for side in contradiction.sides],
            )
            for contradiction in report.contradictions
        ],
        "unfound": [(key, report.keys[key]) for key in report.unfound],
        "tree": tree_text(report.origins),
        "sentences": sentences(report.origins),
    }
    return TemplateResponse(request, "admin/kb/source/report.html", context)


def where_from(source: Source, vocabulary: Vocabulary) -> SafeString:
    """The tree of what a source derives from, and what follows from it. No query."""
    ends = origins(source.slug, vocabulary)
    markup = format_html_join("", "<p>{}</p>", ((sentence,) for sentence in sentences(ends)))
    return format_html("<div><pre>{}</pre>{}</div>", tree_text(ends), markup)


def tree_text(ends: Origins) -> str:
    """One source a line, below what derives from it."""
    return "\n".join(_line_text(line) for line in ends.lines)


def _line_text(line: TreeLine) -> str:
    start = f"{'    ' * (line.depth - 1)}└── " if line.depth else ""
    note = f": {line.note}" if line.note else ""
    return f"{start}{_source_title(line.source)}{note}{' (as above)' if line.again else ''}"


def _source_title(source: SourceRecord) -> str:
    return f"{source.title} ({source.kind_label})"


def sentences(ends: Origins) -> list[str]:
    """Where it ends, what leads in a circle, what it only refers to."""
    lines = []
    if len(ends.lines) == 1:
        lines.append("It derives from no other source.")
    if ends.ends and len(ends.lines) > 1:
        lines.append(f"It ends in {_titles(ends.ends)}.")
    if ends.no_roots:
        lines.append(
            f"No root, since it is generated or leads in a circle with generated text: {_titles(ends.no_roots)}."
        )
    lines += [f"A circle: {_titles(cycle)} lead to each other, and count as one." for cycle in ends.cycles]
    if ends.cites:
        lines.append(f"It only refers to {_titles(ends.cites)}: shown, never followed.")
    return lines


def _titles(sources: Iterable[SourceRecord]) -> str:
    return ", ".join(source.title for source in sources)


def _cell(key: CellKey, report: SourceReport) -> dict[str, str]:
    vocabulary = report.vocabulary
    names = [vocabulary.frameworks[key.framework].name, vocabulary.aspects[key.aspect].name]
    names += [vocabulary.companies[key.company].name] if key.company else []
    return {"title": ", ".join(names), "address": cell_address(*key), "state": str(report.cells[key].state)}


def _claims(claims: Iterable[Any], report: SourceReport) -> list[dict[str, Any]]:
    return [{"record": claim, "pk": report.keys[claim.key]} for claim in claims]
