"""Where an editor mends what a constraint refuses: the same fields at every door."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError

VALUE_FIELDS = ("option", "number", "boolean", "text")

# The code of a constraint, and the fields that can mend it: the first of them that a door has.
MENDED_BY: Mapping[str, Sequence[str]] = {
    "kb_aspect_adoption_shape": ("value_type",),
    "kb_aspect_text_is_many": ("cardinality",),
    "kb_aspect_unit_for_numbers": ("unit",),
    "kb_claim_as_of_is_a_period": ("as_of",),
    "kb_claim_not_compared_to_itself": ("compared_to",),
    "kb_claim_not_via_itself": ("via",),
    "kb_claim_once": ("locator",),
    "kb_claim_one_value": VALUE_FIELDS,
    "kb_claim_published_has_locator": ("locator",),
    "kb_claim_retired_has_reason": ("retire_reason",),
    "kb_claim_stated_needs_via": ("via",),
    "kb_framework_slug_without_vs": ("slug",),
    "kb_gap_once": ("aspect",),
    "kb_option_degree_once": ("degree",),
    "kb_option_not_yes_or_no": ("slug",),
    "kb_option_once_per_aspect": ("slug",),
    "kb_reading_once": ("framework",),
    "kb_resolution_once": ("aspect",),
    "kb_resolution_one_value": VALUE_FIELDS,
    "kb_snapshot_once": ("text",),
    "kb_source_address_or_reason": ("no_address_because",),
    "kb_source_modified_after_published": ("modified_on",),
    "kb_source_one_owner": ("company",),
    "kb_sourcelink_inferred_has_reason": ("note",),
    "kb_sourcelink_not_itself": ("to_source",),
    "kb_sourcelink_once": ("to_source",),
}


def mending_field(error: ValidationError, fields: Collection[str]) -> str:
    """The field among these that mends a broken constraint; empty if none does, or the error is of another kind."""
    return next((name for name in MENDED_BY.get(str(error.code), ()) if name in fields), "")
