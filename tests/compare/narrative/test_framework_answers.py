from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.chooser.findings import Finding
from compare.display.adoption_words import Adopters, grade_of
from compare.display.cells import CellView
from compare.display.sentences import RemarkList
from compare.display.summary_words import SummaryWords, topic_of
from compare.narrative.framework_answers import FrameworkAnswers, FrameworkEvidence, framework_answers
from kb.evidence.certainty import Certainty
from kb.evidence.choice import Wish
from kb.evidence.need_answers import answer
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord, NeedRecord
from kb.evidence.summary import summarise
from kb.evidence.vocabulary import Vocabulary
from tests.compare import records
from tests.compare.records import TODAY, aspect, claim, source, vocabulary
from tests.compare.test_hard_words import KINDS, Kind, base, claims_of, too_hard

NEED = NeedRecord("own-orm", "Own ORM", "Should it bring one?", "orm", frozenset({True}))


def answers(*claims: ClaimRecord, words: Vocabulary | None = None) -> FrameworkAnswers:
    """What Flask's page says first."""
    words = words or vocabulary([source(slug, read_on=TODAY) for slug in "abcd"])
    found = records.matrix(claims, words)
    topics = [replace(one, standpoints={"flask": one.standpoints["flask"]}) for one in map(topic_of, found.rows)]
    judged = {cell.key: cell.judgement for cell in records.cells(claims, words)}
    key = CellKey("flask", "orm")
    findings = []
    if key in judged:
        reply = answer(NEED, judged[key], words.aspects["orm"].question, words.graph, "flask")
        findings = [Finding(NEED, Wish.MUST, reply, CellView(key, judged[key], words))]
    used = {one.company: grade_of(judged[one]) for one in judged if one.aspect == ADOPTION}
    adopters = [Adopters(grade, 1, ((company or "", "Reddit"),)) for company, grade in used.items()]
    summary = SummaryWords(summarise(topics), [words.frameworks["flask"]], words.sources)
    by_row = {(one.aspect, one.company or ""): one for one in topics}
    return framework_answers(FrameworkEvidence(words.frameworks["flask"], by_row, findings, adopters, summary))


def said(told: FrameworkAnswers) -> dict[str, list[str]]:
    """The sentences of each list."""
    return {one.slug: [remark.sentence for remark in one.remarks] for one in told.lists}


def used(key: str = "1", value: bool = True, **fields: Any) -> ClaimRecord:
    return claim(key, value, aspect=ADOPTION, company="reddit", **fields)


def test_of_a_framework_without_a_claim_nothing_is_said() -> None:
    assert answers() == FrameworkAnswers((), "", "")


@pytest.mark.parametrize(
    ("claims", "slug", "sentence"),
    [
        ([claim("1")], "pro", "Is said to be met, by one independent source: Own ORM."),
        ([claim("1"), claim("2", source="b")], "pro", "Is said to be met, by several independent sources: Own ORM."),
        ([claim("1", hedged=True)], "pro", "May be met: Own ORM."),
        ([claim("1", False)], "contra", "Is said not to be met, by one independent source: Own ORM."),
        ([claim("1"), claim("2", False, source="b")], "open", "Disputed: Own ORM."),
        (
            [claim("1", scope="small"), claim("2", False, source="b", scope="large")],
            "open", "Depending on a condition: Own ORM.",
        ),
        (
            [claim("1", scope="small")],
            "pro", "Is said to be met, by one independent source, under a condition: Own ORM.",
        ),
    ],
)  # fmt: skip
def test_needs_stand_by_what_they_are_and_how_sure_that_is(claims: Any, slug: str, sentence: str) -> None:
    told = said(answers(*claims))
    assert told[slug] == [sentence]
    assert {"pro", "contra", "open"} & told.keys() == {slug}


def test_generated_text_alone_speaks_neither_for_nor_against_it() -> None:
    told = said(answers(claim("1"), words=vocabulary([source("a", "generated", read_on=TODAY)])))
    assert {"pro", "contra", "open"}.isdisjoint(told)


def test_what_sources_dispute_is_said_with_both_sides() -> None:
    told = said(answers(claim("1"), claim("2", False, source="b")))
    (sentence,) = told["disputed"]
    assert sentence in (
        "Orm: said to be no for Flask by one independent source (B); against that, yes by one independent source (A).",
        "Orm: said to be yes for Flask by one independent source (A); against that, no by one independent source (B).",
    )


def test_facts_of_its_own_come_first_with_their_certainty() -> None:
    words = vocabulary([source("a", read_on=TODAY), source("m", "measurement", read_on=TODAY)])
    language = aspect("language", "choice", nature="fact", options=("python",))
    words = replace(words, aspects={"language": language, **words.aspects})
    for slug, sentence in (
        ("a", "Language: said to be python, by one independent source."),
        ("m", "Language: python."),
    ):
        first, *_ = answers(claim("1", "python", aspect="language", source=slug), words=words).lists
        assert (first.slug, [one.sentence for one in first.remarks]) == ("identity", [sentence])


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ([used()], "1 by one independent source: Reddit."),
        ([used("1"), used("2", source="b")], "1 by several independent sources: Reddit."),
        ([used(hedged=True)], "1 on faint evidence only: Reddit."),
        ([used(source="g")], "1 by generated text alone: Reddit."),
        ([used("1"), used("2", False, source="b")], "1 disputed: Reddit."),
        ([used(source="own")], "1 by a source of the company’s own: Reddit."),
    ],
)
def test_companies_stand_by_how_sure_it_is(claims: Any, sentence: str) -> None:
    rows = [source(slug, read_on=TODAY) for slug in "ab"]
    rows += [source("g", "generated", read_on=TODAY), source("own", company="reddit", read_on=TODAY)]
    told = said(answers(*claims, words=base_of_facts(vocabulary(rows))))
    assert told["adoption"] == ["1 company is named.", sentence]


def base_of_facts(words: Vocabulary) -> Vocabulary:
    return replace(words, aspects={slug: replace(row, nature="fact") for slug, row in words.aspects.items()})


def test_a_company_that_is_only_denied_is_not_named() -> None:
    told = said(answers(used(value=False)))
    assert told["adoption"] == ["0 companies are named.", "1 denied: Reddit."]


def test_search_engines_are_told_what_speaks_for_it() -> None:
    told = answers(claim("1"))
    assert told.brief.startswith("Flask. What speaks for it: is said to be met, by one independent source: Own ORM.")


def sentences(lists: tuple[RemarkList, ...]) -> list[str]:
    return [remark.sentence for one in lists for remark in one.remarks if one.slug != "trust"]


@pytest.mark.parametrize("nature", ["fact", "opinion"])
@pytest.mark.parametrize("name", KINDS)
def test_no_word_is_harder_than_its_evidence(name: str, nature: str) -> None:
    kind: Kind = KINDS[name]
    told = answers(*claims_of(kind, True), words=base(kind, nature))
    certainty = kind.fact if nature == "fact" else kind.opinion
    spoken = [*sentences(told.lists), told.headline, told.brief]
    certainty = Certainty.WEAK if kind.contested else certainty
    assert [(one, hard) for one in spoken if (hard := too_hard(one, certainty))] == []
