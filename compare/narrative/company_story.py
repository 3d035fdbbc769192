"""A company in sentences: who says what, when, and resting on what. Pure.

Every sentence is built from fields, never from the text of a source. A sentence is a row of pieces, so that
what it names can lead there.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from compare.display.cells import CellSide, CellView, Strip
from compare.display.labels import condition_words, quantity
from compare.display.sentences import Sentence, SentencePiece, all_pieces
from kb.evidence.judgement import Flag, State
from kb.evidence.periods import Period, parse_period
from kb.evidence.records import ADOPTION, ClaimRecord, CompanyRecord, FrameworkRecord, SourceRecord
from kb.evidence.roots import GENERATED
from kb.evidence.vocabulary import Vocabulary

MOST_DOCUMENTS = 12  # documents of one side; beyond that their number stands
MOST_ROOTS = 6  # roots that a sentence names; the drawing shows more
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


UNREAD = SentencePiece(" (which we have not read)")


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said of the company and one framework: paragraphs of sentences."""

    framework: FrameworkRecord
    path: str
    contested: bool
    strip: Strip
    evidence_words: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Story:
    lead: tuple[Sentence, ...]
    chapters: tuple[Chapter, ...]


def story(company: CompanyRecord, cells: Iterable[CellView], today: date) -> Story:
    """The story of a company from its judged cells; the best supported framework first."""
    adopted = [cell for cell in cells if cell.key.aspect == ADOPTION and not cell.is_empty]
    adopted.sort(key=lambda cell: (-cell.judgement.roots_min, -cell.judgement.documents, cell.framework.name))
    return Story(tuple(_lead(company, adopted)), tuple(_chapter(company, cell, today) for cell in adopted))


# The beginning


def _lead(company: CompanyRecord, cells: Sequence[CellView]) -> list[Sentence]:
    """Which frameworks it is claimed for, and what that does not mean."""
    yes = [cell.framework for cell in cells if any(side.cell_value.value is True for side in cell.sides)]
    no = [cell.framework for cell in cells if all(side.cell_value.value is not True for side in cell.sides)]
    contested = [cell.framework for cell in cells if cell.judgement.state == State.CONTESTED]
    if not cells:
        return []
    lead: list[Sentence] = []
    if yes:
        both = "both " if len(yes) == 2 else ""
        lead.append(
            (SentencePiece(f"{company.name} is claimed for {both}"), *_framework_names(yes), SentencePiece("."))
        )
    if len(yes) > 1:
        split = "One company can use several frameworks, so this is no contradiction; the company is marked split."
        lead.append((SentencePiece(split),))
    if no:
        verb = "is only denied for" if yes else "is claimed for no framework, and denied for"
        lead.append(
            (SentencePiece(f"{'It' if yes else company.name} {verb} "), *_framework_names(no), SentencePiece("."))
        )
    if contested:
        lead.append((SentencePiece("The sources disagree on "), *_framework_names(contested), SentencePiece(".")))
    return lead


def _framework_names(frameworks: Sequence[FrameworkRecord]) -> list[SentencePiece]:
    return all_pieces([SentencePiece(framework.name, f"/frameworks/{framework.slug}/") for framework in frameworks])


# One framework


def _chapter(company: CompanyRecord, cell: CellView, today: date) -> Chapter:
    sides = sorted(cell.sides, key=lambda side: side.cell_value.value is not True)
    paragraphs = [_side(company, cell, side, first=n == 0) for n, side in enumerate(sides)]
    paragraphs.append(foundation(cell, today))
    return Chapter(
        framework=cell.framework,
        path=cell.path,
        contested=cell.judgement.state == State.CONTESTED,
        strip=cell.strip,
        evidence_words=cell.evidence_words,
        paragraphs=tuple(paragraphs),
    )


