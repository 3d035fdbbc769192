"""What a comparison says in all: where columns differ, what is disputed, what rests on one source, how current it is.

Each cell brings a `kb.evidence.standpoints.Standpoint`. What two cells say of each other is one statement. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import cached_property

from kb.evidence.certainty import RANKS, Certainty
from kb.evidence.mirrors import are_opposite
from kb.evidence.periods import Period
from kb.evidence.standpoints import (
    AGREED,
    LONE,
    NOTHING,
    OF_ITSELF,
    OF_SOURCES,
    SILENT,
    Stance,
    Standpoint,
    Standpoints,
    stances_of,
    words_of_tally,
)

# Rows


class Agreement(StrEnum):
    """How the columns stand to each other in a row."""

    APART = "apart"
    SAME = "same"
    ALONE = "alone"
    SILENCE = "silence"


@dataclass(frozen=True)
class Topic:
    """One question across the columns, in their order. ``differs``: as the filter of that name says."""

    aspect: str
    company: str | None
    title: str
    opinion: bool
    differs: bool
    standpoints: Standpoints

    @cached_property
    def filled(self) -> dict[str, Standpoint]:
        """The columns with claims."""
        return {slug: point for slug, point in self.standpoints.items() if point.claims}

    @cached_property
    def disputes(self) -> dict[str, str]:
        """Who contradicts whom in each contested cell."""
        disputes = ((slug, words_of_tally(point.tally).dispute) for slug, point in self.filled.items())
        return {slug: dispute for slug, dispute in disputes if dispute != NOTHING}

    @property
    def is_corroborated(self) -> bool:
        """Whether a cell is."""
        return any(words_of_tally(point.tally).rests == AGREED for point in self.filled.values())

    @cached_property
    def agreement(self) -> Agreement:
        """Apart (they differ, or sources dispute it), the same, one column alone with claims, or none."""
        number = len(self.filled)
        if number and (self.differs or self.disputes):
            return Agreement.APART
        return Agreement.SAME if number > 1 else Agreement.ALONE if number else Agreement.SILENCE

    @cached_property
    def contrast(self) -> Contrast | None:
        """What there is to say of it: a dispute, a difference, or nothing. No cell with claims says nothing."""
        if self.agreement != Agreement.APART:
            return None
        disputes = set(self.disputes.values())
        return Contrast(self, OF_SOURCES if OF_SOURCES in disputes else OF_ITSELF if disputes else "")


def differs(standpoints: Standpoints) -> bool:
    """Whether two columns at least have claims, and their sets of values are not all the same, or one is said to be
    other than the same as another of them.
    """
    meanings = {slug: point.meaning for slug, point in standpoints.items() if point.meaning}
    if len(meanings) < 2:
        return False
    if all(meaning.startswith(";") for meaning in meanings.values()):
        return len(set(meanings.values())) > 1
    parts = [meaning.partition(";") for meaning in set(meanings.values())]
    return len({values for *_, values in parts}) > 1 or any(
        slug in meanings for apart, *_ in parts if apart for slug in apart.split()
    )


class Position(NamedTuple):
    """Where a statement stands: about which column, what."""

    framework: str
    stance: Stance


@dataclass(frozen=True)
class Contrast:
    """One question on which the columns are apart. ``between``: who contradicts whom, blank where nobody does."""

    topic: Topic
    between: str

    @property
    def frameworks(self) -> list[str]:
        """The columns that it speaks of."""
        return list(self.topic.disputes if self.between else self.topic.filled)

    @cached_property
    def certainty(self) -> Certainty:
        """That of the least certain statement. Only where cells are compared, or disputed, their values are read."""
        tallies = [words_of_tally(point.tally) for point in self.topic.filled.values()]
        if not self.between and all(tally.compared == NOTHING for tally in tallies):
            return max((Certainty(tally.least) for tally in tallies), key=RANKS.__getitem__)
        return max((Certainty(stance.certainty) for _, stance in self.positions), key=RANKS.__getitem__)

    @cached_property
    def positions(self) -> list[Position]:
        """What is said, each statement once; the surest first, of one column those that contradict each other."""
        return _merged(_positions(self.topic, self.frameworks, contested=bool(self.between)))


def _positions(topic: Topic, frameworks: Iterable[str], *, contested: bool) -> list[Position]:
    """The values of these cells, or those that contradict each other; without comparisons to others than the columns,
    where a cell has anything else.
    """
    positions = []
    for slug in frameworks:
        stances = stances_of(topic.standpoints[slug])
        if contested:
            stances = [stance for stance in stances if stance.contested]
        near = [stance for stance in stances if not stance.compared_to or stance.compared_to in topic.standpoints]
        positions += [Position(slug, stance) for stance in near or stances]
    return positions


def _merged(positions: Sequence[Position]) -> list[Position]:
    """Each statement once: “A is easier than B” is “B is harder than A”, said by whoever says either."""
    merged: list[Position] = []
    for position in positions:
        place = next((n for n, other in enumerate(merged) if are_opposite(*position, *other)), None)
        if place is None:
            merged.append(position)
        else:
            merged[place] = Position(merged[place].framework, _joined(merged[place].stance, position.stance))
    return merged


def _joined(stance: Stance, mirror: Stance) -> Stance:
    """One statement of two that mirror each other: as certain as the surer one, by the sources of both."""
    surer = min(stance, mirror, key=lambda side: (side.rank, -side.roots_min, -side.roots))
    sources = sorted({*stance.sources, *mirror.sources})
    return stance._replace(
        certainty=surer.certainty,
        own_word=surer.own_word,
        roots=surer.roots,
        roots_min=surer.roots_min,
        documents=len(sources),
        sources=sources,
        period=max(stance.period, mirror.period),
    )


# All rows


class Share(NamedTuple):
    """So many of so many cells."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Currency:
    """How current the claims are: their newest and oldest period (None: undated), the source with most claims (the
    first by slug, None: there is no claim), and its share of all claims.
    """

    newest: Period | None = None
    oldest: Period | None = None
    largest_source: str | None = None
    share: float = 0.0


