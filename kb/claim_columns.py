"""What a table of claims looks like, for the site that writes it and the import that reads it. Pure."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "'", "\t", "\r")
CLAIM_COLUMNS = (
    "key", "framework", "aspect", "company", "value", "value_label", "scope", "compared_to", "as_of", "hedged",
    "source", "via", "via_stated", "locator", "quote", "statement", "status", "url",
)  # fmt: skip


def guarded(text: str) -> str:
    """The text as CSV holds it: one that a spreadsheet would take for a formula gets a leading ``'``."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: takes off a leading ``'`` that was put there, and no other."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
