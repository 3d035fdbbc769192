"""``make licences``: under which licence each package stands that is installed, as its metadata says."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from importlib.metadata import distributions
from typing import Any

CLASSIFIER = "License :: "
LONGEST = 60  # of a field in which some put the whole text


def licence_of(metadata: Message | Any) -> str:
    """Its expression, else its field in a line, else its classifiers; blank where it says nothing."""
    if expression := metadata.get("License-Expression"):
        return str(expression)
    line = str(metadata.get("License") or "").strip().partition("\n")[0]
    classifiers = [text.rpartition(" :: ")[2] for text in metadata.get_all("Classifier") or () if CLASSIFIER in text]
    if line and len(line) <= LONGEST and line.upper() != "UNKNOWN":
        return line
    return ", ".join(classifiers) or line[:LONGEST]


def lines(packages: Iterable[Any]) -> list[str]:
    """A line for each package, by name."""
    rows = {(found.metadata["Name"], found.version): licence_of(found.metadata) for found in packages}
    return [f"{name} {version}: {rows[name, version] or 'says nothing'}" for name, version in sorted(rows)]


if __name__ == "__main__":
    print("\n".join(lines(distributions())))
