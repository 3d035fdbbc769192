"""The kinds of things that claims are about, or name: one registry, which all other tables of kinds read. Pure.

One more kind is one entry here; CONTRIBUTING names what else it needs, and a test fails while that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingKind:
    """A kind of thing, each known by its slug.

    ``name`` stands in addresses and parameters, ``plural`` is its place in a vocabulary, in files and before addresses;
    ``table`` is the name of its model in lower case, ``label`` its column with what it is called.
    """

    name: str
    plural: str
    noun: str = ""  # what it is called in a sentence; else its name
    table: str = ""  # else its name
    label: str = "name"
    full_name: str = "name"  # the attribute of its record that tells it from all others
    in_cell: str = ""  # the path from a cell to it
    in_claim: tuple[str, ...] = ()  # the columns of a claim beyond its cell that name it
    order: tuple[str, ...] = ("slug",)  # in which pages list it
    has_page: bool = False  # it has a page; how often it occurs is counted, and a search finds it
    has_former_slugs: bool = False  # a slug that it had leads on to it
    is_few: bool = False  # a form can list all of them
    evidence: tuple[str, ...] = ()  # its columns that decide what cells say and whose word it is: a change is reviewed

    @property
    def words(self) -> str:
        """One of it, in a sentence: “group of aspects”."""
        return self.noun or self.name

    @property
    def title(self) -> str:
        """Many of it, at the head of a list: “Companies”."""
        return self.plural.capitalize()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a claim that name it, that of its cell first."""
        return (*((self.in_cell,) if self.in_cell == self.name else ()), *self.in_claim)

    @property
    def is_named(self) -> bool:
        """Whether claims or cells lead to it."""
        return bool(self.in_cell or self.in_claim)


FRAMEWORK = ThingKind(
    name="framework", plural="frameworks", in_cell="framework", in_claim=("compared_to",), has_page=True,
    has_former_slugs=True, evidence=("name", "slug", "aliases", "homepage", "repository"),
)  # fmt: skip
ASPECT = ThingKind(
    name="aspect", plural="aspects", in_cell="aspect", order=("group__order", "group__slug", "order", "slug"),
    has_page=True, has_former_slugs=True,
    evidence=(
        "name", "slug", "help_text", "value_type", "cardinality", "nature", "temporal", "unit", "stale_after_months",
        "per_company", "added_on",
    ),
)  # fmt: skip
GROUP = ThingKind(
    name="group", plural="groups", noun="group of aspects", table="aspectgroup", in_cell="aspect__group",
    order=("order", "slug"), has_former_slugs=True, is_few=True,
)  # fmt: skip
COMPANY = ThingKind(
    name="company", plural="companies", in_cell="company", has_page=True, has_former_slugs=True,
    evidence=("name", "slug", "aliases", "homepage"),
)  # fmt: skip
SCOPE = ThingKind(
    name="scope", plural="scopes", in_claim=("scope",), has_former_slugs=True, evidence=("name", "slug"),
)  # fmt: skip
SOURCE = ThingKind(
    name="source", plural="sources", label="title", full_name="label", in_claim=("source", "via"), has_page=True,
    has_former_slugs=True,
    evidence=(
        "slug", "kind", "author", "publisher", "published_on", "modified_on", "framework", "company", "read_on",
    ),
)  # fmt: skip
OPTION = ThingKind(
    name="option", plural="options", label="label", in_claim=("option",), order=("aspect", "order", "slug"),
    has_former_slugs=True, evidence=("aspect", "label", "slug", "degree"),
)  # fmt: skip
NEED = ThingKind(name="need", plural="needs", has_former_slugs=True, is_few=True)

KINDS: Mapping[str, ThingKind] = {
    kind.name: kind for kind in (FRAMEWORK, ASPECT, GROUP, COMPANY, SCOPE, SOURCE, OPTION, NEED)
}
WITH_PAGES = tuple(kind for kind in KINDS.values() if kind.has_page)
BY_COLUMN: Mapping[str, ThingKind] = {column: kind for kind in KINDS.values() for column in kind.columns}
"""What each column of a claim names."""
REFERENCES: Mapping[str, ThingKind] = {column: kind for column, kind in BY_COLUMN.items() if kind is not OPTION}
"""The same without its value, of which an option is one."""
