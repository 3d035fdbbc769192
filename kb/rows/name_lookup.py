"""Rows that texts name otherwise than by their slugs: by a name or an alias, in any case.

To ask is one query, which reads the names of a whole table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kb.evidence.kinds import OPTION, ThingKind
from kb.models import Option
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import IsPublic
from kb.texts import lines, name_key


def slugs_by_name(kind: ThingKind, texts: Collection[str]) -> list[str]:
    """The slugs of all things that one of these texts may name, but of those that nobody may see: a second query, if
    there is any.
    """
    model = KIND_MODELS[kind.name]
    columns = ("slug", kind.label, "aliases") if hasattr(model, "aliases") else ("slug", kind.label)
    rows = model._default_manager.order_by().values_list("pk", *columns).iterator()
    keys = _keys_of(texts)
    pks = [pk for pk, *names in rows if _goes_by(keys, names)]
    public = model._default_manager.filter(IsPublic(kind=kind), pk__in=pks) if pks else model._default_manager.none()
    return list(public.order_by("slug").values_list("slug", flat=True))


def options_by_name(texts: Collection[str]) -> dict[str, str]:
    """The options that one of these texts may name, of any aspect that anybody may see: label by slug. A second query,
    if there is any.
    """
    keys = _keys_of(texts)
    rows = Option.objects.order_by().values_list("pk", "slug", "label").iterator()
    pks = [pk for pk, *names in rows if _goes_by(keys, names)]
    public = Option.objects.filter(IsPublic(kind=OPTION), pk__in=pks) if pks else Option.objects.none()
    return dict(public.order_by("slug").values_list("slug", "label"))


def _keys_of(texts: Collection[str]) -> set[str]:
    return {name_key(text) for text in texts}


def _goes_by(keys: set[str], names: Iterable[str]) -> bool:
    return any(name_key(name) in keys for text in names for name in lines(text))
