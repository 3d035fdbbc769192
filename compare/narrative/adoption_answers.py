"""What the page of companies says first: how many are named for each framework, and how sure that is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compare.display.adoption_words import AdoptionGrade, adoption_count, company_number
from compare.display.labels import quantity
from compare.display.sentences import Remark, RemarkList, SentencePiece
from kb.evidence.records import FrameworkRecord

Numbers = Mapping[AdoptionGrade, int]
IN_A_HEADLINE = 3


def adoption_answers(numbers: Sequence[tuple[FrameworkRecord, Numbers]]) -> tuple[RemarkList, ...]:
    """One remark for each framework; empty where nobody is named."""
    remarks = tuple(_remark(framework, counts) for framework, counts in _ordered(numbers))
    return (RemarkList("adoption", "Who is said to use what", remarks),) if remarks else ()


def adoption_headline(numbers: Sequence[tuple[FrameworkRecord, Numbers]]) -> str:
    """“14 companies named for Flask, 12 for Django”; empty where nobody is named."""
    places = [(company_number(counts), framework.name) for framework, counts in _ordered(numbers)]
    parts = [f"{number:,} for {name}" for number, name in places[1:IN_A_HEADLINE]]
    if not places:
        return ""
    number, name = places[0]
    return ", ".join([f"{quantity(number, 'company', 'companies')} named for {name}", *parts])


def _ordered(numbers: Sequence[tuple[FrameworkRecord, Numbers]]) -> list[tuple[FrameworkRecord, Numbers]]:
    """The framework with most companies first."""
    return sorted(numbers, key=lambda entry: (-company_number(entry[1]), entry[0].name.casefold()))


def _remark(framework: FrameworkRecord, counts: Numbers) -> Remark:
    """“Flask: 14 companies named; 3 by several independent sources, 11 by one independent source.”"""
    words = f"{quantity(company_number(counts), 'company', 'companies')} named; {adoption_count(counts)}"
    return Remark(SentencePiece(framework.name, f"/frameworks/{framework.slug}/"), (SentencePiece(words),))
