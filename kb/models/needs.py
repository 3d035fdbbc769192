"""Questions of the chooser."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from kb.models import claim_rules
from kb.models.checked import MADE_SLUG, SluggedModel
from kb.models.histories import row_history
from kb.models.subjects import Aspect, Option


class Need(SluggedModel):
    """What a visitor may ask for, and the values of one aspect that satisfy it."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    question = models.CharField(max_length=200)
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="needs")
    options = models.ManyToManyField(
        Option,
        blank=True,
        related_name="needs",
        help_text="The options that satisfy it, for a choice aspect.",
    )
    boolean = models.BooleanField(
        "yes or no", null=True, blank=True, help_text="The answer that satisfies it, for a yes-or-no aspect."
    )
    history = row_history(m2m_fields=[options])

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The satisfying answer fits the aspect's type. One query for a stored need."""
        if not self.aspect_id:
            return
        if self.aspect.value_type not in (Aspect.ValueType.BOOLEAN, Aspect.ValueType.CHOICE):
            raise ValidationError({"aspect": "A need asks a yes-or-no or a choice aspect."})
        if (self.aspect.value_type == Aspect.ValueType.BOOLEAN) == (self.boolean is None):
            raise ValidationError({"boolean": "Yes or no is chosen for a yes-or-no aspect, and only there."})
        if self.pk:
            claim_rules.check_need_options(self, self.options.all())


@receiver(m2m_changed, sender=Need.options.through)
def _check_need_options(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """The options are of the need's aspect. From the option's side it would leave no history."""
    if reverse and action.startswith("pre_"):
        raise ValidationError("Change the options of a need at the need.")
    if action == "pre_add":
        claim_rules.check_need_options(instance, Option.objects.filter(pk__in=pk_set))
