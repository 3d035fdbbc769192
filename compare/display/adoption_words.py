"""How sure it is that companies use a framework, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.evidence.certainty import Certainty
from kb.evidence.judgement import Judgement, State


class AdoptionGrade(StrEnum):
    """How sure it is that a company uses a framework, the surest first."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    FAINT = "faint"
    UNROOTED = "unrooted"
    CONTESTED = "contested"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Adopters:
    """The companies of one grade: how many, and the best supported of them, as slug and name."""

    grade: AdoptionGrade
    number: int
    first: tuple[tuple[str, str], ...]


GRADE_WORDS: Mapping[AdoptionGrade, str] = {
    AdoptionGrade.STRONG: "by a source of the company’s own",
    AdoptionGrade.FAIR: "by several independent sources",
    AdoptionGrade.WEAK: "by one independent source",
    AdoptionGrade.FAINT: "on faint evidence only",
    AdoptionGrade.UNROOTED: "by generated text alone",
    AdoptionGrade.CONTESTED: "disputed",
    AdoptionGrade.DENIED: "denied",
}
DISPUTED_STATES = (State.CONTESTED, State.RESOLVED)


def grade_of(judgement: Judgement[Any]) -> AdoptionGrade:
    """That of a cell of adoption with claims."""
    if judgement.state in DISPUTED_STATES:
        return AdoptionGrade.CONTESTED
    if not any(value.value is True for value in judgement.values):
        return AdoptionGrade.DENIED
    if judgement.state == State.UNROOTED:
        return AdoptionGrade.UNROOTED
    return AdoptionGrade(str(judgement.certainty or Certainty.FAINT))


def company_number(numbers: Mapping[AdoptionGrade, int]) -> int:
    """How many companies are said to use it, by anybody."""
    return sum(number for grade, number in numbers.items() if grade != AdoptionGrade.DENIED)


def adoption_count(numbers: Mapping[AdoptionGrade, int]) -> str:
    """“3 by several independent sources, 8 by one independent source, 3 by generated text alone”."""
    return ", ".join(f"{numbers[grade]:,} {words}" for grade, words in GRADE_WORDS.items() if numbers.get(grade))
