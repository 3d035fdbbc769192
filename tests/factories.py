"""Builders of rows: plain functions, valid by default, saved through the ORM with all rules.

Every keyword is a field. What a row refers to is built too unless it is given. Names count up from one
in each test: ``framework()`` is “Framework 1”; a name without a slug gives the slug.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from kb.derived import upkeep
from kb.models import (
    Aspect,
    AspectGroup,
    Claim,
    Company,
    FormerSlug,
    Framework,
    Gap,
    Merge,
    Need,
    Objection,
    Option,
    Proposal,
    Reading,
    Resolution,
    Scope,
    Snapshot,
    Source,
    SourceLink,
    Withdrawal,
)
from kb.models.claim_rules import VALUE_FIELD

DAY = date(2026, 11, 1)
VALUES = ("option", "number", "boolean", "text")
P = ParamSpec("P")
R = TypeVar("R")


def followed_once(build: Callable[P, R]) -> Callable[P, R]:
    """What follows from all rows that it makes is stored once: a third of the time of a claim."""

    @wraps(build)
    def builder(*args: P.args, **kwargs: P.kwargs) -> R:
        with nullcontext() if upkeep._collecting.get() else upkeep.collected():
            return build(*args, **kwargs)

    return builder


def framework(**fields: Any) -> Framework:
    return Framework.objects.create(**_named(Framework, fields))


def group(**fields: Any) -> AspectGroup:
    return AspectGroup.objects.create(**_named(AspectGroup, fields))


@followed_once
def aspect(options: Iterable[str] = (), **fields: Any) -> Aspect:
    """A yes-or-no aspect; with slugs of ``options``, a choice aspect that has them."""
    fields.setdefault("value_type", "choice" if options else "boolean")
    fields.setdefault("cardinality", "many" if fields["value_type"] == "text" else "one")
    fields.setdefault("group", AspectGroup.objects.first() or group())
    row = Aspect.objects.create(**_named(Aspect, fields))
    for order, slug in enumerate(options):
        option(aspect=row, slug=slug, label=slug.replace("-", " "), order=order)
    return row


def adoption(**fields: Any) -> Aspect:
    """The aspect “company X uses framework F”."""
    return aspect(**{"name": "Used in production", "slug": "used-in-production", "per_company": True, **fields})


@followed_once
def option(**fields: Any) -> Option:
    if "aspect" not in fields:
        fields["aspect"] = aspect(value_type="choice")
    fields.setdefault("label", f"option {_next(Option)}")
    fields.setdefault("slug", slugify(fields["label"]))
    return Option.objects.create(**fields)


def scope(**fields: Any) -> Scope:
    return Scope.objects.create(**_named(Scope, fields))


def company(**fields: Any) -> Company:
    return Company.objects.create(**_named(Company, fields))


def source(**fields: Any) -> Source:
    fields.setdefault("kind", "article")
    return Source.objects.create(**_named(Source, fields, name="title"))


@followed_once
def source_link(**fields: Any) -> SourceLink:
    """The first of two sources derives from the second."""
    for end in ("from_source", "to_source"):
        if end not in fields:
            fields[end] = source()
    return SourceLink.objects.create(**{"kind": "derives", **fields})


@followed_once
def reading(**fields: Any) -> Reading:
    """A source, read in full for a framework on a day."""
    return Reading.objects.create(
        **{"source": fields.get("source") or source(), "framework": fields.get("framework") or framework(),
           "read_on": DAY} | fields
    )  # fmt: skip


@followed_once
def snapshot(**fields: Any) -> Snapshot:
    fields.setdefault("text", f"Text {_next(Snapshot)} of the source.")
    fields.setdefault("sha256", hashlib.sha256(fields["text"].encode()).hexdigest())
    fields.setdefault("taken_on", DAY)
    if "source" not in fields:
        fields["source"] = source()
    return Snapshot.objects.create(**fields)


@followed_once
def claim(**fields: Any) -> Claim:
    """A published claim: yes, 1, “text 1” or the aspect's first option, unless a value is given."""
    if "source" not in fields:
        fields["source"] = source()
    fields.setdefault("locator", f"line {_next(Claim)}")
    fields.setdefault("status", "published")
    return Claim.objects.create(**_valued(_placed(fields)))


@followed_once
def contested(**fields: Any) -> tuple[Claim, Claim]:
    """A yes and a no of one cell."""
    yes = claim(**fields)
    return yes, claim(framework=yes.framework, aspect=yes.aspect, company=yes.company, boolean=False)


def draft(**fields: Any) -> Claim:
    return claim(status="draft", **fields)


@followed_once
def retired(**fields: Any) -> Claim:
    return claim(**{"status": "retired", "retire_reason": "misread", **fields})


@followed_once
def gap(**fields: Any) -> Gap:
    return Gap.objects.create(**_placed({"kind": "searched-silent", "searched_on": DAY, **fields}))


def once_named(framework: Framework) -> Framework:
    """The framework, which has a page, since a retired claim is about it, and stands in no cell."""
    retired(framework=framework)
    return framework


