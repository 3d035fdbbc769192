"""What is said of a temporal question: one framework, one value, one period, and the claims that say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from compare.display.cell_judgements import CellJudgement
from compare.display.labels import quantity
from kb.evidence.judgement import State
from kb.evidence.periods import Period
from kb.evidence.records import AspectRecord, ClaimRecord, FrameworkRecord
from kb.evidence.vocabulary import Vocabulary
from kb.wording import singular


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """What documents say of one framework: one value, one period (None: undated).

    ``stated``: they say themselves when it holds; else the period is the day their source was changed or published.
    """

    framework: FrameworkRecord
    label: str
    value: object
    period: Period | None
    stated: bool
    claims: tuple[ClaimRecord, ...]
    contested: bool
    vocabulary: Vocabulary

    @property
    def documents(self) -> str:
        return quantity(len({claim.source for claim in self.claims}), "document")

    @property
    def number(self) -> Decimal:
        return Decimal(str(self.value))

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day as ordinals; zeros without a period."""
        return (self.period.start.toordinal(), self.period.end.toordinal()) if self.period else (0, 0)

    @property
    def when(self) -> str:
        if not self.period:
            return "undated"
        return str(self.period) if self.stated else f"{self.period}, date of the source"

    @property
    def links(self) -> list[tuple[str, str]]:
        """The claims: their addresses and the titles of their sources."""
        return [(f"/claims/{claim.key}/", self.vocabulary.sources[claim.source].name) for claim in self.claims]

    @property
    def words(self) -> str:
        contested = ", contested" if self.contested else ""
        return f"{self.framework.name}: {self.label}, {self.when}, {self.documents}{contested}"


def dated_statements(
    aspect: AspectRecord, cells: Iterable[CellJudgement], vocabulary: Vocabulary
) -> tuple[DatedStatement, ...]:
    """One for each framework, value and period, stated or not; newest first, the undated last."""
    statements = []
    for cell in cells:
        if cell.key.aspect != aspect.slug:
            continue
        contested = _contested(cell)
        for value in cell.judgement.values:
            periods: dict[tuple[Period | None, bool], list[ClaimRecord]] = {}
            for claim in value.claims:
                periods.setdefault((claim.period, bool(claim.as_of)), []).append(claim)
            for (period, stated), claims in periods.items():
                statements.append(
                    DatedStatement(
                        framework=vocabulary.frameworks[cell.key.framework],
                        label=_label(value.label, value.compared_to, aspect, vocabulary),
                        value=value.value,
                        period=period,
                        stated=stated,
                        claims=tuple(claims),
                        contested=any(claim.key in contested for claim in claims),
                        vocabulary=vocabulary,
                    )
                )
    return tuple(sorted(statements, key=_newest_first))


def _newest_first(statement: DatedStatement) -> tuple[int, int, str, str, bool]:
    start, end = statement.days
    return -end, -start, statement.framework.name, statement.label, not statement.stated


def _label(label: str, compared_to: str | None, aspect: AspectRecord, vocabulary: Vocabulary) -> str:
    unit = f" {aspect.unit}" if aspect.unit and not label.endswith((aspect.unit, singular(aspect.unit))) else ""
    return f"{label}{unit}" + (f" (compared to {vocabulary.frameworks[compared_to].name})" if compared_to else "")


class _StatementSide(NamedTuple):
    """What decides whether two claims of a cell contest each other; ``value`` is the number of their value."""

    value: int
    period: Period | None
    scope: str | None
    compared_to: str | None


def _contested(cell: CellJudgement) -> set[str]:
    """The keys of the claims that contest another one in a contested cell, or in one with an editor's reading."""
    if cell.judgement.state not in (State.CONTESTED, State.RESOLVED):
        return set()
    sides: dict[_StatementSide, list[str]] = {}
    for n, value in enumerate(cell.judgement.values):
        for claim in value.claims if value.contested else ():
            sides.setdefault(_StatementSide(n, claim.period, claim.scope, claim.compared_to), []).append(claim.key)
    meeting = {side for pair in combinations(sides, 2) if _meeting(*pair) for side in pair}
    return {key for side in meeting for key in sides[side]}


def _meeting(side: _StatementSide, other: _StatementSide) -> bool:
    """Whether two values are given for one time, under conditions that can both hold."""
    scopes = side.scope is None or other.scope is None or side.scope == other.scope
    periods = side.period is None or other.period is None or side.period.overlaps(other.period)
    return side.value != other.value and scopes and periods and side.compared_to == other.compared_to
