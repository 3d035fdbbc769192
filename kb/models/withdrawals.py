"""What was withdrawn on request: an address that says so, and nothing of what stood there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Lower
from django.db.models.signals import pre_save
from django.utils import timezone

from kb.models.checked import rows_making
from kb.models.claims import Claim
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.sources import Source
from kb.models.subjects import Company

CLAIM_KIND = "claim"
TEXT_REMOVED = "[withdrawn]"  # stands for a name in other texts
WITHDRAWABLE: dict[str, Any] = {CLAIM_KIND: Claim, **{NAME_OF_MODEL[model]: model for model in (Company, Source)}}


class Withdrawal(models.Model):
    """A claim, company or source that is no more, under a slug or key that it had.

    What remains: its kind and its address, so that this says what became of it; when, for readers; by whom and why, for
    those who review. Never in a fixture; nothing new takes the slug, so that no file brings back what was withdrawn.
    """

    class Thing(models.TextChoices):
        CLAIM_KIND = "claim", "claim"
        COMPANY = "company", "company"
        SOURCE = "source", "source"

    kind = models.CharField(max_length=10, choices=Thing)
    slug = models.SlugField(max_length=200)
    withdrawn_on = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    had_page = models.BooleanField(default=True)  # anybody could see it; else its address says nothing

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="kb_withdrawal_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


def withdrawals_of(pairs: Iterable[tuple[str, str]]) -> list[Withdrawal]:
    """Those of these pairs of kind and slug, in the order of the pairs. One query for each kind, written out since most
    saves ask it, and one more for a kind that has some.
    """
    slugs: dict[str, set[str]] = defaultdict(set)
    for kind, slug in pairs:
        if kind in WITHDRAWABLE:
            slugs[kind].add(slug)
    return [row for kind, known in slugs.items() if _are_any(kind, known) for row in _of_kind(kind, known)]


def _of_kind(kind: str, slugs: Collection[str]) -> models.QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(kind=kind, slug__in=slugs)


def _are_any(kind: str, slugs: Collection[str]) -> bool:
    """Whether any of these slugs was withdrawn, in whatever case."""
    places = ", ".join(["%s"] * len(slugs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {Withdrawal._meta.db_table} WHERE kind = %s AND lower(slug) IN ({places}) LIMIT 1",  # noqa: S608
            [kind, *(slug.lower() for slug in slugs)],
        )
        return cursor.fetchone() is not None


def kind_of(model: type[models.Model]) -> str:
    """The kind of a row that can be withdrawn; blank for others."""
    return next((kind for kind, table in WITHDRAWABLE.items() if model is table), "")


def slug_of_row(row: Any) -> str:
    return str(row.key if isinstance(row, Claim) else row.slug)


def refuse_again(rows: Iterable[Any]) -> None:
    """No row takes a slug that was withdrawn, whatever its case where anybody could see it: ValidationError. A query
    for each kind of the rows, none for stored claims, whose keys stay; two more for a row that has such a slug.
    """
    slugs: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        if row.pk is None or not isinstance(row, Claim):
            slugs[kind_of(type(row))][slug_of_row(row).lower()] = row  # slugs are ASCII
    for kind, bearers in slugs.items():
        if not _are_any(kind, bearers):
            continue
        for gone in Withdrawal.objects.alias(lowered=Lower("slug")).filter(kind=kind, lowered__in=bearers):
            row = bearers[gone.slug.lower()]
            if (gone.had_page or slug_of_row(row) == gone.slug) and not _has_it_already(row):
                field = "key" if kind == CLAIM_KIND else "slug"
                raise ValidationError({field: f"“{gone.slug}” was withdrawn on {gone.withdrawn_on:%Y-%m-%d}."})


def _has_it_already(row: Any) -> bool:
    """It stood beside what was withdrawn, differing by case."""
    return row.pk is not None and type(row)._base_manager.filter(pk=row.pk, slug=row.slug).exists()


def _saving(instance: Any, **kwargs: Any) -> None:
    refuse_again([instance])


def _making(rows: Iterable[Any], **kwargs: Any) -> None:
    refuse_again(rows)


for withdrawable in WITHDRAWABLE.values():
    pre_save.connect(_saving, sender=withdrawable)
    rows_making.connect(_making, sender=withdrawable)
