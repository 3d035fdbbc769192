"""Which texts say a name of what is withdrawn, and the proposals among them.

A name is looked for as a whole word, in values alone; `withdrawal_names` says which names. A proposal that leads to the
row by its key is about it, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.utils import timezone

from kb.editing.evidence_columns import EVIDENCE
from kb.editing.proposal_steps import OPEN_STAGES, Stage
from kb.merging.withdrawal_names import names_of
from kb.models import Proposal
from kb.models.withdrawals import WITHDRAWABLE

SHORTEST_NAME = 3  # characters: what is shorter says nobody
EMPTY_PROPOSAL = "what it said was withdrawn"
NO_TEXTS = {"table", "kind", "digest"}  # keys of changes whose values we write, not people

REFERENCES_TO: Mapping[str, Mapping[str, Collection[str]]] = {
    target._meta.label_lower: {
        model._meta.label_lower: [
            column.attname for column in model._meta.concrete_fields if column.related_model is target
        ]
        for model in EVIDENCE
    }
    for target in WITHDRAWABLE.values()
}
"""By table of what can be withdrawn: which columns of which tables of evidence lead to it."""

SaysName = Callable[[Any], bool]


class ProposalsReached(NamedTuple):
    """``leaving``: of rows that go, and go with them. ``emptied``: of other rows, which stay without their words."""

    leaving: list[Proposal]
    emptied: list[Proposal]


def name_pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """Finds these names as whole words; too short ones are left out, and None is without names."""
    long_enough = [name for name in names if len(name) >= SHORTEST_NAME]
    words = "|".join(re.escape(name) for name in sorted(long_enough, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None


def says_name(names: Collection[str]) -> SaysName:
    """Whether a text, or a value of JSON, says one of these names."""
    pattern = name_pattern(names)
    return lambda value: pattern is not None and any(pattern.search(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from () if key in NO_TEXTS else _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def proposals_reached(row: Any, gone: Collection[tuple[str, int]]) -> ProposalsReached:
    """What becomes of proposals when it is withdrawn with these rows: table and key of each. Reads all proposals."""
    says = says_name(names_of(row))
    reached = ProposalsReached([], [])
    for proposal in Proposal.objects.order_by("pk").iterator():
        if (proposal.table, proposal.key) in gone:
            reached.leaving.append(proposal)
        elif _leads_to(proposal, row) or says(_words(proposal)):
            reached.emptied.append(proposal)
    return reached


def _leads_to(proposal: Proposal, row: Any) -> bool:
    """Whether one of its values is the key of the row."""
    table = row._meta.label_lower
    if isinstance(proposal.changes, dict):  # of a merge
        return proposal.table == table and row.pk in (proposal.changes["former"], proposal.changes["heir"])
    records = proposal.changes if isinstance(proposal.changes, list) else ()
    return any(
        (record[side] or {}).get(column) == row.pk
        for record in records
        for column in REFERENCES_TO[table].get(record["table"], ())
        for side in ("old", "new")
        if side in record
    )


def _words(proposal: Proposal) -> list[Any]:
    entries = [text for _, text in parse_qsl(proposal.entry)]
    return [proposal.title, proposal.reason, proposal.comment, proposal.changes, proposal.cells, entries]


def empty_proposal(proposal: Proposal, person: Any) -> None:
    """What was decided stays with who made it, who decided and how; what was not is refused by who empties it."""
    if proposal.stage in OPEN_STAGES:
        proposal.stage = Stage.WITHDRAWN if proposal.author_id == person.pk else Stage.REFUSED
        proposal.decided_by, proposal.decided_at = person, timezone.now()
    proposal.title, proposal.deed, proposal.changes, proposal.cells = EMPTY_PROPOSAL, Proposal.Deed.ROWS, [], []
    proposal.reason = proposal.comment = proposal.entry = ""
    proposal.save()
