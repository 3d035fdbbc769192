"""What a page of many kinds names, put at hand by one query: names are short, and alike in what is read of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from kb.evidence.kinds import FRAMEWORK, GROUP
from kb.evidence.records import CompanyRecord, FrameworkRecord, GroupRecord, NeedRecord, OptionRecord, ScopeRecord
from kb.evidence.shelves import Shelf
from kb.evidence.vocabulary import Vocabulary
from kb.models import Aspect, AspectGroup, Company, Framework, Need, Option, Scope
from kb.rows.public_things import public_sql
from kb.texts import lines

_FRAMEWORKS, _GROUPS, _COMPANIES, _SCOPES, _NEEDS, _OPTIONS, _ASPECTS = (
    model._meta.db_table for model in (Framework, AspectGroup, Company, Scope, Need, Option, Aspect)
)
_ANSWERS = Need.options.through._meta.db_table
OF_ALL = (
    f"SELECT 'framework', slug, name, aliases, homepage, repository, 0, 0 FROM {_FRAMEWORKS} "  # noqa: S608
    f"WHERE {public_sql(FRAMEWORK, f'{_FRAMEWORKS}.id')}",
    f"""SELECT 'group', slug, name, '', '', '', "order", 0 FROM {_GROUPS} """  # noqa: S608
    f"WHERE {public_sql(GROUP, f'{_GROUPS}.id')}",
    f"""SELECT 'need', need.slug, need.name, need.question, aspect.slug, coalesce(choice.slug, ''),
        row_number() OVER (ORDER BY chapter."order", chapter.slug, aspect."order", aspect.slug, need.slug, choice.slug),
        CASE WHEN need."boolean" THEN 1 WHEN NOT need."boolean" THEN 0 END
    FROM {_NEEDS} AS need JOIN {_ASPECTS} AS aspect ON aspect.id = need.aspect_id
    JOIN {_GROUPS} AS chapter ON chapter.id = aspect.group_id LEFT JOIN {_ANSWERS} AS answer ON answer.need_id = need.id
    LEFT JOIN {_OPTIONS} AS choice ON choice.id = answer.option_id WHERE NOT aspect.per_company""",  # noqa: S608
)
OF_COMPANIES = f"SELECT 'company', slug, name, aliases, homepage, industry, 0, 0 FROM {_COMPANIES} WHERE slug"  # noqa: S608
OF_SCOPES = f"SELECT 'scope', slug, name, '', '', '', 0, 0 FROM {_SCOPES} WHERE slug"  # noqa: S608
OF_OPTIONS = (
    f"SELECT 'option', choice.slug, label, description, aspect.slug, '', "  # noqa: S608
    'row_number() OVER (ORDER BY choice."order", choice.slug), degree '
    f"FROM {_ASPECTS} AS aspect JOIN {_OPTIONS} AS choice ON choice.aspect_id = aspect.id WHERE aspect.slug"
)


class NameRow(NamedTuple):
    """A row of the statement: what the texts and numbers are depends on its kind."""

    kind: str
    slug: str
    name: str
    first: str
    second: str
    third: str
    place: int
    number: int | None


def fetch_together(
    vocabulary: Vocabulary, companies: Iterable[str | None], scopes: Iterable[str | None], options_of: Iterable[str]
) -> dict[str, NeedRecord]:
    """Have all frameworks and groups that anybody may see at hand, some companies and scopes, and the options of some
    aspects. Returns the needs that can be asked. One query.
    """
    rows = _rows({OF_COMPANIES: _slugs(companies), OF_SCOPES: _slugs(scopes), OF_OPTIONS: _slugs(options_of)})
    by_kind: dict[str, list[NameRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    frameworks = {row.slug: _framework(row) for row in sorted(by_kind["framework"], key=lambda row: row.slug)}
    groups = sorted(by_kind["group"], key=lambda row: (row.place, row.slug))
    _have(vocabulary.frameworks, frameworks, whole=True)
    _have(vocabulary.groups, {row.slug: GroupRecord(row.slug, row.name, row.place) for row in groups}, whole=True)
    _have(vocabulary.companies, {row.slug: _company(row) for row in by_kind["company"]})
    _have(vocabulary.scopes, {row.slug: ScopeRecord(row.slug, row.name) for row in by_kind["scope"]})
    if isinstance(vocabulary.aspects, Shelf) and vocabulary.aspects.parts is not None:
        vocabulary.aspects.parts.have(dict.fromkeys(options_of, ()) | _options(by_kind["option"]))
    return _needs(by_kind["need"])


def _rows(slugs_of: dict[str, Sequence[str]]) -> list[NameRow]:
    few = {part: slugs for part, slugs in slugs_of.items() if slugs}
    parts = [*OF_ALL, *(f"{part} IN ({', '.join(['%s'] * len(slugs))})" for part, slugs in few.items())]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [slug for slugs in few.values() for slug in slugs])
        return [NameRow(*row) for row in cursor.fetchall()]


def _slugs(slugs: Iterable[str | None]) -> list[str]:
    return sorted({slug for slug in slugs if slug})


def _have(shelf: Any, rows: dict[str, Any], whole: bool = False) -> None:
    keep: Callable[[dict[str, Any]], None] = shelf.have_all if whole else shelf.have
    keep(rows)


def _framework(row: NameRow) -> FrameworkRecord:
    return FrameworkRecord(row.slug, row.name, tuple(lines(row.first)), row.second, row.third)


def _company(row: NameRow) -> CompanyRecord:
    return CompanyRecord(row.slug, row.name, tuple(lines(row.first)), row.second, row.third)


def _options(rows: Iterable[NameRow]) -> dict[str, tuple[OptionRecord, ...]]:
    """Options in their order, by aspect."""
    by_aspect: dict[str, list[OptionRecord]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.place):
        by_aspect[row.second].append(OptionRecord(row.slug, row.name, row.first, row.number or 0))
    return {aspect: tuple(options) for aspect, options in by_aspect.items()}


def _needs(rows: Iterable[NameRow]) -> dict[str, NeedRecord]:
    """Those with a satisfying value, as `read_needs` reads them."""
    needs: dict[str, NeedRecord] = {}
    for row in sorted(rows, key=lambda row: row.place):
        value = bool(row.number) if row.number is not None else row.third or None
        if value is not None:
            answers = needs[row.slug].answers if row.slug in needs else frozenset()
            needs[row.slug] = NeedRecord(row.slug, row.name, row.first, row.second, answers | {value})
    return needs
