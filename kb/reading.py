"""From rows to records: reads the base, a fixed number of queries for any size.

Everything that judges or arranges works on the records and never sees the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from kb import evidence
from kb.models import Aspect, Company, Framework, Need, Option, Scope, Source, SourceLink
from kb.models.checked import lines
from kb.models.values import plain
from kb.periods import period_of
from kb.records import (
    AspectRecord,
    CellKey,
    ClaimRecord,
    CompanyRecord,
    FrameworkRecord,
    GapRecord,
    GroupRecord,
    LinkRecord,
    NeedRecord,
    OptionRecord,
    ResolutionRecord,
    ScopeRecord,
    SourceRecord,
    Vocabulary,
)  # fmt: skip


def read_vocabulary() -> Vocabulary:
    """All that claims refer to. Seven queries."""
    options: dict[str, list[OptionRecord]] = defaultdict(list)
    for aspect, slug, label, description in Option.objects.order_by("aspect", "order", "slug").values_list(
        "aspect__slug", "slug", "label", "description"
    ):
        options[aspect].append(OptionRecord(slug, label, description))
    groups, aspects = _read_aspects(options)
    links = tuple(
        LinkRecord(*row)
        for row in SourceLink.objects.order_by("from_source__slug", "kind", "to_source__slug").values_list(
            "from_source__slug", "to_source__slug", "kind", "note"
        )
    )
    return Vocabulary(
        frameworks={
            slug: FrameworkRecord(slug, name, tuple(lines(aliases)), homepage, repository)
            for slug, name, aliases, homepage, repository in Framework.objects.order_by("slug").values_list(
                "slug", "name", "aliases", "homepage", "repository"
            )
        },
        groups=groups,
        aspects=aspects,
        scopes={
            slug: ScopeRecord(slug, name) for slug, name in Scope.objects.order_by("slug").values_list("slug", "name")
        },
        companies={
            slug: CompanyRecord(slug, name, tuple(lines(aliases)), homepage, industry)
            for slug, name, aliases, homepage, industry in Company.objects.order_by("slug").values_list(
                "slug", "name", "aliases", "homepage", "industry"
            )
        },
        sources=_read_sources(links),
        links=links,
    )


def _read_aspects(
    options: Mapping[str, list[OptionRecord]],
) -> tuple[dict[str, GroupRecord], dict[str, AspectRecord]]:
    """Groups and aspects in their order. One query."""
    groups: dict[str, GroupRecord] = {}
    aspects: dict[str, AspectRecord] = {}
    for aspect in Aspect.objects.select_related("group").order_by("group__order", "group__slug", "order", "slug"):
        groups[aspect.group.slug] = GroupRecord(aspect.group.slug, aspect.group.name, aspect.group.order)
        aspects[aspect.slug] = AspectRecord(
            slug=aspect.slug,
            name=aspect.name,
            group=aspect.group.slug,
            order=aspect.order,
            help_text=aspect.help_text,
            value_type=aspect.value_type,
            cardinality=aspect.cardinality,
            temporal=aspect.temporal,
            unit=aspect.unit,
            stale_after_months=aspect.stale_after_months,
            per_company=aspect.per_company,
            options=tuple(options.get(aspect.slug, ())),
        )
    return groups, aspects


SOURCE_COLUMNS = (
    "slug", "title", "kind", "version", "url", "author", "publisher", "published_on", "modified_on", "read_on",
    "archive_url", "language", "link_state", "link_checked_on", "archive_state",
)  # fmt: skip


def _read_sources(links: Iterable[LinkRecord]) -> dict[str, SourceRecord]:
    """Sources with what they derive from and cite. One query."""
    upstream: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        upstream[link.from_source, link.kind].append(link.to_source)
    return {
        row["slug"]: SourceRecord(
            **row,
            kind_label=str(Source.Kind(row["kind"]).label),
            derives=tuple(upstream[row["slug"], "derives"]),
            cites=tuple(upstream[row["slug"], "cites"]),
        )
        for row in Source.objects.order_by("slug").values(*SOURCE_COLUMNS)
    }


def read_needs() -> dict[str, NeedRecord]:
    """The needs that can be asked, in the order of their aspects: of the framework itself, with a satisfying value.

    One query.
    """
    needs = Need.objects.filter(aspect__per_company=False).order_by(
        "aspect__group__order", "aspect__group__slug", "aspect__order", "aspect__slug", "slug", "options__slug"
    )
    found: dict[str, NeedRecord] = {}
    for slug, name, question, aspect, boolean, option in needs.values_list(
        "slug", "name", "question", "aspect__slug", "boolean", "options__slug"
    ):
        value = option if boolean is None else boolean
        if value is not None:
            wanted = found[slug].wanted if slug in found else frozenset()
            found[slug] = NeedRecord(slug, name, question, aspect, wanted | {value})
    return found


CLAIM_COLUMNS = (
    "key", "source__slug", "framework__slug", "aspect__slug", "company__slug",
    "option__slug", "option__label", "number", "boolean", "text", "aspect__unit",
    "scope__slug", "compared_to__slug", "as_of", "source__modified_on", "source__published_on",
    "hedged", "via__slug", "via_stated", "locator", "quote", "statement", "status", "retire_reason", "reviewed_on",
)  # fmt: skip


def read_claims(claims: QuerySet[Any]) -> list[ClaimRecord]:
    """The claims of a queryset as records, by key. One query."""
    return [claim_record(*row) for row in claims.order_by("key").values_list(*CLAIM_COLUMNS)]


def claim_record(
    key: str, source: str, framework: str, aspect: str, company: str | None,
    option: str | None, option_label: str | None, number: Decimal | None, boolean: bool | None, text: str,
    unit: str, scope: str | None, compared_to: str | None, as_of: str, modified_on: date | None,
    published_on: date | None, hedged: bool, via: str | None, via_stated: bool, locator: str, quote: str,
    statement: str, status: str, retire_reason: str, reviewed_on: date | None,
) -> ClaimRecord:  # fmt: skip
    """One row of `CLAIM_COLUMNS`, of a claim or of its history."""
    value, label = value_and_label(option, option_label, number, boolean, text, unit)
    return ClaimRecord(
        key=key, source=source, value=value, value_label=label, compared_to=compared_to, scope=scope,
        period=period_of(as_of, modified_on, published_on), hedged=hedged, via=via, via_stated=via_stated,
        status=status, framework=framework, aspect=aspect, company=company, as_of=as_of, locator=locator,
        quote=quote, statement=statement, retire_reason=retire_reason, reviewed_on=reviewed_on,
    )  # fmt: skip


def value_and_label(
    option: str | None, option_label: str | None, number: Decimal | None, boolean: bool | None, text: str, unit: str
) -> tuple[evidence.Value, str]:  # fmt: skip
    """The typed value of four columns, and how it reads: an option's label, yes or no, a number with its unit."""
    if option is not None:
        return option, option_label or option
    if number is not None:
        short = plain(number)
        return short, f"{short:,} {unit}".strip()
    if boolean is not None:
        return boolean, "yes" if boolean else "no"
    return text, text


