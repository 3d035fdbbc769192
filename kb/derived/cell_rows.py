"""A judged cell as a stored row, and back: nothing that a page shows of it is lost on the way.

Only the claims themselves stay in their own table; a row has their keys, `with_claims` puts them back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kb.evidence.certainty import Certainty
from kb.evidence.judgement import CellValue, Empty, Flag, Judgement, Scoped, State, Value
from kb.evidence.periods import Period
from kb.evidence.records import UNIT_SEPARATOR, AspectRecord, ClaimRecord, plain_value
from kb.models import Cell
from kb.rows.statements import Statement
from kb.texts import letters_key
from kb.wording import plain

STALE_FROM_THE_START = date(1, 1, 1)
FLAG_COLUMNS = tuple(str(flag) for flag in Flag if flag != Flag.STALE)
DISAGREEMENT_FLAGS = {str(Flag.SPLIT), str(Flag.CONDITIONAL)}
JUDGEMENT_COLUMNS = (
    "state", "empty", "read", "flags", "fresh_until", "claims", "documents", "roots", "roots_min", "values",
    "root_names",
)  # fmt: skip
KEY_COLUMNS = ("framework__slug", "aspect__slug", "company__slug")
JUDGEMENTS = Statement(Cell, "place", *KEY_COLUMNS, *JUDGEMENT_COLUMNS, order="1, 2")
FRESH_UNTIL = JUDGEMENT_COLUMNS.index("fresh_until")


# To a row


def cell_row(judgement: Judgement[ClaimRecord], names: tuple[str, ...], aspect: AspectRecord, **place: Any) -> Cell:
    """The row of a judged cell. ``names`` are those of its framework, aspect and company, ``aspect`` says what kind of
    values it has, ``place`` are its other columns: keys and place. It is judged as of a day after which nothing is
    fresh, and `stale` is left out.
    """
    flags = [str(flag) for flag in judgement.flags if flag != Flag.STALE]
    ends = [value.period.end for value in judgement.values if value.period]
    return Cell(
        **place,
        state=judgement.state,
        empty=judgement.empty or "",
        certainty=judgement.certainty or "",
        read=judgement.read,
        flags=flags,
        **{name: name in flags for name in FLAG_COLUMNS},
        disagrees=judgement.state == State.CONTESTED or not DISAGREEMENT_FLAGS.isdisjoint(flags),
        against_itself=judgement.state == State.CONTESTED and judgement.is_against_itself,
        fresh_until=_fresh_until(judgement),
        newest=max(ends, default=None),
        oldest=min(ends, default=None),
        claims=len(judgement.claims),
        documents=judgement.documents,
        roots=judgement.roots,
        roots_min=judgement.roots_min,
        meanings=meanings(judgement, aspect.value_type == "text"),
        affirmed=any(value.value is True for value in judgement.values),
        apart=_set_of(aspect.sets_apart(judgement)),
        sources=dict(sorted(Counter(claim.source for claim in judgement.claims).items())),
        values=[_stored_value(value) for value in judgement.values],
        root_names={"stated": list(judgement.root_names), "least": list(judgement.root_names_min)},
        words=cell_words(judgement, names),
    )


def _fresh_until(judgement: Judgement[ClaimRecord]) -> date | None:
    if judgement.fresh_until is None and Flag.STALE in judgement.flags:
        return STALE_FROM_THE_START
    return judgement.fresh_until


def _stored_value(value: CellValue[ClaimRecord]) -> dict[str, Any]:
    """One value as JSON: a number as a number, a period as its two days."""
    return {
        "value": plain_value(value.value),
        "label": value.label,
        "compared_to": value.compared_to,
        "scopes": list(value.scopes),
        "scoped": str(value.scoped),
        "documents": value.documents,
        "roots": value.roots,
        "roots_min": value.roots_min,
        "sources": list(value.sources),
        "claim_counts": list(value.claim_counts),
        "claims": list(value.keys),
        "period": _days(value.period),
        "oldest": _days(value.oldest) if value.oldest != value.period else None,
        "contested": value.contested,
        "certainty": str(value.certainty),
        "certain_roots": value.certain_roots,
        "certain_scope": value.certain_scope,
        "first_hand": value.first_hand,
    }


def _days(period: Period | None) -> list[str] | None:
    return [period.start.isoformat(), period.end.isoformat()] if period else None


def cell_words(judgement: Judgement[ClaimRecord], names: tuple[str, ...]) -> str:
    """What a search in cells looks through, as `letters_key` spells it: names, labels of values, statements."""
    words = list(names)
    for value in judgement.values:
        words.append(value.label)
        words += [claim.statement for claim in value.claims]
    return letters_key(UNIT_SEPARATOR.join(words))


def meanings(judgement: Judgement[Any], of_texts: bool = False) -> str:
    """The set of values as one text, “|no|yes|”, the same for equal sets; empty without a value.

    Texts, which no parameter can ask for, are written as their hash.
    """
    return _set_of({_hash(value.value) if of_texts else value_word(value.value) for value in judgement.values})


def _set_of(words: Collection[str]) -> str:
    """“|a|b|”, the same for equal sets; empty for none."""
    return f"|{'|'.join(sorted(words))}|" if words else ""


def _hash(value: Value) -> str:
    return f"#{hashlib.sha256(str(value).encode()).hexdigest()}"


def value_word(value: Value) -> str:
    """A typed value as the parameter `value` writes it: option slug, yes, no, or a number in one way of writing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(plain(value), "f")
    return value


