"""The index follows every change, in the same transaction, and holds nothing unpublished."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis.extra.django import TestCase

from kb.apps import derive_what_is_there
from kb.derived import upkeep
from kb.models import Claim, Mention, Word
from kb.search import index
from kb.search.queries import ABOUT, ALIAS, LINE, NAME, QUOTE, STATEMENT, VALUE
from tests import factories
from tests.kb.bases import base_of
from tests.kb.search.indexed import STEPS, Editing, Step, from_scratch, picture, save, unpublished, words

pytestmark = pytest.mark.django_db

EXAMPLES = max(10, settings().max_examples // 8)  # each edits a base


def weights(kind: str, pk: int) -> dict[str, int]:
    return dict(Mention.objects.filter(kind=kind, target=pk).values_list("word__word", "weight"))


def test_a_framework_is_indexed_by_name_slug_and_aliases() -> None:
    row = factories.framework(name="Node.js", slug="node-platform", aliases="NodeJS\nio.js")
    assert weights("framework", row.pk) == {
        "node": NAME, "js": NAME, "nodejs": NAME, "platform": ALIAS, "nodeplatform": ALIAS, "io": ALIAS, "iojs": ALIAS,
    }  # fmt: skip


def test_an_aspect_is_indexed_with_its_group_question_and_options() -> None:
    row = factories.aspect(name="Curve", group=factories.group(name="Learning"), help_text="Hard?", options=["steep"])
    assert weights("aspect", row.pk) == {"curve": NAME, "learning": LINE, "hard": LINE, "steep": LINE}


def test_a_company_and_a_source_are_indexed_with_what_identifies_them() -> None:
    company = factories.company(name="Acme", aliases="ACME Inc", industry="games")
    source = factories.source(title="Why", author="Ann Lee", publisher="Press")
    assert weights("company", company.pk) == {"acme": NAME, "inc": ALIAS, "games": LINE}
    assert weights("source", source.pk) == {"why": NAME, "ann": LINE, "lee": LINE, "press": LINE}


def test_a_claim_is_indexed_by_what_it_says_and_what_it_is_about() -> None:
    row = factories.claim(
        framework=factories.framework(name="Flask"), aspect=factories.aspect(name="Size"), statement="Small it is.",
        quote="is tiny", compared_to=factories.framework(name="Django"), scope=factories.scope(name="APIs"),
    )  # fmt: skip
    assert weights("claim", row.pk) == {
        "small": STATEMENT, "it": STATEMENT, "is": STATEMENT, "tiny": QUOTE, "yes": VALUE, "flask": ABOUT,
        "size": ABOUT, "django": ABOUT, "apis": ABOUT,
    }  # fmt: skip


def test_a_number_is_indexed_as_it_reads() -> None:
    row = factories.claim(aspect=factories.aspect(value_type="number", unit="stars"), number=55600)
    assert {"55", "600", "55600", "stars"} <= words("claim", row.pk)


def test_a_claim_without_a_statement_is_found_by_its_key_which_stands_in_its_place() -> None:
    assert {"some", "key"} <= words("claim", factories.claim(key="some-key").pk)


def test_what_is_not_published_is_not_in_the_index() -> None:
    claims = list(unpublished())
    assert not Mention.objects.filter(kind="claim").exists()
    assert not Word.objects.filter(word="unsaid").exists()
    save(claims[0], status="published")
    assert Word.objects.filter(word="unsaid").exists()
    save(claims[0], status="retired", retire_reason="misread")
    assert not Word.objects.filter(word__in=["unsaid", "quote"]).exists()


class TestEdits(TestCase):
    @settings(max_examples=EXAMPLES)
    @given(STEPS)
    def test_after_any_edits_the_index_is_the_one_built_from_scratch(self, steps: list[Step]) -> None:
        editing = base_of(Editing)
        for step in steps:
            editing.take(*step)
        assert picture() == from_scratch()

    @settings(max_examples=EXAMPLES)
    @given(STEPS)
    def test_so_it_is_when_all_are_made_at_once(self, steps: list[Step]) -> None:
        editing = base_of(Editing)
        with upkeep.collected():
            for step in steps:
                editing.take(*step)
        assert picture() == from_scratch()


def test_a_renamed_framework_is_renamed_in_its_claims() -> None:
    claim = factories.claim(compared_to=factories.framework(name="Old"))
    save(claim.compared_to, name="New")
    assert "new" in words("claim", claim.pk)
    assert not Word.objects.filter(word="old").exists() or "old" in words("framework", claim.compared_to.pk)


def test_bulk_writes_are_followed() -> None:
    claim = factories.claim(statement="Before.")
    claim.statement = "After."
    Claim.objects.bulk_update([claim], ["statement"])
    assert "after" in words("claim", claim.pk)
    assert picture() == from_scratch()


def test_a_deleted_row_leaves_the_index() -> None:
    company = factories.company(name="Gone")
    company.delete()
    assert not Word.objects.filter(word="gone").exists()


def test_a_failed_transaction_leaves_the_index() -> None:
    claim = factories.claim(statement="Before.")
    before = picture()
    with transaction.atomic():
        save(claim, statement="After.")
        transaction.set_rollback(True)
    assert picture() == before


def test_nothing_is_written_where_no_word_has_changed() -> None:
    claim = factories.claim(statement="Same.")
    before = set(Mention.objects.values_list("pk", flat=True))
    save(claim, hedged=True)
    save(claim.framework, homepage="https://example.org/")
    assert set(Mention.objects.values_list("pk", flat=True)) == before


def test_more_things_than_fit_one_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "THINGS_AT_ONCE", 2)
    monkeypatch.setattr(index, "ROWS_AT_ONCE", 3)
    with upkeep.collected():
        aspect = factories.aspect()
        for _ in range(5):
            factories.claim(aspect=aspect, statement="One of many.")
        aspect.help_text = "A question of many words, more than fit."
        aspect.save()
    assert Mention.objects.filter(word__word="many").count() == 6
    save(aspect, help_text="No.")
    assert picture() == from_scratch()


def test_the_queries_of_an_edit_do_not_depend_on_the_size() -> None:
    counts = []
    for number in (1, 9):
        with upkeep.collected():
            framework = factories.framework()
            claims = [factories.claim(framework=framework) for _ in range(number)]
        with CaptureQueriesContext(connection) as caught:
            save(framework, name=f"Renamed {number}")
            save(claims[0], statement="Something else.")
        counts.append(len(caught))
    assert counts[1] <= counts[0]  # the first one meets new words


def test_the_command_repairs_the_index() -> None:
    factories.claim()
    right = picture()
    Mention.objects.all().delete()
    Word.objects.all().delete()
    call_command("rebuild_cells", verbosity=0)
    assert picture() == right


def test_a_base_older_than_the_index_gets_it_after_its_migration() -> None:
    list(unpublished())
    factories.claim(option=factories.option(label="Easy"), statement="Here.")
    right = picture()
    Mention.objects.all().delete()
    Word.objects.all().delete()
    derive_what_is_there()
    assert picture() == right


def test_on_the_way_back_no_table_of_words_is_asked_for(django_assert_num_queries: Any) -> None:
    loader = MigrationLoader(connection, replace_migrations=False)
    before = loader.project_state([("kb", "0005_source_links")]).apps
    with django_assert_num_queries(0):
        derive_what_is_there(before)
