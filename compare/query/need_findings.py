"""How every need of the chooser stands for one framework, from stored cells as far as these tell all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compare.chooser.findings import Finding
from compare.display.cells import CellView
from compare.query.axes import of_aspects
from compare.query.selection import Selection
from kb.derived.cell_rows import JUDGEMENTS, with_claims
from kb.evidence.choice import Wish
from kb.evidence.judgement import Judgement
from kb.evidence.need_answers import answer, answer_of_values
from kb.evidence.records import CellKey, ClaimRecord, NeedRecord
from kb.rows.reading import read_claims_of
from kb.rows.vocabulary_reading import fetch_upstream, read_needs

CellJudgements = Mapping[CellKey, Judgement[ClaimRecord]]


def need_findings(selection: Selection, framework: str) -> list[Finding]:
    """The needs of which the cells that stay say anything. Two queries and what values name; three more where a side
    has several values, whose claims are read.
    """
    needs = read_needs()
    judgements = _judgements(selection, framework, {need.aspect for need in needs.values()})
    cell_of = {need.slug: CellKey(framework, need.aspect) for need in needs.values()}
    about = [need for need in needs.values() if cell_of[need.slug] in judgements]
    selection.vocabulary.fetch_cells(judgements)
    selection.vocabulary.fetch_sources(
        slug for judgement in judgements.values() for value in judgement.values for slug in value.sources
    )
    findings = {need.slug: _finding(need, judgements, selection, framework) for need in about}
    vague = [need for need in about if findings[need.slug] is None]
    if vague:
        weighed = _with_claims({key: judgements[key] for key in {cell_of[need.slug] for need in vague}}, selection)
        findings |= {need.slug: _weighed(need, weighed, selection, framework) for need in vague}
    return [finding for finding in findings.values() if finding]


def _judgements(selection: Selection, framework: str, aspects: Iterable[str]) -> CellJudgements:
    """The filled cells that stay of these questions. One query, or none where cells are judged."""
    if selection.weighs:
        keys = {CellKey(framework, aspect) for aspect in aspects}
        return {cell.key: cell.judgement for cell in selection.cells if cell.key in keys and cell.judgement.values}
    if not (slugs := sorted(aspects)):
        return {}
    rows = JUDGEMENTS.where(*selection.stored.where([of_aspects(slugs)]))
    judgements = selection.stored.judgements(rows)
    return {key: judgement for key, judgement in judgements.items() if judgement.values}


def _with_claims(judgements: CellJudgements, selection: Selection) -> CellJudgements:
    """These judgements with their claims, and with what these derive from, at hand. Three queries at most."""
    if not selection.weighs:
        keys = [key for judgement in judgements.values() for value in judgement.values for key in value.keys]
        records = {claim.key: claim for claim in read_claims_of(keys)}
        judgements = {key: with_claims(judgement, records) for key, judgement in judgements.items()}
    claims = [claim for judgement in judgements.values() for claim in judgement.claims]
    fetch_upstream(selection.vocabulary, [slug for claim in claims for slug in (claim.source, claim.via) if slug])
    return judgements


def _finding(need: NeedRecord, judgements: CellJudgements, selection: Selection, framework: str) -> Finding | None:
    key, vocabulary = CellKey(framework, need.aspect), selection.vocabulary
    question = vocabulary.aspects[need.aspect].question
    reply = answer_of_values(need, judgements[key], question, vocabulary.graph, framework)
    return Finding(need, Wish.MUST, reply, _view(key, judgements, selection)) if reply else None


def _weighed(need: NeedRecord, judgements: CellJudgements, selection: Selection, framework: str) -> Finding:
    key, vocabulary = CellKey(framework, need.aspect), selection.vocabulary
    question = vocabulary.aspects[need.aspect].question
    reply = answer(need, judgements[key], question, vocabulary.graph, framework)
    return Finding(need, Wish.MUST, reply, _view(key, judgements, selection))


def _view(key: CellKey, judgements: CellJudgements, selection: Selection) -> CellView:
    return CellView(key, judgements[key], selection.vocabulary, evidence_query=selection.evidence_query)
