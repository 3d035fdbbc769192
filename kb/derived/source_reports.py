"""What editors ask of one source: where it comes from, what it says, and how that stands. Today is an argument."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists

from kb.derived.reports import same_cell
from kb.documents.snapshots import lost_quotes
from kb.evidence.judgement import CellValue, Flag, Judgement, State
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey, ClaimRecord, SourceRecord
from kb.evidence.roots import Mode, Upstream, components, is_root
from kb.evidence.vocabulary import Vocabulary
from kb.models import Claim, Resolution, Source
from kb.rows.reading import read_claims, read_resolutions
from kb.rows.vocabulary_reading import read_vocabulary

Status = Claim.Status


@dataclass(frozen=True)
class TreeLine:
    """A source in the tree of what it derives from: ``again`` if it stands above with all that it leads to."""

    depth: int
    source: SourceRecord
    note: str
    again: bool


@dataclass(frozen=True)
class Origins:
    """What a source derives from, down to where it ends. Only ``derives`` is followed, as when roots are counted.

    ``ends`` and ``no_roots`` are the sources where the walk ends; the second hold generated text. ``cycles`` are
    sources that lead to each other.
    """

    lines: tuple[TreeLine, ...]
    ends: tuple[SourceRecord, ...]
    no_roots: tuple[SourceRecord, ...]
    cycles: tuple[tuple[SourceRecord, ...], ...]
    cites: tuple[SourceRecord, ...]


def origins(slug: str, vocabulary: Vocabulary) -> Origins:
    """Pure. Time linear in the links that it reaches."""
    sources, upstream = vocabulary.sources, Upstream([], vocabulary.graph, Mode.MIN)
    groups = components([slug], upstream.reasons)
    ends = [
        group for group in groups if set(group).issuperset(up for source in group for up in upstream.reasons(source))
    ]

    def sources_of(slugs: Iterable[str]) -> tuple[SourceRecord, ...]:
        return tuple(sources[slug] for slug in sorted(slugs))

    return Origins(
        lines=tuple(_tree(slug, vocabulary)),
        ends=sources_of(slug for end in ends if is_root(end, vocabulary.graph) for slug in end),
        no_roots=sources_of(slug for end in ends if not is_root(end, vocabulary.graph) for slug in end),
        cycles=tuple(sources_of(group) for group in groups if len(group) > 1),
        cites=sources_of(sources[slug].cites),
    )


def _tree(slug: str, vocabulary: Vocabulary) -> Iterator[TreeLine]:
    """Depth first, each source with what it derives from once: so it ends, and stays as long as its links."""
    notes = {(link.from_source, link.to_source): link.note for link in vocabulary.links if link.kind == "derives"}
    waiting, seen = [(0, "", slug)], set()
    while waiting:
        depth, below, current = waiting.pop()
        source = vocabulary.sources[current]
        yield TreeLine(depth, source, notes.get((below, current), ""), current in seen)
        if current not in seen:
            seen.add(current)
            waiting += [
                (depth + 1, current, up) for up in sorted({*source.derives, *source.derives_inferred}, reverse=True)
            ]


@dataclass(frozen=True)
class Contradiction:
    """A cell in which one source alone says what cannot hold together, value by value."""

    cell: CellKey
    sides: tuple[CellValue[ClaimRecord], ...]


@dataclass(frozen=True)
class SourceReport:
    """What a source says, and how that stands.

    ``roots`` maps each root to how many of its published claims end there; ``rootless`` counts those that end
    nowhere; ``unfound`` are claims whose quote does not stand in its text; ``keys`` the primary keys of its claims.
    """

    source: SourceRecord
    statuses: tuple[tuple[str, str, int], ...]
    cells: Mapping[CellKey, Judgement[ClaimRecord]]
    contradictions: tuple[Contradiction, ...]
    roots: tuple[tuple[SourceRecord, int], ...]
    rootless: int
    quoted: int
    has_text: bool
    unfound: tuple[str, ...]
    origins: Origins
    vocabulary: Vocabulary
    keys: Mapping[str, int]

    @property
    def contested(self) -> tuple[CellKey, ...]:
        """The cells with a published claim of it in which sources disagree, read by an editor or not."""
        states = (State.CONTESTED, State.RESOLVED)
        return tuple(key for key, judgement in self.cells.items() if judgement.state in states)

    @property
    def share_contested(self) -> int:
        """In per cent, rounded."""
        return round(100 * len(self.contested) / len(self.cells)) if self.cells else 0


def source_report(source: Source, today: date) -> SourceReport:
    """All that the report of a source says, judged on a day. Reads the vocabulary whole: thirteen queries, and those of
    `lost_quotes`.
    """
    vocabulary = read_vocabulary()
    rows = list(Claim.objects.filter(source=source).order_by("key").values_list("key", "pk", "status", "quote"))
    own = Claim.objects.published().filter(same_cell(), source=source)
    claims = read_claims(Claim.objects.published().filter(Exists(own)))
    by_cell = _by_cell(claims)
    surroundings = Surroundings(vocabulary, resolutions=read_resolutions(Resolution.objects.all()))
    mine = [claim for claim in claims if claim.source == source.slug]
    roots, rootless = _roots(mine, by_cell, vocabulary)
    statuses = Counter(status for _, _, status, _ in rows)
    missing = lost_quotes()
    return SourceReport(
        source=vocabulary.sources[source.slug],
        statuses=tuple((status.value, str(status.label), statuses[status]) for status in Status),
        cells=judge_cells(sorted(by_cell, key=_order(vocabulary)), claims, {}, surroundings, today),
        contradictions=tuple(_contradictions(mine, vocabulary, today)),
        roots=roots,
        rootless=rootless,
        quoted=sum(1 for _, _, status, quote in rows if quote and status != Status.RETIRED),
        has_text=source.snapshots.exists(),
        unfound=tuple(key for key, pk, _, _ in rows if pk in missing),
        origins=origins(source.slug, vocabulary),
        vocabulary=vocabulary,
        keys={key: pk for key, pk, _, _ in rows},
    )


def _by_cell(claims: Iterable[ClaimRecord]) -> dict[CellKey, list[ClaimRecord]]:
    by_cell: dict[CellKey, list[ClaimRecord]] = defaultdict(list)
    for claim in claims:
        by_cell[claim.cell].append(claim)
    return by_cell


def _order(vocabulary: Vocabulary) -> Any:
    return lambda key: (vocabulary.aspect_order[key.aspect], key.company or "", key.framework)


def _contradictions(mine: Iterable[ClaimRecord], vocabulary: Vocabulary, today: date) -> Iterator[Contradiction]:
    """The source judged as if it were the only one."""
    alone = _by_cell(mine)
    keys = sorted(alone, key=_order(vocabulary))
    for key, judgement in judge_cells(keys, mine, {}, Surroundings(vocabulary), today).items():
        if Flag.SELF_CONTRADICTED in judgement.flags:
            yield Contradiction(key, tuple(value for value in judgement.values if value.contested))


def _roots(
    mine: Iterable[ClaimRecord], by_cell: Mapping[CellKey, list[ClaimRecord]], vocabulary: Vocabulary
) -> tuple[tuple[tuple[SourceRecord, int], ...], int]:
    """Where its claims end, each in its cell, inferred upstreams included; the most frequent root first."""
    upstream = {key: Upstream(claims, vocabulary.graph, Mode.MIN) for key, claims in by_cell.items()}
    ends = [upstream[claim.cell].trace(claim).roots for claim in mine]
    counts = Counter(name for names in ends for name in names)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((vocabulary.sources[name], count) for name, count in ordered), sum(1 for names in ends if not names)
