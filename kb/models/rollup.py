"""Derived tables: rebuilt at will, never edited, never in a fixture."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from kb.models.subjects import Aspect, Company, Framework


class CellQuerySet(models.QuerySet["Cell"]):
    """Questions asked of judged cells, answered in SQL."""

    def in_state(self, *states: str) -> CellQuerySet:
        return self.filter(state__in=states)

    def stale_on(self, day: date) -> CellQuerySet:
        """Cells whose evidence is too old on that day; an undated one is stale from the start."""
        return self.filter(fresh_until__lt=day)


class Cell(models.Model):
    """The roll-up of one framework, aspect and company, as `kb.evidence` judges it without a filter.

    ``flags`` leaves out ``stale``, a question about today: ``fresh_until`` is the last fresh day
    (null: never stale; 0001-01-01: stale from the start).
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="cells")
    aspect = models.ForeignKey(Aspect, on_delete=models.CASCADE, related_name="cells")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="cells")
    state = models.CharField(max_length=12)
    empty = models.CharField(max_length=16, blank=True)
    flags = models.JSONField(default=list)
    fresh_until = models.DateField(null=True, blank=True)
    documents = models.PositiveIntegerField(default=0)
    roots = models.PositiveIntegerField(default=0)
    roots_min = models.PositiveIntegerField(default=0)
    values = models.JSONField(default=list)
    objects = CellQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "aspect", "company"]
        constraints = [
            models.UniqueConstraint(F("framework"), F("aspect"), Coalesce(F("company"), Value(0)), name="kb_cell_once")
        ]
        indexes = [models.Index(fields=["state"], name="kb_cell_state")]

    def __str__(self) -> str:
        names = [str(self.framework), str(self.aspect)] + ([str(self.company)] if self.company_id else [])
        return ", ".join(names)


class Revision(models.Model):
    """One row, one number, raised in every transaction that changes the base. Never goes back."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
