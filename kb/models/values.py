"""The value of a claim or a resolution: an option, a number, a yes or no, or a text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from kb.models.subjects import Option
from kb.wording import plain


class NumberField(models.DecimalField):  # type: ignore[type-arg]
    """A number as it was written: 12.9 comes back as 12.9, not as 12.900000."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 15, "decimal_places": 4, **kwargs})

    def from_db_value(self, stored: Decimal | None, expression: Any, connection: Any) -> Decimal | None:
        return None if stored is None else plain(stored)

    def value_to_string(self, obj: models.Model) -> str | None:  # type: ignore[override]
        number = self.value_from_object(obj)
        return None if number is None else str(plain(Decimal(str(number))))


SINGLE_VALUE = (
    Q(option__isnull=False, number__isnull=True, boolean__isnull=True, text="")
    | Q(option__isnull=True, number__isnull=False, boolean__isnull=True, text="")
    | Q(option__isnull=True, number__isnull=True, boolean__isnull=False, text="")
    | (Q(option__isnull=True, number__isnull=True, boolean__isnull=True) & ~Q(text=""))
)


class ValueFields(models.Model):
    """Exactly one of four columns holds the value; which one, the aspect's type says."""

    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    number = NumberField(null=True, blank=True)
    boolean = models.BooleanField("yes or no", null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def value(self) -> str | Decimal | bool:
        """Option slug, number, boolean or text: whichever is filled."""
        if self.option_id:
            return self.option.slug  # type: ignore[union-attr]
        number: Decimal | None = self.number
        if number is not None:
            return number
        return self.boolean if self.boolean is not None else self.text
