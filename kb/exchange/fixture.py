"""Fixtures: which rows belong to a set of claims, and how a row is written.

A fixture holds natural keys only and no person, in an order that depends on nothing but its content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.functions import Collate

from kb.evidence.kinds import KINDS, REFERENCES
from kb.evidence.records import CellKey
from kb.models import (
    Aspect,
    AspectGroup,
    Claim,
    Company,
    Framework,
    Gap,
    Need,
    Option,
    Reading,
    Resolution,
    Scope,
    Source,
    SourceLink,
)  # fmt: skip
from kb.models.kind_models import NAME_OF_MODEL
from kb.rows.public_things import IsPublic

RowName = tuple[str, tuple[str | None, ...]]  # model and natural key

CLAIMS_AT_ONCE = 1000
_as_json = json.JSONEncoder(ensure_ascii=False).encode
NOT_CARRIED = {
    "id", "reviewed_by", "resolved_by", "link_state", "link_checked_on", "link_moved_to", "archive_state",
    "another_document", "address_key", "archive_key",
}  # fmt: skip
_VALUE = "option number boolean text"
_CELL = "framework aspect company"

# What anybody gets of a row; dependencies first, so that a file loads from top to bottom.
PUBLIC_COLUMNS: Mapping[type[models.Model], frozenset[str]] = {
    model: frozenset(columns.split())
    for model, columns in (
        (Framework, "name slug aliases homepage repository"),
        (AspectGroup, "name slug order"),
        (Aspect, "name slug group order help_text value_type cardinality nature added_on temporal unit "
                 "stale_after_months per_company"),
        (Option, "aspect slug label order description degree"),
        (Scope, "name slug"),
        (Company, "name slug aliases homepage industry"),
        (Source, "title slug url version kind author publisher published_on modified_on framework company read_on "
                 "archive_url no_address_because language sha256"),
        (SourceLink, "from_source to_source kind stated note"),
        (Reading, "source framework read_on"),
        (Claim, f"{_VALUE} {_CELL} key source locator scope compared_to as_of hedged via via_stated quote statement "
                "status retire_reason reviewed_on"),
        (Resolution, f"{_VALUE} {_CELL} compared_to reason explanation resolved_on claims"),
        (Gap, f"{_CELL} kind searched_on note"),
        (Need, "name slug question aspect boolean options"),
    )
}  # fmt: skip
EDITORS_COLUMNS: Mapping[type[models.Model], frozenset[str]] = {Claim: frozenset({"note"})}  # and what only editors get
FIXTURE_ORDER = tuple(PUBLIC_COLUMNS)


@dataclass(frozen=True)
class Chosen:
    """What a fixture is to hold.

    ``claims`` are read from the database, those not in ``keys`` are left out (None: none is left out);
    ``gaps`` are cells whose recorded absence goes along, ``readings`` pairs of source and framework; ``rows`` maps
    models to slugs that go along without a claim; ``whole`` adds everything else that anybody may see: the unfiltered
    base. ``unnamed`` adds to that what nothing published names.
    """

    claims: QuerySet[Any]
    keys: Collection[str] | None = None
    gaps: Collection[CellKey] = ()
    readings: Collection[tuple[str, str]] = ()
    rows: Mapping[type[models.Model], Collection[str]] = field(default_factory=dict)
    whole: bool = False
    unnamed: bool = False


def collect(chosen: Chosen) -> Iterator[Any]:
    """The claims and, transitively, all that they refer to, in the order of the file. Some seventeen queries, six more
    for the whole base.

    Claims leave while they are read; all else is at hand, which is what they refer to and so far less.
    """
    claims = _claims(chosen)
    first = list(islice(claims, 1))  # SQLite reads all that follows as of this moment
    refer = _References(chosen)
    gaps = [gap for gap in _related(Gap) if chosen.whole or _cell(gap) in chosen.gaps]
    resolutions = _resolutions(refer.in_readings)
    needs = _needs(chosen)
    cells: list[Any] = [*gaps, *resolutions]
    reader = _RowReader(chosen)
    aspects = reader.rows(Aspect, refer.to("aspect") | {row.aspect_id for row in [*cells, *needs]}, "group")
    in_aspects = {aspect.pk for aspect in aspects}
    readings = _readings(chosen)
    links, sources = _links(reader, refer.to("source", "via") | {row.source_id for row in readings})
    frameworks = {row.framework_id for row in [*cells, *readings, *sources]}
    frameworks |= {row.compared_to_id for row in resolutions}
    before: list[list[Any]] = [
        reader.rows(Framework, refer.to("framework", "compared_to") | frameworks),
        reader.rows(AspectGroup, {aspect.group_id for aspect in aspects}),
        aspects,
        [option for option in Option.objects.select_related("aspect") if option.aspect_id in in_aspects],
        reader.rows(Scope, refer.to("scope")),
        reader.rows(Company, refer.to("company") | {row.company_id for row in [*cells, *sources]}),
        sources,
    ]  # fmt: skip
    yield from _in_order(*before, links, readings)
    yield from _with_references(chain(first, claims), _by_key(before))
    yield from _in_order(resolutions, gaps, needs)


def _in_order(*kinds: Iterable[Any]) -> Iterator[Any]:
    return (row for rows in kinds for row in sorted(rows, key=_natural))


def _claims(chosen: Chosen) -> Iterator[Any]:
    """The claims by key, as Python sorts texts, without what they refer to. One query."""
    key: Any = Collate("key", "C") if connection.vendor == "postgresql" else "key"
    rows = chosen.claims.order_by(key).iterator(chunk_size=CLAIMS_AT_ONCE)
    return (claim for claim in rows if _goes_along(chosen, claim.key))


def _with_references(claims: Iterable[Any], rows: Mapping[type[models.Model], Mapping[int, Any]]) -> Iterator[Any]:
    """Claims with what they refer to at hand. One that names what was not there when its rows were read is left out:
    it was changed since.
    """
    fields: list[Any] = [reference for reference in Claim._meta.fields if reference.related_model in rows]
    for claim in claims:
        try:
            for column in fields:
                key = getattr(claim, column.attname)
                column.set_cached_value(claim, None if key is None else rows[column.related_model][key])
        except KeyError:
            continue
        yield claim


def _by_key(kinds: Iterable[Iterable[Any]]) -> dict[type[models.Model], dict[int, Any]]:
    """Rows by model and primary key; they come in the order of the file."""
    return {model: {row.pk: row for row in rows} for model, rows in zip(FIXTURE_ORDER, kinds, strict=False)}


class _References:
    """What the claims refer to. Two queries, or one if everything goes along anyway."""

    def __init__(self, chosen: Chosen) -> None:
        self._keys: dict[str, set[int | None]] = {name: set() for name in REFERENCES}
        claim_ids = Resolution.claims.through._default_manager.values_list("claim_id", flat=True)
        in_readings = chosen.claims.order_by().filter(pk__in=claim_ids)
        self.in_readings = {pk for pk, key in in_readings.values_list("pk", "key") if _goes_along(chosen, key)}
        if not chosen.whole:
            self._read(chosen)

    def _read(self, chosen: Chosen) -> None:
        columns = [f"{name}_id" for name in REFERENCES]
        rows = chosen.claims.order_by().values_list("key", *columns).iterator(chunk_size=CLAIMS_AT_ONCE)
        for key, *ids in rows:
            if _goes_along(chosen, key):
                for name, pk in zip(REFERENCES, ids, strict=True):
                    self._keys[name].add(pk)

    def to(self, *names: str) -> set[int | None]:
        """Primary keys of the rows in these fields."""
        return set().union(*(self._keys[name] for name in names))


def _goes_along(chosen: Chosen, key: str) -> bool:
    return chosen.keys is None or key in chosen.keys


class _RowReader:
    """Reads the rows of a model that are referred to, or chosen by themselves, or all of them."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen

    def rows(self, model: type[models.Model], ids: Collection[int | None], *related: str) -> list[Any]:
        slugs = self.chosen.rows.get(model, ())
        public = self._public(model)
        return [
            row
            for row in model._default_manager.select_related(*related)
            if public is None or row.pk in public or row.pk in ids or row.slug in slugs  # type: ignore[attr-defined]
        ]

    def _public(self, model: type[models.Model]) -> set[int] | None:
        """Those that go along with the whole base; None: all. One query, or none."""
        if self.chosen.unnamed or not self.chosen.whole:
            return None if self.chosen.whole else set()
        kind = KINDS[NAME_OF_MODEL[model]]
        return set(model._default_manager.filter(IsPublic(kind=kind)).order_by().values_list("pk", flat=True))


