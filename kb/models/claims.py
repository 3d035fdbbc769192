"""Claims, and what editors record about cells: resolutions and gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Length, Substr, Trim
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from kb.models import claim_rules
from kb.models.checked import CheckedModel, CheckedQuerySet
from kb.models.histories import row_history
from kb.models.sources import Source
from kb.models.subjects import Aspect, Company, Framework, Scope
from kb.models.values import SINGLE_VALUE, ValueFields

# YYYY, YYYY-MM or YYYY-MM-DD, without a regular expression: SQLite has none of its own, and whoever looks at a copy of
# the base with the programs of SQLite could not check it.
BEYOND_DIGITS = Func(Substr("as_of", 1, 4), Value("0123456789"), function="ltrim", output_field=models.CharField())
IS_A_PERIOD = (
    Q(GreaterThanOrEqual(Length("as_of"), 4))
    & Q(Exact(BEYOND_DIGITS, Value("")))
    & Q(In(Substr("as_of", 5, 3), ["", *(f"-{month:02}" for month in range(1, 13))]))
    & Q(In(Substr("as_of", 8, 4), ["", *(f"-{day:02}" for day in range(1, 32))]))
)


class CellFields(models.Model):
    """The cell that a row is about: framework, aspect and, for some aspects, company."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="%(class)ss")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="%(class)ss")
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss",
        help_text="Only for aspects that are asked of each company.",
    )  # fmt: skip

    class Meta:
        abstract = True

    def cell_words(self) -> str:
        """The cell in words: “Flask, learning curve”."""
        names = [str(self.framework), str(self.aspect)] + ([str(self.company)] if self.company_id else [])
        return ", ".join(names)


