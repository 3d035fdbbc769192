"""Last stage: order, direction and page of what is left."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from compare.filters.base import ARRANGEMENT, OneField, Said, WholeNumberField, one_of, shown

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
            raise forms.ValidationError(f"{shown(value)} is no order: it is {one_of(list(ORDERS))}.", code="unknown")


class OrderFilter(Said, django_filters.Filter):
    field_class = OrderField
    stage = ARRANGEMENT
    words = "{}"

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def say(self, value: str) -> str:
        return ORDERS[value]


class TransposeFilter(Said, django_filters.Filter):
    """Frameworks as rows, in every table of cells."""

    field_class = OneField
    stage = ARRANGEMENT
    words = "frameworks as rows"

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def plain(self, value: bool) -> list[str]:
        return ["1"]


class PageFilter(Said, django_filters.Filter):
    field_class = WholeNumberField
    stage = ARRANGEMENT
    words = "page {}"

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


ARRANGEMENT_FILTERS = {
    "order": OrderFilter(label="Order", choices=list(ORDERS.items())),
    "transpose": TransposeFilter(label="Frameworks as rows", choices=[("1", "yes")]),
    "page": PageFilter(label="Page", min_value=1, max_value=1_000_000),
}