def _needs(chosen: Chosen) -> list[Any]:
    """Those that were chosen by themselves, or all of them."""
    slugs = chosen.rows.get(Need, ())
    if not (chosen.whole or slugs):
        return []
    rows = _related(Need).prefetch_related("options__aspect")
    return [need for need in rows if chosen.whole or need.slug in slugs]


def _related(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.select_related("aspect")
    return rows if model is Need else rows.select_related("framework", "aspect", "company")


def _resolutions(claims: Collection[int]) -> list[Any]:
    """Those of which every judged claim is in, with claims that are there to be judged."""
    rows = _related(Resolution).select_related("framework", "aspect", "company", "option__aspect", "compared_to")
    return [
        row
        for row in rows.prefetch_related("claims")
        if {claim.pk for claim in row.claims.all()} and all(claim.pk in claims for claim in row.claims.all())
    ]


def _readings(chosen: Chosen) -> list[Any]:
    rows = Reading.objects.select_related("source", "framework")
    return [row for row in rows if chosen.whole or row.natural_key() in chosen.readings]


def _links(reader: _RowReader, reached: Collection[int | None]) -> tuple[list[Any], list[Any]]:
    """The links that lead on from these sources, and every source on the way."""
    ends = [f"{end}{owner}" for end in ("from_source", "to_source") for owner in ("", "__framework", "__company")]
    rows = list(SourceLink.objects.select_related(*ends))
    out: dict[int, list[int]] = {}
    for link in rows:
        out.setdefault(link.from_source_id, []).append(link.to_source_id)
    reached_rows = reader.rows(Source, reached, "framework", "company")
    waiting = [source.pk for source in reached_rows]
    seen = set(waiting)
    while waiting:
        for following in out.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    extra = [link.to_source for link in rows if link.to_source_id in seen]
    sources = {source.pk: source for source in [*reached_rows, *extra]}
    return [link for link in rows if link.from_source_id in seen], list(sources.values())


def _cell(row: Any) -> CellKey:
    return CellKey(row.framework.slug, row.aspect.slug, row.company.slug if row.company else None)


def _natural(row: Any) -> tuple[str, ...]:
    return tuple(part or "" for part in row.natural_key())


def beyond(rows: Iterable[Any], names: Collection[RowName]) -> Iterator[Any]:
    """The rows that are not among these, which other files hold."""
    return (row for row in rows if (row._meta.label_lower, row.natural_key()) not in names)


def written(rows: Iterable[models.Model], *, for_editors: bool = False) -> Iterator[str]:
    """The fixture as text, one object a line, in pieces; for editors with their notes."""
    yield "["
    first = True
    for row in rows:
        yield ("\n" if first else ",\n") + _as_json(as_object(row, for_editors=for_editors))
        first = False
    yield "\n]\n"


def as_object(row: models.Model, *, for_editors: bool = False) -> dict[str, Any]:
    """One row as Django's fixtures write it: model and fields, references by natural key."""
    fields = {name: plain(row) for name, plain in _plain(type(row), for_editors)}
    return {"model": row._meta.label_lower, "fields": fields}


@cache
def _plain(model: type[models.Model], for_editors: bool) -> list[tuple[str, Callable[[Any], Any]]]:
    """The fields that a fixture carries, and what gives the value of each as JSON can hold it."""
    names = PUBLIC_COLUMNS[model] | (EDITORS_COLUMNS.get(model, frozenset()) if for_editors else frozenset())
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return [(column.name, _plain_value(column)) for column in fields if column.name in names]


def _plain_value(column: Any) -> Callable[[Any], Any]:
    value = attrgetter(column.name)
    if column.many_to_many:
        return lambda row: sorted(list(other.natural_key()) for other in value(row).all())
    if column.is_relation:
        return lambda row: list(other.natural_key()) if (other := value(row)) else None
    if isinstance(column, models.DecimalField):
        return column.value_to_string
    if isinstance(column, models.DateField):
        return lambda row: day.isoformat() if (day := value(row)) else None
    return value
