"""The filter form: one fieldset for each stage, sent by plain GET.

A form is dressed to be shown: its choices are listed, which costs what `compare.query.listings` says. Checking a query
lists none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.renderers import Jinja2
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from compare.filters.axis_filters import AXIS_FILTERS
from compare.filters.base_filter import WholeNumberField, parameter_quote
from compare.filters.cell_filters import CELL_FILTERS
from compare.filters.evidence_filters import EVIDENCE_FILTERS
from compare.filters.need_filters import NEED_FILTERS
from compare.filters.order_filters import ARRANGEMENT_FILTERS, PAGING

if TYPE_CHECKING:
    from compare.filters import ComparisonFilter

FIELDSETS = (
    ("What you need", NEED_FILTERS),
    ("1 Which cells to look at", AXIS_FILTERS),
    ("2 Which evidence counts", EVIDENCE_FILTERS),
    ("3 Which judged cells stay", {name: CELL_FILTERS[name] for name in ("differs", "state", "flag")}),
    (
        "4 Words, numbers, order",
        [name for name in (*CELL_FILTERS, *ARRANGEMENT_FILTERS) if name not in ("differs", "state", "flag", *PAGING)],
    ),
)
CHOICE_SLUG = re.compile(r"[a-z0-9_-]+")
RENDERER = Jinja2()  # renders a hundred check boxes in a third of the time that Django's own templates take
MOST_LISTED = 20  # choices of a filter that may have very many
MAY_BE_MANY = ("framework", "aspect", "company", "source", "scope")
FIND = "find_"  # before the name of a filter: the parameter that looks for its choices
FEW_CHOICES = 8  # so many choices or fewer stand open; more are folded away


@dataclass(frozen=True)
class Listing:
    """The choices of one filter that a form shows: slugs and names. ``search_text``: what they were looked for by."""

    choices: Sequence[tuple[str, str]]
    search_text: str = ""


@dataclass(frozen=True)
class Finder:
    """The field that looks for more choices than are listed: where it asks, and what stands in it."""

    address: str
    search_text: str = ""
    typing: str = ""


class ValuesInput(forms.TextInput):
    """One input for each value given, and an empty one after them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        inputs = [(super().render(name, "", attrs, renderer),)]
        for number, text in enumerate(value or ()):
            more = {**(attrs or {}), "id": f"id_{name}_{number}", "aria-label": f"Value {number + 1}"}
            inputs.insert(number, (super().render(name, text, more, renderer),))
        return format_html_join(" ", "{}", inputs)


class Boxes(forms.CheckboxSelectMultiple):
    """A check box for each choice; a long list is folded away. ``chosen`` are the values that are ticked."""

    def __init__(self, choices: list[tuple[Any, Any]], chosen: list[str], finder: Finder | None = None) -> None:
        super().__init__(choices=choices)
        self.chosen, self.finder, self.is_long = chosen, finder, finder is not None or len(choices) > FEW_CHOICES

    @property
    def is_open(self) -> bool:
        """Whether a long list is unfolded."""
        return bool(self.chosen or (self.finder and self.finder.search_text))

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The id is made of the value, so that it stays the same when other choices come and go."""
        option = super().create_option(name, value, *args, **kwargs)
        if CHOICE_SLUG.fullmatch(str(value)):
            option["attrs"]["id"] = f"id_{name}_{value}"
        return option


class SwitchInput(forms.CheckboxInput):
    """A check box that sends ``1``, and keeps whatever else was sent for the message."""

    def __init__(self) -> None:
        super().__init__(attrs={"value": "1"}, check_test=lambda value: value == "1")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        return str(data.get(name, ""))

    def format_value(self, value: Any) -> None:
        return None


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
    return format_html('{} <span class="{}">{}</span>', label, "n" if count else "n none", f"{count:,}")


def helper(filters: ComparisonFilter) -> FormHelper:
    """The layout of the form of these filters."""
    steps = [
        Fieldset(legend, *[name for name in names if name in filters.filters])
        for legend, names in FIELDSETS
        if any(name in filters.filters for name in names)
    ]
    layout = FormHelper()
    layout.form_method = "get"
    layout.form_tag = False
    layout.disable_csrf = True
    layout.layout = Layout(*steps)
    return layout


def _with_input(form: forms.Form, name: str, listing: Listing | None = None) -> list[tuple[Any, Any]]:
    """The choices of a field, and what was typed besides: a refused value stays in the form to be corrected."""
    choices = list(listing.choices if listing else form.fields[name].choices)  # type: ignore[attr-defined]
    known = {value for value, _ in choices}
    strays = [value for value in form.data.getlist(name) if value not in known]  # type: ignore[attr-defined]
    return choices + [(value, parameter_quote(value)) for value in dict.fromkeys(strays)]


def _first(chosen: list[str], choices: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The chosen ones first, in their order, which the form sends again."""
    return sorted(choices, key=lambda choice: chosen.index(choice[0]) if choice[0] in chosen else len(chosen))


def dress(
    form: forms.Form, listings: Mapping[str, Listing], address: str = "", search_texts: Mapping[str, str] | None = None
) -> None:
    """Give each field the widget that suits its choices; all of them are shown where there is no listing.

    ``address`` is where more choices are looked for; ``search_texts`` is what stands in the fields that do so.
    """
    form.renderer = RENDERER
    for name, field in form.fields.items():
        if name == "value":
            field.widget = ValuesInput()
        elif name in ("differs", "transpose"):
            field.widget = SwitchInput()
        elif isinstance(field, forms.MultipleChoiceField):
            chosen = form.data.getlist(name)  # type: ignore[attr-defined]
            choices = _with_input(form, name, listings.get(name))
            finder = None
            if name in listings and address and (listings[name].search_text or len(choices) >= MOST_LISTED):
                finder = Finder(address, listings[name].search_text, (search_texts or {}).get(name, ""))
            field.widget = Boxes(_first(chosen, choices) if name == "group" else choices, chosen, finder)
        elif isinstance(field, WholeNumberField):
            field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
        elif name == "q":
            field.widget = forms.TextInput(attrs={"type": "search"})
        elif name == "order":
            field.widget = forms.Select(choices=[("", "the usual order"), *_with_input(form, name)])
