"""A second judge, slow and plain, straight from the rules of "how a cell is judged".

It shares no code with `kb.evidence.appraisal` and `kb.evidence.roots`: reachability is a set that grows until it stops
growing, and every pair of claims is compared. A judgement comes out as a plain dict.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from kb.evidence.judgement import Assertion, Question
from kb.evidence.roots import SourceGraph

FLAGS = "stale undated second_hand hedged self_contradicted conditional split".split()
STEPS = ["strong", "fair", "weak", "faint"]


def slow_judge(
    claims: Sequence[Assertion],
    question: Question,
    graph: SourceGraph,
    today: date,
    *,
    framework: str = "",
    company: str | None = None,
    gap: str | None = None,
    hidden: int = 0,
    through: Sequence[Any] = (),
    read: int = 0,
    resolved_claims: Collection[str] | None = None,
    split: bool = False,
) -> dict[str, Any]:
    claims = sorted((c for c in claims if c.status == "published"), key=lambda c: c.key)
    if not claims:
        kind = empty_kind(gap, hidden, read)
        silent = read if kind == "searched-silent" else 0
        searched = gap == kind == "searched-silent"
        return {
            "state": "empty", "empty": kind, "flags": [], "hidden": hidden, "read": silent, "searched": searched,
            "values": [],
        }  # fmt: skip
    slow = SlowCell(claims, question, graph, framework, company, through)
    values = slow.values()
    brought, brought_least = slow.stated.cell(), slow.least.cell()
    flags = flags_of(claims, question, values, today) | {
        "second_hand": not any(slow.first_hand(c) for c in claims),
        "split": split,
    }
    return {
        "state": state_of(claims, question, values, resolved_claims),
        "empty": None,
        "flags": [flag for flag in FLAGS if flags[flag]],
        "documents": len({c.source for c in claims}),
        "roots": greedy(brought),
        "roots_min": min(greedy(brought), greedy(brought_least)),
        "hidden": hidden,
        "read": 0,
        "searched": False,
        "values": values,
        "fresh_until": fresh_until(claims, question),
        "root_names": sorted(min(root) for root in all_roots(brought)),
        "root_names_min": sorted(min(root) for root in all_roots(brought_least)),
        "claims": [c.key for c in claims],
        "through": list(through),
    }


def empty_kind(gap: str | None, hidden: int, read: int) -> str:
    """The first that holds: not-applicable from a Gap, hidden, silent from a Gap or a Reading, nobody looked."""
    if gap == "not-applicable":
        return "not-applicable"
    if hidden:
        return "hidden"
    if gap == "searched-silent" or read:
        return "searched-silent"
    return "not-searched"


def state_of(
    claims: Sequence[Assertion],
    question: Question,
    values: list[dict[str, Any]],
    resolved_claims: Collection[str] | None,
) -> str:
    for a, b in combinations(claims, 2):
        if contest(a, b, question) and entry(values, a)["roots"] and entry(values, b)["roots"]:
            judged = resolved_claims is not None and all(c.key in resolved_claims for c in claims)
            return "resolved" if judged else "contested"
    leading = values[0]
    if leading["roots"] == 0:
        return "unrooted"
    return "corroborated" if leading["certain_roots"] >= 2 else "single"


def flags_of(
    claims: Sequence[Assertion], question: Question, values: list[dict[str, Any]], today: date
) -> dict[str, bool]:
    pairs = list(combinations(claims, 2))
    until = fresh_until(claims, question)
    return {
        "stale": question.stale_after_months is not None and (until is None or today > until),
        "undated": all(c.period is None for c in claims),
        "hedged": all(c.hedged for c in claims if c.key in values[0]["claims"]),
        "self_contradicted": any(a.source == b.source and contest(a, b, question) for a, b in pairs),
        "conditional": any(meet(a, b, question) and a.scope and b.scope and a.scope != b.scope for a, b in pairs),
    }


class SlowCell:
    """What the certainty of a value needs to know of its cell."""

    def __init__(
        self,
        claims: Sequence[Assertion],
        question: Question,
        graph: SourceGraph,
        framework: str,
        company: str | None,
        through: Sequence[Any],
    ) -> None:
        self.claims, self.question, self.graph = claims, question, graph
        self.framework, self.company = framework, company
        self.stated, self.least = (SlowWalk(claims, graph, inferred, through) for inferred in (False, True))

    def values(self) -> list[dict[str, Any]]:
        """The leading one first: for a question over time the newest, then by certainty, roots and documents."""
        values = sorted(map(self.value, groups_of(self.claims)), key=leading)
        if self.question.temporal:
            values.sort(key=lambda value: newest(value["period"]), reverse=True)
        return values

    def value(self, group: list[Assertion]) -> dict[str, Any]:
        certainty, counted, scope = self.grade(group)
        roots, least = greedy(self.stated.brought(group)), greedy(self.least.brought(group))
        return {
            "value": group[0].value,
            "label": group[0].value_label,
            "compared_to": group[0].compared_to,
            "scopes": sorted({c.scope for c in group if c.scope}),
            "scoped": "all" if all(c.scope for c in group) else "some" if any(c.scope for c in group) else "none",
            "documents": len({c.source for c in group}),
            "roots": roots,
            "roots_min": min(roots, least),
            "sources": sorted({c.source for c in group}),
            "claim_counts": [sum(c.source == source for c in group) for source in sorted({c.source for c in group})],
            "claims": [c.key for c in group],
            "keys": [c.key for c in group],
            "period": max((c.period for c in group), key=newest),
            "oldest": min((c.period for c in group if c.period), key=lambda p: (p.start, p.end), default=None),
            "contested": any(contest(a, b, self.question) for a in group for b in self.claims),
            "certainty": certainty,
            "certain_roots": counted,
            "certain_scope": scope,
            "first_hand": any(self.first_hand(c) for c in group),
        }

    def own(self, source: str) -> bool:
        """A framework's own sources never count for an opinion about it, nor for who uses it."""
        excluded = self.question.opinion or self.question.adoption
        return excluded and self.graph.frameworks.get(source) == self.framework

    def grade(self, group: list[Assertion]) -> tuple[str, int, str | None]:
        """Certainty, number of independent roots, and condition, of the claims that count."""
        unhedged = [c for c in group if not c.hedged and not self.own(c.source)]
        without = [c for c in unhedged if c.scope is None]
        if self.question.adoption:
            return (*self.step(unhedged, group), None)
        if without or not unhedged:
            return (*self.step(without, group), None)
        scopes = sorted({c.scope for c in unhedged if c.scope})
        steps = {scope: self.step([c for c in unhedged if c.scope == scope], group) for scope in scopes}
        best = min(scopes, key=lambda scope: (STEPS.index(steps[scope][0]), -steps[scope][1], scope))
        return (*steps[best], best)

    def step(self, counted: list[Assertion], group: list[Assertion]) -> tuple[str, int]:
        n = self.n(counted)
        if n >= 2:
            consistent = [c for c in counted if not self.also_contests(c.source, group)]
            n = max(1, self.n(consistent))
        if self.question.opinion:
            return ("strong" if n >= 3 else "fair" if n == 2 else "weak" if n == 1 else "faint"), n
        if any(self.first_hand(c) for c in counted):
            return "strong", n
        return ("fair" if n >= 2 else "weak" if n == 1 else "faint"), n

    def n(self, counted: list[Assertion]) -> int:
        """The smaller of roots and roots_min, roots that are the framework's own left out."""
        counts = []
        for walk in (self.stated, self.least):
            brought = walk.brought(counted)
            counts.append(
                greedy({s: {r for r in roots if not any(map(self.own, r))} for s, roots in brought.items()}),
            )
        return min(counts)

    def also_contests(self, source: str, group: list[Assertion]) -> bool:
        """Whether a document says this value and a contesting one."""
        mine = [c for c in self.claims if c.source == source]
        return any(contest(a, b, self.question) for a in mine if a in group for b in mine)

    def first_hand(self, claim: Assertion) -> bool:
        graph, source = self.graph, claim.source
        if claim.via or graph.derives.get(source) or graph.inferred.get(source) or not graph.read.get(source):
            return False
        kind, about, owner = graph.kinds.get(source), graph.frameworks.get(source), graph.companies.get(source)
        if self.company is not None:
            return kind != "generated" and owner == self.company
        if claim.compared_to is not None:
            return kind == "measurement" and about is None and owner is None
        if kind in ("official", "repository") and about == self.framework:
            return True
        if kind == "measurement" and about in (None, self.framework):
            return True
        return self.question.temporal and kind in ("survey", "directory")


