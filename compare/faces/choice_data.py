"""A choice as data: members for JSON, lines for CSV. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from compare.chooser.arrangement import Chooser
from compare.chooser.changes import OutcomeChange
from compare.chooser.findings import Contender, Finding
from kb.evidence.choice import ChoiceOutcome, NeedTally
from kb.evidence.need_answers import Weight
from kb.evidence.records import FrameworkRecord, NeedRecord

CHOICE_COLUMNS = (
    "framework", "need", "kind", "aspect", "verdict", "words", "unknown_because",
    "documents_for", "roots_for", "roots_min_for", "scopes_for", "sources_for",
    "documents_against", "roots_against", "roots_min_against", "scopes_against", "sources_against",
    "certainty",
)  # fmt: skip


def head(choice: Chooser) -> dict[str, Any]:
    """What stands before the lists: the frameworks in their order, and the outcome."""
    return {
        "frameworks": [contender.framework.slug for contender in choice.contenders],
        "left_out": [framework.slug for framework in choice.left_out],
        "outcome": {
            **_outcome(choice.outcome, [contender.framework for contender in choice.contenders]),
            "certainty": choice.outcome.certainty,
            "weakest": [{"framework": slug, "need": need} for slug, need in choice.choice.weakest],
            "leaning": list(choice.choice.leaning),
            "words": choice.answer,
            "reasons": choice.reasons,
        }
        if choice.has_needs
        else None,
    }


def lists(choice: Chooser, origin: str) -> dict[str, Iterable[dict[str, Any]]]:
    """The needs that can be asked, the frameworks with their evidence, and what would change the outcome."""
    kinds = {need.slug: kind for kind in ("must", "nice") for need in getattr(choice.choice, f"{kind}s")}
    return {
        "needs": (_need(need, kinds.get(need.slug)) for need in choice.offered),
        "choices": (_contender(contender, origin) for contender in choice.contenders),
        "changes": (_change(change) for group in choice.changes for change in group.changes),
    }


def rows(choice: Chooser) -> Iterator[list[Any]]:
    """A line for each framework and need."""
    for contender in choice.contenders:
        for finding in contender.findings:
            answer = finding.answer
            yield [
                contender.framework.slug, finding.need.slug, finding.wish.value, finding.need.aspect,
                answer.verdict.value,
                finding.status, answer.lack.value if answer.lack else None,
                *_columns(answer.good), *_columns(answer.bad), answer.certainty,
            ]  # fmt: skip


def _columns(side: Weight) -> list[Any]:
    return [side.documents, side.roots, side.roots_min, side.scopes, side.sources]


def _need(need: NeedRecord, kind: str | None) -> dict[str, Any]:
    return {
        "slug": need.slug,
        "name": need.name,
        "question": need.question,
        "aspect": need.aspect,
        "wanted": sorted(need.answers, key=str),
        "kind": kind,
    }


def _contender(contender: Contender, origin: str) -> dict[str, Any]:
    tallies = contender.candidate.tallies
    return {
        "framework": contender.framework.slug,
        "musts": _tally(tallies.musts),
        "nices": _tally(tallies.nices),
        "ruled_out_by": list(contender.candidate.ruled_out_by),
        "needs": [_finding(finding, origin) for finding in contender.findings],
    }


def _tally(tally: NeedTally) -> dict[str, int]:
    return {
        "low": tally.low, "high": tally.high, "total": tally.total,
        "met": tally.met, "open": tally.open, "unmet": tally.unmet,
    }  # fmt: skip


def _finding(finding: Finding, origin: str) -> dict[str, Any]:
    answer = finding.answer
    return {
        "need": finding.need.slug,
        "kind": finding.wish.value,
        "verdict": answer.verdict.value,
        "certainty": answer.certainty,
        "decides": not answer.is_open,
        "words": finding.status,
        "unknown_because": answer.lack.value if answer.lack else None,
        "for": _weight(answer.good),
        "against": _weight(answer.bad),
        "besides": _weight(answer.beside),
        "state": finding.cell.judgement.state,
        "flags": list(finding.cell.judgement.flags),
        "hidden": finding.cell.judgement.hidden,
        "reading": finding.cell.resolution.value_label if finding.cell.resolution else None,
        "url": f"{origin}{finding.href}",
    }


def _weight(side: Weight) -> dict[str, Any]:
    return {
        "documents": side.documents,
        "roots": side.roots,
        "roots_min": side.roots_min,
        "scopes": list(side.scopes),
        "certainty": side.certainty if side.claims else None,
        "sources": list(side.sources),
        "claims": [claim.key for claim in side.claims],
    }


def _change(change: OutcomeChange) -> dict[str, Any]:
    return {
        "framework": change.finding.cell.key.framework,
        "need": change.finding.need.slug,
        "kind": change.finding.wish.value,
        "verdict": change.finding.answer.verdict.value,
        "rests_on": change.flips[0].footing.value,
        "words": change.words,
        "if": [
            {"verdict": flip.to.value, "outcome": _outcome(flip.outcome, change.frameworks)} for flip in change.flips
        ],
    }


def _outcome(outcome: ChoiceOutcome, frameworks: Iterable[FrameworkRecord]) -> dict[str, Any]:
    slugs = [framework.slug for framework in frameworks if framework.slug in outcome.frameworks]
    return {"result": outcome.result.value, "frameworks": slugs, "level": outcome.level}
