"""Which rows break a rule: every constraint, and what the rules in Python ask of several rows, asked in SQL.

Forms, imports and code are held to them when they write; a file that somebody mended by hand, or a disk, is not.
Cycles of links are no fault: the roots of a cell take one as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from kb.models import (
    Claim,
    FormerSlug,
    Gap,
    Need,
    Option,
    Reading,
    Resolution,
    Revision,
    Source,
    SourceLink,
)
from kb.models.claim_rules import BOTH_INFERRED, VALUE_FIELD, valid_period
from kb.models.former_slugs import HOLDER_MODELS
from kb.models.industries import IndustryField

# What SQLite says of a sound file, and of a row that breaks a rule, which it does not name.
SOUND_FILE, BROKEN_RULE = "ok", "CHECK constraint failed in"
WRITTEN_DATES: dict[Any, tuple[str, ...]] = {Claim: ("as_of",), Source: ("published_on", "modified_on")}
JUDGED_CLAIM, NEED_OPTION = Resolution.claims.through, Need.options.through


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row, which is named by its table and its key."""

    row: str
    words: str

    def __str__(self) -> str:
        return f"{self.row}: {self.words}"


def row_words(row: models.Model) -> str:
    """“claim hirist-2024-flask-orm-1”, “gap flask/orm”; a row without a name of its own by its primary key."""
    key = row.natural_key() if hasattr(row, "natural_key") else (row.pk,)
    return f"{row._meta.verbose_name} {'/'.join(str(part) for part in key if part is not None)}"


def file_faults() -> Iterator[Fault]:
    """What SQLite itself finds in its file: pages, indexes, unique columns, references. Two queries, which read all of
    it. PostgreSQL checks what it writes.
    """
    if connection.vendor != "sqlite":
        return
    try:
        for (words,) in _answers("PRAGMA integrity_check"):
            if words != SOUND_FILE:
                yield Fault("file", words)
        for table, pk, other, _ in _answers("PRAGMA foreign_key_check"):
            yield Fault(f"{table} {pk}", f"It names a row of {other} that is not there.")
    except DatabaseError as error:
        yield Fault("file", str(error))


def _answers(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def row_faults(today: date) -> Iterator[Fault]:
    """Each row that breaks a rule, once a rule. A query for each rule."""
    for model in apps.get_app_config("kb").get_models():
        if not model.__name__.startswith("Historical"):
            yield from _broken_constraints(model)
            yield from _strange_words(model)
    for words, rows in RULES:
        yield from (Fault(row_words(row), words) for row in rows().iterator())
    yield from _members()
    yield from _former_slugs()
    yield from _dates(today)
    if (number := Revision.objects.count()) > 1:
        yield Fault("revision", f"There are {number} rows: one says which state of the base this is.")


def _broken_constraints(model: Any) -> Iterator[Fault]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            holds = Coalesce(constraint.condition, True, output_field=models.BooleanField())
            rows = model._base_manager.annotate(_holds=holds).filter(_holds=False)
            yield from (Fault(row_words(row), str(constraint.violation_error_message)) for row in rows.iterator())


def _strange_words(model: Any) -> Iterator[Fault]:
    """Columns that hold none of their choices; an industry of before the list may stay. A slug is never blank."""
    for field in model._meta.fields:
        if field.choices and not isinstance(field, IndustryField):
            words = {value for value, _ in field.flatchoices} | ({""} if field.blank else set())
            rows = model._base_manager.exclude(**{f"{field.name}__in": words})
            yield from (Fault(row_words(row), f"{field.verbose_name} is none of its choices.") for row in rows)
        elif isinstance(field, models.SlugField):
            rows = model._base_manager.filter(**{field.name: ""})
            yield from (Fault(row_words(row), f"{field.verbose_name} is blank.") for row in rows)


# Rules on single rows, by what they name


def _values_of_another_type(model: Any) -> Any:
    fits = Q(pk__in=[])
    for value_type, column in VALUE_FIELD.items():
        filled = ~Q(text="") if column == "text" else Q(**{f"{column}__isnull": False})
        fits |= Q(aspect__value_type=value_type) & filled
    return model._base_manager.filter(~fits)


def _options_of_another_aspect(model: Any) -> Any:
    return model._base_manager.filter(~Q(option__aspect=F("aspect")), option__isnull=False)


def _company_where_none_is_asked(model: Any) -> Any:
    needless = Q(aspect__per_company=False, company__isnull=False)
    return model._base_manager.filter(needless | Q(aspect__per_company=True, company__isnull=True))


def _inferred_twice() -> Any:
    links = SourceLink.objects.filter(from_source=OuterRef("source"), kind="derives", stated=False)
    inferred = Claim.objects.filter(via__isnull=False, via_stated=False).exclude(status=Claim.Status.RETIRED)
    return inferred.filter(Exists(links))


def _needs_without_an_answer() -> Any:
    yes_or_no = Q(aspect__value_type="boolean")
    fits = (yes_or_no & Q(boolean__isnull=False)) | (Q(aspect__value_type="choice") & Q(boolean__isnull=True))
    return Need.objects.filter(~fits)


RULES: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("The value is not of the type of its aspect.", lambda: _values_of_another_type(Claim)),
    ("The value is not of the type of its aspect.", lambda: _values_of_another_type(Resolution)),
    ("The option is one of another aspect.", lambda: _options_of_another_aspect(Claim)),
    ("The option is one of another aspect.", lambda: _options_of_another_aspect(Resolution)),
    ("A company stands exactly where the aspect asks for one.", lambda: _company_where_none_is_asked(Claim)),
    ("A company stands exactly where the aspect asks for one.", lambda: _company_where_none_is_asked(Resolution)),
    ("A company stands exactly where the aspect asks for one.", lambda: _company_where_none_is_asked(Gap)),
    (BOTH_INFERRED, _inferred_twice),
    ("Only an aspect of type choice has options.", lambda: Option.objects.exclude(aspect__value_type="choice")),
    ("The answer that satisfies it does not fit its aspect.", _needs_without_an_answer),
)


