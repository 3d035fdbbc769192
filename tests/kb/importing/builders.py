"""A small base to import into, and files as bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from kb import importing
from kb.importing.file_records import COLUMNS, Plan
from kb.models import Aspect, Claim, Framework, Source
from tests import factories
from tests.kb.bases import built, put


def base() -> None:
    """Two frameworks, two sources, one aspect of every type, a scope and a company."""
    put(built(_base))


def _base() -> None:
    for name in ("Flask", "Django"):
        factories.framework(name=name)
    for slug in ("article", "survey"):
        factories.source(slug=slug)
    factories.aspect(slug="orm")
    factories.aspect(slug="ease", options=["easy", "not-easy"])
    factories.aspect(slug="stars", value_type="number")
    factories.aspect(slug="remark", value_type="text")
    factories.adoption()
    factories.company(name="Reddit")
    factories.scope(name="Small apps")


def one(**cells: Any) -> dict[str, Any]:
    """A row that is fine: the article says at one place that Flask has an ORM."""
    return {"framework": "flask", "aspect": "orm", "source": "article", "value": "yes", "locator": "line 1", **cells}


def csv_of(*rows: dict[str, Any], columns: Sequence[str] = ()) -> bytes:
    names = columns or [name for name in COLUMNS if any(name in row for row in rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue().encode()


def json_of(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows, indent=1).encode()


def plan_of(*rows: dict[str, Any]) -> Plan:
    """The plan for a CSV of these rows; the first stands on line 2."""
    return importing.plan(importing.read("claims.csv", csv_of(*rows)))


def verdicts(plan: Plan) -> list[str]:
    return [str(row.verdict) for row in plan.rows]


def said(plan: Plan) -> list[str]:
    """Every fault, in words."""
    return [importing.fault_words(fault) for fault in plan.faults]


def imported(*rows: dict[str, Any], user: Any = None) -> importing.ImportReport:
    plan = plan_of(*rows)
    assert said(plan) == []
    return importing.apply(plan, user)


def draft(**fields: Any) -> Claim:
    """The claim of `one`, as a draft in the base."""
    given = {
        "framework": Framework.objects.get(slug="flask"),
        "aspect": Aspect.objects.get(slug="orm"),
        "source": Source.objects.get(slug="article"),
        "locator": "line 1",
    }
    return factories.draft(**given | fields) if "status" not in fields else factories.claim(**given | fields)
