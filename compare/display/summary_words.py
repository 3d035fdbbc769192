"""The answers of a comparison in sentences, whose words the table of certainty binds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compare.display.cells import Strip, strip
from compare.display.labels import quantity
from compare.display.matrix import WIDE, Matrix, MatrixRow
from compare.display.stance_words import SOURCES_IN_A_SENTENCE, difference_words, dispute_words
from compare.display.stances import standpoint_of
from kb.evidence.records import OPINION, FrameworkRecord, SourceRecord
from kb.evidence.summary import Contrast, Position, Summary, Topic, summarise
from kb.wording import all_of

ANSWERS_OPEN, DISPUTES_LISTED = 6, 24  # answers of a list that a page has open, and disputes that it has in all
BRIEF_LINES, BRIEF_LENGTH = 3, 240  # of what search engines show


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One answer: its sentence, what it rests on and where its row is."""

    contrast: Contrast
    sentence: str
    frameworks: tuple[str, ...]
    positions: tuple[Position, ...]

    @property
    def title(self) -> str:
        return self.contrast.topic.title

    @property
    def answer(self) -> str:
        """The sentence behind its title."""
        return self.sentence.removeprefix(f"{self.title}: ")

    @property
    def row_id(self) -> str:
        """The row of the table that it leads to."""
        return row_id(self.contrast.topic.aspect, self.contrast.topic.company)

    @property
    def sources(self) -> list[str]:
        """The slugs of those who say so."""
        return sorted({slug for position in self.positions for slug in position.stance.sources})

    @property
    def strips(self) -> list[Strip]:
        """The evidence of each statement."""
        return [strip(stance.documents, stance.roots, stance.roots_min) for _, stance in self.positions]

    @property
    def dated(self) -> str:
        """The newest period of what it rests on, where its sentence has none."""
        periods = [stance.period for _, stance in self.positions]
        return "" if any(stance.dated for _, stance in self.positions) else max(periods, default="")


def row_id(aspect: str, company: str | None) -> str:
    """The name of a row within its page."""
    return f"row-{aspect}-{company}" if company else f"row-{aspect}"


@dataclass(frozen=True)
class SummaryWords:
    """A summary with the names that its sentences need."""

    summary: Summary
    columns: Sequence[FrameworkRecord]
    sources: Mapping[str, SourceRecord]

    def differing(self) -> Iterator[SummaryLine]:
        """Where the columns differ: facts, then opinions, the surest first."""
        return map(self.difference_line, self.summary.differ)

    def disputed(self) -> Iterator[SummaryLine]:
        """What sources dispute: each question once."""
        return map(self.dispute_line, self.summary.disputed)

    def difference_line(self, entry: Contrast) -> SummaryLine:
        return self._line(entry, difference_words(entry, self._names))

    def dispute_line(self, entry: Contrast) -> SummaryLine:
        return self._line(entry, dispute_words(entry, self._names, self.sources))

    def _line(self, entry: Contrast, answer: str) -> SummaryLine:
        sentence = f"{entry.topic.title}: {answer}."
        return SummaryLine(entry, sentence, tuple(entry.frameworks), tuple(entry.positions))

    @property
    def most(self) -> int:
        """How many disputes a page lists."""
        return DISPUTES_LISTED if len(self.columns) <= WIDE else ANSWERS_OPEN

    @property
    def listed_sources(self) -> set[str]:
        """The slugs of the sources that a page names in its answers."""
        disputed = (position for entry in self.summary.disputed[: self.most] for position in entry.positions)
        sources = {slug for position in disputed for slug in position.stance.sources}
        return sources | {slug for slug in [self.summary.currency.largest_source] if slug}

    @property
    def headline(self) -> str:
        """The surest difference in a few words, else what is disputed; empty where nothing is said of either."""
        if self.summary.differ:
            return self._short(self.summary.differ[0])
        return self._disputed_titles

    @property
    def brief(self) -> str:
        """The first differences and what is disputed, in some three hundred letters."""
        texts = [self._short(entry) for entry in self.summary.differ[:BRIEF_LINES]]
        while sum(map(len, texts)) > BRIEF_LENGTH and len(texts) > 1:
            texts.pop()
        return ". ".join(filter(None, [*texts, self._disputed_titles]))

    def _short(self, entry: Contrast) -> str:
        return f"{entry.topic.title}: {difference_words(entry, self._names, attributed=False)}"

    @property
    def _disputed_titles(self) -> str:
        titles = [entry.topic.title for entry in self.summary.disputed]
        more = [f"{len(titles) - SOURCES_IN_A_SENTENCE} more"] if len(titles) > SOURCES_IN_A_SENTENCE + 1 else []
        listed = [*titles[:SOURCES_IN_A_SENTENCE], *more] if more else titles
        return f"Sources dispute {all_of(listed)}" if listed else ""

    @property
    def _names(self) -> Mapping[str, str]:
        return {column.slug: column.name for column in self.columns}

    @property
    def lone_words(self) -> str:
        """“171 of 219 answers rest on one source.”"""
        lone = self.summary.lone
        verb = "rests" if lone.number == 1 else "rest"
        return f"{lone.number:,} of {quantity(lone.of, 'answer')} {verb} on one source." if lone.number else ""

    @property
    def silent_words(self) -> str:
        """“To 24 of 314 questions the sources that were read do not say.”"""
        silent = self.summary.silent
        verb = "stays" if silent.number == 1 else "stay"
        empty = f"{silent.number:,} of {quantity(silent.of, 'cell')} {verb} empty"
        return f"{empty}: the sources read for them say nothing." if silent.number else ""

    @property
    def currency_words(self) -> str:
        """“The evidence dates from 2019 to 2026-11; 41 % of the claims come from Django 6.0 documentation.”"""
        currency = self.summary.currency
        if currency.largest_source is None:
            return ""
        name = self.sources[currency.largest_source].label
        share = f"{percent_words(currency.share)} of the claims come from one source, {name}."
        if currency.newest is None or currency.oldest is None:
            return f"No claim is dated; {share}"
        days = [str(currency.oldest), str(currency.newest)]
        return f"The evidence is from {' to '.join(dict.fromkeys(days))}; {share}"


