"""What stands out of the comparison of two frameworks, without reading its table: the surest differences, and the
dispute with the most evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from compare.display.pieces import Columns, unpacked
from compare.display.table import row_at
from compare.query.row_store import rows_at
from kb.evidence.certainty import RANKS, Certainty
from kb.evidence.judgement import State
from kb.evidence.records import is_place_of_opinion
from kb.evidence.summary import Summary, Topic, summarise
from kb.models import Aspect, Cell, Framework

ROWS_LOOKED_AT = 300  # of the first framework, as tables list them; without companies
FACTS, OPINIONS = 3, 2
SPARE = 2  # rows of a kind that are read beyond: their values may be less certain than their leading ones
CELLS, OF = Cell._meta.db_table, f"(SELECT id FROM {Framework._meta.db_table} WHERE slug = %s)"  # noqa: S608
APART = f"""
    SELECT one.place, one.certainty, other.certainty FROM (
        SELECT place, aspect_id, state, certainty, meanings FROM {CELLS}
        WHERE framework_id = {OF} AND place LIKE %s AND claims > 0 ORDER BY place LIMIT {ROWS_LOOKED_AT}
    ) AS one JOIN {CELLS} AS other ON other.place = one.place AND other.framework_id = {OF}
    JOIN {Aspect._meta.db_table} AS question ON question.id = one.aspect_id AND question.value_type IN (%s, %s)
    WHERE other.claims > 0 AND one.meanings <> other.meanings AND %s NOT IN (one.state, other.state)"""  # noqa: S608
# + 0: cells are walked in this order, which has an index, until one is theirs; else all of theirs would be sorted.
BEST_DISPUTE = f"""
    SELECT * FROM (
        SELECT place, '', '' FROM {CELLS}
        WHERE disagrees AND state = %s AND NOT against_itself AND framework_id + 0 IN ({OF}, {OF})
        ORDER BY roots_min DESC, roots DESC, documents DESC, place LIMIT 1
    ) AS dispute"""  # noqa: S608
OF_NO_COMPANY = "% "
PLAIN_TYPES = (Aspect.ValueType.BOOLEAN, Aspect.ValueType.CHOICE)  # numbers and texts nearly always differ


class RankedPlace(NamedTuple):
    """A row in which two frameworks differ, sorted facts first, then by the certainty of what is less sure."""

    opinion: bool
    rank: int
    place: str


def highlights(columns: Sequence[str]) -> Summary:
    """The surest facts and opinions on which two frameworks differ, and the dispute between sources with the most
    evidence; counts and dates are those of these rows alone.

    Two queries; rows of the table are looked at up to a bound.
    """
    differences, disputes = _places(columns)
    facts = _of_each_group(row for row in differences if not row.opinion)[: FACTS + SPARE]
    opinions = _of_each_group(row for row in differences if row.opinion)[: OPINIONS + SPARE]
    topics = _topics([*facts, *opinions, *disputes], columns)
    differing = [*_surest(topics, facts)[:FACTS], *_surest(topics, opinions)[:OPINIONS]]
    return summarise([*differing, *(topics[place] for place in disputes if place in topics)])


def _of_each_group(differences: Iterable[RankedPlace]) -> list[str]:
    """The first of each group, so that a few speak of different things."""
    first: dict[str, str] = {}
    for row in differences:
        first.setdefault(row.place.split(" ")[1], row.place)
    return list(first.values())


def _surest(topics: Mapping[str, Topic], places: Sequence[str]) -> Sequence[Topic]:
    return [entry.topic for entry in summarise(topics[place] for place in places if place in topics).differ]


def _places(columns: Sequence[str]) -> tuple[list[RankedPlace], list[str]]:
    """Where they differ, and the dispute. One query."""
    first, second = columns
    parameters = [first, OF_NO_COMPANY, second, *PLAIN_TYPES, State.CONTESTED, State.CONTESTED, first, second]
    with connection.cursor() as cursor:
        cursor.execute(f"{APART} UNION ALL {BEST_DISPUTE}", parameters)
        rows = cursor.fetchall()
    differences = sorted(_ranked_place(*row) for row in rows if row[1])
    return differences, [place for place, certainty, _ in rows if not certainty]


def _ranked_place(place: str, *certainties: str) -> RankedPlace:
    ranks = (RANKS[Certainty(certainty)] for certainty in certainties)
    return RankedPlace(is_place_of_opinion(place.split(" ")[2]), max(ranks), place)


def _topics(places: Sequence[str], columns: Sequence[str]) -> dict[str, Topic]:
    """What rows bring to the summary of their table, by place. One query."""
    on_page = Columns(columns)
    rows = rows_at(places, points=True)
    return {place: row_at(place, *unpacked(on_page, *texts)).topic for place, texts in rows.items()}
