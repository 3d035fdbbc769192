"""Which things anybody may see: those that something published names. What only editors know of is in the admin alone.

Named is what a claim says, a recorded absence or a reading is about, and on from there what a file of these must hold:
a framework that something is compared to, where a source has it from and all that this in turn derives from or cites,
whose own source it is. A need names its aspect. Options belong to their aspect, and are seen with it; needs are asked.
What a retired claim names, or a published one once named, keeps its page, as the claim does, but stands in no list.
Whoever changes a row asks the same, of all pages: `public_keys`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, Func

from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP, NEED, OPTION, SCOPE, SOURCE, ThingKind
from kb.models import Aspect, Cell, Claim, Need, Occurrence, Option, Reading, Resolution, Source, SourceLink
from kb.models.kind_models import KIND_MODELS
from kb.rows.statements import portions

IN_LISTS = (Claim.Status.PUBLISHED,)
ON_PAGES = (Claim.Status.PUBLISHED, Claim.Status.RETIRED)  # what these name keeps its page
PastVersion = Claim.history.model  # of a claim
OCCURRING = f"SELECT target FROM {Occurrence._meta.db_table} WHERE kind = '{{kind}}'"  # noqa: S608
Statuses = Collection[str]
KEYS_A_QUERY = 500  # primary keys in one condition
# Sources that no published claim names, by the number of all links: beneath it, links are walked from each of them.
MOST_WALKED = 1_500_000  # where all lead to all, two seconds; where few lead anywhere, far from it


def public_sql(kind: ThingKind, key: str, statuses: Statuses = IN_LISTS, many: bool = False) -> str:
    """A condition in SQL on a thing of that kind, by the name of its primary key there. It looks into indexes alone.

    ``many``: any number of rows that nobody may see are asked about. It is longer, which PostgreSQL takes time to plan.
    """
    return f"({' OR '.join(CONDITIONS[kind.name](key, statuses, many))})"


def public_at_once(kind: ThingKind, key: str) -> str:
    """The same without the sources that stand behind others alone: no links are walked, so that any number of rows that
    nobody may see costs little.
    """
    return f"({' OR '.join(_source_itself(key, IN_LISTS))})" if kind is SOURCE else public_sql(kind, key)


class IsPublic(Func):
    """The same as a condition of a query of things: ``filter(IsPublic(kind=SOURCE))``.

    ``whole``: nearly all rows of the table are looked at, so that what occurs is read as one list.
    """

    output_field = BooleanField()

    def __init__(
        self, *key: Any, kind: ThingKind, statuses: Statuses = IN_LISTS, whole: bool = False, **extra: Any
    ) -> None:
        super().__init__(*(key or ("pk",)), kind=kind, statuses=statuses, whole=whole, **extra)

    def as_sql(self, compiler: Any, database: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        key, parameters = compiler.compile(self.source_expressions[0])
        condition = public_sql(self.extra["kind"], key, self.extra["statuses"], many=True)
        if self.extra["whole"]:
            condition = f"({key} IN ({OCCURRING.format(kind=self.extra['kind'].name)}) OR {condition})"
        return condition, list(parameters)


def public_keys(kind: ThingKind, keys: Collection[int]) -> set[int]:
    """Those of some rows, by primary key, that a page or a file shows to anybody. A query for each 500."""
    table, public = KIND_MODELS[kind.name]._meta.db_table, set[int]()
    condition = public_sql(kind, f"{table}.id", ON_PAGES, many=True)
    with connection.cursor() as cursor:
        for portion in portions(sorted(keys), KEYS_A_QUERY):
            among = ", ".join(["%s"] * len(portion))
            cursor.execute(f"SELECT id FROM {table} WHERE id IN ({among}) AND {condition}", portion)  # noqa: S608
            public |= {key for (key,) in cursor.fetchall()}
    return public


def without_page(things: Collection[tuple[ThingKind, str]]) -> set[tuple[ThingKind, str]]:
    """Those of some things, each a kind and a slug, that nothing published names or ever named. One query, or none."""
    if not things:
        return set()
    kinds, slugs = {kind.name: kind for kind, _ in things}, defaultdict[str, list[str]](list)
    for kind, slug in things:
        slugs[kind.name].append(slug)
    parts = [_with_slugs(kind, len(slugs[name]), sign="NOT ") for name, kind in kinds.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), [slug for name in kinds for slug in slugs[name]])
        return {(kinds[name], slug) for name, slug in cursor.fetchall()}


def slugs_with_page(kind: ThingKind, slugs: Collection[str]) -> set[str]:
    """Those that a row which anybody may see has, whatever other rows have them. One query."""
    if not slugs:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_with_slugs(kind, len(slugs)), [*slugs])
        return {slug for _, slug in cursor.fetchall()}


def _with_slugs(kind: ThingKind, number: int, sign: str = "") -> str:
    table, among = KIND_MODELS[kind.name]._meta.db_table, ", ".join(["%s"] * number)
    condition = f"{sign}{public_sql(kind, f'{table}.id', ON_PAGES)}"
    return f"SELECT '{kind.name}', slug FROM {table} WHERE slug IN ({among}) AND {condition}"  # noqa: S608


def _exists(model: type[models.Model], column: str, key: str, condition: str = "") -> str:
    """With an offset, or PostgreSQL would read the whole table and keep all its keys at hand."""
    table = model._meta.db_table
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = {key}{condition} LIMIT 1 OFFSET 0)"  # noqa: S608


def claims_naming(column: str, key: str, statuses: Statuses) -> str:
    """Whether a claim names the thing with a key, in SQL, or with those of pages did so while it was published: its own
    page shows what it said then. Said so that no index of statuses leads SQLite through all that is published; that of
    statuses and sources leads past the drafts of a source.
    """
    texts, status = ", ".join(f"'{status}'" for status in statuses), f"{Claim._meta.db_table}.status"
    text = status if column == "source_id" else f"coalesce({status}, '')"
    own = _exists(Claim, column, key, f" AND {text} IN ({texts})")
    if statuses != ON_PAGES:
        return own
    past = PastVersion._meta.db_table
    there = f"EXISTS (SELECT 1 FROM {Claim._meta.db_table} AS there WHERE there.id = {past}.id)"  # noqa: S608
    once = _exists(PastVersion, column, key, f" AND coalesce({past}.status, '') IN ({texts}) AND {there}")
    return f"({own} OR {once})"


def _in_cells(kind: ThingKind, key: str, statuses: Statuses) -> list[str]:
    """A cell is there for each claim and each recorded absence."""
    column = f"{kind.name}_id"
    once = [claims_naming(column, key, statuses), _exists(Resolution, column, key)] if statuses == ON_PAGES else []
    return [_occurs(kind, key), _exists(Cell, column, key), *once]


def _occurs(kind: ThingKind, key: str) -> str:
    """A published claim names it: that was counted when cells were stored, in a table much smaller than theirs."""
    return _exists(Occurrence, "target", key, f" AND {Occurrence._meta.db_table}.kind = '{kind.name}'")


def _owned(column: str, key: str, statuses: Statuses, many: bool) -> str:
    table = Source._meta.db_table
    return _exists(Source, column, key, f" AND {public_sql(SOURCE, f'{table}.id', statuses, many)}")


def _of_framework(key: str, statuses: Statuses, many: bool) -> list[str]:
    compared = [claims_naming("compared_to_id", key, statuses), _exists(Resolution, "compared_to_id", key)]
    read = _exists(Reading, "framework_id", key)
    return [*_in_cells(FRAMEWORK, key, statuses), read, *compared, _owned("framework_id", key, statuses, many)]


def _of_aspect(key: str, statuses: Statuses, many: bool) -> list[str]:
    return [*_in_cells(ASPECT, key, statuses), _exists(Need, "aspect_id", key)]


def _of_group(key: str, statuses: Statuses, many: bool) -> list[str]:
    table = Aspect._meta.db_table
    return [_exists(Aspect, "group_id", key, f" AND {public_sql(ASPECT, f'{table}.id', statuses)}")]


def _of_company(key: str, statuses: Statuses, many: bool) -> list[str]:
    return [*_in_cells(COMPANY, key, statuses), _owned("company_id", key, statuses, many)]


def _of_scope(key: str, statuses: Statuses, many: bool) -> list[str]:
    return [claims_naming("scope_id", key, statuses)]


def _of_source(key: str, statuses: Statuses, many: bool) -> list[str]:
    """Named itself, or led to by one that is, which is asked only where it is not named. Beside few others that nobody
    names, links are walked against their direction from each; beside many on from all that are named, once.
    """
    link, sources, occurring = SourceLink._meta.db_table, Source._meta.db_table, OCCURRING.format(kind=SOURCE.name)
    behind = " OR ".join(_source_itself("behind.id", statuses))
    origin = " OR ".join(_source_itself(f"{link}.from_source_id", statuses))
    from_each = f"""EXISTS (
            WITH RECURSIVE behind (id) AS (
                SELECT from_source_id FROM {link} WHERE to_source_id = {key}
                UNION
                SELECT {link}.from_source_id FROM behind JOIN {link} ON {link}.to_source_id = behind.id
            )
            SELECT 1 FROM behind WHERE {behind}
        )"""  # noqa: S608
    at_once = f"""{key} IN (
            WITH RECURSIVE led (id) AS (
                SELECT {link}.to_source_id FROM {link} WHERE {link}.to_source_id NOT IN ({occurring}) AND ({origin})
                UNION
                SELECT {link}.to_source_id FROM led JOIN {link} ON {link}.from_source_id = led.id
            )
            SELECT id FROM led
        )"""  # noqa: S608
    either = f"""CASE
        WHEN ((SELECT count(*) FROM {sources}) - (SELECT count(*) FROM ({occurring}) AS occurring))
            * (SELECT count(*) FROM {link}) < {MOST_WALKED}
        THEN {from_each} ELSE {at_once} END"""  # noqa: S608
    return [*_source_itself(key, statuses), either if many else from_each]


def _source_itself(key: str, statuses: Statuses) -> list[str]:
    own = claims_naming("source_id", key, statuses)
    if statuses == IN_LISTS:
        own = _occurs(SOURCE, key)
    return [own, claims_naming("via_id", key, statuses), _exists(Reading, "source_id", key)]


def _of_option(key: str, statuses: Statuses, many: bool) -> list[str]:
    table = Option._meta.db_table
    return [f"{public_sql(ASPECT, f'(SELECT asked.aspect_id FROM {table} AS asked WHERE asked.id = {key})', statuses)}"]  # noqa: S608


def _of_need(key: str, statuses: Statuses, many: bool) -> list[str]:
    return ["1 = 1"]


CONDITIONS: Mapping[str, Callable[[str, Statuses, bool], list[str]]] = {
    FRAMEWORK.name: _of_framework,
    ASPECT.name: _of_aspect,
    GROUP.name: _of_group,
    COMPANY.name: _of_company,
    SCOPE.name: _of_scope,
    SOURCE.name: _of_source,
    OPTION.name: _of_option,
    NEED.name: _of_need,
}
