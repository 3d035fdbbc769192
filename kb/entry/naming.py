"""Names and values as people type them, read in the words of the base."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from kb.entry.entry_values import read_flag, read_number, read_text
from kb.entry.names import Names
from kb.models import Aspect, Company, Framework, Option, Scope, Source


class NameIndex:
    """All that a row can name. Six queries, each when it is first needed."""

    @cached_property
    def frameworks(self) -> Names[Framework]:
        return Names(Framework.objects.order_by("name"), "framework of this base")

    @cached_property
    def aspects(self) -> Names[Aspect]:
        order = ("group__order", "group__slug", "order", "slug")
        return Names(Aspect.objects.order_by(*order), "aspect of this base")

    @cached_property
    def companies(self) -> Names[Company]:
        return Names(Company.objects.order_by("name"), "company of this base")

    @cached_property
    def scopes(self) -> Names[Scope]:
        return Names(Scope.objects.order_by("name"), "scope of this base")

    @cached_property
    def sources(self) -> Names[Source]:
        return Names(Source.objects.order_by("title"), "source of this base", "title")

    @cached_property
    def options(self) -> dict[int, Names[Option]]:
        """The options of each aspect, by its primary key."""
        aspects = {aspect.pk: aspect for aspect in self.aspects.rows}
        options: dict[int, list[Option]] = {key: [] for key in aspects}
        for option in Option.objects.order_by("order", "slug"):
            option.aspect = aspects[option.aspect_id]
            options[option.aspect_id].append(option)
        return {key: Names(group, f"option of “{aspects[key]}”", "label") for key, group in options.items()}

    def value(self, aspect: Aspect, text: str) -> tuple[dict[str, Any], str]:
        """The field that holds the value with the value, read by the aspect's type; and how it was read where that
        should be looked at. Raises UnfitEntry.
        """
        kind = aspect.value_type
        if kind == Aspect.ValueType.CHOICE:
            return {"option": self.options[aspect.pk].find(text)}, ""
        if kind == Aspect.ValueType.BOOLEAN:
            return {"boolean": read_flag(text)}, ""
        if kind == Aspect.ValueType.TEXT:
            return {"text": read_text(text)}, ""
        entry = read_number(text, aspect.unit)
        return {"number": entry.number}, entry.note

    def inverse(self, option: Option | None) -> Option | None:
        """The option that the other side of a comparison takes. No query."""
        if option is None or option.degree is None:
            return None
        others = self.options[option.aspect_id].rows if option.degree else [option]
        return next((other for other in others if other.degree == -option.degree), None)
