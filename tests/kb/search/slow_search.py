"""The search as its definition says it, without SQL: every word of the index against every word of the search."""

from __future__ import annotations

from collections import defaultdict

from django.apps import apps

from kb.models import Claim, Mention
from kb.search.index import INDEXED_FIELDS
from kb.search.queries import BEGINNING, CORRECTED, EXACT, Hit, Search, SearchTerm
from tests.kb.rows.slow_public_things import slow_public_things


def slow_claims(asked: Search) -> list[Hit]:
    """Every claim that has all the words, the best first, equals in the order recorded."""
    recorded = dict(Claim.objects.values_list("key", "pk"))
    found = [hit for hit in slow_hits(asked) if hit.kind == "claim" and hit.complete]
    return sorted(found, key=lambda hit: (-hit.score, recorded[hit.slug]))


def slow_hits(asked: Search) -> list[Hit]:
    """Everything that has any of the words, without an order."""
    best: dict[tuple[str, int], list[int | None]] = defaultdict(lambda: [None] * len(asked.terms))
    for kind, target, word, weight in Mention.objects.values_list("kind", "target", "word__word", "weight"):
        for place, one in enumerate(asked.terms):
            if score := weight * _quality(one, word) * one.rarity:
                scores = best[kind, target]
                scores[place] = max(scores[place] or 0, score)
    names, seen = names_by_key(), slow_public_things()
    hits = [Hit(kind, names[kind, target], tuple(scores)) for (kind, target), scores in best.items()]
    return [hit for hit in hits if hit.kind == "claim" or (hit.kind, hit.slug) in seen]


def names_by_key() -> dict[tuple[str, int], str]:
    """The slug of every thing and the key of every claim, by kind and primary key."""
    things = {(kind, row.pk): row.slug for kind in INDEXED_FIELDS for row in apps.get_model("kb", kind).objects.all()}
    return things | {("claim", pk): key for pk, key in Claim.objects.values_list("pk", "key")}


def _quality(one: SearchTerm, word: str) -> int:
    if word in one.term.spellings:
        return EXACT
    if one.term.finds(word):
        return BEGINNING
    return CORRECTED if word in one.corrected else 0
