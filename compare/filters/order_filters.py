"""Last stage: order, direction and page of what is left."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from compare.filters.base_filter import (
    ARRANGEMENT,
    StagedFilter,
    Switch,
    WholeNumberField,
    alternatives,
    parameter_quote,
)

ORDERS = {
    "aspect": "by aspect",
    "name": "by name",
    "evidence": "strongest evidence first",
    "newest": "newest first",
    "oldest": "oldest first",
}


class OrderField(forms.ChoiceField):
    def validate(self, value: str) -> None:
        if value and value not in ORDERS:
            raise forms.ValidationError(
                f"{parameter_quote(value)} is no order: it is {alternatives(list(ORDERS))}.", code="unknown"
            )


class ArrangementFilter(StagedFilter, django_filters.Filter):  # type: ignore[misc]
    """Arranges what is left; leaves querysets alone."""

    stage = ARRANGEMENT
    words = "{}"

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


class OrderFilter(ArrangementFilter):
    field_class = OrderField
    takes = "one of"
    blank_choice = "the usual order"

    @property
    def choice_words(self) -> Collection[str]:
        return ORDERS.keys()

    def say(self, value: str) -> str:
        return ORDERS[value]


class TransposeFilter(Switch, ArrangementFilter):
    """Frameworks as rows, where the page has a table of cells."""

    words = "frameworks as rows"


class PageFilter(ArrangementFilter):
    field_class = WholeNumberField
    words = "page {}"
    takes = "a whole number"
    is_paging = True


class AfterFilter(ArrangementFilter):
    """Where a list goes on: behind the row with this key. Whether it stands there, the page says."""

    field_class = forms.CharField
    words = "after {}"
    takes = "the key of a row"
    is_paging = True


ARRANGEMENT_FILTERS = {
    "order": OrderFilter(label="Order", choices=list(ORDERS.items()), effect="everything, in this order"),
    "transpose": TransposeFilter(
        label="Frameworks as rows",
        effect="everything; where a page has a table of cells, its frameworks are rows",
    ),
    "page": PageFilter(
        label="Page",
        min_value=1,
        max_value=1_000_000,
        effect="one page of a long list, up to 100; files always hold the whole",
    ),
    "after": AfterFilter(
        label="After",
        effect="a list behind that row: a slug, “aspect” or “aspect/company” for a row of cells, a claim’s key, on "
        "/changes/ with what happened. Far into a list of claims it costs no more than at its beginning",
    ),
}
PAGING = tuple(name for name, entry in ARRANGEMENT_FILTERS.items() if entry.is_paging)  # which part of a list is shown
