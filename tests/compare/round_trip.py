"""A fixture face loaded into an empty base: the page without a filter shows the same, and exports the same file.

A walk to the roots goes through claims that a filter hides, which the file does not hold: where a cell hides any, its
values may have more roots once they are loaded, and stand in another order (decision 18).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.compare import reading
from tests.compare.drawing import Address, Query
from tests.compare.reading import face
from tests.kb.bases import empty_base, load

OF_A_VALUE = ("value", "label", "compared_to", "scopes", "documents", "roots", "roots_min", "sources", "claims")
LISTS = ("frameworks", "sources", "aspects")


def check(address: Address, query: Query, folder: Path) -> int:
    """The number of claims in the file."""
    before, file = _shown(address, query), reading.text(face(address.path, "fixture.json"), query)
    empty_base()
    load(folder, file)
    after = _shown(address, {})
    assert _comparable(after, before["hiding"]) == _comparable(before, before["hiding"])
    assert after["claims"] == before["claims"]
    if address.kind == "things":
        assert [one for one in after["things"] if one in before["things"]] == before["things"]
    assert reading.text(face(address.path, "fixture.json")) == file
    return file.count('"kb.claim"')


def _comparable(page: dict[str, Any], hiding: set[Any]) -> dict[Any, Any]:
    """The values of cells; of those that hide claims in one order, without roots."""
    return {
        key: sorted(({**one, "roots": None, "roots_min": None} for one in values), key=str) if key in hiding else values
        for key, values in page["cells"].items()
    }


def _shown(address: Address, query: Query) -> dict[str, Any]:
    """What a page says, as far as it must be the same: claims, and the values of cells with their evidence."""
    answer = reading.data(face(address.path, "json"), query)
    rows = [*answer.get("rows", ()), *answer.get("conditional", ())]
    cells = {
        (slug, row["aspect"], row["company"]): [{name: one[name] for name in OF_A_VALUE} for one in cell["values"]]
        for row in rows
        for slug, cell in row["cells"].items()
        if cell["values"]
    }
    hiding = {
        (slug, row["aspect"], row["company"]) for row in rows for slug, cell in row["cells"].items() if cell["hidden"]
    }
    name = address.path.strip("/")
    return {
        "hiding": hiding,
        "cells": cells,
        "claims": answer.get("claims", []),
        "things": answer[name] if name in LISTS else [],
    }
