"""Frameworks, aspects or sources that occur in a selection, counted and read a page at a time.

Without a filter what occurs was counted when it was written; under filters of axes and cells stored cells say what
occurs, and only the things on the page are counted. Dates, and filters of evidence, need the claims themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from compare.query.claims import published_in
from compare.selection import Selection
from kb.evidence import State
from kb.models import Aspect, Framework, Occurrence, Source
from kb.records import ClaimRecord

COUNTS = ("claims", "cells", "contested")
DATED = {"newest", "oldest"}


@dataclass(frozen=True)
class Kind:
    """A kind of thing with a list and a page for each. ``about`` begins the words of one: “about Flask”.

    ``place`` is the order in which pages list them.
    """

    noun: str
    model: type[Model]
    about: str
    place: tuple[str, ...] = ("slug",)
    name: str = "name"

    @property
    def plural(self) -> str:
        return f"{self.noun}s"

    def slug_of(self, claim: ClaimRecord) -> str:
        return str(getattr(claim, self.noun))


FRAMEWORK = Kind("framework", Framework, "about")
ASPECT = Kind("aspect", Aspect, "on", place=("group__order", "group__slug", "order", "slug"))
SOURCE = Kind("source", Source, "said by", name="title")


@dataclass(frozen=True, slots=True)
class Occurring:
    """How often a thing occurs: claims, cells with such claims, contested ones among them."""

    slug: str
    claims: int = 0
    cells: int = 0
    contested: int = 0


def count_things(selection: Selection, kind: Kind) -> int:
    """How many things of a kind occur; all there are without a filter. One query where stored cells answer."""
    if selection.weighs:
        return len({kind.slug_of(claim) for claim in selection.claims})
    return _occurring(selection, kind).count()


def things_between(selection: Selection, kind: Kind, first: int, last: int | None) -> list[Occurring]:
    """Those from one place to before another (None: the end) in the order asked for. Three queries where stored cells
    answer.
    """
    order = str(selection.filters.asked.get("order", "aspect"))
    if selection.weighs or order in DATED:
        return _from_claims(selection, kind, order)[first:last]
    rows = _occurring(selection, kind)
    if order == "evidence" and selection.filtered:
        return _best_documented(selection, kind, rows)[first:last]
    slugs = dict(_ordered(rows, kind, order).values_list("pk", "slug")[first:last])
    counts = _counts(selection, kind, slugs)
    return [Occurring(slug, *counts.get(pk, ())) for pk, slug in slugs.items()]


def _occurring(selection: Selection, kind: Kind) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.model._default_manager.order_by()
    if not selection.filtered:
        return rows
    where: QuerySet[Any] = published_in(selection) if kind is SOURCE else _filled(selection)
    return rows.filter(Exists(where.filter(**{kind.noun: OuterRef("pk")})))


def _filled(selection: Selection) -> QuerySet[Any]:
    return selection.stored.staying().filter(claims__gt=0)


def _ordered(rows: QuerySet[Any], kind: Kind, order: str) -> QuerySet[Any]:
    """In the order of pages, of names, or of the number of claims of a base without a filter."""
    if order == "name":
        return rows.order_by(Lower(kind.name), *kind.place)
    if order == "evidence":
        frequent = Occurrence.objects.filter(kind=kind.noun, target=OuterRef("pk")).values("claims")
        number = Coalesce(Subquery(frequent, output_field=IntegerField()), 0)
        return rows.order_by(number.desc(), *kind.place)
    return rows.order_by(*kind.place)


def _best_documented(selection: Selection, kind: Kind, rows: QuerySet[Any]) -> list[Occurring]:
    """All that occur under a filter, those with most claims first. Two queries."""
    slugs = dict(_ordered(rows, kind, "aspect").values_list("pk", "slug"))
    counts = _counts(selection, kind, slugs, every=True)
    found = [Occurring(slug, *counts.get(pk, ())) for pk, slug in slugs.items()]
    return sorted(found, key=lambda thing: -thing.claims)


Counts = Mapping[int, Sequence[int]]  # claims, cells and contested cells by primary key


def _counts(selection: Selection, kind: Kind, keys: Iterable[int], *, every: bool = False) -> Counts:
    """How often things occur; ``every``: they are all that do. One query."""
    if not selection.filtered:
        rows: Any = Occurrence.objects.filter(kind=kind.noun, target__in=keys)
        return {pk: counts for pk, *counts in rows.values_list("target", *COUNTS)}
    narrowed = {} if every else {f"{kind.noun}__in": list(keys)}
    if kind is SOURCE:
        return _of_sources(selection, narrowed)
    cells: Any = _filled(selection).filter(**narrowed).order_by().values_list(kind.noun)
    contested = Count("pk", filter=Q(state=State.CONTESTED))
    return {pk: counts for pk, *counts in cells.annotate(a=Sum("claims"), b=Count("pk"), c=contested)}


def _of_sources(selection: Selection, narrowed: Mapping[str, Any]) -> Counts:
    """Claims of sources, with the cells that they are in. One query."""
    same = {"framework": OuterRef("framework"), "aspect": OuterRef("aspect")}
    company = Coalesce(OuterRef("company"), 0)
    cells = selection.stored.on_axes().filter(**same).annotate(of=Coalesce(F("company"), 0)).filter(of=company)
    claims: Any = published_in(selection).filter(**narrowed)
    claims = claims.annotate(cell=Subquery(cells.values("pk")[:1]), state=Subquery(cells.values("state")[:1]))
    contested = Count("cell", distinct=True, filter=Q(state=State.CONTESTED))
    counts = claims.order_by().values_list("source")
    return {pk: row for pk, *row in counts.annotate(a=Count("pk"), b=Count("cell", distinct=True), c=contested)}


def _from_claims(selection: Selection, kind: Kind, order: str) -> list[Occurring]:
    """All that occur, from the claims that count: dates are theirs."""
    claims = Counter(kind.slug_of(claim) for claim in selection.claims)
    cells, contested = _cells_of(selection, kind)
    rows = kind.model._default_manager.all() if not selection.filtered else _with_slugs(kind, claims)
    slugs = list(_ordered(rows, kind, "name" if order == "name" else "aspect").values_list("slug", flat=True))
    ends: dict[str, list[int]] = defaultdict(list)
    for claim in selection.claims if order in DATED else ():
        ends[kind.slug_of(claim)] += [claim.period.end.toordinal()] if claim.period else []
    keys: Mapping[str, Any] = {
        "evidence": lambda slug: -claims[slug],
        "newest": lambda slug: -max(ends[slug], default=0),
        "oldest": lambda slug: min(ends[slug], default=9_999_999),
    }
    slugs = sorted(slugs, key=keys[order]) if order in keys else slugs
    return [Occurring(slug, claims[slug], cells[slug], contested[slug]) for slug in slugs]


def _with_slugs(kind: Kind, slugs: Iterable[str]) -> QuerySet[Any]:
    return kind.model._default_manager.filter(slug__in=list(slugs))


def _cells_of(selection: Selection, kind: Kind) -> tuple[Counter[str], Counter[str]]:
    """Cells, and contested ones, by what occurs in them."""
    cells: Counter[str] = Counter()
    contested: Counter[str] = Counter()
    for cell in selection.claimed:
        for slug in {kind.slug_of(claim) for claim in cell.judgement.claims}:
            cells[slug] += 1
            contested[slug] += cell.judgement.state == State.CONTESTED
    return cells, contested
