"""Rows of tables as text: written by the template, kept in a table when cells are stored, read with the page."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as present
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template import engines

from compare.display.cells import CellView, cell_path
from compare.display.pieces import MARK, Piece, packed, piece
from compare.models import PreparedRow
from kb.derived.cell_rows import FRESH_UNTIL, JUDGEMENTS, judgement_of
from kb.evidence.appraisal import Judgement
from kb.evidence.certainty import Certainty
from kb.evidence.records import CellKey, ClaimRecord, Vocabulary
from kb.models import Cell as StoredCell
from kb.models import Revision
from kb.rows.statements import portions
from kb.rows.vocabulary_reading import select_rows, vocabulary_on_demand

WRITTEN_BY = (
    "templates/compare/_piece.html", "templates/compare/_side.html", "compare/display/cells.py",
    "compare/display/pieces.py", "compare/display/summary_words.py", "kb/evidence/summary.py",
    "compare/query/row_store.py", "compare/display/labels.py", "kb/derived/cell_rows.py", "kb/wording.py",
)  # fmt: skip
EMPTY_VOCABULARY = Vocabulary({}, {}, {}, {}, {}, {})
ROWS_WRITTEN_AT_ONCE = 200  # rows


@cache
def version() -> str:
    """What writes the rows: changes with the template and the words in them."""
    seen = hashlib.sha256()
    for name in WRITTEN_BY:
        seen.update((Path(settings.BASE_DIR) / name).read_bytes())
    return seen.hexdigest()[:12]


@cache
def _writer() -> Any:
    engine: Any = engines["jinja2"]
    return engine.env.get_template("_piece.html").module.piece


def piece_of(cell: CellView, fresh_until: date | None = None) -> Piece:
    """The piece of a cell, whose last fresh day is still to be compared with today if it is given."""
    return piece(cell, str(_writer()(cell, MARK)).strip(), fresh_until)


def absent_piece(key: CellKey, judgement: Judgement[ClaimRecord]) -> Piece:
    """The piece of a cell that is not stored."""
    blank = _absent_piece(judgement)
    return blank._replace(html=blank.html.replace(_NOWHERE, cell_path(key)))


_NOWHERE = cell_path(("nowhere",))


@lru_cache(maxsize=100)
def _absent_piece(judgement: Judgement[ClaimRecord]) -> Piece:
    return piece_of(CellView(CellKey("nowhere", ""), judgement, EMPTY_VOCABULARY))


def rows_at(places: Collection[str]) -> Mapping[str, str]:
    """The packed rows of some places. One query, and a few more if some must be written now."""
    stored = select_rows(PreparedRow, ("place", "version", "text"), places, order="place", name="place")
    texts = {place: text for place, written_by, text in stored if written_by == version()}
    if missing := [place for place in places if place not in texts]:
        texts |= {row.place: row.text for row in _written(missing)}
    return texts


def keep(places: Collection[str], whole: bool, **kwargs: Any) -> None:
    """Write the rows of cells that were stored anew, and drop those that are no more. Listens to the roll-up."""
    (PreparedRow.objects.all() if whole else PreparedRow.objects.filter(place__in=places)).delete()
    _store(sorted(places))


def renew(apps: Apps = present, **kwargs: Any) -> None:
    """After a migration: rows that are missing, or that another version has written, are written anew."""
    if not {"PreparedRow", "Expiry"} <= {model.__name__ for model in apps.get_models()}:
        return  # on the way back there may be no table for them
    with transaction.atomic():
        list(Revision.objects.select_for_update())  # no change comes between
        PreparedRow.objects.exclude(version=version()).delete()
        there = PreparedRow.objects.filter(place=OuterRef("place"))
        missing = StoredCell.objects.filter(~Exists(there)).order_by("place")
        _store(list(missing.values_list("place", flat=True).distinct()))


def _store(places: Sequence[str]) -> None:
    for portion in portions(places, ROWS_WRITTEN_AT_ONCE):
        PreparedRow.objects.bulk_create(_written(portion), batch_size=ROWS_WRITTEN_AT_ONCE)


def _written(places: Collection[str]) -> Iterator[PreparedRow]:
    """The rows of stored cells at some places, written now. A query, and one for each kind of name that occurs."""
    judgements: dict[str, dict[CellKey, Judgement[ClaimRecord]]] = {}
    fresh_until: dict[CellKey, date | None] = {}
    for place, *slugs_and_columns in JUDGEMENTS.among("place", places):
        key, columns = CellKey(*slugs_and_columns[:3]), tuple(slugs_and_columns[3:])
        judgements.setdefault(place, {})[key] = judgement_of(columns, date.min)
        fresh_until[key] = columns[FRESH_UNTIL]
    vocabulary = vocabulary_on_demand()
    vocabulary.fetch_limits(judgement for row in judgements.values() for judgement in row.values())
    vocabulary.fetch_sources(_own_sources(judgements.values()))
    vocabulary.fetch_cells(key._replace(framework="") for row in judgements.values() for key in row)
    for place, row in judgements.items():
        (aspect, company) = next((key.aspect, key.company) for key in row)
        names = [vocabulary.aspects[aspect].name, vocabulary.companies[company].name if company else ""]
        pieces = {
            key.framework: piece_of(CellView(key, judgement, vocabulary), fresh_until[key])
            for key, judgement in row.items()
        }
        yield PreparedRow(place=place, version=version(), text=packed(names, pieces))


def _own_sources(rows: Iterable[Mapping[CellKey, Judgement[ClaimRecord]]]) -> set[str]:
    """The sources of faint values: these may be a framework's own word."""
    values = (value for row in rows for judgement in row.values() for value in judgement.values)
    return {slug for value in values if value.certainty == Certainty.FAINT for slug in value.sources}
