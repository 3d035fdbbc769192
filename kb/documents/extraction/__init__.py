"""The one door for texts: uploaded files and pasted texts become the text that quotes are checked against.

`read` takes both. Nothing is executed, rendered or fetched; the same bytes give the same text. Line N of Markdown,
reStructuredText, package metadata, plain text and code is line N of their file, so that a locator can name it. Pure:
no database, no settings, no clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kb.documents.extraction.bounds import bounded
from kb.documents.extraction.refusals import MOST_TEXT_BYTES, MOST_TEXT_SIZE, TextRefused
from kb.documents.extraction.text_encodings import ENCODINGS, decoded, refuse_binary
from kb.documents.extraction.text_kinds import TextKind, kind_by_name, kind_of
from kb.documents.extraction.text_lines import without_control

__all__ = [
    "ENCODINGS", "MOST_TEXT_BYTES", "MOST_TEXT_SIZE", "DocumentText", "TextKind", "TextRefused", "pasted", "read",
    "sha256_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A text as it is kept, and how it was read."""

    text: str
    kind: TextKind
    encoding: str  # “UTF-8”, “windows-1251, as the file says”; empty for what was pasted

    @property
    def words(self) -> str:
        return f"{self.kind.label}, {self.encoding}" if self.encoding else self.kind.label


def read(content: bytes, name: str = "", content_type: str = "", kind: str = "", encoding: str = "") -> DocumentText:
    """The text of a file. ``kind`` and ``encoding`` are what a person chose; empty: as the file says.

    The kind follows from the name, else the type, else the content. Lines end in ``\\n``; there are no control
    characters. Raises TextRefused for what is too large, binary, of no named encoding, too costly to read, or empty,
    and for JSON that holds several documents.
    """
    _refuse_large(len(content))
    refuse_binary(content)
    known = TextKind(kind) if kind else kind_by_name(name, content_type)
    text, words = decoded(content, content_type, encoding)
    return _document(text, known, words)


def pasted(text: str, kind: str = "") -> DocumentText:
    """The text that somebody pasted, read as a file without a name is."""
    _refuse_large(len(text.encode(errors="replace")))
    return _document(text.encode(errors="replace").decode(), TextKind(kind) if kind else None, "")


def sha256_of(text: str) -> str:
    """The sum by which a kept text is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _document(written: str, known: TextKind | None, encoding: str) -> DocumentText:
    text = without_control(written)
    kind = known or kind_of(text)
    return DocumentText(_not_empty(without_control(bounded(kind, text))), kind, encoding)


def _refuse_large(size: int) -> None:
    if size > MOST_TEXT_BYTES:
        mebibytes = size / 1024 / 1024
        raise TextRefused(
            f"This file is too large: {mebibytes:.1f} MiB, and {MOST_TEXT_SIZE} is the most. Keep its text only."
        )


def _not_empty(text: str) -> str:
    if not text.strip():
        raise TextRefused(
            "There is no text in this file. A page that a script draws has none in its source: paste the text instead."
        )
    return text
