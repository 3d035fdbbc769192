"""What the admin of every table shares: its list, how it is searched, its further pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from kb.admin.base import lists
from kb.admin.base.searching import WordSearch
from kb.admin.base.widgets import is_key
from kb.rows.counting import CountColumn

Addresses = Callable[[Any], list[URLPattern]]  # of further pages, for the admin of a table

LOOKUPS = ("exact", "in", "isnull", "gt", "gte", "lt", "lte")  # by which an address may choose the rows of a list
MOST_SEARCH_WORDS = 50  # of a search that Django carries out
MOST_OF_A_KEY = 40  # characters of it that a message repeats


class TableAdmin(ModelAdmin):  # type: ignore[type-arg]
    """A table. ``counts`` has a `Number` for each attribute that the rows of a page get; ``search`` finds rows by the
    index of words; each of ``pages`` gives the addresses of further pages for this table.
    """

    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    counts: ClassVar[Mapping[str, CountColumn]] = {}
    search: ClassVar[WordSearch | None] = None
    pages: ClassVar[Sequence[Addresses]] = ()

    def get_urls(self) -> list[Any]:
        """Django's own come last: one of them takes any address."""
        return [*(address for addresses in self.pages for address in addresses(self)), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return lists.List

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return lists.paginator_class(request)(*args, **kwargs)

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """The table's own order, said aloud: a query that counts would forget it."""
        return tuple(self.ordering or self.model._meta.ordering)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A column and a plain comparison, of those that Django allows: a pattern can hold up a whole worker."""
        return _is_plain(self.model, lookup.split(LOOKUP_SEP)) and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """An action on all that a search has takes more than its list shows."""
        if self.search is None:
            first = " ".join(search_term.split()[:MOST_SEARCH_WORDS])  # databases take no condition that is very deep
            return super().get_search_results(request, queryset, first)
        return self.search.rows(queryset, search_term.strip(), bounded=request.method != "POST"), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """An action on what is no key is refused. Django's own fails on it."""
        faulty = [key for key in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME) if not is_key(key)]
        if faulty:
            return self.refused(request, f"“{faulty[0][:MOST_OF_A_KEY]}” is no row of this list; nothing was done.")
        return super().changelist_view(request, extra_context)

    def refused(self, request: HttpRequest, words: str) -> HttpResponse:
        """The same page again, which says why nothing was done."""
        self.message_user(request, words, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Where rows have no history, there is no such page."""
        if not hasattr(self.model, "history"):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def with_counts(self, rows: QuerySet[Any]) -> Sequence[Any]:
        """The rows of a page with their counts. One query more if there are any."""
        return lists.with_counts(self.model, list(rows), self.counts)


class ReadOnlyAdmin(TableAdmin):
    """A derived table: to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_plain(model: Any, parts: Sequence[str]) -> bool:
    """Whether these lead from column to column, or are one name of anything else, and end with a plain comparison at
    most.
    """
    columns = 0
    while model is not None and columns < len(parts):
        name = parts[columns]
        try:
            column = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        columns, model = columns + 1, column.related_model
    rest = parts[max(columns, 1) :]
    return not rest or (len(rest) == 1 and rest[0] in LOOKUPS)
