"""Addresses for machines: sitemap, robots, health."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from compare.addresses import PAGES, canonical_comparison_path
from compare.filters import takes_nothing
from kb.models import Claim
from kb.reading import read_vocabulary
from kb.rollup import revision


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that has an address of its own. Eight queries."""
    takes_nothing(request.GET)
    words = read_vocabulary()
    paths = list(PAGES)
    for kind in ("frameworks", "aspects", "companies", "sources"):
        paths += [f"/{kind}/{slug}/" for slug in getattr(words, kind)]
    claims = list(Claim.objects.published().order_by("key").values_list("key", "framework__slug"))
    spoken_of = sorted({framework for _, framework in claims})
    paths += [
        canonical_comparison_path((one, other))
        for number, one in enumerate(spoken_of)
        for other in spoken_of[number + 1 :]
    ]
    paths += [f"/claims/{key}/" for key, _ in claims]
    urls = "".join(f"<url><loc>{request.build_absolute_uri(path)}</loc></url>\n" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """All may read; the admin and filtered views are not for indexes."""
    takes_nothing(request.GET)
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        text, status = f"ok, revision {revision()}\n", 200
    except DatabaseError:
        text, status = "the database does not answer\n", 503
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
