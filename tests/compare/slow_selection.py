"""The pipeline of filters once more, slow and plain, from what anybody can fetch: axes, then evidence, then cells.

It reads the unfiltered faces, shares no code with `compare`, and judges with the slow judge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from kb.evidence.judgement import Assertion, Question
from kb.evidence.periods import Period
from kb.evidence.roots import SourceGraph
from tests.compare import reading
from tests.kb.slow_judge import slow_judge

Key = tuple[str, str, str | None]  # framework, aspect, company
Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Where:
    """What an address decides by itself: axes or a source, the columns of a matrix, and whether each is judged."""

    fixed: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    rectangular: bool = False


@dataclass(frozen=True)
class Found:
    """The cells that stay, judged, and the keys of their claims."""

    cells: dict[Key, dict[str, Any]]
    claims: set[str]
    differing: set[tuple[str, str | None]]


class SlowBase:
    def __init__(self, today: date) -> None:
        self.today = today
        claims = reading.data("/claims.json")
        self.claims = claims["claims"]
        self.sources = {one["slug"]: one for one in reading.data("/sources.json")["sources"]}
        self.aspects = {one["slug"]: one for one in reading.data("/aspects.json")["aspects"]}
        self.frameworks = {one["slug"]: one["name"] for one in reading.data("/frameworks.json")["frameworks"]}
        self.companies = claims["labels"]["companies"]
        rows = reading.data_list("/claims.fixture.json")
        self.degrees = {(row["aspect"][0], row["slug"]): row["degree"] for row in _of(rows, "kb.option")}
        self.readings = _of(rows, "kb.reading")
        self.gaps = {_cell(row): row["kind"] for row in _of(rows, "kb.gap")}
        self.resolved = {_cell(row): {key for (key,) in row["claims"]} for row in _of(rows, "kb.resolution")}
        self.graph = SourceGraph(
            kinds={slug: one["kind"] for slug, one in self.sources.items()},
            derives={slug: one["derives"] for slug, one in self.sources.items()},
            inferred={slug: one["derives_inferred"] for slug, one in self.sources.items()},
            read={slug: one["read_on"] for slug, one in self.sources.items()},
            frameworks={slug: one["framework"] for slug, one in self.sources.items()},
            companies={slug: one["company"] for slug, one in self.sources.items()},
        )

    def select(self, query: Query, where: Where) -> Found:
        on_axes = [claim for claim in self.claims if self.on_axes(key_of(claim), query, where)]
        counted = [claim for claim in on_axes if self.counts(claim, query, where)]
        split = self.split(query, where)
        judged = {
            key: self.judge(key, on_axes, counted, split, self.silent(key, query, where))
            for key in self.keys(on_axes, query, where)
        }
        differing = {(key[1], key[2]) for key in judged if self.differs(key, judged)}
        kept = {key: cell for key, cell in judged.items() if self.stays(key, cell, counted, differing, query)}
        return Found(kept, {one["key"] for one in counted if key_of(one) in kept}, differing)

    # Axes

    def on_axes(self, key: Key, query: Query, where: Where) -> bool:
        framework, aspect, company = key
        group = self.aspects[aspect]["group"]
        said = {"framework": framework, "aspect": aspect, "company": company, "group": group}
        said["nature"] = self.aspects[aspect]["nature"]
        fixed = {name: slug for name, slug in where.fixed.items() if name != "source"}
        return (
            all(said[name] == slug for name, slug in fixed.items())
            and (where.columns is None or framework in where.columns)
            and all(said[name] in query[name] for name in said if query.get(name))
        )

    def keys(self, on_axes: list[Any], query: Query, where: Where) -> set[Key]:
        gaps = {key for key in self.gaps if self.on_axes(key, query, where)}
        keys = {key_of(claim) for claim in on_axes} | gaps
        if not where.rectangular:
            return keys
        columns = where.columns or {key[0] for key in keys}
        return {(column, aspect, company) for _, aspect, company in keys for column in columns}

    # Evidence

    def counts(self, claim: Any, query: Query, where: Where) -> bool:
        source = claim["source"]
        if where.fixed.get("source", source) != source:
            return False
        said = {**self.said_of(source), "scope": claim["scope"]}
        if any(said[name] not in query[name] for name in said if query.get(name)):
            return False
        period = self.period(claim)
        if query.get("since") and (period is None or period.end < span(query["since"][0])[0]):
            return False
        return not (query.get("until") and (period is None or period.start > span(query["until"][0])[1]))

    def said_of(self, source: str) -> dict[str, str]:
        """What filters of evidence ask of a source, by their names: of claims, and of readings."""
        return {"source": source, "source_kind": self.sources[source]["kind"]}

    def period(self, claim: Any) -> Period | None:
        source = self.sources[claim["source"]]
        written = claim["as_of"] or source["modified_on"] or source["published_on"]
        return Period(*span(written)) if written else None

    def split(self, query: Query, where: Where) -> set[str]:
        """Over all frameworks, whatever the axes are."""
        users: dict[str, set[str]] = {}
        for claim in self.claims:
            if claim["aspect"] == "used-in-production" and claim["value"] is True and self.counts(claim, query, where):
                users.setdefault(claim["company"], set()).add(claim["framework"])
        return {company for company, found in users.items() if len(found) > 1}

    # Cells

    def silent(self, key: Key, query: Query, where: Where) -> int:
        """How many sources that count were read in full for a cell and never said anything in it."""
        asked_since = self.aspects[key[1]]["added_on"] or ""
        readings = [row for row in self.readings if row["framework"] == [key[0]] and row["read_on"] >= asked_since]
        sources = {row["source"][0] for row in readings} - {one["source"] for one in self.claims if key_of(one) == key}
        sources = {
            slug
            for slug in sources
            if all(said in query[name] for name, said in self.said_of(slug).items() if query.get(name))
        }
        return len({slug for slug in sources if where.fixed.get("source", slug) == slug})

    def judge(self, key: Key, on_axes: list[Any], counted: list[Any], split: set[str], silent: int) -> dict[str, Any]:
        here = [claim for claim in counted if key_of(claim) == key]
        return slow_judge(
            [self.claim(one) for one in here],
            self.question(key),
            self.graph,
            self.today,
            framework=key[0],
            company=key[2],
            through=[self.claim(one) for one in on_axes if key_of(one) == key and one not in here and one["via"]],
            read=silent,
            gap=self.gaps.get(key),
            hidden=sum(key_of(one) == key for one in on_axes) - len(here),
            resolved_claims=self.resolved.get(key),
            split=key[1] == "used-in-production" and key[2] in split,
        )

    def question(self, key: Key) -> Question:
        aspect = self.aspects[key[1]]
        return Question(
            many=aspect["cardinality"] == "many",
            temporal=aspect["temporal"],
            stale_after_months=aspect["stale_after_months"],
            opinion=aspect["nature"] == "opinion",
            adoption=key[1] == "used-in-production",
        )

    def claim(self, one: Any) -> Assertion:
        number = isinstance(one["value"], int | float) and not isinstance(one["value"], bool)
        return Assertion(
            key=one["key"], source=one["source"], value=Decimal(str(one["value"])) if number else one["value"],
            value_label=one["value_label"], compared_to=one["compared_to"], scope=one["scope"],
            period=self.period(one), hedged=one["hedged"], via=one["via"], via_stated=one["via_stated"],
        )  # fmt: skip

    def differs(self, key: Key, judged: dict[Key, dict[str, Any]]) -> bool:
        sets = [{one["value"] for one in cell["values"]} for other, cell in judged.items() if other[1:] == key[1:]]
        filled = [found for found in sets if found]
        return any(one != other for one in filled for other in filled) or (len(filled) > 1 and self.apart(key, judged))

    def apart(self, key: Key, judged: dict[Key, dict[str, Any]]) -> bool:
        """Whether one framework of the row is said to be other than the same as another that has claims."""
        row = {other[0]: cell["values"] for other, cell in judged.items() if other[1:] == key[1:] and cell["values"]}
        return any(
            one["compared_to"] in row and self.degrees.get((key[1], one["value"]))
            for values in row.values()
            for one in values
        )

    def stays(self, key: Key, cell: Any, counted: list[Any], differing: Any, query: Query) -> bool:
        return (
            (not query.get("state") or cell["state"] in query["state"])
            and (not query.get("flag") or bool(set(cell["flags"]) & set(query["flag"])))
            and (not query.get("certainty") or leading(cell) in query["certainty"])
            and (not query.get("value") or any(self.has(cell, key, wanted) for wanted in query["value"]))
            and cell.get("documents", 0) >= int((query.get("min_documents") or ["0"])[0])
            and cell.get("roots", 0) >= int((query.get("min_roots") or ["0"])[0])
            and (not query.get("differs") or (key[1], key[2]) in differing)
            and (not query.get("q") or self.matches(key, cell, counted, query["q"][0]))
        )

    def has(self, cell: Any, key: Key, wanted: str) -> bool:
        kind = self.aspects[key[1]]["value_type"]
        values = [one["value"] for one in cell["values"]]
        if kind == "boolean":
            return {"yes": True, "no": False}.get(wanted) in values
        if kind == "choice":
            return wanted in values
        try:
            return kind == "number" and Decimal(wanted) in values
        except InvalidOperation:
            return False

    def matches(self, key: Key, cell: Any, counted: list[Any], wanted: str) -> bool:
        texts = [self.frameworks[key[0]], self.aspects[key[1]]["name"], *(one["label"] for one in cell["values"])]
        texts += [self.companies[key[2]]] if key[2] else []
        texts += [one["statement"] or "" for one in counted if key_of(one) == key]
        return any(bare(wanted.strip()) in bare(one) for one in texts)


def bare(text: str) -> str:
    """Without case and accents, apostrophes straight."""
    letters = unicodedata.normalize("NFD", text.replace("’", "'"))
    return unicodedata.normalize("NFC", "".join(one for one in letters if not unicodedata.combining(one))).casefold()


def leading(cell: Any) -> str:
    """The certainty of the leading value; empty for none."""
    return str(cell["values"][0]["certainty"]) if cell["values"] else ""


def key_of(claim: Any) -> Key:
    return claim["framework"], claim["aspect"], claim["company"]


def span(written: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    year, month = parts
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def _of(rows: list[Any], model: str) -> list[Any]:
    return [row["fields"] for row in rows if row["model"] == model]


def _cell(row: Any) -> Key:
    return row["framework"][0], row["aspect"][0], row["company"][0] if row["company"] else None
