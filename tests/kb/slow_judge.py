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

from kb.evidence.appraisal import Assertion, Question, SourceGraph

FLAGS = "stale undated second_hand hedged self_contradicted conditional split".split()


def slow_judge(
    claims: Sequence[Assertion],
    question: Question,
    graph: SourceGraph,
    today: date,
    *,
    gap: str | None = None,
    hidden: int = 0,
    resolved_claims: Collection[str] | None = None,
    split: bool = False,
) -> dict[str, Any]:
    claims = sorted((c for c in claims if c.status == "published"), key=lambda c: c.key)
    if not claims:
        kind = gap or ("hidden" if hidden else "not-searched")
        return {"state": "empty", "empty": kind, "flags": [], "hidden": hidden, "values": []}
    values = judged_values(claims, question, graph)
    stated, least = SlowWalk(claims, graph, False).cell(), SlowWalk(claims, graph, True).cell()
    flags = flags_of(claims, question, values, today) | {
        "second_hand": not any(first_hand(root, graph) for root in all_roots(stated)),
        "split": split,
    }
    return {
        "state": state_of(claims, question, values, resolved_claims),
        "empty": None,
        "flags": [flag for flag in FLAGS if flags[flag]],
        "documents": len({c.source for c in claims}),
        "roots": greedy(stated),
        "roots_min": greedy(least),
        "hidden": hidden,
        "values": in_order(values, question),
        "fresh_until": fresh_until(claims, question),
        "root_names": sorted(min(root) for root in all_roots(stated)),
        "root_names_min": sorted(min(root) for root in all_roots(least)),
        "claims": [c.key for c in claims],
    }


def state_of(
    claims: Sequence[Assertion],
    question: Question,
    values: list[dict[str, Any]],
    resolved_claims: Collection[str] | None,
) -> str:
    strongest = min(values, key=strength)
    for a, b in combinations(claims, 2):
        if contest(a, b, question) and entry(values, a)["roots"] and entry(values, b)["roots"]:
            judged = resolved_claims is not None and all(c.key in resolved_claims for c in claims)
            return "resolved" if judged else "contested"
    if strongest["roots"] == 0:
        return "unrooted"
    return "single" if strongest["roots_min"] <= 1 else "corroborated"


def flags_of(
    claims: Sequence[Assertion], question: Question, values: list[dict[str, Any]], today: date
) -> dict[str, bool]:
    pairs = list(combinations(claims, 2))
    strongest = min(values, key=strength)
    until = fresh_until(claims, question)
    return {
        "stale": question.stale_after_months is not None and (until is None or today > until),
        "undated": all(c.period is None for c in claims),
        "hedged": all(c.hedged for c in claims if c.key in strongest["claims"]),
        "self_contradicted": any(a.source == b.source and contest(a, b, question) for a, b in pairs),
        "conditional": any(meet(a, b, question) and a.scope and b.scope and a.scope != b.scope for a, b in pairs),
    }


def in_order(values: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    values = sorted(values, key=strength)
    if question.temporal:
        values.sort(key=lambda value: newest(value["period"]), reverse=True)
    return values


def judged_values(claims: Sequence[Assertion], question: Question, graph: SourceGraph) -> list[dict[str, Any]]:
    stated, least = SlowWalk(claims, graph, False), SlowWalk(claims, graph, True)
    return [
        {
            "value": group[0].value,
            "label": group[0].value_label,
            "compared_to": group[0].compared_to,
            "scopes": sorted({c.scope for c in group if c.scope}),
            "scoped": "all" if all(c.scope for c in group) else "some" if any(c.scope for c in group) else "none",
            "documents": len({c.source for c in group}),
            "roots": greedy(stated.brought(group)),
            "roots_min": greedy(least.brought(group)),
            "sources": sorted({c.source for c in group}),
            "claims": [c.key for c in group],
            "keys": [c.key for c in group],
            "period": max((c.period for c in group), key=newest),
            "contested": any(contest(a, b, question) for a in group for b in claims),
        }
        for group in groups_of(claims)
    ]


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


def strength(value: dict[str, Any]) -> tuple[int, int, int, str, str]:
    counts = (-value["roots_min"], -value["roots"], -value["documents"])
    return (*counts, value["compared_to"] or "", str(value["value"]))


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
    """The walk in one mode; `inferred` follows every via."""

    def __init__(self, claims: Sequence[Assertion], graph: SourceGraph, inferred: bool) -> None:
        self.claims, self.graph, self.inferred = claims, graph, inferred
        self.known: dict[str, frozenset[str]] = {}

    def start(self, claim: Assertion) -> str:
        return claim.via if claim.via and (claim.via_stated or self.inferred) else claim.source

    def steps(self, slug: str) -> set[str]:
        return {*self.graph.derives.get(slug, ()), *(self.start(c) for c in self.claims if c.source == slug)}

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


def first_hand(root: frozenset[str], graph: SourceGraph) -> bool:
    return any(graph.kinds.get(s) in ("official", "repository", "survey", "measurement") for s in root)
