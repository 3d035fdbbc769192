"""The CSV face: the main list of a content as RFC 4180, safe to open in a spreadsheet. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from compare.cells import Cell
from compare.contents import Envelope
from compare.faces import choices, json
from kb.records import ClaimRecord
from kb.tables import CLAIM_COLUMNS, guarded
from kb.tables import FORMULA_STARTS as FORMULA_STARTS
from kb.tables import unguarded as unguarded

MATRIX_COLUMNS = (
    "group", "aspect", "company", "framework", "state", "value", "compared_to", "scopes", "documents", "roots",
    "sources",
)  # fmt: skip


class _Line:
    """Hands a written line back: what `csv.writer` needs to write in pieces."""

    def write(self, text: str) -> str:
        return text


def write(envelope: Envelope) -> Iterator[str]:
    """A header line and the rows of the main list."""
    content = envelope.content
    writer = csv.writer(_Line())
    if content.main == "rows":
        yield writer.writerow(MATRIX_COLUMNS)
        rows: Iterable[Iterable[Any]] = cell_rows(content.cells)
    elif content.main == "claims":
        yield writer.writerow(CLAIM_COLUMNS)
        rows = (claim_row(claim, envelope.origin) for claim in content.claims or ())
    elif content.choice:
        yield writer.writerow(choices.COLUMNS)
        rows = choices.rows(content.choice)
    else:
        yield writer.writerow(json.RECORD_COLUMNS[content.records_kind])
        rows = (json.record(record).values() for record in content.records or ())
    for row in rows:
        yield writer.writerow([cell_text(value) for value in row])


def claim_row(claim: ClaimRecord, origin: str) -> list[Any]:
    """One claim in the order of the columns."""
    members = json.claim(claim, origin)
    return [members[name] for name in CLAIM_COLUMNS]


def cell_rows(cells: Iterable[Cell]) -> Iterator[list[Any]]:
    """A row for each value; a cell without a value has one row with the value left empty."""
    for cell in cells:
        yield from _cell_rows(cell)


def _cell_rows(cell: Cell) -> Iterator[list[Any]]:
    where = [cell.aspect.group, cell.key.aspect, cell.key.company, cell.key.framework, cell.judgement.state]
    for value in cell.judgement.values:
        yield [
            *where, json.typed(value.value), value.compared_to, value.scopes, value.documents, value.roots,
            value.sources,
        ]  # fmt: skip
    if not cell.judgement.values:
        yield [*where, None, None, (), 0, 0, ()]


def cell_text(value: Any) -> str:
    """A value as CSV holds it. A text that a spreadsheet would take for a formula gets a leading ``'``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return guarded(" ".join(_item(item) for item in value))
    return guarded(str(value))


def _item(item: Any) -> str:
    return str(item["slug"]) if isinstance(item, dict) else str(item)
