"""Which texts say a name of what is withdrawn, and the proposals among them.

A name is looked for as a whole word, in values alone, and only the name of what something published has named: else
whoever withdraws could make up a name that stands in every text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.utils import timezone

from kb.editing import trials
from kb.editing.proposal_steps import OPEN_STAGES, Stage
from kb.models import Claim, Company, FormerSlug, Proposal
from kb.models.withdrawals import kind_of

SHORTEST_NAME = 3  # characters: what is shorter says nobody
EMPTY_PROPOSAL = "what it said was withdrawn"
NO_TEXTS = {"table", "kind", "digest"}  # keys of changes whose values we write, not people

SaysName = Callable[[Any], bool]


class ProposalsReached(NamedTuple):
    """``leaving``: of rows that go, and go with them. ``emptied``: of other rows, which stay without their words."""

    leaving: list[Proposal]
    emptied: list[Proposal]


def slugs_of(row: Any) -> set[str]:
    """Every slug under which it was known. One query, none for a claim."""
    if isinstance(row, Claim):
        return {row.key}
    former = FormerSlug.objects.filter(kind=kind_of(type(row)), target=row.pk)
    return {row.slug, *former.values_list("slug", flat=True)}


def names_of(row: Any) -> set[str]:
    """What it is looked for by: name or title, aliases and slugs; none if nothing published has named it. Some
    queries.
    """
    aliases = row.alias_list if isinstance(row, Company) else ()
    return {str(row), *aliases, *slugs_of(row)} if was_published(row) else set()


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


def was_published(row: Any) -> bool:
    """Whether something published names it, or did. Some five queries at most."""
    place = {"id" if isinstance(row, Claim) else kind_of(type(row)): row.pk}
    seen = [Claim.Status.PUBLISHED, Claim.Status.RETIRED]
    return (
        trials.is_public(row)
        or Claim.objects.once_published().filter(**place).exists()
        or bool(Claim.history.filter(status__in=seen, **place).exists())
    )


def proposals_reached(row: Any, gone: Collection[tuple[str, int]]) -> ProposalsReached:
    """What becomes of proposals when it is withdrawn with these rows: table and key of each. Reads all proposals."""
    says = says_name(names_of(row))
    reached = ProposalsReached([], [])
    for proposal in Proposal.objects.order_by("pk").iterator():
        if (proposal.table, proposal.key) in gone:
            reached.leaving.append(proposal)
        elif says(_words(proposal)):
            reached.emptied.append(proposal)
    return reached


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
