"""What the second shipped base must show, loaded after the first: sixteen frameworks by first-party evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from kb.exchange.shipped_bases import fixture_paths
from kb.models import Aspect, Cell, Claim, Framework, Resolution, Source
from kb.packages.distributions import framework_packages
from tests.compare import reading
from tests.compare.test_queries import MOST_OF_A_COMPARISON, queries
from tests.compare.test_weights import KB, compressed
from tests.kb.bases import passing, picture, put_both

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both", "today")]

FIRST, SECOND = map(Path, fixture_paths())
THREE = "/compare/flask-vs-django-vs-fastapi/"
FACTS_ASKED_OF_ALL = 57


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), passing():
        put_both()
        with django_db_blocker.block():
            yield


@pytest.fixture
def objects() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(SECOND.read_text(encoding="utf-8"))
    return rows


def test_forty_rows_have_evidence_in_all_three_columns_facts_first_in_their_group() -> None:
    rows = reading.data(THREE.rstrip("/") + ".json")["rows"]
    assert sum(all(cell["values"] for cell in row["cells"].values()) for row in rows) >= 40
    natures = dict(Aspect.objects.values_list("slug", "nature"))
    for one, other in combinations([row for row in rows if row["company"] is None], 2):
        if one["group"] == other["group"]:
            assert (natures[one["aspect"]], natures[other["aspect"]]) != ("opinion", "fact")


@pytest.mark.parametrize("path", [THREE, "/compare/express-vs-nestjs-vs-fastify/", "/compare/flask-vs-django/"])
def test_a_comparison_of_the_larger_base_takes_as_few_queries(path: str) -> None:
    assert queries(path, "") <= MOST_OF_A_COMPARISON


def test_a_table_of_14_columns_weighs_cell_for_cell_what_14_by_200_may() -> None:
    cells = Cell.objects.order_by().values_list("framework__slug").annotate(number=Count("pk")).order_by("-number")
    page = reading.text(f"/compare/{'-vs-'.join(slug for slug, _ in cells[:14])}/")
    assert page.count("<td") > 2_000
    assert compressed(page.encode()) <= 45 * KB * page.count("<td") / (14 * 200)


def test_every_fact_asked_of_all_is_answered_for_all_sixteen() -> None:
    frameworks = Framework.objects.filter(slug__in=framework_packages())
    cells = Cell.objects.filter(framework__in=frameworks, aspect__nature="fact", company=None)
    answered = cells.values("aspect__slug").annotate(number=Count("pk")).filter(number=16)
    assert len(answered) >= FACTS_ASKED_OF_ALL


def test_what_the_articles_contest_is_settled_where_first_hand_evidence_settles_it() -> None:
    resolved = {(row.framework.slug, row.aspect.slug) for row in Resolution.objects.select_related("framework")}
    assert resolved == set(Cell.objects.filter(state="resolved").values_list("framework__slug", "aspect__slug"))
    assert {("flask", "sqlalchemy-need"), ("django", "concurrent-requests")} <= resolved
    assert reading.data("/cells/flask/csrf-protection.json")["cell"]["values"][0]["value"] is False


def test_every_source_of_the_second_base_is_first_party_with_version_date_and_hash(
    objects: list[dict[str, Any]],
) -> None:
    slugs = [row["fields"]["slug"] for row in objects if row["model"] == "kb.source"]
    sources = Source.objects.filter(slug__in=slugs)
    assert set(sources.values_list("kind", flat=True)) == {"official", "repository", "measurement"}
    assert sources.filter(kind="measurement", framework=None, url="").count() == 16
    assert not sources.filter(sha256="").exists()
    assert not sources.filter(version="").exists()
    assert not sources.filter(published_on="").exists()
    assert not sources.exclude(kind="measurement").filter(url="").exists()


def test_its_texts_are_those_that_can_be_made_again(objects: list[dict[str, Any]]) -> None:
    packages = framework_packages().values()
    texts = {slug for package in packages for row in package.distributions for slug in row.texts}
    texts |= {f"{package.slug}-{package.version.replace('.', '-')}-measured" for package in packages}
    assert {row["fields"]["slug"] for row in objects if row["model"] == "kb.source"} == texts


def test_quotes_are_six_words_at_most(objects: list[dict[str, Any]]) -> None:
    quotes = [row["fields"]["quote"] for row in objects if row["model"] == "kb.claim"]
    assert len(quotes) > 850
    assert all(0 < len(quote.split()) <= 6 for quote in quotes)


@pytest.mark.parametrize(("path", "other"), [(FIRST, SECOND), (SECOND, FIRST)])
def test_each_file_is_what_is_exported_beyond_the_other(path: Path, other: Path, tmp_path: Path) -> None:
    target = tmp_path / "exported.json"
    call_command("export_kb", status=["draft", "retired"], beyond=[other], output=str(target))
    assert target.read_bytes() == path.read_bytes()


def test_a_second_load_changes_nothing() -> None:
    before = picture()
    call_command("loaddata", str(FIRST), str(SECOND), verbosity=0)
    assert picture() == before


def test_the_measured_figures_of_a_framework_are_claims_of_one_source() -> None:
    claims = Claim.objects.filter(source__slug="flask-3-1-3-measured", aspect__slug="install-size")
    assert [claim.statement for claim in claims] == ["Flask 3.1.3, with its dependencies, takes up 2.2 MB."]
