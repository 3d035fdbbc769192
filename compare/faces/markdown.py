"""The Markdown face: tables as a person would paste them, with numbered footnotes for sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from compare.display.cells import CellView
from compare.display.labels import mirror_words
from compare.display.matrix import Matrix, MatrixRow
from compare.display.mirror_cells import once
from compare.display.sentences import RemarkList, words_of
from compare.display.summary_words import SummaryLine, SummaryWords
from compare.faces import csv, decision, json
from compare.faces.contents import LICENSE, NAMES_AT_ONCE, Content, Envelope, Record
from compare.faces.footnotes import (
    Footnotes,
    certain_words,
    empty_words,
    escaped,
    hidden_words,
    sides_words,
    state_words,
    value_words,
)  # fmt: skip
from compare.faces.footnotes import source_line as source_line
from kb.evidence.records import ClaimRecord, ClaimRow
from kb.evidence.roots import GENERATED
from kb.evidence.vocabulary import Vocabulary


def write(envelope: Envelope) -> Iterator[str]:
    """Title, the selection in words, the tables, the footnotes, the licence; of a choice, a decision record."""
    if envelope.content.choice:
        yield from decision.write(envelope, envelope.content.choice)
        return
    content, notes = envelope.content, Footnotes(envelope.vocabulary)
    yield f"# {escaped(content.title)}\n\n{escaped(envelope.sentence())}\n\n"
    if content.summary:
        yield from _summary(content.summary, notes)
    for remarks in content.answers:
        yield from _answers(remarks, notes)
    if content.matrix:
        yield "## The table\n\n" if content.summary or content.answers else ""
        yield from _matrix(content.matrix, notes, in_order=content.conditional is not None)
    if content.conditional and content.conditional.rows:
        yield "\n## Different under different conditions\n\n"
        yield from _matrix(content.conditional, notes, in_order=True)
    if isinstance(content.subject, CellView):
        yield from _table(("Value", "State", "Evidence"), _side_rows(content.subject, notes))
    if content.claims is not None:
        yield "\n" if content.matrix or content.subject else ""
        yield from _table(CLAIM_HEADS, _claim_rows(content, notes, envelope.vocabulary))
    if content.records is not None and content.main != "rows":
        yield from _records(content)
    yield "\n" if notes.numbers else ""
    yield from notes.lines()
    day = envelope.today.isoformat()
    yield f"\nJudged on {day}, revision {envelope.revision}. Data: {LICENSE}. Page: <{envelope.address}>\n"


def _summary(words: SummaryWords, notes: Footnotes) -> Iterator[str]:
    """The answers of a comparison, as lists."""
    for title, lines in (("Where they differ", words.differing()), ("What sources dispute", words.disputed())):
        answers = [f"- {_line_words(line)}{notes.marks(line.sources)}\n" for line in lines]
        yield f"## {title}\n\n{''.join(answers)}\n" if answers else ""
    closing = [escaped(text) for text in (words.lone_words, words.silent_words, words.currency_words) if text]
    yield f"## How far to trust this\n\n{' '.join(closing)}\n\n" if closing else ""


def _answers(remarks: RemarkList, notes: Footnotes) -> Iterator[str]:
    """What the page of one thing says first, as a list."""
    yield f"## {escaped(remarks.title)}\n\n"
    for remark in remarks.remarks:
        title = f"**{escaped(remark.title.text)}**: " if remark.title.text else ""
        dated = f" ({escaped(remark.dated)})" if remark.dated else ""
        yield f"- {title}{escaped(words_of(remark.answer))}{dated}{notes.marks(remark.sources)}\n"
    yield "\n" if remarks.remarks else ""
    yield f"{escaped(words_of(remarks.note))}\n\n" if remarks.note else ""


def _line_words(line: SummaryLine) -> str:
    """“**Fast**: said to be yes for Flask, by one independent source. ●”."""
    marks = " ".join(strip.marks for strip in line.strips)
    return f"**{escaped(line.title)}**: {escaped(line.answer)} {marks}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _matrix(matrix: Matrix, notes: Footnotes, in_order: bool = False) -> Iterator[str]:
    """The table by groups, or with its rows ``in_order`` as the page lists them."""
    if matrix.transposed:
        yield from _turned(matrix, notes)
        return
    heads = ["Aspect", *(escaped(column.name) for column in matrix.columns)]
    yield from _table(heads, _ordered_rows(matrix, notes) if in_order else _matrix_rows(matrix, notes))


def _ordered_rows(matrix: Matrix, notes: Footnotes) -> Iterator[list[str]]:
    for row in matrix.rows:
        yield [escaped(row.title), *_cells(row, notes)]


def _matrix_rows(matrix: Matrix, notes: Footnotes) -> Iterator[list[str]]:
    for section in matrix.sections:
        yield [f"**{escaped(section.title)}**", *("" for _ in matrix.columns)]
        for row in section.rows:
            yield [escaped(row.name), *_cells(row, notes)]


def _turned(matrix: Matrix, notes: Footnotes) -> Iterator[str]:
    """A table for each chapter, with a row for each framework."""
    for section in matrix.sections:
        yield f"## {escaped(section.title)}\n\n"
        yield from _table(
            ["Framework", *(escaped(row.name) for row in section.rows)],
            ([escaped(line.framework.name), *(_cell(cell, notes) for cell in line.cells)] for line in section.lines),
        )
        yield "\n"


def _cells(row: MatrixRow, notes: Footnotes) -> Iterator[str]:
    """A row; what says of another column what that has said already leads to it, and says the rest."""
    return (_cell(cell, notes) for cell in once(row).across)


def _cell(cell: CellView | None, notes: Footnotes) -> str:
    if cell is None:
        return ""
    if cell.is_empty:
        return empty_words(cell)
    same = mirror_words(map(escaped, cell.mirrors)) if cell.mirrors else ""
    if not cell.sides:
        return same
    sides = "; ".join(filter(None, [sides_words(cell, notes), same]))
    return f"{sides} – *{state_words(cell)}*{hidden_words(cell)}"


def _side_rows(cell: CellView, notes: Footnotes) -> Iterator[list[str]]:
    state = f"{state_words(cell)}{hidden_words(cell)}"
    for side in cell.sides:
        yield [
            value_words(side),
            state,
            certain_words(side) + notes.marks(side.cell_value.sources),
        ]
    if cell.is_empty:
        yield ["", empty_words(cell), ""]


CLAIM_HEADS = (
    "Framework", "Aspect", "Value", "Condition", "Certainty", "As of", "Source dated", "Statement", "Source",
    "Taken from",
)  # fmt: skip


def _with_names(claims: Iterable[ClaimRow | ClaimRecord], vocabulary: Vocabulary) -> Iterator[ClaimRow | ClaimRecord]:
    """The claims, some at a time, when all that they name is at hand."""
    rest = iter(claims)
    while portion := list(islice(rest, NAMES_AT_ONCE)):
        vocabulary.fetch_claims(portion)
        yield from portion


def _claim_rows(content: Content, notes: Footnotes, vocabulary: Vocabulary) -> Iterator[list[str]]:
    for claim in _with_names(content.every_claim, vocabulary):
        aspect = vocabulary.aspects[claim.aspect].name
        company = f", {vocabulary.companies[claim.company].name}" if claim.company else ""
        than = f" compared to {vocabulary.frameworks[claim.compared_to].name}" if claim.compared_to else ""
        yield [
            escaped(vocabulary.frameworks[claim.framework].name),
            escaped(aspect + company),
            escaped(claim.value_label + than),
            escaped(vocabulary.scopes[claim.scope].name) if claim.scope else "",
            "hedged" if claim.hedged else "",
            escaped(claim.as_of),
            vocabulary.sources[claim.source].dated,
            escaped(claim.statement),
            f"{escaped(claim.locator)}{notes.marks([claim.source])}",
            _upstream_words(claim, notes, vocabulary),
        ]


def _upstream_words(claim: ClaimRow | ClaimRecord, notes: Footnotes, vocabulary: Vocabulary) -> str:
    """“StackShare[^4], named by the document”; empty for a statement of the document's own."""
    if not claim.via:
        return ""
    upstream = vocabulary.sources[claim.via]
    kind = f" ({escaped(upstream.kind_label)})" if upstream.kind == GENERATED else ""
    by = "named by the document" if claim.via_stated else "inferred by the editors"
    return f"{escaped(upstream.name)}{kind}{notes.marks([claim.via])}, {by}"


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
