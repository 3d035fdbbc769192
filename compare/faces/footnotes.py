"""Markdown on one line: text escaped, values with their evidence, sources as numbered footnotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compare.matrix import Side
from kb.records import SourceRecord, Vocabulary

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
        return "".join(f"[^{self.numbers.setdefault(slug, len(self.numbers) + 1)}]" for slug in slugs)

    def lines(self) -> Iterator[str]:
        for slug, number in self.numbers.items():
            yield f"[^{number}]: {source_line(self.vocabulary.sources[slug])}\n"


def source_line(source: SourceRecord) -> str:
    """A source as a reference list has it."""
    parts = [source.author, source.title, source.publisher]
    day = source.modified_on or source.published_on
    parts.append(day.isoformat() if day else "undated")
    parts.append(source.kind_label)
    line = ". ".join(escaped(part) for part in parts if part) + "."
    address = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", source.url)
    return f"{line} <{address}>" if source.url else line


def side_words(side: Side, notes: Footnotes) -> str:
    """One value with its evidence: “easier compared to Django (2 documents, 1 root)[^1][^3]”."""
    return f"{value_words(side)} ({side.evidence_words}){notes.marks(side.judged.sources)}"


def value_words(side: Side) -> str:
    than = f" compared to {escaped(side.compared_to.name)}" if side.compared_to else ""
    scopes = f" {escaped(side.scope_words)}" if side.scope_words else ""
    return f"{escaped(side.label)}{than}{scopes}"
