"""Rows of tables as text: written by the template, kept in a table when cells are stored, read with the page."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as present
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.template import engines

from compare.display.cells import CellView, cell_path
from compare.display.pieces import CELL_NAME, MARK, ROW_TEXTS, Piece, packed, piece, pieces_in
from compare.models import PreparedRow
from kb.derived.cell_rows import FRESH_UNTIL, JUDGEMENTS, KEY_COLUMNS, judgement_of
from kb.derived.reach import Near, keys_near
from kb.evidence.certainty import Certainty
from kb.evidence.judgement import Judgement
from kb.evidence.records import CellKey, ClaimRecord
from kb.evidence.silence import silent_judgement
from kb.evidence.vocabulary import Vocabulary
from kb.models import Cell as StoredCell
from kb.models import Revision
from kb.rows import bulk
from kb.rows.statements import Statement, portions
from kb.rows.vocabulary_reading import select_rows, vocabulary_on_demand

WRITTEN_BY = (
    "templates/compare/_piece.html", "templates/compare/_side.html", "compare/display/cells.py",
    "compare/display/pieces.py", "compare/display/stances.py", "kb/evidence/standpoints.py", "kb/evidence/summary.py",
    "compare/query/row_store.py", "compare/display/labels.py", "kb/derived/cell_rows.py", "kb/wording.py",
    "compare/web/directions.py", "kb/evidence/mirrors.py",
)  # fmt: skip
EMPTY_VOCABULARY = Vocabulary({}, {}, {}, {}, {}, {})
ROWS_WRITTEN_AT_ONCE = 200  # rows
COLUMNS, VALUES = bulk.columns_of(PreparedRow), bulk.values_of(PreparedRow)
DROP = f"DELETE FROM {PreparedRow._meta.db_table} WHERE place IN"  # noqa: S608
PackedRow = tuple[str, str | None, str | None]  # as `ROW_TEXTS`, of which only the first is always read
CellPlace = tuple[str, str]  # the place of its row, and its framework
NO_PIECES: Mapping[CellPlace, Piece] = MappingProxyType({})
CELL_KEYS = Statement(StoredCell, "place", *KEY_COLUMNS, order="1, 2")


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
    return piece(cell, str(_writer()(cell, MARK, CELL_NAME)).strip(), fresh_until)


def absent_piece(key: CellKey, read: int) -> Piece:
    """The piece of a cell that is not stored, for which so many sources were read in full."""
    blank = _absent_piece(read)
    return blank._replace(html=blank.html.replace(_NOWHERE, cell_path(key)))


_NOWHERE = cell_path(("nowhere",))


@lru_cache(maxsize=100)
def _absent_piece(read: int) -> Piece:
    return piece_of(CellView(CellKey("nowhere", ""), silent_judgement(read), EMPTY_VOCABULARY))


def rows_at(places: Collection[str], *, sources: bool = False, points: bool = False) -> Mapping[str, PackedRow]:
    """The packed rows of some places as `ROW_TEXTS`, None for the sources and the points if they are not asked for.
    One query, and a few more if some must be written now.
    """
    columns = ("place", "version", "text", "sources" if sources else "NULL", "points" if points else "NULL")
    stored = select_rows(PreparedRow, columns, places, order="place", name="place")
    writer = version()
    rows: dict[str, PackedRow] = {place: (*texts,) for place, by, *texts in stored if by == writer}
    if missing := [place for place in places if place not in rows]:
        now = _written(missing)
        rows |= {row.place: (row.text, row.sources if sources else None, row.points if points else None) for row in now}
    return rows


def keep(places: Collection[str], whole: bool, near: Near | None = None, **kwargs: Any) -> None:
    """Write the rows of cells that were stored anew, and drop those that are no more. Listens to `cells_stored`.

    Where only the cells ``near`` were judged, the pieces of the others stay.
    """
    present_pieces = {} if near is None else _present_pieces(places)
    if whole:
        PreparedRow.objects.all().delete()
    for portion in portions([] if whole else sorted(places), ROWS_WRITTEN_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(f"{DROP} ({', '.join(['%s'] * len(portion))})", portion)
    _store(sorted(places), near, present_pieces)


def _present_pieces(places: Collection[str]) -> dict[CellPlace, Piece]:
    """The pieces of the rows at these places, by place and framework. One query."""
    rows = select_rows(PreparedRow, ("place", "version", *ROW_TEXTS), places, order="place", name="place")
    return {
        (place, framework): fields
        for place, written_by, *texts in rows
        if written_by == version()
        for framework, fields in pieces_in(*texts).items()
    }


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


def _store(
    places: Sequence[str], near: Near | None = None, present_pieces: Mapping[CellPlace, Piece] = NO_PIECES
) -> None:
    for portion in portions(places, ROWS_WRITTEN_AT_ONCE):
        bulk.insert(PreparedRow, COLUMNS, map(VALUES, _written(portion, near, present_pieces)))


def _written(
    places: Collection[str], near: Near | None = None, present_pieces: Mapping[CellPlace, Piece] = NO_PIECES
) -> Iterator[PreparedRow]:
    """The rows of stored cells at some places, written now, but for stored pieces of cells that are not near. A query,
    or two, and one for each kind of name that occurs.
    """
    all_keys = [] if near is None else CELL_KEYS.among("place", places)
    rows_near = JUDGEMENTS.among("place", places) if near is None else _rows_near(near, present_pieces, all_keys)
    cells = {(place, CellKey(*columns[:3])): tuple(columns[3:]) for place, *columns in rows_near}
    keys = cells if near is None else [(place, CellKey(*slugs)) for place, *slugs in all_keys]
    judgements = {cell: judgement_of(columns, date.min) for cell, columns in cells.items()}
    vocabulary = vocabulary_on_demand()
    vocabulary.fetch_limits(judgements.values())
    vocabulary.fetch_sources(_own_sources(judgements.values()))
    vocabulary.fetch_cells(key._replace(framework="") for _, key in keys)
    for place, row in groupby(keys, itemgetter(0)):
        pieces: dict[str, Piece] = {}
        for cell in row:
            key = cell[1]
            pieces[key.framework] = (
                piece_of(CellView(key, judgements[cell], vocabulary), cells[cell][FRESH_UNTIL])
                if cell in cells
                else present_pieces[place, key.framework]
            )
        names = [vocabulary.aspects[key.aspect].name, vocabulary.companies[key.company].name if key.company else ""]
        texts = dict(zip(ROW_TEXTS, packed(names, pieces), strict=True))
        yield PreparedRow(place=place, version=version(), **texts)


def _rows_near(
    near: Near, present_pieces: Mapping[CellPlace, Piece], keys: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Of these cells those that are near, and all of rows that have another without a stored piece. Two queries at
    most.
    """
    here = {key[0] for key in keys}
    rows_near = [row for row in JUDGEMENTS.of_keys(*keys_near(StoredCell, near)) if row[0] in here]
    known = {row[:4] for row in rows_near}
    partly = {key[0] for key in keys if key not in known and key[:2] not in present_pieces}
    return [row for row in rows_near if row[0] not in partly] + JUDGEMENTS.among("place", partly)


def _own_sources(judgements: Iterable[Judgement[ClaimRecord]]) -> set[str]:
    """The sources of faint values: these may be a framework's own word."""
    values = (value for judgement in judgements for value in judgement.values)
    return {slug for value in values if value.certainty == Certainty.FAINT for slug in value.sources}
