"""What one source brings to the base: its cells counted, and the first of those that tell something of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain
from typing import Any

from django.db import connection

from compare.display.contribution import CellSample, Contribution
from kb.derived.cell_rows import JUDGEMENT_COLUMNS, KEY_COLUMNS, judgement_of
from kb.evidence.contest import contest_each_other
from kb.evidence.judgement import CellValue, Judgement, Question
from kb.evidence.records import CellKey, ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from kb.models import Cell, Claim, Occurrence, Source
from kb.rows.counting import COUNT_BOUND, bounded
from kb.rows.reading import read_claims_of
from kb.rows.statements import Statement

CELLS_LISTED = 6  # of each kind
MOST_DOUBTED = 40  # cells with a source against itself that are looked through

# The cells in which a source speaks, no more than are counted; each is found by the index of cells.
OWN_CELLS = """
    WITH own AS (
        SELECT DISTINCT framework_id, aspect_id, coalesce(company_id, 0) AS company FROM kb_claim
        WHERE status = %s AND source_id = (SELECT id FROM kb_source WHERE slug = %s) LIMIT {most}
    ), cells AS (
        SELECT cell.* FROM own CROSS JOIN kb_cell AS cell
        WHERE cell.framework_id = own.framework_id AND cell.aspect_id = own.aspect_id
            AND coalesce(cell.company_id, 0) = own.company
    )
"""
CELL_NUMBERS = """
    SELECT framework.slug, count(*), sum(CASE WHEN documents = 1 THEN 1 ELSE 0 END),
        sum(CASE WHEN state = 'contested' AND NOT against_itself THEN 1 ELSE 0 END)
    FROM cells JOIN kb_framework AS framework ON framework.id = cells.framework_id GROUP BY framework.slug
"""
FIRST = (
    "SELECT * FROM (SELECT {kind} AS kind, id FROM cells WHERE {condition} ORDER BY place, id LIMIT {most}) AS c{kind}"
)
ALONE, DISPUTED, DOUBTED = range(3)
CELL_KINDS = {
    ALONE: "documents = 1",
    DISPUTED: "state = 'contested' AND NOT against_itself",
    DOUBTED: "self_contradicted",
}


CELLS_BY_PK = Statement(Cell, "pk", *KEY_COLUMNS, *JUDGEMENT_COLUMNS, order="place")


def contribution(slug: str, vocabulary: Vocabulary) -> Contribution:
    """What a source brings. Four queries and what cells name; one more where it may contradict itself."""
    claims, of = _claims(slug)
    rows = sorted(_rows_of_own(CELL_NUMBERS, slug), key=lambda row: (-row[1], row[0]))
    listed = _first(slug)
    vocabulary.fetch_frameworks(row[0] for row in rows)
    vocabulary.fetch_cells(chain(*listed.values()))
    against = _against_itself(listed[DOUBTED], slug, vocabulary)
    return Contribution(
        claims,
        of,
        bounded(sum(row[1] for row in rows)),
        tuple((framework, int(number)) for framework, number, *_ in rows),
        CellSample(int(sum(row[2] for row in rows)), tuple(listed[ALONE])),
        CellSample(int(sum(row[3] for row in rows)), tuple(listed[DISPUTED])),
        CellSample(len(against), tuple(against[:CELLS_LISTED])),
    )


def _claims(slug: str) -> tuple[int, int]:
    """The claims of a source, and of all. One query, over the sums of sources."""
    own = f"target = (SELECT id FROM {Source._meta.db_table} WHERE slug = %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(sum(CASE WHEN {own} THEN claims ELSE 0 END), 0), coalesce(sum(claims), 0) "  # noqa: S608
            f"FROM {Occurrence._meta.db_table} WHERE kind = %s",
            [slug, Occurrence.Subject.SOURCE],
        )
        claims, of = cursor.fetchone()
    return int(claims), int(of)


def _rows_of_own(select: str, slug: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{OWN_CELLS.format(most=COUNT_BOUND + 1)} {select}", [Claim.Status.PUBLISHED, slug])
        rows: list[Any] = cursor.fetchall()
    return rows


def _first(slug: str) -> dict[int, dict[CellKey, Judgement[ClaimRecord]]]:
    """The first cells of each kind, as they are stored. Two queries."""
    most = {DOUBTED: MOST_DOUBTED}
    parts = [
        FIRST.format(kind=kind, condition=condition, most=most.get(kind, CELLS_LISTED))
        for kind, condition in CELL_KINDS.items()
    ]
    kinds: dict[int, set[int]] = defaultdict(set)
    for kind, pk in _rows_of_own(" UNION ALL ".join(parts), slug):
        kinds[kind].add(pk)
    listed: dict[int, dict[CellKey, Judgement[ClaimRecord]]] = {kind: {} for kind in CELL_KINDS}
    for pk, *row in CELLS_BY_PK.among("id", sorted(set().union(*kinds.values()))):
        for kind in CELL_KINDS:
            if pk in kinds[kind]:
                listed[kind][CellKey(*row[:3])] = judgement_of(tuple(row[3:]), date.max)
    return listed


def _against_itself(cells: dict[CellKey, Judgement[ClaimRecord]], slug: str, vocabulary: Vocabulary) -> list[CellKey]:
    """Those of the cells in which this very source says two things that cannot both hold. One query, or none."""
    doubted = {key: values for key, cell in cells.items() if len(values := _values_of(cell, slug)) > 1}
    records = read_claims_of([key for values in doubted.values() for value in values for key in value.keys])
    own: dict[CellKey, dict[Any, list[ClaimRecord]]] = defaultdict(lambda: defaultdict(list))
    for claim in records:
        if claim.source == slug:
            own[claim.cell][claim.value, claim.compared_to].append(claim)
    return [key for key in doubted if contest_each_other([*own[key].values()], _question(key, vocabulary))]


def _values_of(judgement: Judgement[ClaimRecord], slug: str) -> list[CellValue[ClaimRecord]]:
    """The values that a source says and that others contradict."""
    return [value for value in judgement.values if value.contested and slug in value.sources]


def _question(key: CellKey, vocabulary: Vocabulary) -> Question:
    return vocabulary.aspects[key.aspect].question
