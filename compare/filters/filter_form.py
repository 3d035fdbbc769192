"""The filter form: one fieldset for each stage, sent by plain GET.

A form is dressed to be shown: its choices are listed, which costs what `compare.query.listings` says. Checking a query
lists none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.renderers import Jinja2
from django.utils.html import format_html
from django.utils.safestring import SafeString

from compare.filters.base_filter import LEGENDS, StagedFilter, parameter_quote
from compare.filters.inputs import Boxes, Finder, Offered
from compare.web.directions import bdi

if TYPE_CHECKING:
    from compare.filters import ComparisonFilter

RENDERER = Jinja2()  # renders a hundred check boxes in a third of the time that Django's own templates take
MOST_LISTED = 20  # choices of a filter that may have very many
FIND = "find_"  # before the name of a filter: the parameter that looks for its choices


@dataclass(frozen=True)
class Listing:
    """The choices of one filter that a form shows: slugs and names. ``search_text``: what they were looked for by."""

    choices: Sequence[tuple[str, str]]
    search_text: str = ""


def count_choices(form: forms.Form, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Put the counts beside the choices; in a long list, choices that would leave nothing go, but not all of them."""
    for name, numbers in counts.items():
        field = form.fields[name]
        if not isinstance(field.widget, Boxes):
            field.label = _with_count(str(field.label), numbers.get("1", 0))
            continue
        filled = {value for value, count in numbers.items() if count}
        every = not filled or not field.widget.is_long or (field.widget.finder and field.widget.finder.search_text)
        field.widget.choices = [
            (value, _with_count(str(label), numbers.get(str(value), 0)))
            for value, label in field.widget.choices
            if every or str(value) in filled or value in field.widget.chosen
        ]


def _with_count(label: str, count: int) -> SafeString:
    return format_html('{} <span class="{}">{}</span>', bdi(label), "n" if count else "n none", f"{count:,}")


def helper(filters: ComparisonFilter) -> FormHelper:
    """The layout of the form of these filters."""
    layout = FormHelper()
    layout.form_method = "get"
    layout.form_tag = False
    layout.disable_csrf = True
    layout.layout = Layout(*(Fieldset(legend, *names) for legend, names in _parts(filters).items()))
    return layout


def _parts(filters: ComparisonFilter) -> dict[str, list[str]]:
    """The names of the filters in each part of the form."""
    entries = sorted(filters.registry.items(), key=lambda item: item[1].form_place)
    names = {
        legend: [name for name, entry in entries if _is_in(entry, legend) and name in filters.filters]
        for legend in LEGENDS.values()
    }
    return {legend: fields for legend, fields in names.items() if fields}


def _is_in(entry: StagedFilter, legend: str) -> bool:
    return entry.legend == legend and not entry.is_paging


def _with_input(form: forms.Form, name: str, listing: Listing | None = None) -> list[tuple[Any, Any]]:
    """The choices of a field, and what was typed besides: a refused value stays in the form to be corrected."""
    choices = list(listing.choices if listing else form.fields[name].choices)  # type: ignore[attr-defined]
    known = {value for value, _ in choices}
    strays = [value for value in form.data.getlist(name) if value not in known]  # type: ignore[attr-defined]
    return choices + [(value, parameter_quote(value)) for value in dict.fromkeys(strays)]


def dress(
    filters: ComparisonFilter,
    listings: Mapping[str, Listing],
    address: str = "",
    search_texts: Mapping[str, str] | None = None,
) -> None:
    """Give each field of the form the input that suits its choices; all of them are shown where there is no listing.

    ``address`` is where more choices are looked for; ``search_texts`` is what stands in the fields that do so.
    """
    filters.form.renderer = RENDERER
    for name, field in filters.form.fields.items():
        offer = partial(_offered, filters.form, name, listings.get(name), address, (search_texts or {}).get(name, ""))
        field.widget = filters.filters[name].widget_for(field, offer)


def _offered(form: forms.Form, name: str, listing: Listing | None, address: str, typing: str) -> Offered:
    """What a field of choices shows. It lists them, which may ask the base."""
    choices = _with_input(form, name, listing)
    chosen = form.data.getlist(name)  # type: ignore[attr-defined]
    return Offered(choices, chosen, _finder(listing, len(choices), address, typing))


def _finder(listing: Listing | None, number: int, address: str, typing: str) -> Finder | None:
    """The field that looks for more than so many choices, where there may be more."""
    if listing and address and (listing.search_text or number >= MOST_LISTED):
        return Finder(address, listing.search_text, typing)
    return None
