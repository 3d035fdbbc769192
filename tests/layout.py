"""How templates and style sheets are laid out: `python -m tests.layout` names faults, `--write` formats style sheets.

djlint formats Django's templates. Jinja2's are written by hand, because its formatter takes away spaces that readers
see (`{%- if n %} <b>` becomes `{%- if n %}<b>`); of these the columns are looked at here, of all the length of lines.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cssbeautifier

LONGEST = 120
ROOT = Path(__file__).resolve().parent.parent
TEMPLATES, PUBLIC, STYLES = ROOT / "templates", ROOT / "templates" / "compare", ROOT / "static"
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BRANCHES = frozenset(("else", "elif"))
PAIRED = frozenset("block call filter for if macro trans with".split()) | BRANCHES
LEFT_ALONE = re.compile(r"\{#-?\s*djlint:off.*?djlint:on\s*-?#\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(
    r"\{%-?\s*(?P<end>end)?(?P<statement>\w+).*?%\}"
    r"|<(?P<slash>/)?(?P<element>[a-zA-Z][\w-]*)(?:\{\{.*?\}\}|\{%.*?%\}|[^<>])*?(?P<closed>/)?>",
    re.DOTALL,
)


class Beginning(NamedTuple):
    """Where an element or a statement begins; without a column where it does not begin its line."""

    name: str
    is_element: bool
    column: int | None


def faults_of_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are too long, or end in white space, or have a tab."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST:
            yield number, f"has {len(line)} characters; {LONGEST} are allowed"
        if line != line.rstrip() or "\t" in line:
            yield number, "has a tab, or white space at its end"


def faults_of_columns(text: str) -> Iterator[tuple[int, str]]:
    """Ends that begin a line, but do not stand under their beginning, where that begins a line too."""
    text = LEFT_ALONE.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    open_ones: list[Beginning] = []
    for match in TAG.finditer(text):
        name = match["statement"] or match["element"]
        if (match["statement"] and name not in PAIRED) or name in VOID or match["closed"]:
            continue
        column = column_of(text, match.start())
        if not (match["end"] or match["slash"] or name in BRANCHES):
            open_ones.append(Beginning(name, match["element"] is not None, column))
            continue
        begun = ended(open_ones, name, is_element=match["element"] is not None)
        if begun and None not in (column, begun.column) and column != begun.column:
            yield text.count("\n", 0, match.start()) + 1, f"is not under the beginning of “{begun.name}”"
        if begun and name in BRANCHES:
            open_ones.append(begun)


def ended(open_ones: list[Beginning], name: str, *, is_element: bool) -> Beginning | None:
    """What ends here, taken off with all that is left open in it; nothing where no such thing is open."""
    for at in range(len(open_ones) - 1, -1, -1):
        one = open_ones[at]
        if one.is_element == is_element and (one.name == name or (name in BRANCHES and one.name in ("if", "for"))):
            del open_ones[at:]
            return one
        if is_element and not one.is_element:
            return None  # each branch of a statement may end an element
    return None


def column_of(text: str, at: int) -> int | None:
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return None if before.strip() else len(before)


def formatted(style: str) -> str:
    """A style sheet, one declaration a line; blank lines stay."""
    options = cssbeautifier.default_options()
    options.indent_size, options.max_preserve_newlines = 2, 2
    options.end_with_newline, options.newline_between_rules, options.space_around_combinator = True, False, True
    return str(cssbeautifier.beautify(style, options))


def faults(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    yield from faults_of_lines(text)
    if path.is_relative_to(PUBLIC):
        yield from faults_of_columns(text)
    if path.suffix == ".css" and (well := formatted(text)) != text:
        pairs = zip(text.split("\n"), well.split("\n"), strict=False)
        first = next((number for number, (is_so, should) in enumerate(pairs, start=1) if is_so != should), 1)
        yield first, "is not formatted: make format"


def main(arguments: list[str]) -> int:
    """0 if nothing is wrong, else 1."""
    styles = sorted(STYLES.rglob("*.css"))
    if "--write" in arguments:
        for path in styles:
            path.write_text(formatted(path.read_text(encoding="utf-8")), encoding="utf-8")
    paths = [*sorted(TEMPLATES.rglob("*.html")), *styles]
    found = [f"{path.relative_to(ROOT)}:{line} {words}\n" for path in paths for line, words in faults(path)]
    sys.stdout.writelines(found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
