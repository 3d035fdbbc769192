"""Fields of forms that read what is typed as every door does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import read_number, written_number
from kb.texts import cleaned


class TextEntryField(forms.CharField):
    """A text of one line as it is stored, before anybody looks at its length."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return cleaned(text) if isinstance(text, str) else text


class NumberEntryField(forms.CharField):
    """A number of either country; one that two of them read differently is asked about. ``unit`` may stand behind it,
    ``note`` says afterwards how it was read where somebody should look at that.
    """

    unit = ""
    note = ""

    def __init__(self, *, max_digits: int | None = None, decimal_places: int | None = None, **kwargs: Any) -> None:
        """How many digits there may be, the model says."""
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            entry = read_number(text, self.unit)
        except UnfitEntry as unfit:
            raise forms.ValidationError(unfit.fault.message, code="number") from unfit
        self.note = entry.note
        return entry.number

    def prepare_value(self, value: Any) -> Any:
        """A stored number, so that it is read as the same again."""
        return written_number(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True
