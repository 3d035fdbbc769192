"""Pages of rows that hold a value: of the four fields they show the one that the aspect asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import escape

from kb.admin.base.edits import Edit
from kb.admin.base.forms import ReasonForm
from kb.admin.base.model_admin import KbAdmin
from kb.admin.base.widgets import is_key
from kb.entry.form_fields import NumberEntryField
from kb.entry.mending import VALUE_FIELDS
from kb.models import Aspect, Claim, Option, Resolution
from kb.models.claim_rules import VALUE_FIELD
from kb.rows.reading import value_and_label

EMPTY_INPUTS = (None, "", "unknown")  # how a form says that a value field is empty
VALUE = "value"  # stands for the value fields in a list of fields
YES_NO = [("unknown", "---------"), ("true", "Yes"), ("false", "No")]


class ValueForm(ReasonForm):
    """Offers the options of the aspect that is asked about, once that is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "boolean" in self.fields:
            self.fields["boolean"].widget = forms.NullBooleanSelect()
            self.fields["boolean"].widget.choices = YES_NO
        aspect = self.edit.aspect_of(self.instance)
        if aspect is None:
            self._explain_choice()
            return
        field = self.fields.get(VALUE_FIELD[aspect.value_type])
        if field:
            field.label = "Value"
            if isinstance(field, NumberEntryField):
                field.unit = aspect.unit
            field.help_text = escape(" ".join([aspect.help_text, aspect.unit and f"In {aspect.unit}."]).strip())
        if "option" in self.fields and aspect.value_type == Aspect.ValueType.CHOICE:
            self._offer_options(aspect)

    def _explain_choice(self) -> None:
        for value_type, name in VALUE_FIELD.items():
            if name in self.fields:
                kind = Aspect.ValueType(value_type).label
                self.fields[name].help_text = f"If the aspect asks for: {kind}. One of the four values is filled in."

    def _offer_options(self, aspect: Aspect) -> None:
        """A short list in place of a search; what was chosen before stays in it. One or two queries."""
        offered = {str(option.pk): option.label for option in aspect.options.all()}
        chosen = str(self["option"].value() or "")
        if chosen and chosen not in offered and is_key(chosen):
            choice = Option.objects.select_related("aspect").filter(pk=chosen).first()
            offered |= {chosen: str(choice)} if choice else {}
        self.fields["option"].widget = forms.Select(choices=[("", "---------"), *offered.items()])


class ValueAdmin(KbAdmin):
    """Where `VALUE` stands in the fieldsets, the page shows the value fields that it needs."""

    form = ValueForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = _value_fields(self.edit, obj)
        return [
            (title, {**options, "fields": _spread(options["fields"], names)})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "option":
            kwargs["queryset"] = _options()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if note := getattr(form.fields.get("number"), "note", ""):
            messages.info(request, note)


def value_words(row: Claim | Resolution) -> str:
    """The value as it reads: “easy”, “55,600 stars”, “yes”. No query if aspect and option are there."""
    option = row.option
    _, label = value_and_label(
        option.slug if option else None,
        option.label if option else None,
        row.number,
        row.boolean,
        row.text,
        row.aspect.unit,
    )
    return label


def _options() -> QuerySet[Option]:
    options: QuerySet[Option] = Option.objects.select_related("aspect")
    return options


def _spread(fields: list[Any], names: list[str]) -> list[Any]:
    place = fields.index(VALUE) if VALUE in fields else None
    return fields if place is None else [*fields[:place], *names, *fields[place + 1 :]]


def _value_fields(edit: Edit, row: Any) -> list[str]:
    """The field of the aspect's type, and those that are filled; all four while there is no aspect."""
    aspect = edit.aspect_of(row)
    if aspect is None:
        return list(VALUE_FIELDS)
    column = VALUE_FIELD[aspect.value_type]
    return [name for name in VALUE_FIELDS if name == column or _is_filled(name, edit, row)]


def _is_filled(name: str, edit: Edit, row: Any) -> bool:
    column = "option_id" if name == "option" else name
    return edit.entry.get(name) not in EMPTY_INPUTS or getattr(row, column, None) not in EMPTY_INPUTS
