"""What is said of one source: where it comes from, and how its claims stand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived.source_reports import SourceReport, origins, source_report
from kb.evidence.records import CellKey, LinkRecord, SourceRecord
from kb.evidence.roots import SourceGraph
from kb.evidence.vocabulary import Vocabulary
from kb.models import Source
from kb.rows.vocabulary_reading import read_vocabulary
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


def words(links: str, generated: str = "") -> Vocabulary:
    """Sources a, b … with links like “ab bc”; no database."""
    derives = {slug: tuple(sorted(link[1] for link in links.split() if link[0] == slug)) for slug in "abcdef"}
    sources = {
        slug: SourceRecord(
            slug, slug.upper(), "generated" if slug in generated else "article", "article",
            derives[slug], (), (), "", "", "", "", None, None, None, "", "",
        )
        for slug in "abcdef"
    }  # fmt: skip
    rows = tuple(LinkRecord(link[0], link[1], "derives", f"note {link}") for link in links.split())
    found = Vocabulary({}, {}, {}, {}, {}, sources, rows)
    assert isinstance(found.graph, SourceGraph)
    return found


def names(sources: Any) -> str:
    return "".join(source.slug for source in sources)


def tree(links: str) -> list[tuple[int, str, bool]]:
    return [(line.depth, line.source.slug, line.again) for line in origins("a", words(links)).lines]


def test_a_source_without_links_ends_in_itself() -> None:
    found = origins("a", words(""))
    assert (names(found.ends), found.cycles, len(found.lines)) == ("a", (), 1)


def test_a_chain_is_drawn_step_by_step_with_its_notes() -> None:
    found = origins("a", words("ab bc"))
    assert [(line.depth, line.source.slug, line.note) for line in found.lines] == [
        (0, "a", ""),
        (1, "b", "note ab"),
        (2, "c", "note bc"),
    ]
    assert names(found.ends) == "c"


def test_what_stands_there_twice_is_drawn_out_once() -> None:
    assert tree("ab ac bd cd de") == [
        (0, "a", False),
        (1, "b", False),
        (2, "d", False),
        (3, "e", False),
        (1, "c", False),
        (2, "d", True),
    ]


def test_a_circle_is_named_and_ends() -> None:
    found = origins("a", words("ab bc cb"))
    assert ([names(cycle) for cycle in found.cycles], names(found.ends)) == (["bc"], "bc")
    assert tree("ab bc cb") == [(0, "a", False), (1, "b", False), (2, "c", False), (3, "b", True)]


def test_a_circle_with_a_way_out_is_named_and_is_no_end() -> None:
    found = origins("a", words("ab bc cb cd"))
    assert ([names(cycle) for cycle in found.cycles], names(found.ends)) == (["bc"], "d")


def test_generated_text_is_an_end_and_no_root() -> None:
    found = origins("a", words("ab ac", generated="b"))
    assert (names(found.ends), names(found.no_roots)) == ("c", "b")


def test_a_chain_of_any_length_is_drawn() -> None:
    rows = [make.source(slug=f"s-{number:04}") for number in range(30)]
    for low, high in pairwise(rows):
        make.source_link(from_source=low, to_source=high)
    found = origins("s-0000", read_vocabulary())
    assert ([line.depth for line in found.lines], names(found.ends)) == (list(range(30)), "s-0029")


# One source


def report_of(source: Source) -> SourceReport:
    return source_report(source, DAY)


def test_claims_are_counted_by_status() -> None:
    source = make.source()
    for build in (make.claim, make.claim, make.draft, make.retired):
        build(source=source)
    make.claim()
    assert [count for _, _, count in report_of(source).statuses] == [1, 0, 2, 1]


def test_the_share_of_contested_cells_counts_cells_that_an_editor_has_read() -> None:
    source = make.source()
    one, _ = make.contested(source=source)
    make.resolution(list(make.contested(source=source)))
    for _ in range(2):
        make.claim(source=source)
    found = report_of(source)
    assert (len(found.cells), len(found.contested), found.share_contested) == (4, 2, 50)
    assert CellKey(one.framework.slug, one.aspect.slug) in found.contested


def test_a_contradiction_with_itself_names_both_claims() -> None:
    source = make.source()
    yes = make.claim(source=source)
    no = make.claim(source=source, framework=yes.framework, aspect=yes.aspect, boolean=False)
    make.contested(source=source)
    (found,) = report_of(source).contradictions
    assert sorted(claim.key for side in found.sides for claim in side.claims) == sorted([yes.key, no.key])


def test_roots_are_those_of_its_claims_in_their_cells() -> None:
    source, upstream, origin = make.source(), make.source(slug="upstream"), make.source(slug="origin")
    make.source_link(from_source=upstream, to_source=origin)
    make.claim(source=source)
    for _ in range(2):
        make.claim(source=source, via=upstream)
    found = report_of(source)
    assert [(root.slug, count) for root, count in found.roots] == [("origin", 2), (source.slug, 1)]
    assert found.rootless == 0


def test_claims_of_generated_text_have_no_root() -> None:
    source = make.source(kind="generated")
    make.claim(source=source)
    found = report_of(source)
    assert (found.roots, found.rootless) == ((), 1)


def test_the_quotes_of_a_source_that_are_not_found_are_named() -> None:
    source = make.source()
    make.snapshot(source=source, text="Flask is small. It has no ORM.")
    make.claim(source=source, quote="Flask is small")
    lost = make.claim(source=source, quote="Flask is large")
    found = report_of(source)
    assert (found.quoted, found.has_text, found.unfound) == (2, True, (lost.key,))


def test_a_report_takes_the_same_queries_for_any_number_of_claims() -> None:
    source = make.source()

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            report_of(source)
        return len(captured)

    make.resolution(list(make.contested(source=source, quote="a")))
    before = counted()
    for _ in range(4):
        make.resolution(list(make.contested(source=source, quote="a", via=make.source())))
    assert counted() == before <= 20
