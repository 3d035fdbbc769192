"""The CSV face: the main list of a content as RFC 4180, safe to open in a spreadsheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compare.display.cells import CellView
from compare.faces import choice_data, json
from compare.faces.contents import Envelope, at_once
from kb.claim_columns import CLAIM_COLUMNS, guarded
from kb.claim_columns import FORMULA_STARTS as FORMULA_STARTS
from kb.claim_columns import unguarded as unguarded
from kb.evidence.records import ClaimRow, row_of

RECORD_TITLES = {"groups": "Groups, at /quality/"}  # others are called as they are
MATRIX_COLUMNS = (
    "group", "aspect", "company", "framework", "state", "value", "compared_to", "scopes", "documents", "roots",
    "sources", "scoped", "certainty", "roots_min", "flags", "period",
)  # fmt: skip
TITLED_COLUMNS: Mapping[str, Sequence[str]] = {
    "Claims": CLAIM_COLUMNS,
    "A table of cells, as CSV: one value a row": MATRIX_COLUMNS,
    "A choice, as CSV: one framework and need a row": choice_data.CHOICE_COLUMNS,
    **{RECORD_TITLES.get(kind, kind.capitalize()): columns for kind, columns in json.RECORD_COLUMNS.items()},
}
QUOTE = '"'


def write(envelope: Envelope) -> Iterator[str]:
    """A header line and the rows of the main list."""
    content = envelope.content
    if content.main == "rows":
        yield _line(MATRIX_COLUMNS)
        rows: Iterable[Iterable[Any]] = cell_rows(content.cells)
    elif content.main == "claims":
        yield _line(CLAIM_COLUMNS)
        yield from at_once(claim_line(row_of(claim), envelope.origin) for claim in content.every_claim)
        return
    elif content.choice:
        yield _line(choice_data.CHOICE_COLUMNS)
        rows = choice_data.rows(content.choice)
    else:
        yield _line(json.RECORD_COLUMNS[content.records_kind])
        rows = (json.record(record).values() for record in content.records or ())
    yield from at_once(_line(_texts(row)) for row in rows)


def _texts(row: Iterable[Any]) -> list[str]:
    """The values of a row as texts; most are texts that begin with a letter or a digit, or nothing."""
    return [
        value
        if value.__class__ is str and (value[:1].isalnum() or not value)
        else ""
        if value is None
        else "true"
        if value is True
        else "false"
        if value is False
        else cell_text(value)
        for value in row
    ]


def _line(texts: Sequence[str]) -> str:
    """A line of RFC 4180, in a fraction of the time that `csv.writer` takes: most have no more than commas to quote."""
    line = ",".join(texts)
    if '"' in line or "\n" in line or "\r" in line:
        line = ",".join([_quoted(text) for text in texts])
    elif line.count(",") >= len(texts):
        line = ",".join([f'"{text}"' if "," in text else text for text in texts])
    return f"{line}\r\n"


def claim_line(claim: ClaimRow, origin: str) -> str:
    """The line of a claim. Written out, as in `compare.faces.jsonl`: slugs, keys, dates and statuses hold nothing that
    is quoted or guarded.
    """
    (
        key, framework, aspect, company, value, label, scope, compared_to, as_of, hedged, source, via, via_stated,
        locator, quote, statement, status,
    ) = claim  # fmt: skip
    plain = _field(value) if value.__class__ is str else cell_text(json.plain_value(value))
    return (
        f"{key},{framework},{aspect},{company or ''},{plain},{_field(label)},{scope or ''},{compared_to or ''},"
        f"{as_of or ''},{'true' if hedged else 'false'},{source},{via or ''},{'true' if via_stated else 'false'},"
        f"{_field(locator)},{_field(quote)},{_field(statement)},{status},{origin}/claims/{key}/\r\n"
    )


def _field(text: str) -> str:
    """A text as a field; most begin with a letter or a digit, and have no more than commas to quote."""
    return _quoted(text if text[:1].isalnum() else guarded(text)) if text else ""


def _quoted(text: str) -> str:
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return f'"{text.replace(QUOTE, QUOTE * 2)}"'
    return text


def cell_rows(cells: Iterable[CellView]) -> Iterator[list[Any]]:
    """A row for each value; a cell without a value has one row with the value left empty."""
    for cell in cells:
        yield from _cell_rows(cell)


def _cell_rows(cell: CellView) -> Iterator[list[Any]]:
    where = [cell.aspect.group, cell.key.aspect, cell.key.company, cell.key.framework, cell.judgement.state]
    for value in cell.judgement.values:
        yield [
            *where, json.plain_value(value.value), value.compared_to, value.scopes, value.documents, value.roots,
            value.sources, value.scoped, value.certainty, value.roots_min, cell.judgement.flags,
            str(value.period) if value.period else None,
        ]  # fmt: skip
    if not cell.judgement.values:
        yield [*where, None, None, (), 0, 0, (), None, None, 0, (), None]


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