# Back


def judgement_of(columns: tuple[Any, ...], today: date) -> Judgement[ClaimRecord]:
    """The judgement of a row's `JUDGEMENT_COLUMNS`, without claims, as of a day."""
    state, empty, read, flags, fresh_until, _, documents, roots, roots_min, values, names = columns
    stale = fresh_until is not None and fresh_until < today
    return Judgement(
        state=State(state),
        empty=Empty(empty) if empty else None,
        read=read,
        searched=empty == Empty.SEARCHED_SILENT,  # what was read in full alone has no row
        flags=(*((Flag.STALE,) if stale else ()), *(Flag(flag) for flag in flags)),
        documents=documents,
        roots=roots,
        roots_min=roots_min,
        values=tuple(_value(value) for value in values),
        fresh_until=None if fresh_until == STALE_FROM_THE_START else fresh_until,
        root_names=tuple(names.get("stated", ())),
        root_names_min=tuple(names.get("least", ())),
    )


def _value(stored: Mapping[str, Any]) -> CellValue[ClaimRecord]:
    period = _period(stored["period"])
    return CellValue(
        value=untyped(stored["value"]),
        label=stored["label"],
        compared_to=stored["compared_to"],
        scopes=tuple(stored["scopes"]),
        scoped=Scoped(stored["scoped"]),
        documents=stored["documents"],
        roots=stored["roots"],
        roots_min=stored["roots_min"],
        sources=tuple(stored["sources"]),
        claim_counts=tuple(stored["claim_counts"]),
        keys=tuple(stored["claims"]),
        period=period,
        oldest=_period(stored["oldest"]) or period,
        contested=stored["contested"],
        certainty=Certainty(stored["certainty"]),
        certain_roots=stored["certain_roots"],
        certain_scope=stored["certain_scope"],
        first_hand=stored["first_hand"],
    )


def _period(days: Sequence[str] | None) -> Period | None:
    return Period(date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None


def untyped(value: str | bool | int | float) -> Value:
    """A value as it was before it was JSON: a number as a plain Decimal."""
    return value if isinstance(value, str | bool) else plain(Decimal(str(value)))


def with_claims(judgement: Judgement[ClaimRecord], records: Mapping[str, ClaimRecord]) -> Judgement[ClaimRecord]:
    """The judgement with its claims at hand; ``records`` has them by key. LookupError if one is missing."""
    values = tuple(replace(value, claims=tuple(records[key] for key in value.keys)) for value in judgement.values)
    claims = sorted((claim for value in values for claim in value.claims), key=lambda claim: claim.key)
    return replace(judgement, values=values, claims=tuple(claims))
