"""The industries of companies: a controlled list, in the words that pages show."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kb.texts import cleaned

INDUSTRIES = (
    "agriculture", "automotive", "communications", "construction", "consulting", "delivery", "education", "energy",
    "finance", "games", "government", "health", "insurance", "logistics", "manufacturing", "media", "non-profit",
    "real estate", "research", "retail", "social media", "software", "space", "streaming", "transport", "travel",
)  # fmt: skip

# What bases and fixtures of before the list say, and what that is called in it.
FORMER_INDUSTRIES = {
    "cloud communications": "communications",
    "fintech": "finance",
    "food delivery": "delivery",
    "hotel search": "travel",
    "music streaming": "streaming",
    "online comments": "social media",
    "online fashion": "retail",
    "online learning": "education",
    "open-source software": "software",
    "professional network": "social media",
    "ride hailing": "transport",
    "social news": "social media",
    "space agency": "space",
    "stock trading": "finance",
    "video sharing": "streaming",
    "video streaming": "streaming",
}


def listed_industry(text: str) -> str:
    """The text as it is stored: a word of the list, whatever its capitals, for a former one its heir; else as it is."""
    word = cleaned(text)
    key = word.casefold()
    return FORMER_INDUSTRIES.get(key, key if key in INDUSTRIES else word)


class IndustryField(models.CharField):  # type: ignore[type-arg]
    """A word of the list, or blank for what is unknown. A row that has another from before the list may keep it.

    To migrations it is Django's own field.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"choices": [(word, word) for word in INDUSTRIES], **kwargs})

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs

    def validate(self, value: Any, model_instance: Any) -> None:
        """At most one query, and none for a word of the list."""
        if not value or value in INDUSTRIES or self._is_stored(value, model_instance):
            return
        raise ValidationError(
            f"“{value}” is not in the list of industries: {', '.join(INDUSTRIES)}.", code="kb_company_industry"
        )

    def _is_stored(self, value: Any, row: Any) -> bool:
        rows = type(row)._default_manager.filter(pk=row.pk) if row is not None and row.pk else None
        return rows is not None and rows.filter(**{self.attname: value}).exists()
