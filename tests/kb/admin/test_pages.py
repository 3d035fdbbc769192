"""Every page of the admin answers, and its number of queries does not depend on the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import models
from django.test import Client

from kb.admin.base.table_admin import ReadOnlyAdmin
from kb.derived import upkeep
from kb.models import (
    Aspect,
    AspectGroup,
    Cell,
    Claim,
    Company,
    FormerSlug,
    Framework,
    Gap,
    Mention,
    Merge,
    Need,
    Objection,
    Option,
    PastWriter,
    Proposal,
    Reading,
    Resolution,
    Revision,
    Scope,
    Snapshot,
    Source,
    SourceLink,
    Withdrawal,
    Word,
)
from tests import factories as make
from tests.kb.admin.pages import address, context_of, queries
from tests.kb.bases import COUNTED

MOST_QUERIES = 60


def claim() -> Claim:
    upstream, aspect = make.source(), make.aspect(options=["easy", "hard"], per_company=True)
    return make.claim(aspect=aspect, scope=make.scope(), compared_to=make.framework(), via=upstream)


def resolution() -> Resolution:
    aspect, framework = make.aspect(options=["easy", "hard"]), make.framework()
    option = aspect.options.get(slug="hard")
    claims = [make.claim(aspect=aspect, framework=framework) for _ in range(2)]
    return make.resolution(claims, option=option, compared_to=make.framework(), resolved_by=make.person())


def need() -> Need:
    aspect = make.aspect(options=["easy", "hard"])
    return make.need(aspect.options.all())


def gap() -> Gap:
    return make.gap(aspect=make.aspect(per_company=True))


BUILDERS: dict[type[models.Model], Callable[[], Any]] = {
    Aspect: lambda: make.aspect(options=["easy", "hard"], group=make.group()),
    AspectGroup: make.group,
    Cell: claim,
    Claim: claim,
    Company: lambda: make.claim(company=make.company()).company,
    FormerSlug: make.former_slug,
    Framework: lambda: make.claim().framework,
    Gap: gap,
    Merge: make.merged,
    Need: need,
    Objection: make.objection,
    Option: make.option,
    Proposal: make.proposal,
    Reading: make.reading,
    Resolution: resolution,
    Revision: make.framework,
    Scope: lambda: make.claim(scope=make.scope()).scope,
    Snapshot: make.snapshot,
    Source: make.source_link,
    SourceLink: make.source_link,
    Withdrawal: make.withdrawal,
}
pytestmark = pytest.mark.django_db
TABLES = pytest.mark.parametrize("model", BUILDERS, ids=lambda model: model.__name__)


def registered(model: type[models.Model]) -> ModelAdmin[Any]:
    return admin.site.get_model_admin(model)


def test_every_table_has_pages_and_a_test_here() -> None:
    tables = {model for model in apps.get_app_config("kb").get_models() if not hasattr(model, "history_id")}
    tables -= {Mention, PastWriter, Word, *COUNTED}  # an index and counts say nothing to an editor
    pages = {model for model in admin.site._registry if model._meta.app_label == "kb"}
    assert tables == pages == set(BUILDERS)


def several(build: Callable[[], Any], number: int) -> None:
    with upkeep.collected():
        for _ in range(number):
            build()


@TABLES
def test_a_list_takes_the_same_queries_for_any_number_of_rows(admin_client: Client, model: type[models.Model]) -> None:
    build, path = BUILDERS[model], address(model, "changelist")
    several(build, 2)
    before = queries(admin_client, path)
    several(build, 4)
    assert queries(admin_client, path) == before < MOST_QUERIES


@TABLES
def test_a_list_can_be_searched(admin_client: Client, model: type[models.Model]) -> None:
    BUILDERS[model]()
    assert registered(model).search_fields or model is Revision
    assert queries(admin_client, f"{address(model, 'changelist')}?q=nothing+at+all") < MOST_QUERIES


@TABLES
def test_each_filter_of_a_list_answers(admin_client: Client, model: type[models.Model]) -> None:
    """With rows, and choices for another filter; how a row looks does not hang on it."""
    BUILDERS[model]()
    path = address(model, "changelist")
    links = choices_of(context_of(admin_client, path)["cl"])
    for link in dict.fromkeys(links):
        changes = context_of(admin_client, path + link)["cl"]
        assert len(changes.result_list) <= changes.result_count, link
        assert len(choices_of(changes)) == len(links), link


def choices_of(changes: Any) -> list[str]:
    return [choice["query_string"] for spec in changes.filter_specs for choice in spec.choices(changes)]


@TABLES
def test_a_page_to_add_a_row(admin_client: Client, model: type[models.Model]) -> None:
    response = admin_client.get(f"/admin/kb/{model._meta.model_name}/add/")
    comes_from_elsewhere = model is Objection or isinstance(registered(model), ReadOnlyAdmin)
    assert response.status_code == (403 if comes_from_elsewhere else 200)


@TABLES
def test_a_row_and_its_history_have_pages(admin_client: Client, model: type[models.Model]) -> None:
    BUILDERS[model]()
    row = model._default_manager.latest("pk")
    assert queries(admin_client, address(model, "change", row.pk)) < MOST_QUERIES
    if hasattr(model, "history"):
        version = model.history.filter(id=row.pk).latest()
        assert queries(admin_client, address(model, "history", row.pk)) < MOST_QUERIES
        assert queries(admin_client, address(model, "simple_history", row.pk, version.pk)) < MOST_QUERIES


@TABLES
def test_a_row_can_be_looked_at_without_the_right_to_change_it(client: Client, model: type[models.Model]) -> None:
    BUILDERS[model]()
    row = model._default_manager.latest("pk")
    client.force_login(make.viewer())
    assert queries(client, address(model, "change", row.pk)) < MOST_QUERIES
    if hasattr(model, "history"):
        version = model.history.filter(id=row.pk).latest()
        assert queries(client, address(model, "simple_history", row.pk, version.pk)) < MOST_QUERIES


@TABLES
def test_autocomplete_is_used_for_every_reference(model: type[models.Model]) -> None:
    table = registered(model)
    if isinstance(table, ReadOnlyAdmin):
        return
    fields = [*model._meta.fields, *model._meta.many_to_many]
    references = {field.name for field in fields if field.is_relation}
    assert references - set(table.get_readonly_fields(None) or ()) == set(table.autocomplete_fields)  # type: ignore[arg-type]


def test_an_aspect_takes_the_same_queries_for_any_number_of_options(admin_client: Client) -> None:
    aspect = make.aspect(options=["a", "b"])
    before = queries(admin_client, address(Aspect, "change", aspect.pk))
    for slug in "cdefg":
        make.option(aspect=aspect, slug=slug)
    assert queries(admin_client, address(Aspect, "change", aspect.pk)) == before


def test_a_source_takes_the_same_queries_for_any_number_of_links(admin_client: Client) -> None:
    source = make.source()

    def link() -> None:
        make.source_link(from_source=source)
        make.source_link(to_source=source)

    link()
    before = queries(admin_client, address(Source, "change", source.pk))
    for _ in range(4):
        link()
    assert queries(admin_client, address(Source, "change", source.pk)) == before


def test_a_group_takes_the_same_queries_for_any_number_of_aspects(admin_client: Client) -> None:
    group = make.group()
    make.aspect(group=group)
    before = queries(admin_client, address(AspectGroup, "change", group.pk))
    for _ in range(4):
        make.aspect(group=group)
    assert queries(admin_client, address(AspectGroup, "change", group.pk)) == before


def test_a_resolution_takes_the_same_queries_for_any_number_of_claims(admin_client: Client) -> None:
    aspect, framework = make.aspect(), make.framework()
    row = make.resolution([make.claim(aspect=aspect, framework=framework)])
    before = queries(admin_client, address(Resolution, "change", row.pk))
    row.claims.add(*[make.claim(aspect=aspect, framework=framework) for _ in range(4)])
    assert queries(admin_client, address(Resolution, "change", row.pk)) == before


def test_a_need_takes_the_same_queries_for_any_number_of_options(admin_client: Client) -> None:
    options = list(make.aspect(options=[*"abcdef"]).options.all())
    row = make.need(options[:1])
    before = queries(admin_client, address(Need, "change", row.pk))
    row.options.set(options)
    assert queries(admin_client, address(Need, "change", row.pk)) == before


def test_the_search_for_options_takes_the_same_queries_for_any_number(admin_client: Client) -> None:
    path = "/admin/autocomplete/?app_label=kb&model_name=claim&field_name=option&term=o"
    make.option()
    before = queries(admin_client, path)
    for _ in range(4):
        make.option()
    assert queries(admin_client, path) == before


def test_the_front_page_is_ours(admin_client: Client) -> None:
    response = admin_client.get("/admin/")
    assert response.status_code == 200
    assert (response.context["site_header"], response.context["site_url"]) == ("Claimgrid", "/")
