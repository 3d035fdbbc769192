"""What an import reads, finds and does, as frozen records. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from kb.claim_columns import CLAIM_COLUMNS
from kb.entry.entry_faults import EntryFault
from kb.entry.entry_values import POINT

COLUMNS = (*CLAIM_COLUMNS, "note")
REQUIRED = ("framework", "aspect", "source", "value")
IGNORED = frozenset({"value_label", "url"})  # what the site makes of the others


class RowFate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileFault(EntryFault):
    """Why a file is refused: the line (None: the file as a whole), and the column as its field (empty: the row). In
    JSON, where claims can share a line, the number of the claim too.
    """

    line: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """One claim of a file: its first line, its number among the claims (from 1), and its cells by column.

    A column that the file does not have is not there; an empty cell is ``""`` in CSV and None in JSON. ``faults``
    are those of the row as a whole, with no cells if they cannot be told apart; ``in_list``: claims can share a line.
    """

    line: int
    number: int
    cells: Mapping[str, Any]
    faults: tuple[FileFault, ...] = ()
    in_list: bool = False

    def fault(
        self, message: str, column: str = "", allowed: tuple[str, ...] = (), nearest: tuple[str, ...] = ()
    ) -> FileFault:
        """A fault of this row."""
        return FileFault(message, column, allowed, nearest, self.line, self.number if self.in_list else None)

    def __str__(self) -> str:
        return f"claim {self.number} on line {self.line}" if self.in_list else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file as read: rows, what is wrong with the file itself, and what a person should know of the reading.

    ``decimal_mark`` is the one that files of this kind have; empty: it depends on where the file was written.
    """

    name: str
    rows: tuple[FileRow, ...] = ()
    faults: tuple[FileFault, ...] = ()
    notes: tuple[str, ...] = ()
    decimal_mark: str = POINT


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that changes; values as the site exports them, None for empty."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and its verdict. ``key`` is the claim's, a new one's included; empty where none could be made.

    ``values`` are those that could be read, by column. A refused row has faults, and the changes it asked for.
    """

    line: int
    number: int
    verdict: RowFate
    key: str
    values: Mapping[str, Any]
    changes: tuple[ColumnChange, ...] = ()
    faults: tuple[FileFault, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What an import would do, and every reason against it. It is applied only without a fault.

    ``new`` and ``changed`` are the claims to write; ``revision`` is the base's number when it was read.
    """

    table: FileTable
    rows: tuple[PlannedRow, ...]
    faults: tuple[FileFault, ...]
    notes: tuple[str, ...]
    revision: int
    new: tuple[Any, ...] = field(default=(), repr=False)
    changed: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def counts(self) -> dict[RowFate, int]:
        """Rows by verdict, every verdict in its order."""
        counts = Counter(row.verdict for row in self.rows)
        return {verdict: counts[verdict] for verdict in RowFate}

    @property
    def digest(self) -> str:
        """The same for two plans that do the same: a confirmation can prove what was looked at.

        The number in a key that the import makes is left out, since another editor may take it meanwhile.
        """
        summary = sha256()
        for row in self.rows:
            key = row.key if row.values.get("key") else ""
            summary.update(repr((row.line, row.verdict, key, sorted(row.values.items()), row.changes)).encode())
        return summary.hexdigest()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: keys of new and of changed claims, and how many were left as they are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


class RefusedFile(Exception):
    """Nothing was changed, for these faults."""

    def __init__(self, *faults: FileFault) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults
