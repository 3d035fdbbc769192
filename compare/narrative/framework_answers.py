"""What a framework's page says first: what it is, what speaks for and against it, what is disputed, who uses it.

Pure. Words are bound to certainty by the table of `compare.display.certainty_words`; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from compare.chooser.findings import EITHER_WAY, Finding
from compare.display.adoption_words import GRADE_WORDS, Adopters, AdoptionGrade
from compare.display.certainty_words import Assurance
from compare.display.labels import quantity
from compare.display.sentences import Remark, RemarkList, SentencePiece, all_pieces, words_of
from compare.display.stance_words import column_words
from compare.display.summary_words import SummaryLine, SummaryWords, row_id
from kb.evidence.need_answers import Verdict
from kb.evidence.records import ADOPTION, FrameworkRecord
from kb.evidence.standpoints import NOTHING, stances_of, words_of_tally
from kb.evidence.summary import Topic

# the questions whose answers say what it is, in the order in which they are said
PORTRAIT = ("latest-version", "latest-release-date", "category", "framework-type", "language", "licence")
SUPPORT = ("lowest-runtime", "development-status", "support-window", "lts-releases")
IN_TITLE = ("latest-version", "framework-type", "language")
DISPUTES_OF_A_PAGE = 12
NAMES_IN_BRIEF, BRIEF_LETTERS = 4, 300  # of what search engines show
NOT_SETTLED = {Verdict.DISPUTED: "disputed", Verdict.CONDITIONAL: EITHER_WAY}
LEAST_SURE = (True, 9, True, True)


@dataclass(frozen=True)
class FrameworkEvidence:
    """What is known of one framework: its topics by aspect and company (blank: none), needs, companies, summary.

    ``in_part``: the topics are those of the first rows alone.
    """

    framework: FrameworkRecord
    topics: Mapping[tuple[str, str], Topic]
    findings: Sequence[Finding]
    adopters: Sequence[Adopters]
    words: SummaryWords
    in_part: bool = False


@dataclass(frozen=True)
class FrameworkAnswers:
    """Its page in short: the lists that have something to say, and what search engines are told."""

    lists: tuple[RemarkList, ...]
    headline: str
    brief: str


def framework_answers(evidence: FrameworkEvidence) -> FrameworkAnswers:
    """What the page of a framework says first, list by list; a list without words is left out."""
    lists = [
        RemarkList("identity", "What it is", tuple(_identity(evidence)), brief=True),
        RemarkList("pro", "What speaks for it", tuple(_needs(evidence, Verdict.MET))),
        RemarkList("contra", "What speaks against it", tuple(_needs(evidence, Verdict.UNMET))),
        RemarkList("open", "What speaks both ways", tuple(_needs(evidence, *NOT_SETTLED))),
        _disputes(evidence),
        _adoption(evidence),
        RemarkList("trust", "How far to trust this", tuple(_trust(evidence.words))),
    ]
    spoken = tuple(remarks for remarks in lists if remarks.has_words)
    return FrameworkAnswers(spoken, _headline(evidence), _brief(evidence.framework, lists[1:3], evidence.words))


# What it is


def _identity(evidence: FrameworkEvidence) -> Iterable[Remark]:
    """Facts of its own, each with its certainty; what sources dispute stands elsewhere."""
    for slug in (*PORTRAIT, *SUPPORT):
        if words := _value(evidence, slug, dated=False):
            topic = evidence.topics[slug, ""]
            point = topic.standpoints[evidence.framework.slug]
            first = stances_of(point)[0]
            yield Remark(
                SentencePiece(topic.title, f"#{row_id(slug, None)}"),
                (SentencePiece(words),),
                certainty=words_of_tally(point.tally).least,
                sources=tuple(first.sources),
                dated=first.period,
            )


def _value(evidence: FrameworkEvidence, slug: str, *, dated: bool = True) -> str:
    """What is said of a question, with its date if it can be out of date; empty if nothing is, or sources dispute
    it.
    """
    topic = evidence.topics.get((slug, ""))
    point = topic.standpoints.get(evidence.framework.slug) if topic else None
    if topic is None or point is None or not point.claims or words_of_tally(point.tally).dispute != NOTHING:
        return ""
    stances = [stance._replace(ages=stance.ages and dated) for stance in stances_of(point)]
    return column_words(stances, topic.opinion)


def _headline(evidence: FrameworkEvidence) -> str:
    """“Flask: 3.1.3 (2026-11-28), Micro, Python”; empty where nobody says what it is."""
    values = [value for slug in IN_TITLE if (value := _value(evidence, slug))]
    return f"{evidence.framework.name}: {', '.join(values)}" if values else ""


# What speaks for it and against it


def _needs(evidence: FrameworkEvidence, *verdicts: Verdict) -> Iterable[Remark]:
    """Needs that stand alike in one remark, the surest first."""
    findings = [finding for finding in evidence.findings if finding.answer.verdict in verdicts]
    findings.sort(key=_order)
    for words, alike in groupby(findings, key=_standing_words):
        group = list(alike)
        yield Remark(
            SentencePiece(f"{words[0].upper()}{words[1:]}"),
            tuple(all_pieces([SentencePiece(_need_name(finding), finding.href) for finding in group])),
            certainty=str(group[0].answer.certainty or ""),
            sources=tuple(sorted({slug for finding in group for slug in finding.answer.deciding.sources})),
        )


def _order(finding: Finding) -> tuple[tuple[bool, int, bool, bool], str]:
    assurance: Assurance | None = finding.assurance
    sureness = (finding.answer.is_conditioned, *assurance.order) if assurance else LEAST_SURE
    return sureness, _standing_words(finding)


def _standing_words(finding: Finding) -> str:
    return NOT_SETTLED.get(finding.answer.verdict, finding.verdict.label)


def _need_name(finding: Finding) -> str:
    return f"{finding.need.name} (others say otherwise)" if finding.answer.overruled else finding.need.name


# What is disputed, who uses it, how far to trust it


def _disputes(evidence: FrameworkEvidence) -> RemarkList:
    lines = [line for line in evidence.words.disputed() if line.contrast.topic.aspect != ADOPTION]
    rest = len(lines) - DISPUTES_OF_A_PAGE
    where = SentencePiece("All that sources disagree on", f"/disagreements/?framework={evidence.framework.slug}")
    note = (where, SentencePiece(".")) if rest > 0 or evidence.in_part else ()
    return RemarkList("disputed", "What sources dispute", tuple(map(dispute_remark, lines[:DISPUTES_OF_A_PAGE])), note)


def dispute_remark(line: SummaryLine) -> Remark:
    """A line of a summary as a remark that leads to its row."""
    return Remark(
        SentencePiece(line.title, f"#{line.row_id}"),
        (SentencePiece(line.answer),),
        certainty=str(line.contrast.certainty),
        sources=tuple(line.sources),
        marks=" ".join(strip.marks for strip in line.strips),
        dated=line.dated,
    )


def _adoption(evidence: FrameworkEvidence) -> RemarkList:
    """Who is said to use it, by how sure that is."""
    total = sum(adopters.number for adopters in evidence.adopters if adopters.grade != AdoptionGrade.DENIED)
    verb = "is" if total == 1 else "are"
    sum_of_all = Remark(SentencePiece(""), (SentencePiece(f"{quantity(total, 'company', 'companies')} {verb} named."),))
    remarks = [_adopters(adopters, evidence.framework) for adopters in evidence.adopters]
    return RemarkList("adoption", "Who is said to use it", (sum_of_all, *remarks) if remarks else ())


def _adopters(adopters: Adopters, framework: FrameworkRecord) -> Remark:
    """“9 by one independent source: Airbnb, CRED and 7 more.”"""
    names = [SentencePiece(name, f"/cells/{framework.slug}/{ADOPTION}/{company}/") for company, name in adopters.first]
    more = adopters.number - len(names)
    if more:
        names.append(SentencePiece(f"{more:,} more", f"/companies/?framework={framework.slug}"))
    grade = adopters.grade
    certainty = "" if grade in (AdoptionGrade.CONTESTED, AdoptionGrade.DENIED) else str(grade)
    return Remark(
        SentencePiece(f"{adopters.number:,} {GRADE_WORDS[grade]}"),
        tuple(all_pieces(names)),
        certainty="faint" if grade == AdoptionGrade.UNROOTED else certainty,
    )


def _trust(words: SummaryWords) -> Iterable[Remark]:
    for text in (words.lone_words, words.silent_words, words.currency_words):
        if text:
            yield Remark(SentencePiece(""), (SentencePiece(text),))


def _brief(framework: FrameworkRecord, lists: Sequence[RemarkList], words: SummaryWords) -> str:
    """“Flask. What speaks for it: met: WSGI and Types. …”: some three hundred letters; empty if nothing is said."""
    texts = [f"{remarks.title}: {_short(remarks.remarks[0])}" for remarks in lists if remarks.remarks]
    texts += [words.headline] if words.summary.disputed else []
    while len(texts) > 1 and sum(map(len, texts)) > BRIEF_LETTERS:
        texts.pop()
    return " ".join(f"{text}." for text in [framework.name, *texts]) if texts else ""


def _short(remark: Remark) -> str:
    """Its words with the first of its names alone."""
    names = [piece for piece in remark.answer if piece.href]
    rest = len(names) - NAMES_IN_BRIEF
    listed = [*names[:NAMES_IN_BRIEF], SentencePiece(f"{rest} more")] if rest > 1 else names
    return f"{remark.title.text[:1].lower()}{remark.title.text[1:]}: {words_of(all_pieces(listed))}"
