"""A tiny selection for whole expected files: a matrix with every kind of cell, its claims, and its sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from compare.chooser.arrangement import Chooser
from compare.display.cells import CellView
from compare.display.summary_words import SummaryWords, summary_of
from compare.faces import FACES
from compare.faces.contents import Content, Envelope
from kb.evidence.choice import choose
from kb.evidence.records import CellKey, ClaimRecord, NeedRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare.records import cells, claim, envelope, matrix, silence, source, vocabulary

EXPECTED = Path(__file__).parent / "expected"

SOURCES = [
    source("a", "blog", title="A | “pipe” & <tag>", author="Ann", url="https://a.example/x?y=1", kind_label="blog"),
    source("b", "survey", title="=SUM(B1)", published_on=date(2024, 2, 29), publisher="Bee", derives=("c",)),
    source("c", "official", title="C_underlined_", modified_on=date(2025, 1, 1)),
    source("d", "generated", title="D"),
]
REDDIT = {"aspect": "used-in-production", "company": "reddit"}
CLAIMS = [
    claim("a-flask-orm-1", False, quote="no ORM", statement="It has\nno ORM, | none.", locator="=Heading, item 2"),
    claim("a-flask-share-1", 12.9, as_of="2023", statement="12.9 % use it.", value_label="12.9 %"),
    claim("b-django-orm-1", True, source="b", framework="django", scope="small", statement="'It' has one."),
    claim("b-flask-curve-1", "easy", source="b", compared_to="django", via="c", via_stated=True),
    claim("c-flask-curve-1", "steep", source="c", compared_to="django", hedged=True),
    claim("d-flask-used-in-production-1", True, source="d", **REDDIT),
]
GAP = CellKey("django", "curve")


def words() -> Vocabulary:
    return vocabulary(SOURCES)


def comparison() -> Content:
    found = matrix(CLAIMS, words(), gaps={GAP: silence()}, hidden={CellKey("django", "share"): 2})
    summary = SummaryWords(summary_of(found), found.columns, words().sources)
    return Content(main="rows", title="Flask vs Django", matrix=found, summary=summary)


def claims() -> Content:
    return Content(main="claims", title="Claims", claims=CLAIMS)


def one_cell() -> Content:
    here: list[ClaimRecord] = [one for one in CLAIMS if one.aspect == "curve"]
    (judged,) = cells(here, words())
    cell = CellView(judged.key, judged.judgement, words())
    return Content(main="claims", title="Flask · Curve", claims=here, subject=cell, subject_kind="cell")


def sources() -> Content:
    return Content(main="sources", title="Sources", records=SOURCES, records_kind="sources")


NEEDS = {
    "orm": NeedRecord("orm", "An | *ORM*", "Do you need an <ORM>?", "orm", frozenset({True})),
    "no-orm": NeedRecord("no-orm", "No ORM", "Do you bring your own?", "orm", frozenset({False})),
    "gentle": NeedRecord("gentle", "Gentle start", "Is it your first?", "curve", frozenset({"easy"})),
}
NOTES = {"a": 1, "b": 2, "c": 3}


def choice() -> Content:
    """Django without a curve, Flask with two: an ORM is a must, a gentle start would be nice."""
    known = replace(words(), needs=NEEDS)
    here = [one for one in CLAIMS if one.aspect in ("orm", "curve")]
    judged = {
        one.key: one.judgement
        for one in cells(here, known, [GAP], gaps={GAP: silence()}, hidden={CellKey("flask", "orm"): 1})
    }
    found = choose([NEEDS["orm"]], [NEEDS["gentle"]], ["flask", "django"], judged, known)
    shown = {key: CellView(key, judgement, known, notes=NOTES) for key, judgement in judged.items()}
    chooser = Chooser(found, tuple(NEEDS.values()), known, shown)
    return Content(main="choices", title="Choose a framework", choice=chooser, claims=chooser.claims)


CONTENTS = {"comparison": comparison, "claims": claims, "cell": one_cell, "sources": sources, "choice": choice}


def written(name: str, suffix: str) -> str:
    write = FACES[suffix].write
    assert write is not None
    return "".join(write(envelope_of(name)))


def envelope_of(name: str) -> Envelope:
    return envelope(CONTENTS[name](), words(), query="q=a%26b", sentence=lambda: "What is shown & why.")


def expected(name: str, suffix: str) -> str:
    """The whole file as it must be, line ends and all."""
    return (EXPECTED / f"{name}.{suffix}").read_bytes().decode()
