"""Forms that say a broken rule at the field that can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BaseConstraint

VALUE_FIELDS = ("option", "number", "boolean", "text")

# A constraint and the fields that can mend it: the first of them that a form shows.
MENDED_BY: dict[str, tuple[str, ...]] = {
    "kb_aspect_adoption_shape": ("value_type",),
    "kb_aspect_text_is_many": ("cardinality",),
    "kb_aspect_unit_for_numbers": ("unit",),
    "kb_claim_as_of_is_a_period": ("as_of",),
    "kb_claim_not_compared_to_itself": ("compared_to",),
    "kb_claim_not_via_itself": ("via",),
    "kb_claim_once": ("locator",),
    "kb_claim_one_value": VALUE_FIELDS,
    "kb_claim_published_has_locator": ("locator",),
    "kb_claim_retired_has_reason": ("retire_reason",),
    "kb_claim_stated_needs_via": ("via",),
    "kb_framework_slug_without_vs": ("slug",),
    "kb_gap_once": ("aspect",),
    "kb_option_not_yes_or_no": ("slug",),
    "kb_option_once_per_aspect": ("slug",),
    "kb_resolution_once": ("aspect",),
    "kb_resolution_one_value": VALUE_FIELDS,
    "kb_snapshot_once": ("text",),
    "kb_source_modified_after_published": ("modified_on",),
    "kb_sourcelink_not_itself": ("to_source",),
    "kb_sourcelink_once": ("to_source",),
}


class CheckedForm(forms.ModelForm):
    """Checks all that saving checks, also the fields it does not show; so a valid form can be saved."""

    set_on_save: ClassVar[tuple[str, ...]] = ()  # fields that are empty until the admin fills them

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return {name for name in excluded if name in self.fields or name in self.set_on_save}

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
            for one in errors:
                super().add_error(self._place(name, one), one)

    def _place(self, name: str, error: ValidationError) -> str | None:
        if name == NON_FIELD_ERRORS:
            return next((field for field in self._mending(str(error.message)) if field in self.fields), None)
        return name if name in self.fields else None

    def _mending(self, message: str) -> Iterable[str]:
        constraints: list[BaseConstraint] = self._meta.model._meta.constraints
        broken = (rule.name for rule in constraints if rule.violation_error_message == message)
        return MENDED_BY.get(next(broken, ""), ())


class InlineForm(CheckedForm):
    """A row on the page of the row that it belongs to. Django leaves rules that name the parent unchecked."""

    def check_related(self) -> None:
        self.instance.validate_constraints()


class ReasonForm(CheckedForm):
    """The form of a row, with the reason of the change for its history."""

    change_reason = forms.CharField(
        label="Reason for the change",
        required=False,
        max_length=300,
        help_text="Kept in the history of this row.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