def _side(company: CompanyRecord, cell: CellView, side: CellSide, *, first: bool) -> tuple[Sentence, ...]:
    """Who says so (or not), in the order of time, the undated last."""
    documents = side.cell_value.documents
    uses = "uses" if side.cell_value.value is True else "does not use"
    says = "says" if documents == 1 else "say"
    begin = "" if first else "Against that, "
    number = _number(documents)
    opening = (
        f"{begin}{number if begin else number.capitalize()} {'document' if documents == 1 else 'documents'} {says}"
    )
    opening += f" that {company.name} {uses} {cell.framework.name}{_roots(side)}."
    by_source: dict[str, list[ClaimRecord]] = {}
    for claim in sorted(side.claims, key=_time):
        by_source.setdefault(claim.source, []).append(claim)
    sentences = [
        _document(cell, source, claims, again=n > 0)
        for n, (source, claims) in enumerate(list(by_source.items())[:MOST_DOCUMENTS])
    ]
    rest = len(by_source) - len(sentences)
    more = (
        [(SentencePiece(f"{quantity(rest, 'more document')} {'says' if rest == 1 else 'say'} the same."),)]
        if rest
        else []
    )
    return ((SentencePiece(opening),), *sentences, *more)


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def _roots(side: CellSide) -> str:
    """“, resting on two roots”: what a side rests on, in numbers."""
    low, high = sorted((side.cell_value.roots, side.cell_value.roots_min))
    if not high:
        return ", and none of it rests on a root" if side.cell_value.documents > 1 else ", and it rests on no root"
    if low == high:
        return f", resting on {_number(high)} {'root' if high == 1 else 'independent roots'}"
    span = f"{_number(low)} to {_number(high)} independent roots"
    if not low:
        span = f"{'one root' if high == 1 else f'{_number(high)} independent roots'} at most"
    return f", resting on {span}, depending on links that the editors inferred"


def _time(claim: ClaimRecord) -> tuple[int, int, str]:
    period = claim.period
    return (period.start.toordinal() if period else 10**7, period.end.toordinal() if period else 0, claim.source)


def _document(cell: CellView, slug: str, claims: Sequence[ClaimRecord], *, again: bool) -> Sentence:
    """“Source (blog, changed February 2025) says so, only for backend, naming StackShare as its source.”

    “Source (blog) says so for 2024” if it states when that holds.
    """
    source = cell.vocabulary.sources[slug]
    period = claims[0].period if claims[0].as_of else None
    kind = source.kind_label if period else f"{source.kind_label}, {_dated(source)}"
    pieces = [
        SentencePiece(source.name, f"/sources/{slug}/"),
        SentencePiece(f" ({kind}) says so{' too' if again else ''}"),
    ]
    if period:
        pieces.append(SentencePiece(f" for {_month(period)}"))
    if all(claim.hedged for claim in claims):
        pieces.append(SentencePiece(", with a reservation such as may or reportedly"))
    pieces += _scopes(cell, claims)
    pieces += _origin(cell, source, claims)
    return (*pieces, SentencePiece("."))


def _dated(source: SourceRecord) -> str:
    """“changed February 2025”, “published May 2024”, “undated”."""
    written = source.modified_on or source.published_on
    if not written:
        return "undated"
    return f"{'changed' if source.modified_on else 'published'} {_month(parse_period(written))}"


def _month(period: Period) -> str:
    """“2024” for a whole year, else “February 2025”."""
    if (period.start.month, period.end.month) == (1, 12):
        return f"{period.start.year}"
    return f"{month_name[period.start.month]} {period.start.year}"


def _scopes(cell: CellView, claims: Sequence[ClaimRecord]) -> list[SentencePiece]:
    scopes = sorted({cell.vocabulary.scopes[claim.scope].name for claim in claims if claim.scope})
    if not scopes:
        return []
    partly = "" if all(claim.scope for claim in claims) else "partly "
    return [SentencePiece(f", {partly}only {condition_words(scopes)}")]


def _origin(cell: CellView, source: SourceRecord, claims: Sequence[ClaimRecord]) -> list[SentencePiece]:
    """Where the document has it from: named by itself, inferred by the editors, derived, or from nowhere else."""
    vocabulary = cell.vocabulary
    stated = sorted({claim.via for claim in claims if claim.via and claim.via_stated})
    inferred = sorted({claim.via for claim in claims if claim.via and not claim.via_stated} - set(stated))
    pieces: list[SentencePiece] = []
    if stated:
        pieces += [SentencePiece(", naming "), *_sources(vocabulary, stated), SentencePiece(" as its source")]
    if inferred:
        pieces += [SentencePiece("; the editors infer that it comes from "), *_sources(vocabulary, inferred)]
    if not stated and not inferred and source.derives:
        pieces += [SentencePiece("; its content comes from "), *_sources(vocabulary, source.derives)]
    if not stated and not inferred and not source.derives and source.derives_inferred:
        lead = "; by the editors’ inference, its content comes from "
        pieces += [SentencePiece(lead), *_sources(vocabulary, source.derives_inferred)]
    if source.kind == GENERATED:
        pieces.append(SentencePiece("; generated text is no root"))
    elif any(vocabulary.sources[slug].kind == GENERATED for slug in (*stated, *inferred)):
        pieces.append(SentencePiece(", which is generated text and no root"))
    return pieces


