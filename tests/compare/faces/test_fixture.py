"""The fixture face: natural keys, no person, nothing that is not referred to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.models import Claim
from tests import factories
from tests.compare import reading
from tests.compare.faces.tiny import EXPECTED

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """One claim with everything that a claim can refer to, besides a base that it has nothing to do with."""
    flask, django = factories.framework(name="Flask"), factories.framework(name="Django", aliases="DJ\ndjango")
    curve = factories.aspect(["easy", "steep"], name="Learning curve", group=factories.group(name="Effort"))
    source = factories.source(title="A “source”", kind="blog", published_on=date(2024, 2, 29))
    upstream, cited = factories.source(title="Up"), factories.source(title="Cited")
    factories.source_link(from_source=source, to_source=upstream)
    factories.source_link(from_source=upstream, to_source=cited, kind="cites", note="Only named.")
    factories.claim(framework=factories.framework(name="Other"), source=factories.source(title="Elsewhere"))
    found: Claim = factories.claim(
        framework=flask, aspect=curve, option=curve.options.get(slug="easy"), compared_to=django, source=source,
        via=upstream, scope=factories.scope(name="small apps"), as_of="2024-02", quote="“short”",
        statement="Flask is easier.", locator="=Table 1", note="For editors.", reviewed_on=date(2026, 1, 1),
        reviewed_by=factories.editor(username="ann"), hedged=True,
    )  # fmt: skip
    return found


def rows(query: str = "") -> list[tuple[str, dict[str, Any]]]:
    found = reading.data_list(f"/claims.fixture.json{query}")
    return [(row["model"], row["fields"]) for row in found]


def test_the_whole_file_is_as_expected(claim: Claim) -> None:
    assert (
        reading.text("/claims.fixture.json", {"framework": "flask"}) == (EXPECTED / "claims.fixture.json").read_text()
    )


def test_it_carries_no_primary_key_and_no_person(claim: Claim) -> None:
    text = reading.text("/claims.fixture.json")
    assert "ann" not in text
    assert not any({"pk", "id", "reviewed_by", "resolved_by"} & set(fields) for _, fields in rows())


def test_what_a_claim_refers_to_goes_along_and_nothing_else(claim: Claim) -> None:
    slugs = {fields["slug"] for model, fields in rows("?framework=flask") if "slug" in fields and model != "kb.option"}
    assert slugs == {"flask", "django", "effort", "learning-curve", "small-apps", "a-source", "up", "cited"}


def test_without_a_filter_it_holds_everything_published(claim: Claim) -> None:
    factories.framework(name="Lonely")
    factories.need(slug="needed")
    factories.draft(framework=claim.framework, key="unsaid")
    slugs = {fields.get("slug") or fields.get("key") for _, fields in rows()}
    assert {"needed", "elsewhere", "other"} <= slugs
    assert not {"unsaid", "lonely"} & slugs


def test_order_and_page_are_no_filter(claim: Claim) -> None:
    assert rows("?order=newest") == rows()


def test_a_resolution_goes_along_only_with_all_that_it_judged(claim: Claim) -> None:
    other = factories.claim(framework=claim.framework, aspect=claim.aspect, source=factories.source(slug="b"))
    factories.resolution([claim, other], option=claim.option)
    assert "kb.resolution" in {model for model, _ in rows("?framework=flask")}
    assert "kb.resolution" not in {model for model, _ in rows("?framework=flask&source=b")}


def test_the_gaps_of_the_chosen_cells_go_along(claim: Claim) -> None:
    factories.gap(framework=claim.framework, aspect=factories.aspect(slug="silent"))
    factories.gap(framework=factories.framework(name="Third"), aspect=factories.aspect(slug="silent-too"))
    gaps = [fields["aspect"] for model, fields in rows("?framework=flask") if model == "kb.gap"]
    assert gaps == [["silent"]]
