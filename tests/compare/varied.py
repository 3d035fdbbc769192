"""A small base with something of everything, the same in every run: three frameworks, every type of aspect, chains
of sources, comparisons, conditions, dates of every kind, gaps, a resolution, drafts, retired claims.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from kb.derived import upkeep
from kb.models import Claim
from tests import factories

SECRET = "unsaid"  # stands in every key, statement, quote and locator of what is not published
CLAIMS = 70
KINDS = ["official", "repository", "survey", "article", "blog", "note", "generated"]
WORDS = "Quick to learn|Große Wörter ÄÖÜ|Ελληνικά Σ|Needs <b>nothing</b> & more|plain|Reportedly used".split("|")
PERIODS = ["", "", "", "2019", "2023", "2024-02", "2024-02-29", "2024-12-31", "2025-01-01"]


def build(seed: int = 7) -> None:
    draw = random.Random(seed)  # noqa: S311
    with upkeep.collected():
        frameworks = [factories.framework(name=name) for name in ("Flask", "Django", "Älg")]
        scopes = [factories.scope(name=name) for name in ("small apps", "web APIs")]
        companies = [factories.company(name=name) for name in ("Reddit", "Pinterest", "Łódź Works")]
        sources, aspects = _sources(), _aspects()
        for number in range(CLAIMS):
            _claim(draw, number, frameworks, aspects, sources, companies, scopes)
        _unpublished(frameworks, aspects, sources)
        _readings(frameworks, aspects)


def _sources() -> list[Any]:
    days = [None, date(2018, 5, 1), date(2024, 2, 29), date(2024, 3, 1), None, date(2025, 12, 31), date(2023, 1, 1)]
    rows = [
        factories.source(
            title=f"The {kind} “{number}”", slug=f"{kind}-{number}", kind=kind, published_on=day,
            modified_on=date(2026, 1, 1) if number == 3 else None, url=f"https://{kind}.example/{number}?a=1&b=2",
        )
        for number, (kind, day) in enumerate(zip(KINDS, days, strict=True))
    ]  # fmt: skip
    for start, end, kind in ((3, 4, "derives"), (4, 0, "derives"), (5, 6, "derives"), (5, 1, "cites")):
        factories.source_link(from_source=rows[start], to_source=rows[end], kind=kind)
    return rows


def _aspects() -> list[Any]:
    basics, effort = (factories.group(name=name, order=n) for n, name in enumerate(("Basics", "Effort")))
    curve = factories.aspect(["easy", "steep", "harder"], name="Learning curve", group=effort, stale_after_months=24)
    for degree, option in enumerate(curve.options.order_by("slug"), start=-1):
        option.degree = degree
        option.save()
    return [
        factories.aspect(name="Built-in ORM", group=basics),
        curve,
        factories.aspect(["one", "two"], name="Patterns", group=effort, cardinality="many"),
        factories.aspect(name="Share", value_type="number", unit="%", temporal=True, group=basics),
        factories.aspect(name="Pattern in words", value_type="text", group=basics),
        factories.aspect(name="Never answered", group=basics),
        factories.adoption(group=effort),
    ]


def _claim(
    draw: random.Random, number: int, frameworks: list[Any], aspects: list[Any], sources: list[Any],
    companies: list[Any], scopes: list[Any],
) -> None:  # fmt: skip
    aspect, framework, source = draw.choice(aspects[:5] + aspects[6:]), draw.choice(frameworks), draw.choice(sources)
    via = draw.choice([None, None, *sources])
    via = None if via == source else via
    compared_to = draw.choice([None, None, None, *frameworks])
    fields: dict[str, Any] = {
        "aspect": aspect, "framework": framework, "source": source, "locator": f"line {number}", "via": via,
        "via_stated": bool(via) and draw.random() < 0.5, "scope": draw.choice([None, None, *scopes]),
        "compared_to": None if compared_to == framework or aspect.value_type != "choice" else compared_to,
        "as_of": draw.choice(PERIODS), "hedged": draw.random() < 0.3, "quote": draw.choice(["", "in short"]),
        "statement": f"{draw.choice(WORDS)} {number}", "reviewed_on": draw.choice([None, date(2026, 10, 1)]),
        "company": draw.choice(companies) if aspect.per_company else None,
    }  # fmt: skip
    factories.claim(**fields, **_value(draw, aspect))


def _value(draw: random.Random, aspect: Any) -> dict[str, Any]:
    if aspect.value_type == "choice":
        return {"option": draw.choice(list(aspect.options.all()))}
    values = {"boolean": draw.random() < 0.6, "number": draw.choice([12, "12.9", 40, -3]), "text": draw.choice(WORDS)}
    return {aspect.value_type: values[aspect.value_type]}


def _unpublished(frameworks: list[Any], aspects: list[Any], sources: list[Any]) -> None:
    """A draft and a claim in review, alone in their cell and beside others; and two retired claims."""
    place = {"framework": frameworks[0], "source": sources[0]}
    for status, aspect in (("draft", aspects[0]), ("review", aspects[5])):
        factories.claim(
            **place, aspect=aspect, status=status, key=f"{SECRET}-{status}", statement=f"{SECRET} {status}",
            quote=f"{SECRET} quote", locator=f"{SECRET} place",
        )  # fmt: skip
    for reason in ("misread", "outdated"):
        statement = f"Retired as {reason}"
        factories.retired(**place, aspect=aspects[0], retire_reason=reason, statement=statement)


def _readings(frameworks: list[Any], aspects: list[Any]) -> None:
    factories.gap(framework=frameworks[0], aspect=aspects[5], kind="not-applicable", note="Not asked of it.")
    factories.gap(framework=frameworks[1], aspect=aspects[5])
    learning = Claim.objects.published().filter(framework=frameworks[2], aspect=aspects[1], company=None)
    factories.resolution(learning, option=aspects[1].options.first())
