"""Search boxes for references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
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


class SearchedReferences(BaseModelAdmin):
    """The references in ``autocomplete_fields`` get these boxes."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def is_key(text: object) -> bool:
    """Whether it can be a primary key."""
    digits = str(text)
    return digits.isascii() and digits.isdecimal() and len(digits) < 20 and int(digits) <= LARGEST_KEY
