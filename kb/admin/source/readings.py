"""What was read in full: one click on a source records it for all frameworks that the source speaks of."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kb.admin.base.list_filters import yes_no
from kb.admin.base.lists import FewChoices
from kb.admin.base.model_admin import KbAdmin, LookInline
from kb.admin.base.proposing import saved_or_proposed
from kb.derived import upkeep
from kb.derived.reports import outgrown
from kb.models import Claim, Framework, Reading, Source
from kb.wording import all_of


class ReadingInline(LookInline):
    """For which frameworks the source was read in full."""

    model = Reading
    verbose_name_plural = "read in full for"
    fields = ["framework", "read_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source", "framework")


@admin.register(Reading)
class ReadingAdmin(KbAdmin):
    list_display = ["source", "framework", "read_on"]
    ordering = ["source_id", "framework_id"]
    sortable_by = ()
    list_filter = [
        yes_no("is a question newer?", "again", Q(outgrown())),
        "read_on",
        ("framework", FewChoices),
    ]
    search_fields = ["source__title", "source__slug", "framework__name", "framework__slug"]
    autocomplete_fields = ["source", "framework"]
    layout = [(None, {"fields": ["source", "framework", "read_on"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source", "framework")


def urls(table: ModelAdmin[Any]) -> list[URLPattern]:
    """The address that a button on the page of a source posts to."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return record_view(table, request, pk)

    return [path("<int:pk>/read/", table.admin_site.admin_view(view), name="kb_source_read")]


def record_view(table: ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the source was read in full today, for every framework that one of its claims is about."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not (request.user.has_perm("kb.add_reading") and request.user.has_perm("kb.change_reading")):
        raise PermissionDenied
    source = Source.objects.filter(pk=pk).first() if pk < 2**63 else None
    if source is None:
        raise Http404(f"There is no source {pk}.")
    return saved_or_proposed(request, f"{source} was read in full.", lambda: _recorded(table, request, source))


def _recorded(table: ModelAdmin[Any], request: HttpRequest, source: Source) -> HttpResponse:
    names = [str(framework) for framework in read_in_full(source)]
    words = f"Read in full today for {all_of(names)}." if names else "It has no claim yet: nothing was recorded."
    table.message_user(request, words, messages.SUCCESS if names else messages.WARNING)
    return HttpResponseRedirect(reverse("admin:kb_source_change", args=[source.pk]))


def read_in_full(source: Source) -> list[Framework]:
    """Record it, and return the frameworks. Two queries, and those of saving each."""
    claims = Claim.objects.filter(source=source, framework=OuterRef("pk"))
    frameworks = list(Framework.objects.filter(Exists(claims)))
    present = {reading.framework_id: reading for reading in Reading.objects.filter(source=source)}
    with upkeep.collected():
        for framework in frameworks:
            reading = present.get(framework.pk) or Reading(source=source, framework=framework)
            reading.read_on = timezone.localdate()
            reading.save()
    return frameworks
