"""The stored cells out of which the rules take their examples: the best of each word, and those worth drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from compare.examples import MOST_DRAWN
from compare.judged import JudgedCell
from compare.selection import Selection
from kb.derived.cells import with_claims
from kb.evidence import Flag, State
from kb.models import Claim, Revision, SourceLink
from kb.reading import fetch_upstream, read_claims_of
from kb.roots import GENERATED

DISPUTED = (State.CONTESTED, State.RESOLVED)
ADDRESS = ("aspect__slug", Coalesce("company__slug", Value("")), "framework__slug")
BEST = ("-roots_min", "-roots", "-documents", *ADDRESS)


def candidates(selection: Selection) -> list[JudgedCell]:
    """The cells that can be an example of any word, with their claims at hand. Five queries, and what they name."""
    rows = selection.stored.on_axes().filter(claims__gt=0)
    best = [rows.filter(condition).order_by(*BEST) for condition in _words(selection)]
    split = rows.filter(split=True)
    firsts = [Subquery(some.values("pk")[:1]) for some in best]
    companies = Subquery(split.order_by(*BEST).values("company")[:1])
    *keys, company = next(iter(Revision.objects.values_list(*firsts, companies)[:1]), (None,))
    others = Q(split=True, company=company) if company else Q(pk__in=[])
    for place in _telling():
        others |= Q(**dict(zip(("framework", "aspect", "company"), place, strict=True)))
    chosen = {key for key in keys if key} | set(rows.filter(others).values_list("pk", flat=True))
    found = selection.stored.read_some(chosen)
    named = {key for one in found.values() for value in one.values for key in value.keys}
    records = {claim.key: claim for claim in read_claims_of(named)}
    selection.vocabulary.fetch_claims(records.values())
    fetch_upstream(selection.vocabulary, {slug for one in records.values() for slug in (one.source, one.via) if slug})
    return selection.shaped({key: with_claims(one, records) for key, one in found.items()})


def _words(selection: Selection) -> Iterable[Q]:
    """What a cell is if a word is true of it."""
    yield from (Q(state=state) for state in State if state != State.EMPTY)
    yield from (Q(**{str(flag): True}) for flag in Flag if flag != Flag.STALE)
    yield Q(fresh_until__lt=selection.today)
    yield Q(conditional=True) & ~Q(state__in=DISPUTED)


def _telling() -> list[tuple[int, int, int | None]]:
    """The cell whose roots show most, by primary keys, as `compare.examples` chooses it. One query."""
    claims: Any = Claim.objects.published().order_by().values_list("framework", "aspect", "company")
    cells = claims.annotate(
        documents=Count("source", distinct=True),
        inferring=_any(Q(via__isnull=False, via_stated=False)),
        stated=_any(Q(via_stated=True)),
        generated=_any(Q(via__kind=GENERATED)),
    ).filter(documents__lte=MOST_DRAWN)
    links = SourceLink.objects.filter(kind=SourceLink.Kind.DERIVES).values("from_source")
    leading = cells.annotate(leading=_any(Q(via__isnull=False) | Q(source__in=links))).filter(leading=1)
    ordered = leading.order_by("-inferring", "-stated", "-generated", "-documents", *ADDRESS)
    return [row[:3] for row in ordered[:1]]


def _any(condition: Q) -> Max:
    """1 if it is true of any row, else 0."""
    return Max(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))
