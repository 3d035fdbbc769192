"""A whole base: what every size has in common, and what grows with the claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

from tests.bench.generator.claims import DOCUMENTS, SCOPES, Place, claims_of
from tests.bench.generator.things import ADOPTION, GROUPS, NARROW, WIDE, Document, Question, Row, Shelf, question, row
from tests.bench.generator.words import FRAMEWORKS, INDUSTRIES, company_name, skewed, slug_of

SLUGS = tuple(sorted(slug_of(name) for name in FRAMEWORKS))
IN_WIDE, IN_NARROW = SLUGS[:14], ("django", "flask")
CORE_SOURCES = 60
RESOLVED, ABSENT = 0.05, 0.08  # shares of the contested cells, and of the cells without a claim


@dataclass(frozen=True)
class Shape:
    """How large a base is. The frameworks, the groups and the two full comparisons are the same at every number of
    claims; aspects, sources and companies grow with it.
    """

    claims: int
    wide: int = 200  # aspects in the group of fourteen frameworks
    narrow: int = 60  # aspects in the group of two
    seed: int = 9

    @property
    def growing_aspects(self) -> int:
        return max(5, self.claims // 25 - self.wide - self.narrow - 1)

    @property
    def growing_sources(self) -> int:
        return max(10, self.claims // 60)

    @property
    def companies(self) -> int:
        return 20 + self.claims // 100


@dataclass
class Vocabulary:
    """Everything but claims. The fixed part draws from generators of its own, so that no size changes it."""

    shape: Shape
    core: Shelf = field(default_factory=Shelf)
    more: Shelf = field(default_factory=Shelf)
    wide: list[Question] = field(default_factory=list)
    narrow: list[Question] = field(default_factory=list)
    growing: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        fixed, grown = (Random(f"{self.shape.seed} {part}") for part in ("fixed", "grown"))
        self.core.fill(fixed, "core", CORE_SOURCES)
        self.more.fill(grown, "more", self.shape.growing_sources, self.core.documents)
        self.wide = [question(fixed, number, WIDE) for number in range(self.shape.wide)]
        self.narrow = [question(fixed, self.shape.wide + number, NARROW) for number in range(self.shape.narrow)]
        first = self.shape.wide + self.shape.narrow
        groups = GROUPS[1:]
        self.growing = [
            question(grown, first + number, groups[number % len(groups)])
            for number in range(self.shape.growing_aspects)
        ]

    @property
    def questions(self) -> list[Question]:
        return [ADOPTION, *self.wide, *self.narrow, *self.growing]

    @property
    def documents(self) -> list[Document]:
        return [*self.core.documents, *self.more.documents]

    def rows(self) -> Iterator[Row]:
        for name in FRAMEWORKS:
            slug = slug_of(name)
            yield row("framework", name=name, slug=slug, aliases="", homepage=f"https://{slug}.example/", repository="")
        for order, slug in enumerate((*GROUPS, WIDE, NARROW)):
            yield row("aspectgroup", name=slug.capitalize(), slug=slug, order=10 * order)
        for asked in self.questions:
            yield from asked.rows()
        for asked in self.questions:
            yield from asked.option_rows()
        for name in SCOPES:
            yield row("scope", name=name, slug=slug_of(name))
        for number in range(self.shape.companies):
            yield _company(number)
        for document in self.documents:
            yield document.source_row()
        for document in self.documents:
            yield from document.link_rows()


def _company(number: int) -> Row:
    name = company_name(number)
    industry = INDUSTRIES[number % len(INDUSTRIES)]
    return row("company", name=name, slug=slug_of(name), aliases="", homepage="", industry=industry)


def rows(shape: Shape) -> Iterator[Row]:
    """All rows, what others refer to first. Exactly ``shape.claims`` claims, drafts and retired ones among them."""
    vocabulary = Vocabulary(shape)
    yield from vocabulary.rows()
    after: list[Row] = []
    count = 0
    for places in (_wide(vocabulary), _narrow(vocabulary), _adoption(vocabulary), _growing(vocabulary, after)):
        for cell in places:
            fitting = cell[: shape.claims - count]
            count += len(fitting)
            yield from fitting
            after += _resolution(shape, fitting)
            if count == shape.claims:
                break
    yield from sorted(after, key=lambda absent: absent["model"] != "kb.resolution")
    yield from _needs(vocabulary)


def _wide(vocabulary: Vocabulary) -> Iterator[list[Row]]:
    return _full(vocabulary, vocabulary.wide, IN_WIDE)


def _narrow(vocabulary: Vocabulary) -> Iterator[list[Row]]:
    return _full(vocabulary, vocabulary.narrow, IN_NARROW)


def _full(vocabulary: Vocabulary, questions: list[Question], frameworks: tuple[str, ...]) -> Iterator[list[Row]]:
    """Every cell has claims, of the sources that every size has."""
    rng = Random(f"{vocabulary.shape.seed} {questions[0].group}")
    draw = partial(vocabulary.core.draw, rng)
    for asked in questions:
        for framework in frameworks:
            yield list(claims_of(rng, Place(framework, asked), skewed(rng, DOCUMENTS), draw))


def _adoption(vocabulary: Vocabulary) -> Iterator[list[Row]]:
    """Each company under one to four frameworks."""
    rng = Random(f"{vocabulary.shape.seed} adoption")
    draw = partial(_draw, rng, vocabulary)
    for number in range(vocabulary.shape.companies):
        company = slug_of(company_name(number))
        for framework in sorted(rng.sample(SLUGS, skewed(rng, (60, 25, 10, 5)))):
            yield list(claims_of(rng, Place(framework, ADOPTION, company), skewed(rng, (60, 30, 10)), draw))


def _growing(vocabulary: Vocabulary, after: list[Row]) -> Iterator[list[Row]]:
    """The rest, aspect after aspect, some well covered and many hardly, over and over until the base is full."""
    rng = Random(f"{vocabulary.shape.seed} growing")
    draw = partial(_draw, rng, vocabulary)
    empty: dict[str, list[str]] = {}
    while True:  # a second round goes to the frameworks that the first one left out
        for asked in vocabulary.growing:
            first_round = asked.slug not in empty
            rest = empty.setdefault(asked.slug, rng.sample(SLUGS, len(SLUGS)))
            for _ in range(min(len(rest), skewed(rng, (10, 5, 4, 4, 4, 5, 6, 7, 8, 8, 8, 7, 7, 6, 5, 4, 2)))):
                framework = rest.pop()
                yield list(claims_of(rng, Place(framework, asked), skewed(rng, DOCUMENTS), draw))
            after += [_gap(framework, asked) for framework in rest if first_round and rng.random() < ABSENT]
        if not any(empty.values()):
            raise ValueError("There are more claims than cells for them.")


def _draw(rng: Random, vocabulary: Vocabulary) -> Document:
    """Half of what is said stands in the sources that everybody reads."""
    return (vocabulary.core if rng.random() < 0.5 else vocabulary.more).draw(rng)


def _gap(framework: str, asked: Question) -> Row:
    return row(
        "gap", framework=[framework], aspect=[asked.slug], company=None,
        kind="not-applicable" if asked.order % 70 == 0 else "searched-silent", searched_on="2026-11-20", note="",
    )  # fmt: skip


def _resolution(shape: Shape, cell: list[Row]) -> list[Row]:
    """An editor's reading of a few of the cells whose first two published claims differ."""
    claims = [claim["fields"] for claim in cell if claim["fields"]["status"] == "published"]
    values = [tuple(str(claim[name]) for name in ("option", "number", "boolean")) for claim in claims]
    if len(set(values)) < 2 or Random(f"{shape.seed} {claims[0]['key']}").random() > RESOLVED:
        return []
    first = claims[0]
    carried = ("option", "number", "boolean", "text", "framework", "aspect", "company", "compared_to")
    return [
        row(
            "resolution", **{name: first[name] for name in carried}, reason="judgement",
            explanation="The first source shows it; the others repeat what they have read.",
            resolved_on="2026-11-21", claims=[[claim["key"]] for claim in claims],
        )
    ]  # fmt: skip


def _needs(vocabulary: Vocabulary) -> Iterator[Row]:
    booleans = [asked for asked in vocabulary.wide if asked.kind == "boolean"][:12]
    for asked in booleans:
        yield row(
            "need", name=asked.name, slug=f"need-{asked.slug}", question=f"Do you need {asked.name.lower()}?",
            aspect=[asked.slug], boolean=True, options=[],
        )  # fmt: skip


def written(shape: Shape) -> Iterator[str]:
    """The fixture as text, one object a line, in pieces."""
    yield "["
    separator = "\n"
    for each in rows(shape):
        yield separator + json.dumps(each, ensure_ascii=False)
        separator = ",\n"
    yield "\n]\n"
