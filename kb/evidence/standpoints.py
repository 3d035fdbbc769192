"""What each cell brings to the summary of its table.

A `Standpoint` is made of texts: thousands are stored with the rows of tables and counted as they are; only those that a
sentence is made of are read. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kb.evidence.certainty import RANKS, Certainty
from kb.evidence.judgement import Empty, Judgement, State
from kb.evidence.periods import newest, oldest
from kb.evidence.records import AspectRecord, ClaimRecord
from kb.wording import plain

OF_SOURCES, OF_ITSELF = "sources", "source"  # who contradicts whom
NOTHING, LONE, AGREED, SILENT, COMPARISON = "-", "lone", "agreed", "silent", "compared"


class Stance(NamedTuple):
    """One value of a cell as a sentence says it: ``words``, under conditions or none (``limits``, in words), compared
    to a framework or none, whose name is ``than``.

    ``degree`` is that of its option (below 0: less than the other; None: it is no degree), ``own_word``: only the
    framework itself says so, ``period`` its newest one as it is written, ``ages``: it can be out of date.
    """

    words: str
    limits: str
    compared_to: str | None
    than: str
    degree: int | None
    certainty: str
    own_word: bool
    contested: bool
    documents: int
    roots: int
    roots_min: int
    sources: Sequence[str]
    period: str = ""
    ages: bool = False

    @property
    def dated(self) -> str:
        """When it holds, if that matters."""
        return self.period if self.ages else ""

    @property
    def rank(self) -> int:
        """0 for the most certain."""
        return RANKS[Certainty(self.certainty)]


class Standpoint(NamedTuple):
    """What a cell brings to the summary of its table.

    ``tally``: the certainty of its leading value; who disputes it; whether it rests on one document, is corroborated,
    or its sources are silent; the least certainty of its values; whether one is a comparison: `NOTHING` for what is not
    so. ``dates``: the oldest and the newest period of its claims. ``claims``: its sources, each as often as it has
    claims. ``meaning``: its set of values, and what it is said to be other than. ``stances``: its values, as JSON.
    """

    tally: str
    dates: str = ""
    claims: str = ""
    meaning: str = ""
    stances: str = ""


def stances_of(point: Standpoint) -> list[Stance]:
    """The values of a cell, the leading one first; none of an empty one."""
    return list(map(Stance._make, json.loads(point.stances))) if point.stances else []


NO_STANDPOINT = Standpoint(" ".join([NOTHING] * 5))
Standpoints = Mapping[str, Standpoint]  # those of a row, by framework


def standpoint(judgement: Judgement[ClaimRecord], aspect: AspectRecord, stances: Sequence[Stance]) -> Standpoint:
    """That of a judged cell with claims. Of a statistic over time the newest value is named, and what is disputed."""
    if aspect.temporal:
        stances = [stance for place, stance in enumerate(stances) if stance.contested or not place]
    tally = TallyWords(
        certainty=stances[0].certainty,
        dispute=_dispute(judgement),
        rests=_rests(judgement),
        least=max(stances, key=lambda stance: stance.rank).certainty,
        compared=COMPARISON if any(stance.compared_to for stance in stances) else NOTHING,
    )
    return Standpoint(
        " ".join(tally),
        _dates(judgement),
        " ".join(_claims(judgement)),
        _meaning(judgement, aspect),
        json.dumps(stances, ensure_ascii=False, separators=(",", ":")),
    )


def empty_standpoint(judgement: Judgement[ClaimRecord]) -> Standpoint:
    """That of a cell without a claim that counts."""
    silent = judgement.empty == Empty.SEARCHED_SILENT
    return NO_STANDPOINT._replace(tally=" ".join(TallyWords(rests=SILENT))) if silent else NO_STANDPOINT


class TallyWords(NamedTuple):
    """The words of a tally."""

    certainty: str = NOTHING
    dispute: str = NOTHING
    rests: str = NOTHING
    least: str = NOTHING
    compared: str = NOTHING


@cache
def words_of_tally(tally: str) -> TallyWords:
    """There are not many tallies: each is taken apart once."""
    return TallyWords(*tally.split(" "))


def _rests(judgement: Judgement[ClaimRecord]) -> str:
    """One document alone corroborates nothing."""
    if judgement.documents == 1:
        return LONE
    return AGREED if judgement.state == State.CORROBORATED else NOTHING


def _dispute(judgement: Judgement[ClaimRecord]) -> str:
    if judgement.state != State.CONTESTED:
        return NOTHING
    return OF_ITSELF if judgement.is_against_itself else OF_SOURCES


def _dates(judgement: Judgement[ClaimRecord]) -> str:
    """“2019-01-01/2019-12-31 2024-05-31/2024-05-01”: the oldest from its start, the newest from its end, so that texts
    sort as periods do; blank without a period.
    """
    first, last = oldest(value.oldest for value in judgement.values), newest(value.period for value in judgement.values)
    return f"{first.start}/{first.end} {last.end}/{last.start}" if first and last else ""


def _claims(judgement: Judgement[ClaimRecord]) -> list[str]:
    return [
        slug
        for value in judgement.values
        for slug, number in zip(value.sources, value.claim_counts, strict=True)
        for _ in range(number)
    ]


def _meaning(judgement: Judgement[ClaimRecord], aspect: AspectRecord) -> str:
    """“django flask;["easier"]”: what it is said to be other than, and its set of values."""
    entries = (value.value for value in judgement.values)
    values = sorted({str(value if isinstance(value, str | bool) else plain(value)) for value in entries})
    return f"{' '.join(sorted(aspect.sets_apart(judgement)))};{json.dumps(values, ensure_ascii=False)}"
