"""Last stage: order, direction and page of what is left."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from compare.filters.base_filter import (
    ARRANGEMENT,
    StagedFilter,
    SwitchField,
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


class ArrangementFilter(StagedFilter, django_filters.Filter):
    """Arranges what is left; leaves querysets alone."""

    stage = ARRANGEMENT
    words = "{}"

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


class OrderFilter(ArrangementFilter):
    field_class = OrderField

    def say(self, value: str) -> str:
        return ORDERS[value]


class TransposeFilter(ArrangementFilter):
    """Frameworks as rows, where the page has a table of cells."""

    field_class = SwitchField
    words = "frameworks as rows"

    def plain(self, value: bool) -> list[str]:
        return ["1"]


class PageFilter(ArrangementFilter):
    field_class = WholeNumberField
    words = "page {}"


class AfterFilter(ArrangementFilter):
    """Where a list goes on: behind the row with this key. Whether it stands there, the page says."""

    field_class = forms.CharField
    words = "after {}"


PAGING = ("page", "after")  # which part of a list is shown
ARRANGEMENT_FILTERS = {
    "order": OrderFilter(label="Order", choices=list(ORDERS.items())),
    "transpose": TransposeFilter(label="Frameworks as rows", choices=[("1", "yes")]),
    "page": PageFilter(label="Page", min_value=1, max_value=1_000_000),
    "after": AfterFilter(label="After"),
}