def entry(values: Sequence[dict[str, Any]], claim: Assertion) -> dict[str, Any]:
    return next(value for value in values if claim.key in value["claims"])


def groups_of(claims: Sequence[Assertion]) -> list[list[Assertion]]:
    groups: list[list[Assertion]] = []
    for claim in claims:
        same = [g for g in groups if same_value(g[0], claim) and g[0].compared_to == claim.compared_to]
        if same:
            same[0].append(claim)
        else:
            groups.append([claim])
    return groups


def same_value(a: Assertion, b: Assertion) -> bool:
    numbers = isinstance(a.value, Decimal) and isinstance(b.value, Decimal)
    return a.value == b.value and (numbers or type(a.value) is type(b.value))


def leading(value: dict[str, Any]) -> tuple[int, int, int, int, str, str]:
    counts = (-value["roots_min"], -value["roots"], -value["documents"])
    return (STEPS.index(value["certainty"]), *counts, value["compared_to"] or "", str(value["value"]))


def newest(period: Any) -> tuple[date, date]:
    return (period.end, period.start) if period else (date.min, date.min)


def fresh_until(claims: Sequence[Assertion], question: Question) -> date | None:
    day = max((c.period.end for c in claims if c.period), default=None)
    if day is None or question.stale_after_months is None:
        return None
    year, month = day.year, day.month
    for _ in range(question.stale_after_months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# Contest


def meet(a: Assertion, b: Assertion, question: Question) -> bool:
    """Contest each other, as far as scopes are left out."""
    if question.many or same_value(a, b) or a.compared_to != b.compared_to:
        return False
    if not question.temporal or a.period is None or b.period is None:
        return True
    return not (a.period.end < b.period.start or b.period.end < a.period.start)


def contest(a: Assertion, b: Assertion, question: Question) -> bool:
    return meet(a, b, question) and (a.scope is None or b.scope is None or a.scope == b.scope)


# Roots: each is the frozenset of its sources


class SlowWalk:
    """The walk in one mode; `inferred` follows every via and every derivation."""

    def __init__(self, claims: Sequence[Assertion], graph: SourceGraph, inferred: bool, through: Sequence[Any]) -> None:
        self.claims, self.graph, self.inferred, self.through = claims, graph, inferred, through
        self.known: dict[str, frozenset[str]] = {}

    def start(self, claim: Any) -> str:
        return claim.via if claim.via and (claim.via_stated or self.inferred) else claim.source

    def steps(self, slug: str) -> set[str]:
        derived = {*self.graph.derives.get(slug, ())}
        if self.inferred:
            derived |= {*self.graph.inferred.get(slug, ())}
        return derived | {self.start(c) for c in (*self.claims, *self.through) if c.source == slug}

    def reach(self, slug: str) -> frozenset[str]:
        if slug not in self.known:
            found, size = {slug}, 0
            while size < len(found):
                size = len(found)
                found |= {step for source in found for step in self.steps(source)}
            self.known[slug] = frozenset(found)
        return self.known[slug]

    def roots(self, slug: str) -> set[frozenset[str]]:
        """From a source without a way out one comes back from everywhere."""
        ends = {self.reach(s) for s in self.reach(slug) if all(s in self.reach(t) for t in self.reach(s))}
        return {end for end in ends if not any(self.graph.kinds.get(s) == "generated" for s in end)}

    def brought(self, group: Sequence[Assertion]) -> dict[str, set[frozenset[str]]]:
        """What each document brings: the union over its claims in the group."""
        starts = {c.source: {self.start(d) for d in group if d.source == c.source} for c in group}
        return {source: set().union(*map(self.roots, slugs)) for source, slugs in starts.items()}

    def cell(self) -> dict[str, set[frozenset[str]]]:
        brought: dict[str, set[frozenset[str]]] = {}
        for group in groups_of(self.claims):
            for source, roots in self.brought(group).items():
                brought[source] = brought.get(source, set()) | roots
        return brought


def greedy(brought: dict[str, set[frozenset[str]]]) -> int:
    taken: list[frozenset[str]] = []
    count = 0
    for _, roots in sorted(brought.items(), key=lambda document: (len(document[1]), document[0])):
        if roots and not any(root in taken for root in roots):
            taken += roots
            count += 1
    return count


def all_roots(brought: dict[str, set[frozenset[str]]]) -> set[frozenset[str]]:
    return set().union(*brought.values())