def label_of(row: Any) -> str:
    """How the value of a claim or resolution reads. No query if its option and aspect are at hand."""
    option = row.option
    slug, label = (option.slug, option.label) if option else (None, None)
    return value_and_label(slug, label, row.number, row.boolean, row.text, row.aspect.unit)[1]


def read_gaps(gaps: QuerySet[Any]) -> dict[CellKey, GapRecord]:
    """Recorded absences by cell. One query."""
    return {
        CellKey(framework, aspect, company): GapRecord(kind, searched_on, note)
        for framework, aspect, company, kind, searched_on, note in gaps.values_list(
            "framework__slug", "aspect__slug", "company__slug", "kind", "searched_on", "note"
        )
    }


def read_resolutions(resolutions: QuerySet[Any]) -> dict[CellKey, ResolutionRecord]:
    """Editors' readings by cell, with the claims they judged. One query."""
    named = resolutions.select_related("framework", "aspect", "company", "option", "compared_to")
    rows: dict[int, Any] = {}
    judged: dict[int, set[str]] = defaultdict(set)
    for row in named.annotate(judged_key=F("claims__key")):  # one line for each claim
        rows[row.pk] = row
        judged[row.pk] |= {row.judged_key} - {None}
    found = {}
    for row in rows.values():
        key = CellKey(row.framework.slug, row.aspect.slug, row.company.slug if row.company else None)
        found[key] = ResolutionRecord(
            value_label=label_of(row),
            compared_to=row.compared_to.slug if row.compared_to else None,
            reason=row.reason,
            reason_label=row.get_reason_display(),
            explanation=row.explanation,
            resolved_on=row.resolved_on,
            claims=frozenset(judged[row.pk]),
        )
    return found
