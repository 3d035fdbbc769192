"""The rows of other tables on the page of a row, as Django's formsets: as they are stored, or as they were typed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

MOST_BLANK_ROWS = 100  # that send nothing
AS_NEW = "_saveasnew"  # the button that saves what was typed as another row


def row_formsets(
    table: Any, request: HttpRequest, row: Any, entry: QueryDict | None, *, change: bool
) -> list[tuple[Any, Any]]:
    """Each formset with the inline that it is of. ``entry`` is what was typed; None: the rows as they are stored.

    Django's own takes what was typed from the request, where what was chosen in a conflict is not.
    """
    stored = row if change else None
    pairs = []
    times: Counter[str] = Counter()
    for formset_class, inline in table.get_formsets_with_inlines(request, stored):
        prefix = formset_class.get_default_prefix()
        times[prefix] += 1
        name = prefix if times[prefix] == 1 else f"{prefix}-{times[prefix]}"
        if entry is not None:
            _refuse_more(name, entry)
        formset = formset_class(
            data=entry.copy() if entry is not None else None,
            instance=row,
            prefix=name,
            queryset=inline.get_queryset(request),
            save_as_new=entry is not None and AS_NEW in entry,
        )
        if not inline.has_change_permission(request, stored):
            _pass_over(formset, entry if inline.has_delete_permission(request, row) else None)
        pairs.append((formset, inline))
    return pairs


def _refuse_more(prefix: str, entry: QueryDict) -> None:
    """BadRequest for what says that it has many more rows than it sends: each would be drawn."""
    number = entry.get(f"{prefix}-TOTAL_FORMS", "")
    rows = {name.removeprefix(f"{prefix}-").partition("-")[0] for name in entry if name.startswith(f"{prefix}-")}
    if number.isdecimal() and int(number[:9]) > len(rows) + MOST_BLANK_ROWS:  # as many digits are too many rows
        raise BadRequest("This form says that it has more rows than it sends.")


def _pass_over(formset: Any, entry: QueryDict | None) -> None:
    """Stored rows that are only looked at come back without their fields: nothing of them is checked, unless one is
    to be deleted.
    """
    for place, form in enumerate(formset.initial_forms):
        if entry is None or f"{formset.prefix}-{place}-DELETE" not in entry:
            form._errors = {}
            form.cleaned_data = form.initial
