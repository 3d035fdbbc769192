"""What became of a claim in public: published, corrected, retired, published again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from kb.evidence.records import ClaimRecord, PastClaim, SourceRecord
from kb.evidence.vocabulary import Vocabulary

RETIRED_WORD = "retired"
NO_LONGER_THERE = "no longer in the base"
NO_WORDS = "nothing"
FORMER_LABELS = {
    "source": "Source", "framework": "Framework", "aspect": "Aspect", "company": "Company", "option": "Value",
    "scope": "Condition", "compared_to": "Compared to", "via": "Taken from",
}  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """One thing that the claim said differently from then on."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """What happened on a day (None: nobody recorded it). ``earlier``: it happened on that day or before."""

    name: str
    on: date | None
    reason: str = ""
    reviewed_on: date | None = None
    earlier: bool = False
    changes: tuple[Correction, ...] = ()

    @property
    def title(self) -> str:
        return self.name.capitalize()


def claim_history(claim: ClaimRecord, past: Sequence[PastClaim], vocabulary: Vocabulary) -> list[Event]:
    """The events of the claim's public versions, newest first. One without any was published when it was reviewed."""
    if not past:
        return [Event(_status(claim), claim.reviewed_on, _reason(claim))]
    events = [_first(past[0])]
    for before, now in pairwise(past):
        changes = _changes(before, now, vocabulary)
        name = _name(before, now)
        if name != "corrected" or changes:
            events.append(Event(name, now.on, _reason(now.claim) if name == RETIRED_WORD else "", changes=changes))
    return events[::-1]


def _first(past: PastClaim) -> Event:
    claim = past.claim
    reviewed_on = claim.reviewed_on if claim.reviewed_on != past.on else None
    return Event(_status(claim), past.on, _reason(claim), reviewed_on, past.earlier)


def _name(before: PastClaim, now: PastClaim) -> str:
    if now.claim.status == RETIRED_WORD:
        return "corrected" if before.claim.status == RETIRED_WORD and not now.away_before else RETIRED_WORD
    return "published again" if now.away_before or before.claim.status == RETIRED_WORD else "corrected"


def _status(claim: ClaimRecord) -> str:
    return RETIRED_WORD if claim.status == RETIRED_WORD else "published"


def _reason(claim: ClaimRecord) -> str:
    return claim.retire_reason.replace("-", " ")


def _changes(before: PastClaim, now: PastClaim, vocabulary: Vocabulary) -> tuple[Correction, ...]:
    old, new = _page_words(before, vocabulary), _page_words(now, vocabulary)
    changes = [Correction(label, old[label], new[label]) for label in new if old[label] != new[label]]
    reasons = [_reason(past.claim) for past in (before, now)]
    if all(reasons) and reasons[0] != reasons[1]:
        changes.append(Correction("Reason", *reasons))
    return tuple(changes)


def _page_words(past: PastClaim, vocabulary: Vocabulary) -> dict[str, str]:
    """Everything that the page of a claim says of it, by the label that it has there. What has been merged since is
    called as it was.
    """
    claim = past.claim
    return {**_plain_words(claim, vocabulary), **{FORMER_LABELS[name]: words for name, words in past.formers.items()}}


def _plain_words(claim: ClaimRecord, vocabulary: Vocabulary) -> dict[str, str]:
    return {
        "Statement": claim.statement or NO_WORDS,
        "Quote": f"“{claim.quote}”" if claim.quote else NO_WORDS,
        "Framework": _called(vocabulary.frameworks, claim.framework),
        "Aspect": _called(vocabulary.aspects, claim.aspect),
        "Company": _called(vocabulary.companies, claim.company) if claim.company else NO_WORDS,
        "Value": claim.value_label or NO_LONGER_THERE,
        "Compared to": _called(vocabulary.frameworks, claim.compared_to) if claim.compared_to else NO_WORDS,
        "Condition": _called(vocabulary.scopes, claim.scope) if claim.scope else "none stated",
        "How it is said": "hedged by the source" if claim.hedged else "stated plainly",
        "Source": _called(vocabulary.sources, claim.source),
        "Place in it": claim.locator or NO_WORDS,
        "Taken from": _upstream_words(claim, vocabulary),
        "The value holds": claim.as_of or "not stated",
    }


def _upstream_words(claim: ClaimRecord, vocabulary: Vocabulary) -> str:
    if not claim.via:
        return "no other source"
    return f"{_called(vocabulary.sources, claim.via)}, " + (
        "named by the document" if claim.via_stated else "the editors’ inference"
    )


def _called(rows: Mapping[str, Any], slug: str | None) -> str:
    """The name of today; of a source the slug too, because titles repeat."""
    row = rows.get(slug or "")
    if row is None:
        return NO_LONGER_THERE
    return f"“{row.title}” ({row.slug})" if isinstance(row, SourceRecord) else str(row.name)
