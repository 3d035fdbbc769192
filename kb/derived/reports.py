"""What editors ask of the whole base: figures, coverage.

Every figure is a question that a list of the admin answers too; both ask it here. Today is an argument.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kb.documents.snapshots import number_of_lost_quotes
from kb.evidence.judgement import State
from kb.evidence.records import CellKey
from kb.models import Aspect, AspectGroup, Cell, Claim, Framework, Objection, Proposal, Reading, Resolution, Source
from kb.models.name_rules import has_names
from kb.rows.counting import CountColumn, bounded
from kb.rows.read_in_full import read_silence
from kb.texts import name_key

Status = Claim.Status
HANDOVER = "taken over from "  # how the reason of the entry begins that makes somebody's draft another's


# Questions that figures and lists share


def same_cell() -> Q:
    """Rows of the cell that the outer row is in. A row without a company stands where the aspect asks for none."""
    company = Q(company=OuterRef("company")) | Q(company__isnull=True)
    return Q(framework=OuterRef("framework"), aspect=OuterRef("aspect")) & company


def reopened() -> Q:
    """Cells that somebody has read before, and that are contested again."""
    return Q(state=State.CONTESTED) & Q(Exists(Resolution.objects.filter(same_cell())))


def stale(today: date) -> Q:
    """Cells whose evidence is too old today; an undated one is stale from the start."""
    return Q(fresh_until__lt=today)


def filled() -> Q:
    """Cells of the coverage that have a published claim. What is asked of each company has no end, and no coverage."""
    return Q(aspect__per_company=False) & ~Q(state=State.EMPTY)


def absent() -> Q:
    """Cells of the coverage of which somebody recorded why they are empty."""
    return Q(aspect__per_company=False, state=State.EMPTY)


def outgrown() -> Exists:
    """Readings that do not cover every question, because one is newer."""
    return Exists(Aspect.objects.filter(added_on__gt=OuterRef("read_on")))


def dead_link() -> Q:
    return Q(link_state=Source.LinkState.DEAD)


def entered_by(person: Any) -> Q:
    """Claims that this person entered, whichever way, or took over."""
    entries = Q(history_type="+") | Q(history_change_reason__startswith=HANDOVER)
    return Q(pk__in=Claim.history.filter(entries, history_user=person.pk).values("id"))


# The base at a glance


@dataclass(frozen=True)
class Figures:
    """How much waits, and where the base is weak."""

    waiting: int
    drafts: int
    my_drafts: int
    contested: int
    reopened: int
    stale: int
    dead_links: int
    outgrown_readings: int
    lost_quotes: int
    objections: int
    proposals: int
    my_proposals: int


def figures(today: date, person: Any) -> Figures:
    """Each counted to 10,000. One query, and those of `quotes_not_found`."""
    claims, cells = Claim.objects.all(), Cell.objects.all()
    numbers = {
        "waiting": claims.filter(status=Status.REVIEW),
        "drafts": claims.filter(status=Status.DRAFT),
        "my_drafts": claims.filter(entered_by(person), status=Status.DRAFT),
        "contested": cells.filter(state=State.CONTESTED),
        "reopened": cells.filter(reopened()),
        "stale": cells.filter(stale(today)),
        "dead_links": Source.objects.filter(dead_link()),
        "outgrown_readings": Reading.objects.filter(outgrown()),
        "objections": Objection.objects.filter(state=Objection.Progress.OPEN),
        "proposals": Proposal.objects.filter(stage=Proposal.Stage.OPEN),
        "my_proposals": Proposal.objects.filter(stage=Proposal.Stage.SENT_BACK, author=person.pk),
    }
    account: Any = get_user_model()._default_manager.filter(pk=person.pk)
    counts = account.values(**{f"number_of_{name}": CountColumn(rows) for name, rows in numbers.items()}).get()
    return Figures(
        **{name: bounded(counts[f"number_of_{name}"]) for name in numbers},
        lost_quotes=number_of_lost_quotes(),
    )


def standing_pairs() -> dict[type[Model], list[list[tuple[int, str, str]]]]:
    """Rows whose names are one but for case or blanks, by table: primary key, slug and name of each. Such came with a
    file, or stood before the rule. One query, which reads all names.
    """
    models = [model for model in apps.get_app_config("kb").get_models() if has_names(model)]
    tables = [
        model._default_manager.order_by().values_list(Value(number), "pk", "slug", "name")
        for number, model in enumerate(models)
    ]
    alike: dict[tuple[int, str], list[tuple[int, str, str]]] = defaultdict(list)
    for number, *row in sorted(tables[0].union(*tables[1:], all=True), key=itemgetter(0, 2)):
        alike[number, name_key(row[2])].append((row[0], row[1], row[2]))
    pairs: dict[type[Model], list[list[tuple[int, str, str]]]] = defaultdict(list)
    for (number, _), rows in alike.items():
        if len(rows) > 1:
            pairs[models[number]].append(rows)
    return pairs


@dataclass(frozen=True)
class Beginnings:
    """What a base without a published claim has already; ``source`` is the key of its newest document."""

    frameworks: bool
    aspects: bool
    source: int | None


def beginnings() -> Beginnings | None:
    """None once a claim is published. One query, and three more in a base without."""
    if Claim.objects.published().exists():
        return None
    return Beginnings(
        frameworks=Framework.objects.exists(),
        aspects=Aspect.objects.exists(),
        source=Source.objects.order_by("-pk").values_list("pk", flat=True).first(),
    )


@dataclass(frozen=True)
class Coverage:
    """How many cells of a group have a published claim, or a recorded absence, and how many there could be."""

    key: int
    name: str
    filled: int
    absent: int
    total: int

    @property
    def unanswered(self) -> int:
        return self.total - self.filled - self.absent

    @property
    def share(self) -> int:
        """Filled cells in whole per cent, rounded down: a group with a hole is never full."""
        return 100 * self.filled // self.total if self.total else 0


def coverage() -> list[Coverage]:
    """The groups in their order, frameworks × aspects each; none that only asks of companies. Two queries.

    Cells are counted in their indexes alone.
    """
    absences = Cell.objects.filter(absent()).order_by().values("aspect__group").annotate(number=Count("pk"))
    aspects = Aspect.objects.filter(per_company=False).annotate(cells_there=_cells_of_aspect())
    sums = aspects.order_by().values("group").annotate(asked=Count("pk"), there=Sum("cells_there"))
    rows = sums.values_list("group", "asked", "there")
    by_group: dict[int, tuple[int, int]] = {}
    absent_in: dict[int, int] = {}
    for group_key, number, there in rows.union(absences.values_list("aspect__group", "number", Value(-1)), all=True):
        if there < 0:
            absent_in[group_key] = number
        else:
            by_group[group_key] = number, there
    return [
        Coverage(
            key=group.pk,
            name=group.name,
            filled=by_group[group.pk][1] - absent_in.get(group.pk, 0),
            absent=absent_in.get(group.pk, 0),
            total=group.frameworks * by_group[group.pk][0],
        )
        for group in AspectGroup.objects.annotate(frameworks=CountColumn(Framework.objects.all()))
        if group.pk in by_group
    ]


def _cells_of_aspect() -> Coalesce:
    """How many cells the aspect in hand has."""
    cells = Cell.objects.filter(aspect=OuterRef("pk")).order_by().values("aspect")
    return Coalesce(Subquery(cells.annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True)
class Unanswered:
    """A cell without claim and recorded absence: how many claims about it are under way, and how many sources that
    were ``read`` in full are silent; where these are none, nobody has looked.
    """

    framework: Framework
    aspect: Aspect
    under_way: int
    read: int


def unanswered(group: int | None = None) -> list[Unanswered]:
    """The cells of the coverage (of one group) without claim and absence, in the order of aspects. Five queries."""
    return unanswered_of(unanswered_aspects(group))


def unanswered_of(aspects: Iterable[Aspect]) -> list[Unanswered]:
    """Those of these aspects. Four queries."""
    questions = list(aspects)
    here = {"aspect__in": [aspect.pk for aspect in questions]}
    seen = set(Cell.objects.filter(**here).values_list("framework_id", "aspect_id"))
    under_way = Claim.objects.filter(status__in=[Status.DRAFT, Status.REVIEW], **here)
    drafts = Counter(under_way.values_list("framework_id", "aspect_id"))
    frameworks = list(Framework.objects.all())
    silence = read_silence({row.slug for row in frameworks}, {aspect.slug for aspect in questions})
    return [
        Unanswered(
            framework,
            aspect,
            drafts[framework.pk, aspect.pk],
            len(silence.sources(CellKey(framework.slug, aspect.slug))),
        )
        for aspect in questions
        for framework in frameworks
        if (framework.pk, aspect.pk) not in seen
    ]


def unanswered_aspects(group: int | None = None) -> QuerySet[Aspect]:
    """The aspects (of one group) that have such a cell, in their order."""
    aspects: Any = Aspect.objects.filter(per_company=False, **({"group": group} if group else {}))
    rows: QuerySet[Aspect] = aspects.annotate(answered=_cells_of_aspect()).filter(
        answered__lt=CountColumn(Framework.objects.all())
    )
    return rows
