"""Pieces of cells: written by the template, kept in a table when cells are stored, read with the cells of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template import engines

from compare.cells import Cell
from compare.display.pieces import ADDRESS, MARK
from compare.models import Piece
from kb.derived.cells import JUDGEMENT_COLUMNS, judgement_of
from kb.evidence import Empty, Judgement, State
from kb.models import Cell as StoredCell
from kb.reading import vocabulary_on_demand
from kb.records import CellKey, Vocabulary

WRITTEN_BY = (
    "templates/compare/_piece.html", "templates/compare/_side.html", "compare/cells.py", "compare/display/pieces.py",
    "compare/words.py", "kb/wording.py",
)  # fmt: skip
NOWHERE = CellKey("", "")
NOTHING = Vocabulary({}, {}, {}, {}, {}, {})
AT_ONCE = 500


@cache
def version() -> str:
    """What writes the pieces: changes with the template and the words in them."""
    seen = hashlib.sha256()
    for name in WRITTEN_BY:
        seen.update((Path(settings.BASE_DIR) / name).read_bytes())
    return seen.hexdigest()[:12]


@cache
def _writer() -> Any:
    engine: Any = engines["jinja2"]
    return engine.env.get_template("_piece.html").module.piece


def piece_of(cell: Cell) -> str:
    """The piece of a cell, its flags at its end."""
    flags = " ".join(str(flag) for flag in cell.judgement.flags if flag != "stale")
    return f"{str(_writer()(cell, ADDRESS, MARK)).strip()}{MARK}{flags}"


@cache
def nobody_looked() -> str:
    """The piece of a cell that is not stored."""
    return piece_of(Cell(NOWHERE, Judgement(state=State.EMPTY, empty=Empty.NOT_SEARCHED), NOTHING))


def written(stored: QuerySet[StoredCell]) -> Iterator[tuple[int, str]]:
    """Pieces written now, by the primary key of their cell. A query, and one for each kind of name that occurs."""
    return ((piece.pk, piece.text) for piece in _pieces(stored))


def keep(cells: Sequence[StoredCell], gone: Collection[int], whole: bool, **kwargs: Any) -> None:
    """Write the pieces of cells that were stored, and drop those of cells that are no more. Listens to the roll-up."""
    rows = Piece.objects.all() if whole else Piece.objects.filter(pk__in=[*gone, *(cell.pk for cell in cells)])
    rows.delete()
    Piece.objects.bulk_create(_pieces(cells), batch_size=AT_ONCE)


def renew(**kwargs: Any) -> None:
    """After a migration: pieces that another version has written are written anew."""
    stored = StoredCell.objects.exclude(piece__version=version()).order_by("pk")
    while cells := list(stored[:AT_ONCE]):
        keep(cells, (), whole=False)


def _pieces(cells: Iterable[StoredCell]) -> Iterator[Piece]:
    """A query for each kind of name that occurs."""
    judged = [(cell.pk, judgement_of(_columns(cell), date.min)) for cell in cells]
    words = vocabulary_on_demand()
    words.fetch_limits(judgement for _, judgement in judged)
    for pk, judgement in judged:
        yield Piece(cell_id=pk, version=version(), text=piece_of(Cell(NOWHERE, judgement, words)))


def _columns(cell: StoredCell) -> tuple[Any, ...]:
    return tuple(getattr(cell, name) for name in JUDGEMENT_COLUMNS)
