"""Addresses for machines: sitemap, robots, health."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from xml.sax.saxutils import escape

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from compare.answers.problems import NotHere, bad_query
from compare.display.cells import cell_path
from compare.faces.addresses import PAGES, canonical_comparison_path
from compare.filters import BadQuery, takes_nothing
from compare.web.lazy_text import LazyText
from compare.web.schema import Misfit, check_schema
from kb.derived.upkeep import revision
from kb.editing.public_history import last_public_changes
from kb.evidence.kinds import WITH_PAGES
from kb.models import Claim, Resolution
from kb.rows.vocabulary_reading import vocabulary_on_demand

XML = "application/xml; charset=utf-8"
MOST_SITEMAP_ADDRESSES = 50_000  # addresses in one file of a sitemap, by its protocol
TIMELESS = ("/about/", "/reference/")
SLUGS = ("framework__slug", "aspect__slug", "company__slug", "source__slug")


@dataclass(frozen=True)
class Address:
    """An address of the site and the day on which what stands there last changed; None if nobody knows."""

    path: str
    day: date | None = None


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that has an address of its own; more than one file holds: the parts. Eleven queries."""
    takes_nothing(request.GET)
    return LazyText(lambda: _whole(request), XML)


def _whole(request: HttpRequest) -> str:
    """Every address, or every part if they are too many for one file."""
    addresses = list(_addresses())
    if len(addresses) <= MOST_SITEMAP_ADDRESSES:
        return _xml("urlset", "url", addresses, request)
    numbers = range(1, -(-len(addresses) // MOST_SITEMAP_ADDRESSES) + 1)
    return _xml("sitemapindex", "sitemap", [Address(f"/sitemap-{number}.xml") for number in numbers], request)


def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One part of a long sitemap, counted from one."""
    takes_nothing(request.GET)
    part = list(_addresses())[(number - 1) * MOST_SITEMAP_ADDRESSES : number * MOST_SITEMAP_ADDRESSES]
    if not part:
        raise NotHere(f"The sitemap has no part {number}.", [("/sitemap.xml", "/sitemap.xml")])
    return LazyText(lambda: _xml("urlset", "url", part, request), XML)


def _xml(root: str, tag: str, addresses: Iterable[Address], request: HttpRequest) -> str:
    lines = (
        f"<{tag}><loc>{escape(request.build_absolute_uri(address.path))}</loc>"
        f"{f'<lastmod>{address.day.isoformat()}</lastmod>' if address.day else ''}</{tag}>"
        for address in addresses
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            f"</{root}>",
            "",
        ]
    )


def _addresses() -> Iterator[Address]:
    """Lists, things, comparisons, cells and claims; each as new as the newest public change of its claims."""
    vocabulary, days = vocabulary_on_demand(), last_public_changes()
    columns = ("pk", "key", "status", "reviewed_on", *SLUGS)
    claims = list(Claim.objects.once_published().order_by("key").values_list(*columns))
    cells = list(Resolution.objects.values_list("resolved_on", *SLUGS[:3]))
    newest: dict[str, date] = {}
    addresses: list[Address] = []
    spoken_of, filled = set(), set()
    for pk, key, status, reviewed_on, framework, aspect, company, source in claims:
        day = days.get(pk, reviewed_on)
        _note(newest, day, framework, aspect, company, source)
        if status == Claim.Status.PUBLISHED:
            addresses.append(Address(f"/claims/{key}/", day))
            spoken_of.add(framework)
            filled.add(cell_path((framework, aspect, company)))
    for day, framework, aspect, company in cells:
        _note(newest, day, framework, aspect, company)
    for path in PAGES:
        yield Address(path, None if path in TIMELESS else newest.get("/"))
    for kind in WITH_PAGES:
        for slug in vocabulary.of(kind):
            yield Address(f"/{kind.plural}/{slug}/", newest.get(f"/{kind.plural}/{slug}/"))
    for pair in combinations(sorted(spoken_of), 2):
        known = [newest[path] for slug in pair if (path := f"/frameworks/{slug}/") in newest]
        yield Address(canonical_comparison_path(pair), max(known, default=None))
    for path in sorted(filled):
        yield Address(path, newest.get(path))
    yield from addresses


def _note(
    newest: dict[str, date], day: date | None, framework: str, aspect: str, company: str | None, source: str = ""
) -> None:
    """Something happened on that day to a cell, and so to every page that shows it."""
    paths = ["/", cell_path((framework, aspect, company)), f"/frameworks/{framework}/", f"/aspects/{aspect}/"]
    paths += [f"/companies/{company}/"] if company else []
    paths += [f"/sources/{source}/"] if source else []
    for path in paths if day else ():
        newest[path] = max(newest.get(path, date.min), day or date.min)


def robots(request: HttpRequest) -> HttpResponse:
    """All may read; the admin, what a search found and filter panels are not for indexes."""
    takes_nothing(request.GET)
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /filters/",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has the tables that this code needs, else 503. One query, once it was good."""
    try:
        takes_nothing(request.GET)
    except BadQuery as bad:
        return bad_query(request, "", bad)
    try:
        check_schema()
        text, status = f"ok, revision {revision()}\n", 200
    except DatabaseError:
        text, status = "the database does not answer\n", 503
    except Misfit as misfit:
        text, status = f"the database does not fit this code: {misfit}\n", 503
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
