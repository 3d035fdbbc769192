"""Values as people and files write them: yes and no, numbers, texts, periods. Pure.

A cell is a text, or what JSON can hold: numbers come as `Decimal`, as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kb.entry.entry_faults import UnfitEntry, entry_quote
from kb.evidence.periods import Period, parse_period
from kb.texts import cleaned
from kb.wording import plain, singular

YES_AND_NO = {
    "yes": True, "no": False, "y": True, "n": False, "true": True, "false": False, "1": True, "0": False,
}  # fmt: skip
POINT = "."  # the decimal mark of JSON, fixtures, addresses and files with commas between cells
MOST_DIGITS = 20  # before the decimal mark or after it; the field itself takes fewer, and says how many
_SINGLE_MARK = re.compile(r"([+-]?)([0-9]{1,40})(?:([.,])([0-9]{1,40}))?")
_GROUPS = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:([ .,'’])[0-9]{3})(?:\3[0-9]{3}){0,12})(?:(?!\3)([.,])([0-9]{1,40}))?")
_FIRST_GROUP = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """A number, and how it was read where somebody should look at that: “50 363” is read as 50363."""

    number: Decimal
    note: str = ""


def read_text(cell: Any, *, multiline: bool = False) -> str:
    """A text as it is stored; empty for nothing."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        raise UnfitEntry(f"This takes a text, in quotation marks, not {kind_words(cell)}.")
    return cleaned(cell, multiline=multiline)


def read_flag(cell: Any) -> bool | None:
    """Yes or no, as JSON has it or in one of the words for these; None for nothing. UnfitEntry for anything else."""
    if isinstance(cell, bool):
        return cell
    word = cleaned(cell).casefold() if isinstance(cell, str) else cell
    if word in ("", None):
        return None
    if not isinstance(word, str) or word not in YES_AND_NO:
        raise UnfitEntry(f"This takes a yes or no, not {kind_words(cell)}.", ("yes", "no"))
    return YES_AND_NO[word]


def read_period(text: str) -> Period:
    """A year, a month or a day."""
    try:
        return parse_period(cleaned(text))
    except ValueError as error:
        raise UnfitEntry(str(error)) from error


def read_number(cell: Any, unit: str = "", decimal_mark: str = "") -> NumberEntry:
    """A number, with or without its unit. Where ``decimal_mark`` is not known, one that two countries read differently
    is asked about: it is unfit, and the two readings are what is allowed.
    """
    if isinstance(cell, str):
        return _written_number(cell, unit, decimal_mark)
    if not isinstance(cell, Decimal):
        raise UnfitEntry(f"This takes a number, like 12.9 or 55600, not {kind_words(cell)}.")
    return NumberEntry(_bounded(cell))


def _written_number(cell: str, unit: str, decimal_mark: str) -> NumberEntry:
    text = _digits(cell, unit)
    if match := _SINGLE_MARK.fullmatch(text):
        sign, whole, mark, rest = match.groups("")
        if _is_ambiguous(whole, mark, rest) and decimal_mark != mark:
            if not decimal_mark:
                raise _question(cell, sign, whole, rest)
            return _noted(cell, f"{sign}{whole}{rest}")
        return NumberEntry(_number(f"{sign}{whole}.{rest or 0}"))
    if match := _GROUPS.fullmatch(text):
        sign, groups, mark, _, rest = match.groups("")
        return _noted(cell, f"{sign}{groups.replace(mark, '')}.{rest or 0}")
    raise UnfitEntry(f"This takes a number, like 12.9 or 55600, not {kind_words(cell)}.")


def _digits(cell: str, unit: str) -> str:
    text = cleaned(cell).replace("\N{MINUS SIGN}", "-")
    own = next((name for name in (cleaned(unit), singular(cleaned(unit))) if name and text.endswith(name)), "")
    return text.removesuffix(own).strip()


def _is_ambiguous(whole: str, mark: str, rest: str) -> bool:
    """Whether the mark could stand between thousands as well as before decimals."""
    return bool(mark and len(rest) == 3 and _FIRST_GROUP.fullmatch(whole))


def _question(cell: str, sign: str, whole: str, rest: str) -> UnfitEntry:
    """Both readings, each written so that it is asked about no more."""
    large, small = _number(f"{sign}{whole}{rest}"), _number(f"{sign}{whole}.{rest}")
    spelled = written_number(small)
    words = f"{entry_quote(cell)} is {large:,} in one country and {small} in another: write {large} or {spelled}."
    return UnfitEntry(words, (str(large), spelled))


def written_number(number: Decimal) -> str:
    """A number in digits with a decimal point, so that every door reads it as this one: 1.2340."""
    text = str(plain(number))
    whole, mark, rest = text.lstrip("-").partition(".")
    return f"{text}0" if _is_ambiguous(whole, mark, rest) else text


def _noted(cell: str, digits: str) -> NumberEntry:
    number = _number(digits)
    return NumberEntry(number, f"{entry_quote(cleaned(cell))} is read as {number}.")


def _number(digits: str) -> Decimal:
    return _bounded(Decimal(digits))


def _bounded(number: Decimal) -> Decimal:
    """Without zeros at its end."""
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise UnfitEntry("This number is too large or too small.")
    return plain(number)


def decimal_mark_of(cell: Any, unit: str = "") -> str:
    """The decimal mark that a number shows by how it is written; empty if it could be either, or is no number."""
    text = _digits(cell, unit) if isinstance(cell, str) else ""
    if match := _SINGLE_MARK.fullmatch(text):
        _, whole, mark, rest = match.groups("")
        return "" if _is_ambiguous(whole, mark, rest) else mark
    if match := _GROUPS.fullmatch(text):
        _, _, between, mark, _ = match.groups("")
        return mark or {".": ",", ",": "."}.get(between, "")
    return ""


def settled_mark(marks: Iterable[str]) -> str:
    """The one decimal mark of a file; empty if its numbers show none, or both."""
    known = {mark for mark in marks if mark}
    return known.pop() if len(known) == 1 else ""


def kind_words(cell: Any) -> str:
    """What was typed instead, in the words of a message: “esy”, the number 3, a list."""
    if isinstance(cell, str):
        return entry_quote(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float | Decimal):
        return f"the number {str(cell)[:20]}"
    if cell is None:
        return "null"
    return "a list" if isinstance(cell, list) else "an object" if isinstance(cell, dict) else str(cell)
