"""The cells on the axes of an address as conditions on their own columns: no join, and a range of places where rows
of a group or an aspect stand together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from compare.filters import AXES, ComparisonFilter
from compare.query.places import PATHS, Place
from kb.models import Aspect, Company, Framework
from kb.records import AspectRecord, Vocabulary

MOST_RANGES = 4  # beyond, one list of aspects is cheaper than so many ranges
AFTER_BLANK = "!"  # what sorts right behind a blank, which ends a slug in a place


def on_axes(place: Place, filters: ComparisonFilter, but: str = "") -> Iterator[Q]:
    """What the address and its query ask of a stored cell, ``but`` one filter of axes."""
    for name, slugs in place.fixed.items():
        if PATHS[name][0] == AXES:
            yield _among(name, slugs, filters.vocabulary)
    if place.columns is not None:
        yield _among("framework", place.columns, filters.vocabulary)
    for name, slugs in filters.staged(AXES).items():
        if name != but:
            yield _among(name, slugs, filters.vocabulary)


def _among(name: str, slugs: Collection[str], vocabulary: Vocabulary) -> Q:
    """Cells of some frameworks, aspects, groups or companies; without a company if none is named."""
    if name == "framework":
        return Q(framework__in=Framework.objects.filter(slug__in=slugs).order_by())
    if name == "company":
        companies = Company.objects.filter(slug__in=slugs).order_by()
        return Q(company__in=companies) if slugs else Q(company=None)
    starts = _starts(name, slugs, vocabulary) if len(set(slugs)) <= MOST_RANGES else []
    if starts:
        return reduce(or_, (Q(place__gte=start, place__lt=f"{start[:-1]}{AFTER_BLANK}") for start in starts))
    path = "slug__in" if name == "aspect" else "group__slug__in"
    return Q(aspect__in=Aspect.objects.filter(**{path: slugs}).order_by())


def _starts(name: str, slugs: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """How the places of these groups or aspects begin; empty if one does not exist."""
    if name == "group":
        groups = vocabulary.groups
        return [groups[slug].start for slug in slugs] if all(slug in groups for slug in slugs) else []
    aspects: list[AspectRecord] = [vocabulary.aspects[slug] for slug in slugs if slug in vocabulary.aspects]
    return [vocabulary.place(one.slug, None) for one in aspects] if len(aspects) == len(slugs) else []
