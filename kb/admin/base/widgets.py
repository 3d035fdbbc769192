"""Search boxes for references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.http import HttpRequest

LARGEST_KEY = 2**63 - 1


class Forgiving(AutocompleteMixin):
    """What is no key selects nothing. Django's own box fails on it, with it the whole page and all that was typed."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [key for key in value if key in ("", None) or is_key(key)], attr)


class SearchSelect(Forgiving, AutocompleteSelect):
    pass


class SearchMany(Forgiving, AutocompleteSelectMultiple):
    pass


def search_box(table: Any, column: Any, request: HttpRequest) -> dict[str, Any]:
    """The box of a reference, if it is one of the table's ``autocomplete_fields``: what its form field gets."""
    if column.name not in table.get_autocomplete_fields(request):
        return {}
    box = SearchMany if column.many_to_many else SearchSelect
    return {"widget": box(column, table.admin_site)}


def is_key(text: object) -> bool:
    """Whether it can be a primary key."""
    digits = str(text)
    return digits.isascii() and digits.isdecimal() and len(digits) < 20 and int(digits) <= LARGEST_KEY
