"""Statements that two cells of a row make from both sides: “A is easier than B” is “B is harder than A”. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from kb.evidence.standpoints import COMPARISON, Stance, Standpoints, stances_of, words_of_tally


class Mirror(NamedTuple):
    """Two cells of a row that make statements of each other which are the same: the places of these among the stances
    of each, in the order of the first; empty: they are one statement as a whole.
    """

    framework: str
    other: str
    places: Sequence[int] = ()
    other_places: Sequence[int] = ()

    def places_in(self, framework: str) -> Sequence[int]:
        """Those in the cell of one of the two."""
        return self.places if framework == self.framework else self.other_places


def mirrors_of(standpoints: Standpoints) -> list[Mirror]:
    """The mirrors of a row: statements with the same sources, roots, conditions and dates, as sure. Two cells are one
    statement as a whole if that is true of all that they say, by the same claims. Only cells that compare are read.
    """
    compared = {
        slug: stances_of(point)
        for slug, point in standpoints.items()
        if words_of_tally(point.tally).compared == COMPARISON
    }
    mirrors = []
    for framework, other in combinations(compared, 2):
        places = _places((framework, compared[framework]), (other, compared[other]))
        if len(compared[framework]) == len(compared[other]) == len(places):
            if sorted(standpoints[framework].claims.split()) == sorted(standpoints[other].claims.split()):
                mirrors.append(Mirror(framework, other))
        elif places:
            mirrors.append(Mirror(framework, other, *zip(*places, strict=True)))
    return mirrors


def are_opposite(framework: str, stance: Stance, other: str, other_stance: Stance) -> bool:
    """Whether what one column says of another is what that says of it, seen from its side."""
    if (stance.compared_to, other_stance.compared_to) != (other, framework):
        return False
    if stance.degree is None or other_stance.degree is None or stance.degree != -other_stance.degree:
        return False
    return bool(stance.degree) or stance.words == other_stance.words  # “alike” and “different” both have no degree


def _places(cell: tuple[str, Sequence[Stance]], other_cell: tuple[str, Sequence[Stance]]) -> list[tuple[int, int]]:
    """Where the same statement stands in both cells. A cell says each value once, so that none is there twice."""
    (framework, stances), (other, other_stances) = cell, other_cell
    return [
        (place, other_place)
        for place, stance in enumerate(stances)
        for other_place, other_stance in enumerate(other_stances)
        if are_opposite(framework, stance, other, other_stance) and _support(stance) == _support(other_stance)
    ]


def _support(stance: Stance) -> Stance:
    """All of it but what depends on the side that it is seen from."""
    return stance._replace(words="", compared_to=None, than="", degree=None)
