"""How certain one value of a cell is: which of its claims count, how many independent roots these have, what follows.

Pure; "how a cell is judged" gives the rules. Only the roots of the counted claims and a first-hand claim decide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb.evidence.roots import GENERATED, Roots, SourceGraph, Traceable, independent


class Certainty(StrEnum):
    """How certain a value is, the most certain first."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    FAINT = "faint"

    @property
    def rank(self) -> int:
        """0 for the most certain."""
        return RANKS[self]


RANKS: Mapping[Certainty, int] = {certainty: rank for rank, certainty in enumerate(Certainty)}
FACT_LEAST = {Certainty.FAIR: 2, Certainty.WEAK: 1}  # independent roots; a first-hand claim alone is strong
OPINION_LEAST = {Certainty.STRONG: 3, Certainty.FAIR: 2, Certainty.WEAK: 1}


class Weighable(Traceable, Protocol):
    """What certainty has to know of a claim."""

    @property
    def scope(self) -> str | None: ...
    @property
    def compared_to(self) -> str | None: ...
    @property
    def hedged(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is asked, as far as certainty depends on it: of which framework and company, by a question over time, for
    an opinion, or for who uses it.
    """

    framework: str
    company: str | None
    temporal: bool
    opinion: bool
    adoption: bool

    @property
    def excludes_own(self) -> bool:
        """Whether the framework's own sources say nothing to it."""
        return self.opinion or self.adoption


@dataclass(frozen=True, slots=True)
class Grade:
    """The certainty of some claims that say the same. ``roots``: the independent ones of the claims that count, those
    beyond the first only without documents that contradict themselves. ``scope``: the condition under which they
    count, None for none.
    """

    certainty: Certainty
    roots: int
    scope: str | None

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts the best first."""
        return self.certainty.rank, -self.roots, self.scope or ""


@dataclass(frozen=True, slots=True)
class Scales:
    """Weighs the claims of one cell. ``stated`` and ``least`` are the roots of all of them in either mode."""

    matter: Matter
    graph: SourceGraph
    stated: Roots
    least: Roots

    def grade(self, claims: Sequence[Weighable], contradicted: Collection[str] = ()) -> Grade:
        """The certainty of claims counted as one value. ``contradicted`` are documents that say a contesting one, too.

        A condition counts only where no claim does without.
        """
        unhedged = [claim for claim in claims if not claim.hedged and not self._is_own(claim.source)]
        if self.matter.adoption or not unhedged:
            return self._grade_of(unhedged, None, contradicted)
        scopes: dict[str | None, list[Weighable]] = {}
        for claim in unhedged:
            scopes.setdefault(claim.scope, []).append(claim)
        if None in scopes:
            return self._grade_of(scopes[None], None, contradicted)
        return min((self._grade_of(group, scope, contradicted) for scope, group in scopes.items()), key=_order)

    def _grade_of(self, unhedged: Sequence[Weighable], scope: str | None, contradicted: Collection[str]) -> Grade:
        roots = self._roots(unhedged)
        if roots > 1 and any(claim.source in contradicted for claim in unhedged):
            beyond = self._roots([claim for claim in unhedged if claim.source not in contradicted])
            roots = max(1, beyond)
        return Grade(self._certainty(unhedged, roots), roots, scope)

    def _certainty(self, unhedged: Sequence[Weighable], roots: int) -> Certainty:
        if not self.matter.opinion and any(map(self.is_first_hand, unhedged)):
            return Certainty.STRONG
        least = OPINION_LEAST if self.matter.opinion else FACT_LEAST
        return next((certainty for certainty, number in least.items() if roots >= number), Certainty.FAINT)

    def _roots(self, claims: Sequence[Weighable]) -> int:
        """The smaller number of independent roots in either mode."""
        counts = [self._count(claims, self.stated)]
        return counts[0] if self.least is self.stated else min(*counts, self._count(claims, self.least))

    def _count(self, claims: Sequence[Weighable], roots: Roots) -> int:
        brought = roots.brought(claims)
        if self.matter.excludes_own:
            brought = {source: self._foreign(names, roots) for source, names in brought.items()}
        return independent(brought)

    def _foreign(self, names: Collection[str], roots: Roots) -> frozenset[str]:
        """The roots that hold no source of the framework itself."""
        return frozenset(name for name in names if not any(map(self._is_own, roots.members(name))))

    def _is_own(self, source: str) -> bool:
        """Whether a source is the framework's own, where that counts for nothing."""
        return self.matter.excludes_own and self.graph.frameworks.get(source) == self.matter.framework

    def is_first_hand(self, claim: Weighable) -> bool:
        """Whether whoever can know says so: its source was read, takes it from nobody, and is in a place to know."""
        graph, source = self.graph, claim.source
        taken = claim.via or graph.derives.get(source) or graph.inferred.get(source)
        kind = graph.kinds.get(source)
        if taken or not graph.read.get(source) or kind == GENERATED:
            return False
        if self.matter.company:
            return graph.companies.get(source) == self.matter.company
        return self._knows(kind, graph.frameworks.get(source), graph.companies.get(source), claim.compared_to)

    def _knows(self, kind: str | None, framework: str | None, company: str | None, compared_to: str | None) -> bool:
        if compared_to:
            return kind == "measurement" and not framework and not company
        if kind == "measurement":
            return not framework or framework == self.matter.framework
        if kind in ("official", "repository"):
            return framework == self.matter.framework
        return self.matter.temporal and kind in ("survey", "directory")


def _order(grade: Grade) -> tuple[int, int, str]:
    return grade.order
