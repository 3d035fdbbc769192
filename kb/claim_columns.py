"""What a table of claims looks like, for the site that writes it and the import that reads it. Pure."""

from __future__ import annotations

import re

# What a spreadsheet takes for the beginning of a formula: the signs, and those of full width or others like them, after
# blanks and what cannot be seen, too; the apostrophe, which it eats, and what moves on to the next cell.
FORMULA_SIGNS = "=+@＝＋－＠−﹢﹣﹦﹫-"
FORMULA_STARTS = (*FORMULA_SIGNS, "'", "\t", "\r")
_UNSEEN = "[\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*"
_FORMULA = re.compile(f"['\t\r]|{_UNSEEN}[{FORMULA_SIGNS}]")
CLAIM_COLUMNS = (
    "key", "framework", "aspect", "company", "value", "value_label", "scope", "compared_to", "as_of", "hedged",
    "source", "via", "via_stated", "locator", "quote", "statement", "status", "url",
)  # fmt: skip


def guarded(text: str) -> str:
    """The text as CSV holds it: one that a spreadsheet would take for a formula gets a leading ``'``."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: takes off a leading ``'`` that was put there, and no other."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
