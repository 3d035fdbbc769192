"""Slugs that things no longer have, so that an old address still leads to the thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django.db.models.signals import post_delete, pre_save
from simple_history.models import HistoricalRecords

from kb.evidence.kinds import KINDS
from kb.models.checked import CheckedModel
from kb.models.kind_models import KIND_MODELS, NAME_OF_MODEL

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")


class FormerSlug(CheckedModel):
    """A slug that a row had before. It names the row by its key, so that a chain of renames ends at the newest.

    A row that takes the slug, a new one or the old one renamed back, ends it. Never in a fixture.
    """

    class Holder(models.TextChoices):
        FRAMEWORK = "framework", "framework"
        ASPECT = "aspect", "aspect"
        GROUP = "group", "group of aspects"
        COMPANY = "company", "company"
        SOURCE = "source", "source"
        SCOPE = "scope", "scope"

    kind = models.CharField(max_length=10, choices=Holder.choices)
    slug = models.SlugField(max_length=60)
    target = models.PositiveBigIntegerField(help_text="The key of the row that had this slug.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="kb_formerslug_once",
                violation_error_message="This slug leads on to another row already.",
            )
        ]
        indexes = [models.Index(fields=["kind", "target"], name="kb_formerslug_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


HOLDER_MODELS = {name: KIND_MODELS[name] for name, kind in KINDS.items() if kind.has_former_slugs}


def present_slugs(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """For each former slug among pairs of kind and slug, what the row is called now.

    A slug that a row has is none of them, whatever it meant before. Two queries for each kind at most.
    """
    slugs_of: dict[str, set[str]] = defaultdict(set)
    for kind, slug in pairs:
        if SLUG.fullmatch(slug):
            slugs_of[kind].add(slug)
    present: dict[tuple[str, str], str] = {}
    for kind, slugs in slugs_of.items():
        former = dict(FormerSlug.objects.filter(kind=kind, slug__in=slugs).values_list("slug", "target"))
        if former:
            rows = HOLDER_MODELS[kind].objects.filter(models.Q(pk__in=former.values()) | models.Q(slug__in=former))
            names = dict(rows.values_list("pk", "slug"))
            owned = set(names.values())
            present |= {
                (kind, old): names[target] for old, target in former.items() if target in names and old not in owned
            }
    return present


def take_slugs(kind: str, slugs: Collection[str]) -> None:
    """New rows have these slugs, which lead nowhere else any more: for bulk writes, which send no signal. One query."""
    FormerSlug.objects.filter(kind=kind, slug__in=slugs).delete()


def _note_rename(sender: Any, instance: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Keep the slug that a row is about to lose; the one that it takes leads nowhere else any more."""
    if update_fields is not None and "slug" not in update_fields:
        return
    kind = NAME_OF_MODEL[sender]
    stored = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first() if instance.pk else None
    if stored == instance.slug:
        return
    FormerSlug.objects.filter(kind=kind, slug__in=[instance.slug, stored]).delete()
    if stored is not None:
        FormerSlug.objects.create(kind=kind, slug=stored, target=instance.pk)


def _forget(sender: Any, instance: Any, **kwargs: Any) -> None:
    """What is gone has no address to lead to."""
    FormerSlug.objects.filter(kind=NAME_OF_MODEL[sender], target=instance.pk).delete()


for renamed in HOLDER_MODELS.values():
    pre_save.connect(_note_rename, sender=renamed)
    post_delete.connect(_forget, sender=renamed)
