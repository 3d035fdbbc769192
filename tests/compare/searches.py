"""Searches and what they may find, without a database."""

from __future__ import annotations

from dataclasses import replace

from kb.evidence.records import AspectRecord, CompanyRecord, FrameworkRecord, GroupRecord, NeedRecord
from kb.evidence.vocabulary import Vocabulary
from kb.search.queries import Hit, Search, SearchTerm
from kb.search.terms import content_terms

NOTHING = Vocabulary(frameworks={}, groups={}, aspects={}, scopes={}, companies={}, sources={}, links=())
ASPECT = AspectRecord(
    slug="orm", name="Built-in ORM", group="data", order=1, help_text="Is there one?", value_type="boolean",
    cardinality="one", temporal=False, unit="", stale_after_months=None, per_company=False, options=(),
)  # fmt: skip
WORDS = replace(
    NOTHING,
    frameworks={slug: FrameworkRecord(slug, slug.title(), (f"{slug}.js",), "", "") for slug in ("flask", "django")},
    groups={"data": GroupRecord("data", "Data", 1)},
    aspects={
        "orm": ASPECT,
        "used-in-production": replace(ASPECT, slug="used-in-production", name="Used", per_company=True),
    },
    companies={"acme": CompanyRecord("acme", "Acme", (), "", "")},
    needs={
        "rest-api": NeedRecord("rest-api", "REST API", "Do you build a web API?", "orm", frozenset({True})),
        "small-team": NeedRecord("small-team", "Small team", "Are you few?", "orm", frozenset({True})),
    },
)


def asked(text: str, **corrected: str) -> Search:
    """A search as it is understood where every word stands in one thing, but for those that were corrected."""
    return Search(
        tuple(
            SearchTerm(term, term.text not in corrected, tuple(corrected.get(term.text, "").split()))
            for term in content_terms(text)
        ),
        text=text,
    )


MARKED = replace(
    WORDS,
    frameworks={
        slug: FrameworkRecord(slug, name, (), "", "")
        for slug, name in {
            "c": "C", "c-sharp": "C#", "c-plus-plus": "C++", "f-sharp": "F#", "go": "Go", "play": "Play",
            "play-bang": "Play!", "dot-net": ".NET", "node-js": "Node.js", "ruby-on-rails": "Ruby on Rails",
        }.items()
    },
)  # fmt: skip


def hit(kind: str, slug: str, *weights: int | None) -> Hit:
    """A hit by exact words of these weights."""
    return Hit(kind, slug, tuple(weight and weight * 10 * 23 for weight in weights))
