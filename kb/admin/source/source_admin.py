"""Sources, how they depend on each other, and their texts as read."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from kb.admin.base.forms import ReasonForm
from kb.admin.base.list_filters import (
    CellStale,
    CellState,
    ChoiceFilter,
    GroupFilter,
    LostQuoteFilter,
    Mine,
    UnderWayFilter,
    claimed,
    yes_no,
)
from kb.admin.base.lists import MOST_OF_A_ROW
from kb.admin.base.model_admin import KbAdmin, LookInline, RowInline
from kb.admin.base.row_links import list_link, row_link
from kb.admin.base.searching import WordSearch
from kb.admin.merge.usage_admin import UsageAdmin, published_by
from kb.admin.source import desk, readings, source_report, text_pages
from kb.admin.source.readings import ReadingInline
from kb.admin.withdrawal import withdrawal_pages
from kb.documents.twins import Twin, twins
from kb.models import Claim, Snapshot, Source, SourceLink
from kb.rows.counting import number_by
from kb.rows.vocabulary_reading import read_vocabulary


class Depends(ChoiceFilter):
    """Whether a source hangs on another one, or others on it."""

    title = "dependency"
    parameter_name = "depends"
    answers = (("derives", "Derives from another"), ("copied", "Others derive from it"), ("none", "Neither"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        derives = SourceLink.objects.filter(kind=SourceLink.Relation.DERIVES)
        upstream = Exists(derives.filter(from_source=OuterRef("pk")))
        copied = Exists(derives.filter(to_source=OuterRef("pk")))
        conditions = {"derives": upstream, "copied": copied, "none": ~upstream & ~copied}
        return queryset.filter(conditions[answer]) if answer in conditions else queryset


class LinkOut(RowInline):
    """What the source depends on. To change one: its own page, or delete it and add another."""

    model = SourceLink
    fk_name = "from_source"
    verbose_name = "dependency"
    verbose_name_plural = "depends on"
    fields = ["kind", "to_source", "stated", "note"]
    autocomplete_fields = ["to_source"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("from_source", "to_source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A stored row is shown, not edited: each search box in a row would cost a query."""
        return False


class LinkIn(LookInline):
    model = SourceLink
    fk_name = "to_source"
    verbose_name_plural = "sources that depend on it"
    fields = ["kind", "from_source", "stated", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("from_source", "to_source")


COMPARED = {"url", "version", "archive_url", "sha256"}  # what tells one document from another


class SourceForm(ReasonForm):
    """Warns before a document is entered a second time: it is opened where it stands, or said to be another one."""

    def check_related(self) -> None:
        """At most one query."""
        if self.instance.another_document or not COMPARED & set(self.changed_data):
            return
        if faults := [_twin_words(twin) for twin in twins(self.instance)]:
            raise ValidationError({"another_document": faults})


def _twin_words(twin: Twin) -> str:
    words = "“{}” ({}) has {}. Open that one; or, if this is another document, tick here and save again."
    return format_html(words, row_link(twin.source, twin.source.title), twin.source.slug, twin.words)


@admin.register(Source)
class SourceAdmin(UsageAdmin):
    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["admin/kb/tools.css"]}

    form = SourceForm
    list_display = ["title", "kind", "published_claims", "upstream_of", "published_on", "read_on", "link_state"]
    list_filter = [
        "kind",
        claimed("source"),
        Depends,
        yes_no("have we read it?", "read", Q(read_on__isnull=False)),
        yes_no("is it dated?", "dated", ~Q(published_on="") | ~Q(modified_on="")),
        "link_state",
        CellState,
        CellStale,
        LostQuoteFilter,
        UnderWayFilter,
        Mine,
        GroupFilter,
    ]
    search_fields = ["title", "slug", "url", "author", "publisher"]
    autocomplete_fields = ["framework", "company"]
    search = WordSearch({"pk": "source"}, key="slug", texts=("url",))
    counts = {
        **published_by("source"),
        "named_upstream": number_by(Claim.objects.all(), "via", MOST_OF_A_ROW),
    }
    inlines = [LinkOut, LinkIn, ReadingInline]
    readonly_fields = ["link_state", "link_checked_on", "link_moved_to", "archive_state"]
    made = ("where_from", "report")
    pages = (*UsageAdmin.pages, readings.urls, desk.urls, source_report.urls, text_pages.urls, withdrawal_pages.urls)
    layout = [
        (
            "Document",
            {
                "fields": [
                    "title",
                    "slug",
                    "kind",
                    "url",
                    "no_address_because",
                    "version",
                    "language",
                    "another_document",
                ]
            },
        ),
        ("Who wrote it", {"fields": ["author", "publisher", "framework", "company"]}),
        ("Dates", {"fields": [("published_on", "modified_on"), "read_on"]}),
        (
            "Text and link",
            {"fields": ["archive_url", "sha256", "link_state", "link_checked_on", "link_moved_to", "archive_state"]},
        ),
    ]

    @admin.display(description="Where it comes from")
    def where_from(self, source: Source) -> str:
        """What it derives from, down to where it ends; of a form that was refused, as it is stored. Eight queries."""
        return source_report.where_from(Source.objects.get(pk=source.pk), read_vocabulary())

    @admin.display(description="Report")
    def report(self, source: Source) -> str:
        address = reverse("admin:kb_source_report", args=[source.pk])
        return format_html('<a href="{}">what it claims, and how that stands</a>', address)

    @admin.display(description="Upstream of claims")
    def upstream_of(self, source: Any) -> str:
        return list_link(Claim, source.named_upstream, via__id__exact=source.pk)


class FromKind(ChoiceFilter):
    """The kind of the source that depends on another."""

    title = "kind of source"
    parameter_name = "from_source__kind"
    answers = tuple((kind.value, str(kind.label)) for kind in Source.Kind)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return queryset.filter(from_source__kind=answer)


@admin.register(SourceLink)
class SourceLinkAdmin(KbAdmin):
    list_display = ["from_source", "kind", "to_source", "stated", "note"]
    ordering = ["from_source_id", "to_source_id", "kind"]
    sortable_by = ()
    list_filter = [
        "kind",
        "stated",
        FromKind,
        yes_no("does it say why?", "noted", ~Q(note="")),
    ]
    search_fields = ["from_source__title", "from_source__slug", "to_source__title", "to_source__slug", "note"]
    autocomplete_fields = ["from_source", "to_source"]
    layout = [(None, {"fields": ["from_source", "kind", "to_source", "stated", "note"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("from_source", "to_source")


class SnapshotForm(ReasonForm):
    """The sum is made of the text, whose lines end as they do in a file, not as browsers send them."""

    text = forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 30, "class": "vLargeTextField"}))

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        self.instance.sha256 = hashlib.sha256(text.encode()).hexdigest()
        return str(text)


@admin.register(Snapshot)
class SnapshotAdmin(KbAdmin):
    """A text as read does not change: another reading is another row."""

    form = SnapshotForm
    list_display = ["source", "taken_on", "sha256"]
    list_filter = ["source__kind", "taken_on"]
    ordering = ["source_id", "-taken_on"]
    sortable_by = ()
    search_fields = ["source__title", "source__slug", "sha256"]
    autocomplete_fields = ["source"]
    made = ("sha256",)
    layout = [(None, {"fields": ["source", "taken_on", "text"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source").defer("text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "source", "text") if obj else fields
