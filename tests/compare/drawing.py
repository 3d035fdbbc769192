"""Draws filters at random, but with a sense for what a base holds, so that most draws find something."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.compare.slow_selection import SlowBase, Where

STATES = "empty resolved contested unrooted single corroborated".split()
CERTAINTIES = "strong fair weak faint".split()
FLAGS = "stale undated second_hand hedged self_contradicted conditional split".split()
AXES = {"framework", "aspect", "group", "company", "nature"}
EVIDENCE = {"source", "source_kind", "scope", "since", "until"}
CELLS = {"state", "flag", "certainty", "value", "min_documents", "min_roots", "differs", "q"}
ALL = AXES | EVIDENCE | CELLS


@dataclass(frozen=True)
class Address:
    """A page, what it decides by itself, and the filters that it takes. ``kind``: how it shows its selection."""

    path: str
    kind: str
    where: Where = field(default_factory=Where)
    takes: frozenset[str] = frozenset(ALL)


Query = dict[str, list[str]]


class Drawing:
    def __init__(self, base: SlowBase, seed: int) -> None:
        self.base = base
        self.random = random.Random(seed)  # noqa: S311

    def address(self) -> Address:
        """Any page that takes filters."""
        return self.random.choice(self.kinds)()

    @property
    def kinds(self) -> list[Callable[[], Address]]:
        return [
            self.comparison, self.comparison, self.companies, self.claims, self.claims, self.disagreements,
            self.things, self.framework, self.aspect, self.company, self.source, self.cell,
        ]  # fmt: skip

    def comparison(self) -> Address:
        columns = tuple(self.random.sample(sorted(self.base.frameworks), self.random.randint(1, 3)))
        where = Where(columns=columns, rectangular=True)
        return Address(f"/compare/{'-vs-'.join(columns)}/", "matrix", where, frozenset(ALL - {"framework"}))

    def companies(self) -> Address:
        where = Where({"aspect": "used-in-production"}, rectangular=True)
        return Address("/companies/", "matrix", where, frozenset(ALL - {"aspect", "group"}))

    def claims(self) -> Address:
        return Address("/claims/", "claims")

    def disagreements(self) -> Address:
        return Address("/disagreements/", "disagreements")

    def things(self) -> Address:
        return Address(f"/{self.random.choice(['frameworks', 'aspects', 'sources'])}/", "things")

    def framework(self) -> Address:
        return self._detail("framework", "/frameworks/", list(self.base.frameworks), {"framework"})

    def aspect(self) -> Address:
        return self._detail("aspect", "/aspects/", [claim["aspect"] for claim in self.base.claims], {"aspect", "group"})

    def company(self) -> Address:
        return self._detail("company", "/companies/", list(self.base.companies), {"company"})

    def source(self) -> Address:
        return self._detail("source", "/sources/", [claim["source"] for claim in self.base.claims], {"source"})

    def cell(self) -> Address:
        claim = self.random.choice(self.base.claims)
        place = [claim["framework"], claim["aspect"], *([claim["company"]] if claim["company"] else [])]
        fixed = dict(zip(("framework", "aspect", "company"), place, strict=False))
        return Address(f"/cells/{'/'.join(place)}/", "claims", Where(fixed), frozenset(EVIDENCE))

    def _detail(self, name: str, base: str, slugs: list[str], decided: set[str]) -> Address:
        slug = self.random.choice(sorted(set(slugs)))
        return Address(f"{base}{slug}/", "claims", Where({name: slug}), frozenset(ALL - decided))

    def query(self, address: Address, most: int = 3) -> Query:
        """One to so many filters that the address takes."""
        names = self.random.sample(sorted(address.takes), self.random.randint(1, min(most, len(address.takes))))
        return {name: self._values(name) for name in names}

    def _values(self, name: str) -> list[str]:
        if name in ("since", "until", "min_documents", "min_roots", "differs", "q"):
            return [self.random.choice(self.offers[name])]
        return self.random.sample(self.offers[name], min(len(self.offers[name]), self.random.choice([1, 1, 2, 3])))

    @property
    def offers(self) -> Mapping[str, list[str]]:
        base = self.base
        claims = self.random.sample(base.claims, min(12, len(base.claims)))
        values: list[Any] = [
            claim["value"] for claim in claims if base.aspects[claim["aspect"]]["value_type"] != "text"
        ]
        statements = [claim["statement"] for claim in claims if claim["statement"]]
        return {
            "framework": sorted({claim["framework"] for claim in claims}),
            "aspect": sorted({claim["aspect"] for claim in claims}),
            "group": sorted({base.aspects[claim["aspect"]]["group"] for claim in claims}),
            "company": sorted(base.companies),
            "nature": ["fact", "opinion"],
            "source": sorted({claim["source"] for claim in claims}),
            "source_kind": sorted({one["kind"] for one in base.sources.values()}),
            "scope": sorted({claim["scope"] for claim in base.claims if claim["scope"]}),
            "since": ["2018", "2024", "2024-02", "2024-02-29", "2024-03-01", "2025", "2026-01-01"],
            "until": ["2018", "2023-01", "2024-02-28", "2024-02-29", "2024", "2025-12-31"],
            "state": STATES,
            "flag": FLAGS,
            "certainty": CERTAINTIES,
            "value": sorted({_written(value) for value in values} | {"yes", "no"}),
            "min_documents": ["0", "1", "2", "3"],
            "min_roots": ["0", "1", "2"],
            "differs": ["1"],
            "q": [self.random.choice(statements)[:7].swapcase(), "FLASK", "e", " Django ", "ä"],
        }


def _written(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
