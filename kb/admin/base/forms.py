"""Forms that say a broken rule at the field that can mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from kb.admin.base.edits import Edit
from kb.entry.mending import mending_field
from kb.models import Claim
from kb.models.checked import clean_text


class CheckedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks all that saving checks, also the fields it does not show; so a valid form can be saved."""

    set_on_save: ClassVar[tuple[str, ...]] = ()  # fields that are empty until the admin fills them

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return {name for name in excluded if name in self.fields or name in self.set_on_save}

    def clean(self) -> dict[str, Any]:
        """Texts as they are stored: what only differs by blanks and ends of lines is no change."""
        values = super().clean() or self.cleaned_data
        columns = {column.name: column for column in self._meta.model._meta.fields}
        texts = {
            name: clean_text(self._meta.model, columns[name], value)
            for name, value in values.items()
            if isinstance(value, str) and name in columns
        }
        return {**values, **texts}

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self._report(self.check_related)

    def check_related(self) -> None:
        """Rules on what is saved after the row itself. Raises ValidationError."""

    def _report(self, check: Any) -> None:
        try:
            check()
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django does, but each message goes to a field that this form has, or stands above the form."""
        if not hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for name, errors in error.error_dict.items():
            for item in errors:
                place = self._place(name, item)
                messages: Mapping[str, Iterable[str]] = self._errors or {}  # type: ignore[attr-defined]
                if item.messages[0] not in messages.get(place or NON_FIELD_ERRORS, ()):
                    super().add_error(place, item)

    def _place(self, name: str, error: ValidationError) -> str | None:
        if name == NON_FIELD_ERRORS:
            return mending_field(error, self.fields) or None
        return name if name in self.fields else None


class InlineForm(CheckedForm):
    """A row on the page of the row that it belongs to. Django leaves rules that name the parent unchecked."""

    def check_related(self) -> None:
        self.instance.validate_constraints()


class ReasonForm(CheckedForm):
    """The form of a row, with the reason of the change, and the version of the row that it was opened with.

    What Django hands it as typed stands in the request; what it reads stands in its edit.
    """

    edit: ClassVar[Edit]  # what the form is of; the admin says it

    change_reason = forms.CharField(
        label="Reason for the change",
        required=False,
        max_length=300,
        help_text="Kept in the history of this row.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "This claim is published: say why it changes."},
    )
    opened_version = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else self.edit.entry, *args, **kwargs)
        self.fields["change_reason"].required = needs_reason(self.instance)
        self.fields["opened_version"].initial = self.edit.stored

    @property
    def changed_data(self) -> list[str]:
        """The fields of the row; what the form says about itself is none."""
        changed: list[str] = super().changed_data
        return [name for name in changed if name not in ("change_reason", "opened_version")]

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.edit.fault and not self.errors:
            self._update_errors(self.edit.fault)  # type: ignore[attr-defined]


def needs_reason(row: Any) -> bool:
    """Whether a change of this stored row must say why: a published claim counts for all readers."""
    return isinstance(row, Claim) and not row._state.adding and row.status == Claim.Status.PUBLISHED


def as_fault(error: IntegrityError | ValidationError) -> ValidationError:
    """What an editor reads if saving failed after all: a row that was saved meanwhile is in the way, or is gone."""
    if isinstance(error, ValidationError):
        return error
    text = str(error) + str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
    for model in apps.get_app_config("kb").get_models():
        for rule in model._meta.constraints:
            if re.search(rf"\b{rule.name}\b", text):
                broken = ValidationError(str(rule.violation_error_message), code=rule.violation_error_code)
                return ValidationError({NON_FIELD_ERRORS: [broken]})
    if isinstance(error, ProtectedError):
        return ValidationError("A row that you deleted is referred to by others; they would lose it.")
    if "foreign key" in text.lower():
        return ValidationError("A row that this one refers to was deleted meanwhile; choose another one.")
    if "unique" in text.lower():
        return ValidationError("Somebody saved a row with the same values meanwhile.")
    return ValidationError("The database refused it: something else was saved at the same time. Please save again.")
