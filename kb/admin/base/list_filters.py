"""Filters of lists: each is a question an editor asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from kb.derived import reports
from kb.documents.snapshots import lost_quotes
from kb.evidence.judgement import Empty, Flag, State
from kb.models import AspectGroup, Cell, Claim, Source

MANY_CHOICES = 2_000


class ChoiceFilter(admin.SimpleListFilter):
    """A question with a few answers."""

    answers: ClassVar[tuple[tuple[str, str], ...]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.answers)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        answer = self.value()
        return queryset if answer is None else self.narrowed(queryset, answer)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        raise NotImplementedError


class YesNo(ChoiceFilter):
    """A question with yes and no."""

    answers = (("yes", "Yes"), ("no", "No"))
    condition: ClassVar[Q]

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        if answer == "yes":
            return queryset.filter(self.condition)
        return queryset.exclude(self.condition) if answer == "no" else queryset


def yes_no(question: str, parameter: str, condition: Q) -> type[YesNo]:
    """A filter that asks whether the condition holds."""
    return type("YesNoFilter", (YesNo,), {"title": question, "parameter_name": parameter, "condition": condition})


def claimed(field: str) -> type[YesNo]:
    """A filter that asks whether a published claim names the row in that field."""
    is_used = Exists(Claim.objects.published().filter(**{field: OuterRef("pk")}))
    return yes_no("has published claims?", "claimed", Q(is_used))


class CellState(ChoiceFilter):
    """The state of a cell; for claims, of the cell that they are in; for sources, of a cell that they speak to."""

    title = "state of the cell"
    parameter_name = "cell_state"
    answers = tuple((state.value, state.value.capitalize()) for state in State)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """No published claim is in an empty cell."""
        left_out = State.EMPTY.value if model_admin.model in (Claim, Source) else None
        return [answer for answer in self.answers if answer[0] != left_out]

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_cells(queryset, Q(state=answer))


class CellFlag(ChoiceFilter):
    """A flag of a cell; for claims, of the cell that they are in."""

    title = "flag of the cell"
    parameter_name = "cell_flag"
    answers = tuple((flag.value, flag.value.replace("_", " ").capitalize()) for flag in Flag if flag != Flag.STALE)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_cells(queryset, Q(flag_words__contains=f'"{answer}"'))


class CellStale(ChoiceFilter):
    """Whether the evidence of a cell is too old today."""

    title = "cell stale today?"
    parameter_name = "cell_stale"
    answers = (("yes", "Yes"), ("no", "No"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        fresh = Q(fresh_until__isnull=True) | Q(fresh_until__gte=timezone.localdate())
        return with_cells(queryset, reports.stale(timezone.localdate()) if answer == "yes" else fresh)


class WhyEmpty(ChoiceFilter):
    """Why a cell without claims is empty."""

    title = "why it is empty"
    parameter_name = "empty"
    answers = tuple(
        (empty.value, empty.value.replace("-", " ").capitalize()) for empty in Empty if empty != Empty.HIDDEN
    )

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return queryset.filter(empty=answer)


class Reopened(YesNo):
    """Whether a contested cell was read before, and something came in later."""

    title = "reopened by a later claim?"
    parameter_name = "reopened"

    @property
    def condition(self) -> Q:  # type: ignore[override]
        return reports.reopened()


class Covered(ChoiceFilter):
    """How a cell counts in the coverage: frameworks × aspects, but those that are asked of each company."""

    title = "coverage"
    parameter_name = "coverage"
    answers = (("filled", "Filled"), ("absent", "Recorded as empty"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        conditions = {"filled": reports.filled(), "absent": reports.absent()}
        return queryset.filter(conditions[answer]) if answer in conditions else queryset


class UnderWayFilter(ChoiceFilter):
    """Cells and sources with claims that are under way."""

    title = "claims under way"
    parameter_name = "under_way"
    answers = ((Claim.Status.REVIEW.value, "Waiting for review"), (Claim.Status.DRAFT.value, "Drafts"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_claims(queryset, Q(status=answer))


class Mine(ChoiceFilter):
    """Claims that whoever looks has entered; cells and sources with such claims."""

    title = "mine?"
    parameter_name = "mine"
    answers = (("yes", "Entered by me"), ("no", "Entered by others"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        mine = reports.entered_by(request.user)
        conditions = {"yes": mine, "no": ~mine}
        answer = self.value()
        return with_claims(queryset, conditions[answer]) if answer in conditions else queryset


class LostQuoteFilter(YesNo):
    """Claims whose quote does not stand in the text of their source; cells and sources with such claims."""

    title = "quote not found?"
    parameter_name = "quote_not_found"

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        missing = Q(pk__in=lost_quotes())
        if answer == "yes":
            return with_claims(queryset, missing)
        return without_claims(queryset, missing) if answer == "no" else queryset


class DeadLink(YesNo):
    """Claims whose source no longer answers; cells with a published claim of such a source."""

    title = "link of its source dead?"
    parameter_name = "dead_link"

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        dead = Q(source__link_state=Source.LinkState.DEAD)
        if queryset.model is Cell:
            dead &= Q(status=Claim.Status.PUBLISHED)
        if answer == "yes":
            return with_claims(queryset, dead)
        return without_claims(queryset, dead) if answer == "no" else queryset


class SourceKind(ChoiceFilter):
    """Cells to which a source of that kind speaks."""

    title = "kind of source"
    parameter_name = "source_kind"
    answers = tuple((kind.value, str(kind.label).capitalize()) for kind in Source.Kind)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_claims(queryset, Q(status=Claim.Status.PUBLISHED, source__kind=answer))


class GroupFilter(ChoiceFilter):
    """Sources with published claims on aspects of a group. One query for the groups."""

    title = "group of aspects"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(AspectGroup.objects.values_list("slug", "name"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_claims(queryset, Q(status=Claim.Status.PUBLISHED, aspect__group__slug=answer))


def with_cells(queryset: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """The cells for which the condition holds; claims in such a cell; sources with a published claim in one."""
    if queryset.model is Cell:
        return _readable(queryset).filter(condition)
    cells = _readable(Cell.objects.all()).filter(condition)
    around = Q(aspect__in=cells.order_by().values("aspect")) if _are_few(cells) else Q()
    inside = Exists(_readable(Cell.objects.filter(reports.same_cell())).filter(condition))
    if queryset.model is not Source:
        return queryset.filter(inside, around)
    published = Claim.objects.published().filter(inside, around)
    return queryset.filter(pk__in=published.values("source")) if around else _with(queryset, published)


def with_claims(queryset: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """The claims for which the condition holds; the sources that make, or the cells that hold, such a claim."""
    if queryset.model is Claim:
        return queryset.filter(condition)
    claims = Claim.objects.filter(condition)
    few = _are_few(claims)
    if queryset.model is Source:
        return queryset.filter(pk__in=claims.values("source")) if few else _with(queryset, claims)
    around = Q(aspect__in=claims.order_by().values("aspect")) if few else Q()
    return queryset.filter(Exists(claims.filter(reports.same_cell())), around)


def without_claims(queryset: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """All but those: row by row, since they are most rows."""
    if queryset.model is Claim:
        return queryset.exclude(condition)
    own = Q(source=OuterRef("pk")) if queryset.model is Source else reports.same_cell()
    return queryset.filter(~Exists(Claim.objects.filter(condition).filter(own)))


def _with(sources: QuerySet[Any], claims: QuerySet[Any]) -> QuerySet[Any]:
    return sources.filter(Exists(claims.filter(source=OuterRef("pk"))))


def _are_few(rows: QuerySet[Any]) -> bool:
    """Whether it is cheaper to begin with these rows than to look for one beside each row of the list. One query."""
    return rows.order_by().values("pk")[: MANY_CHOICES + 1].count() <= MANY_CHOICES


def _readable(cells: QuerySet[Any]) -> QuerySet[Any]:
    # SQLite cannot look into a list in JSON; its text reads the same on every database
    readable: QuerySet[Any] = cells.annotate(flag_words=Cast("flags", TextField()))
    return readable
