"""Records for the pure parts: a vocabulary of two frameworks and claims on it, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from compare.display.cell_judgements import CellJudgement, cell_judgements
from compare.display.matrix import Matrix, arrange
from compare.faces.contents import Content, Envelope
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.periods import period_of
from kb.evidence.records import (
    ADOPTION,
    AspectRecord,
    CellKey,
    ClaimRecord,
    CompanyRecord,
    FrameworkRecord,
    GapRecord,
    GroupRecord,
    LinkRecord,
    NeedRecord,
    OptionRecord,
    ScopeRecord,
    SourceRecord,
)
from kb.evidence.vocabulary import Vocabulary

TODAY = date(2026, 12, 1)


def aspect(slug: str, value_type: str = "boolean", **fields: Any) -> AspectRecord:
    options = tuple(OptionRecord(one, one.capitalize(), "") for one in fields.pop("options", ()))
    usual = {
        "name": slug.replace("-", " ").capitalize(), "group": "basics", "order": 0, "help_text": "",
        "cardinality": "many" if value_type == "text" else "one", "temporal": False, "unit": "",
        "stale_after_months": None, "per_company": slug == ADOPTION,
    }  # fmt: skip
    return AspectRecord(slug=slug, value_type=value_type, options=options, **{**usual, **fields})


def source(slug: str, kind: str = "article", **fields: Any) -> SourceRecord:
    usual = {
        "title": slug.capitalize(), "kind_label": kind, "version": "", "url": "", "author": "", "publisher": "",
        "published_on": "", "modified_on": "", "read_on": None, "archive_url": "", "language": "",
        "derives": (), "cites": (), "derives_inferred": (),
    }  # fmt: skip
    for name in ("published_on", "modified_on"):
        fields[name] = str(fields.get(name, ""))
    return SourceRecord(slug=slug, kind=kind, **{**usual, **fields})


def vocabulary(sources: Iterable[SourceRecord] = (), links: Iterable[LinkRecord] = (), **names: str) -> Vocabulary:
    """Flask and Django, one aspect of each type, a need, sources a to d; ``names`` renames frameworks by slug."""
    frameworks = {"django": "Django", "flask": "Flask", **names}
    rows = list(sources) or [source(slug) for slug in "abcd"]
    return Vocabulary(
        frameworks={slug: FrameworkRecord(slug, name, (), "", "") for slug, name in frameworks.items()},
        groups={"basics": GroupRecord("basics", "Basics", 0), "effort": GroupRecord("effort", "Effort", 1)},
        aspects={
            one.slug: one
            for one in (
                aspect("orm"),
                aspect("share", "number", unit="%", temporal=True),
                aspect("words", "text"),
                aspect("curve", "choice", group="effort", options=("easy", "steep")),
                aspect(ADOPTION, group="effort"),
            )
        },
        scopes={"small": ScopeRecord("small", "small apps"), "large": ScopeRecord("large", "large apps")},
        companies={"reddit": CompanyRecord("reddit", "Reddit", ("reddit.com",), "", "")},
        sources={row.slug: row for row in rows},
        links=tuple(links),
        option_labels={"easy": "easy", "steep": "steep"},
        needs={"own-orm": NeedRecord("own-orm", "Own ORM", "Should it bring one?", "orm", frozenset({True}))},
    )


def claim(key: str, value: Any = True, **fields: Any) -> ClaimRecord:
    """A published claim of source a about Flask's ORM; the aspect follows from the value."""
    value = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
    by_type = {bool: "orm", Decimal: "share", str: "curve"}
    label = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    as_of = fields.pop("as_of", "")
    usual = {
        "source": "a", "value_label": label, "framework": "flask", "aspect": by_type[type(value)], "company": None,
        "as_of": as_of, "locator": "line 1", "quote": "", "statement": f"Statement {key}.", "retire_reason": "",
        "reviewed_on": None, "period": period_of(as_of, "", ""),
    }  # fmt: skip
    return ClaimRecord(key=key, value=value, **{**usual, **fields})


def cells(
    claims: Sequence[ClaimRecord], words: Vocabulary | None = None, keys: Iterable[CellKey] = (), **given: Any
) -> list[CellJudgement]:
    """The judged cells of the claims, and of more keys; ``given``: hidden, gaps, resolutions, split."""
    words = words or vocabulary()
    hidden = given.pop("hidden", {})
    wanted = list(dict.fromkeys([claim.cell for claim in claims] + list(keys)))
    return cell_judgements(judge_cells(wanted, claims, hidden, Surroundings(words, **given), TODAY), words)


def matrix(claims: Sequence[ClaimRecord], words: Vocabulary | None = None, **given: Any) -> Matrix:
    """A matrix of Flask and Django, every column judged."""
    words = words or vocabulary()
    order, gaps = given.pop("order", "aspect"), given.pop("gaps", {})
    arrangement = {name: given.pop(name) for name in ("groups", "evidence_query", "by_section") if name in given}
    columns = ("flask", "django")
    rows = dict.fromkeys((claim.aspect, claim.company) for claim in claims)
    keys = [CellKey(column, *row) for row in rows for column in columns] + list(gaps)
    judged = cells(claims, words, keys, gaps=gaps, **given)
    judged.sort(key=lambda cell: words.aspect_order[cell.key.aspect])
    return arrange(judged, columns, words, {}, order, **arrangement)


def silence(note: str = "") -> GapRecord:
    return GapRecord("searched-silent", None, note)


def envelope(content: Content, words: Vocabulary | None = None, **fields: Any) -> Envelope:
    usual = {
        "query": "", "sentence": lambda: "What is shown.", "revision": 7, "today": TODAY,
        "origin": "https://claimgrid.example", "path": "/here/", "vocabulary": words or vocabulary(),
    }  # fmt: skip
    return Envelope(content=content, **{**usual, **fields})


def claims_content(*claims: ClaimRecord) -> Content:
    return Content(main="claims", title="Claims", claims=list(claims))


def text(pieces: Iterable[str]) -> str:
    return "".join(pieces)