class ClaimQuerySet(CheckedQuerySet):
    """Questions asked of claims."""

    def published(self) -> ClaimQuerySet:
        """Those that count: what anybody outside the admin may see."""
        return self.filter(status=Claim.Status.PUBLISHED)

    def once_published(self) -> ClaimQuerySet:
        """Published now or retired: what keeps its page for ever."""
        return self.filter(status__in=[Claim.Status.PUBLISHED, Claim.Status.RETIRED])

    def since(self, day: date) -> ClaimQuerySet:
        """Those whose period ends on that day or later; a claim without a period is none of them."""
        whole = day.isoformat()
        return self.filter(
            _written(lambda name: Q(**{f"{name}__gte": whole}) | Q(**{f"{name}__in": [whole[:4], whole[:7]]}))
        )

    def until(self, day: date) -> ClaimQuerySet:
        """Those whose period begins on that day or earlier; a claim without a period is none of them."""
        return self.filter(_written(lambda name: Q(**{f"{name}__lte": day.isoformat()})))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        rows = list(objs)
        keys = {row.key for row in rows}
        for row in rows:
            if row.needs_key:
                row.key = claim_rules.next_key(row, keys)
                keys.add(row.key)
        return super().bulk_create(rows, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts. Raise ProtectedError, and delete nothing, if any was ever published."""
        keys = list(self.once_published()[:5])
        if keys:
            _refuse_deletion(keys)
        return super().delete()


def _written(holds: Callable[[str], Q]) -> Q:
    """What holds of the date of a claim, as written: its as_of, else when its source was modified, else published."""
    as_of, modified, published = "as_of", "source__modified_on", "source__published_on"
    from_source = (~Q(**{modified: ""}) & holds(modified)) | (
        Q(**{modified: ""}) & ~Q(**{published: ""}) & holds(published)
    )
    return (~Q(as_of="") & holds(as_of)) | (Q(as_of="") & from_source)


class ClaimManager(models.Manager.from_queryset(ClaimQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, key: str) -> Any:
        return self.get(key=key)


class Claim(CellFields, ValueFields, CheckedModel):
    """What one source says at one place about one framework on one aspect."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        REVIEW = "review", "in review"
        PUBLISHED = "published", "published"
        RETIRED = "retired", "retired"

    class RetireReason(models.TextChoices):
        MISREAD = "misread", "misread"
        OUTDATED = "outdated", "outdated"
        SUBJECT = "wrong-subject", "wrong subject"
        DUPLICATE = "duplicate", "duplicate"
        WITHDRAWN = "source-withdrawn", "source withdrawn"

    key = models.SlugField(
        max_length=200, unique=True, blank=True,
        help_text="Permanent. Left empty, it is made of source, framework, aspect and a number.",
    )  # fmt: skip
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    locator = models.CharField(
        max_length=200, blank=True, help_text="Where in the source: heading, list item, table row and column."
    )
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, null=True, blank=True, related_name="claims",
        help_text="The condition that the source limits it to.",
    )  # fmt: skip
    compared_to = models.ForeignKey(
        Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="comparisons",
        verbose_name="compared to", help_text="“Easier than Django”: Django.",
    )  # fmt: skip
    as_of = models.CharField(
        "as of", max_length=10, blank=True, validators=[claim_rules.valid_period],
        help_text="When the value holds: YYYY, YYYY-MM or YYYY-MM-DD, as the source says it.",
    )  # fmt: skip
    hedged = models.BooleanField(default=False, help_text="The source says may, can, reportedly.")
    via = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_via",
        help_text="The upstream source of this statement.",
    )  # fmt: skip
    via_stated = models.BooleanField(
        "upstream stated", default=False, help_text="The document names it itself; else it is your inference."
    )
    quote = models.CharField(max_length=120, blank=True, help_text="A short anchor, spelled as in the source.")
    statement = models.CharField(max_length=400, blank=True, help_text="One sentence in our own words.")
    note = models.TextField(blank=True, help_text="For editors.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    retire_reason = models.CharField(max_length=20, choices=RetireReason.choices, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    objects: ClassVar[Any] = ClaimManager()
    history = row_history()

    class Meta:
        ordering = ["key"]
        permissions = [
            ("submit_claim", "Can submit claims for review"),
            ("publish_claim", "Can publish claims"),
            ("send_back_claim", "Can send claims back"),
            ("retire_claim", "Can retire claims"),
            ("import_claims", "Can import claims"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=SINGLE_VALUE,
                name="kb_claim_one_value",
                violation_error_code="kb_claim_one_value",
                violation_error_message="A claim has exactly one value: an option, a number, a yes or no, or a text.",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | GreaterThan(Length(Trim("locator")), 0),  # type: ignore[arg-type]
                name="kb_claim_published_has_locator",
                violation_error_code="kb_claim_published_has_locator",
                violation_error_message="A published claim needs a locator: say where in the source it stands.",
            ),
            models.CheckConstraint(
                condition=Q(status="retired") ^ Q(retire_reason=""),
                name="kb_claim_retired_has_reason",
                violation_error_code="kb_claim_retired_has_reason",
                violation_error_message="A retired claim needs a reason, and no other claim has one.",
            ),
            models.CheckConstraint(
                condition=Q(compared_to__isnull=True) | ~Q(compared_to=F("framework")),
                name="kb_claim_not_compared_to_itself",
                violation_error_code="kb_claim_not_compared_to_itself",
                violation_error_message="A framework cannot be compared to itself.",
            ),
            models.CheckConstraint(
                condition=Q(via__isnull=True) | ~Q(via=F("source")),
                name="kb_claim_not_via_itself",
                violation_error_code="kb_claim_not_via_itself",
                violation_error_message="The upstream source must be another source.",
            ),
            models.CheckConstraint(
                condition=Q(via__isnull=False) | Q(via_stated=False),
                name="kb_claim_stated_needs_via",
                violation_error_code="kb_claim_stated_needs_via",
                violation_error_message="“Upstream stated” needs the upstream source.",
            ),
            models.CheckConstraint(
                condition=Q(as_of="") | IS_A_PERIOD,
                name="kb_claim_as_of_is_a_period",
                violation_error_code="kb_claim_as_of_is_a_period",
                violation_error_message="“As of” is YYYY, YYYY-MM or YYYY-MM-DD.",
            ),
            models.UniqueConstraint(
                F("source"),
                F("locator"),
                F("framework"),
                F("aspect"),
                Coalesce(F("company"), Value(0)),
                Coalesce(F("option"), Value(0)),
                # exactly one value is filled, so an empty column can share a filler with a real value
                Coalesce(F("number"), Value(0), output_field=models.DecimalField(max_digits=15, decimal_places=4)),
                Coalesce(F("boolean"), Value(False)),
                F("text"),
                Coalesce(F("scope"), Value(0)),
                Coalesce(F("compared_to"), Value(0)),
                F("as_of"),
                condition=~Q(retire_reason="duplicate"),
                name="kb_claim_once",
                violation_error_code="kb_claim_once",
                violation_error_message="This source has this claim at this place already.",
            ),
        ]
        indexes = [
            models.Index(fields=["framework", "aspect", "company", "status"], name="kb_claim_cell"),
            models.Index(fields=["status", "source"], name="kb_claim_status_source"),
            models.Index(fields=["status", "key"], name="kb_claim_status_key"),
            models.Index(fields=["framework", "key"], name="kb_claim_framework_key"),
            models.Index(fields=["reviewed_on"], name="kb_claim_reviewed_on"),
            models.Index(fields=["status", "-reviewed_on", "-key"], name="kb_claim_recent"),
        ]

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    def clean(self) -> None:
        """The rules across rows and tables, and the key of a new claim. At most four queries."""
        claim_rules.check_claim(self)
        if self.needs_key:
            self.key = claim_rules.next_key(self)

    @property
    def needs_key(self) -> bool:
        """Whether a key is missing, and all is there to make it."""
        return not self.key and bool(self.source_id and self.framework_id and self.aspect_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raise ProtectedError for a claim that was ever published."""
        if Claim.objects.once_published().filter(pk=self.pk).exists():
            _refuse_deletion([self])
        return super().delete(*args, **kwargs)


def _refuse_deletion(claims: list[Claim]) -> NoReturn:
    names = ", ".join(claim.key for claim in claims)
    raise models.ProtectedError(f"What was once published is retired, never deleted: {names}.", set(claims))


class CellRowManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds the row of a cell by its natural key. One query."""

    def get_by_natural_key(self, framework: str, aspect: str, company: str | None = None) -> Any:
        if company is None:
            return self.get(framework__slug=framework, aspect__slug=aspect, company__isnull=True)
        return self.get(framework__slug=framework, aspect__slug=aspect, company__slug=company)


class CellRow(CellFields, CheckedModel):
    """A row of which a cell has at most one."""

    objects: ClassVar[Any] = CellRowManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.cell_words()

    def natural_key(self) -> tuple[str, str, str | None]:
        return (self.framework.slug, self.aspect.slug, self.company.slug if self.company else None)

    natural_key.dependencies = ["kb.framework", "kb.aspect", "kb.company"]  # type: ignore[attr-defined]


def once_per_cell(name: str, message: str) -> models.UniqueConstraint:
    """At most one row for framework, aspect and company, an empty company included."""
    return models.UniqueConstraint(
        F("framework"),
        F("aspect"),
        Coalesce(F("company"), Value(0)),
        name=name,
        violation_error_code=name,
        violation_error_message=message,
    )


class Resolution(CellRow, ValueFields):
    """An editor's reading of a contested cell. It annotates; it hides nothing."""

    class Reason(models.TextChoices):
        NEWER = "newer-evidence", "the newer evidence holds"
        FIRST_HAND = "first-hand", "a first-hand source decides"
        MISREADING = "misreading", "one side misreads its upstream"
        WORDING = "wording", "the sources mean the same"
        CONTEXT = "context", "both hold, each in its context"
        JUDGEMENT = "judgement", "editor's judgement"

    compared_to = models.ForeignKey(
        Framework,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compared to",
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    explanation = models.TextField(help_text="Why this reading, in a few sentences. Shown publicly.")
    claims = models.ManyToManyField(Claim, related_name="resolutions", help_text="The claims it judged.")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolved_on = models.DateField()
    history = row_history(m2m_fields=[claims])

    class Meta:
        ordering = ["framework", "aspect", "company"]
        constraints = [
            once_per_cell("kb_resolution_once", "This cell has a resolution already; change that one."),
            models.CheckConstraint(
                condition=SINGLE_VALUE,
                name="kb_resolution_one_value",
                violation_error_code="kb_resolution_one_value",
                violation_error_message="A resolution chooses exactly one value.",
            ),
        ]
        indexes = [models.Index(fields=["-resolved_on", "id"], name="kb_resolution_newest")]

    def clean(self) -> None:
        """The rules across tables, and the cell of what was judged. One query for a stored resolution."""
        claim_rules.check_shape(self)
        if self.pk:
            claim_rules.check_resolution_claims(self, self.claims.all())


@receiver(m2m_changed, sender=Resolution.claims.through)
def _check_resolution_claims(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """A resolution judges the claims of its cell. From the claim's side it would leave no history."""
    if reverse and action.startswith("pre_"):
        raise ValidationError("Change the claims of a resolution at the resolution.")
    if action == "pre_add":
        claim_rules.check_resolution_claims(instance, Claim.objects.filter(pk__in=pk_set))


class Gap(CellRow):
    """A recorded absence: looked and found nothing, or the question does not apply."""

    class Absence(models.TextChoices):
        SILENT = "searched-silent", "searched, the sources are silent"
        NOT_APPLICABLE = "not-applicable", "does not apply"

    kind = models.CharField(max_length=16, choices=Absence.choices)
    searched_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    history = row_history()

    class Meta:
        ordering = ["framework", "aspect", "company"]
        constraints = [once_per_cell("kb_gap_once", "This cell has a recorded absence already.")]

    def clean(self) -> None:
        claim_rules.check_company(self)
