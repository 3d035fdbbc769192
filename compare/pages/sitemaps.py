"""The sitemap: every public page that has an address of its own, in one file, or in parts by primary keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, islice
from typing import Any
from xml.sax.saxutils import escape

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse

from compare.answers.problems import NotHere
from compare.display.cells import cell_path
from compare.faces.addresses import PAGES, canonical_comparison_path
from compare.filters import parameter_quote, takes_nothing
from compare.query.claim_rows import CELL, CELLS_FIRST, CLAIM
from compare.web.lazy_text import LazyText
from kb.editing.public_history import claims_of_last_versions, last_public_changes
from kb.evidence.kinds import WITH_PAGES, ThingKind
from kb.models import Cell, Claim, Framework, Occurrence, Resolution
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import IsPublic, public_sql

XML = "application/xml; charset=utf-8"
MOST_SITEMAP_ADDRESSES = 10_000  # in one file
LAST_VERSIONS = 10_000  # of claims, through which parts look for what has changed of a thing
TIMELESS = ("/about/", "/about/method/", "/reference/")
SLUGS = ("framework__slug", "aspect__slug", "company__slug", "source__slug")
THINGS: Mapping[str, tuple[ThingKind, Any]] = {kind.plural: (kind, KIND_MODELS[kind.name]) for kind in WITH_PAGES}
# What of a table has an address, so that no index leads there instead of its primary keys.
ADDRESSED: Mapping[str, tuple[type[models.Model], str]] = {
    **{
        kind.plural: (model, public_sql(kind, f"{model._meta.db_table}.id", many=True))
        for kind, model in THINGS.values()
    },
    "cells": (Cell, "claims > 0"),
    "claims": (Claim, f"coalesce(status, '') = '{Claim.Status.PUBLISHED}'"),
}
PART_NAME = re.compile(r"([a-z]+)-([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Address:
    """An address of the site and the day on which what stands there last changed; None if nobody knows."""

    path: str
    day: date | None = None


@dataclass(frozen=True)
class SitemapPart:
    """So many rows of one kind, counted by their primary keys from one on; ``number`` 0: all of them."""

    kind: str
    number: int = 0

    @property
    def path(self) -> str:
        return f"/sitemap-{self.kind}-{self.number}.xml"

    @property
    def first(self) -> int:
        return (self.number - 1) * MOST_SITEMAP_ADDRESSES

    @property
    def rows(self) -> Q:
        return Q(pk__gte=self.first, pk__lt=self.first + MOST_SITEMAP_ADDRESSES) if self.number else Q()

    def paths(self) -> Iterable[str]:
        """The addresses in it. One query, or none."""
        if self.kind == "pages":
            return PAGES
        if self.kind == "comparisons":
            pairs = map(canonical_comparison_path, combinations(_spoken_of(), 2))
            return islice(pairs, self.first, self.first + MOST_SITEMAP_ADDRESSES) if self.number else pairs
        if self.kind == "cells":
            return sorted(map(cell_path, Cell.objects.filled().filter(self.rows).values_list(*SLUGS[:3]).order_by()))
        if self.kind == "claims":
            keys = Claim.objects.published().filter(self.rows).order_by("key").values_list("key", flat=True)
            return (f"/claims/{key}/" for key in keys)
        kind, model = THINGS[self.kind]
        slugs = model.objects.filter(self.rows, IsPublic(kind=kind)).order_by("slug").values_list("slug", flat=True)
        return (f"/{self.kind}/{slug}/" for slug in slugs)

    def claims(self) -> QuerySet[Any]:
        """The claims by which its pages are as new as they are: of things and lists those changed last alone."""
        rows: QuerySet[Any] = Claim.objects.once_published().order_by()
        if self.kind == "claims":
            return rows.filter(self.rows)
        if self.kind == "cells":
            return rows.filter(pk__in=_claims_of_cells(self.first, self.first + MOST_SITEMAP_ADDRESSES))
        return rows.filter(pk__in=claims_of_last_versions(LAST_VERSIONS))


PART_KINDS = ("pages", *THINGS, "comparisons", "cells", "claims")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page; of more than one file holds, the parts. Sixteen queries at most."""
    takes_nothing(request.GET)
    return LazyText(lambda: _whole(request), XML)


def _whole(request: HttpRequest) -> str:
    if _fits_one_file():
        days = _newest(Claim.objects.once_published().order_by())
        paths = chain.from_iterable(SitemapPart(kind).paths() for kind in PART_KINDS)
        return _xml("urlset", "url", _dated(paths, days), request)
    return _xml("sitemapindex", "sitemap", (Address(part.path) for part in _parts()), request)


def sitemap_part(request: HttpRequest, name: str) -> HttpResponse:
    """One part of a long sitemap, whose cost follows its length: five queries."""
    takes_nothing(request.GET)
    match = PART_NAME.fullmatch(name)
    part = SitemapPart(match[1], int(match[2])) if match and match[1] in PART_KINDS else None
    paths = list(part.paths()) if part and (part.number == 1 or part.kind != "pages") else []
    if part is None or not paths:
        raise NotHere(f"The sitemap has no part {parameter_quote(name)}.", [("/sitemap.xml", "/sitemap.xml")])
    return LazyText(lambda: _xml("urlset", "url", _dated(paths, _newest(part.claims())), request), XML)


