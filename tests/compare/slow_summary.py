"""The summary of a comparison once more, slow and plain, from cells that were judged slowly. It shares no code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tests.compare.slow_selection import Found, Key, SlowBase

STEPS = ["strong", "fair", "weak", "faint"]


def slow_summary(base: SlowBase, found: Found, columns: Sequence[str], rows: Sequence[Any]) -> dict[str, Any]:
    """All but the sentences; ``rows`` say in which order the questions stand."""
    order = [(row["aspect"], row["company"]) for row in rows]
    entries = [entry for place in order if (entry := _entry(base, found, columns, place))]
    entries.sort(key=lambda entry: (entry["nature"] == "opinion", STEPS.index(entry["certainty"])))
    filled = [cell for cell in found.cells.values() if cell["values"]]
    return {
        "differ": [entry for entry in entries if "between" not in entry],
        "disputed": [entry for entry in entries if "between" in entry],
        "one_source": {"count": sum(cell["documents"] == 1 for cell in filled), "of": len(filled)},
        "silent": {
            "count": sum(cell["empty"] == "searched-silent" for cell in found.cells.values()),
            "of": len(found.cells),
        },
        "currency": _currency(base, found),
    }


def _entry(base: SlowBase, found: Found, columns: Sequence[str], place: tuple[str, str | None]) -> Any:
    """One question that is disputed, or on which the columns differ."""
    cells = {slug: found.cells[slug, *place] for slug in columns if (slug, *place) in found.cells}
    cells = {slug: cell for slug, cell in cells.items() if cell["values"]}
    contested = {slug: cell for slug, cell in cells.items() if cell["state"] == "contested"}
    if not contested and not (cells and place in found.differing):
        return None
    nature = base.aspects[place[0]]["nature"]
    entry = {"aspect": place[0], "company": place[1], "nature": nature, "frameworks": list(contested or cells)}
    entry["certainty"] = _certainty(base, found, contested or cells, place, bool(contested))
    if contested:
        entry["between"] = "sources" if any(map(_is_between_sources, contested.values())) else "source"
    return entry


def _is_between_sources(cell: dict[str, Any]) -> bool:
    return len({source for value in cell["values"] if value["contested"] for source in value["sources"]}) > 1


def _certainty(
    base: SlowBase, found: Found, cells: dict[str, Any], place: tuple[str, str | None], contested: bool
) -> str:
    """The least certain statement; one that two cells make, each from its side, is as certain as the surer of them."""
    statements: dict[Any, set[str]] = defaultdict(set)
    columns = {key[0] for key in found.cells if key[1:] == place}
    for slug, cell in cells.items():
        values = cell["values"]
        if contested:
            values = [value for value in values if value["contested"]]
        elif base.aspects[place[0]]["temporal"]:
            values = values[:1]
        near = [value for value in values if value["compared_to"] in columns | {None}]
        for value in near or values:
            statements[_meaning(base, (slug, *place), value)].add(value["certainty"])
    best = [min(certainties, key=STEPS.index) for certainties in statements.values()]
    return max(best, key=STEPS.index)


def _meaning(base: SlowBase, key: Key, value: dict[str, Any]) -> Any:
    """What a value says, the same from either side."""
    framework, other, degree = key[0], value["compared_to"], base.degrees.get((key[1], value["value"]))
    if other is None or degree is None:
        return framework, value["value"], other
    sign = degree or value["value"]  # values without a degree are opposite to themselves alone
    return (framework, other, sign) if framework < other else (other, framework, -degree or sign)


def _currency(base: SlowBase, found: Found) -> dict[str, Any]:
    claims = [claim for claim in base.claims if claim["key"] in found.claims]
    periods = [period for claim in claims if (period := base.period(claim))]
    counts = Counter(claim["source"] for claim in claims)
    largest = next((slug for slug in sorted(counts) if counts[slug] == max(counts.values())), None)
    return {
        "newest": str(max(periods, key=lambda period: (period.end, period.start))) if periods else None,
        "oldest": str(min(periods, key=lambda period: (period.start, period.end))) if periods else None,
        "largest_source": largest,
        "share": counts[largest] / len(claims) if largest else 0,
    }
