"""What breaks a rule is named: each row that was changed behind the rules' back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models

from kb.keeping.row_faults import row_faults
from kb.keeping.soundness import base_faults
from kb.models import Gap, Need, Revision
from tests import factories as make
from tests.compare.varied import build
from tests.conftest import TODAY
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def change(row: models.Model, **columns: Any) -> None:
    """Past every rule."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**columns)


def faults() -> list[str]:
    return [str(fault) for fault in row_faults(TODAY)]


def test_a_base_that_was_written_by_the_rules_has_no_fault() -> None:
    base_of(build)
    make.former_slug()
    make.need([make.option()])
    assert faults() == []


def other_type() -> str:
    row = make.claim()
    change(row.aspect, value_type="number")
    return f"claim {row.key}: The value is not of the type of its aspect."


def other_option() -> str:
    row = make.claim(aspect=make.aspect(["easy"]))
    change(row, option=make.option())
    return f"claim {row.key}: The option is one of another aspect."


def needless_company() -> str:
    row = make.gap()
    change(row, company=make.company())
    return f"gap {'/'.join(filter(None, Gap.objects.get().natural_key()))}: A company stands exactly where"


def inferred_twice() -> str:
    row = make.claim(via=make.source(), via_stated=False)
    link = make.source_link(from_source=row.source)
    change(link, stated=False, note="It reads alike.")
    return f"claim {row.key}: That the whole document comes from elsewhere"


def judged_elsewhere() -> str:
    one, _ = make.contested()
    row = make.resolution()
    row.claims.through.objects.create(resolution=row, claim=one)
    return f"resolution {'/'.join(filter(None, row.natural_key()))}: It judges {one.key}, a claim of another cell."


def options_of_no_choice() -> str:
    row = make.option()
    change(row.aspect, value_type="boolean")
    return f"option {row.aspect.slug}/{row.slug}: Only an aspect of type choice has options."


def need_of_another_aspect() -> str:
    row, other = make.need([make.option()]), make.option()
    Need.options.through.objects.create(need=row, option=other)
    return f"need {row.slug}: The option {other.slug} is one of another aspect."


def need_without_answer() -> str:
    row = make.need()
    change(row, boolean=None)
    return f"need {row.slug}: The answer that satisfies it does not fit its aspect."


def nowhere() -> str:
    change(make.former_slug(slug="flusk"), target=0)
    return "former slug framework flusk: It leads nowhere."


def taken_slug() -> str:
    change(make.former_slug(), slug=make.framework(slug="flask").slug)
    return "former slug framework flask: A row has this slug."


def option_taken_back() -> str:
    row = make.option(slug="easy")
    change(make.former_slug(kind="option", target=row.pk), slug="easy")
    return "former slug option easy: A row has this slug."


def no_such_day() -> str:
    row = make.claim()
    change(row, as_of="2025-02-30")
    return f"claim {row.key}: as_of is '2025-02-30': "


def to_come() -> str:
    row = make.source()
    change(row, published_on=str(TODAY.year + 1))
    return f"source {row.slug}: published_on is '{TODAY.year + 1}': This day is still to come."


def read_tomorrow() -> str:
    row = make.reading()
    change(row, read_on=TODAY + timedelta(days=1))
    return f"reading {row.source.slug}/{row.framework.slug}: read_on is 2026-12-02: This day is still to come."


def strange_status() -> str:
    row = make.draft()
    change(row, status="lost")
    return f"claim {row.key}: status is none of its choices."


def blank_slug() -> str:
    change(make.company(), slug="")
    return "company : slug is blank."


def second_revision() -> str:
    Revision.objects.bulk_create([Revision(pk=8), Revision(pk=9)])
    return "revision: There are 2 rows: "


BROKEN = [
    other_type, other_option, needless_company, inferred_twice, judged_elsewhere, options_of_no_choice,
    need_of_another_aspect, need_without_answer, nowhere, taken_slug, option_taken_back, no_such_day, to_come,
    read_tomorrow, strange_status, blank_slug, second_revision,
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_row_that_breaks_a_rule_is_named(broken: Callable[[], str]) -> None:
    words = broken()
    assert [fault for fault in faults() if fault.startswith(words)], faults()


def test_what_only_the_database_refuses_is_named_too() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets nobody past a constraint.")
    row = make.claim()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        change(row, locator="")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert list(map(str, base_faults(TODAY))) == [
        "file: CHECK constraint failed in kb_claim",
        f"claim {row.key}: A published claim needs a locator: say where in the source it stands.",
    ]


def test_links_may_run_in_a_circle() -> None:
    link = make.source_link()
    make.source_link(from_source=link.to_source, to_source=link.from_source)
    assert faults() == []
