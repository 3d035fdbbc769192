"""Asks the index: what a search means, and which things have all its words, the best first.

A word is found as it stands, by its beginning, or, if it stands nowhere, as the nearest words there are.
The score of a thing is a whole number, the sum over the words of the search of: how prominent the word is in the
thing, times how well it fits, times how rare it is. So every database ranks alike.

Of a common word the mentions that were recorded first are looked at, so that a search costs the same in a base of any
size; a number of things that may be larger is then an `AtLeast`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Length

from kb.models import Mention, Word
from kb.rows.counting import AtLeast, CountColumn
from kb.search.queries import BEGINNING, COMMON, CORRECTED, EXACT, Hit, Search, SearchTerm, Spelling
from kb.search.scoring import IsPublicWord, best_claims, best_things, place_of_claim, public_words
from kb.search.spelling import nearest, slips
from kb.search.terms import SHORTEST_START, Term, content_terms, starts

MOST_TERMS = 12
MOST_HITS_OF_A_KIND = 60  # of a kind
FURTHER = 5  # times as many mentions are looked at where the first ones do not fill a page


def understood(text: str, *, for_editors: bool = False) -> Search:
    """The search as the index knows the words that anybody may see, those left out that only make it a question.
    ``for_editors``: as it was typed, also by words that they alone know. One query, three if a word must be corrected,
    none without a word.
    """
    terms = content_terms(text)
    few, left_out = terms[:MOST_TERMS], terms[MOST_TERMS:]
    if not few:
        return Search(())
    condition = Q(pk__in=[])
    for term in few:
        condition |= _begins(term)
    mentions = Mention.objects.filter(word=OuterRef("pk"))
    ending = mentions.filter(kind=Mention.Place.CLAIM).order_by("target").values("target")[COMMON : COMMON + 1]
    seen = Word.objects.all() if for_editors else Word.objects.filter(IsPublicWord())
    known: Any = seen.filter(condition).annotate(number=CountColumn(mentions, COMMON), ending=Subquery(ending))
    words = list(known.values_list("pk", "word", "number", "ending"))
    search_terms = [_search_term(term, words) for term in few]
    return Search(
        tuple(search_terms if for_editors else _corrected(search_terms)),
        tuple(term.text for term in left_out),
        text,
    )


def _search_term(term: Term, words: Iterable[tuple[int, str, int, int | None]]) -> SearchTerm:
    spellings = tuple(
        Spelling(pk, EXACT if term.is_exactly(word) else BEGINNING, number, ending)
        for pk, word, number, ending in words
        if term.finds(word)
    )
    return SearchTerm(term, sum(spelling.mentions for spelling in spellings), spellings=spellings)


def _corrected(terms: Sequence[SearchTerm]) -> list[SearchTerm]:
    """The same, with near words for those that stand nowhere. One query over the lengths that could be meant, and those
    of `_near`.
    """
    lost = {term.term.text for term in terms if not term.mentions and slips(term.term.text)}
    if not lost:
        return list(terms)
    known = Word.objects.annotate(length=Length("word")).filter(
        length__gte=min(len(word) - slips(word) for word in lost),
        length__lte=max(len(word) + slips(word) for word in lost),
    )
    words = dict(known.values_list("word", "pk"))
    near = _near(lost, words)
    return [_meaning(term, near[term.term.text], words) if term.term.text in lost else term for term in terms]


def _near(lost: Iterable[str], words: Mapping[str, int]) -> dict[str, Sequence[str]]:
    """For each of these texts the nearest of the words that anybody may see. One query, and one more each time that
    words which only editors know are nearer.
    """
    hidden: set[str] = set()
    while True:
        public = [word for word in words if word not in hidden]
        near: dict[str, Sequence[str]] = {text: nearest(text, public) for text in lost}
        keys = {words[word]: word for alike in near.values() for word in alike}
        unseen = keys.keys() - public_words(keys) if keys else set()
        if not unseen:
            return near
        hidden |= {keys[key] for key in unseen}


def _meaning(term: SearchTerm, near: Sequence[str], words: dict[str, int]) -> SearchTerm:
    spellings = tuple(Spelling(words[word], CORRECTED, COMMON + 1) for word in near)
    return term._replace(corrected=tuple(near), spellings=spellings)


def things(search: Search) -> tuple[Counter[str], list[Hit]]:
    """How many things of each kind but claims have all the words; and those that have any, the best of each kind.

    One query.
    """
    totals: Counter[str] = Counter()
    hits = []
    for kind, slug, number, may_be_more, *scores in best_things(search, MOST_HITS_OF_A_KIND):
        hits.append(Hit(kind, slug, tuple(scores)))
        if number:
            totals[kind] = AtLeast(number) if may_be_more else int(number)
    return totals, hits


def nearest_claims(search: Search, number: int) -> list[Hit]:
    """The ``number`` published claims that have the most of the words, the best of equals first. One query."""
    return [Hit("claim", key, tuple(scores)) for _, key, _, _, *scores in best_things(search, number, ["claim"])]


def claims(search: Search, first: int, number: int, page: int = 0) -> tuple[int, list[Hit]]:
    """How many published claims have all the words, and ``number`` of them after the ``first`` ones, the best first.
    A ``page`` holds so many, if it is another number.

    Equals stand in the order in which they were recorded. One query; one more past the end, and one where
    the first mentions of the rarest word do not fill the page.
    """
    if not search.terms or search.unknown:
        return 0, []
    rarest, most = _rarest(search), COMMON
    total, hits = _claims(search, rarest, most, first, number)
    if first and not hits:
        total, _ = _claims(search, rarest, most, 0, 1)
    if _goes_further(rarest, total, page or number):
        most = COMMON * FURTHER
        total, hits = _claims(search, rarest, most, first, number)
        if first and not hits:
            total, _ = _claims(search, rarest, most, 0, 1)
    return total, hits


def place(search: Search, key: str, number: int) -> int | None:
    """How many claims stand before one in these pages of ``number``; None if it is not among them. One query, or two
    as for a page.
    """
    if not search.terms or search.unknown:
        return None
    rarest = _rarest(search)
    total, rank = place_of_claim(search, rarest.spellings, COMMON, key)
    if _goes_further(rarest, total, number):
        _, rank = place_of_claim(search, rarest.spellings, COMMON * FURTHER, key)
    return rank


def _rarest(search: Search) -> SearchTerm:
    return min(search.terms, key=lambda term: term.commonness)


def _goes_further(rarest: SearchTerm, total: int, number: int) -> bool:
    """Whether the first mentions of a common word do not fill one page: then more are looked at, for every page."""
    return bool(total < number and rarest.mentions and rarest.is_common)


def _claims(search: Search, rarest: SearchTerm, most: int, first: int, number: int) -> tuple[int, list[Hit]]:
    rows = best_claims(search, rarest.spellings, most, first, number)
    hits = [Hit("claim", key, tuple(scores)) for _, _, key, *scores in rows]
    return (AtLeast(rows[0][0]) if rows[0][1] else rows[0][0]) if rows else 0, hits


def having(kind: str, terms: Iterable[SearchTerm], path: str = "pk") -> Q:
    """Rows that are, or with a ``path`` name, a thing of that kind with all these words.

    The things with the rarest word are gathered, and the other words looked up in them.
    """
    ordered = sorted(terms, key=lambda term: term.mentions)
    condition = Q()
    for place, term in enumerate(ordered):
        words = Word.objects.filter(_begins(term.term)).values("pk")
        mentions = Mention.objects.filter(kind=kind, word__in=words)
        if place == 0:
            condition &= Q(**{f"{path}__in": mentions.values("target")})
        else:
            condition &= Q(Exists(mentions.filter(target=OuterRef(path))))
    return condition


def _begins(term: Term) -> Q:
    """Words of the index that a term finds. Their first two characters narrow them down by an ordinary index."""
    condition = Q(word__in=[text for text in term.spellings if not starts(text)])
    for spelling in filter(starts, term.spellings):
        condition |= Q(start=spelling[:SHORTEST_START], word__startswith=spelling)
    return condition
