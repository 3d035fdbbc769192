"""Which public pages show the row that a proposal is about: its own, and the first of those that name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model, Q
from django.urls import NoReverseMatch, reverse

from kb.editing.evidence_columns import CLOSED
from kb.evidence.kinds import KINDS, SOURCE
from kb.models import Claim, Company, Framework, Proposal, Source
from kb.models.kind_models import NAME_OF_MODEL
from kb.rows.public_things import public_keys

MOST_OF_EACH = 5  # claims, and sources, that name it


class PublicPage(NamedTuple):
    """What the page is about, and its address."""

    words: str
    address: str


def public_pages(proposal: Proposal) -> list[PublicPage]:
    """Some five queries. None for what only lists show, as groups of aspects, and where there is no site."""
    row = _row(proposal)
    if row is None:
        return []
    rows = dict.fromkeys([*_subjects(row), *_sources_naming(row), *_claims_naming(row)])
    try:
        return [PublicPage(str(other), _address(other)) for other in rows]
    except NoReverseMatch:
        return []


def _row(proposal: Proposal) -> Any:
    """The row as it is stored, or as it would be made."""
    model: Any = apps.get_model(proposal.table) if proposal.table else None
    if model is None or proposal.key is not None:
        return model and model._base_manager.filter(pk=proposal.key).first()
    records = proposal.changes if proposal.deed == Proposal.Deed.ROWS else []
    return next((model(**record["new"]) for record in records if record["new"] and not record["key"]), None)


def _has_page(model: Any) -> bool:
    return model is Claim or (model in NAME_OF_MODEL and KINDS[NAME_OF_MODEL[model]].has_page)


def _subjects(row: Any) -> Iterator[Model]:
    """The row itself, or else what it is about."""
    if _has_page(type(row)):
        yield row
        return
    for column in row._meta.concrete_fields:
        if column.related_model and _has_page(column.related_model) and getattr(row, column.attname):
            yield getattr(row, column.name)


def _claims_naming(row: Any) -> list[Claim]:
    """Published and retired ones."""
    columns = KINDS[NAME_OF_MODEL[type(row)]].columns if type(row) in NAME_OF_MODEL else ()
    if not columns or not row.pk:
        return []
    naming = Q(*((column, row.pk) for column in columns), _connector=Q.OR)
    return list(Claim.objects.filter(naming, status__in=CLOSED).order_by("key")[:MOST_OF_EACH])


def _sources_naming(row: Any) -> list[Source]:
    """Public ones that derive from a source or cite it, or that belong to a framework or company."""
    paths = {Source: "links_out__to_source", Framework: "framework", Company: "company"}
    if type(row) not in paths or not row.pk:
        return []
    sources = list(Source.objects.filter(**{paths[type(row)]: row}).order_by("slug").distinct()[: 10 * MOST_OF_EACH])
    public = public_keys(SOURCE, {source.pk for source in sources})
    return [source for source in sources if source.pk in public][:MOST_OF_EACH]


def _address(row: Any) -> str:
    if isinstance(row, Claim):
        return reverse("claim", kwargs={"key": row.key})
    return reverse(NAME_OF_MODEL[type(row)], kwargs={"slug": row.slug})
