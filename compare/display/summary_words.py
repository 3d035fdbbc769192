"""The answers of a comparison in sentences, whose words the table of certainty binds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from compare.display.cells import CellSide, CellView, Strip, strip
from compare.display.certainty_words import (
    DISPUTED_VOICE,
    FACT_VOICES,
    OPINION_VOICES,
    OWN_VOICE,
    Assurance,
    Voice,
    attribution,
)
from compare.display.labels import quantity
from compare.display.matrix import WIDE, Matrix, MatrixRow
from kb.evidence.appraisal import State
from kb.evidence.certainty import Certainty
from kb.evidence.records import OPINION, AspectRecord, FrameworkRecord, SourceRecord
from kb.evidence.summary import (
    OF_ITSELF,
    Contrast,
    Position,
    Stance,
    Standpoint,
    Summary,
    Topic,
    empty_standpoint,
    mirror_pairs,
    standpoint,
    summarise,
)
from kb.wording import all_of

SOURCES_IN_A_SENTENCE = 3
ANSWERS_OPEN, DISPUTES_LISTED = 6, 24  # answers of a list that a page has open, and disputes that it has in all
BRIEF_LINES, BRIEF_LENGTH = 3, 240  # of what search engines show


# What cells say


def standpoint_of(cell: CellView) -> Standpoint:
    """What a cell brings to the summary of its table. Its aspect, and what its values name, must be at hand."""
    if cell.is_empty:
        return empty_standpoint(cell.judgement)
    return standpoint(cell.judgement, cell.aspect, [_stance(side, cell) for side in cell.sides])


def stances_in(cell: CellView) -> list[Stance]:
    """The values of a cell as sentences say them; of a statistic over time the newest, and what is disputed."""
    sides = cell.sides
    if cell.aspect.temporal:
        sides = [side for place, side in enumerate(sides) if side.contested or not place]
    return [_stance(side, cell) for side in sides]


def cell_words(cell: CellView) -> str:
    """What a cell with claims says, in a sentence without its subject: “No.”, “Said to be easier than for Django, by
    one independent source.”, “Sources dispute it: said to be …”.
    """
    stances = stances_in(cell)
    if cell.judgement.state != State.CONTESTED:
        words = column_words(stances, cell.aspect.nature == OPINION)
        return f"{_begun(words, cell.aspect)}."
    against = [stance for stance in stances if stance.contested]
    if cell.judgement.is_against_itself:
        return f"{_begin(_own_dispute(cell.framework.name, against, cell.vocabulary.sources))}."
    return f"Sources dispute it: {_column_dispute(cell.framework.name, against, cell.vocabulary.sources)}."


def _begun(words: str, aspect: AspectRecord) -> str:
    """Words as a sentence begins; a value that may be a name stays as it is written."""
    is_name = aspect.value_type == "text" or (aspect.value_type == "choice" and aspect.nature != OPINION)
    return words if is_name and not words.startswith(SOFTENED) else _begin(words)


SOFTENED = tuple(voice.bare for voice in (*OPINION_VOICES.values(), OWN_VOICE) if voice.bare)


def _begin(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _stance(side: CellSide, cell: CellView) -> Stance:
    value, aspect = side.cell_value, cell.aspect
    return Stance(
        words=_label(side.label, aspect, bool(value.compared_to)),
        limits=side.scope_words,
        compared_to=value.compared_to,
        than=side.compared_to.name if side.compared_to else "",
        degree=_degree(side, aspect) if value.compared_to else None,
        certainty=str(value.certainty),
        own_word=_is_own_word(side, cell),
        contested=value.contested,
        documents=value.documents,
        roots=value.roots,
        roots_min=value.roots_min,
        sources=value.sources,
        period=str(value.period or ""),
        ages=side.ages,
    )


def _label(label: str, aspect: AspectRecord, compared: bool) -> str:
    """A choice within a sentence: of an opinion or a comparison in small letters (“easier”), of a fact as it is: it may
    be a name.
    """
    is_word = aspect.value_type == "choice" and (compared or aspect.nature == OPINION)
    if not is_word or not label[:2].istitle():
        return label
    return label[0].lower() + label[1:] if label[1:].islower() else label


def _degree(side: CellSide, aspect: AspectRecord) -> int | None:
    return next((option.degree for option in aspect.options if option.slug == side.cell_value.value), None)


def _is_own_word(side: CellSide, cell: CellView) -> bool:
    """Whether only the framework itself says so, where that counts for nothing."""
    value, question = side.cell_value, cell.aspect.question
    if value.certainty != Certainty.FAINT or not (question.opinion or question.adoption):
        return False
    return all(source.framework == cell.key.framework for source in side.sources)


# Sentences


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
        return self._line(entry, _difference(entry, self._names))

    def dispute_line(self, entry: Contrast) -> SummaryLine:
        return self._line(entry, _dispute(entry, self._names, self.sources))

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
        return f"{entry.topic.title}: {_difference(entry, self._names, attributed=False)}"

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


def mirrors_in(row: MatrixRow) -> dict[str, CellView]:
    """The cells of a row that say what an earlier one has said, by column: that one."""
    cells = {cell.key.framework: cell for cell in row.across if cell and cell.compares}
    points = {slug: standpoint_of(cell) for slug, cell in cells.items()} if len(cells) > 1 else {}
    return {other: cells[slug] for slug, other in mirror_pairs(points)}


def topic_of(row: MatrixRow) -> Topic:
    """What a row brings to the summary of its matrix."""
    standpoints = {cell.key.framework: standpoint_of(cell) for cell in row.across if cell}
    company = row.company.slug if row.company else None
    return Topic(row.aspect.slug, company, row.title, row.aspect.nature == OPINION, row.differs, standpoints)


# One column


def column_words(stances: Iterable[Stance], opinion: bool) -> str:
    """“no”, “said to be easier than for Django (for small apps), by one independent source”: what is said of one
    framework, what is equally certain with the words for that said once.
    """
    ranked = sorted(stances, key=lambda stance: assurance_of(stance, opinion).order)
    runs = groupby(ranked, key=lambda stance: assurance_of(stance, opinion))
    return "; ".join(_equally_sure(assurance, list(run)) for assurance, run in runs)


def _equally_sure(assurance: Assurance, stances: Sequence[Stance]) -> str:
    values = all_of([f"{stance.words}{_behind(stance)}" for stance in stances])
    return f"{assurance.voice.bare}{values}{attribution([assurance] * len(stances))}"


# A difference


def _difference(entry: Contrast, names: Mapping[str, str], *, attributed: bool = True) -> str:
    """“yes for Django; said to be no for Flask and Bottle, each by one independent source”."""
    opinion = entry.topic.opinion
    positions = sorted(entry.positions, key=lambda position: assurance_of(position.stance, opinion).order)
    runs = groupby(positions, key=lambda position: assurance_of(position.stance, opinion))
    return "; ".join(_run(assurance, list(run), names, attributed) for assurance, run in runs)


def assurance_of(stance: Stance, opinion: bool) -> Assurance:
    """What a sentence about it rests on."""
    return Assurance(Certainty(stance.certainty), opinion, stance.own_word)


def _run(assurance: Assurance, positions: Sequence[Position], names: Mapping[str, str], attributed: bool) -> str:
    """What is equally certain, with the words for that said once."""
    columns: dict[tuple[str, str], list[str]] = {}
    for framework, stance in positions:
        columns.setdefault((stance.words, _behind(stance)), []).append(names[framework])
    parts = [f"{words} for {all_of(frameworks)}{behind}" for (words, behind), frameworks in columns.items()]
    by = attribution([assurance] * len(parts)) if attributed else ""
    return f"{assurance.voice.bare}{all_of(parts)}{by}"


def _behind(stance: Stance) -> str:
    """“ than for Django”, “ compared to Django (for small apps, 2024)”."""
    return _than(stance) + limit_words(stance)


def _than(stance: Stance) -> str:
    if not stance.compared_to:
        return ""
    return f" than for {stance.than}" if stance.degree else f" compared to {stance.than}"


def limit_words(stance: Stance) -> str:
    """“ (for small apps, 2024)”: its conditions, and when it holds."""
    notes = ", ".join(filter(None, (stance.limits, stance.dated)))
    return f" ({notes})" if notes else ""


# A dispute


def _dispute(entry: Contrast, names: Mapping[str, str], sources: Mapping[str, SourceRecord]) -> str:
    """“said to be easier for Flask than for Django by 3 independent sources (A, B and C); against that, harder by one
    (D)”.
    """
    by_column = groupby(entry.positions, key=lambda position: position.framework)
    say = _own_dispute if entry.between == OF_ITSELF else _column_dispute
    return "; ".join(say(names[slug], [stance for _, stance in run], sources) for slug, run in by_column)


def _own_dispute(name: str, stances: Sequence[Stance], sources: Mapping[str, SourceRecord]) -> str:
    """“one source, A, says both optional and required for Flask”."""
    (source,) = {slug for stance in stances for slug in stance.sources}
    both = "both " if len(stances) == 2 else ""
    values = all_of([f"{stance.words}{limit_words(stance)}" for stance in stances])
    return f"one source, {sources[source].short_name}, says {both}{values} for {name}{_than(stances[0])}"


def _column_dispute(name: str, stances: Iterable[Stance], sources: Mapping[str, SourceRecord]) -> str:
    """The sides of one column, the best supported first."""
    stances = sorted(stances, key=lambda stance: (stance.rank, -stance.roots_min, -stance.roots, -stance.documents))
    voices = [_disputed_voice(stance).bare for stance in stances]
    parts = []
    for place, (stance, voice) in enumerate(zip(stances, voices, strict=True)):
        before = "" if place and voice == voices[place - 1] else voice
        subject = "" if place else f" for {name}"
        than = "" if place and stance.compared_to == stances[0].compared_to else _than(stance)
        parts.append(f"{before}{stance.words}{subject}{than}{limit_words(stance)} {_supporters(stance, sources)}")
    first, *others = parts
    return f"{first}; against that, {'; '.join(others)}" if others else first


def _disputed_voice(stance: Stance) -> Voice:
    """No sentence about a contested cell goes beyond “is said to”."""
    return FACT_VOICES[Certainty.FAINT] if stance.certainty == Certainty.FAINT else DISPUTED_VOICE


def _supporters(stance: Stance, sources: Mapping[str, SourceRecord]) -> str:
    """“by 2 independent sources (A and B)”, “by one independent source in 3 documents (A and 2 more)”, “by a source
    that may repeat others (A)”, “by no independent source (ChatGPT)”.
    """
    names = list(dict.fromkeys(sources[slug].short_name for slug in stance.sources))
    if len(names) > SOURCES_IN_A_SENTENCE + 1:
        names = [*names[:SOURCES_IN_A_SENTENCE], f"{len(names) - SOURCES_IN_A_SENTENCE} more"]
    roots = min(stance.roots, stance.roots_min)
    count = f"{roots} independent sources" if roots > 1 else "one independent source" if roots else _doubtful(stance)
    copies = f" in {stance.documents} documents" if stance.documents > max(roots, 1) else ""
    return f"by {count}{copies} ({all_of(names)})"


def _doubtful(stance: Stance) -> str:
    """Who says so, where no source is independent for sure."""
    if not stance.roots:
        return "no independent source"
    return "a source that may repeat others" if len(stance.sources) == 1 else "sources that may repeat others"


# On a page


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
