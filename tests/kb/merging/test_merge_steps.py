"""Two rows become one, and two again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from kb.merging.merge_plan import plan_merge
from kb.merging.merge_preview import preview_merge
from kb.merging.merge_steps import NOT_AS_PREVIEWED, changes_since, merge, undo_merge
from kb.models import Cell, Claim, Company, FormerSlug, Framework, Gap, Merge, Need, Resolution, Source, SourceLink
from kb.models.former_slugs import present_slugs
from tests import factories as make
from tests.kb.bases import whole_file
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(db: None) -> Any:
    return member("Reviewer", username="rita")


def same(claim: Claim, **fields: Any) -> Claim:
    """A claim that says the same at the same place, but for these fields."""
    names = ("source", "locator", "framework", "aspect", "company", "option", "number", "boolean", "text", "scope")
    return make.claim(**{**{name: getattr(claim, name) for name in names}, **fields})


def test_claims_move_and_keep_their_keys(reviewer: Any) -> None:
    claim, heir = make.claim(), make.claim().source
    key, former = claim.key, claim.source
    merge(former, heir, reviewer)
    claim.refresh_from_db()
    assert (claim.source, claim.key) == (heir, key)
    assert not Source.objects.filter(slug=former.slug).exists()


def test_two_documents_become_one(reviewer: Any) -> None:
    yes = make.claim()
    other = make.claim(framework=yes.framework, aspect=yes.aspect)
    assert (Cell.objects.get().state, Cell.objects.get().documents) == ("corroborated", 2)
    merge(other.source, yes.source, reviewer)
    assert (Cell.objects.get().state, Cell.objects.get().documents) == ("single", 1)


def test_of_equal_claims_one_is_retired_and_keeps_its_page(reviewer: Any, client: Client) -> None:
    claim = make.claim()
    twin = same(claim, source=make.source())
    merging = merge(twin.source, claim.source, reviewer)
    twin.refresh_from_db()
    assert (twin.status, twin.retire_reason, twin.source) == ("retired", "duplicate", claim.source)
    assert merging.moves["duplicates"] == [twin.key]
    assert client.get(f"/claims/{twin.key}/").status_code == 200
    assert Cell.objects.get().claims == 1


def test_the_published_one_of_equal_claims_stays(reviewer: Any) -> None:
    standing = make.retired()
    moving = same(standing, source=make.source())
    merge(moving.source, standing.source, reviewer)
    standing.refresh_from_db()
    moving.refresh_from_db()
    assert (moving.status, standing.retire_reason) == ("published", "duplicate")


def test_a_draft_that_says_the_same_goes(reviewer: Any) -> None:
    claim = make.claim()
    draft = same(claim, source=make.source(), status="draft")
    merge(draft.source, claim.source, reviewer)
    assert list(Claim.objects.all()) == [claim]


def test_a_source_is_not_its_own_upstream(reviewer: Any) -> None:
    claim = make.claim(via=make.source(), via_stated=True)
    merge(claim.via, claim.source, reviewer)
    claim.refresh_from_db()
    assert (claim.via, claim.via_stated) == (None, False)


def test_links_move_but_none_twice_and_none_to_itself(reviewer: Any) -> None:
    former, heir, other = make.source(), make.source(), make.source(slug="other")
    for start, end in ((former, heir), (former, other), (heir, other), (make.source(slug="copy"), former)):
        make.source_link(from_source=start, to_source=end)
    merge(former, heir, reviewer)
    links = SourceLink.objects.values_list("from_source__slug", "to_source__slug")
    assert sorted(links) == sorted([(heir.slug, "other"), ("copy", heir.slug)])


def test_texts_move_but_the_same_one_stays_once(reviewer: Any) -> None:
    former, heir = make.source(), make.source()
    for source in (former, heir):
        make.snapshot(source=source, text="the same")
    make.snapshot(source=former, text="another")
    merge(former, heir, reviewer)
    assert sorted(heir.snapshots.values_list("text", flat=True)) == ["another", "the same"]


def test_an_old_address_leads_to_the_heir(reviewer: Any, client: Client) -> None:
    former, heir = make.claim().framework, make.claim().framework
    former.slug = "renamed"
    former.save()
    merge(former, heir, reviewer)
    for slug in ("renamed", "framework-1"):
        response = client.get(f"/frameworks/{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"/frameworks/{heir.slug}/")


def test_the_heir_is_known_by_the_names_of_the_former(reviewer: Any) -> None:
    former = make.company(name="Alphabet", aliases="Google\nABC")
    heir = make.company(name="Google", aliases="abc")
    merge(former, heir, reviewer)
    assert Company.objects.get().alias_list == ["abc", "Alphabet"]


def test_a_framework_takes_claims_comparisons_and_absences(reviewer: Any) -> None:
    former, heir = make.framework(), make.framework()
    claim = make.claim(framework=former)
    compared = make.claim(option=make.aspect(options=["easier"]).options.get(), compared_to=former)
    make.gap(framework=former, aspect=make.aspect(slug="only-there"))
    both = make.aspect(slug="in-both")
    for framework, kind in ((former, "searched-silent"), (heir, "not-applicable")):
        make.gap(framework=framework, aspect=both, kind=kind)
    merge(former, heir, reviewer)
    claim.refresh_from_db()
    compared.refresh_from_db()
    assert (claim.framework, compared.compared_to) == (heir, heir)
    gaps = Gap.objects.filter(framework=heir).values_list("aspect__slug", "kind")
    assert sorted(gaps) == [("in-both", "not-applicable"), ("only-there", "searched-silent")]


def test_frameworks_that_are_compared_to_each_other_are_two(reviewer: Any) -> None:
    option = make.aspect(options=["easier"]).options.get()
    claim = make.claim(option=option, compared_to=make.framework())
    with pytest.raises(ValidationError, match=claim.key):
        merge(claim.compared_to, claim.framework, reviewer)
    assert Framework.objects.count() == 2


def test_a_reading_moves_with_its_cell(reviewer: Any) -> None:
    yes = make.claim()
    no = make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    make.resolution([yes, no])
    heir = make.framework()
    merge(yes.framework, heir, reviewer)
    assert (Resolution.objects.get().framework, Cell.objects.get().state) == (heir, "resolved")


def test_an_option_takes_claims_and_needs(reviewer: Any) -> None:
    easy, simple = make.aspect(options=["easy", "simple"]).options.all()
    claim = make.claim(option=simple)
    needs = [make.need([simple]), make.need([easy, simple])]
    merge(simple, easy, reviewer)
    claim.refresh_from_db()
    assert claim.option == easy
    assert [list(need.options.all()) for need in needs] == [[easy], [easy]]
    assert present_slugs([("option", "simple")]) == {("option", "simple"): ("easy",)}


def test_an_aspect_takes_claims_options_and_needs(reviewer: Any) -> None:
    former, heir = make.aspect(options=["easy", "odd"]), make.aspect(options=["easy", "hard"])
    claims = [make.claim(option=option) for option in former.options.all()]
    need = make.need(former.options.all())
    merge(former, heir, reviewer)
    assert [option.slug for option in heir.options.order_by("slug")] == ["easy", "hard", "odd"]
    assert {Claim.objects.get(pk=claim.pk).option.aspect for claim in claims} == {heir}
    need = Need.objects.get(pk=need.pk)
    assert need.aspect == heir
    need.full_clean()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"value_type": "boolean"}, {"value_type": "number"}, "differ in their value type"),
        ({"per_company": True}, {}, "differ in their per company"),
        ({"slug": "used-in-production", "per_company": True}, {"per_company": True}, "who uses a framework"),
    ],
)
def test_aspects_of_another_shape_are_two(reviewer: Any, first: Any, second: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        merge(make.aspect(**first), make.aspect(**second), reviewer)


def test_options_of_two_aspects_are_two(reviewer: Any) -> None:
    with pytest.raises(ValidationError, match="one aspect"):
        merge(make.option(), make.option(), reviewer)


def test_nothing_merges_with_itself(reviewer: Any) -> None:
    source = make.source()
    with pytest.raises(ValidationError, match="another row"):
        merge(source, source, reviewer)


def test_editors_do_not_merge() -> None:
    with pytest.raises(PermissionDenied):
        merge(make.source(), make.source(), member("Editor"))
    assert Source.objects.count() == 2


def test_what_was_previewed_is_what_is_done(reviewer: Any) -> None:
    former, heir = make.claim().source, make.source()
    digest = plan_merge(former, heir).digest
    make.claim(source=former)
    with pytest.raises(ValidationError, match=NOT_AS_PREVIEWED):
        merge(former, heir, reviewer, digest=digest)


def test_history_says_who_merged_and_why(reviewer: Any) -> None:
    claim, heir = make.claim(), make.source(title="The heir")
    merge(claim.source, heir, reviewer, "typed twice")
    entry = claim.history.first()
    assert (entry.history_user, entry.history_type) == (reviewer, "~")
    assert entry.history_change_reason == "merged “Source 1” into “The heir”: typed twice"


def test_a_need_keeps_the_members_of_its_history(reviewer: Any) -> None:
    easy, simple = make.aspect(options=["easy", "simple"]).options.all()
    need = make.need([simple])
    merge(simple, easy, reviewer)
    assert [member.option_id for member in need.history.first().options.all()] == [easy.pk]


def test_the_public_history_keeps_both(reviewer: Any, client: Client) -> None:
    claim, heir = make.claim(source=make.source(slug="ten", title="Ten")), make.source(slug="heir", title="The heir")
    merging = merge(claim.source, heir, reviewer)
    page = client.get(f"/claims/{claim.key}/").content.decode()
    assert "“Ten” (ten)" in page
    assert "“The heir” (heir)" in page
    undo_merge(merging, reviewer)
    assert client.get(f"/claims/{claim.key}/").status_code == 200


def test_the_address_of_what_nobody_could_see_leads_nowhere(reviewer: Any) -> None:
    merging = merge(make.company(slug="unseen"), make.company(), reviewer)
    assert not FormerSlug.objects.exists()
    undo_merge(merging, reviewer)
    assert Company.objects.filter(slug="unseen").exists()


def test_an_old_address_of_what_nobody_can_see_any_more_does_not_pass_to_the_heir(reviewer: Any) -> None:
    former = make.company(slug="former")
    make.former_slug(kind="company", slug="xco", target=former.pk)
    merging = merge(former, make.company(), reviewer)
    assert not FormerSlug.objects.exists()
    undo_merge(merging, reviewer)
    assert FormerSlug.objects.get(slug="xco").target == former.pk


# Back


def test_a_merge_is_undone(reviewer: Any) -> None:
    claim = make.claim(via=make.source())
    twin = same(claim, source=make.source())
    make.source_link(from_source=twin.source, to_source=claim.source)
    draft = same(make.claim(source=claim.source), source=twin.source, status="draft")
    before = whole_file()
    merging = merge(twin.source, claim.source, reviewer)
    assert whole_file() != before
    undo_merge(merging, reviewer)
    assert whole_file() == before
    assert Claim.objects.get(pk=draft.pk).key == draft.key
    assert not FormerSlug.objects.exists()


def test_no_row_comes_back_from_what_is_gone(reviewer: Any) -> None:
    heir = make.company()
    merging = merge(make.company(), heir, reviewer)
    heir.delete()
    with pytest.raises(ValidationError, match="into which it was merged, is gone"):
        undo_merge(merging, reviewer)
    assert not Company.objects.exists()


def test_no_row_comes_back_under_a_slug_that_was_withdrawn(reviewer: Any) -> None:
    merging = merge(make.company(slug="gone"), make.company(), reviewer)
    make.withdrawal(kind="company", slug="gone")
    with pytest.raises(ValidationError, match="“gone” was withdrawn"):
        undo_merge(merging, reviewer)


def test_no_row_comes_back_to_an_address_that_leads_on_to_another(reviewer: Any) -> None:
    merging = merge(make.company(slug="place"), make.company(), reviewer)
    other = make.company(slug="place")
    make.claim(aspect=make.adoption(), company=other)
    other.slug = "another"
    other.save()
    with pytest.raises(ValidationError, match="The address “place” leads on to"):
        undo_merge(merging, reviewer)


def test_a_source_that_would_be_inferred_twice_stays(reviewer: Any) -> None:
    whole = make.source_link(stated=False, note="It reads like it.").from_source
    part = make.draft(via=make.source(), via_stated=False, note="So does this.").source
    with pytest.raises(ValidationError, match="cannot both be inferred"):
        merge(whole, part, reviewer)


def test_a_preview_is_the_plan_also_where_rows_go(reviewer: Any) -> None:
    link = make.source_link()
    preview = preview_merge(link.to_source, link.from_source, reviewer)
    assert preview.leaving
    merge(link.to_source, link.from_source, reviewer, digest=preview.plan.digest)


def test_an_empty_digest_is_that_of_no_plan(reviewer: Any) -> None:
    with pytest.raises(ValidationError, match="has changed since you looked"):
        merge(make.source(), make.source(), reviewer, digest="")


def test_a_merge_is_undone_once(reviewer: Any) -> None:
    merging = merge(make.source(), make.source(), reviewer)
    undo_merge(merging, reviewer)
    with pytest.raises(ValidationError, match="undone already"):
        undo_merge(merging, reviewer)


@pytest.mark.parametrize("change", ["moved", "new", "heir", "deleted", "slug", "again"])
def test_what_changed_since_stands_in_the_way(reviewer: Any, change: str) -> None:
    draft, heir, former = make.draft(), make.source(), make.source(slug="former")
    draft.source = former
    draft.save()
    merging = merge(former, heir, reviewer)
    assert changes_since(merging) == []
    _later(change, draft, heir, reviewer)
    [*words] = changes_since(merging)
    expected = {
        "moved": f"Claim {draft.key} was changed",
        "new": f"Claim {heir.slug}-framework-2-aspect-2-1 is new",
        "heir": f"Source {heir.slug} was changed",
        "deleted": f"Claim {draft.key} was deleted",
        "slug": "Another source is called “former” by now.",
        "again": f"Source {heir.slug} was deleted",
    }
    assert any(text.startswith(expected[change]) for text in words), words
    with pytest.raises(ValidationError):
        undo_merge(merging, reviewer)
    assert Merge.objects.get(pk=merging.pk).undone_on is None


def _later(change: str, draft: Claim, heir: Source, person: Any) -> None:
    draft.refresh_from_db()
    if change == "moved":
        draft.note = "changed"
        draft.save()
    elif change == "new":
        make.claim(source=heir)
    elif change == "heir":
        heir.author = "Ada"
        heir.save()
    elif change == "deleted":
        draft.delete()
    elif change == "slug":
        make.source(slug="former")
    else:
        merge(heir, make.source(), person)


def test_a_change_elsewhere_is_not_in_the_way(reviewer: Any) -> None:
    merging = merge(make.claim().source, make.source(), reviewer)
    make.claim(source=make.source(slug="later"))
    undo_merge(merging, reviewer)
    assert Merge.objects.get().undone_by == reviewer
