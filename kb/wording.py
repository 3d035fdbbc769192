"""Numbers and lists in words, the same for editors and for visitors. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def quantity(number: int, noun: str, plural: str = "") -> str:
    """“1 claim”, “2 claims”, “1,192 companies”."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


SHORTEST_PLURAL = 4  # letters: “ms” is no plural
PLAIN_UNITS = {"year": "", "version": "version "}  # numbers that are names: no marks of thousands, the unit before them


def plain(number: Decimal) -> Decimal:
    """The number without trailing zeros and without an exponent: 55600, 12.9."""
    short = (Decimal(number) + 0).normalize()  # + 0: there is no number -0
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def number_words(number: Decimal, unit: str) -> str:
    """A number written by what it is: “2010”, “55,600 stars”, “1 star”, “12.9 %”, “1.5 s”, “version 3.2”."""
    if unit in PLAIN_UNITS:
        return f"{PLAIN_UNITS[unit]}{number:f}"
    return f"{number:,f} {singular(unit) if number == 1 else unit}".strip()


def singular(unit: str) -> str:
    """The unit of one: “star” for “stars”, “company” for “companies”. What is no plural of one word stays."""
    if not unit.isalpha() or not unit.endswith("s") or unit.endswith("ss") or len(unit) < SHORTEST_PLURAL:
        return unit
    return f"{unit[:-3]}y" if unit.endswith("ies") else unit[:-1]


def roots_words(documents: int, roots: int, roots_min: int) -> str:
    """“4 documents, 2–3 roots”: the lower number follows inferred upstreams too. No line breaks within the span."""
    low, high = sorted((roots, roots_min))
    span = (quantity(high, "root") if high else "no root") if low == high else f"{low}–\u2060{high} roots"
    return f"{quantity(documents, 'document')}, {span}"


def all_of(words: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return _joined(words, "and")


def alternatives(words: Sequence[str]) -> str:
    """“a”, “a or b”, “a, b or c”."""
    return _joined(words, "or")


def _joined(words: Sequence[str], last: str) -> str:
    head, tail = list(words[:-1]), list(words[-1:])
    return f"{', '.join(head)} {last} {tail[0]}" if head else "".join(tail)