def percent_words(share: float) -> str:
    """“41 %”, “less than 1 %”."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.01 else "less than 1 %"


def summary_of(matrix: Matrix) -> Summary:
    """The summary of a whole matrix."""
    return summarise(topic_of(row) for row in matrix.rows)


def topic_of(row: MatrixRow) -> Topic:
    """What a row brings to the summary of its matrix."""
    standpoints = {cell.key.framework: standpoint_of(cell) for cell in row.across if cell}
    company = row.company.slug if row.company else None
    return Topic(row.aspect.slug, company, row.title, row.aspect.nature == OPINION, row.differs, standpoints)


@dataclass(frozen=True, slots=True)
class AnswerList:
    """Some answers of a page: the first are open, further ones folded away, and ``more`` are not listed."""

    slug: str
    title: str
    first: Sequence[SummaryLine]
    folded: Sequence[SummaryLine]
    more: int

    @property
    def row_ids(self) -> set[str]:
        """The rows that they lead to."""
        return {line.row_id for line in (*self.first, *self.folded)}


def answer_lists(words: SummaryWords) -> list[AnswerList]:
    """Where columns differ, facts and opinions, and what sources dispute, as far as a page lists them; what is empty is
    left out.
    """
    differ, disputed = words.summary.differ, words.summary.disputed
    facts = [entry for entry in differ if not entry.topic.opinion]
    lists = [
        _answer_list("facts", "Where they differ", facts, ANSWERS_OPEN, words.difference_line),
        _answer_list("opinions", "Where opinions differ", differ[len(facts) :], ANSWERS_OPEN, words.difference_line),
        _answer_list("disputed", "What sources dispute", disputed, words.most, words.dispute_line),
    ]
    return [answers for answers in lists if answers.first]


def _answer_list(
    slug: str, title: str, entries: Sequence[Contrast], most: int, line_of: Callable[[Contrast], SummaryLine]
) -> AnswerList:
    lines = [line_of(entry) for entry in entries[:most]]
    return AnswerList(slug, title, lines[:ANSWERS_OPEN], lines[ANSWERS_OPEN:], len(entries) - len(lines))
