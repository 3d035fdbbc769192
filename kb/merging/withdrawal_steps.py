"""A claim, company or source is withdrawn on request: in one transaction, with cells, counts, words and revision.

Its row goes, all that was said of it or by it, and the past of both: claims, texts as read, readings, absences,
editors' readings of a cell that judged such a claim, merges that could bring it back, proposals and lines of the
admin's log, objections, and texts and files that nobody has confirmed. Its name goes from other proposals, objections
and lines of the log. A source that others derive from, or have statements from, stays without title, address or names
under another slug, since without it copies of it would count as independent. The words of other claims are not searched
for a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet

from kb.derived import upkeep
from kb.editing import trials
from kb.merging.references import tables
from kb.merging.withdrawal_names import names_of, slugs_of, was_published
from kb.merging.withdrawal_traces import (
    clear_log,
    clear_objections,
    clear_pasts,
    clear_reasons,
    forget_entries,
    forget_pasts,
    forget_uploads,
    merges_holding,
    objections_about,
)
from kb.merging.withdrawal_words import EMPTY_PROPOSAL, ProposalsReached, empty_proposal, proposals_reached
from kb.models import (
    Claim,
    Company,
    FormerSlug,
    Gap,
    Merge,
    Proposal,
    Reading,
    Resolution,
    Snapshot,
    Source,
    SourceLink,
)
from kb.models import Withdrawal as Record
from kb.models.checked import made_slug
from kb.models.merges import MERGEABLE
from kb.models.withdrawals import CLAIM_KIND, kind_of, slug_of_row

WITHDRAWAL_RIGHT = "kb.add_withdrawal"
WHY = "Say who asked for it, or which right is broken."
EMPTY_TITLE = "Withdrawn source"
EMPTY_NOTE = "Withdrawn."
REASON = "withdrawn"  # in the past of what stays
SOURCE_TEXTS = (
    "url", "version", "author", "publisher", "published_on", "modified_on", "archive_url", "language", "sha256",
    "link_state", "link_moved_to", "archive_state",
)  # fmt: skip
SOURCE_FACTS = ("framework", "company", "read_on", "link_checked_on")


def withdraw(row: Any, person: Any, reason: str) -> Record:
    """Raises PermissionDenied, or ValidationError without a reason; then nothing has changed. Some queries a row."""
    permit(person)
    if not (reason := reason.strip()):
        raise ValidationError({"reason": WHY})
    with upkeep.collected(), trials.accepted():  # whoever may withdraw does it alone
        row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        claims, slug = list(claims_of(row)), slug_of_row(row)
        proposals, names = proposals_on(row), names_of(row)
        records = [
            Record(kind=CLAIM_KIND, slug=claim.key, had_page=trials.is_public(claim))
            for claim in claims
            if claim != row
        ]
        had_page = was_published(row)
        records += [Record(kind=kind_of(type(row)), slug=slug, had_page=had_page) for slug in sorted(slugs_of(row))]
        for record in records:
            record.withdrawn_by, record.reason = person, reason
        forget_uploads(row, names | {claim.key for claim in claims})
        for merging in _merges_into(row):
            _forget_merge(merging)
        with upkeep.collected():  # its cells are gone before it goes, and with them what they were counted as
            _take_out([*_surroundings(row, claims), *claims])
        if not isinstance(row, Claim):
            forget_pasts(row)
            _take_out_thing(row)
        _forget_proposals(proposals, person)
        _take_out(objections_about({(record.kind, record.slug) for record in records}))
        clear_objections(names)
        clear_log(names)
        clear_pasts(names)
        Record.objects.bulk_create(records, ignore_conflicts=True)
    return Record.objects.get(kind=kind_of(type(row)), slug=slug)


def permit(person: Any) -> None:
    if not person.has_perm(WITHDRAWAL_RIGHT):
        raise PermissionDenied("Only those who review withdraw.")


def claims_of(row: Any) -> QuerySet[Claim]:
    """The claims that go with it."""
    name = "pk" if isinstance(row, Claim) else kind_of(type(row))
    claims: QuerySet[Claim] = Claim.objects.filter(**{name: row.pk}).order_by("pk")
    return claims


def leaving(row: Any, proposals: ProposalsReached | None = None) -> dict[str, int]:
    """How many rows of each table go with it, in words. A query for each table; reads all proposals."""
    counts = Counter(str(type(other)._meta.verbose_name_plural) for other in _going(row) if other != row)
    met = proposals or proposals_on(row)
    words = {"proposals of what goes": len(met.leaving), "proposals that say its name": len(met.emptied)}
    return dict(counts) | {name: number for name, number in words.items() if number}


def proposals_on(row: Any) -> ProposalsReached:
    """Those that go with it, and those that are emptied since they say its name. Reads all proposals."""
    return proposals_reached(row, {(other._meta.label_lower, other.pk) for other in _going(row)})


def _going(row: Any) -> list[Any]:
    """The row and all that goes with it."""
    claims = list(claims_of(row))
    return [row, *_surroundings(row, claims), *(claim for claim in claims if claim != row)]


def _surroundings(row: Any, claims: list[Claim]) -> Iterator[Model]:
    """What is deleted before the claims and the row."""
    yield from Resolution.objects.filter(claims__in=claims).distinct()
    if isinstance(row, Company):
        yield from Resolution.objects.filter(company=row).exclude(claims__in=claims)
        yield from Gap.objects.filter(company=row)
    if isinstance(row, Source):
        yield from Snapshot.objects.filter(source=row)
        yield from Reading.objects.filter(source=row)
        yield from SourceLink.objects.filter(from_source=row)
    yield from {merging.pk: merging for merging in (*_merges_into(row), *merges_holding(row, claims))}.values()


def _merges_into(row: Any) -> list[Merge]:
    """Those of the row, and of what was merged into what was merged into it. A query for each generation; none for a
    claim.
    """
    if isinstance(row, Claim):
        return []
    merges = Merge.objects.filter(kind=kind_of(type(row)))
    into = {merging.pk: merging for merging in merges.filter(Q(former=row.pk) | Q(heir=row.pk))}
    heirs = {merging.former for merging in into.values() if merging.undone_on is None} - {row.pk}
    while heirs:
        earlier = [merging for merging in merges.filter(heir__in=heirs) if merging.pk not in into]
        into |= {merging.pk: merging for merging in earlier}
        heirs = {merging.former for merging in earlier if merging.undone_on is None}
    return list(into.values())


def _take_out(rows: Iterable[Any]) -> None:
    """Delete rows, published claims too, with their past and their lines in the log."""
    for row in rows:
        key, table = row.pk, type(row)
        Model.delete(row)
        _forget(table, key)


def _forget(table: Any, key: int) -> None:
    if hasattr(table, "history"):
        forget_entries(table, table.history.filter(id=key))
    _log_lines(table, key).delete()


def _log_lines(table: Any, key: int) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(table)
    return LogEntry.objects.filter(content_type=kind, object_id=str(key))


def _forget_merge(merging: Merge) -> None:
    """The past of the row that is no more, unless the merge was undone; and the names of both in the past of all that
    moved. A query a table.
    """
    if merging.undone_on is None:
        _forget(MERGEABLE[merging.kind], merging.former)
    for table in tables():
        if hasattr(table, "history"):
            past = table.history.filter(history_change_reason__contains=str(merging))
            past.update(history_change_reason="merged")


def _forget_proposals(proposals: ProposalsReached, person: Any) -> None:
    clear_reasons({proposal.pk for proposal in [*proposals.leaving, *proposals.emptied]})
    _take_out(proposals.leaving)
    for proposal in proposals.emptied:
        empty_proposal(proposal, person)
        _log_lines(Proposal, proposal.pk).update(object_repr=EMPTY_PROPOSAL)


def _take_out_thing(row: Any) -> None:
    if isinstance(row, Company):
        for source in Source.objects.filter(company=row):
            _rewritten(source, company=None)
    if isinstance(row, Source) and (row.links_in.exists() or row.claims_via.exists()):
        _empty(row)
    else:
        _take_out([row])


def _empty(source: Source) -> None:
    """The source without anything of it, under a slug that says so; links to it say nothing of it either."""
    for link in source.links_in.all():
        _rewritten(link, note="" if link.stated else EMPTY_NOTE)
    _forget(Source, source.pk)
    slug = made_slug(Source.objects.all(), f"withdrawn-{source.pk}")
    _rewritten(
        source, title=EMPTY_TITLE, slug=slug, no_address_because=EMPTY_NOTE,
        **dict.fromkeys(SOURCE_TEXTS, ""), **dict.fromkeys(SOURCE_FACTS),
    )  # fmt: skip
    FormerSlug.objects.filter(kind=kind_of(Source), target=source.pk).delete()


def _rewritten(row: Any, **values: Any) -> None:
    """Save it with these values; its past has the texts among them, too, and goes on to say who wrote what."""
    for name, value in values.items():
        setattr(row, name, value)
    row._change_reason = REASON
    row.save()
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    if texts:
        type(row).history.filter(id=row.pk).update(**texts)
