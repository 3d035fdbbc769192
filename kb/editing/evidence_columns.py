"""Which columns of which rows are evidence: what published cells say, and whose word it is, follows from them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from kb.evidence.kinds import KINDS
from kb.models import Claim, Gap, Reading, Resolution, SourceLink
from kb.models.kind_models import KIND_MODELS

Model = type[models.Model]
CLOSED = (Claim.Status.PUBLISHED, Claim.Status.RETIRED)  # what has been published, and is changed only with a reason
STANDING = ("status", "retire_reason", "reviewed_by", "reviewed_on")  # what steps write, and nothing else
NO_SUBSTANCE = {"id", "key", "note", *STANDING}
SUBSTANCE = tuple(column.attname for column in Claim._meta.concrete_fields if column.name not in NO_SUBSTANCE)
RECORDS = (Gap, Reading, Resolution)  # each is published as soon as it is there
NEVER_ALONE = (SourceLink, *RECORDS)  # of which a new row can change what is public


def columns_of(model: Model, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The attributes of these columns, of all but the primary key without names."""
    columns = (column for column in model._meta.concrete_fields if not column.primary_key)
    return tuple(column.attname for column in columns if not names or column.name in names)


EVIDENCE: Mapping[Model, tuple[str, ...]] = {
    **{
        KIND_MODELS[name]: columns_of(KIND_MODELS[name], kind.evidence) for name, kind in KINDS.items() if kind.evidence
    },
    **{model: columns_of(model) for model in NEVER_ALONE},
    Claim: SUBSTANCE,
}
