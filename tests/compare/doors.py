"""Every address of the URLconf with something to put into it, and six people who ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import URLResolver, get_resolver

from compare.web.access import Role
from kb.derived import upkeep
from kb.merging.merge_steps import merge
from kb.models import Claim, Framework, Objection, Proposal, Snapshot
from tests import factories
from tests.compare import varied
from tests.kb.admin.test_pages import BUILDERS

PEOPLE = list(Role)[1:-1]  # those who sign in
THINGS = {
    "names": "flask-vs-django", "company": "pinterest", "framework": "flask",
    "inner": "claims/", "name": "pages-1", "face": "json", "suffix": "nonsense", "url": "nonsense/", "app_label": "kb",
    "uidb64": "MQ", "token": "nonsense",
}  # fmt: skip
SLUGS = {"frameworks": "flask", "aspects": "learning-curve", "companies": "pinterest", "sources": "blog-4"}
KEYS = {"claims": "note-5-django-built-in-orm-1", "admin": "0" * 12}
QUERIES = {
    "admin/autocomplete/": "?app_label=kb&model_name=claim&field_name=source&term=a",
    "objections/": "?about=/claims/",
}
POSTS = {
    "admin/kb/claim/<claim_id>/review/": {"_step": "publish"},
    "admin/kb/proposal/<object_id>/change/": {"_decision": "accept"},
}
REGEXES = {
    "^([^/]+)/history/([^/]+)/$": "<object_id>/history/<version>/",
    "^(?P<app_label>kb|auth)/$": "<app_label>/",
    "(?P<url>.*)$": "<url>",
}
PRIVATE: dict[type[Model], tuple[str, ...]] = {
    Claim: ("note",),
    Objection: ("text", "source", "answer"),
    Proposal: ("title", "reason", "comment", "entry"),
    Snapshot: ("text",),
}
PART = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> Iterator[str]:
    """Every address that the resolver knows, without the types of its parts."""
    return _routes(get_resolver(), "")


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        own = str(pattern.pattern)
        route = before + PART.sub(r"<\1>", REGEXES.get(own, own))
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route


def build() -> None:
    """The varied base with a row of every table of the admin."""
    varied.build()
    with upkeep.collected():
        for builder in BUILDERS.values():
            builder()
    person = factories.editor(username=varied.SECRET, email=f"{varied.SECRET}@example.org")
    merge(factories.scope(), factories.scope(), person, varied.SECRET)
    _fill()


def _fill() -> None:
    """What nobody but editors may read says the secret, in every row."""
    for model, names in PRIVATE.items():
        QuerySet(model).update(**dict.fromkeys(names, varied.SECRET))
    for model in BUILDERS:
        if hasattr(model, "history"):
            QuerySet(model.history.model).update(history_change_reason=varied.SECRET)


def people() -> Mapping[Role, Client]:
    """A browser for each role, which has signed in."""
    clients = {Role.ANYBODY: Client()}
    for role in PEOPLE:
        person = get_user_model().objects.create_user(username=role.words)
        person.is_staff, person.is_superuser = role >= Role.STAFF, role == Role.SUPERUSER
        person.save()
        person.groups.set(Group.objects.filter(name=role.words))
        clients[role] = Client()
        clients[role].force_login(person)
    return clients


def address(route: str) -> str:
    """The route with something that is there in place of each part."""
    row = _row(route)
    first = route.partition("/")[0]
    aspect = "used-in-production" if "<company>" in route else "learning-curve"
    parts = {
        **THINGS,
        "aspect": aspect,
        "slug": SLUGS.get(first, ""),
        "key": KEYS.get(first, ""),
        "content_type_id": ContentType.objects.get_for_model(Framework).pk,
        **dict.fromkeys(("object_id", "pk", "claim_id", "id"), row.pk),
        "version": row.history.first().pk if hasattr(row, "history") else "",
    }
    return "/" + PART.sub(lambda part: str(parts[part[1]]), route) + QUERIES.get(route, "")


def _row(route: str) -> Any:
    """The newest row of the table that the route is of; of claims, the one in review."""
    label, _, name = route.removeprefix("admin/").partition("/")
    models = {(model._meta.app_label, model._meta.model_name): model for model in (*BUILDERS, Group, get_user_model())}
    model = models.get((label, name.partition("/")[0]), Framework)
    rows = model._default_manager.order_by("-pk")
    return rows.filter(status="review").get() if model is Claim else rows.first()
