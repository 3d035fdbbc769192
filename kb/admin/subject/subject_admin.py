"""Frameworks, aspects with their options, scopes and companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from kb.admin.base.forms import InlineForm, ReasonForm
from kb.admin.base.list_filters import claimed, yes_no
from kb.admin.base.lists import MOST_OF_A_ROW, FewChoices
from kb.admin.base.model_admin import KbAdmin, LookInline, RowInline
from kb.admin.base.row_links import list_link
from kb.admin.base.searching import ThingSearch, WordSearch
from kb.admin.merge.usage_admin import UsageAdmin, published_by
from kb.admin.withdrawal import withdrawal_pages
from kb.evidence.judgement import State
from kb.models import Aspect, AspectGroup, Cell, Company, Framework, Option, Scope
from kb.models.industries import INDUSTRIES
from kb.rows.counting import number_by


@admin.register(Framework)
class FrameworkAdmin(UsageAdmin):
    counts = published_by("framework")
    search = ThingSearch(key="slug")
    list_display = ["name", "slug", "published_claims", "homepage", "repository"]
    list_filter = [claimed("framework")]
    search_fields = ["name", "slug", "aliases"]
    layout = [
        (None, {"fields": ["name", "slug", "aliases"]}),
        ("Where it lives", {"fields": ["homepage", "repository"]}),
    ]


class AspectInline(LookInline):
    model = Aspect
    fields = ["slug", "value_type", "cardinality", "order"]


@admin.register(AspectGroup)
class AspectGroupAdmin(KbAdmin):
    list_display = ["name", "slug", "order", "aspect_count"]
    search_fields = ["name", "slug"]
    counts = {"questions": number_by(Aspect.objects.all(), "group", MOST_OF_A_ROW)}
    inlines = [AspectInline]
    layout = [(None, {"fields": ["name", "slug", "order"]})]

    @admin.display(description="Aspects")
    def aspect_count(self, group: Any) -> str:
        return list_link(Aspect, group.questions, group__id__exact=group.pk)


class OptionForm(InlineForm):
    def check_related(self) -> None:
        """A new aspect is not stored yet, so the option's own rule cannot see its type."""
        super().check_related()
        if self.instance.aspect.value_type != Aspect.ValueType.CHOICE:
            raise ValidationError("Only an aspect of type choice has options.")

    def _post_clean(self) -> None:
        """Slugs that were made of labels are what the rows of a page are compared by: Django would compare blanks."""
        super()._post_clean()
        if "slug" in self.cleaned_data:
            self.cleaned_data["slug"] = self.instance.slug


class OptionInline(RowInline):
    model = Option
    form = OptionForm
    fields = ["label", "slug", "order", "degree", "description"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("aspect")


@admin.register(Aspect)
class AspectAdmin(UsageAdmin):
    counts = published_by("aspect")
    search = ThingSearch(key="slug")
    list_display = [
        "name",
        "group",
        "value_type",
        "cardinality",
        "nature",
        "temporal",
        "per_company",
        "published_claims",
    ]
    list_filter = [
        claimed("aspect"),
        ("group", FewChoices),
        "value_type",
        "cardinality",
        "nature",
        "temporal",
        "per_company",
        yes_no("can its evidence go stale?", "ages", Q(stale_after_months__isnull=False)),
    ]
    list_select_related = ["group"]
    search_fields = ["name", "slug", "help_text", "group__name"]
    autocomplete_fields = ["group"]
    inlines = [OptionInline]
    layout = [
        ("Question", {"fields": ["name", "slug", "help_text", ("group", "order")]}),
        ("Answer", {"fields": [("value_type", "unit"), "cardinality", "nature", "per_company"]}),
        ("Time", {"fields": ["temporal", "stale_after_months", "added_on"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new question is asked from today on: what was read before is not silent on it."""
        return {"added_on": timezone.localdate(), **super().get_changeform_initial_data(request)}


@admin.register(Option)
class OptionAdmin(UsageAdmin):
    counts = published_by("option")
    search = WordSearch({"aspect": "aspect"}, texts=("label", "slug"))
    ordering = ["aspect_id", "order", "slug"]
    list_display = ["label", "slug", "aspect", "order", "published_claims"]
    list_display_links = ["label"]
    list_filter = [claimed("option"), ("aspect__group", FewChoices)]
    search_fields = ["label", "slug", "aspect__name", "aspect__slug"]
    autocomplete_fields = ["aspect"]
    layout = [(None, {"fields": ["aspect", "label", "slug", "order", "degree", "description"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("aspect")


@admin.register(Scope)
class ScopeAdmin(UsageAdmin):
    counts = published_by("scope")
    list_display = ["name", "slug", "published_claims"]
    list_filter = [claimed("scope")]
    search_fields = ["name", "slug"]
    layout = [(None, {"fields": ["name", "slug"]})]


FILLED = Cell.objects.exclude(state=State.EMPTY)
ELSEWHERE = FILLED.filter(company=OuterRef("company"), framework__gt=OuterRef("framework"))
SEVERAL = Q(Exists(FILLED.filter(Exists(ELSEWHERE), company=OuterRef("pk"))))


class CompanyForm(ReasonForm):
    """Offers the list of industries, and what the company has from before the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, word = self.fields.get("industry"), self.instance.industry
        if field and word and word not in INDUSTRIES:  # who may only look has no fields
            field.choices = [*field.choices, (word, f"{word} (not in the list)")]  # type: ignore[attr-defined]


@admin.register(Company)
class CompanyAdmin(UsageAdmin):
    form = CompanyForm
    pages = (*UsageAdmin.pages, withdrawal_pages.urls)
    counts = published_by("company")
    search = ThingSearch(key="slug")
    list_display = ["name", "slug", "industry", "published_claims", "frameworks_claimed"]
    list_filter = [
        claimed("company"),
        yes_no("claimed for several frameworks?", "split", SEVERAL),
        yes_no("has an industry?", "industry_known", ~Q(industry="")),
        yes_no("industry of the list?", "industry_listed", Q(industry__in=INDUSTRIES)),
        "industry",
    ]
    search_fields = ["name", "slug", "aliases", "industry"]
    layout = [
        (None, {"fields": ["name", "slug", "aliases"]}),
        ("About", {"fields": ["homepage", "industry"]}),
    ]

    def with_counts(self, rows: QuerySet[Any]) -> Sequence[Any]:
        """With the number of frameworks, from the cells. One query more."""
        page = super().with_counts(rows)
        cells = FILLED.filter(company__in=[row.pk for row in page]).order_by().values("company")
        numbers = dict(cells.annotate(number=Count("framework", distinct=True)).values_list("company", "number"))
        for row in page:
            row.frameworks = numbers.get(row.pk, 0)
        return page

    @admin.display(description="Frameworks")
    def frameworks_claimed(self, company: Any) -> int:
        return int(company.frameworks)
