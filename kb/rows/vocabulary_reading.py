"""From rows to the vocabulary: all that claims name, read at once or when it is asked for.

A fixed number of queries for any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP, OPTION, SCOPE, SOURCE, ThingKind
from kb.evidence.records import (
    ALIKE,
    OF_OTHERS,
    UNIQUE,
    AspectRecord,
    CompanyRecord,
    FrameworkRecord,
    GroupRecord,
    LinkRecord,
    NeedRecord,
    OptionRecord,
    ScopeRecord,
    SourceRecord,
)
from kb.evidence.shelves import Later, Shelf
from kb.evidence.vocabulary import Vocabulary
from kb.models import (
    Aspect,
    AspectGroup,
    Claim,
    Company,
    Framework,
    Need,
    Option,
    Scope,
    Source,
    SourceLink,
)  # fmt: skip
from kb.models.former_slugs import renamed_options
from kb.models.kind_models import KIND_MODELS
from kb.rows.name_lookup import options_by_name, slugs_by_name
from kb.rows.near_slugs import near_slugs
from kb.rows.public_things import ON_PAGES, IsPublic, public_sql, slugs_with_page
from kb.rows.statements import Statement
from kb.texts import lines

Slugs = Collection[str] | None  # None: all
HAS_ASPECT = (
    f"EXISTS (SELECT 1 FROM {Aspect._meta.db_table} AS asked "  # noqa: S608
    f"WHERE asked.group_id = {AspectGroup._meta.db_table}.id)"
)


def read_vocabulary() -> Vocabulary:
    """All that claims refer to, read at once. Eight queries."""
    links = _read_links()
    options = _read_options()
    aspects = _read_aspects(lambda slug: options.get(slug, ()))
    upstream = _by_source(links)
    return Vocabulary(
        frameworks=_read_frameworks(),
        groups=_read_groups(),
        aspects=aspects,
        scopes=_read_scopes(),
        companies=_read_companies(),
        sources=_read_sources(lambda slug, kind: upstream.get((slug, kind), ())),
        links=links,
        option_labels={option.slug: option.label for aspect in aspects.values() for option in aspect.options},
    )


def vocabulary_on_demand() -> Vocabulary:
    """All that claims refer to, each row read when it is asked for; frameworks and groups that nothing published
    names are not listed. No query.

    Options and links of what is at hand are read when they are first looked at: a query each.
    """
    options: Shelf[tuple[OptionRecord, ...]] = Shelf(_read_options)
    links: Shelf[Mapping[str, tuple[str, ...]]] = Shelf(_links_of)

    def options_of(slug: str) -> Later[OptionRecord]:
        return Later(lambda: _at_hand(options, aspects).get(slug, ()))

    def behind(slug: str, kind: str) -> tuple[str, ...]:
        behind_source: Mapping[str, tuple[str, ...]] = _at_hand(links, sources).get(slug, {})
        return behind_source.get(kind, ())

    def upstream_of(slug: str, kind: str) -> Later[str]:
        return Later(lambda: behind(slug, kind))

    groups = Shelf(_read_public_groups, small=True, partial=True, read_public=_public(GROUP, _read_groups))
    aspects = _shelf(
        ASPECT, lambda slugs, where="": _read_aspects(options_of, slugs, groups.have, where), parts=options
    )
    sources = _shelf(SOURCE, lambda slugs, where="": _read_sources(upstream_of, slugs, where))
    return Vocabulary(
        frameworks=_shelf(FRAMEWORK, _read_frameworks, _read_public_frameworks, partial=True),
        groups=groups,
        aspects=aspects,
        scopes=_shelf(SCOPE, _read_scopes),
        companies=_shelf(COMPANY, _read_companies),
        sources=sources,
        option_labels=Shelf(_read_option_labels, by_name=options_by_name),
        option_renames=Shelf(_public_renames),
    )


def _shelf(
    kind: ThingKind,
    read_where: Callable[..., dict[str, Any]],
    read: Callable[[Slugs], dict[str, Any]] | None = None,
    partial: bool = False,
    parts: Shelf[Any] | None = None,
) -> Shelf[Any]:
    """The rows of a table that may be large. ``read_where`` reads those of slugs where a condition holds."""
    return Shelf(
        read or read_where,
        near=lambda slug: near_slugs(kind, slug),
        by_name=lambda texts: read_where(slugs_by_name(kind, texts)),
        partial=partial,
        parts=parts,
        read_public=_public(kind, read_where),
    )


def _public(kind: ThingKind, read_where: Callable[..., dict[str, Any]]) -> Callable[[Slugs], dict[str, Any]]:
    """Reads the rows of slugs that anybody may see, in the same query."""
    key = f"{KIND_MODELS[kind.name]._meta.db_table}.id"
    return lambda slugs: read_where(slugs, public_sql(kind, key, ON_PAGES))


def _at_hand(shelf: Shelf[Any], rows: Shelf[Any]) -> Mapping[str, Any]:
    """What a shelf has for all rows that are at hand. One query, or none if it was asked before."""
    if len(rows.known) > shelf.beside:
        shelf.fetch(rows.known)
        shelf.beside = len(rows.known)
    return shelf.known


def _with_slugs(rows: QuerySet[Any], slugs: Slugs, path: str = "slug") -> QuerySet[Any]:
    return rows if slugs is None else rows.filter(**{f"{path}__in": slugs})


def select_rows(
    model: type[Model], columns: Sequence[str], slugs: Slugs, order: str = "slug", name: str = "slug", where: str = ""
) -> list[Any]:
    """Columns of rows, of those whose ``name`` is among the slugs or of all, ``where`` a condition holds, by ``order``.
    One query, written out: each page reads a few names, and to build a query costs several times what it takes to
    answer it.
    """
    values = list(slugs or ())
    if slugs is not None and not values:
        return []
    conditions = [f"{name} IN ({', '.join(['%s'] * len(values))})"] if values else []
    conditions += [where] if where else []
    only = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {model._meta.db_table}{only} ORDER BY {order}",  # noqa: S608
            values,
        )
        rows: list[Any] = cursor.fetchall()
    return rows


def _read_public_frameworks(slugs: Slugs) -> dict[str, FrameworkRecord]:
    """Of all those that anybody may see; of slugs any. One query."""
    return _read_frameworks(slugs, "" if slugs else public_sql(FRAMEWORK, f"{Framework._meta.db_table}.id"))


def _read_frameworks(slugs: Slugs = None, where: str = "") -> dict[str, FrameworkRecord]:
    """Of all those ``where`` a condition holds. One query."""
    rows = select_rows(Framework, ("slug", "name", "aliases", "homepage", "repository"), slugs, where=where)
    return {
        slug: FrameworkRecord(slug, name, tuple(lines(aliases)), homepage, repository)
        for slug, name, aliases, homepage, repository in rows
    }


def _read_public_groups(slugs: Slugs) -> dict[str, GroupRecord]:
    """Of all those with a question that anybody may see; of slugs any. One query."""
    return _read_groups(slugs, "" if slugs else public_sql(GROUP, f"{AspectGroup._meta.db_table}.id"))


def _read_groups(slugs: Slugs = None, where: str = HAS_ASPECT) -> dict[str, GroupRecord]:
    """Of all those ``where`` a condition holds, which are few, and each table has many. One query."""
    rows = select_rows(AspectGroup, ("slug", "name", '"order"'), slugs, order='"order", slug', where=where)
    return {slug: GroupRecord(slug, name, order) for slug, name, order in rows}


def _read_scopes(slugs: Slugs = None, where: str = "") -> dict[str, ScopeRecord]:
    """One query."""
    return {slug: ScopeRecord(slug, name) for slug, name in select_rows(Scope, ("slug", "name"), slugs, where=where)}


def _read_companies(slugs: Slugs = None, where: str = "") -> dict[str, CompanyRecord]:
    """One query."""
    rows = select_rows(Company, ("slug", "name", "aliases", "homepage", "industry"), slugs, where=where)
    return {
        slug: CompanyRecord(slug, name, tuple(lines(aliases)), homepage, industry)
        for slug, name, aliases, homepage, industry in rows
    }


OPTIONS = Statement(
    Option, "aspect__slug", "slug", "label", "description", "degree", order='kb_option.aspect_id, kb_option."order", 2'
)


def _read_options(aspects: Slugs = None) -> dict[str, tuple[OptionRecord, ...]]:
    """The options of aspects in their order. One query."""
    by_aspect: dict[str, list[OptionRecord]] = defaultdict(list)
    for aspect, *columns in OPTIONS.among("slug", aspects, of=Aspect):
        by_aspect[aspect].append(OptionRecord(*columns))
    return {aspect: tuple(options) for aspect, options in by_aspect.items()}


def _read_option_labels(slugs: Slugs = None) -> dict[str, str]:
    """Labels of public options by slug; of the options of one slug, that of the last aspect for which something
    published says or said it: who adds an option to a question alone names no value of another. One query.
    """
    says = Claim.objects.once_published().filter(option=OuterRef("pk"))
    order = (Exists(says), "aspect__group__order", "aspect__group__slug", "aspect__order", "aspect")
    rows = _with_slugs(Option.objects.order_by(*order), slugs).filter(IsPublic(kind=OPTION, statuses=ON_PAGES))
    return dict(rows.values_list("slug", "label"))


def _public_renames(slugs: Slugs = None) -> dict[str, tuple[str, ...]]:
    """For former slugs of options, what those that anybody may see are called now. Two queries."""
    present = renamed_options(slugs)
    public = slugs_with_page(OPTION, {new for names in present.values() for new in names})
    return {slug: seen for slug, names in present.items() if (seen := tuple(new for new in names if new in public))}


ASPECTS = Statement(
    Aspect, "slug", "name", "group__slug", "order", "help_text", "value_type", "cardinality", "temporal", "unit",
    "stale_after_months", "per_company", "nature", "added_on", "group__name", "group__order",
    # a sum, so that few aspects are not sought by an index of all groups; facts first
    order="""kb_aspectgroup."order" + 0, 3, CASE kb_aspect.nature WHEN 'opinion' THEN 1 ELSE 0 END, 4, 1""",
)  # fmt: skip


def _read_aspects(
    options_of: Callable[[str], Sequence[OptionRecord]],
    slugs: Slugs = None,
    have_groups: Callable[[Mapping[str, GroupRecord]], None] | None = None,
    where: str = "",
) -> dict[str, AspectRecord]:
    """Aspects in the order of the comparison; their groups are handed on. One query."""
    groups: dict[str, GroupRecord] = {}
    aspects: dict[str, AspectRecord] = {}
    for *row, nature, added_on, name, order in ASPECTS.among("slug", slugs, where=where):
        groups[row[2]] = GroupRecord(row[2], name, order)
        aspects[row[0]] = AspectRecord(*(*row, options_of(row[0]), nature, added_on))
    if have_groups:
        have_groups(groups)
    return aspects


SOURCES = Source._meta.db_table
# one that only editors know tells visitors nothing
NAMESAKE = (
    f"SELECT 1 FROM {SOURCES} AS other WHERE other.title = {SOURCES}.title AND other.id <> {SOURCES}.id "  # noqa: S608
    f"AND {public_sql(SOURCE, 'other.id', ON_PAGES)}"
)
SAME_ORIGIN = " ".join(f"AND other.{c} = {SOURCES}.{c}" for c in ("kind", "author", "publisher", "version"))
IN_SQL = {
    "framework": f"(SELECT slug FROM {Framework._meta.db_table} WHERE id = framework_id) AS framework_slug",  # noqa: S608
    "company": f"(SELECT slug FROM {Company._meta.db_table} WHERE id = company_id) AS company_slug",  # noqa: S608
    "namesakes": f"CASE WHEN NOT EXISTS ({NAMESAKE}) THEN {UNIQUE} "
    f"WHEN EXISTS ({NAMESAKE} {SAME_ORIGIN}) THEN {ALIKE} ELSE {OF_OTHERS} END AS namesakes",
}  # what is no column of a source: an owner by its slug, whether others have its title
# what a record of a source has from elsewhere, behind its kind
NOT_ROWS = ("kind_label", "derives", "cites", "derives_inferred")
SOURCE_COLUMNS = tuple(column for column in SourceRecord._fields if column not in NOT_ROWS)
KIND_LABELS = {str(value): str(label) for value, label in Source.Kind.choices}


def _read_sources(
    upstream_of: Callable[[str, str], Sequence[str]], slugs: Slugs = None, where: str = ""
) -> dict[str, SourceRecord]:
    """Sources with what they derive from and cite. One query."""
    sources: dict[str, SourceRecord] = {}
    in_sql = [IN_SQL.get(column, column) for column in SOURCE_COLUMNS]
    for slug, title, kind, *columns in select_rows(Source, in_sql, slugs, where=where):
        upstream = (upstream_of(slug, link) for link in (DERIVES, CITES, DERIVES_INFERRED))
        sources[slug] = SourceRecord._make((slug, title, kind, KIND_LABELS[kind], *upstream, *columns))
    return sources


DERIVES, DERIVES_INFERRED, CITES = "derives", "derives inferred", "cites"
LINKS = Statement(SourceLink, "from_source__slug", "to_source__slug", "kind", "note", "stated", order="1, 3, 2")


def _read_links(links: QuerySet[Any] | None = None) -> tuple[LinkRecord, ...]:
    """Links in the order of their ends. One query."""
    return tuple(LinkRecord(*row) for row in (LINKS.among("id", None) if links is None else LINKS.of(links)))


def read_links_at(source: str) -> tuple[LinkRecord, ...]:
    """The links that lead from a source, or to it. One query."""
    return _read_links(SourceLink.objects.filter(Q(from_source__slug=source) | Q(to_source__slug=source)))


def _by_source(links: Iterable[LinkRecord]) -> dict[tuple[str, str], tuple[str, ...]]:
    by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        by_source[link.from_source, _relation(link)].append(link.to_source)
    return {key: tuple(slugs) for key, slugs in by_source.items()}


def _relation(link: LinkRecord) -> str:
    """How a source hangs on another: what it states apart from what was inferred."""
    return DERIVES_INFERRED if link.kind == DERIVES and not link.stated else link.kind


def _links_of(slugs: Slugs = None) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What sources derive from and cite, by kind. One query."""
    links_by_source: dict[str, dict[str, tuple[str, ...]]] = {slug: {} for slug in slugs or ()}
    # the first table of sources in this statement is where links start
    links = (LinkRecord(*row) for row in LINKS.among("slug", slugs, of=Source))
    for (slug, kind), others in _by_source(links).items():
        links_by_source.setdefault(slug, {})[kind] = others
    return links_by_source


