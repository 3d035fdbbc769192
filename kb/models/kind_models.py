"""The model of each kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.evidence.kinds import KINDS
from kb.models.needs import Need
from kb.models.sources import Source
from kb.models.subjects import Aspect, AspectGroup, Company, Framework, Option, Scope

_BY_TABLE: Mapping[str, Any] = {
    str(model._meta.model_name): model
    for model in (Framework, Aspect, AspectGroup, Company, Source, Scope, Option, Need)
}
KIND_MODELS: Mapping[str, Any] = {name: _BY_TABLE[kind.table or name] for name, kind in KINDS.items()}
NAME_OF_MODEL: Mapping[Any, str] = {model: name for name, model in KIND_MODELS.items()}
