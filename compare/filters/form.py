"""The filter form: one fieldset for each stage, sent by plain GET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from compare.filters.arrangement import ARRANGEMENT_FILTERS
from compare.filters.axes import AXIS_FILTERS
from compare.filters.base import shown
from compare.filters.cells import CELL_FILTERS
from compare.filters.evidence import EVIDENCE_FILTERS

if TYPE_CHECKING:
    from compare.filters import ComparisonFilter

STEPS = (
    ("1 Which cells to look at", AXIS_FILTERS),
    ("2 Which evidence counts", EVIDENCE_FILTERS),
    ("3 Which judged cells stay", {name: CELL_FILTERS[name] for name in ("differs", "state", "flag")}),
    (
        "4 Words, numbers, order",
        [name for name in (*CELL_FILTERS, *ARRANGEMENT_FILTERS) if name not in ("differs", "state", "flag", "page")],
    ),
)
FEW = 6  # so many choices or fewer stand as check boxes


class ValuesInput(forms.TextInput):
    """One input for each value given, and an empty one after them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        inputs = [(super().render(name, "", attrs, renderer),)]
        for number, one in enumerate(value or ()):
            more = {**(attrs or {}), "id": f"id_{name}_{number}", "aria-label": f"Value {number + 1}"}
            inputs.insert(number, (super().render(name, one, more, renderer),))
        return format_html_join(" ", "{}", inputs)


class OneInput(forms.CheckboxInput):
    """A check box that sends ``1``, and keeps whatever else was sent for the message."""

    def __init__(self) -> None:
        super().__init__(attrs={"value": "1"}, check_test=lambda value: value == "1")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        return str(data.get(name, ""))

    def format_value(self, value: Any) -> None:
        return None


def helper(filters: ComparisonFilter) -> FormHelper:
    """The layout of the form of these filters."""
    steps = [
        Fieldset(legend, *[name for name in names if name in filters.filters])
        for legend, names in STEPS
        if any(name in filters.filters for name in names)
    ]
    found = FormHelper()
    found.form_method = "get"
    found.form_tag = False
    found.disable_csrf = True
    found.layout = Layout(*steps)
    return found


def _with_typed(form: forms.Form, name: str) -> list[tuple[Any, Any]]:
    """The choices of a field, and what was typed besides: a refused value stays in the form to be corrected."""
    choices = list(form.fields[name].choices)  # type: ignore[attr-defined]
    known = {value for value, _ in choices}
    typed = [value for value in form.data.getlist(name) if value not in known]  # type: ignore[attr-defined]
    return choices + [(value, shown(value)) for value in dict.fromkeys(typed)]


def dress(form: forms.Form) -> None:
    """Give each field the widget that suits the number of its choices."""
    for name, field in form.fields.items():
        if name == "value":
            field.widget = ValuesInput()
        elif name == "differs":
            field.widget = OneInput()
        elif isinstance(field, forms.MultipleChoiceField):
            choices = _with_typed(form, name)
            if len(choices) <= FEW or name in ("state", "flag"):
                field.widget = forms.CheckboxSelectMultiple(choices=choices)
            else:
                field.widget = forms.SelectMultiple(attrs={"size": 5}, choices=choices)
        elif name == "q":
            field.widget = forms.TextInput(attrs={"type": "search"})
        elif name == "order":
            field.widget = forms.Select(choices=[("", "the usual order"), *_with_typed(form, name)])
