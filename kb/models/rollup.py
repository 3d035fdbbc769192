"""Derived tables: rebuilt at will, never edited, never in a fixture."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from kb.models.claims import Claim
from kb.models.subjects import Aspect, AspectGroup, Company, Framework


class PlaceField(models.CharField):  # type: ignore[type-arg]
    """A text that sorts by its code points on every database, as Python and SQLite sort."""

    def db_parameters(self, connection: Any) -> Any:
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


class CellQuerySet(models.QuerySet["Cell"]):
    """Questions asked of judged cells, answered in SQL."""

    def filled(self) -> CellQuerySet:
        """Those with a published claim."""
        return self.filter(claims__gt=0)

    def stale_on(self, day: date) -> CellQuerySet:
        """Cells whose evidence is too old on that day; an undated one is stale from the start."""
        return self.filter(fresh_until__lt=day)


# All that a filter or a figure asks of a cell, narrow beside the rows themselves: counts scan this index alone.
TALLY_COUNT_FIELDS = [
    "framework", "state", "claims", "documents", "roots", "fresh_until", "undated", "second_hand", "hedged",
    "self_contradicted", "conditional", "split", "aspect", "company", "empty",
]  # fmt: skip


# The same of the cells that disagree, by row.
DISAGREEMENT_INDEX = [
    "place",
    "state",
    "split",
    "conditional",
    "roots_min",
    "roots",
    "documents",
    "framework",
    "disagrees",
    "against_itself",
]


# And all that is counted of the answers about companies, by row.
OF_COMPANIES_INDEX = [
    "place", "framework", "state", "certainty", "affirmed", "claims", "documents", "split", "company",
]  # fmt: skip


class Cell(models.Model):
    """The roll-up of one framework, aspect and company, as `kb.evidence.appraisal` judges it without a filter.

    It holds all that a table, a list or a figure shows of the cell:

    - ``flags`` leaves out ``stale``, a question about today: ``fresh_until`` is the last fresh day (null: never stale;
      0001-01-01: stale from the start). Each flag is a column of its own besides. ``disagrees``: contested, split or
      conditional; ``against_itself``: contested within one source alone.
    - ``place`` sorts its row among all rows; ``newest`` and ``oldest`` are ends of the periods of its values.
    - ``certainty`` is that of its leading value (blank: it is empty), ``read`` counts the sources read and silent.
    - ``claims`` counts its published claims, ``sources`` counts them by source.
    - ``apart`` are the slugs of frameworks that it is said to be other than, as one text, “|django|flask|”.
    - ``meanings`` is its set of values as one text, ``affirmed`` says whether yes is among them; ``words`` is what a
      search in cells looks through, case-folded.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="cells")
    aspect = models.ForeignKey(Aspect, on_delete=models.CASCADE, related_name="cells")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="cells")
    place = PlaceField(max_length=250, default="")
    state = models.CharField(max_length=12)
    empty = models.CharField(max_length=16, blank=True)
    certainty = models.CharField(max_length=6, blank=True, default="")
    read = models.PositiveIntegerField(default=0)
    flags = models.JSONField(default=list)
    undated = models.BooleanField(default=False)
    second_hand = models.BooleanField(default=False)
    hedged = models.BooleanField(default=False)
    self_contradicted = models.BooleanField(default=False)
    conditional = models.BooleanField(default=False)
    split = models.BooleanField(default=False)
    disagrees = models.BooleanField(default=False)
    against_itself = models.BooleanField(default=False)
    fresh_until = models.DateField(null=True, blank=True)
    newest = models.DateField(null=True, blank=True)
    oldest = models.DateField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    roots = models.PositiveIntegerField(default=0)
    roots_min = models.PositiveIntegerField(default=0)
    meanings = models.TextField(blank=True, default="")
    affirmed = models.BooleanField(default=False)
    apart = models.TextField(blank=True, default="")
    sources = models.JSONField(default=dict)
    values = models.JSONField(default=list)
    root_names = models.JSONField(default=dict)
    words = models.TextField(blank=True, default="")
    objects = CellQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "aspect", "company"]
        constraints = [
            models.UniqueConstraint(F("framework"), F("aspect"), Coalesce(F("company"), Value(0)), name="kb_cell_once")
        ]
        indexes = [
            models.Index(fields=["state", "place"], name="kb_cell_state_place"),
            models.Index(fields=["place", "framework"], name="kb_cell_place"),
            models.Index(fields=["framework", "place"], name="kb_cell_framework_place"),
            models.Index(
                F("roots_min").desc(), F("roots").desc(), F("documents").desc(), F("place"), name="kb_cell_strength"
            ),
            models.Index(fields=DISAGREEMENT_INDEX, name="kb_cell_disagreeing", condition=Q(disagrees=True)),
            models.Index(fields=["fresh_until", "framework", "aspect", "state"], name="kb_cell_stale"),
            models.Index(
                fields=["state", "-roots_min", "-roots", "-documents", "place"], name="kb_cell_state_strength"
            ),
            models.Index(fields=TALLY_COUNT_FIELDS, name="kb_cell_counted"),
            models.Index(fields=["place", "company", "split"], name="kb_cell_split", condition=Q(split=True)),
            models.Index(
                fields=["place", "conditional", "disagrees", "state", "split"],
                name="kb_cell_conditional",
                condition=Q(conditional=True),
            ),
            models.Index(fields=OF_COMPANIES_INDEX, name="kb_cell_of_company", condition=Q(company__isnull=False)),
            models.Index(
                fields=[
                    "-roots_min",
                    "-roots",
                    "-documents",
                    "place",
                    "state",
                    "split",
                    "conditional",
                    "disagrees",
                    "against_itself",
                ],
                name="kb_cell_disputed",
                condition=Q(disagrees=True),
            ),
        ]

    def __str__(self) -> str:
        names = [str(self.framework), str(self.aspect)] + ([str(self.company)] if self.company_id else [])
        return ", ".join(names)


