"""What a merge would do, row by row, or why it cannot be done. Reads, and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from kb.evidence.kinds import KINDS
from kb.evidence.records import ADOPTION
from kb.merging.references import Model, claim_identity, columns, tables, unique_columns
from kb.models import Aspect, Claim, FormerSlug, Option, Source, SourceLink
from kb.models.claim_rules import BOTH_INFERRED
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.merges import MERGEABLE
from kb.rows.public_things import public_keys
from kb.texts import lines

Status = Claim.Status
Heirs = Mapping[Model, Mapping[int, int]]  # the key of what a row becomes, by table and its own key
BEST_FIRST = (Status.PUBLISHED, Status.RETIRED, Status.REVIEW, Status.DRAFT)
ONCE_PUBLISHED = (Status.PUBLISHED, Status.RETIRED)
RETIREMENT = {"status": Status.RETIRED.value, "retire_reason": Claim.RetireReason.DUPLICATE.value}
SHAPE = ("value_type", "cardinality", "per_company", "unit")  # in which two aspects must be alike
MOST_CIRCULAR = 10


@dataclass
class RowChange:
    """A stored row, and some of its attributes before and after."""

    row: models.Model
    old: dict[str, Any]
    new: dict[str, Any]

    def __init__(self, row: models.Model, new: Mapping[str, Any]) -> None:
        self.row, self.new = row, dict(new)
        self.old = {name: getattr(row, name) for name in new}


@dataclass
class MergePlan:
    """What happens when one row becomes another: rows that change, in this order, after rows that go.

    ``obstacles`` are why it cannot be done; then nothing else is known. ``duplicates`` are the keys of claims that are
    retired because another says the same; ``heirs`` also has options of merged aspects. ``leads_on``: the former has
    an address that anybody could see, which leads to its heir.
    """

    kind: str
    former: Any
    heir: Any
    heirs: Heirs = field(default_factory=dict)
    changes: list[RowChange] = field(default_factory=list)
    removals: list[models.Model] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    leads_on: bool = False
    digest: str = ""  # tells whether a plan is the one that somebody has looked at

    def seal(self) -> None:
        """Make the digest: once carried out, rows that go have no keys any more."""
        changes = [[change.row._meta.label, change.row.pk, change.old, change.new] for change in self.changes]
        removals = [[row._meta.label, row.pk] for row in self.removals]
        text = json.dumps([self.kind, self.former.pk, self.heir.pk, changes, removals, self.leads_on], default=str)
        self.digest = hashlib.sha256(text.encode()).hexdigest()


def plan_merge(former: Any, heir: Any) -> MergePlan:
    """The merge of a row into another of its table. A query or two for each table that names the row."""
    kind = next(kind for kind, model in MERGEABLE.items() if isinstance(former, model))
    plan = MergePlan(kind, former, heir)
    plan.obstacles = list(_obstacles(former, heir))
    if plan.obstacles:
        return plan
    plan.heirs = {type(former): {former.pk: heir.pk}}
    plan.leads_on = bool(public_keys(KINDS[NAME_OF_MODEL[type(former)]], [former.pk]))
    if isinstance(former, Aspect):
        plan.heirs = {**plan.heirs, Option: _same_options(former, heir)}
        plan.obstacles += _degrees(plan)
    for model in tables():
        moving = _moving(model, plan.heirs)
        if model is Claim:
            _plan_claims(plan, moving)
        elif moving:
            _plan_rows(plan, model, moving)
    plan.changes += [*_aliases(former, heir), *_addresses(plan)]
    plan.removals = [*_between(plan.removals), *plan.removals]
    plan.seal()
    return plan


# What stands in the way


def _obstacles(former: Any, heir: Any) -> Iterator[str]:
    if type(former) is not type(heir) or former.pk == heir.pk:
        yield "Choose another row to merge it into."
    elif isinstance(former, Aspect):
        if former.slug == ADOPTION:
            yield f"“{former}” says who uses a framework; merge the other one into it."
        for name in SHAPE:
            if getattr(former, name) != getattr(heir, name):
                label = Aspect._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                yield f"“{former}” and “{heir}” differ in their {label}; answers to one would not fit the other."
    elif isinstance(former, Source) and _are_both_inferred({former.pk, heir.pk}):
        yield BOTH_INFERRED
    elif isinstance(former, Option):
        if former.aspect_id != heir.aspect_id:
            yield "Both must be options of one aspect."
        elif former.degree and heir.degree and former.degree != heir.degree:
            yield f"“{former.label}” and “{heir.label}” are different degrees of one comparison."


def _are_both_inferred(pair: set[int]) -> bool:
    """Whether one source would be inferred to come from elsewhere as a whole, and a claim of it by itself. Two queries
    at most.
    """
    links = SourceLink.objects.filter(from_source__in=pair, kind="derives", stated=False).exclude(to_source__in=pair)
    claims = Claim.objects.filter(source__in=pair, via__isnull=False, via_stated=False).exclude(via__in=pair)
    return links.exists() and bool(claims.exclude(status=Status.RETIRED).exists())


def _same_options(former: Aspect, heir: Aspect) -> dict[int, int]:
    """Options that both have, by slug: those of the former, and what each becomes."""
    slugs = {option.slug: option.pk for option in heir.options.all()}
    return {option.pk: slugs[option.slug] for option in former.options.all() if option.slug in slugs}


def _degrees(plan: MergePlan) -> Iterator[str]:
    """Degrees that two options of the merged aspect would have."""
    degrees = {option.degree: option for option in plan.heir.options.all() if option.degree}
    for option in plan.former.options.all():
        other = degrees.get(option.degree)
        if other and plan.heirs[Option].get(option.pk) != other.pk:
            yield f"The options “{option.label}” and “{other.label}” have the same degree: give them one slug first."


# Rows that name what is merged


def _moving(model: Model, heirs: Heirs) -> list[RowChange]:
    """The rows of a table that name one of these, and what they name then. One query, or none."""
    names = [(name, target) for target in heirs for name in columns(model, target)]
    if not names:
        return []
    condition = reduce(or_, (Q(**{f"{name}__in": list(heirs[target])}) for name, target in names))
    rows: QuerySet[Any] = QuerySet(model).filter(condition).exclude(pk__in=list(heirs.get(model, ()))).order_by("pk")

    def after(row: models.Model) -> dict[str, int]:
        pairs = ((name, heirs[target].get(getattr(row, name))) for name, target in names)
        return {name: key for name, key in pairs if key is not None}

    return [RowChange(row, after(row)) for row in rows]


def _standing(model: Model, heirs: Heirs) -> Q:
    """The rows of a table that name an heir already."""
    names = [(name, target) for target in heirs for name in columns(model, target)]
    return reduce(or_, (Q(**{f"{name}__in": list(heirs[target].values())}) for name, target in names))


def _identity(change: RowChange, names: Iterable[str]) -> tuple[Any, ...]:
    """What the row has in these attributes then."""
    return tuple(change.new.get(name, getattr(change.row, name)) for name in names)


def _plan_rows(plan: MergePlan, model: Model, moving: list[RowChange]) -> None:
    """Rows move; one that would then stand there twice, or link a source with itself, goes."""
    keys = {change.row.pk for change in moving}
    places: list[tuple[tuple[str, ...], set[tuple[Any, ...]]]] = []
    for names in unique_columns(model):
        standing: QuerySet[Any] = QuerySet(model).filter(_standing(model, plan.heirs)).values_list("pk", *names)
        places.append((names, {tuple(identity) for pk, *identity in standing if pk not in keys}))
    for change in moving:
        identities = [(seen, _identity(change, names)) for names, seen in places]
        if any(identity in seen for seen, identity in identities) or _links_itself(change):
            plan.removals.append(change.row)
            continue
        for seen, identity in identities:
            seen.add(identity)
        plan.changes.append(change)


def _links_itself(change: RowChange) -> bool:
    if not isinstance(change.row, SourceLink):
        return False
    start, end = _identity(change, ("from_source_id", "to_source_id"))
    return bool(start == end)


def _plan_claims(plan: MergePlan, moving: list[RowChange]) -> None:
    """Claims move. Of two that are then equal one stays, and the other is retired as its duplicate, or goes if nobody
    has ever read it.
    """
    circular = [change.row for change in moving if _compares_itself(change)]
    if circular:
        names = ", ".join(str(row) for row in circular[:MOST_CIRCULAR])
        plan.obstacles.append(f"They are compared to each other, so they are not one: {names}.")
        return
    equal = _equal_claims(plan.heirs, moving)
    retirements: list[RowChange] = []
    for change in moving:
        if "source_id" in change.new or "via_id" in change.new:
            _drop_own_upstream(change)
        other = equal.get(_identity(change, claim_identity()))
        if other is None or _is_duplicate(change.row):
            continue
        worse = _worse(change, other)
        if worse.row.status in ONCE_PUBLISHED:  # type: ignore[attr-defined]
            retirements.append(RowChange(worse.row, {**worse.new, **RETIREMENT}))
            plan.duplicates.append(str(worse.row))
        else:
            plan.removals.append(worse.row)
    settled = {(type(row), row.pk) for row in (*(change.row for change in retirements), *plan.removals)}
    # what is retired first makes room
    plan.changes += [*retirements, *(change for change in moving if (Claim, change.row.pk) not in settled)]


def _compares_itself(change: RowChange) -> bool:
    framework, other = _identity(change, ("framework_id", "compared_to_id"))
    return bool(framework == other)


def _drop_own_upstream(change: RowChange) -> None:
    """A source is not its own upstream."""
    source, via = _identity(change, ("source_id", "via_id"))
    if source == via:
        change.new |= {"via_id": None, "via_stated": False}
        change.old = {name: getattr(change.row, name) for name in change.new}


def _is_duplicate(claim: Any) -> bool:
    return bool(claim.retire_reason == Claim.RetireReason.DUPLICATE)


def _worse(change: RowChange, other: Claim) -> RowChange:
    """Which of two equal claims does not stay: the less public, else the one that moves."""
    ranks = [BEST_FIRST.index(claim.status) for claim in (change.row, other)]  # type: ignore[attr-defined]
    return RowChange(other, {}) if ranks[0] < ranks[1] else change


def _equal_claims(heirs: Heirs, moving: list[RowChange]) -> dict[tuple[Any, ...], Claim]:
    """The claims that stand where these move to, by what makes them equal. One query."""
    if not moving:
        return {}
    names, keys = claim_identity(), {change.row.pk for change in moving}
    identities = {_identity(change, names) for change in moving}
    sources = {identity[names.index("source_id")] for identity in identities}
    standing: QuerySet[Any] = (
        QuerySet(Claim).filter(_standing(Claim, heirs), source__in=sources).exclude(pk__in=list(keys))
    )
    by_identity = {tuple(getattr(claim, name) for name in names): claim for claim in standing}
    return {
        identity: claim
        for identity, claim in by_identity.items()
        if identity in identities and not _is_duplicate(claim)
    }


# What the row leaves behind


def _aliases(former: Any, heir: Any) -> Iterator[RowChange]:
    """The heir is known by the names of the former too."""
    if not hasattr(heir, "aliases"):
        return
    known = {name.casefold() for name in (heir.name, *lines(heir.aliases))}
    names = [name for name in (former.name, *lines(former.aliases)) if name.casefold() not in known]
    if names:
        yield RowChange(heir, {"aliases": "\n".join(dict.fromkeys([*lines(heir.aliases), *names]))})


def _addresses(plan: MergePlan) -> Iterator[RowChange]:
    """Slugs that led to the former lead to its heir. One that leads there already goes, and so do those of a former
    that nobody may see: with its heir they would become public unseen. A query for each table.
    """
    for model, keys in plan.heirs.items():
        kind = NAME_OF_MODEL[model]
        rows = list(FormerSlug.objects.filter(kind=kind, target__in=[*keys, *keys.values()]).order_by("pk"))
        there = {(row.slug, row.target) for row in rows}
        for row in rows:
            if row.target not in keys:
                continue
            if plan.leads_on and (row.slug, keys[row.target]) not in there:
                yield RowChange(row, {"target": keys[row.target]})
            else:
                plan.removals.append(row)


def _between(rows: Iterable[models.Model]) -> Iterator[models.Model]:
    """What stands between rows that go and others: it goes first. A query for each kind of row and such table."""
    keys: dict[Model, list[int]] = {}
    for row in rows:
        keys.setdefault(type(row), []).append(row.pk)
    for model, pks in keys.items():
        for table in tables():
            if table._meta.auto_created:
                for name in columns(table, model):
                    yield from QuerySet(table).filter(**{f"{name}__in": pks}).order_by("pk")
