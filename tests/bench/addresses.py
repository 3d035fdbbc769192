"""Which addresses are measured, and what is asked of each. One more address is one more line.

``{wide}`` and ``{narrow}`` are the comparisons of 14 × 200 and 2 × 60. ``{cell}``, ``{claim}``, ``{source}`` (the one
with most claims, below a tenth of all) and ``{rare}`` (a source with few) are taken from the smallest generated base,
and mean the same in every other.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from tests.bench.bases import Base
from tests.bench.generator.base import IN_NARROW, IN_WIDE
from tests.bench.generator.things import NARROW, WIDE

AXES, CELLS = 1.15, 1.5  # growth from 10k to 100k
AT_MILLION = {AXES: 1.3, CELLS: 2.0}  # and to 1M
FEW = 20  # claims of a small source in the smallest base: fewer make no proportion
EVIDENCE = 0.0  # growth in proportion to the claims that pass
SECONDS_AT_100K = 1.0  # for the first page of a filter of evidence that a tenth of the claims pass


@dataclass(frozen=True)
class Address:
    """``goal``: the growth that is allowed, or how many times the bare view."""

    name: str
    path: str
    goal: float
    signed_in: bool = False


GROWING = (
    Address("comparison 2 × 60", "{narrow}", AXES),
    Address("comparison 14 × 200", "{wide}", AXES),
    Address("a cell", "{cell}", AXES),
    Address("a claim", "{claim}", AXES),
    Address("claims of a framework", "/claims/?framework=django", AXES),
    Address("claims in contested cells", "/claims/?state=contested", CELLS),
    Address("claims, page 5", "/claims/?page=5", CELLS),
    Address("claims", "/claims/", CELLS),
    Address("search, a common word", "/search/?q=template", CELLS),
    Address("search, two words", "/search/?q=django+template", CELLS),
    Address("home", "/", CELLS),
    Address("quality", "/quality/", CELLS),
    Address("disagreements", "/disagreements/", CELLS),
    Address("changes", "/changes/", CELLS),
    Address("companies", "/companies/", CELLS),
    Address("frameworks", "/frameworks/", CELLS),
    Address("aspects", "/aspects/", CELLS),
    Address("sources", "/sources/", CELLS),
    Address("claims of a large source", "/claims/?source={source}", EVIDENCE),
    Address("claims of a small source", "/claims/?source={rare}", EVIDENCE),
    Address("admin: claims", "/admin/kb/claim/", CELLS, signed_in=True),
    Address("admin: claims, search", "/admin/kb/claim/?q=template", CELLS, signed_in=True),
    Address("admin: sources", "/admin/kb/source/", CELLS, signed_in=True),
    Address("admin: sources, search", "/admin/kb/source/?q=guide", CELLS, signed_in=True),
    Address("admin: cells", "/admin/kb/cell/", CELLS, signed_in=True),
    Address("admin: cells, search", "/admin/kb/cell/?q=template", CELLS, signed_in=True),
)
SHIPPED = (
    Address("shipped comparison", "/compare/flask-vs-django/", 12),
    Address("home", "/", 10),
    Address("claims", "/claims/", 12),
    Address("disagreements", "/disagreements/", 12),
    Address("a cell", "{cell}", 10),
    Address("a claim", "{claim}", 10),
)
COMPARISON_2X60 = Address("comparison 2 × 60", "{narrow}", 8)


def filled(path: str, base: Base) -> str:
    """The path with its names in place; asks the base only for those that occur."""
    names = {name for _, name, _, _ in Formatter().parse(path) if name}
    return path.format_map({name: PLACES[name](base) for name in names})


def wide(base: Base) -> str:
    return f"/compare/{'-vs-'.join(IN_WIDE)}/?group={WIDE}"


def narrow(base: Base) -> str:
    return f"/compare/{'-vs-'.join(IN_NARROW)}/?group={NARROW}"


BUSIEST_CELL = """
SELECT framework.slug, aspect.slug, cell.framework_id, cell.aspect_id FROM kb_cell AS cell
JOIN kb_framework AS framework ON framework.id = cell.framework_id
JOIN kb_aspect AS aspect ON aspect.id = cell.aspect_id
JOIN kb_aspectgroup AS groups ON groups.id = aspect.group_id
WHERE cell.company_id IS NULL AND groups.slug = CASE ? WHEN '' THEN groups.slug ELSE ? END
ORDER BY cell.documents DESC, cell.roots DESC, framework.slug, aspect.slug LIMIT 1
"""


def _busiest_cell(base: Base) -> tuple[str, str, int, int]:
    """The cell with most documents; in a generated base one of the part that never grows."""
    group = WIDE if base.claims else ""
    return base.ask(BUSIEST_CELL, group, group)[0]


def cell(base: Base) -> str:
    framework, aspect, _, _ = _busiest_cell(base)
    return f"/cells/{framework}/{aspect}/"


def claim(base: Base) -> str:
    *_, framework, aspect = _busiest_cell(base)
    sql = "SELECT min(key) FROM kb_claim WHERE framework_id = ? AND aspect_id = ? AND status = 'published'"
    return f"/claims/{base.ask(sql, framework, aspect)[0][0]}/"


SOURCES = """
SELECT source.slug, count(*) AS claims FROM kb_claim AS claim JOIN kb_source AS source ON source.id = claim.source_id
WHERE claim.status = 'published' GROUP BY 1 HAVING claims * 10 <= (SELECT count(*) FROM kb_claim) ORDER BY 2 DESC, 1
"""


def source(base: Base) -> str:
    return str(base.ask(SOURCES)[0][0])


def rare(base: Base) -> str:
    return str([slug for slug, claims in base.ask(SOURCES) if claims >= FEW][-1])


def passing(base: Base, slug: str) -> int:
    """How many published claims a source has."""
    return dict(base.ask(SOURCES)).get(slug, 0)


PLACES = {"wide": wide, "narrow": narrow, "cell": cell, "claim": claim, "source": source, "rare": rare}


# Rows that published claims name, with the number of claims: what an edit of one has to follow.
NAMED = {
    "source": "SELECT source.slug, count(*) FROM kb_claim AS claim JOIN kb_source AS source "
    "ON source.id = claim.source_id WHERE claim.status = 'published' GROUP BY 1 ORDER BY 2, 1",
    "company": "SELECT company.slug, count(*) FROM kb_claim AS claim JOIN kb_company AS company "
    "ON company.id = claim.company_id WHERE claim.status = 'published' GROUP BY 1 ORDER BY 2, 1",
    "option": "SELECT option_id, count(*) FROM kb_claim WHERE option_id IS NOT NULL AND status = 'published' "
    "GROUP BY 1 ORDER BY 2, 1",
}


def of_equal_degree(small: Base, large: Base) -> dict[str, tuple[str, str, int, int]]:
    """For each kind a row of either base, and how many claims name each: as many, or as nearly as can be."""
    found = {}
    for kind, sql in NAMED.items():
        here, there = small.ask(sql), large.ask(sql)
        slug, degree = here[len(here) * 3 // 4]
        other, near = min(there, key=lambda row: abs(row[1] - degree))
        found[kind] = (str(slug), str(other), degree, near)
    return found


COMMON_WORDS = """
SELECT word.word FROM kb_mention AS mention JOIN kb_word AS word ON word.id = mention.word_id
WHERE mention.kind = 'claim' GROUP BY mention.word_id ORDER BY count(*) DESC, 1 LIMIT 12
"""


def common_words(base: Base) -> str:
    """The search for the dozen words that most claims have."""
    return f"/search/?q={'+'.join(word for (word,) in base.ask(COMMON_WORDS))}"