# Rules across rows


def _members() -> Iterator[Fault]:
    """Claims that a resolution of another cell judges, options that satisfy a need of another aspect. Two queries."""
    companies = {
        f"{name}_company": Coalesce(f"{name}__company", 0, output_field=models.BigIntegerField())
        for name in ("claim", "resolution")
    }
    cell = Q(claim__framework=F("resolution__framework"), claim__aspect=F("resolution__aspect"))
    judged = JUDGED_CLAIM._base_manager.annotate(**companies)
    for row in judged.filter(~(cell & Q(claim_company=F("resolution_company")))).select_related("resolution", "claim"):
        yield Fault(row_words(row.resolution), f"It judges {row.claim.key}, a claim of another cell.")
    strange = NEED_OPTION._base_manager.filter(~Q(option__aspect=F("need__aspect"))).select_related("need", "option")
    for member in strange:
        yield Fault(row_words(member.need), f"The option {member.option.slug} is one of another aspect.")


def _former_slugs() -> Iterator[Fault]:
    """Those that lead nowhere, and those that a row has: there its own address wins. Two queries a kind."""
    for kind, model in HOLDER_MODELS.items():
        rows = FormerSlug.objects.filter(kind=kind)
        for row in rows.filter(~Exists(model._base_manager.filter(pk=OuterRef("target")))):
            yield Fault(f"former slug {row}", "It leads nowhere.")
        same = model._base_manager.filter(slug=OuterRef("slug"))
        if model is Option:
            aspect = Option.objects.filter(pk=OuterRef(OuterRef("target"))).values("aspect")
            same = same.filter(aspect__in=aspect)
        for row in rows.filter(Exists(same)):
            yield Fault(f"former slug {row}", "A row has this slug.")


def _dates(today: date) -> Iterator[Fault]:
    """Dates that are none, and days that are still to come. A query for each column."""
    for model, names in WRITTEN_DATES.items():
        for name in names:
            for written in model._base_manager.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct():
                if words := _date_words(written, today if model is Source else None):
                    rows = model._base_manager.filter(**{name: written})
                    yield from (Fault(row_words(row), f"{name} is {written!r}: {words}") for row in rows)
    for model in (Source, Reading):
        for row in model._base_manager.filter(read_on__gt=today):
            yield Fault(row_words(row), f"read_on is {row.read_on}: This day is still to come.")


def _date_words(written: str, today: date | None) -> str:
    """What is wrong with a date as it is written; nothing where it is right."""
    try:
        valid_period(written)
    except ValidationError as error:
        return error.messages[0]
    late = today is not None and written > today.isoformat()[: len(written)]
    return "This day is still to come." if late else ""
