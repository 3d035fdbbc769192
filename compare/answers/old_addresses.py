"""Old addresses: a slug that something had before leads on to the one that it has now, for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_cache_control

from compare.faces.addresses import VERSUS, with_query
from compare.filters import FILTERS
from kb.evidence.kinds import KINDS, OPTION
from kb.models.former_slugs import HOLDER_MODELS, SlugPair, present_slugs
from kb.rows.public_things import slugs_with_page

KIND_OF = {  # by parameter
    **{name: parameter.kind.name for name, parameter in FILTERS.items() if parameter.kind},
    "value": OPTION.name,
}


def moved(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """On to the same address with the present slugs, in its path and in its query; None if it names no former one.

    For requests that found nothing: three queries for each kind of thing that they name. The face goes along.
    """
    match = request.resolver_match
    if match is None or match.url_name is None:
        return None
    slug_pairs = slugs_of(match.url_name, match.kwargs)
    present = _public([*(pair for pairs in slug_pairs.values() for pair in pairs), *_queried(request.GET)])
    if not present:
        return None
    slugs = {name: VERSUS.join(present.get(pair, pair[1:])[0] for pair in pairs) for name, pairs in slug_pairs.items()}
    path = reverse(match.url_name, kwargs={**match.kwargs, **slugs})
    return led(path, _renamed(request.GET, present))


def _public(pairs: list[SlugPair]) -> dict[SlugPair, tuple[str, ...]]:
    """Present slugs of what anybody may see: of anything else an old address is like one that never was."""
    present = present_slugs(pairs, lambda kind, slugs: slugs_with_page(KINDS[kind], slugs))
    seen: dict[str, set[str]] = {}
    for name in {name for name, _ in present}:
        seen[name] = slugs_with_page(
            KINDS[name], {slug for pair, slugs in present.items() if pair[0] == name for slug in slugs}
        )
    public = {pair: tuple(slug for slug in slugs if slug in seen[pair[0]]) for pair, slugs in present.items()}
    return {pair: slugs for pair, slugs in public.items() if slugs}


def led(path: str, query: QueryDict) -> HttpResponsePermanentRedirect:
    """On to where the same stands for good."""
    response = HttpResponsePermanentRedirect(with_query(path, query.urlencode()))
    # a browser keeps a permanent redirect for ever, but something new may take the old slug: let it ask again
    patch_cache_control(response, no_cache=True)
    return response


def slugs_of(url_name: str, parts: dict[str, Any]) -> dict[str, list[SlugPair]]:
    """What each part of the address names."""
    pairs: dict[str, list[SlugPair]] = {}
    for name, text in parts.items():
        kind = url_name.partition("-")[0] if name == "slug" else name
        if name == "names":
            pairs[name] = [("framework", slug) for slug in text.split(VERSUS)]
        elif kind in HOLDER_MODELS:
            pairs[name] = [(kind, text)]
    return pairs


def _queried(query: QueryDict) -> Iterator[SlugPair]:
    for name, kind in KIND_OF.items():
        yield from ((kind, slug.strip()) for slug in query.getlist(name))


def _renamed(query: QueryDict, present: dict[SlugPair, tuple[str, ...]]) -> QueryDict:
    """The same query with present slugs, each once."""
    changed = query.copy()
    for name, kind in KIND_OF.items():
        if name in changed:
            slugs = [new for slug in changed.getlist(name) for new in present.get((kind, slug.strip()), (slug,))]
            changed.setlist(name, list(dict.fromkeys(slugs)))
    return changed
