"""Which objects of measurements fit a base: their framework, aspect and option are there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.models import Aspect, Framework, Option


def fitting(objects: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Those that the base can take, and in words what is left out. Three queries."""
    frameworks = set(Framework.objects.values_list("slug", flat=True))
    aspects = set(Aspect.objects.values_list("slug", flat=True))
    options = set(Option.objects.values_list("aspect__slug", "slug"))
    fit, left_out = [], []
    for row in objects:
        lack = _lack(row["fields"], frameworks, aspects, options) if row["model"] == "kb.claim" else ""
        if lack:
            left_out.append(f"{row['fields']['key']}: this base has no {lack}.")
        else:
            fit.append(row)
    quoted = {row["fields"]["source"][0] for row in fit if row["model"] == "kb.claim"}
    return [row for row in fit if row["model"] == "kb.claim" or row["fields"]["slug"] in quoted], left_out


def _lack(fields: dict[str, Any], frameworks: set[str], aspects: set[str], options: set[tuple[str, str]]) -> str:
    """What a claim names that is not there, in words."""
    (framework,), (aspect,) = fields["framework"], fields["aspect"]
    if framework not in frameworks:
        return f"framework {framework}"
    if aspect not in aspects:
        return f"aspect {aspect}"
    option = fields["option"]
    return f"option {option[1]} of {option[0]}" if option and tuple(option) not in options else ""
