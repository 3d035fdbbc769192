"""What claims are about and where they stand: aspects with options, sources with what they copy."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from tests.bench.generator.words import FRAMEWORKS, TOPICS, aspect_name, slug_of, talk

Row = dict[str, Any]

FIRST_DAY, DAYS = date(2016, 1, 1), 3_900
GROUPS = (
    "adoption", "architecture", "community", "core", "databases", "effort", "features", "fit", "flexibility", "history",
    "learning", "performance", "popularity", "security",
)  # fmt: skip
WIDE, NARROW = "bench-14x200", "bench-2x60"
KINDS = {
    "article": 30, "blog": 28, "official": 10, "repository": 5, "survey": 5, "measurement": 4, "directory": 4,
    "video": 4, "note": 3, "generated": 4, "other": 3,
}  # fmt: skip
DEGREES = (("less", -1), ("similar", 0), ("more", 1))
OPTIONS = ("none", "optional", "partial", "required", "built-in", "third-party", "planned")


def row(model: str, **fields: Any) -> Row:
    return {"model": f"kb.{model}", "fields": fields}


@dataclass(frozen=True)
class Question:
    """An aspect: its kind decides what a claim about it says."""

    slug: str
    name: str
    group: str
    order: int
    kind: str  # a value type, or "compared" (a choice between frameworks) or "figure" (a number over time)
    stale_after_months: int | None = None
    many: bool = False
    options: tuple[str, ...] = ()

    @property
    def value_type(self) -> str:
        return {"compared": "choice", "figure": "number"}.get(self.kind, self.kind)

    def rows(self) -> Iterator[Row]:
        """The aspect."""
        yield row(
            "aspect", name=self.name, slug=self.slug, group=[self.group], order=self.order,
            help_text=f"What do the sources say of {self.name.lower()}?", value_type=self.value_type,
            cardinality="many" if self.many else "one", temporal=self.kind == "figure",
            unit="%" if self.kind == "figure" else "", stale_after_months=self.stale_after_months,
            per_company=self.group == "adoption",
        )  # fmt: skip

    def option_rows(self) -> Iterator[Row]:
        degrees = dict(DEGREES) if self.kind == "compared" else {}
        for order, slug in enumerate(self.options):
            yield row(
                "option", aspect=[self.slug], slug=slug, label=slug.replace("-", " ").capitalize(), order=10 * order,
                description="", degree=degrees.get(slug),
            )  # fmt: skip


ADOPTION = Question("used-in-production", "Used in production", "adoption", 10, "boolean")


def question(rng: Random, number: int, group: str) -> Question:
    name = aspect_name(number)
    kind = rng.choices(
        ("boolean", "choice", "number", "text", "compared", "figure"), (52, 24, 7, 5, 6, 6)
    )[0]  # fmt: skip
    options: tuple[str, ...] = ()
    if kind == "choice":
        options = tuple(rng.sample(OPTIONS, rng.randint(3, 5)))
    elif kind == "compared":
        options = tuple(slug for slug, _ in DEGREES)
    return Question(
        slug=slug_of(name), name=name, group=group, order=10 * (number % 3_000), kind=kind, options=options,
        stale_after_months=rng.choices((None, 24, 60), (70, 15, 15))[0],
        many=kind == "text" or (kind == "choice" and rng.random() < 0.15),
    )  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A source, and the one that it copies, if any."""

    slug: str
    title: str
    kind: str
    published_on: date | None
    copies: Document | None = None
    cites: tuple[Document, ...] = ()

    def source_row(self) -> Row:
        published = self.published_on.isoformat() if self.published_on else None
        official = self.kind in ("official", "repository")
        return row(
            "source", title=self.title, slug=self.slug, url=f"https://{self.slug}.example/", version="", kind=self.kind,
            author="" if official else f"Author of {self.slug}", publisher=self.slug.split("-")[0].capitalize(),
            published_on=published, modified_on=None, read_on="2026-11-20", archive_url="", language="en", sha256="",
        )  # fmt: skip

    def link_rows(self) -> Iterator[Row]:
        linked = [(other, "cites") for other in self.cites] + ([(self.copies, "derives")] if self.copies else [])
        for other, kind in linked:
            yield row("sourcelink", from_source=[self.slug], to_source=[other.slug], kind=kind, note="")


@dataclass
class Shelf:
    """Sources, the first ones used most."""

    documents: list[Document] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def fill(self, rng: Random, name: str, count: int, older: Sequence[Document] = ()) -> Shelf:
        """Add so many; a quarter copies an older one, of this shelf or of ``older``."""
        for number in range(count):
            near = [*self.documents[-40:], *older]
            self.documents.append(_document(rng, f"{name}-{number}", near))
        # flattened, so that no source of a large base has a tenth of it
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(count)))
        return self

    def draw(self, rng: Random) -> Document:
        return self.documents[bisect(self.weights, rng.random() * self.weights[-1])]


def _document(rng: Random, name: str, near: Sequence[Document]) -> Document:
    topic, subject = rng.choice(TOPICS), rng.choice(FRAMEWORKS)
    dated = rng.random() < 0.8
    copies = rng.choice(near) if near and rng.random() < 0.25 else None
    cited = rng.sample(near, min(len(near), rng.choices((0, 1, 2), (70, 20, 10))[0]))
    return Document(
        slug=f"{topic}-{name}",
        title=f"{subject} {topic}: {talk(rng, 2, 5)}",
        kind=rng.choices(tuple(KINDS), tuple(KINDS.values()))[0],
        published_on=FIRST_DAY + timedelta(days=int(DAYS * rng.random() ** 0.5)) if dated else None,
        copies=copies,
        cites=tuple(other for other in cited if other is not copies),
    )
