"""Which words are meant by one that is nowhere: the nearest by few slips of the hand. Pure."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NEAREST = 3
SLIP_FROM = 4  # letters
TWO_SLIPS_FROM = 8


def slips(word: str) -> int:
    """How many slips are forgiven in a word of that length: none in a short one, where it would be another word."""
    return 0 if len(word) < SLIP_FROM else 1 if len(word) < TWO_SLIPS_FROM else 2


def distance(first: str, second: str, most: int) -> int:
    """How many letters were added, left out, changed or swapped with their neighbour; ``most`` + 1 for more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words that are the fewest slips away, up to three: those with the same first letter first."""
    most = slips(word)
    letters = set(word)
    by_distance: dict[int, list[str]] = {}
    for other in known:
        if most and abs(len(other) - len(word)) <= most and len(letters.difference(other)) <= most:
            away = distance(word, other, most)
            if away <= most:
                by_distance.setdefault(away, []).append(other)
    if not by_distance:
        return []
    closest = sorted(
        by_distance[min(by_distance)], key=lambda other: (other[0] != word[0], abs(len(other) - len(word)), other)
    )
    return closest[:MOST_NEAREST]
