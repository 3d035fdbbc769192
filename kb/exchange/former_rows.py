"""What earlier editions of the shipped bases held goes, and its old addresses lead to what took its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from kb.evidence.kinds import OPTION
from kb.exchange.fixture import FIXTURE_ORDER, NOT_CARRIED
from kb.exchange.load_report import EDITION_REASON, edits_since_loaded
from kb.exchange.natural_keys import Key
from kb.exchange.shipped_bases import FormerRow
from kb.merging.references import columns, owner, tables
from kb.models import FormerSlug
from kb.models.former_slugs import HOLDER_MODELS
from kb.models.kind_models import NAME_OF_MODEL
from kb.wording import all_of


def dependants_first(rows: Iterable[FormerRow]) -> list[FormerRow]:
    """Rows that refer to others before these."""
    return sorted(rows, key=lambda row: -FIXTURE_ORDER.index(row.model))


def stored_row(model: Any, key: Key | None) -> Any:
    """The row with this natural key; None if there is none. One query."""
    try:
        return model._default_manager.get_by_natural_key(*key) if key else None
    except ObjectDoesNotExist:
        return None


def reasons_to_stay(row: Any) -> str:
    """Why a row of an earlier edition cannot go, in words: it was edited or made here, or something refers to it; empty
    if it can. A query for each table that may refer to it, and those of `edits_since_loaded`.
    """
    fields = {column.name for column in row._meta.fields} - NOT_CARRIED
    edits = edits_since_loaded(row, fields, [column.name for column in row._meta.many_to_many])
    return "made here" if edits is None else edits or references_to(row)


def references_to(row: Any) -> str:
    """“claims and needs refer to it”; empty if nothing does. A query for each table that may."""
    users = list(dict.fromkeys(_users(row)))
    return f"{all_of(users)} refer to it" if users else ""


def _users(row: Any) -> Iterator[str]:
    model: Any = type(row)
    for table in tables():
        for name in columns(table, model):
            if table._default_manager.filter(**{name: row.pk}).exists():
                yield str((owner(table) or (table,))[0]._meta.verbose_name_plural)


def take_out(row: Any, heir: Any) -> None:
    """Delete the row; the slugs that led to it lead to its heir. Some ten queries."""
    kind = NAME_OF_MODEL.get(type(row))
    former = FormerSlug.objects.filter(kind=kind, target=row.pk) if kind and heir else ()
    slugs = [old.slug for old in former]
    row._change_reason = EDITION_REASON
    row.delete()
    for slug in slugs:
        lead_on(type(heir), slug, heir)


def lead_on(model: Any, slug: str, heir: Any) -> None:
    """An address with this slug leads to the heir, unless it leads somewhere already; that of an option may lead to
    several. Some three queries.
    """
    kind = NAME_OF_MODEL.get(model)
    if kind not in HOLDER_MODELS or slug == heir.slug:
        return
    there = FormerSlug.objects.filter(kind=kind, slug=slug)
    if (there.filter(target=heir.pk) if kind == OPTION.name else there).exists():
        return
    led = FormerSlug(kind=kind, slug=slug, target=heir.pk)
    led._change_reason = EDITION_REASON  # type: ignore[attr-defined]
    led.save()
