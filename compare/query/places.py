"""What an address itself has decided, before any filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from compare.filters import ARRANGEMENT, AXES, CELLS, EVIDENCE, FILTERS
from kb.evidence.records import CellKey


@dataclass(frozen=True)
class AddressPlace:
    """What the address itself has decided, before any filter.

    ``fixed`` maps axis or evidence parameters to slugs; ``columns`` are the frameworks of a matrix in the
    order of the address (None: those that occur); ``rectangular`` says that every column of a row is judged,
    the empty cells too; ``about`` says the place in words; ``stages`` are the filters that make sense there;
    ``turns`` says that it has a table of cells, whose rows and columns can change places; ``answers`` that its page
    begins with what these say in all.
    """

    fixed: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...] | None = None
    rectangular: bool = False
    about: str = ""
    stages: tuple[str, ...] = (AXES, EVIDENCE, CELLS, ARRANGEMENT)
    turns: bool = False
    answers: bool = False

    @property
    def weighs(self) -> bool:
        """Whether the address itself says which claims count."""
        return "source" in self.fixed


EVERYWHERE = AddressPlace({})


def without(place: AddressPlace) -> frozenset[str]:
    """The parameters that an address has decided, or that make no sense there: its query cannot give them."""
    decided = {name for name, entry in FILTERS.items() if entry.stage not in place.stages} | set(place.fixed)
    if place.columns is not None:
        decided.add("framework")
    if not place.turns:
        decided.add("transpose")
    if "aspect" in decided:
        decided.add("group")
    return frozenset(decided)


def at(place: AddressPlace, rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    """The rows that the address itself leaves in a stage."""
    for name, slugs in place.fixed.items():
        path = FILTERS[name].field_name
        if FILTERS[name].stage == stage:
            rows = rows.filter(**({f"{path}__in": slugs} if slugs else {path.removesuffix("__slug"): None}))
    if stage == AXES and place.columns is not None:
        rows = rows.filter(framework__slug__in=place.columns)
    return rows


def cell_place(key: CellKey, stages: tuple[str, ...] = (EVIDENCE,), about: str = "") -> AddressPlace:
    """The place of a single cell, judged even when it is empty."""
    company = (key.company,) if key.company else ()
    fixed = {"framework": (key.framework,), "aspect": (key.aspect,), "company": company}
    return AddressPlace(fixed, about=about, stages=stages)
