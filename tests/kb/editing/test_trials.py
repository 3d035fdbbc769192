"""What people write of what is public is proposed; all else is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kb.editing import proposal_steps, trials
from kb.editing.proposal_steps import Origin
from kb.editing.workflow import sign
from kb.keeping.derived_faults import derived_faults
from kb.models import Claim, Gap, Proposal, Reading, Resolution, SourceLink
from tests import factories as make
from tests.kb.bases import picture
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db
Row = Callable[[], tuple[Any, dict[str, Any]]]  # a row as it is stored, or a new one; and what is typed


def published(name: str, **fields: Any) -> Any:
    """What a published claim names."""
    return getattr(make.claim(**fields), name)


def option() -> Any:
    aspect = make.aspect(options=["easy", "hard"])
    return make.claim(aspect=aspect, option=aspect.options.first()).option


def upstream() -> Any:
    """A source of which only another one, which is claimed from, has something."""
    link = make.source_link()
    make.claim(source=link.from_source)
    return link.to_source


def cited() -> Any:
    """A source to which only another one, which is claimed from, refers."""
    link = make.source_link(kind="cites")
    make.claim(source=link.from_source)
    return link.to_source


def retired(name: str, **fields: Any) -> Any:
    """What only a retired claim names."""
    return getattr(make.retired(**fields), name)


def retired_option() -> Any:
    aspect = make.aspect(options=["easy", "hard"])
    return retired("option", aspect=aspect, option=aspect.options.first())


def owner() -> Any:
    """A company in no cell, whose own source is claimed from."""
    source = make.source(company=make.company())
    make.claim(source=source)
    return source.company


def unused_option() -> Any:
    """One that no claim has: the page of its aspect lists it."""
    return option().aspect.options.last()


def new(model: Any, **fields: Any) -> tuple[Any, dict[str, Any]]:
    return model(), fields


def resolution() -> tuple[Any, dict[str, Any]]:
    yes, no = make.contested()
    return make.resolution([yes, no], boolean=True), {"boolean": False}


HEAVY: dict[str, Row] = {
    "claim": lambda: (make.claim(), {"boolean": False}),
    "slug of a source": lambda: (published("source"), {"slug": "another"}),
    "author of a source": lambda: (published("source"), {"author": "Ada"}),
    "publisher of a source": lambda: (published("source"), {"publisher": "Acme"}),
    "kind of a source": lambda: (published("source"), {"kind": "generated"}),
    "date of a source": lambda: (published("source"), {"published_on": "2024"}),
    "owner of a source": lambda: (published("source"), {"framework": make.framework()}),
    "reading day of a source": lambda: (published("source"), {"read_on": make.DAY}),
    "upstream source": lambda: (upstream(), {"kind": "generated"}),
    "new link": lambda: new(SourceLink, from_source=published("source"), to_source=make.source(), kind="derives"),
    "link": lambda: (make.source_link(from_source=published("source")), {"kind": "cites"}),
    "new gap": lambda: new(Gap, framework=make.framework(), aspect=make.aspect(), kind="not-applicable"),
    "gap": lambda: (make.gap(), {"kind": "not-applicable"}),
    "new reading": lambda: new(Reading, source=published("source"), framework=make.framework(), read_on=make.DAY),
    "reading": lambda: (make.reading(), {"read_on": date(2026, 10, 1)}),
    "resolution": resolution,
    "aspect": lambda: (published("aspect"), {"nature": "fact"}),
    "option": lambda: (option(), {"label": "hard", "slug": "harder"}),
    "scope": lambda: (published("scope", scope=make.scope()), {"name": "Large apps"}),
    "framework": lambda: (published("framework"), {"name": "Django"}),
    "aliases of a framework": lambda: (published("framework"), {"aliases": "Another"}),
    "homepage of a framework": lambda: (published("framework"), {"homepage": "https://example.org/"}),
    "repository of a framework": lambda: (published("framework"), {"repository": "https://example.org/"}),
    "company": lambda: (published("company", aspect=make.adoption(), company=make.company()), {"name": "Acme"}),
    "names of a company": lambda: (
        published("company", aspect=make.adoption(), company=make.company()),
        {"aliases": "Another"},
    ),
}
HEAVY |= {
    "kind of a source that is only cited": lambda: (cited(), {"kind": "generated"}),
    "publisher of a source that is only cited": lambda: (cited(), {"publisher": "Acme"}),
    "slug of a source that is only cited": lambda: (cited(), {"slug": "another"}),
    "new link of a source that is only cited": lambda: new(
        SourceLink, from_source=cited(), to_source=make.source(), kind="cites"
    ),
    "source that was only read": lambda: (make.reading().source, {"author": "Ada"}),
    "framework that something was only read about": lambda: (make.reading().framework, {"name": "Another"}),
    "source of a retired claim": lambda: (retired("source"), {"published_on": "2024"}),
    "upstream of a retired claim": lambda: (retired("via", via=make.source()), {"kind": "generated"}),
    "framework of a retired claim": lambda: (retired("framework"), {"name": "Another"}),
    "aspect of a retired claim": lambda: (retired("aspect"), {"help_text": "Another question?"}),
    "scope of a retired claim": lambda: (retired("scope", scope=make.scope()), {"name": "Large apps"}),
    "option of a retired claim": lambda: (retired_option(), {"label": "Hardly"}),
    "option that no claim has": lambda: (unused_option(), {"label": "Hardly"}),
    "company that only owns a source": lambda: (owner(), {"name": "Another"}),
    "aspect that only a need asks about": lambda: (make.need().aspect, {"name": "Another"}),
}  # public, though no cell rests on it
LIGHT: dict[str, Row] = {
    "note of a claim": lambda: (make.claim(), {"note": "Look again."}),
    "draft": lambda: (make.draft(), {"boolean": False}),
    "title of a source": lambda: (published("source"), {"title": "Another title"}),
    "source without a published claim": lambda: (make.draft().source, {"kind": "generated"}),
    "new link of such a source": lambda: new(
        SourceLink, from_source=make.source(), to_source=make.source(), kind="derives"
    ),
    "aspect that nothing published names": lambda: (make.aspect(), {"nature": "fact"}),
    "source that a draft cites": lambda: (
        make.source_link(kind="cites", from_source=make.draft().source).to_source, {"kind": "generated"},
    ),
    "option of an aspect that nothing published names": lambda: (make.option(), {"label": "Hardly"}),
    "company that owns an unpublished source": lambda: (
        make.source(company=make.company()).company, {"name": "Another"},
    ),
    "scope that nothing published names": lambda: (make.scope(), {"name": "Large apps"}),
    "industry of a company": lambda: (
        published("company", aspect=make.adoption(), company=make.company()), {"industry": "finance"},
    ),
}  # fmt: skip


@pytest.fixture
def eve(db: None) -> Any:
    return member("Editor", username="eve")


@pytest.fixture
def rita(db: None) -> Any:
    member("Reviewer", username="rob")
    return member("Reviewer", username="rita")


def write(row: Any, person: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    sign(row, person, "A slip.")
    row.save()


@pytest.mark.parametrize("kind", HEAVY)
def test_what_is_public_is_not_saved(eve: Any, kind: str) -> None:
    row, values = HEAVY[kind]()
    before = picture()
    with trials.tried() as trial:
        write(row, eve, values)
    assert trial.weighs
    assert picture() == before
    with pytest.raises(ValidationError, match="is proposed"):
        write(type(row).objects.filter(pk=trial.first.key).first() or type(row)(), eve, values)


@pytest.mark.parametrize("kind", HEAVY)
def test_an_accepted_proposal_is_saved_with_all_that_follows(eve: Any, rita: Any, kind: str) -> None:
    """Case by case what a property would say: cells, counts and words are those of a fresh rebuild."""
    row, values = HEAVY[kind]()
    with trials.tried() as trial:
        write(row, eve, values)
    proposal = proposal_steps.make(trial, eve, "A slip.", Origin("/"))
    proposal_steps.accept(Proposal.objects.get(), rita)
    key = proposal.changes[0]["key"]
    stored = type(row).objects.get(**{"pk": key} if key else values)
    assert {name: getattr(stored, name) for name in values} == values
    entry = stored.history.latest()
    assert (entry.history_user, entry.history_change_reason) == (rita, f"proposal {proposal.pk}: A slip.")
    assert not list(derived_faults())


@pytest.mark.parametrize("kind", LIGHT)
def test_what_is_not_public_is_saved(eve: Any, kind: str) -> None:
    row, values = LIGHT[kind]()
    with trials.tried() as trial:
        write(row, eve, values)
    assert not trial.weighs
    stored = type(row).objects.get(pk=row.pk)
    assert {name: getattr(stored, name) for name in values} == values


def test_what_code_writes_for_nobody_goes_on_as_it_does() -> None:
    claim = make.claim()
    claim.boolean = False
    claim.save()
    assert Claim.objects.get().boolean is False


def test_a_proposal_of_a_deletion_is_carried_out(eve: Any, rita: Any) -> None:
    reading = make.reading()
    reading._history_user = eve
    with trials.tried() as trial:
        reading.delete()
    assert Reading.objects.exists()
    proposal_steps.accept(proposal_steps.make(trial, eve, "Not read.", Origin("/")), rita)
    assert not Reading.objects.exists()


def test_a_new_reading_of_a_cell_brings_the_claims_that_it_judged(eve: Any, rita: Any) -> None:
    yes, no = make.contested()
    place = {"framework": yes.framework, "aspect": yes.aspect}
    row = Resolution(**place, boolean=True, reason="judgement", explanation="So.", resolved_on=timezone.localdate())
    with trials.tried() as trial:
        write(row, eve, {})
        row.claims.set([yes, no])
    assert [cell.after.split(":")[0] for cell in trial.cells] == ["resolved"]
    proposal_steps.accept(proposal_steps.make(trial, eve, "So.", Origin("/")), rita)
    assert set(Resolution.objects.get().claims.all()) == {yes, no}
