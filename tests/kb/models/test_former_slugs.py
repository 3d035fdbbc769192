"""Former slugs: kept at every rename of what has a page, ended by whatever takes the slug."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.derived.new_rows import write_new
from kb.exchange import fixture
from kb.models import Aspect, AspectGroup, Claim, Company, FormerSlug, Framework, Gap, Option, Scope, Source
from kb.models.former_slugs import HOLDER_MODELS, present_slugs, renamed_options
from tests import factories as make
from tests.kb.bases import load

pytestmark = pytest.mark.django_db


def framework(**fields: Any) -> Framework:
    """With a page, as all that these make."""
    row: Framework = make.named(make.framework(**fields))
    return row


def aspect(**fields: Any) -> Aspect:
    row: Aspect = make.named(make.aspect(**fields))
    return row


def company(**fields: Any) -> Company:
    return make.claim(aspect=make.adoption(), company=make.company(**fields)).company  # type: ignore[return-value]


def scope(**fields: Any) -> Scope:
    return make.claim(scope=make.scope(**fields)).scope  # type: ignore[return-value]


def group(**fields: Any) -> AspectGroup:
    return aspect(group=make.group(**fields)).group


def option(**fields: Any) -> Option:
    return make.option(aspect=aspect(value_type="choice"), **fields)


def source(**fields: Any) -> Source:
    row: Source = make.named(make.source(**fields))
    return row


BUILDERS: dict[str, Callable[..., Any]] = {
    "framework": framework,
    "aspect": aspect,
    "group": group,
    "company": company,
    "source": source,
    "scope": scope,
    "option": option,
    "need": make.need,
}


def rename(row: Any, *slugs: str) -> None:
    for slug in slugs:
        row.slug = slug
        row.save()


def former() -> list[tuple[str, str]]:
    return list(FormerSlug.objects.values_list("kind", "slug"))


def now(slug: str, kind: str = "framework") -> str | None:
    return " ".join(present_slugs([(kind, slug)]).get((kind, slug), ())) or None


def test_every_kind_is_tried_here() -> None:
    assert set(BUILDERS) == set(HOLDER_MODELS) == set(FormerSlug.Holder.values)


@pytest.mark.parametrize("kind", BUILDERS)
def test_a_rename_keeps_the_slug_that_a_row_had(kind: str) -> None:
    rename(BUILDERS[kind](slug="old"), "new")
    assert now("old", kind) == "new"
    assert former() == [(kind, "old")]


@pytest.mark.parametrize("kind", sorted({*BUILDERS} - {"need"}))
def test_what_nobody_could_see_keeps_no_slug(kind: str) -> None:
    row = getattr(make, kind)(slug="old")
    rename(row, "new", "newer", "old")
    assert former() == []


def test_a_slug_means_something_in_its_kind_alone() -> None:
    rename(company(slug="old"), "new")
    assert now("old", "framework") is None


def test_a_chain_of_renames_leads_to_the_newest() -> None:
    rename(framework(slug="a"), "b", "c", "d")
    assert [now(slug) for slug in "abcd"] == ["d", "d", "d", None]


def test_a_row_renamed_back_has_its_slug_again() -> None:
    rename(framework(slug="a"), "b", "a")
    assert (now("a"), now("b")) == (None, "a")
    assert former() == [("framework", "b")]


def test_a_new_row_that_takes_a_former_slug_keeps_it() -> None:
    rename(framework(slug="a"), "b")
    framework(slug="a", name="New")
    assert now("a") is None
    assert former() == []


def test_a_row_renamed_to_a_former_slug_keeps_it() -> None:
    rename(framework(slug="a"), "b")
    rename(framework(slug="other"), "a")
    assert (now("a"), now("other")) == (None, "a")


def test_a_slug_that_two_rows_had_leads_to_the_later_one() -> None:
    rename(framework(slug="a"), "b")
    rename(framework(slug="a", name="New"), "c")
    assert now("a") == "c"


def test_a_row_that_took_a_slug_in_bulk_keeps_it_too() -> None:
    rename(framework(slug="a"), "b")
    Framework.objects.bulk_create([Framework(name="New", slug="a")])
    assert now("a") is None


def test_a_row_that_is_gone_takes_its_former_slugs_along() -> None:
    row = framework(slug="a")
    rename(row, "b")
    Gap.objects.all().delete()
    row.delete()
    assert former() == []


def test_options_of_several_aspects_may_have_had_a_slug() -> None:
    for new in ("simple", "plain"):
        rename(aspect(options=["easy"]).options.get(), new)
    assert now("easy", "option") == "plain simple"
    make.option(aspect=Option.objects.get(slug="plain").aspect, slug="easy")
    assert renamed_options(["easy"]) == {"easy": ("simple",)}


def test_an_option_of_another_aspect_does_not_end_a_former_slug() -> None:
    rename(aspect(options=["easy"]).options.get(), "simple")
    aspect(options=["easy"])
    assert (now("easy", "option"), renamed_options(["easy"])) == (None, {"easy": ("simple",)})


def test_an_option_that_moves_to_an_aspect_ends_a_former_slug_there() -> None:
    there = aspect(options=["easy"])
    rename(there.options.get(), "simple")
    moving = aspect(options=["easy"]).options.get()
    moving.aspect = there
    moving.save()
    assert renamed_options(["easy"]) == {}


def test_new_options_written_together_end_a_former_slug_of_their_aspect_alone() -> None:
    first, second = aspect(options=["easy"]), aspect(options=["easy"])
    for new, row in (("simple", first), ("plain", second)):
        rename(row.options.get(), new)
    with upkeep.collected():
        write_new([Option(aspect=first, slug="easy", label="easy")], "loaddata")
    assert renamed_options(["easy"]) == {"easy": ("plain",)}


def test_another_change_is_no_rename() -> None:
    row = framework(slug="a")
    row.name = "Another name"
    row.save()
    row.slug = "b"
    row.save(update_fields=["name"])
    assert former() == []


def test_a_refused_rename_leaves_nothing() -> None:
    row = framework(slug="a")
    with pytest.raises(ValidationError):
        rename(row, "a-vs-b")
    assert former() == []


def test_a_rename_by_a_fixture_with_keys_is_kept(tmp_path: Path) -> None:
    row = framework(slug="a")
    fields = {"name": row.name, "slug": "b"}
    load(tmp_path, [{"model": "kb.framework", "pk": row.pk, "fields": fields}], theirs=True)
    assert now("a") == "b"


def test_a_fixture_that_brings_a_former_slug_ends_it(tmp_path: Path) -> None:
    rename(framework(slug="a"), "b")
    load(tmp_path, [{"model": "kb.framework", "fields": {"name": "New", "slug": "a"}}])
    assert now("a") is None


def test_former_slugs_have_a_history_and_are_in_no_fixture() -> None:
    rename(framework(slug="a"), "b", "a")
    assert [version.history_type for version in FormerSlug.history.filter(slug="a")] == ["-", "+"]
    everything = fixture.Chosen(Claim.objects.all(), whole=True, unnamed=True)
    rows = json.loads("".join(fixture.written(fixture.collect(everything))))
    assert "kb.framework" in {row["model"] for row in rows}
    assert "kb.formerslug" not in {row["model"] for row in rows}


@pytest.mark.parametrize("slug", ["", "a\x00b", "a/b", "é", "a" * 61, "a\n"])
def test_what_is_no_slug_was_never_one(slug: str) -> None:
    assert now(slug) is None


def test_many_slugs_take_two_queries_for_each_kind() -> None:
    def counted(number: int) -> int:
        for place in range(number):
            rename(framework(slug=f"old-{number}-{place}"), f"new-{number}-{place}")
        asked = [("framework", f"old-{number}-{place}") for place in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert len(present_slugs(asked)) == number
        return len(captured)

    assert counted(1) == counted(6) == 2
