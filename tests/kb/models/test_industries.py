"""Industries come from a list; what a base of before it says in other words survives."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client

from kb.derived.listed_industries import list_industries
from kb.exchange.shipped_bases import is_edited
from kb.models import Company, Revision
from kb.models.industries import FORMER_INDUSTRIES, INDUSTRIES, listed_industry
from tests import factories

pytestmark = pytest.mark.django_db


def of_before(word: str) -> Company:
    """A company as a base of before the list may have it."""
    row = factories.company(name="Acme")
    QuerySet(Company).filter(pk=row.pk).update(industry=word)
    Company.history.update(industry=word)
    row.refresh_from_db()
    return row


def test_every_former_word_has_an_heir_in_the_list() -> None:
    assert set(FORMER_INDUSTRIES.values()) <= set(INDUSTRIES)
    assert not set(FORMER_INDUSTRIES) & set(INDUSTRIES)


@pytest.mark.parametrize(("text", "word"), [("fintech", "finance"), (" Retail ", "retail"), ("toys", "toys"), ("", "")])
def test_a_word_is_stored_as_the_list_has_it(text: str, word: str) -> None:
    assert listed_industry(text) == word


def test_what_is_not_in_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(ValidationError, match=r"“toys” is not in the list of industries: agriculture, .*, travel\."):
        factories.company(industry="toys")
    assert not Company.objects.exists()


def test_a_company_keeps_the_word_that_it_has_from_before_the_list() -> None:
    row = of_before("toys")
    row.aliases = "ACME"
    row.save()
    row.industry = "toys and games"
    with pytest.raises(ValidationError):
        row.save()
    assert Company.objects.get().industry == "toys"


def test_migrating_gives_a_base_of_before_the_words_of_the_list_and_keeps_others() -> None:
    QuerySet(Company).filter(pk=factories.company(name="Other").pk).update(industry="toys")
    of_before("fintech")
    revision = Revision.objects.get().number
    call_command("migrate", verbosity=0)
    assert set(Company.objects.values_list("name", "industry")) == {("Acme", "finance"), ("Other", "toys")}
    assert not Company.history.filter(industry="fintech").exists()
    assert Revision.objects.get().number > revision


def test_a_shipped_base_is_not_edited_by_the_list() -> None:
    of_before("fintech")
    Company.history.update(history_change_reason="loaddata")
    list_industries()
    assert not is_edited()


def test_the_admin_offers_the_list_and_the_word_from_before_it(admin_client: Client) -> None:
    row = of_before("toys")
    page = admin_client.get(f"/admin/kb/company/{row.pk}/change/").content.decode()
    assert '<option value="social media">' in page
    assert '<option value="toys" selected>toys (not in the list)</option>' in page
