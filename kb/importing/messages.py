"""How an import speaks: values repeated in messages, near words, faults and plans as lines of text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from kb.importing.file_records import FileFault, Plan, PlannedRow, RowFate

LONGEST_CELL_QUOTE = 60  # characters of a value that a message repeats
MOST_ALLOWED = 10
MOST_SEARCHES = 500  # distinct wrong words for which near ones are looked up: a search costs milliseconds
MOST_UNCHANGED = 20


def cell_quote(value: Any) -> str:
    """A value as a message may repeat it: short, in quotation marks, nothing that would upset a terminal."""
    text = visible(value)
    return f"“{text[:LONGEST_CELL_QUOTE]}…”" if len(text) > LONGEST_CELL_QUOTE else f"“{text}”"


def visible(value: Any) -> str:
    """The beginning of a value, with what cannot be seen written out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value)[: LONGEST_CELL_QUOTE + 1]
    )


def several(number: int, word: str) -> str:
    """“1 claim”, “2 claims”."""
    return f"{number} {word}{'' if number == 1 else 's'}"


class Nearest:
    """Finds the allowed words that come nearest to a wrong one."""

    def __init__(self) -> None:
        self._answers: dict[tuple[int, str], tuple[str, ...]] = {}

    def __call__(self, word: Any, allowed: Mapping[str, str]) -> tuple[str, ...]:
        """Ten at most, nearest first, of the allowed words (each with its name); all, where there are so few."""
        if len(allowed) <= MOST_ALLOWED:
            return tuple(allowed)
        question = (id(allowed), str(word)[:LONGEST_CELL_QUOTE].strip().lower())
        if question not in self._answers and len(self._answers) < MOST_SEARCHES:
            self._answers[question] = self._search(question[1], allowed)
        return self._answers.get(question, ())

    def _search(self, word: str, allowed: Mapping[str, str]) -> tuple[str, ...]:
        slugs = [slug for slug, name in allowed.items() if name.lower() == word]
        close = get_close_matches(word, allowed, MOST_ALLOWED, 0.5)
        within = [slug for slug in allowed if word and word in slug]
        return tuple(dict.fromkeys([*slugs, *close, *within]))[:MOST_ALLOWED]


def place(fault: FileFault) -> str:
    """“line 4, value”; in JSON “line 4, claim 3, value”."""
    parts = (
        f"line {fault.line}" if fault.line else "",
        f"claim {fault.number}" if fault.number else "",
        fault.column,
    )
    return ", ".join(part for part in parts if part)


def fault_words(fault: FileFault) -> str:
    """“line 4, value: “esy” is not an option of “Ease”. Allowed: easy, hard.”"""
    where = place(fault)
    allowed = f" Allowed: {', '.join(fault.allowed)}." if fault.allowed else ""
    return f"{where}: {fault.message}{allowed}" if where else f"{fault.message}{allowed}"


def refusal(faults: Iterable[FileFault]) -> str:
    """Every fault, a line each."""
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
    yield f"line {row.line}: {row.verdict} {visible(row.key)}".rstrip()
    if row.verdict == RowFate.NEW:
        cell = ", ".join(f"{name} {cell_quote(row.values[name])}" for name in ("framework", "aspect", "company",
        "value")
                          if row.values.get(name) is not None)  # fmt: skip
        yield f"    {cell}"
    yield from (f"    {change.column}: {cell_quote(change.old)} → {cell_quote(change.new)}" for change in row.changes)
    yield from (f"    {fault_words(fault)}" for fault in row.faults)
