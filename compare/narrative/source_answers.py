"""What a source's page says first: what it contributes, where it stands alone, and where it is contradicted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.display.cells import cell_path
from compare.display.contribution import CellSample, Contribution
from compare.display.labels import quantity
from compare.display.sentences import Remark, RemarkList, SentencePiece, all_pieces, words_of
from compare.display.summary_words import percent_words
from kb.evidence.records import CellKey, SourceRecord
from kb.evidence.vocabulary import Vocabulary

FRAMEWORKS_NAMED = 4


@dataclass(frozen=True)
class SourceAnswers:
    """Its page in short, and what search engines are told."""

    lists: tuple[RemarkList, ...]
    headline: str
    brief: str


def source_answers(source: SourceRecord, brings: Contribution, vocabulary: Vocabulary) -> SourceAnswers:
    """What the page of a source says first; nothing of one without a published claim."""
    if not brings.claims:
        return SourceAnswers((), "", "")
    first = Remark(SentencePiece(""), (*_contribution(brings, vocabulary),))
    lists = [
        _cells("Alone in", brings.alone, "no other document speaks there", vocabulary),
        _cells("Disputed in", brings.disputed, "sources disagree there", vocabulary),
        _cells("Against itself in", brings.against_itself, "it says two things that cannot both hold", vocabulary),
    ]
    remarks = (first, *(remark for remark in lists if remark))
    words = _subjects(brings, vocabulary)
    headline = f"{source.name}: {quantity(brings.claims, 'claim')}{words}"
    brief = f"{source.name}. {' '.join(remark.sentence for remark in remarks)}"
    return SourceAnswers((RemarkList("contribution", "What it contributes", remarks),), headline, brief)


def _contribution(brings: Contribution, vocabulary: Vocabulary) -> Sequence[SentencePiece]:
    """“63 claims in 44 cells, 4 % of all claims here, about Django (23 cells) and Flask (21).”"""
    claims, cells = quantity(brings.claims, "claim"), quantity(brings.cells, "cell")
    share = percent_words(brings.claims / brings.of)
    return [
        SentencePiece(f"{claims} in {cells}, {share} of all claims here, about "),
        *all_pieces(_frameworks(brings, vocabulary)),
        SentencePiece("."),
    ]


def _frameworks(brings: Contribution, vocabulary: Vocabulary) -> list[SentencePiece]:
    """Each with the number of its cells, if there are several."""
    several = len(brings.frameworks) > 1
    names = [
        SentencePiece(vocabulary.frameworks[slug].name + (f" ({number:,})" if several else ""), f"/frameworks/{slug}/")
        for slug, number in brings.frameworks
    ]
    return _first_names(names)


def _subjects(brings: Contribution, vocabulary: Vocabulary) -> str:
    """“ about Flask and Django”."""
    names = [SentencePiece(vocabulary.frameworks[slug].name) for slug, _ in brings.frameworks]
    return f" about {words_of(all_pieces(_first_names(names)))}"


def _first_names(names: list[SentencePiece]) -> list[SentencePiece]:
    rest = len(names) - FRAMEWORKS_NAMED
    return [*names[:FRAMEWORKS_NAMED], SentencePiece(f"{rest} more")] if rest > 1 else names


def _cells(words: str, cells: CellSample, meaning: str, vocabulary: Vocabulary) -> Remark | None:
    """“Alone in 20 cells, no other document speaks there: Flask: ORM, … and 14 more”; None for none."""
    if not cells.number:
        return None
    names = [SentencePiece(_cell_name(key, vocabulary), cell_path(key)) for key in cells.first]
    rest = cells.number - len(names)
    more = [SentencePiece(f"{rest:,} more")] if rest else []
    return Remark(
        SentencePiece(f"{words} {quantity(cells.number, 'cell')}, {meaning}"), tuple(all_pieces([*names, *more]))
    )


def _cell_name(key: CellKey, vocabulary: Vocabulary) -> str:
    """“Flask: ORM”, “Flask: Reddit”."""
    about = vocabulary.companies[key.company] if key.company else vocabulary.aspects[key.aspect]
    return f"{vocabulary.frameworks[key.framework].name}: {about.name}"
