"""By which names texts are searched for what is withdrawn, when that is done by one person alone.

A title is not reviewed, and nothing is before something published rests on it: whoever withdraws could make up a name
that stands in the texts of others. So a name counts only as it was when somebody else published a claim of the thing,
or as code wrote it, or as a proposal made it; and never if another thing bears it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kb.editing import trials
from kb.editing.authorship import four_eyes
from kb.editing.evidence_columns import EVIDENCE
from kb.evidence.kinds import KINDS
from kb.models import Claim, Company, FormerSlug, Source
from kb.models.kind_models import KIND_MODELS
from kb.models.withdrawals import kind_of
from kb.texts import lines, name_key

NAME_COLUMNS: Mapping[Any, tuple[str, ...]] = {Company: ("name", "slug", "aliases"), Source: ("title", "slug")}


@dataclass(frozen=True)
class NameSpell:
    """A row was called so from one moment to another: ``until`` is None if it still is. ``writer``: None for code."""

    column: str
    text: str
    writer: int | None
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class FirstPublication:
    """When a claim was first published, and by whom."""

    at: datetime
    person: int | None


def slugs_of(row: Any) -> set[str]:
    """Every slug under which it was known. One query, none for a claim."""
    if isinstance(row, Claim):
        return {row.key}
    former = FormerSlug.objects.filter(kind=kind_of(type(row)), target=row.pk)
    return {row.slug, *former.values_list("slug", flat=True)}


def names_of(row: Any) -> set[str]:
    """What it is looked for by: name or title, aliases and slugs; none if nothing published has named it. Some
    queries; reads all names.
    """
    if not was_published(row):
        return set()
    if isinstance(row, Claim):
        return {row.key}
    firsts, rests = _first_publications(row), trials.is_public(row)
    alone = not four_eyes()
    spells = [spell for spell in _spells(row) if alone or _is_reviewed(spell, type(row), firsts, rests)]
    return of_no_other(row, {name for spell in spells for name in lines(spell.text)})


def of_no_other(row: Any, names: Collection[str]) -> set[str]:
    """Those of some names that no other thing bears, whatever their case. A query for each kind; reads all names."""
    keys = {name_key(name): name for name in names}
    for kind in KINDS.values():
        model: Any = KIND_MODELS[kind.name]
        columns = [kind.label, "slug", *(["aliases"] if hasattr(model, "aliases") else [])]
        others = model._base_manager.exclude(pk=row.pk) if isinstance(row, model) else model._base_manager.all()
        for texts in others.order_by().values_list(*columns).iterator():
            for name in lines("\n".join(texts)):
                keys.pop(name_key(name), None)
    return {name for name in names if name_key(name) in keys}


def was_published(row: Any) -> bool:
    """Whether something published names it, or did. Some five queries at most."""
    place = {"id" if isinstance(row, Claim) else kind_of(type(row)): row.pk}
    seen = [Claim.Status.PUBLISHED, Claim.Status.RETIRED]
    return (
        trials.is_public(row)
        or Claim.objects.once_published().filter(**place).exists()
        or bool(Claim.history.filter(status__in=seen, **place).exists())
    )


def _first_publications(row: Any) -> list[FirstPublication]:
    """Of the claims that name it. One query."""
    named = Q(source=row.pk) | Q(via=row.pk) if isinstance(row, Source) else Q(company=row.pk)
    firsts: dict[int, FirstPublication] = {}
    entries = Claim.history.filter(named, status=Claim.Status.PUBLISHED).order_by("history_id")
    for claim, at, person in entries.values_list("id", "history_date", "history_user_id"):
        firsts.setdefault(claim, FirstPublication(at, person))
    return list(firsts.values())


def _spells(row: Any) -> Iterable[NameSpell]:
    """What it was called, column by column. One query."""
    columns = NAME_COLUMNS[type(row)]
    entries = list(row.history.order_by("history_id").values_list("history_date", "history_user_id", *columns)) or [
        (timezone.now(), None, *(getattr(row, name) for name in columns))
    ]
    for place, column in enumerate(columns, start=2):
        starts = [
            entry for number, entry in enumerate(entries) if not number or entry[place] != entries[number - 1][place]
        ]
        ends = [entry[0] for entry in starts[1:]] + [None]
        for entry, until in zip(starts, ends, strict=True):
            yield NameSpell(column, entry[place], entry[1], entry[0], until)


def _is_reviewed(spell: NameSpell, model: Any, firsts: Collection[FirstPublication], rests: bool) -> bool:
    """Whether two people have had a part in it, or code alone."""
    if spell.writer is None or any(first.person != spell.writer and spell.holds(first.at) for first in firsts):
        return True
    is_proposed = rests and spell.column in EVIDENCE[model]  # what published cells rest on is changed by two people
    return is_proposed and (spell.until is None or any(first.at < spell.until for first in firsts))
