"""What all lists share: they cost what they show, not what is stored.

A list counts to 10,000, with a search or a filter to 1,000, and says so. It sorts only along an index, names no
vocabulary whole, and counts what belongs to a row only for the rows of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from kb.rows.counting import COUNT_BOUND, CountColumn, bounded, count_of

MOST_HITS = 1_000  # by a search or a filter
MOST_OF_A_ROW = 1_000  # claims of a source, for example
MOST_CHOICES = 20
ASK_NOTHING = {PAGE_VAR, ORDER_VAR, ALL_VAR}


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than ``most``; what lies behind has no page, and is reached by a narrower question."""

    most = COUNT_BOUND

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return count_of(rows, self.most)


class HitPaginator(BoundedPaginator):
    """The pages of a search, or of a filtered list."""

    most = MOST_HITS


class List(ChangeList):
    """Counts what belongs to the rows, for those of the page alone."""

    model_admin: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = self.model_admin.with_counts(self.result_list)


def paginator_class(request: HttpRequest) -> type[BoundedPaginator]:
    return HitPaginator if request.GET.keys() - ASK_NOTHING else BoundedPaginator


def with_counts(model: Any, page: list[Any], counts: Mapping[str, CountColumn]) -> list[Any]:
    """The rows of a page with their counts, each to `MOST_OF_A_ROW`. One query if there are any."""
    if not (counts and page):
        return page
    rows = model._base_manager.filter(pk__in=[row.pk for row in page]).annotate(**counts)
    numbers = {row["pk"]: row for row in rows.values("pk", *counts)}
    for row in page:
        for name in counts:
            setattr(row, name, bounded(numbers.get(row.pk, {}).get(name, 0), MOST_OF_A_ROW))
    return page


class FewChoices(RelatedFieldListFilter):
    """Offers the first rows of the other table, in its order, and whichever is chosen. At most two queries."""

    left_out = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.left_out:
            self.title = f"{self.title} (the first {MOST_CHOICES})"

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        table = field.remote_field.model
        ordered = table._default_manager.order_by(*self.field_admin_ordering(field, request, model_admin))
        rows = list(ordered[: MOST_CHOICES + 1])
        chosen = {key for key in self.lookup_val or () if key not in {str(row.pk) for row in rows[:MOST_CHOICES]}}
        self.left_out = len(rows) > MOST_CHOICES
        rows = rows[:MOST_CHOICES]
        known = [int(key) for key in chosen if key.isascii() and key.isdecimal() and len(key) < 19]
        rows += list(table._default_manager.filter(pk__in=known)) if known else []
        return [(row.pk, str(row)) for row in rows]
