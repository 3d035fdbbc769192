"""Merges of two rows that turned out to be one thing: who did it, why, and all that it takes to undo it."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kb.evidence.kinds import KINDS, SOURCE
from kb.models.kind_models import KIND_MODELS

MERGEABLE = {kind.name: KIND_MODELS[kind.name] for kind in KINDS.values() if kind.columns}
"""The models of what a claim names."""


class Merge(models.Model):
    """One row, the former, became another, its heir. ``moves`` is what `kb.merging` did; never in a fixture."""

    kind = models.CharField(max_length=10, choices=[(kind, KINDS[kind].words) for kind in MERGEABLE])
    former = models.PositiveBigIntegerField(help_text="The key of the row that is no more.")
    former_slug = models.SlugField(max_length=60)
    former_name = models.CharField(max_length=250)
    heir = models.PositiveBigIntegerField(help_text="The key of the row that it became.")
    heir_name = models.CharField(max_length=250)
    reason = models.CharField(max_length=300, blank=True)
    moves = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    merged_on = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_on = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        indexes = [models.Index(fields=["kind", "former"], name="kb_merge_former")]

    def __str__(self) -> str:
        return f"“{self.former_name}” into “{self.heir_name}”"

    @property
    def public_name(self) -> str:
        """What the history of a claim calls the former; of a source the slug too, because titles repeat."""
        return f"“{self.former_name}” ({self.former_slug})" if self.kind == SOURCE.name else self.former_name
