"""Sources, their links and snapshots."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from kb.models import Reading, Snapshot, Source, SourceLink
from tests import factories
from tests.factories import DAY
from tests.kb.bases import refused_by_sql

pytestmark = pytest.mark.django_db


def test_a_source_is_modified_after_it_was_published() -> None:
    row = Source(title="A", slug="a", kind="blog", published_on=date(2024, 5, 2), modified_on=date(2024, 5, 1))
    refused_by_sql(row, "kb_source_modified_after_published")
    with pytest.raises(ValidationError, match="cannot be modified before it was published"):
        row.full_clean()


@pytest.mark.parametrize(
    ("published", "modified", "possible"),
    [
        ("2024", "2024-05", True),
        ("2024-05", "2024", True),
        ("2024-05-31", "2024-05", True),
        ("2024-06", "2024-05-31", False),
        ("2024", "2023-12-31", False),
    ],
)
def test_dates_are_compared_as_far_as_they_are_known(published: str, modified: str, possible: bool) -> None:
    row = Source(title="A", slug="a", kind="blog", published_on=published, modified_on=modified)
    if possible:
        row.save()
    else:
        refused_by_sql(row, "kb_source_modified_after_published")


def test_a_date_is_kept_as_it_is_written() -> None:
    row = factories.source(published_on="2024", modified_on="2024-05")
    row.refresh_from_db()
    assert (row.published_on, row.modified_on) == ("2024", "2024-05")


@pytest.mark.parametrize("name", ["published_on", "modified_on"])
@pytest.mark.parametrize("written", ["24", "2024-13", "May 2024", "2024-02-30"])
def test_a_date_that_cannot_be_read_is_refused(name: str, written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.source(**{name: written})
    assert list(refused.value.message_dict) == [name]


@pytest.mark.parametrize("name", ["published_on", "modified_on", "read_on"])
def test_a_date_in_the_future_is_refused(name: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="still to come"):
        factories.source(**{name: tomorrow})
    factories.source(**{name: timezone.localdate()})


def test_the_present_year_is_no_date_in_the_future() -> None:
    assert factories.source(published_on=str(timezone.localdate().year)).pk


def test_a_source_is_the_own_of_a_framework_or_of_a_company() -> None:
    factories.source(framework=factories.framework())
    factories.source(company=factories.company())
    both = Source(title="A", slug="a", kind="blog", framework=factories.framework(), company=factories.company())
    refused_by_sql(both, "kb_source_one_owner")


def test_a_source_with_an_address_has_no_reason_for_none() -> None:
    factories.source(no_address_because="It was a leaflet.")
    with pytest.raises(ValidationError, match="there is no reason why it has none"):
        factories.source(url="https://a.example/", no_address_because="It was a leaflet.")


# Readings


def test_a_source_is_read_once_for_a_framework() -> None:
    first = factories.reading()
    again = Reading(source=first.source, framework=first.framework, read_on=DAY)
    refused_by_sql(again, "kb_reading_once|kb_reading.source_id")
    factories.reading(source=first.source)


def test_nobody_reads_tomorrow() -> None:
    with pytest.raises(ValidationError, match="still to come"):
        factories.reading(read_on=timezone.localdate() + timedelta(days=1))


# What was inferred


def test_an_inference_needs_its_reason() -> None:
    refused_by_sql(
        SourceLink(from_source=factories.source(), to_source=factories.source(), kind="derives", stated=False),
        "kb_sourcelink_inferred_has_reason",
    )


def test_a_document_that_is_inferred_to_derive_has_no_inferred_via() -> None:
    copy = factories.source()
    factories.source_link(from_source=copy, stated=False, note="The same list in the same order.")
    with pytest.raises(ValidationError, match="cannot both be inferred"):
        factories.claim(source=copy, via=factories.source(), via_stated=False)
    assert factories.claim(source=copy, via=factories.source(), via_stated=True).pk


def test_a_document_with_an_inferred_via_is_not_inferred_to_derive() -> None:
    claim = factories.claim(via=factories.source(), via_stated=False)
    with pytest.raises(ValidationError, match="cannot both be inferred"):
        factories.source_link(from_source=claim.source, stated=False, note="The same list.")
    assert factories.source_link(from_source=claim.source, stated=True).pk


def test_a_source_may_have_one_date_or_none_or_twice_the_same() -> None:
    day = date(2024, 5, 1)
    factories.source(published_on=day, modified_on=day)
    factories.source(modified_on=day)
    factories.source(published_on=day)
    assert Source.objects.count() == 3


@pytest.mark.parametrize("fields", [{"kind": "rumour"}, {"kind": ""}, {"sha256": "ABC"}, {"url": "no address"}])
def test_a_source_with_a_bad_field_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.source(**fields)
    assert set(refused.value.message_dict) == set(fields)


def test_a_link_is_recorded_once() -> None:
    link = factories.source_link()
    again = SourceLink(from_source=link.from_source, to_source=link.to_source, kind="derives")
    refused_by_sql(again, "kb_sourcelink")
    with pytest.raises(ValidationError, match="This link is recorded already"):
        again.full_clean()


def test_two_sources_may_derive_and_cite_and_do_so_both_ways() -> None:
    link = factories.source_link()
    factories.source_link(from_source=link.from_source, to_source=link.to_source, kind="cites")
    factories.source_link(from_source=link.to_source, to_source=link.from_source)
    assert SourceLink.objects.count() == 3


def test_a_source_does_not_depend_on_itself() -> None:
    source = factories.source()
    link = SourceLink(from_source=source, to_source=source, kind="cites")
    refused_by_sql(link, "kb_sourcelink_not_itself")
    with pytest.raises(ValidationError, match="A source cannot depend on itself"):
        link.full_clean()


def test_a_linked_source_cannot_be_deleted() -> None:
    link = factories.source_link()
    for source in (link.from_source, link.to_source):
        with pytest.raises(ProtectedError):
            source.delete()


def test_a_text_of_a_source_is_kept_once() -> None:
    snapshot = factories.snapshot()
    again = Snapshot(source=snapshot.source, taken_on=snapshot.taken_on, sha256=snapshot.sha256, text="x")
    refused_by_sql(again, "kb_snapshot")
    with pytest.raises(ValidationError, match="This text of the source is kept already"):
        again.full_clean()


def test_a_source_with_a_snapshot_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        factories.snapshot().source.delete()


def test_words_for_sources() -> None:
    link = factories.source_link(from_source=factories.source(title="A"), to_source=factories.source(title="B"))
    assert str(link) == "A derives B"
    assert str(factories.snapshot(source=link.from_source, taken_on=date(2024, 5, 1))) == "A, 2024-05-01"
