"""Random filters over all pages: page, faces and a second, slow selection say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from tests.compare import reading
from tests.compare.drawing import Address, Drawing, Query
from tests.compare.reading import face
from tests.compare.slow_selection import Found, Key, SlowBase
from tests.compare.slow_summary import slow_summary
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

DRAWS = max(5, settings().max_examples // 20)  # for each of ten beginnings

CELL = ("state", "empty", "flags", "documents", "roots", "roots_min", "hidden")
VALUE = ("label", "compared_to", "scopes", "documents", "roots", "roots_min", "sources", "claims")


def flat(rows: list[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """The cells of a matrix by their key."""
    return {(slug, row["aspect"], row["company"]): cell for row in rows for slug, cell in row["cells"].items()}


def plain(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell of either side without what only one of them has; numbers as numbers."""
    values = [{"value": one["value"], **{name: one[name] for name in VALUE}} for one in cell["values"]]
    return {**{name: cell.get(name, 0) for name in CELL}, "values": [{**one, "value": one["value"]} for one in values]}


def as_json(cell: dict[str, Any]) -> dict[str, Any]:
    """What the slow judge says, with numbers as JSON has them."""
    values = [{**one, "value": _number(one["value"])} for one in cell["values"]]
    return plain({**cell, "values": values})


def _number(value: Any) -> Any:
    return value if isinstance(value, str | bool) else float(value)


def address_of(key: Key) -> str:
    return f"/cells/{'/'.join(part for part in key if part)}/"


def check_summary(answer: dict[str, Any], shown: reading.Shown, found: Found, base: SlowBase) -> None:
    """What a comparison says in all is what a naive look at its rows finds; its page says the first of it."""
    summary = answer["summary"]
    differ = [[one for one in summary["differ"] if one["nature"] == nature][:6] for nature in ("fact", "opinion")]
    sentences = [one["sentence"] for one in (*differ[0], *differ[1], *summary["disputed"][:24])]
    assert [" ".join(text.split()) for text in sentences] == shown.answers
    for name in ("differ", "disputed"):
        summary[name] = [{key: one[key] for key in one if key != "sentence"} for one in summary[name]]
    assert summary == slow_summary(base, found, answer["frameworks"], answer["rows"])


def check_matrix(address: Address, query: Query, found: Found, base: SlowBase) -> None:
    answer, shown = reading.data(face(address.path, "json"), query), reading.page(address.path, query)
    cells = flat(answer["rows"])
    assert {key: plain(cell) for key, cell in cells.items()} == {key: as_json(one) for key, one in found.cells.items()}
    assert {(row["aspect"], row["company"]) for row in answer["rows"] if row["differs"]} == {
        key[1:] for key in found.cells if key[1:] in found.differing
    }
    if address.path.startswith("/compare/"):
        check_summary(answer, shown, found, base)
    check_matrix_page(answer, shown)
    check_matrix_csv(reading.table(face(address.path, "csv"), query), cells)
    assert len(markdown_rows(address, query)) == len(answer["rows"])


def check_matrix_page(answer: dict[str, Any], shown: reading.Shown) -> None:
    """The table has each row, column and value of the JSON face, rows in its order; rows hidden whole are named. In a
    cell, sides stand before the values that contest nobody.
    """
    expected, hidden = {}, set()
    for row in answer["rows"]:
        path = f"/companies/{row['company']}/" if row["company"] else f"/aspects/{row['aspect']}/"
        if all(cell["empty"] == "hidden" for cell in row["cells"].values()):
            hidden.add(path)
            continue
        expected[path] = [
            {
                "href": address_of((slug, row["aspect"], row["company"])),
                "labels": sorted(one["label"] for one in cell["values"]),
            }
            if (cell := row["cells"].get(slug))
            else None
            for slug in answer["frameworks"]
        ]
    cells = {
        row["href"]: [cell and {**cell, "labels": cell["labels"] and sorted(cell["labels"])} for cell in row["cells"]]
        for row in shown.rows
    }
    assert cells == {path: list(map(_once, row, cells[path])) for path, row in expected.items()}
    assert set(shown.whole_hidden) == hidden


def _once(cell: Any, shown: Any) -> Any:
    """What a page shows of a cell: of one that another has said the way alone."""
    return {**cell, "labels": None} if cell and cell["labels"] and shown and shown["labels"] is None else cell


