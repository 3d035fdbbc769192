"""Names that two people write at one moment, on connections of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from kb.models import Company
from tests import factories as make


def alone(write: Callable[[], Any]) -> Any:
    """What a thread does, on a connection that ends with it."""
    try:
        return write()
    finally:
        connections.close_all()


def wait_until_blocked(other: Future[Any]) -> None:
    """Until another connection waits for this one, or has ended without."""
    with connection.cursor() as cursor:
        blocked = 0
        while not blocked and not other.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (blocked,) = cursor.fetchone()


def written_meanwhile(write: Callable[[], Any]) -> Future[Any]:
    """What becomes of a write that begins while the company “Ada Bank” is written and not yet there."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        make.company(slug="ada", name="Ada Bank")
        other = pool.submit(alone, write)
        wait_until_blocked(other)
    return other


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_equal_names_at_one_moment_the_second_is_refused() -> None:
    other = written_meanwhile(lambda: Company.objects.create(slug="bank", name="ADA BANK"))
    with pytest.raises(ValidationError, match="“ADA BANK” is the name of ada already"):
        other.result()
    assert [*Company.objects.values_list("slug", flat=True)] == ["ada"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_equal_names_written_in_bulk_the_second_is_refused() -> None:
    other = written_meanwhile(lambda: Company.objects.bulk_create([Company(slug="bank", name="ADA BANK")]))
    assert isinstance(other.exception(), ValidationError)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_file_with_a_name_that_is_being_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.json"
    fields = {"slug": "bank", "name": "ADA BANK", "aliases": "", "homepage": "", "industry": ""}
    path.write_text(json.dumps([{"model": "kb.company", "fields": fields}]))
    other = written_meanwhile(lambda: call_command("loaddata", str(path), verbosity=0))
    with pytest.raises(CommandError, match="“ADA BANK” is the name of ada already"):
        other.result()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_changes_no_name_waits_for_nobody() -> None:
    row = make.company(slug="bee", name="Bee")
    row.industry = "retail"
    written_meanwhile(row.save).result()
    assert Company.objects.get(slug="bee").industry == "retail"