@dataclass(frozen=True)
class Summary:
    """The answers of a comparison: rows that differ without a contested cell, rows with one, each list with facts
    first, then the surest, then as the table has them; cells with one document out of those with claims; cells whose
    sources are silent out of all; how current the claims are.
    """

    differ: Sequence[Contrast]
    disputed: Sequence[Contrast]
    lone: Share
    silent: Share
    currency: Currency = field(default_factory=Currency)


def summarise(topics: Iterable[Topic]) -> Summary:
    """The summary of rows in the order of their table. Linear in cells; values are read where `Contrast` needs them."""
    topics = list(topics)
    contrasts = [entry for topic in topics if (entry := topic.contrast)]
    contrasts.sort(key=lambda entry: (entry.topic.opinion, entry.certainty.rank))
    points = [point for topic in topics for point in topic.standpoints.values()]
    tallies = Counter([point.tally for point in points])
    filled = sum(number for tally, number in tallies.items() if not tally.startswith(NOTHING))
    rests = Counter[str]()
    for tally, number in tallies.items():
        rests[words_of_tally(tally).rests] += number
    return Summary(
        [entry for entry in contrasts if not entry.between],
        [entry for entry in contrasts if entry.between],
        Share(rests[LONE], filled),
        Share(rests[SILENT], len(points)),
        _currency(points),
    )


def _currency(points: Sequence[Standpoint]) -> Currency:
    dates = {point.dates for point in points} - {""}
    claims = Counter(" ".join([point.claims for point in points]).split())
    if not claims:
        return Currency()
    most = max(claims.values())
    return Currency(
        newest=_period(max(text.partition(" ")[2] for text in dates), backwards=True) if dates else None,
        oldest=_period(min(dates).partition(" ")[0]) if dates else None,
        largest_source=min(slug for slug, number in claims.items() if number == most),
        share=most / claims.total(),
    )


def _period(text: str, *, backwards: bool = False) -> Period:
    start, end = sorted(text.split("/")) if backwards else text.split("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))
