"""Which things anybody may see: those that something published names. What only editors know of is in the admin alone.

Named is what a claim says, a recorded absence or a reading is about, and on from there what a file of these must hold:
a framework that something is compared to, where a source has it from and all that this in turn derives from or cites,
whose own source it is. A need names its aspect. Options belong to their aspect, and are seen with it.
What a retired claim names keeps its page, as the claim does, but stands in no list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, Func

from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP, SCOPE, SOURCE, ThingKind
from kb.models import Aspect, Cell, Claim, Need, Occurrence, Reading, Resolution, Source, SourceLink
from kb.models.kind_models import KIND_MODELS

IN_LISTS = (Claim.Status.PUBLISHED,)
ON_PAGES = (Claim.Status.PUBLISHED, Claim.Status.RETIRED)  # what these name keeps its page
Statuses = Collection[str]


def public_sql(kind: ThingKind, key: str, statuses: Statuses = IN_LISTS) -> str:
    """A condition in SQL on a thing of that kind, by the name of its primary key there. It looks into indexes alone."""
    return f"({' OR '.join(CONDITIONS[kind.name](key, statuses))})"


class IsPublic(Func):
    """The same as a condition of a query of things: ``filter(IsPublic(kind=SOURCE))``."""

    output_field = BooleanField()

    def __init__(self, *key: Any, kind: ThingKind, **extra: Any) -> None:
        super().__init__(*(key or ("pk",)), kind=kind, **extra)

    def as_sql(self, compiler: Any, database: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        key, parameters = compiler.compile(self.source_expressions[0])
        return public_sql(self.extra["kind"], key), list(parameters)


def without_page(things: Collection[tuple[ThingKind, str]]) -> set[tuple[ThingKind, str]]:
    """Those of some things, each a kind and a slug, that nothing published names or ever named. One query."""
    kinds = {kind.name: kind for kind, _ in things}
    parts = [_without_page(kind) for kind, _ in things]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), [slug for _, slug in things])
        return {(kinds[name], slug) for name, slug in cursor.fetchall()}


def _without_page(kind: ThingKind) -> str:
    table = KIND_MODELS[kind.name]._meta.db_table
    unnamed = f"NOT {public_sql(kind, f'{table}.id', ON_PAGES)}"
    return f"SELECT '{kind.name}', slug FROM {table} WHERE slug = %s AND {unnamed}"  # noqa: S608


def _exists(model: type[models.Model], column: str, key: str, condition: str = "") -> str:
    """With an offset, or PostgreSQL would read the whole table and keep all its keys at hand."""
    table = model._meta.db_table
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = {key}{condition} LIMIT 1 OFFSET 0)"  # noqa: S608


def _claims(column: str, key: str, statuses: Statuses) -> str:
    """Said so that no index of statuses leads SQLite through all that is published."""
    texts = ", ".join(f"'{status}'" for status in statuses)
    return _exists(Claim, column, key, f" AND coalesce({Claim._meta.db_table}.status, '') IN ({texts})")


def _in_cells(kind: ThingKind, key: str, statuses: Statuses) -> list[str]:
    """A cell is there for each claim and each recorded absence."""
    column = f"{kind.name}_id"
    once = [_claims(column, key, statuses), _exists(Resolution, column, key)] if statuses == ON_PAGES else []
    return [_occurs(kind, key), _exists(Cell, column, key), *once]


def _occurs(kind: ThingKind, key: str) -> str:
    """A published claim names it: that was counted when cells were stored, in a table much smaller than theirs."""
    return _exists(Occurrence, "target", key, f" AND {Occurrence._meta.db_table}.kind = '{kind.name}'")


def _owned(column: str, key: str, statuses: Statuses) -> str:
    table = Source._meta.db_table
    return _exists(Source, column, key, f" AND {public_sql(SOURCE, f'{table}.id', statuses)}")


def _of_framework(key: str, statuses: Statuses) -> list[str]:
    compared = [_claims("compared_to_id", key, statuses), _exists(Resolution, "compared_to_id", key)]
    read = _exists(Reading, "framework_id", key)
    return [*_in_cells(FRAMEWORK, key, statuses), read, *compared, _owned("framework_id", key, statuses)]


def _of_aspect(key: str, statuses: Statuses) -> list[str]:
    return [*_in_cells(ASPECT, key, statuses), _exists(Need, "aspect_id", key)]


def _of_group(key: str, statuses: Statuses) -> list[str]:
    table = Aspect._meta.db_table
    return [_exists(Aspect, "group_id", key, f" AND {public_sql(ASPECT, f'{table}.id', statuses)}")]


def _of_company(key: str, statuses: Statuses) -> list[str]:
    return [*_in_cells(COMPANY, key, statuses), _owned("company_id", key, statuses)]


def _of_scope(key: str, statuses: Statuses) -> list[str]:
    return [_claims("scope_id", key, statuses)]


def _of_source(key: str, statuses: Statuses) -> list[str]:
    """Named itself, or behind one that is: links are walked against their direction only where nothing names it."""
    link = SourceLink._meta.db_table
    behind = " OR ".join(_source_itself("behind.id", statuses))
    return [
        *_source_itself(key, statuses),
        f"""EXISTS (
            WITH RECURSIVE behind (id) AS (
                SELECT from_source_id FROM {link} WHERE to_source_id = {key}
                UNION
                SELECT {link}.from_source_id FROM behind JOIN {link} ON {link}.to_source_id = behind.id
            )
            SELECT 1 FROM behind WHERE {behind}
        )""",  # noqa: S608
    ]


def _source_itself(key: str, statuses: Statuses) -> list[str]:
    own = _claims("source_id", key, statuses)
    if statuses == IN_LISTS:
        own = _occurs(SOURCE, key)
    return [own, _claims("via_id", key, statuses), _exists(Reading, "source_id", key)]


CONDITIONS: Mapping[str, Callable[[str, Statuses], list[str]]] = {
    FRAMEWORK.name: _of_framework,
    ASPECT.name: _of_aspect,
    GROUP.name: _of_group,
    COMPANY.name: _of_company,
    SCOPE.name: _of_scope,
    SOURCE.name: _of_source,
}