def _sources(vocabulary: Vocabulary, slugs: Sequence[str]) -> list[SentencePiece]:
    return all_pieces([_source_piece(vocabulary, slug) for slug in slugs])


def _source_piece(vocabulary: Vocabulary, slug: str) -> SentencePiece:
    return SentencePiece(vocabulary.sources[slug].name, f"/sources/{slug}/")


# The end


def foundation(cell: CellView, today: date) -> tuple[Sentence, ...]:
    """What it all rests on, and how old the newest of it is."""
    judgement = cell.judgement
    stated, least = set(judgement.root_names), set(judgement.root_names_min)
    sure, if_so, if_not = sorted(stated & least), sorted(least - stated), sorted(stated - least)
    sentences: list[Sentence] = []
    if sure:
        sentences.append(
            (SentencePiece("In the end it rests on "), *_root_names(cell.vocabulary, sure), SentencePiece("."))
        )
    if if_so or if_not:
        sentences.append(_perhaps(cell.vocabulary, if_so, if_not, "also " if sure else ""))
    if not stated and not least:
        sentences.append((SentencePiece("In the end there is only generated text, which is no root."),))
    sentences += [(SentencePiece(text),) for text in _age(cell, today)]
    if Flag.SECOND_HAND in judgement.flags and (stated or least):
        sentences.append((SentencePiece("None of that is first-hand."),))
    if cell.resolution:
        sentences.append((SentencePiece(f"An editor has read all of it as: {cell.resolution.value_label}."),))
    return tuple(sentences)


def _perhaps(vocabulary: Vocabulary, if_so: Sequence[str], if_not: Sequence[str], also: str) -> Sentence:
    """“If the inferred links hold, it also rests on A; if they do not, on B.”"""
    if not if_so:
        return (
            SentencePiece(f"Unless the inferred links hold, it {also}rests on "),
            *_root_names(vocabulary, if_not),
            SentencePiece("."),
        )
    pieces = [SentencePiece(f"If the inferred links hold, it {also}rests on "), *_root_names(vocabulary, if_so)]
    if if_not:
        pieces += [SentencePiece("; if they do not, on "), *_root_names(vocabulary, if_not)]
    return (*pieces, SentencePiece("."))


def _root_names(vocabulary: Vocabulary, slugs: Sequence[str]) -> list[SentencePiece]:
    """“A, B (which we have not read) and C”."""
    most = MOST_ROOTS if len(slugs) > MOST_ROOTS + 1 else len(slugs)
    more = [SentencePiece(f"{len(slugs) - most:,} more")] if len(slugs) > most else []
    pieces = all_pieces([*map(partial(_source_piece, vocabulary), slugs[:most]), *more])
    unread = {f"/sources/{slug}/" for slug in slugs[:most] if not vocabulary.sources[slug].read_on}
    return [part for piece in pieces for part in ((piece, UNREAD) if piece.href in unread else (piece,))]


def _age(cell: CellView, today: date) -> list[str]:
    """How old the newest evidence is, if any of it is dated, and whether that is too old."""
    ends = [(claim.period, bool(claim.as_of), claim) for claim in cell.judgement.claims if claim.period]
    if not ends:
        return ["None of it is dated."]
    newest, stated, claim = max(ends, key=lambda pair: (pair[0].end, pair[0].start, pair[1]))
    months = (today.year - newest.end.year) * 12 + today.month - newest.end.month
    ago = f", {_ago(months)}" if months > 0 else ""
    source = cell.vocabulary.sources[claim.source]
    when = f"holds for {_month(newest)}" if stated else f"is dated by its source only, {_dated(source)}"
    sentences = [f"The newest evidence {when}{ago}."]
    if Flag.STALE in cell.judgement.flags:
        sentences.append("That is older than this question bears.")
    return sentences


def _ago(months: int) -> str:
    """“5 months ago”, “2 years ago”."""
    return f"{quantity(months, 'month')} ago" if months < 24 else f"{quantity(months // 12, 'year')} ago"
