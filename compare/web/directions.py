"""Names, values and quotes that run from right to left, or are in another language than the page, marked in HTML; so
are the days in a sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NAMES_KEPT: Final = 4_000  # pages have the same names again and again
PAGE_LANGUAGE: Final = "en"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
ISO_DATE = re.compile(r"\b\d{4}-\d{2}(-\d{2})?\b")
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(rf"([{_RIGHT_TO_LEFT}](?:[\W\d_{_RIGHT_TO_LEFT}]*[{_RIGHT_TO_LEFT}])?)")
_LETTER_THE_OTHER_WAY = re.compile(rf"[^\W\d_{_RIGHT_TO_LEFT}]")


def bdi(text: str) -> SafeString:
    """The text, escaped unless it is HTML. What runs from right to left in it keeps its order to itself: in an element
    of its own, with the numbers and marks around it if nothing in the text runs the other way.
    """
    return text if isinstance(text, SafeString) else _isolated(text)


def prose(text: str) -> SafeString:
    """A sentence as `bdi` gives it, each day of it in an element of its own: no line ends within it."""
    return SafeString(ISO_DATE.sub(r"<time>\g<0></time>", bdi(text)))


@lru_cache(maxsize=NAMES_KEPT)
def _isolated(text: str) -> SafeString:
    if text.isascii() or not _RUN.search(text):
        return SafeString(escape(text))
    if not _LETTER_THE_OTHER_WAY.search(text):
        return format_html("<bdi>{}</bdi>", text)
    before, *parts = _RUN.split(text)  # in turn a run and what stands behind it
    return SafeString(escape(before)) + format_html_join(
        "", "<bdi>{}</bdi>{}", zip(parts[::2], parts[1::2], strict=True)
    )


def lang(language: str) -> SafeString:
    """The attribute of a text in a language, with a blank before it; none where it is unknown or that of the page."""
    known = LANGUAGE.fullmatch(language) and language.partition("-")[0].lower() != PAGE_LANGUAGE
    return SafeString(f' lang="{language}"' if known else "")
