"""The Markdown face: tables as a person would paste them, with numbered footnotes for sources. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from compare.contents import LICENSE, Content, Envelope, Record
from compare.faces import csv, json
from compare.matrix import Cell, Matrix, Side
from kb.records import SourceRecord, Vocabulary

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&$])")


def escaped(text: str) -> str:
    """Text on one line that no Markdown reader takes for markup."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


class Footnotes:
    """Numbers sources in the order in which they are first named."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.numbers: dict[str, int] = {}

    def marks(self, slugs: Iterable[str]) -> str:
        return "".join(f"[^{self.numbers.setdefault(slug, len(self.numbers) + 1)}]" for slug in slugs)

    def lines(self) -> Iterator[str]:
        for slug, number in self.numbers.items():
            yield f"[^{number}]: {source_line(self.vocabulary.sources[slug])}\n"


def source_line(source: SourceRecord) -> str:
    """A source as a reference list has it."""
    parts = [source.author, source.title, source.publisher]
    day = source.modified_on or source.published_on
    parts.append(day.isoformat() if day else "undated")
    parts.append(source.kind_label)
    line = ". ".join(escaped(part) for part in parts if part) + "."
    address = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", source.url)
    return f"{line} <{address}>" if source.url else line


def write(envelope: Envelope) -> Iterator[str]:
    """Title, the selection in words, the tables, the footnotes, the licence."""
    content, notes = envelope.content, Footnotes(envelope.vocabulary)
    yield f"# {escaped(content.title)}\n\n{escaped(envelope.description)}\n\n"
    if content.matrix:
        yield from _matrix(content.matrix, notes, in_order=content.conditional is not None)
    if content.conditional and content.conditional.rows:
        yield "\n## Different under different conditions\n\n"
        yield from _matrix(content.conditional, notes, in_order=True)
    if isinstance(content.subject, Cell):
        yield from _table(("Value", "State", "Evidence"), _side_rows(content.subject, notes))
    if content.claims is not None:
        yield "\n" if content.matrix or content.subject else ""
        yield from _table(CLAIM_HEADS, _claim_rows(content, notes, envelope.vocabulary))
    if content.records is not None and content.main != "rows":
        yield from _records(content)
    yield "\n" if notes.numbers else ""
    yield from notes.lines()
    judged = envelope.judged_on.isoformat()
    yield f"\nJudged on {judged}, revision {envelope.revision}. Data: {LICENSE}.\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _matrix(matrix: Matrix, notes: Footnotes, in_order: bool = False) -> Iterator[str]:
    """The table by groups, or with its rows ``in_order`` as the page lists them."""
    heads = ["Aspect", *(escaped(column.name) for column in matrix.columns)]
    yield from _table(heads, _ordered_rows(matrix, notes) if in_order else _matrix_rows(matrix, notes))


def _ordered_rows(matrix: Matrix, notes: Footnotes) -> Iterator[list[str]]:
    for row in matrix.rows:
        yield [escaped(row.title), *(_cell(cell, notes) for cell in row.across)]


def _matrix_rows(matrix: Matrix, notes: Footnotes) -> Iterator[list[str]]:
    for section in matrix.sections:
        yield [f"**{escaped(section.title)}**", *("" for _ in matrix.columns)]
        for row in section.rows:
            yield [escaped(row.name), *(_cell(cell, notes) for cell in row.across)]


def _cell(cell: Cell | None, notes: Footnotes) -> str:
    if cell is None:
        return ""
    if cell.is_empty:
        return f"*{cell.empty_words}*"
    sides = "; ".join(side_words(side, notes) for side in cell.sides)
    return f"{sides} – *{cell.state.label}*"


def side_words(side: Side, notes: Footnotes) -> str:
    """One value with its evidence: “easier compared to Django (2 documents, 1 root)[^1][^3]”."""
    return f"{_value_words(side)} ({side.evidence_words}){notes.marks(side.judged.sources)}"


def _value_words(side: Side) -> str:
    than = f" compared to {escaped(side.compared_to.name)}" if side.compared_to else ""
    scopes = f" {escaped(side.scope_words)}" if side.scope_words else ""
    return f"{escaped(side.label)}{than}{scopes}"


def _side_rows(cell: Cell, notes: Footnotes) -> Iterator[list[str]]:
    for side in cell.sides:
        yield [_value_words(side), cell.state.label, side.evidence_words + notes.marks(side.judged.sources)]


CLAIM_HEADS = ("Framework", "Aspect", "Value", "Condition", "As of", "Statement", "Source")


def _claim_rows(content: Content, notes: Footnotes, words: Vocabulary) -> Iterator[list[str]]:
    for claim in content.claims or ():
        aspect = words.aspects[claim.aspect].name
        company = f", {words.companies[claim.company].name}" if claim.company else ""
        than = f" compared to {words.frameworks[claim.compared_to].name}" if claim.compared_to else ""
        yield [
            escaped(words.frameworks[claim.framework].name),
            escaped(aspect + company),
            escaped(claim.value_label + than),
            escaped(words.scopes[claim.scope].name) if claim.scope else "",
            escaped(claim.as_of),
            escaped(claim.statement),
            f"{escaped(claim.locator)}{notes.marks([claim.source])}",
        ]


def _records(content: Content) -> Iterator[str]:
    records = list(content.records or ())
    if not records:
        return
    columns = json.RECORD_COLUMNS[content.records_kind]
    yield from _table(
        columns,
        ([_record_text(record, name) for name in columns] for record in records),
    )


def _record_text(record: Record, name: str) -> str:
    value = json.record(record)[name]
    if isinstance(value, list):
        value = ", ".join(str(item["label"]) if isinstance(item, dict) else str(item) for item in value)
    return escaped("" if value is None else csv.cell_text(value) if isinstance(value, bool) else str(value))
