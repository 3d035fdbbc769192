"""The stored cells out of which the rules take their examples: the best of each word, and those worth drawing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, Subquery

from compare.display.cell_judgements import CellJudgement
from compare.narrative.examples import MOST_DRAWN
from compare.query.selection import Selection
from kb.derived.cell_rows import with_claims
from kb.evidence.judgement import Flag, State
from kb.models import Revision
from kb.rows.reading import read_claims_of
from kb.rows.vocabulary_reading import fetch_upstream

MOST_LEADING = 500  # claims of a kind that are looked at
DISPUTED = (State.CONTESTED, State.RESOLVED)
BEST = ("-roots_min", "-roots", "-documents", "place")  # as an index has them


def candidates(selection: Selection) -> list[CellJudgement]:
    """The cells that can be an example of any word, with their claims at hand. Five queries, and what they name."""
    rows = selection.stored.on_axes().filter(claims__gt=0)
    best = [rows.filter(condition).order_by(*BEST) for condition in _words(selection)]
    split = rows.filter(split=True)
    firsts = [Subquery(cells.values("pk")[:1]) for cells in best]
    companies = Subquery(split.order_by(*BEST).values("company")[:1])
    *keys, company = next(iter(Revision.objects.values_list(*firsts, companies)[:1]), (None,))
    others = Q(split=True, company=company) if company else Q(pk__in=[])
    chosen = {key for key in (*keys, *_telling()) if key} | set(rows.filter(others).values_list("pk", flat=True))
    judgements = selection.stored.read_by_key(chosen)
    claim_keys = {key for judgement in judgements.values() for value in judgement.values for key in value.keys}
    records = {claim.key: claim for claim in read_claims_of(claim_keys)}
    selection.vocabulary.fetch_claims(records.values())
    fetch_upstream(
        selection.vocabulary, {slug for claim in records.values() for slug in (claim.source, claim.via) if slug}
    )
    return selection.shaped({key: with_claims(judgement, records) for key, judgement in judgements.items()})


def _words(selection: Selection) -> Iterable[Q]:
    """What a cell is if a word is true of it."""
    yield from (Q(state=state) for state in State if state != State.EMPTY)
    yield from (Q(**{str(flag): True}) for flag in Flag if flag != Flag.STALE)
    yield Q(fresh_until__lt=selection.today)
    yield Q(conditional=True) & ~Q(state__in=DISPUTED)


# The claims that lead on to other documents, the first of each kind, and the cells they are in. Which of many is the
# example matters little; that the page costs the same in a base of any size does.
TELLING = """
    WITH telling AS (
        SELECT * FROM (SELECT * FROM kb_claim WHERE status = 'published' AND via_id IS NOT NULL LIMIT {most}) through
        UNION ALL
        SELECT * FROM (
            SELECT kb_claim.* FROM (SELECT DISTINCT from_source_id FROM kb_sourcelink WHERE kind = 'derives') links
            CROSS JOIN kb_claim WHERE kb_claim.source_id = links.from_source_id AND status = 'published' LIMIT {most}
        ) copied
    )
    SELECT cell.id FROM telling
    CROSS JOIN kb_cell cell
    JOIN kb_framework framework ON framework.id = cell.framework_id
    JOIN kb_aspect aspect ON aspect.id = cell.aspect_id
    LEFT JOIN kb_company company ON company.id = cell.company_id
    LEFT JOIN kb_source via ON via.id = telling.via_id
    WHERE cell.framework_id = telling.framework_id AND cell.aspect_id = telling.aspect_id
        AND COALESCE(cell.company_id, 0) = COALESCE(telling.company_id, 0) AND cell.documents <= {drawn}
    GROUP BY cell.id, cell.documents, aspect.slug, company.slug, framework.slug
    ORDER BY MAX(CASE WHEN via.id IS NOT NULL AND NOT telling.via_stated THEN 1 ELSE 0 END) DESC,
        MAX(CASE WHEN telling.via_stated THEN 1 ELSE 0 END) DESC,
        MAX(CASE WHEN via.kind = 'generated' THEN 1 ELSE 0 END) DESC,
        cell.documents DESC, aspect.slug, COALESCE(company.slug, ''), framework.slug
    LIMIT 1
"""


def _telling() -> list[int]:
    """The cell whose roots show most, as `compare.narrative.examples` chooses it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TELLING.format(most=MOST_LEADING, drawn=MOST_DRAWN))
        return [key for (key,) in cursor.fetchall()]
