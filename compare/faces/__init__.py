"""The faces of an address: one registry. One more format is one module here and one line below.

A face takes an `Envelope` (for the fixture: rows) and yields text; it knows no request and no database. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from compare.faces import csv, json, jsonl, markdown
from compare.faces.contents import SUMMARY, Envelope


@dataclass(frozen=True, kw_only=True)
class Face:
    """A way to take a selection away. ``write`` yields its text in pieces; None: rows of the base are needed.

    ``only`` is the one main list that it can hold (empty: any), ``lacks`` are some that it cannot; a ``bare`` one
    writes the main list and nothing beside it. ``contents`` and ``purpose`` are its line in the reference, ``columns``
    what it has in columns, by what these are about. ``disposition``: whether a browser shows it or keeps it.
    """

    suffix: str
    name: str
    media_type: str
    write: Callable[[Envelope], Iterator[str]] | None
    contents: str
    purpose: str
    disposition: Literal["inline", "attachment"] = "attachment"
    only: str = ""
    lacks: Collection[str] = ()
    bare: bool = False
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def holds(self, main: str) -> bool:
        """Whether a page with this main list has the face."""
        return self.only in ("", main) and main not in self.lacks


FACES = {
    face.suffix: face
    for face in (
        Face(
            suffix="json",
            name="JSON",
            media_type="application/json",
            write=json.write,
            contents="JSON with an envelope",
            purpose="programs",
            disposition="inline",
        ),
        Face(
            suffix="jsonl",
            name="JSON Lines",
            media_type="application/jsonl",
            write=jsonl.write,
            contents="a claim a line, as the claims of .json; only where a page lists claims",
            purpose="scripts, line by line",
            only="claims",
            bare=True,
        ),
        Face(
            suffix="csv",
            name="CSV",
            media_type="text/csv",
            write=csv.write,
            contents="RFC 4180, UTF-8; a text that a spreadsheet would run as a formula has a leading '",
            purpose="spreadsheets",
            columns=csv.TITLED_COLUMNS,
            lacks=[SUMMARY],
            bare=True,
        ),
        Face(
            suffix="md",
            name="Markdown",
            media_type="text/markdown",
            write=markdown.write,
            contents="Markdown tables with states, flags and numbered notes; at /choose.md a decision record",
            purpose="documents",
        ),
        Face(
            suffix="fixture.json",
            name="Fixture",
            media_type="application/json",
            write=None,
            contents="what loaddata takes: the claims and all that they refer to",
            purpose="another Claimgrid",
            lacks=[SUMMARY],
            disposition="inline",
        ),
    )
}
