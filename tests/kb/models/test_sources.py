"""Sources, their links and snapshots."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from kb.models import Snapshot, Source, SourceLink
from tests import factories
from tests.kb.bases import refused_by_sql

pytestmark = pytest.mark.django_db


def test_a_source_is_modified_after_it_was_published() -> None:
    row = Source(title="A", slug="a", kind="blog", published_on=date(2024, 5, 2), modified_on=date(2024, 5, 1))
    refused_by_sql(row, "kb_source_modified_after_published")
    with pytest.raises(ValidationError, match="cannot be modified before it was published"):
        row.full_clean()


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