def fetch_upstream(vocabulary: Vocabulary, slugs: Iterable[str]) -> None:
    """Have at hand all sources that these ones derive from, near or far: what a walk to the roots may reach.

    Three queries, whatever the length of the chains.
    """
    sources = vocabulary.sources
    if isinstance(sources, Shelf) and (starts := sorted(set(slugs) - sources.walked)):
        sources.fetch([*starts, *_upstream(starts)])
        sources.walked |= {*starts}


def _upstream(slugs: Sequence[str]) -> list[str]:
    """The slugs of all sources behind these, found in SQL. One query."""
    link, source = SourceLink._meta.db_table, Source._meta.db_table
    names = ", ".join(["%s"] * len(slugs))
    walk = f"""
        WITH RECURSIVE walk (id) AS (
            SELECT id FROM {source} WHERE slug IN ({names})
            UNION
            SELECT {link}.to_source_id FROM walk JOIN {link} ON {link}.from_source_id = walk.id
            WHERE {link}.kind = 'derives'
        )
        SELECT {source}.slug FROM walk JOIN {source} ON {source}.id = walk.id
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(walk, slugs)
        return [slug for (slug,) in cursor.fetchall()]


def read_needs() -> dict[str, NeedRecord]:
    """The needs that can be asked, in the order of their aspects: of the framework itself, with a satisfying value.

    One query.
    """
    needs = Need.objects.filter(aspect__per_company=False).order_by(
        "aspect__group__order", "aspect__group__slug", "aspect__order", "aspect__slug", "slug", "options__slug"
    )
    by_slug: dict[str, NeedRecord] = {}
    for slug, name, question, aspect, group, boolean, option in needs.values_list(
        "slug", "name", "question", "aspect__slug", "aspect__group__slug", "boolean", "options__slug"
    ):
        value = option if boolean is None else boolean
        if value is not None:
            answers = by_slug[slug].answers if slug in by_slug else frozenset()
            by_slug[slug] = NeedRecord(slug, name, question, aspect, answers | {value}, group)
    return by_slug
