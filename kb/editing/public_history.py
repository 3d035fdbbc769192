"""What anybody may know of a claim's past: the versions that were published or retired, and nothing else.

What a draft said, what stood in review, the editors' note, who did it and why: none of it leaves here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce, Lag
from django.utils import timezone

from kb.editing.evidence_columns import CLOSED, SUBSTANCE
from kb.editing.versions import FIRST_REASON
from kb.evidence.kinds import BY_COLUMN
from kb.evidence.records import PastClaim
from kb.models import Claim, Merge
from kb.rows.public_things import PastVersion
from kb.rows.reading import CLAIM_PATHS, claim_record
from kb.rows.statements import Statement

PUBLIC = (*SUBSTANCE, "status", "retire_reason")  # the columns in which a change is a public one
SEPARATOR = "\x1f"  # stands in no text of the base

PAST_REFERENCES = {column: kind.name for column, kind in BY_COLUMN.items()}
SLUG_PLACES = {name: CLAIM_PATHS.index(f"{name}__slug") for name in PAST_REFERENCES}
VERSIONS = Statement(
    PastVersion,
    "history_date",
    "history_change_reason",
    *(f"{name}_id" for name in PAST_REFERENCES),
    *CLAIM_PATHS,
    order="history_id",
)
OF_ONE = (
    f"{PastVersion._meta.db_table}.id = (SELECT id FROM {Claim._meta.db_table} "  # noqa: S608
    f"WHERE key = %s AND status IN ({', '.join(['%s'] * len(CLOSED))}))"
)


def public_history(key: str) -> list[PastClaim]:
    """The public versions of a claim that was once published, oldest first. One query; one more if they name what is
    no longer there.
    """
    return list(_public(VERSIONS.where(OF_ONE, [key, *CLOSED])))


def claims_of_last_versions(number: int) -> Any:
    """The primary keys of the claims that so many versions written last are of: a subquery."""
    return Claim.history.order_by("-history_id").values("id")[:number]


def _public(rows: Iterable[tuple[Any, ...]]) -> Iterable[PastClaim]:
    """The rows of one history that were public; what lay between them is only counted as a break."""
    away = False
    rows = list(rows)
    formers = _formers(rows)
    for at, why, *columns in rows:
        claim = claim_record(columns[len(PAST_REFERENCES) :])
        if claim.status in CLOSED:
            names = {name: formers[place] for name, place in _places(columns) if place in formers}
            yield PastClaim(_day(at), claim, earlier=why == FIRST_REASON, away_before=away, formers=names)
        away = claim.status not in CLOSED


def _places(columns: Sequence[Any]) -> Iterator[tuple[str, tuple[str, int]]]:
    """What a version refers to and what is no longer there: the column, and kind and key of the row."""
    for (name, kind), key in zip(PAST_REFERENCES.items(), columns, strict=False):
        if key is not None and columns[len(PAST_REFERENCES) + SLUG_PLACES[name]] is None:
            yield name, (kind, key)


def _formers(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, int], str]:
    """The names of what versions refer to and what has been merged into another row, by kind and key."""
    keys = {key for _, _, *columns in rows for _, (_, key) in _places(columns)}
    if not keys:
        return {}
    merges = Merge.objects.filter(former__in=keys, undone_on=None).order_by("pk").defer("moves")
    return {(merging.kind, merging.former): merging.public_name for merging in merges}


def last_public_changes(claims: QuerySet[Any]) -> dict[int, date]:
    """Primary key of each of these claims that was once published, to the day on which its page changed. One query.

    A new note or a new reviewer is no change; that it was published again is one.
    """
    before = Window(Lag("said"), partition_by=F("id"), order_by=F("history_id").asc())
    versions = Claim.history.filter(id__in=claims.order_by().values("pk"))
    changed = versions.order_by().annotate(said=_public_text()).annotate(before=before)
    changed = changed.filter(Q(before=None) | ~Q(before=F("said")))
    days: dict[int, date] = {}
    for pk, status, at in changed.values_list("id", "status", "history_date"):
        if status in CLOSED:
            days[pk] = max(days.get(pk, date.min), _day(at))
    return days


def _public_text() -> Func:
    """All public columns of a version as one text."""
    texts = [Coalesce(Cast(name, TextField()), Value("")) for name in PUBLIC]
    parts = [part for text in texts for part in (text, Value(SEPARATOR))]
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
