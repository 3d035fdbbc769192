"""What a browser sends of a form: made from stored rows, and put together anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, QueryDict

from kb.admin.base.row_formsets import row_formsets

MOST_POST_ROWS = 2000


def as_sent(value: Any) -> list[str]:
    """A value of a row as a browser would send it from the form."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, list | tuple | models.QuerySet):
        return [str(getattr(member, "pk", member)) for member in value]
    return [str(value)]


def sent_form(values: Mapping[str, list[str]], base: QueryDict | None = None) -> QueryDict:
    """What a browser would send with these values; the rest as in ``base``."""
    data = base.copy() if base is not None else QueryDict(mutable=True)
    for name, texts in values.items():
        if texts:
            data.setlist(name, texts)
        else:
            data.pop(name, None)
    return data


def rows_sent(table: Any, request: HttpRequest, row: Any) -> dict[str, list[str]]:
    """The rows on the page of the row as a browser would send them untouched."""
    sent: dict[str, list[str]] = {}
    for formset, _ in row_formsets(table, request, row, None, change=True):
        forms = formset.initial_forms
        sent |= {f"{formset.prefix}-{name}_FORMS": [str(len(forms))] for name in ("TOTAL", "INITIAL")}
        for form in forms:
            sent |= {bound.html_name: as_sent(bound.value()) for bound in form if bound.name != "DELETE"}
    return sent


def replace_rows(data: QueryDict, prefix: str, stored: Mapping[str, list[str]]) -> None:
    """Put the stored rows of that table in the place of those that were typed."""
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del data[name]
    for name, texts in stored.items():
        if name.startswith(f"{prefix}-"):
            data.setlist(name, texts)


def revive_rows(data: QueryDict, prefix: str, stored: Mapping[str, list[str]]) -> None:
    """A row that was typed on, but was deleted meanwhile, is entered anew."""
    count, total = (_number(data, f"{prefix}-{name}_FORMS") for name in ("INITIAL", "TOTAL"))
    there = {texts[0] for name, texts in stored.items() if re.fullmatch(rf"{prefix}-\d+-id", name) and texts}
    rows = [_row_sent(data, f"{prefix}-{place}-") for place in range(total)]
    remaining = [row for row in rows[:count] if row.get("id") and row["id"][0] in there]
    lost = [row for row in rows[:count] if row not in remaining and "DELETE" not in row]
    again = [{name: texts for name, texts in row.items() if name != "id"} for row in lost]
    every = [*remaining, *again, *rows[count:]]
    replace_rows(data, prefix, {})
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(every)), str(len(remaining))
    for place, row in enumerate(every):
        for name, texts in row.items():
            data.setlist(f"{prefix}-{place}-{name}", texts)


def _number(data: QueryDict, name: str) -> int:
    """How many rows the browser says there are; Django takes no more than this either."""
    text = str(data.get(name, ""))
    return min(int(text), MOST_POST_ROWS) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _row_sent(data: QueryDict, start: str) -> dict[str, list[str]]:
    return {name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)}


def sent_anew(data: QueryDict, form: ModelForm[Any], left_out: Collection[str]) -> list[tuple[str, str]]:
    """The fields of a form as hidden inputs of a new row, without rows of other tables."""
    pairs = [(name, text) for name in form.fields if name not in left_out for text in data.getlist(name)]
    prefixes = [name.removesuffix("-TOTAL_FORMS") for name in data if name.endswith("-TOTAL_FORMS")]
    none = [(f"{prefix}-{name}_FORMS", "0") for prefix in prefixes for name in ("TOTAL", "INITIAL")]
    return [*pairs, *none]
