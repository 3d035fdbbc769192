"""Asks the index: what a search means, and which things have all its words, the best first.

A word is found as it stands, by its beginning, or, if it stands nowhere, as the nearest words there are.
The score of a thing is a whole number, the sum over the words of the search of: how prominent the word is in the
thing, times how well it fits, times how rare it is. So every database ranks alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Length

from kb.counting import Number
from kb.models import Aspect, Claim, Company, Framework, Mention, Source, Word
from kb.search.asked import BEGINNING, CORRECTED, EXACT, Asked, Hit, Sought
from kb.search.spelling import nearest, slips
from kb.search.text import SHORTEST_START, Term, starts, terms_of

MOST_TERMS = 12
MOST_THINGS = 60  # of a kind
MANY = 2_000  # mentions of a word; the lists of the admin, which look for the rarest one, count no further
TABLES: dict[str, tuple[Any, str]] = {
    "framework": (Framework, "slug"),
    "aspect": (Aspect, "slug"),
    "company": (Company, "slug"),
    "source": (Source, "slug"),
    "claim": (Claim, "key"),
}


class Match(NamedTuple):
    """A `Hit` by kind and primary key."""

    kind: str
    target: int
    scores: tuple[int | None, ...]


def understood(text: str, most: int = 0) -> Asked:
    """The search as the index knows its words. One query, two if a word must be corrected, none without a word.

    With ``most``, the mentions of a word are counted no further than that, and no word is corrected.
    """
    terms = terms_of(text)
    few, left_out = terms[:MOST_TERMS], terms[MOST_TERMS:]
    if not few:
        return Asked(())
    condition = Q(pk__in=[])
    for term in few:
        condition |= _begins(term)
    number: Any = Number(Mention.objects.filter(word=OuterRef("pk")), most) if most else Count("mentions")
    counts = dict(Word.objects.filter(condition).annotate(number=number).values_list("word", "number"))
    sought = [Sought(term, sum(number for word, number in counts.items() if term.finds(word))) for term in few]
    return Asked(tuple(sought if most else _corrected(sought)), tuple(term.text for term in left_out))


def _corrected(sought: Sequence[Sought]) -> list[Sought]:
    """The same, with near words for those that stand nowhere. One query over the lengths that could be meant."""
    lost = {one.term.text for one in sought if not one.mentions and slips(one.term.text)}
    if not lost:
        return list(sought)
    known = Word.objects.annotate(length=Length("word")).filter(
        length__gte=min(len(word) - slips(word) for word in lost),
        length__lte=max(len(word) + slips(word) for word in lost),
    )
    words = list(known.values_list("word", flat=True))
    return [
        one._replace(corrected=tuple(nearest(one.term.text, words))) if one.term.text in lost else one for one in sought
    ]


def things(asked: Asked) -> tuple[Counter[str], list[Match]]:
    """How many things of each kind but claims have all the words; and those that have any, the best of each kind.

    One query.
    """
    if not asked.sought:
        return Counter(), []
    matches = _matches(_scored(asked, Mention.objects.exclude(kind=Mention.Kind.CLAIM)))
    matches.sort(key=lambda match: (None in match.scores, -sum(one or 0 for one in match.scores), match.target))
    kinds: dict[str, list[Match]] = {}
    for match in matches:
        kinds.setdefault(match.kind, []).append(match)
    totals = Counter(match.kind for match in matches if None not in match.scores)
    return totals, [match for some in kinds.values() for match in some[:MOST_THINGS]]


def claims(asked: Asked, first: int, number: int) -> tuple[int, list[Match]]:
    """How many published claims have all the words, and ``number`` of them after the ``first`` ones, the best first.

    Equals stand in the order in which they were recorded. One query, two past the end.
    """
    if not asked.sought or asked.unknown:
        return 0, []
    names = _names(asked)
    found = _scored(asked, Mention.objects.filter(kind=Mention.Kind.CLAIM))
    found = found.filter(**{f"{name}__isnull": False for name in names})
    score = sum((F(name) for name in names[1:]), start=F(names[0]))
    best = found.annotate(total=Window(Count("*"))).order_by(score.desc(), "target")
    rows = list(best[first : first + number])
    total = rows[0][-1] if rows else found.order_by().count() if first else 0
    return total, _matches(row[:-1] for row in rows)


def having(kind: str, sought: Iterable[Sought], path: str = "pk") -> Q:
    """Rows that are, or with a ``path`` name, a thing of that kind with all these words.

    The things with the rarest word are gathered, and the other words looked up in them.
    """
    ordered = sorted(sought, key=lambda one: one.mentions)
    condition = Q()
    for place, one in enumerate(ordered):
        words = Word.objects.filter(_begins(one.term)).values("pk")
        mentions = Mention.objects.filter(kind=kind, word__in=words)
        if place == 0:
            condition &= Q(**{f"{path}__in": mentions.values("target")})
        else:
            condition &= Q(Exists(mentions.filter(target=OuterRef(path))))
    return condition


def named(matches: Iterable[Match]) -> list[Hit]:
    """The matches by slug and key, in their order. One query."""
    matches = list(matches)
    targets: dict[str, list[int]] = {}
    for match in matches:
        targets.setdefault(match.kind, []).append(match.target)
    parts = [
        table.objects.filter(pk__in=targets[kind]).order_by().values_list(Value(kind), "pk", name)
        for kind, (table, name) in TABLES.items()
        if kind in targets
    ]
    names = {(kind, pk): name for kind, pk, name in parts[0].union(*parts[1:], all=True)} if parts else {}
    return [Hit(one.kind, names[one[:2]], one.scores) for one in matches if one[:2] in names]


def _names(asked: Asked) -> list[str]:
    return [f"score_{place}" for place, _ in enumerate(asked.sought)]


def _matches(rows: Iterable[Sequence[Any]]) -> list[Match]:
    return [Match(kind, target, tuple(scores)) for kind, target, *scores in rows]


def _scored(asked: Asked, mentions: QuerySet[Mention]) -> Any:
    """One row for each thing that has any of the words: kind, target, and the best that each word adds."""
    condition = Q(pk__in=[])
    for one in asked.sought:
        condition |= Q(word__in=one.corrected) if one.corrected else _begins(one.term)
    scores = {name: Max(_score(one)) for name, one in zip(_names(asked), asked.sought, strict=True)}
    words = Word.objects.filter(condition).values("pk")
    return mentions.filter(word__in=words).values_list("kind", "target").annotate(**scores).order_by("kind", "target")


def _score(one: Sought) -> Case:
    """What one mention adds; null if it is of another word."""
    cases = [
        (Q(word__in=one.term.spellings), EXACT),
        (_begins(one.term), BEGINNING),
        (Q(word__in=one.corrected), CORRECTED),
    ]
    words = [(Word.objects.filter(fits).order_by().values("pk"), quality) for fits, quality in cases]
    return Case(
        *(When(word__in=some, then=F("weight") * Value(quality * one.rarity)) for some, quality in words),
        default=None,
        output_field=IntegerField(),
    )


def _begins(term: Term) -> Q:
    """Words of the index that a term finds. Their first two characters narrow them down by an ordinary index."""
    found = Q(word__in=[one for one in term.spellings if not starts(one)])
    for one in filter(starts, term.spellings):
        found |= Q(start=one[:SHORTEST_START], word__startswith=one)
    return found
