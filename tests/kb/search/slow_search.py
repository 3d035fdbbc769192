"""The search as its definition says it, without SQL: every word of the index against every word of the search."""

from __future__ import annotations

from collections import defaultdict

from kb.models import Mention
from kb.search.asked import BEGINNING, CORRECTED, EXACT, Asked, Sought
from kb.search.finding import Match


def slow_claims(asked: Asked) -> list[Match]:
    """Every claim that has all the words, the best first, equals in the order recorded."""
    found = [match for match in slow_matches(asked) if match.kind == "claim" and None not in match.scores]
    return sorted(found, key=lambda match: (-sum(one or 0 for one in match.scores), match.target))


def slow_matches(asked: Asked) -> list[Match]:
    """Everything that has any of the words, without an order."""
    best: dict[tuple[str, int], list[int | None]] = defaultdict(lambda: [None] * len(asked.sought))
    for kind, target, word, weight in Mention.objects.values_list("kind", "target", "word__word", "weight"):
        for place, one in enumerate(asked.sought):
            if score := weight * _quality(one, word) * one.rarity:
                scores = best[kind, target]
                scores[place] = max(scores[place] or 0, score)
    return [Match(kind, target, tuple(scores)) for (kind, target), scores in best.items()]


def _quality(one: Sought, word: str) -> int:
    if word in one.term.spellings:
        return EXACT
    if one.term.finds(word):
        return BEGINNING
    return CORRECTED if word in one.corrected else 0
