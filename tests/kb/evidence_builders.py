"""Builders for judging: plain functions with defaults, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from kb.evidence.appraisal import judge
from kb.evidence.judgement import Assertion, CellValue, Judgement, Question, Value
from kb.evidence.periods import parse_period
from kb.evidence.roots import SourceGraph

TODAY = date(2026, 12, 1)


def make_claim(source: str, value: Value = "yes", *, as_of: str = "", **fields: Any) -> Assertion:
    """A published claim. Its key is made of all it says, so that different claims differ."""
    said = [str(fields[name]) for name in sorted(fields) if fields[name] is not None]
    fields.setdefault("key", "-".join([source, str(value), as_of, *said]))
    if as_of:
        fields["period"] = parse_period(as_of)
    return Assertion(source=source, value=value, value_label=str(value), **fields)


def make_question(**shape: Any) -> Question:
    """A question of fact with one answer."""
    plain = {"many": False, "temporal": False, "stale_after_months": None, "opinion": False}
    return Question(**(plain | shape))


def make_graph(
    derives: Mapping[str, Collection[str]] | None = None,
    *,
    inferred: Mapping[str, Collection[str]] | None = None,
    generated: Iterable[str] = (),
    unread: Collection[str] = (),
    frameworks: Mapping[str, str] | None = None,
    companies: Mapping[str, str] | None = None,
    **kinds: str,
) -> SourceGraph:
    """Sources by slug; those that have a kind were read, but the ``unread`` ones."""
    return SourceGraph(
        kinds={**dict.fromkeys(generated, "generated"), **kinds},
        derives=derives or {},
        inferred=inferred or {},
        read={slug: TODAY for slug in kinds if slug not in unread},
        frameworks=frameworks or {},
        companies=companies or {},
    )


def judged(
    *claims: Assertion,
    question: Question | None = None,
    graph: SourceGraph | None = None,
    today: date = TODAY,
    **options: Any,
) -> Judgement[Assertion]:
    return judge(claims, question or make_question(), graph or make_graph(), today, **options)


def value_of(judgement: Judgement[Assertion], value: Value, compared_to: str | None = None) -> CellValue[Assertion]:
    """The value of a cell; StopIteration if nobody says it."""
    return next(v for v in judgement.values if v.value == value and v.compared_to == compared_to)
