"""The filter panel of a page: its form with bounded lists and counts, and the columns and groups that can move.

It has an address of its own, ``/filters`` before that of the page, and is read when it is opened. Its form leads back
to the page. Fields that look for choices (``find_source``) are asked of the panel alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, QueryDict

from compare.faces.addresses import with_query
from compare.filters import FILTERS, MAY_BE_MANY, BadQuery, ComparisonFilter, ParameterFault, parameter_quote
from compare.filters.base_filter import is_readable
from compare.filters.cell_filters import LONGEST_SEARCH
from compare.filters.filter_form import FIND, count_choices, dress
from compare.panel.columns import Arranging, arranging
from compare.panel.facets import Among, facets
from compare.query.counts import StoredCounts
from compare.query.listings import listings
from compare.query.selection import Selection
from compare.web.indexing import PANELS

FINDING = tuple(f"{FIND}{name}" for name in MAY_BE_MANY)


@dataclass(frozen=True)
class Panel:
    """What a panel shows. ``path`` is that of its page; ``numbered`` and ``partly``: some of its choices have a
    number, and some have none.
    """

    path: str
    filters: ComparisonFilter
    arranging: Arranging | None
    numbered: bool = False
    partly: bool = False

    @property
    def finding(self) -> str:
        """The fields that look for choices, which belong to no selection."""
        return ",".join(FINDING)

    @property
    def form(self) -> forms.Form:
        form: forms.Form = self.filters.form
        return form

    @property
    def helper(self) -> FormHelper:
        return self.filters.helper


def panel_path(path: str, query: str = "") -> str:
    """The address of the panel of a page."""
    return with_query(f"{PANELS.rstrip('/')}{path}", query)


def page_path(path: str) -> str:
    """The address of the page of a panel; any other address as it is."""
    return f"/{path.removeprefix(PANELS)}" if path.startswith(PANELS) else path


def search_texts(query: QueryDict) -> dict[str, str]:
    """What choices are looked for by, by filter. BadQuery for what cannot be looked for."""
    texts = {name: str(query.get(f"{FIND}{name}", "")).strip() for name in MAY_BE_MANY}
    for name, text in texts.items():
        if not _is_sane(text):
            message = f"{parameter_quote(text)} cannot be looked for: it is too long, or holds what is no text."
            raise BadQuery([ParameterFault(message, f"{FIND}{name}")])
    return {name: text for name, text in texts.items() if text}


def _is_sane(text: str) -> bool:
    return len(text) <= LONGEST_SEARCH and is_readable(text)


def without_finding(query: QueryDict) -> QueryDict:
    """The query of the page itself, without what only looks for choices."""
    rest = query.copy()
    for name in FINDING:
        rest.pop(name, None)
    return rest


def led_on(request: HttpRequest) -> str:
    """Where a form leads that was sent without script with its fields for choices: to the panel if one of them looks
    for something, else to the page; blank for any other query.
    """
    if request.path.startswith(PANELS) or not any(name in request.GET for name in FINDING):
        return ""
    query = without_finding(request.GET)
    texts = {name: request.GET[name] for name in FINDING if request.GET.get(name, "").strip()}
    if not texts:
        return with_query(request.path, query.urlencode())
    query.update(texts)
    return panel_path(request.path, query.urlencode())


def panel_of(
    selection: Selection, path: str, among: Among, texts: Mapping[str, str], refilled: bool, only: str = ""
) -> Panel:
    """The panel of a page; ``only`` one list of it counts. ``refilled``: what is looked for stands in its field again.

    A bounded number of queries, each over a bounded number of cells.
    """
    filters = selection.filters
    stored = StoredCounts(selection, among.where)
    lists = listings(filters, texts, stored.ranked, [only] if only else MAY_BE_MANY)
    listed = {name: [slug for slug, _ in listing.choices] for name, listing in lists.items()}
    dress(filters, lists, panel_path(path), texts if refilled else None)
    counts = facets(selection, among, replace(stored, listed=listed), only)
    count_choices(filters.form, counts)
    moves = arranging(selection) if selection.place.columns is not None and not only else None
    partly = any(FILTERS[name].facet and name not in counts for name in filters.filters)
    return Panel(path, filters, moves, bool(counts), partly)


def refilled_panel(filters: ComparisonFilter, path: str, query: QueryDict) -> Panel:
    """The form of a query that cannot be answered, with all that was typed, without counts."""
    texts = {name: str(query.get(f"{FIND}{name}", "")) for name in MAY_BE_MANY}
    dress(
        filters,
        listings(filters, {name: text for name, text in texts.items() if _is_sane(text)}),
        panel_path(path),
    )
    return Panel(path, filters, None)
