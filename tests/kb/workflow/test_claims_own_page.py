"""What the page of a claim shows of it before it takes a step there, which can stand for a second person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.models import Claim, Company
from tests import factories as make
from tests.kb.admin.pages import address, errors, sent
from tests.kb.workflow.people import entered, member

pytestmark = pytest.mark.django_db
ADD = "/admin/kb/claim/add/"


@pytest.fixture
def ada(db: None) -> Any:
    return member("Reviewer", username="ada")


@pytest.fixture
def bob(db: None) -> Any:
    return member("Reviewer", username="bob")


def company_of(person: Any) -> Company:
    """A company that this person made, and nobody sees yet."""
    company = make.company(name="Brand new", homepage="https://brand.example/")
    entry = company.history.get()
    entry.history_user = person
    entry.save()
    return company


def new_claim(company: Company) -> dict[str, Any]:
    """What is typed for a claim of an adoption by that company."""
    places = {"source": make.source(), "framework": make.framework(), "aspect": make.adoption(), "company": company}
    return {**{name: row.pk for name, row in places.items()}, "locator": "line 1", "boolean": "true"}


def test_it_shows_what_would_be_seen_with_the_claim_for_the_first_time(client: Client, ada: Any, bob: Any) -> None:
    claim = entered(bob, aspect=make.adoption(), company=company_of(bob))
    client.force_login(ada)
    page = client.get(address(Claim, "change", claim.pk)).content.decode()
    assert "company “Brand new”" in page
    assert "https://brand.example/" in page


@pytest.mark.parametrize("step", ["submit", "publish"])
def test_a_new_claim_takes_no_step_with_what_somebody_else_wrote_and_nobody_sees(
    client: Client, ada: Any, bob: Any, step: str
) -> None:
    client.force_login(ada)
    response = sent(client, ADD, **new_claim(company_of(bob)), statement="kept", _step=step)
    assert "nobody sees yet" in str(errors(response))
    assert "kept" in response.content.decode()
    assert not Claim.objects.exists()


def test_a_claim_takes_no_step_when_it_is_led_to_such_a_thing(client: Client, ada: Any, bob: Any) -> None:
    claim = entered(ada, aspect=make.adoption(), company=make.company())
    client.force_login(ada)
    path, chosen = address(Claim, "change", claim.pk), {"company": company_of(bob).pk}
    assert "nobody sees yet" in str(errors(sent(client, path, **chosen, _step="submit")))
    sent(client, path, **chosen)  # saved alone
    sent(client, path, _step="submit")  # the page has shown it
    claim.refresh_from_db()
    assert (claim.company_id, claim.status) == (chosen["company"], "review")


@pytest.mark.usefixtures("bob")
def test_what_nobody_else_wrote_takes_the_step_at_once(client: Client, ada: Any) -> None:
    client.force_login(ada)
    sent(client, ADD, **new_claim(company_of(ada)), _step="submit")
    assert Claim.objects.get().status == "review"


def test_what_anybody_may_see_takes_the_step_at_once(client: Client, ada: Any, bob: Any) -> None:
    company = make.named(company_of(bob))
    client.force_login(ada)
    sent(client, ADD, **new_claim(company), _step="submit")
    assert Claim.objects.get().status == "review"
