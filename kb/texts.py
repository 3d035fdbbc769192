"""What every text is stored as, whichever way it comes in, and when two names are one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from itertools import chain, count

_PLANE_ENDS = "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
# What XML 1.0, and so a feed, cannot carry; half a surrogate pair, which no database keeps; what is no character.
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
CONTROL_FAULT = "Control characters are not allowed."

LONGEST_TEXT = 20_000  # characters of a text of lines, such as a note: a rule of new texts, not of columns
MOST_CLEANED = 250_000  # characters: no column takes so many, and what is longer is refused as it is
LONGEST_SLUG = 60
SLUG_WORDS = {
    "+": "plus", "#": "sharp", "!": "bang", "&": "and", "@": "at", "*": "star", "%": "percent", "$": "dollar",
    "?": "question", "=": "equals", "~": "tilde",
}  # fmt: skip
SPELLED_WORDS = {".": "dot", "-": "dash", "/": "slash", "_": "underscore", "'": "quote", "’": "quote"}
_LEADING_DOT = re.compile(r"(?<!\w)\.(?=\w)")

MARKS_ON_A_LETTER = 30  # on one letter: Unicode Standard Annex 15, stream-safe text format
_FAR_LETTERS = re.compile(f"[^\x00-\u02ff]{{{MARKS_ON_A_LETTER + 1},}}")  # all marks are among them
_DOUBLE_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # which are made of marks, though they are called none

_DIGITS = re.compile("[0-9]+")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# soft hyphen, zero-width blanks and joints, fillers, byte-order mark; what turns the direction of a line, behind a name
# too
_WIDTHLESS = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"  # tags, but for those that make a flag
)
# mean something in a text, or nothing anywhere, and tell no names apart: what picks a variant, blanks that are drawn
_VARIANTS = re.compile("[\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# joiners mean something between letters of some scripts and between pictures, and nothing beside ASCII
_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")

_TYPEWRITTEN = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


def holds_unprintable(text: str) -> bool:
    """Whether a character stands in the text that no file or no database could keep."""
    return not text.isprintable() and UNPRINTABLE.search(text) is not None


def cleaned(text: str, *, multiline: bool = False) -> str:
    """The text in Unicode NFC, with single blanks, none at the ends of a line, nothing that has no width or turns a
    line, and no more than 30 marks on a letter. Linear.

    Lines end with a line feed; where a text has one line only, the ends of others are blanks. What is longer than any
    column takes stays as it is but for marks.
    """
    text = _with_few_marks(text)
    if len(text) > MOST_CLEANED or _is_clean(text):
        return text
    whole = unicodedata.normalize("NFC", _with_few_marks(_WIDTHLESS.sub("", text)))
    rows = _LINE_ENDS.sub("\n", whole).split("\n")
    joined = "\n".join(map(_single_blanks, rows)).strip("\n") if multiline else _single_blanks(" ".join(rows))
    return unicodedata.normalize("NFC", _with_few_marks(joined))


def _with_few_marks(text: str) -> str:
    """The text as Unicode's stream-safe format bounds it: to bring many marks on one letter into their order takes the
    square of their number.
    """
    return text if text.isascii() else _FAR_LETTERS.sub(_few_marks, text)


def _few_marks(letters: re.Match[str]) -> str:
    few, marks = [], 0
    for letter in letters[0]:
        marks = marks + 1 if unicodedata.combining(letter) or letter in _DOUBLE_MARKS else 0
        if marks <= MARKS_ON_A_LETTER:
            few.append(letter)
    return "".join(few)


def _is_clean(text: str) -> bool:
    """Whether there is surely nothing to do, as with most texts: the only printable blank is the usual one, and of what
    has no width most is not printable.
    """
    blanks = "  " in text or text.startswith(" ") or text.endswith(" ")
    printable = text.isprintable() and (text.isascii() or not _WIDTHLESS.search(text))
    return printable and not blanks and unicodedata.is_normalized("NFC", text)


def _single_blanks(row: str) -> str:
    return _BLANKS.sub(" ", _JOINERS.sub("", _BLANKS.sub(" ", row))).strip(" ")


def name_key(name: str) -> str:
    """The same for two names that differ by case or by what `cleaned` takes away, by joiners or marks of direction.
    Accents count.
    """
    visible = name if name.isascii() else "".join(filter(_is_seen, _VARIANTS.sub("", name)))
    folded = unicodedata.normalize("NFD", cleaned(visible)).casefold()
    return unicodedata.normalize("NFC", folded)


def _is_seen(letter: str) -> bool:
    """Neither a mark of format (joiners and directions among them) nor a letter that there is not."""
    return unicodedata.category(letter) not in ("Cf", "Cn")


def letters_key(text: str) -> str:
    """What is compared where letters are looked for: no case, no accents, quotes and dashes of a keyboard."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.translate(_TYPEWRITTEN))
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare.casefold())


def order_key(name: str) -> str:
    """Sorts names as people do: 9 before 10, É beside E, case aside; the name itself between equals."""
    return f"{_DIGITS.sub(_sized, letters_key(name))}\0{name}"


def _sized(digits: re.Match[str]) -> str:
    """A number behind its length, so that texts sort as numbers do; zeros before it count only between equals."""
    number = digits[0].lstrip("0")
    return f"{len(number):03}{number}"


def slug_of(name: str, *, spelled: bool = False) -> str:
    """A slug in which the marks that tell names apart are words: c-sharp, c-plus-plus, dot-net, play-bang; at most 60
    characters. ``spelled``: so are those that most names do without, as in node-dot-js.
    """
    words = SLUG_WORDS | SPELLED_WORDS if spelled else SLUG_WORDS
    letters = unicodedata.normalize("NFKD", _LEADING_DOT.sub(" dot ", cleaned(name)).casefold())
    text = "".join(_slug_part(letter, words) for letter in letters)
    return re.sub("-+", "-", text).strip("-")[:LONGEST_SLUG].strip("-")


def _slug_part(letter: str, words: Mapping[str, str]) -> str:
    if letter in words:
        return f"-{words[letter]}-"
    if letter.isascii() and letter.isalnum():
        return letter
    return "" if letter in "'’" or unicodedata.category(letter) == "Mn" else "-"


def free_slug(name: str, others: Collection[str]) -> str:
    """The first slug of a name that is not taken: c-sharp, else one that spells more marks, else c-sharp-2."""
    plain = slug_of(name)
    numbered = (f"{plain[: LONGEST_SLUG - 8]}-{number}" for number in count(2))
    return next(slug for slug in chain((plain, slug_of(name, spelled=True)), numbered) if slug not in others)


def visible(value: object, most: int) -> str:
    """The beginning of a text, with what cannot be seen written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value)[:most])


def lines(text: str) -> list[str]:
    """The non-empty lines of a text, stripped: how aliases are kept."""
    return [line.strip() for line in text.splitlines() if line.strip()]