def named(row: Any) -> Any:
    """The row, of which something published says that nobody says anything: so that anybody may see it."""
    if isinstance(row, Source):
        reading(source=row)
    else:
        gap(**{str(row._meta.model_name): row})
    return row


@followed_once
def resolution(claims: Iterable[Claim] = (), **fields: Any) -> Resolution:
    """A reading that judged these claims; the cell is the first claim's unless it is given."""
    judged = list(claims)
    if judged:
        for name in ("framework", "aspect", "company"):
            fields.setdefault(name, getattr(judged[0], name))
    row = Resolution.objects.create(
        **{
            "reason": "judgement",
            "explanation": "One side is clearer.",
            "resolved_on": DAY,
            **_valued(_placed(fields)),
        }
    )
    row.claims.set(judged)
    return row


def need(options: Iterable[Option] = (), **fields: Any) -> Need:
    """A need of a yes-or-no aspect; with options, of their choice aspect."""
    wanted = list(options)
    if "aspect" not in fields:
        fields["aspect"] = wanted[0].aspect if wanted else aspect()
    fields.setdefault("boolean", None if wanted else True)
    fields.setdefault("question", "Must it?")
    row = Need.objects.create(**_named(Need, fields))
    row.options.set(wanted)
    return row


def objection(**fields: Any) -> Objection:
    return Objection.objects.create(**{"path": "/claims/", "text": "It is not so.", **fields})


def proposal(**fields: Any) -> Proposal:
    """That an article becomes a blog, as nobody has typed it."""
    row = fields.pop("row", None) or source()
    change = {"table": "kb.source", "key": row.pk, "old": {"kind": "article"}, "new": {"kind": "blog"}}
    fields = {"title": f"source: {row}", "table": "kb.source", "key": row.pk, "changes": [change], **fields}
    return Proposal.objects.create(**{"reason": "It is one.", "page": f"/admin/kb/source/{row.pk}/change/", **fields})


def former_slug(**fields: Any) -> FormerSlug:
    """What a framework was called before, unless a kind and a target are given."""
    fields.setdefault("kind", "framework")
    if "target" not in fields:
        fields["target"] = framework().pk
    fields.setdefault("slug", f"former-slug-{_next(FormerSlug)}")
    return FormerSlug.objects.create(**fields)


def merged(**fields: Any) -> Merge:
    """A scope that became another."""
    place = {"kind": "scope", "former": 0, "former_slug": "former", "former_name": "Former", "heir": scope().pk}
    return Merge.objects.create(**{**place, "heir_name": "Heir", "merged_on": timezone.now(), **fields})


def withdrawal(**fields: Any) -> Withdrawal:
    place = {"kind": "source", "slug": f"withdrawn-{_next(Withdrawal)}"}
    return Withdrawal.objects.create(**{**place, "reason": "Asked for.", **fields})


def editor(**fields: Any) -> Any:
    """A person who may do everything in the admin."""
    fields.setdefault("username", f"editor-{_next(get_user_model())}")
    return get_user_model().objects.create_superuser(**fields)


def person(**fields: Any) -> Any:
    """A person who may enter the admin, and nothing else."""
    fields.setdefault("username", f"person-{_next(get_user_model())}")
    return get_user_model().objects.create_user(is_staff=True, **fields)


def viewer(**fields: Any) -> Any:
    """A person who may look at everything in the base, and change nothing."""
    row = person(**fields)
    row.user_permissions.set(Permission.objects.filter(content_type__app_label="kb", codename__startswith="view_"))
    return row


def _next(model: type[Model]) -> int:
    """The number of the next row: the same in every run of a test."""
    with connection.cursor() as cursor:  # as `count()`, which takes longer over its statement than over the answer
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')  # noqa: S608
        return int(cursor.fetchone()[0]) + 1


def _named(model: type[Model], fields: dict[str, Any], name: str = "name") -> dict[str, Any]:
    """The fields with a name, and a slug made of it."""
    slug = fields.get("slug")
    words = str(model._meta.verbose_name).capitalize()
    fields.setdefault(name, slug.replace("-", " ").capitalize() if slug else f"{words} {_next(model)}")
    fields.setdefault("slug", slugify(fields[name]))
    return fields


def _placed(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with a cell: an aspect that fits the option or company given, a company if it asks for one."""
    if "framework" not in fields:
        fields["framework"] = framework()
    if fields.get("aspect") is None:
        chosen = fields.get("option")
        fields["aspect"] = chosen.aspect if chosen else aspect(per_company=bool(fields.get("company")))
    if fields["aspect"].per_company and "company" not in fields:
        fields["company"] = company()
    return fields


def _valued(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with a value of the aspect's type, unless one is given."""
    if any(name in fields for name in VALUES):
        return fields
    kind = fields["aspect"].value_type
    if kind == "choice":
        fields["option"] = fields["aspect"].options.first() or option(aspect=fields["aspect"])
    else:
        fields[VALUE_FIELD[kind]] = {"boolean": True, "number": 1, "text": "text 1"}[kind]
    return fields