def check_matrix_csv(rows: list[dict[str, str]], cells: dict[Key, Any]) -> None:
    said = [(row["framework"], row["aspect"], row["company"] or None, row["documents"], row["sources"]) for row in rows]
    assert said == [
        (*key, str(one["documents"]), " ".join(one["sources"]))
        for key, cell in cells.items()
        for one in cell["values"] or [{"documents": 0, "sources": []}]
    ]


def check_claims(address: Address, query: Query, found: Found) -> None:
    answer = reading.data(face(address.path, "json"), query)
    keys = [claim["key"] for claim in answer["claims"]]
    assert set(keys) == found.claims
    assert answer["count"] == len(keys)
    shown = [key for page in pages_of(address, query, len(keys)) for key in page.claims]
    assert sorted(shown) == sorted(keys)
    assert shown == keys or address.path.startswith("/cells/")  # there, side by side
    assert [row["key"] for row in reading.table(face(address.path, "csv"), query)] == keys
    lines = reading.text(face(address.path, "jsonl"), query).splitlines()
    assert [json.loads(line) for line in lines] == answer["claims"]
    assert len(markdown_claims(address, query)) == len(keys)
    fixture = reading.data_list(face(address.path, "fixture.json"), query)
    assert {row["fields"]["key"] for row in fixture if row["model"] == "kb.claim"} == found.claims


def pages_of(address: Address, query: Query, claims: int) -> list[reading.Shown]:
    """The pages of a list of claims, a hundred on each."""
    more = [{**query, "page": [str(number)]} for number in range(2, -(-claims // 100) + 1)]
    return [reading.page(address.path, asked) for asked in [query, *more]]


def check_disagreements(address: Address, query: Query, found: Found) -> None:
    answer, shown = reading.data(face(address.path, "json"), query), reading.page(address.path, query)
    contested = {key for key, one in found.cells.items() if one["state"] == "contested"}
    split = {key for key, one in found.cells.items() if "split" in one["flags"]}
    told = contested | split
    conditional = {key for key, one in found.cells.items() if "conditional" in one["flags"]} - told
    assert set(flat(answer["rows"])) == told
    assert set(flat(answer["conditional"])) == conditional
    assert sorted(one["href"] for one in shown.live) == sorted(map(address_of, contested | conditional))
    assert sorted(shown.claimed) == sorted(map(address_of, split))
    rows = reading.table(face(address.path, "csv"), query)
    assert {(row["framework"], row["aspect"], row["company"] or None) for row in rows} == told | conditional


def check_things(address: Address, query: Query, found: Found, base: SlowBase) -> None:
    kind = address.path.strip("/")
    answer, shown = reading.data(face(address.path, "json"), query), reading.page(address.path, query)
    slugs = [one["slug"] for one in answer[kind]]
    assert set(slugs) == {claim[kind.removesuffix("s")] for claim in base.claims if claim["key"] in found.claims}
    assert shown.listed == [f"/{kind}/{slug}/" for slug in slugs]
    assert [row["slug"] for row in reading.table(face(address.path, "csv"), query)] == slugs


def markdown_rows(address: Address, query: Query) -> list[str]:
    """The lines of the tables that are no heads and no titles of sections."""
    lines = [line for line in reading.text(face(address.path, "md"), query).splitlines() if line.startswith("| ")]
    return [line for line in lines if not line.startswith(("| ---", "| **", "| Aspect |"))]


def markdown_claims(address: Address, query: Query) -> list[str]:
    text = reading.text(face(address.path, "md"), query)
    return text[text.index("| Framework | Aspect |") :].split("\n\n")[0].splitlines()[2:]


@pytest.fixture(scope="module")
def base(varied_base: None, django_db_blocker: DjangoDbBlocker) -> SlowBase:
    with django_db_blocker.unblock():
        return SlowBase(TODAY)


@pytest.mark.parametrize("seed", range(10))
def test_random_filters_give_the_same_on_page_faces_and_by_hand(base: SlowBase, seed: int) -> None:
    drawing = Drawing(base, seed)
    for _ in range(DRAWS):
        address = drawing.address()
        query = drawing.query(address)
        found = base.select(query, address.where)
        checks = {"claims": check_claims, "disagreements": check_disagreements}
        try:
            if address.kind in ("things", "matrix"):
                {"things": check_things, "matrix": check_matrix}[address.kind](address, query, found, base)
            else:
                checks[address.kind](address, query, found)
        except AssertionError as error:
            error.add_note(f"{address.path} {query}")
            raise
