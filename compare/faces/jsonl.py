"""The JSON Lines face: a claim on each line, as `claims` of the JSON face has it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any

from compare.faces import json
from compare.faces.contents import Envelope
from kb.claim_columns import CLAIM_COLUMNS
from kb.evidence.records import row_of

LINE = f"{{{', '.join(f'{json.text(name)}: %s' for name in CLAIM_COLUMNS)}}}\n"


def write(envelope: Envelope) -> Iterator[str]:
    """A line for each claim; no line, no claim."""
    return (line(json.claim_values(row_of(claim), envelope.origin)) for claim in envelope.content.every_claim)


def line(values: Sequence[Any]) -> str:
    """The object with these members. The names are put in as text, in half the time that they take to encode."""
    return LINE % tuple(
        [
            encode_basestring(value)
            if value.__class__ is str
            else "null"
            if value is None
            else "true"
            if value is True
            else "false"
            if value is False
            else json.text(value)
            for value in values
        ]
    )
