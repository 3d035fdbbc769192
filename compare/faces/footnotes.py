"""Markdown on one line: text escaped, values with their evidence, sources as numbered footnotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compare.display.cells import CellSide, CellView
from kb.evidence.judgement import Empty
from kb.evidence.records import ALIKE, SourceRecord
from kb.evidence.vocabulary import Vocabulary

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&$])")


def escaped(text: str) -> str:
    """Text on one line that no Markdown reader takes for markup."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


class Footnotes:
    """Numbers sources in the order in which they are first named."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.numbers: dict[str, int] = {}

    def marks(self, slugs: Iterable[str]) -> str:
        """The marks of these sources, the smallest number first."""
        numbers = [self.numbers.setdefault(slug, len(self.numbers) + 1) for slug in slugs]
        return "".join(f"[^{number}]" for number in sorted(numbers))

    def lines(self) -> Iterator[str]:
        for slug, number in self.numbers.items():
            yield f"[^{number}]: {source_line(self.vocabulary.sources[slug])}\n"


def source_line(source: SourceRecord) -> str:
    """A source as a reference list has it."""
    parts = [source.author, source.title, source.publisher]
    parts += [source.dated, source.kind_label, source.slug if source.namesakes == ALIKE else ""]
    line = ". ".join(escaped(part) for part in parts if part) + "."
    address = re.sub(r"[\s<>]", lambda match: f"%{ord(match[0]):02X}", source.url)
    return f"{line} <{address}>" if source.url else line


def side_words(side: CellSide, notes: Footnotes) -> str:
    """One value with its evidence: “easier compared to Django (2 documents, 1 root, weak)[^1][^3]”."""
    return f"{value_words(side)} ({certain_words(side)}){notes.marks(side.cell_value.sources)}"


def certain_words(side: CellSide) -> str:
    """“2 documents, 1 root, weak”; of what can be out of date with its period before that."""
    words = f"{side.evidence_words}, {side.cell_value.certainty}"
    return f"{side.dated}; {words}" if side.dated else words


def value_words(side: CellSide) -> str:
    """A value with its limits, without its evidence: “easier compared to Django (for small apps)”."""
    than = f" compared to {escaped(side.compared_to.name)}" if side.compared_to else ""
    scopes = f" {escaped(side.scope_words)}" if side.scope_words else ""
    return f"{escaped(side.label)}{than}{scopes}"


def sides_words(cell: CellView, notes: Footnotes) -> str:
    """The values of a cell. What contests each other stands together: “yes (…) **vs** no (…); maybe (…)”."""
    together: dict[str, list[str]] = {}
    for n, side in enumerate(cell.sides):
        opponents = f"compared to {side.cell_value.compared_to}" if side.contested else f"alone {n}"
        together.setdefault(opponents, []).append(side_words(side, notes))
    return "; ".join(" **vs** ".join(words) for words in together.values())


def state_words(cell: CellView) -> str:
    """The state and the flags: “contested · second-hand · split”."""
    return " · ".join([cell.state.label, *(flag.label for flag in cell.flags)])


def hidden_words(cell: CellView) -> str:
    """“ (3 claims hidden by your filter)”; empty if none is."""
    return f" ({cell.hidden_words})" if cell.judgement.hidden else ""


def empty_words(cell: CellView) -> str:
    """What kind of empty a cell is: “nobody has looked”, “3 claims hidden by your filter”."""
    if cell.judgement.empty == Empty.HIDDEN:
        return f"*{cell.hidden_words}*"
    return f"*{cell.empty_words}*{hidden_words(cell)}"
