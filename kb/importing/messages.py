"""How an import speaks: faults and plans as lines of text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.entry.entry_faults import LONGEST_ENTRY_QUOTE, entry_quote
from kb.importing.file_records import FileFault, Plan, PlannedRow, RowFate
from kb.texts import visible

MOST_UNCHANGED = 20


def several(number: int, word: str) -> str:
    """“1 claim”, “2 claims”."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def place(fault: FileFault) -> str:
    """“line 4, value”; in JSON “line 4, claim 3, value”."""
    parts = (
        f"line {fault.line}" if fault.line else "",
        f"claim {fault.number}" if fault.number else "",
        fault.field,
    )
    return ", ".join(part for part in parts if part)


def fault_words(fault: FileFault) -> str:
    """“line 4, value: “esy” is not an option of “Ease”. Allowed: easy, hard.”"""
    where = place(fault)
    return f"{where}: {fault.words}" if where else fault.words


def refusal(faults: Iterable[FileFault]) -> str:
    """Why nothing was imported: the number of faults, and each on a line of its own."""
    lines = [f"- {fault_words(fault)}" for fault in faults]
    return "\n".join([f"Nothing was imported: {several(len(lines), 'fault')}.", *lines])


def summary(plan: Plan) -> str:
    """“claims.csv: 3 claims: 1 new, 0 changed, 2 unchanged, 0 refused.”"""
    counts = ", ".join(f"{number} {verdict}" for verdict, number in plan.counts.items())
    return f"{plan.table.name}: {several(len(plan.rows), 'claim')}: {counts}."


def preview(plan: Plan, most_unchanged: int | None = MOST_UNCHANGED) -> Iterator[str]:
    """The plan row by row; so many of the unchanged rows at most, None for all."""
    yield summary(plan)
    yield from (f"Note: {note}" for note in plan.notes)
    left = plan.counts[RowFate.UNCHANGED] if most_unchanged is None else most_unchanged
    for row in plan.rows:
        if row.verdict == RowFate.UNCHANGED:
            left -= 1
            if left < 0:
                continue
        yield from _row(row)
    if left < 0:
        yield f"… and {-left} more unchanged (-v 2 shows them)"


def _row(row: PlannedRow) -> Iterator[str]:
    yield f"line {row.line}: {row.verdict} {visible(row.key, LONGEST_ENTRY_QUOTE)}".rstrip()
    if row.verdict == RowFate.NEW:
        cell = ", ".join(f"{name} {entry_quote(row.values[name])}" for name in ("framework", "aspect", "company",
        "value")
                          if row.values.get(name) is not None)  # fmt: skip
        yield f"    {cell}"
    yield from (f"    {change.column}: {entry_quote(change.old)} → {entry_quote(change.new)}" for change in row.changes)
    yield from (f"    {fault_words(fault)}" for fault in row.faults)
