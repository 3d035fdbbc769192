"""Frameworks, aspects with their options, scopes and companies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from kb.admin.base import KbAdmin, LookInline, RowInline, list_link
from kb.admin.filters import yes_no
from kb.admin.forms import InlineForm
from kb.models import Aspect, AspectGroup, Claim, Company, Framework, Option, Scope

PUBLISHED = Q(claims__status=Claim.Status.PUBLISHED)
CLAIMED = yes_no("has published claims?", "claimed", Q(published__gt=0))


class CountedAdmin(KbAdmin):
    """A table whose rows are used by claims: the list counts the published ones."""

    counted_by = ""  # the field of a claim that names the row

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(published=Count("claims", filter=PUBLISHED, distinct=True))

    @admin.display(description="Published claims", ordering="published")
    def published_claims(self, row: Any) -> str:
        return list_link(
            Claim, row.published, **{f"{self.counted_by}__id__exact": row.pk, "status__exact": "published"}
        )


@admin.register(Framework)
class FrameworkAdmin(CountedAdmin):
    counted_by = "framework"
    slug_from = "name"
    list_display = ["name", "slug", "published_claims", "homepage", "repository"]
    list_filter = [CLAIMED]
    search_fields = ["name", "slug", "aliases"]
    shown = [
        (None, {"fields": ["name", "slug", "aliases"]}),
        ("Where it lives", {"fields": ["homepage", "repository"]}),
    ]


class AspectInline(LookInline):
    model = Aspect
    fields = ["slug", "value_type", "cardinality", "order"]


@admin.register(AspectGroup)
class AspectGroupAdmin(KbAdmin):
    slug_from = "name"
    list_display = ["name", "slug", "order", "aspect_count"]
    search_fields = ["name", "slug"]
    inlines = [AspectInline]
    shown = [(None, {"fields": ["name", "slug", "order"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(aspect_count=Count("aspects"))

    @admin.display(description="Aspects", ordering="aspect_count")
    def aspect_count(self, group: Any) -> str:
        return list_link(Aspect, group.aspect_count, group__id__exact=group.pk)


class OptionForm(InlineForm):
    def check_related(self) -> None:
        """A new aspect is not stored yet, so the option's own rule cannot see its type."""
        super().check_related()
        if self.instance.aspect.value_type != Aspect.ValueType.CHOICE:
            raise ValidationError("Only an aspect of type choice has options.")


class OptionInline(RowInline):
    model = Option
    form = OptionForm
    fields = ["label", "slug", "order", "degree", "description"]
    prepopulated_fields = {"slug": ("label",)}
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("aspect")


@admin.register(Aspect)
class AspectAdmin(CountedAdmin):
    counted_by = "aspect"
    slug_from = "name"
    list_display = ["name", "group", "value_type", "cardinality", "temporal", "per_company", "published_claims"]
    list_filter = [
        CLAIMED,
        "group",
        "value_type",
        "cardinality",
        "temporal",
        "per_company",
        yes_no("can its evidence go stale?", "ages", Q(stale_after_months__isnull=False)),
    ]
    list_select_related = ["group"]
    search_fields = ["name", "slug", "help_text", "group__name"]
    autocomplete_fields = ["group"]
    inlines = [OptionInline]
    shown = [
        ("Question", {"fields": ["name", "slug", "help_text", ("group", "order")]}),
        ("Answer", {"fields": [("value_type", "unit"), "cardinality", "per_company"]}),
        ("Time", {"fields": ["temporal", "stale_after_months"]}),
    ]


@admin.register(Option)
class OptionAdmin(CountedAdmin):
    counted_by = "option"
    slug_from = "label"
    list_display = ["label", "slug", "aspect", "order", "published_claims"]
    list_display_links = ["label"]
    list_filter = [CLAIMED, "aspect__group"]
    search_fields = ["label", "slug", "aspect__name", "aspect__slug"]
    autocomplete_fields = ["aspect"]
    shown = [(None, {"fields": ["aspect", "label", "slug", "order", "degree", "description"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("aspect")


@admin.register(Scope)
class ScopeAdmin(CountedAdmin):
    counted_by = "scope"
    slug_from = "name"
    list_display = ["name", "slug", "published_claims"]
    list_filter = [CLAIMED]
    search_fields = ["name", "slug"]
    shown = [(None, {"fields": ["name", "slug"]})]


@admin.register(Company)
class CompanyAdmin(CountedAdmin):
    counted_by = "company"
    slug_from = "name"
    list_display = ["name", "slug", "industry", "published_claims", "frameworks_claimed"]
    list_filter = [
        CLAIMED,
        yes_no("claimed for several frameworks?", "split", Q(frameworks__gt=1)),
        yes_no("has an industry?", "industry_known", ~Q(industry="")),
    ]
    search_fields = ["name", "slug", "aliases", "industry"]
    shown = [
        (None, {"fields": ["name", "slug", "aliases"]}),
        ("About", {"fields": ["homepage", "industry"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        frameworks = Count("claims__framework", filter=PUBLISHED, distinct=True)
        return super().get_queryset(request).annotate(frameworks=frameworks)

    @admin.display(description="Frameworks", ordering="frameworks")
    def frameworks_claimed(self, company: Any) -> int:
        return int(company.frameworks)
