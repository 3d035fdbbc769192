"""Slugs that things no longer have, so that an old address still leads to the thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery

from kb.evidence.kinds import KINDS
from kb.models.checked import CheckedModel
from kb.models.histories import row_history
from kb.models.kind_models import KIND_MODELS, NAME_OF_MODEL
from kb.models.subjects import Option

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")


class FormerSlug(CheckedModel):
    """A slug that a row had before. It names the row by its key, so that a chain of renames ends at the newest.

    A row that takes the slug, a new one or the old one renamed back, ends it; of options, one of the same aspect.
    Never in a fixture.
    """

    class Holder(models.TextChoices):
        FRAMEWORK = "framework", "framework"
        ASPECT = "aspect", "aspect"
        GROUP = "group", "group of aspects"
        COMPANY = "company", "company"
        SOURCE = "source", "source"
        SCOPE = "scope", "scope"
        OPTION = "option", "option"
        NEED = "need", "need"

    kind = models.CharField(max_length=10, choices=Holder.choices)
    slug = models.SlugField(max_length=60)
    target = models.PositiveBigIntegerField(help_text="The key of the row that had this slug.")
    history = row_history()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                condition=~Q(kind="option"),
                name="kb_formerslug_once",
                violation_error_code="kb_formerslug_once",
                violation_error_message="This slug leads on to another row already.",
            ),
            models.UniqueConstraint(
                fields=["kind", "slug", "target"],
                name="kb_formerslug_once_a_row",
                violation_error_code="kb_formerslug_once_a_row",
                violation_error_message="This slug leads on to this row already.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "target"], name="kb_formerslug_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


HOLDER_MODELS = {name: KIND_MODELS[name] for name, kind in KINDS.items() if kind.has_former_slugs}


SlugPair = tuple[str, str]  # kind and slug
SeenSlugs = Callable[[str, Collection[str]], Collection[str]]


def present_slugs(pairs: Iterable[tuple[str, str]], seen: SeenSlugs | None = None) -> dict[SlugPair, tuple[str, ...]]:
    """For each former slug among pairs of kind and slug, what its row is called now; options of several aspects may
    have had it.

    A slug that a row has is none of them, whatever it meant before; with ``seen``, which tells those of a kind that
    anybody may see, one that such a row has. Two queries for each kind at most, and that.
    """
    slugs_of: dict[str, set[str]] = defaultdict(set)
    for kind, slug in pairs:
        if SLUG.fullmatch(slug):
            slugs_of[kind].add(slug)
    present: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind, slugs in slugs_of.items():
        former = list(FormerSlug.objects.filter(kind=kind, slug__in=slugs).values_list("slug", "target"))
        if former:
            rows = HOLDER_MODELS[kind].objects.filter(Q(pk__in=[target for _, target in former]) | Q(slug__in=slugs))
            names = dict(rows.values_list("pk", "slug"))
            owned = set(names.values()) & {slug for slug, _ in former}
            owned = set(seen(kind, owned)) if seen and owned else owned
            for old in {slug for slug, target in former if target in names} - owned:
                targets = (target for slug, target in former if slug == old and target in names)
                present[kind, old] = tuple(sorted({names[target] for target in targets}))
    return present


def renamed_options(slugs: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """For each former slug of options (among these), what those are called now, whether another aspect has it still or
    not. One query.
    """
    now = Option.objects.filter(pk=OuterRef("target")).values("slug")
    former = FormerSlug.objects.filter(kind=FormerSlug.Holder.OPTION).annotate(now=Subquery(now))
    if slugs is not None:
        former = former.filter(slug__in=slugs)
    present: dict[str, set[str]] = defaultdict(set)
    for slug, new in former.order_by().values_list("slug", "now"):
        present[slug].add(new)
    return {slug: tuple(sorted(names)) for slug, names in present.items()}


def former_holders(row: Any) -> list[Any]:
    """The other rows to which the slug that this row is about to have leads on. One query; three if there are any."""
    kind = NAME_OF_MODEL[type(row)]
    if not _lead_on(kind, {row.slug}):
        return []
    rows = type(row)._default_manager
    if row.pk and any(room_of(stored) == room_of(row) for stored in rows.filter(pk=row.pk, slug=row.slug)):
        return []  # it has had this slug here
    targets = FormerSlug.objects.filter(kind=kind, slug=row.slug).values("target")
    return [other for other in rows.filter(pk__in=targets).exclude(pk=row.pk) if room_of(other) == room_of(row)]


def take_slugs(rows: Sequence[Any]) -> None:
    """New rows of one model have their slugs, which lead nowhere else any more: for bulk writes, which send no signal.

    Three queries at most.
    """
    end_leads(NAME_OF_MODEL[type(rows[0])], {(room_of(row), row.slug) for row in rows})


def end_leads(kind: str, places: Collection[tuple[Any, str]]) -> None:
    """Former slugs that are in the same room as these slugs lead nowhere any more."""
    slugs = {slug for _, slug in places}
    if not _lead_on(kind, slugs):
        return
    former = list(FormerSlug.objects.filter(kind=kind, slug__in=slugs))
    options = Option.objects.filter(pk__in=[row.target for row in former]) if kind == FormerSlug.Holder.OPTION else ()
    rooms = {option.pk: room_of(option) for option in options}
    for row in former:
        if (rooms.get(row.target), row.slug) in places:
            row.delete()


def _lead_on(kind: str, slugs: Collection[str]) -> bool:
    """Whether any of these is a former slug. One query, written out: each new row asks it."""
    among = ", ".join(["%s"] * len(slugs))
    sql = f"SELECT 1 FROM {FormerSlug._meta.db_table} WHERE kind = %s AND slug IN ({among}) LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, *slugs])
        return cursor.fetchone() is not None


def room_of(row: Any) -> int | None:
    """Within what a slug is its own: an option's in its aspect, others everywhere."""
    return row.aspect_id if isinstance(row, Option) else None
