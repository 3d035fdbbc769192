"""Claims with the worst of texts and values, for round trips."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kb.evidence.records import ClaimRecord
from tests.compare.records import claim

HOSTILE = [
    '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "'", "''=1", '"quoted", and comma', "a\r\nb\rc\nd", "\ttab",
    "\rreturn", "| a | b |", "\u202egnirts\u202c", "\u200f\u200b", "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "e\u0301", "\u2028\u2029", "<script>alert(1)</script>", "\\u0041 \\n", "]\n", "x" * 300, "%s %%", " ", "NULL", "0",
    "true", "\x85\xa0", "*bold* _it_ `code` [a](b) ~~s~~ # h", "\\", "\\|", "&lt;", "[^1]: note", "---", "$x$",
]  # fmt: skip
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20))
NUMBERS = st.decimals(-99_999_999_999, 99_999_999_999, places=4)


@st.composite
def claims(draw: Any) -> list[ClaimRecord]:
    """Up to four claims; texts as values too."""
    return [_claim(draw, number) for number in range(draw(st.integers(0, 4)))]


def _claim(draw: Any, number: int) -> ClaimRecord:
    value: str | bool | Decimal = draw(st.one_of(TEXT.filter(bool), st.booleans(), NUMBERS))
    texts = {name: draw(TEXT) for name in ("statement", "locator", "quote")}
    aspect = {"aspect": "words"} if isinstance(value, str) else {}
    return claim(f"k-{number}", value, **texts, **aspect)