def _fits_one_file() -> bool:
    """Whether all addresses stand in one file. Seven queries, which count no further."""
    left = MOST_SITEMAP_ADDRESSES - len(PAGES) - _number_of_pairs()
    for model, condition in ADDRESSED.values():
        if left < 0:
            return False
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM {model._meta.db_table} WHERE {condition} "  # noqa: S608
                f"LIMIT {left + 1}) AS addressed"
            )
            left -= cursor.fetchone()[0]
    return left >= 0


def _parts() -> Iterator[SitemapPart]:
    """The parts that hold an address. Seven queries, which look once into each part."""
    yield SitemapPart("pages", 1)
    for kind in THINGS:
        yield from _parts_of(kind)
    for number in range(-(-_number_of_pairs() // MOST_SITEMAP_ADDRESSES)):
        yield SitemapPart("comparisons", number + 1)
    yield from _parts_of("cells")
    yield from _parts_of("claims")


def _parts_of(kind: str) -> list[SitemapPart]:
    model, condition = ADDRESSED[kind]
    table, most = model._meta.db_table, MOST_SITEMAP_ADDRESSES
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE part(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM part "  # noqa: S608
            f"WHERE number < (SELECT max(id) FROM {table}) / {most}) SELECT number + 1 FROM part WHERE EXISTS ("
            f"SELECT 1 FROM {table} WHERE id >= part.number * {most} AND id < (part.number + 1) * {most} "
            f"AND {condition}) ORDER BY number"
        )
        return [SitemapPart(kind, number) for (number,) in cursor.fetchall()]


def _spoken_of() -> list[str]:
    """The frameworks with a published claim, which are compared. One query."""
    kind = Occurrence.Subject.FRAMEWORK
    frameworks = Occurrence.objects.filter(kind=kind, claims__gt=0).order_by().values("target")
    return sorted(Framework.objects.filter(pk__in=frameworks).values_list("slug", flat=True))


def _number_of_pairs() -> int:
    frameworks = len(_spoken_of())
    return frameworks * (frameworks - 1) // 2


def _claims_of_cells(first: int, last: int) -> RawSQL:
    """The claims of the cells from one primary key to before another."""
    tables, joined = CELLS_FIRST[connection.vendor]
    also = f" AND {joined}" if joined else ""
    return RawSQL(  # noqa: S611
        f"SELECT {CLAIM}.id FROM {tables} WHERE {CELL}.id >= %s AND {CELL}.id < %s{also}",  # noqa: S608
        (first, last),
    )


def _dated(paths: Iterable[str], days: Mapping[str, date]) -> Iterator[Address]:
    return (Address(path, _day_of(path, days)) for path in paths)


def _day_of(path: str, days: Mapping[str, date]) -> date | None:
    if path in TIMELESS:
        return None
    if path in PAGES:
        return days.get("/")
    if path.startswith("/compare/"):
        slugs = path.removeprefix("/compare/").removesuffix("/").split("-vs-")
        known = [days[page] for slug in slugs if (page := f"/frameworks/{slug}/") in days]
        return max(known, default=None)
    return days.get(path)


def _newest(claims: QuerySet[Any]) -> dict[str, date]:
    """The day on which each page of these claims, or of a resolution, last changed. Three queries."""
    newest: dict[str, date] = {}
    changes = last_public_changes(claims)
    for pk, key, reviewed_on, *slugs in claims.values_list("pk", "key", "reviewed_on", *SLUGS):
        _note(newest, changes.get(pk, reviewed_on), *slugs)
        if day := changes.get(pk, reviewed_on):
            newest[f"/claims/{key}/"] = day
    for day, *slugs in Resolution.objects.order_by().values_list("resolved_on", *SLUGS[:3]):
        _note(newest, day, *slugs)
    return newest


def _note(
    newest: dict[str, date], day: date | None, framework: str, aspect: str, company: str | None, source: str = ""
) -> None:
    """Something happened on that day to a cell, and so to every page that shows it."""
    paths = ["/", cell_path((framework, aspect, company)), f"/frameworks/{framework}/", f"/aspects/{aspect}/"]
    paths += [f"/companies/{company}/"] if company else []
    paths += [f"/sources/{source}/"] if source else []
    for path in paths if day else ():
        newest[path] = max(newest.get(path, date.min), day or date.min)


def _xml(root: str, tag: str, addresses: Iterable[Address], request: HttpRequest) -> str:
    lines = (
        f"<{tag}><loc>{escape(request.build_absolute_uri(address.path))}</loc>"
        f"{f'<lastmod>{address.day.isoformat()}</lastmod>' if address.day else ''}</{tag}>"
        for address in addresses
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            f"</{root}>",
            "",
        ]
    )
