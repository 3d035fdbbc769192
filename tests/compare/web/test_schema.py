from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from pytest import MonkeyPatch
from pytest_django import DjangoAssertNumQueries

from compare.pages import machines
from compare.web import schema
from kb import migrations
from tests.compare import reading

pytestmark = pytest.mark.django_db

MISFIT = "the database does not fit this code: "


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """As if nobody had asked yet; and what a test did to the schema is remembered nowhere."""
    schema.check_schema.cache_clear()
    yield
    schema.check_schema.cache_clear()


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def forget(*names: str) -> None:
    """As if these migrations had not been applied."""
    MigrationRecorder(connection).migration_qs.filter(app="kb", name__in=names).delete()


def test_the_health_probe_names_a_column_that_is_missing() -> None:
    run("ALTER TABLE kb_source DROP COLUMN archive_state")
    assert reading.text("/healthz", status=503) == f"{MISFIT}no column archive_state in kb_source\n"


def test_the_health_probe_names_a_table_that_is_missing() -> None:
    run("DROP TABLE kb_mention")
    assert reading.text("/healthz", status=503) == f"{MISFIT}no table kb_mention\n"


def test_the_health_probe_names_migrations_that_are_not_applied() -> None:
    newest = [path.stem for path in sorted(Path(next(iter(migrations.__path__))).glob("[0-9]*.py"))][-2:]
    forget(*newest)
    named = "; ".join(f"not applied: kb.{name}" for name in newest)
    assert named in reading.text("/healthz", status=503)


def test_the_health_probe_names_only_the_first_of_many_faults() -> None:
    run("DELETE FROM django_migrations")
    text = reading.text("/healthz", status=503)
    assert (text.count("not applied: "), text.endswith("; and more\n")) == (schema.MOST_MISFITS, True)


def test_a_schema_that_fits_is_asked_for_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reading.get("/healthz")
    with django_assert_num_queries(1):
        reading.get("/healthz")


def test_a_schema_that_does_not_fit_is_asked_for_again() -> None:
    run("ALTER TABLE kb_word RENAME TO kb_word_away")
    reading.get("/healthz", status=503)
    run("ALTER TABLE kb_word_away RENAME TO kb_word")
    reading.get("/healthz")


def test_migrations_and_columns_of_a_later_version_are_no_fault() -> None:
    MigrationRecorder(connection).record_applied("kb", "9999_of_tomorrow")
    run("ALTER TABLE kb_source ADD COLUMN of_tomorrow varchar(8)")
    reading.get("/healthz")


def test_a_database_that_fails_while_its_schema_is_asked_for_does_not_answer(monkeypatch: MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(machines, "check_schema", gone)
    assert reading.text("/healthz", status=503) == "The database does not answer.\n"