class PeriodEnd(models.Model):
    """When the period of a published claim ends, and the place of its cell: lists by date follow its indexes.

    ``day`` is written YYYY-MM-DD; blank: the claim has no period, and is last in both orders.
    """

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = PlaceField(max_length=10, blank=True, default="")
    place = PlaceField(max_length=250)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(F("day").desc(), F("place"), name="kb_periodend_newest"),
            models.Index(
                Coalesce(NullIf(F("day"), Value("")), Value("9999-99-99")), F("place"), name="kb_periodend_oldest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.day or 'undated'}"


class Tally(models.Model):
    """How many cells, and claims in them, one framework has in one group: in one state, on one kind of question.

    ``ageing``: the question goes stale; ``empty``: the kind of empty. ``undated`` to ``split`` count the cells with
    that flag, ``against_itself`` those contested within one source alone. Kept with the cells, so that no figure counts
    them all.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="tallies")
    group = models.ForeignKey(AspectGroup, on_delete=models.CASCADE, related_name="tallies")
    per_company = models.BooleanField()
    ageing = models.BooleanField()
    state = models.CharField(max_length=12)
    empty = models.CharField(max_length=16, blank=True)
    cells = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    undated = models.PositiveIntegerField(default=0)
    second_hand = models.PositiveIntegerField(default=0)
    hedged = models.PositiveIntegerField(default=0)
    self_contradicted = models.PositiveIntegerField(default=0)
    conditional = models.PositiveIntegerField(default=0)
    split = models.PositiveIntegerField(default=0)
    against_itself = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "group", "per_company", "ageing", "state", "empty"], name="kb_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.group}, {self.state}: {self.cells}"


class Expiry(models.Model):
    """How many cells of one framework in one group, in one state, end to be fresh in one month; by its first day.

    All that end before the present month are stale, so that a figure counts no cells but those of this month.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(AspectGroup, on_delete=models.CASCADE, related_name="+")
    per_company = models.BooleanField()
    state = models.CharField(max_length=12)
    month = models.DateField()
    cells = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "group", "per_company", "state", "month"], name="kb_expiry_once"
            )
        ]
        indexes = [models.Index(fields=["framework", "group", "month", "cells"], name="kb_expiry_summed")]
        verbose_name_plural = "expiries"

    def __str__(self) -> str:
        return f"{self.framework}, {self.group}, {self.state}, {self.month}: {self.cells}"


class AdoptionTally(models.Model):
    """How many companies are said to use one framework, or not to: by the state of their cells, how certain these are
    and whether yes is among their values.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12)
    certainty = models.CharField(max_length=6, blank=True)
    affirmed = models.BooleanField()
    cells = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "state", "certainty", "affirmed"], name="kb_adoptiontally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.state}, {self.certainty}: {self.cells}"


class PublicQuestion(models.Model):
    """A question asked once of a framework that anybody may see, in its group: what a figure counts of a large base."""

    aspect = models.OneToOneField(Aspect, on_delete=models.CASCADE, primary_key=True, related_name="+")
    group = models.ForeignKey(AspectGroup, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.group_id}: {self.aspect_id}"


class Occurrence(models.Model):
    """How often a thing occurs in what is published: in claims, in cells, in contested cells.

    A source occurs in its own claims and their cells, a framework, an aspect or a company in its cells.
    """

    class Subject(models.TextChoices):
        FRAMEWORK = "framework", "framework"
        ASPECT = "aspect", "aspect"
        COMPANY = "company", "company"
        SOURCE = "source", "source"

    kind = models.CharField(max_length=10, choices=Subject.choices)
    target = models.PositiveBigIntegerField()
    claims = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    contested = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "target"], name="kb_occurrence_once")]
        indexes = [models.Index(fields=["kind", "-claims", "target"], name="kb_occurrence_frequent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}: {self.claims}"


class Revision(models.Model):
    """One row, one number, raised in every transaction that changes the base. Never goes back."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
