"""Rows of the recording desk as its page shows them and its form sends them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from kb.entry.recording import TEXTS, TICKS, DeskFault, DeskRow, RefusedRow
from kb.texts import cleaned

SENT = re.compile(r"row-([0-9]{1,6})-[a-z_]+")
BLANK_ROW = DeskRow(mirror=True)  # a comparison has two sides, unless the editor says otherwise


@dataclass(frozen=True, slots=True)
class Spec:
    """One field of every row: its label, what it offers, a line of help."""

    name: str
    label: str
    offers: str = ""  # the id of a list of names
    help: str = ""


LINES: Mapping[str, Sequence[Spec]] = {
    "what": (
        Spec("framework", "Framework", "desk-frameworks"),
        Spec("aspect", "Aspect", "desk-aspects"),
        Spec("company", "Company", "desk-companies", "If the aspect asks"),
        Spec("value", "Value", "desk-values", "Yes or no, an option, a number or a text, as the aspect asks"),
        Spec("compared_to", "Compared to", "desk-frameworks"),
    ),
    "where": (
        Spec("locator", "Locator"),
        Spec("quote", "Quote"),
        Spec("statement", "Statement in our own words"),
    ),
    "how": (
        Spec("scope", "Scope", "desk-scopes"),
        Spec("as_of", "As of", "", "Like 2024 or 2024-11-05"),
        Spec("hedged", "Hedged"),
        Spec("via", "Via", "desk-sources"),
        Spec("via_stated", "Upstream stated"),
    ),
    "mirror": (
        Spec("mirror", "And the mirror"),
        Spec("mirror_value", "Value of the other side", "desk-values", "Empty: the opposite option, if there is one"),
        Spec("mirror_statement", "Statement of the other side", "", "Empty: in our words"),
    ),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of one row. ``value`` is a text, or whether the box is ticked."""

    spec: Spec
    number: object
    value: str | bool
    faults: Sequence[DeskFault] = ()
    first_at_fault: bool = False

    @property
    def html_name(self) -> str:
        return f"row-{self.number}-{self.spec.name}"

    @property
    def is_tick(self) -> bool:
        return self.spec.name in TICKS

    @property
    def faults_id(self) -> str:
        return f"{self.html_name}-faults"

    @property
    def described_by(self) -> str:
        """The ids of what explains the field: its faults first."""
        ids = [self.faults_id] if self.faults else []
        ids += [f"row-{self.number}-cell"] if self.spec.name == "value" else []
        return " ".join(ids + ([f"{self.html_name}-help"] if self.spec.help else []))


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page shows it; ``number`` tells its fields from those of the others."""

    number: object
    fields: Mapping[str, Sequence[FieldView]]
    faults: Sequence[DeskFault] = ()

    @property
    def faults_id(self) -> str:
        return f"row-{self.number}-faults"

    @property
    def legend(self) -> object:
        return self.number + 1 if isinstance(self.number, int) else ""


def rows_sent(data: QueryDict) -> list[DeskRow]:
    """The rows of a form, in the order in which they stood on the page. Texts are cleaned."""
    numbers = dict.fromkeys(match[1] for name in data if (match := SENT.fullmatch(name)))
    return [_row(data, number) for number in numbers]


def _row(data: QueryDict, number: str) -> DeskRow:
    texts: dict[str, Any] = {name: cleaned(data.get(f"row-{number}-{name}", "")) for name in TEXTS}
    ticks: dict[str, Any] = {name: f"row-{number}-{name}" in data for name in TICKS}
    return DeskRow(**texts, **ticks)


def row_views(refused: Iterable[RefusedRow], blank: int) -> list[RowView]:
    """The rows that came back, then blank ones. The first field at fault has the focus, else the first one."""
    rows = [*refused, *[RefusedRow(BLANK_ROW, {})] * blank]
    return [row_view(row, number, focus=number == 0) for number, row in enumerate(rows)]


def row_view(row: RefusedRow, number: object, focus: bool = False) -> RowView:
    """A row as it is shown; with ``focus`` its first field with a fault, else its first one, is to be typed into."""
    names = [spec.name for line in LINES.values() for spec in line]
    focused = next((name for name in names if row.faults.get(name)), names[0]) if focus else ""
    fields = {
        line: [
            FieldView(spec, number, getattr(row.row, spec.name), row.faults.get(spec.name, ()), spec.name == focused)
            for spec in specs
        ]
        for line, specs in LINES.items()
    }
    return RowView(number, fields, row.faults.get("", ()))


def empty_row() -> RowView:
    """What the script makes further rows of; it puts a number in place of ``__``."""
    return row_view(RefusedRow(BLANK_ROW, {}), "__")
