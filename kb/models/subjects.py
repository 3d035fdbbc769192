"""What is compared and asked: frameworks, aspects with their options, scopes, companies.

These rows hold only what identifies them. Whatever somebody could dispute is a claim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from kb.evidence.records import ADOPTION, FACT, OPINION
from kb.models.checked import (
    MADE_SLUG,
    CheckedModel,
    CheckedQuerySet,
    SluggedModel,
    made_slug,
    require_slug,
    row_naming,
)
from kb.models.histories import row_history
from kb.models.industries import IndustryField
from kb.models.web_addresses import WebAddressField
from kb.texts import lines

# what would no longer fit if that field of an aspect changed
SHAPED_BY = {
    "value_type": ("claims", "resolutions", "options", "needs"),
    "per_company": ("claims", "resolutions", "gaps"),
}


class Framework(SluggedModel):
    """A thing that is compared."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, blank=True, help_text=f"In addresses, for example flask-vs-django. {MADE_SLUG}"
    )
    aliases = models.TextField(blank=True, help_text="Other spellings, one per line.")
    homepage = WebAddressField(blank=True)
    repository = WebAddressField(blank=True)
    history = row_history()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=~(Q(slug__contains="-vs-") | Q(slug__startswith="vs-") | Q(slug__endswith="-vs")),
                name="kb_framework_slug_without_vs",
                violation_error_code="kb_framework_slug_without_vs",
                violation_error_message=(
                    "The slug of a framework must not contain “-vs-”, start with “vs-” or end with “-vs”: "
                    "the address of a comparison joins slugs with it."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def alias_list(self) -> list[str]:
        return lines(self.aliases)


class AspectGroup(SluggedModel):
    """A chapter of the comparison."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    order = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")
    history = row_history()

    class Meta:
        ordering = ["order", "slug"]
        indexes = [models.Index(fields=["order", "slug"], name="kb_aspectgroup_order")]

    def __str__(self) -> str:
        return self.name


class Aspect(SluggedModel):
    """A question asked of every framework, and the kind of answer it takes."""

    class ValueType(models.TextChoices):
        BOOLEAN = "boolean", "yes or no"
        CHOICE = "choice", "one of the options"
        NUMBER = "number", "number"
        TEXT = "text", "text"

    class Cardinality(models.TextChoices):
        ONE = "one", "one value is true"
        MANY = "many", "several values can be true"

    class Nature(models.TextChoices):
        FACT = FACT, "a fact: a look at the thing settles it"
        OPINION = OPINION, "an opinion: easy, fast enough, fits"

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    group = models.ForeignKey(AspectGroup, on_delete=models.PROTECT, related_name="aspects")
    order = models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first in the group.")
    help_text = models.TextField(blank=True, help_text="The question in a sentence; for a statistic its population.")
    value_type = models.CharField(max_length=10, choices=ValueType.choices)
    cardinality = models.CharField(max_length=4, choices=Cardinality.choices, default=Cardinality.ONE)
    nature = models.CharField(
        max_length=7, choices=Nature.choices, default=Nature.OPINION,
        help_text="Could two competent people with the thing before them still differ? Then it is an opinion.",
    )  # fmt: skip
    added_on = models.DateField(
        null=True, blank=True,
        help_text=(
            "Since when it is asked as it is now. Sources read in full before are not said to be silent on it. "
            "Empty: since ever."
        ),
    )  # fmt: skip
    temporal = models.BooleanField(default=False, help_text="A statistic over time: the newest value counts most.")
    unit = models.CharField(max_length=30, blank=True, help_text="For numbers only, for example %.")
    stale_after_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="After how many months evidence counts as stale. Empty: never."
    )
    per_company = models.BooleanField(default=False, help_text="Each claim is about one company.")
    history = row_history()

    class Meta:
        ordering = ["group__order", "group__slug", "order", "slug"]
        indexes = [
            models.Index(fields=["group", "order", "slug"], name="kb_aspect_order"),
            models.Index(fields=["group", "per_company"], name="kb_aspect_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(value_type="text") | Q(cardinality="many"),
                name="kb_aspect_text_is_many",
                violation_error_code="kb_aspect_text_is_many",
                violation_error_message="An aspect of type text takes several values: texts cannot contest each other.",
            ),
            models.CheckConstraint(
                condition=Q(value_type="number") | Q(unit=""),
                name="kb_aspect_unit_for_numbers",
                violation_error_code="kb_aspect_unit_for_numbers",
                violation_error_message="Only an aspect of type number has a unit.",
            ),
            models.CheckConstraint(
                condition=~Q(slug=ADOPTION) | (Q(value_type="boolean") & Q(per_company=True)),
                name="kb_aspect_adoption_shape",
                violation_error_code="kb_aspect_adoption_shape",
                violation_error_message="The aspect used-in-production is a yes or no for each company.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Keep the shape of an aspect that is in use. At most five queries, when the shape changes."""
        stored = Aspect.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None:
            return
        changed = [name for name in SHAPED_BY if getattr(stored, name) != getattr(self, name)]
        faults = {
            name: f"This aspect has {users}, which would no longer fit. Make a new aspect instead."
            for name in changed
            if (users := self._used_by(SHAPED_BY[name]))
        }
        if faults:
            raise ValidationError(faults)

    def _used_by(self, names: Iterable[str]) -> str:
        return " and ".join(name for name in names if getattr(self, name).exists())


class OptionManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds an option by its natural key: aspect and slug. One query."""

    def get_by_natural_key(self, aspect: str, slug: str) -> Any:
        return self.get(aspect__slug=aspect, slug=slug)


class Option(CheckedModel):
    """One controlled value of a choice aspect."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="options")
    slug = models.SlugField(max_length=60, blank=True, help_text=MADE_SLUG)
    label = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    description = models.TextField(blank=True)
    degree = models.SmallIntegerField(
        null=True, blank=True,
        help_text=(
            "Only where frameworks are compared: 0 for the same, -1 for less, 1 for more. A claim about the other "
            "side takes the option of the opposite degree. Empty: there is no other side."
        ),
    )  # fmt: skip
    objects: ClassVar[Any] = OptionManager()
    history = row_history()

    class Meta:
        ordering = ["aspect", "order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["aspect", "slug"],
                name="kb_option_once_per_aspect",
                violation_error_code="kb_option_once_per_aspect",
                violation_error_message="This aspect has an option with this slug already.",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=["yes", "no"]),
                name="kb_option_not_yes_or_no",
                violation_error_code="kb_option_not_yes_or_no",
                violation_error_message="“yes” and “no” are values of yes-or-no aspects; choose another slug.",
            ),
            models.UniqueConstraint(
                fields=["aspect", "degree"],
                condition=~Q(degree=0),
                name="kb_option_degree_once",
                violation_error_code="kb_option_degree_once",
                violation_error_message="Another option of this aspect has this degree already; only 0 can be shared.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.label}"

    def natural_key(self) -> tuple[str, str]:
        return (self.aspect.slug, self.slug)

    natural_key.dependencies = ["kb.aspect"]  # type: ignore[attr-defined]

    @property
    def inverse(self) -> Option | None:
        """What the other side of a comparison takes: “easier” for “harder”. At most one query."""
        if not self.degree:
            return self if self.degree == 0 else None
        option: Option | None = self.aspect.options.filter(degree=-self.degree).first()
        return option

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As for every row; and a slug is made of the label where there is none. One query for it."""
        if not self.slug and "slug" not in (exclude or ()):
            self.slug = made_slug(Option.objects.filter(aspect=self.aspect_id).exclude(pk=self.pk), self.label)
        super().clean_fields(exclude)
        require_slug(self, exclude)
        row_naming.send(sender=type(self), row=self, exclude=exclude or ())

    def clean(self) -> None:
        """An option belongs to a choice aspect, and stays with it once claims name it."""
        if self.aspect_id and self.aspect.value_type != Aspect.ValueType.CHOICE:
            raise ValidationError({"aspect": "Only an aspect of type choice has options."})
        used = [name for name in ("claims", "resolutions", "needs") if self.pk and self._elsewhere(name)]
        if used:
            raise ValidationError({"aspect": f"{' and '.join(used).capitalize()} of another aspect name this option."})

    def _elsewhere(self, name: str) -> bool:
        return bool(getattr(self, name).exclude(aspect=self.aspect_id).exists())


class Scope(SluggedModel):
    """A condition that a claim is limited to, such as “small apps”."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    history = row_history()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Company(SluggedModel):
    """An organisation that uses frameworks."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    aliases = models.TextField(blank=True, help_text="Other spellings, one per line.")
    homepage = WebAddressField(blank=True)
    industry = IndustryField(max_length=80, blank=True)
    history = row_history()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def alias_list(self) -> list[str]:
        return lines(self.aliases)
