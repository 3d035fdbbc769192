"""Filters of lists: each is a question an editor asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from kb.evidence import Flag, State
from kb.models import Cell


class Choice(admin.SimpleListFilter):
    """A question with a few answers."""

    answers: ClassVar[tuple[tuple[str, str], ...]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.answers)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        answer = self.value()
        return queryset if answer is None else self.narrowed(queryset, answer)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        raise NotImplementedError


class YesNo(Choice):
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


class CellState(Choice):
    """The state of a cell; for claims, of the cell that they are in."""

    title = "state of the cell"
    parameter_name = "cell_state"
    answers = tuple((state.value, state.value.capitalize()) for state in State)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_cells(queryset, Q(state=answer))


class CellFlag(Choice):
    """A flag of a cell; for claims, of the cell that they are in."""

    title = "flag of the cell"
    parameter_name = "cell_flag"
    answers = tuple((flag.value, flag.value.replace("_", " ").capitalize()) for flag in Flag if flag != Flag.STALE)

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        return with_cells(queryset, Q(flag_words__contains=f'"{answer}"'))


class CellStale(Choice):
    """Whether the evidence of a cell is too old today."""

    title = "cell stale today?"
    parameter_name = "cell_stale"
    answers = (("yes", "Yes"), ("no", "No"))

    def narrowed(self, queryset: QuerySet[Any], answer: str) -> QuerySet[Any]:
        stale = Q(fresh_until__lt=timezone.localdate())
        fresh = Q(fresh_until__isnull=True) | Q(fresh_until__gte=timezone.localdate())
        return with_cells(queryset, stale if answer == "yes" else fresh)


def with_cells(queryset: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """The cells for which the condition holds, or the rows that are in such a cell."""
    if queryset.model is Cell:
        return _readable(queryset).filter(condition)
    same = Q(framework=OuterRef("framework"), aspect=OuterRef("aspect"))
    # a cell without a company stands only where the aspect asks for none
    company = Q(company=OuterRef("company")) | Q(company__isnull=True)
    return queryset.filter(Exists(_readable(Cell.objects.filter(same & company)).filter(condition)))


def _readable(cells: QuerySet[Any]) -> QuerySet[Any]:
    # SQLite cannot look into a list in JSON; its text reads the same on every database
    return cells.annotate(flag_words=Cast("flags", TextField()))
