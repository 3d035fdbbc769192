"""A form of a row that somebody has open, or has sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from kb.admin.base.conflicts import OPENED, SEEN, Conflict
from kb.admin.base.widgets import is_key
from kb.models import Aspect


@dataclass(frozen=True)
class Edit:
    """What was opened, what is stored, what was typed and what was chosen: all that the page and the form of a row
    know besides the row itself. Versions are tokens of `opened_version`.
    """

    person: Any = None
    address: QueryDict = field(default_factory=QueryDict)  # the query of the page's address
    is_bound: bool = False  # whether it came back; else it is only open
    entry: QueryDict = field(default_factory=QueryDict)  # what was typed, with what was chosen put in
    stored: str = ""  # the version that is stored; the form carries it to the next save
    conflict: Conflict | None = None  # what there is to choose, with the answers
    fault: ValidationError | None = None  # why a valid form cannot be saved all the same
    aspects: dict[str, Aspect | None] = field(default_factory=dict)  # those that were read, by key

    @classmethod
    def of(cls, request: HttpRequest) -> Edit:
        return cls(request.user, request.GET, is_bound=request.method == "POST", entry=request.POST)

    @property
    def opened(self) -> str:
        """The version that the form was opened with."""
        return str(self.entry.get(OPENED, ""))

    @property
    def offered(self) -> str:
        """The version that was stored when there was something to choose."""
        return str(self.entry.get(SEEN, ""))

    def aspect_of(self, row: Any) -> Aspect | None:
        """The aspect that is typed, stored with the row, or given in the address. One query, once."""
        key = str(self.entry.get("aspect") or (row and row.aspect_id) or self.address.get("aspect", ""))
        if key not in self.aspects:
            self.aspects[key] = Aspect.objects.filter(pk=key).first() if is_key(key) else None
        return self.aspects[key]
