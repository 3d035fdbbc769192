"""The claims of one cell: what some sources say, copies and contradictions among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.bench.generator.things import Document, Question, Row, row
from tests.bench.generator.words import FRAMEWORKS, skewed, slug_of, talk

DOCUMENTS = (46, 26, 14, 8, 4, 2)  # how many cells in a hundred have one document, two …
SCOPES = ("APIs", "beginners", "enterprise", "internal tools", "large teams", "prototypes", "small apps", "startups")
VALUE_FIELDS = {"boolean": "boolean", "choice": "option", "number": "number", "text": "text"}


@dataclass(frozen=True)
class Place:
    """A cell: slugs of framework and company (None where the question is not asked of companies)."""

    framework: str
    question: Question
    company: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "framework": [self.framework],
            "aspect": [self.question.slug],
            "company": [self.company] if self.company else None,
        }


@dataclass(frozen=True)
class Saying:
    """What one document says of a cell, before it is worded: where it has it from, and under which condition."""

    document: Document
    value: Any
    via: Document | None
    scope: str | None
    against: str


def claims_of(rng: Random, place: Place, count: int, draw: Callable[[], Document]) -> Iterator[Row]:
    """So many claims about one cell, the first one published.

    What a document copies often stands beside it; some contradict the first one, some of these only under a
    condition, and a few sources contradict themselves.
    """
    truth, against = value(rng, place.question), slug_of(rng.choice(FRAMEWORKS))
    numbers: dict[str, int] = {}
    before: Document | None = None
    for nth in range(count):
        document = _next_document(rng, before, draw)
        contradicts = (nth > 0 and rng.random() < 0.16) or document is before
        differs = contradicts or place.question.kind == "figure"
        saying = Saying(
            document=document,
            value=value(rng, place.question) if differs else truth,
            via=_upstream(rng, document, draw),
            scope=slug_of(rng.choice(SCOPES)) if rng.random() < (0.25 if contradicts else 0.05) else None,
            against=against,
        )
        stem = f"{document.slug}-{place.framework}-{place.question.slug}" + (
            f"-{place.company}" if place.company else ""
        )
        numbers[stem] = number = numbers.get(stem, 0) + 1
        status = "published" if nth == 0 else rng.choices(("published", "draft", "review", "retired"), (93, 3, 1, 3))[0]
        yield claim(rng, place, saying, f"{stem}-{number}", status)
        before = document


def _next_document(rng: Random, before: Document | None, draw: Callable[[], Document]) -> Document:
    chance = rng.random()
    if before and chance < 0.03:
        return before
    return before.copies if before and before.copies and chance < 0.6 else draw()


def _upstream(rng: Random, document: Document, draw: Callable[[], Document]) -> Document | None:
    """Where a claim has it from: what its document copies, or now and then another one."""
    chance = rng.random()
    upstream = document.copies if chance < 0.4 else draw() if chance > 0.94 else None
    return None if upstream is document else upstream


def claim(rng: Random, place: Place, saying: Saying, key: str, status: str) -> Row:
    question, document, via = place.question, saying.document, saying.via
    compared_to = question.kind == "compared" and saying.against != place.framework
    return row(
        "claim", **_value_fields(question, saying.value), **place.fields, key=key, source=[document.slug],
        locator=f"section {rng.randint(1, 40)}, sentence {key.rpartition('-')[2]}",
        scope=[saying.scope] if saying.scope else None, compared_to=[saying.against] if compared_to else None,
        as_of=_as_of(rng, question), hedged=rng.random() < 0.07, via=[via.slug] if via else None,
        via_stated=rng.random() < 0.6 and via is not None, quote=talk(rng, 2, 5),
        statement=f"{question.name} in {place.framework}: {talk(rng, 4, 14)}.", note="", status=status,
        retire_reason="outdated" if status == "retired" else "",
        reviewed_on="2026-11-20" if status in ("published", "retired") else None,
    )  # fmt: skip


def _as_of(rng: Random, question: Question) -> str:
    """Figures name their year more often than not, other claims hardly ever a month."""
    year, month = rng.randint(2017, 2025), rng.randint(1, 12)
    if question.kind == "figure":
        return str(year) if rng.random() < 0.8 else ""
    return f"{year}-{month:02}" if rng.random() < 0.08 else ""


def value(rng: Random, question: Question) -> Any:
    match question.kind:
        case "boolean":
            return rng.random() < 0.8
        case "choice" | "compared":
            return question.options[min(skewed(rng, (60, 25, 15)), len(question.options)) - 1]
        case "number":
            return str(rng.randint(1, 40) * 5)
        case "figure":
            return str(rng.randint(10, 900) / 10).removesuffix(".0")
        case _:
            return talk(rng, 3, 9)


def _value_fields(question: Question, said: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"option": None, "number": None, "boolean": None, "text": ""}
    return empty | {VALUE_FIELDS[question.value_type]: [question.slug, said] if question.options else said}
