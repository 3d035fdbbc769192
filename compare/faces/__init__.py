"""The faces of an address: one registry. One more format is one module here and one line below.

A face takes an `Envelope` (for the fixture: rows) and yields text; it knows no request and no database. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compare.faces import csv, json, jsonl, markdown
from compare.faces.contents import Envelope


@dataclass(frozen=True)
class Face:
    """A way to take a selection away. ``write`` yields its text in pieces; None: rows of the base are needed.

    ``only``: the one main list that it can hold; empty: any.
    """

    suffix: str
    name: str
    media_type: str
    write: Callable[[Envelope], Iterator[str]] | None
    only: str = ""

    def holds(self, main: str) -> bool:
        """Whether a page with this main list has the face."""
        return self.only in ("", main)


FACES = {
    face.suffix: face
    for face in (
        Face("json", "JSON", "application/json", json.write),
        Face("jsonl", "JSON Lines", "application/jsonl", jsonl.write, only="claims"),
        Face("csv", "CSV", "text/csv", csv.write),
        Face("md", "Markdown", "text/markdown", markdown.write),
        Face("fixture.json", "Fixture", "application/json", None),
    )
}
