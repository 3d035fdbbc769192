"""No sentence of the site says more than its evidence: each builder, with evidence of each kind, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from compare.chooser.arrangement import Chooser
from compare.display import certainty_words
from compare.display.cells import CellView
from compare.display.certainty_words import Assurance, attribution, phrase
from compare.display.sentences import words_of
from compare.display.summary_words import SummaryWords, summary_of
from compare.faces import decision
from compare.faces.contents import Content
from compare.narrative.company_story import story
from kb.evidence.certainty import Certainty
from kb.evidence.choice import choose
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare.choosers import EASY, NEED
from tests.compare.records import TODAY, aspect, claim, envelope, matrix, source, text, vocabulary

STRONG, FAIR, WEAK, FAINT = Certainty
NEVER = r"surely|certainly|known to|proven|definitely|clearly|undoubtedly|confirmed|verified"
ALLOWED_FROM = {
    r"widely": STRONG,
    r"several independent": FAIR,
    r"(?<!nothing )(?:is|are) said": WEAK,
    r"(?<!if )(?<!it )by one independent source": WEAK,
}
PLAIN = r"\bmeets\b(?! it)|\bdoes not meet\b|\bis met\b|\bis not met\b"  # as if it were so
SOFTENED = r"\?$|whether|\bif \b|, as |of itself|would"  # what takes back a plain word in the same sentence


@dataclass(frozen=True)
class Kind:
    """Evidence of one kind for Flask, and against Django, and how certain it makes a fact and an opinion."""

    sources: tuple[SourceRecord, ...]
    hedged: bool
    fact: Certainty
    opinion: Certainty
    contested: bool = False


def read(slug: str, kind: str = "article", **fields: Any) -> SourceRecord:
    return source(slug, kind, read_on=TODAY, **fields)


KINDS = {
    "hedged": Kind((read("a"), read("b")), True, FAINT, FAINT),
    "single": Kind((read("a"),), False, WEAK, WEAK),
    "copied": Kind((read("a"), read("b", derives=("a",))), False, WEAK, WEAK),
    "generated": Kind((read("a", "generated"),), False, FAINT, FAINT),
    "unrooted": Kind((read("a", derives=("b",)), read("b", "generated", derives=())), False, FAINT, FAINT),
    "two": Kind((read("a"), read("b")), False, FAIR, FAIR),
    "three": Kind((read("a"), read("b"), read("c")), False, FAIR, STRONG),
    "first-hand": Kind((read("a", "measurement"),), False, STRONG, WEAK),
    "contested": Kind((read("a"), read("b")), False, FAINT, FAINT, contested=True),
}


def base(kind: Kind, nature: str) -> Vocabulary:
    words = vocabulary(kind.sources)
    aspects = {slug: replace(row, nature=nature) for slug, row in words.aspects.items()}
    return replace(words, aspects={**aspects, ADOPTION: aspect(ADOPTION, group="effort", nature="fact")})


def claims_of(kind: Kind, value: bool, **fields: Any) -> list[ClaimRecord]:
    """What the sources say; of contested evidence the second says the opposite."""
    return [
        claim(
            f"{one.slug}-{fields}", value if n == 0 or not kind.contested else not value, source=one.slug,
            hedged=kind.hedged, **fields,
        )
        for n, one in enumerate(kind.sources)
    ]  # fmt: skip


def chooser(kind: Kind, nature: str) -> Chooser:
    """Flask meets the need on evidence of this kind, and Django does not."""
    words = base(kind, nature)
    claims = [*claims_of(kind, True), *claims_of(kind, False, framework="django")]
    keys = [CellKey(slug, need.aspect) for slug in ("django", "flask") for need in (NEED, EASY)]
    judged = judge_cells(keys, claims, {}, Surroundings(words), TODAY)
    cells = {key: CellView(key, one, words) for key, one in judged.items()}
    return Chooser(choose([NEED], [EASY], ["django", "flask"], judged, words), (NEED, EASY), words, cells)


def chooser_sentences(choice: Chooser) -> Iterator[str]:
    """All that the chooser says of its frameworks."""
    yield choice.answer
    yield from choice.reasons
    for contender in choice.contenders:
        yield from contender.counts
        yield from (finding.verdict.label for finding in contender.findings)
    yield from (change.words for group in choice.changes for change in group.changes)
    yield from (change.now for group in choice.changes for change in group.changes)


def record_sentences(choice: Chooser) -> Iterator[str]:
    """The decision record without what explains it."""
    content = Content(main="choices", title="Choose", choice=choice, claims=choice.claims)
    written = text(decision.write(envelope(content, choice.vocabulary), choice))
    yield from written.partition("## More Information")[0].splitlines()


def story_sentences(kind: Kind) -> Iterator[str]:
    """What is told of a company and both frameworks."""
    words = base(kind, "fact")
    claims = [one for slug in ("flask", "django")
              for one in claims_of(kind, True, framework=slug, aspect=ADOPTION, company="reddit")]  # fmt: skip
    judged = judge_cells(sorted({one.cell for one in claims}), claims, {}, Surroundings(words), TODAY)
    told = story(words.companies["reddit"], [CellView(key, one, words) for key, one in judged.items()], TODAY)
    yield from map(words_of, told.lead)
    for chapter in told.chapters:
        yield from (words_of(sentence) for paragraph in chapter.paragraphs for sentence in paragraph)


def summary_sentences(kind: Kind, nature: str) -> Iterator[str]:
    """What is said before the table of a comparison in which Flask has it, and Django does not."""
    words = base(kind, nature)
    found = matrix([*claims_of(kind, True), *claims_of(kind, False, framework="django")], words)
    summary = SummaryWords(summary_of(found), found.columns, words.sources)
    yield from (line.sentence for line in (*summary.differing(), *summary.disputed()))


def too_hard(sentence: str, certainty: Certainty) -> list[str]:
    """The words of a sentence that its evidence does not bear."""
    words = re.findall(NEVER, sentence)
    for pattern, least in ALLOWED_FROM.items():
        words += re.findall(pattern, sentence) if certainty.rank > least.rank else []
    plain = re.findall(PLAIN, sentence) if certainty != STRONG and not re.search(SOFTENED, sentence) else []
    return words + plain


@pytest.mark.parametrize("nature", ["fact", "opinion"])
@pytest.mark.parametrize("name", KINDS)
def test_the_chooser_says_no_more_than_its_evidence(name: str, nature: str) -> None:
    kind = KINDS[name]
    certainty = kind.fact if nature == "fact" else kind.opinion
    choice = chooser(kind, nature)
    sentences = [*chooser_sentences(choice), *record_sentences(choice)]
    assert [(one, words) for one in sentences if (words := too_hard(one, certainty))] == []


@pytest.mark.parametrize("nature", ["fact", "opinion"])
@pytest.mark.parametrize("name", KINDS)
def test_the_summary_says_no_more_than_its_evidence(name: str, nature: str) -> None:
    kind = KINDS[name]
    certainty = kind.fact if nature == "fact" else kind.opinion
    (sentence,) = summary_sentences(kind, nature)
    disputed = "said to be" if certainty != FAINT or name == "contested" else "may be"
    softened = re.search(r"said to be|may be", sentence)
    assert too_hard(sentence, WEAK if kind.contested else certainty) == []
    assert (softened[0] if softened else "") == ("" if (certainty, nature) == (STRONG, "fact") else disputed)


@pytest.mark.parametrize("name", KINDS)
def test_the_verdicts_are_as_certain_as_their_evidence(name: str) -> None:
    kind = KINDS[name]
    for nature, certainty in (("fact", kind.fact), ("opinion", kind.opinion)):
        verdicts = [one.answers[0] for one in chooser(kind, nature).choice.candidates]
        assert {verdict.certainty or FAINT for verdict in verdicts} == {certainty}


@pytest.mark.parametrize("name", KINDS)
def test_a_story_says_who_says_so_and_never_that_it_is_so(name: str) -> None:
    sentences = list(story_sentences(KINDS[name]))
    assert [(one, words) for one in sentences if (words := too_hard(one, FAIR))] == []
    assert not [one for one in sentences if re.match(r"Reddit uses|It uses", one)]


@pytest.mark.parametrize("opinion", [True, False])
def test_words_grow_softer_with_every_step(opinion: bool) -> None:
    verbs = [phrase(Assurance(step, opinion), "meet", "meets") for step in Certainty]
    assert verbs == ["is widely said to meet" if opinion else "meets", "is said to meet", "is said to meet", "may meet"]
    by = [attribution([Assurance(step, opinion)]) for step in Certainty]
    assert by == ["", ", by several independent sources", ", by one independent source", ""]


def test_its_own_word_alone_is_told_as_such() -> None:
    assert phrase(Assurance(FAINT, opinion=True, own_word=True), "meet", "meets") == "says of itself that it meets"


def test_the_weakest_part_speaks_for_a_sentence() -> None:
    parts = [Assurance(STRONG, opinion=False), Assurance(WEAK, opinion=True), Assurance(FAIR, opinion=False)]
    assert certainty_words.weakest(parts).certainty == WEAK
    assert attribution(parts) == ", in part only by one independent source"
