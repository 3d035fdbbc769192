"""Which choices the filter form lists where there may be very many: those chosen, then the most frequent, or what a
search finds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from compare.filters import FILTERS, MAY_BE_MANY, ComparisonFilter
from compare.filters.filter_form import MOST_LISTED, Listing
from compare.query.counts import frequent
from kb.evidence.kinds import ThingKind
from kb.evidence.shelves import Column
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import IsPublic
from kb.search.finding import things, understood

Ranked = Callable[[str, int], list[str]]


def listings(
    filters: ComparisonFilter,
    texts: Mapping[str, str],
    ranked: Ranked = frequent,
    names: Collection[str] = MAY_BE_MANY,
) -> dict[str, Listing]:
    """The bounded lists of a form, ``names`` of them; the others are left without choices.

    At most five queries for each, over no more rows than are listed, or than the words of a search occur in.
    """
    return {
        name: _listing(filters, name, texts.get(name, ""), ranked) if name in names else Listing(())
        for name in MAY_BE_MANY
        if name in filters.filters
    }


def _listing(filters: ComparisonFilter, name: str, text: str, ranked: Ranked) -> Listing:
    """Each choice keeps its place when it is chosen; those chosen that are not among the others stand before them."""
    names: Column = filters.filters[name].names
    chosen = filters.parameters.getlist(name)
    likely = _matches(FILTERS[name].kind, text) if text else ranked(name, MOST_LISTED)
    listed = set(list(dict.fromkeys([*chosen, *likely]))[: max(MOST_LISTED, len(chosen))])
    ordered = dict.fromkeys([*(slug for slug in chosen if slug not in likely), *likely])
    names.fetch(ordered)
    return Listing([(slug, names[slug]) for slug in ordered if slug in listed and slug in names], text)


def _matches(kind: ThingKind, text: str) -> list[str]:
    """The slugs of the best things of one kind whose names have all the words. Two queries, three if a word must be
    corrected; one for kinds that no search finds.
    """
    if not kind.has_page:
        rows = KIND_MODELS[kind.name].objects.order_by("slug").filter(IsPublic(kind=kind))
        rows = rows.filter(**{f"{kind.label}__icontains": text})
        return list(rows.values_list("slug", flat=True)[:MOST_LISTED])
    _, hits = things(understood(text))
    return [hit.slug for hit in hits if hit.kind == kind.name and hit.complete][:MOST_LISTED]
