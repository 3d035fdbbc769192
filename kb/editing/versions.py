"""Versions of a row, and what differs between two of them, in words.

A version is a row as it is, or a row of its history. Names are read in bulk, so that any number of
versions costs the same queries; comparing them costs none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models
from django.utils.text import capfirst

from kb.wording import plain

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 800  # of both, blanks too; beyond that, a comparison word by word can take seconds
FIRST_REASON = "As it was before its first change here"


@dataclass(frozen=True)
class FieldContent:
    """What a field holds: as it is compared (a key for a reference, sorted keys for several), and in words."""

    raw: Any
    words: str

    @property
    def compared(self) -> Hashable:
        """Line ends do not count: browsers send two characters for one."""
        return plain_line_ends(self.raw) if isinstance(self.raw, str) else self.raw


@dataclass(frozen=True)
class TextPiece:
    """Some words of a text; ``changed`` if the other text does not have them there."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Difference:
    """One field that two versions hold differently. An empty text stands for nothing."""

    field: str
    label: str
    old: str
    new: str

    @property
    def old_pieces(self) -> list[TextPiece]:
        return _pieces(self.old, self.new)

    @property
    def new_pieces(self) -> list[TextPiece]:
        return _pieces(self.new, self.old)


@dataclass(frozen=True)
class Version:
    """The fields of a row at one time, in the order of the table."""

    row: Any
    contents: dict[str, FieldContent]

    @property
    def model(self) -> type[models.Model]:
        return model_of(self.row)

    def label(self, name: str) -> str:
        return label_of(self.model, name)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Label and words of each field."""
        return [(self.label(name), content.words) for name, content in self.contents.items()]


@dataclass(frozen=True)
class Saved:
    """One entry of a history: the row of the history, and what it changed."""

    record: Any
    changes: list[Difference]

    @property
    def deed(self) -> str:
        if self.why == FIRST_REASON:
            return "found"
        return {"+": "created", "~": "changed", "-": "deleted"}[self.record.history_type]

    @property
    def who(self) -> str:
        return str(self.record.history_user or "nobody signed in")

    @property
    def when(self) -> datetime:
        day: datetime = self.record.history_date
        return day

    @property
    def why(self) -> str:
        return self.record.history_change_reason or ""


def differences(old: Any, new: Any) -> list[Difference]:
    """What the second version holds differently from the first.

    Versions as `read` gives them cost no query. Rows, and rows of their history, are read here:
    one query for each table that they refer to.
    """
    if not isinstance(old, Version) or not isinstance(new, Version):
        old, new = read([getattr(side, "row", side) for side in (old, new)])
    return [
        Difference(name, new.label(name), old.contents[name].words, content.words)
        for name, content in new.contents.items()
        if name in old.contents and old.contents[name].compared != content.compared
    ]


def read(rows: Sequence[Any]) -> list[Version]:
    """The versions of these rows and history rows of one table, in their order.

    One query for each table that is referred to, and one or two for each field of many references.
    """
    if not rows:
        return []
    model = model_of(rows[0])
    contents: list[dict[str, Any]] = [
        {field.name: getattr(row, field.attname) for field in _columns(model)} for row in rows
    ]
    for field in _many(model):
        members = _members(model, field, rows)
        for row, values in zip(rows, contents, strict=True):
            values[field.name] = tuple(sorted(members[_place(row)]))
    names = _names(model, contents)
    return [
        Version(row, {name: FieldContent(raw, _in_words(model, name, raw, names)) for name, raw in values.items()})
        for row, values in zip(rows, contents, strict=True)
    ]


def saved(records: Sequence[Any]) -> list[Saved]:
    """The entries of one history, newest first, each with what it changed against the one that follows.

    The last one changes nothing; give one more than is shown. The queries of `read`.
    """
    versions = read(records)
    pairs = zip(versions, [*versions[1:], None], strict=True)
    return [Saved(new.row, differences(old, new) if old and new.row.history_type == "~" else []) for new, old in pairs]


def records_of(model: Any, key: Any) -> models.QuerySet[Any]:
    """The history of the row with that key, newest first, with who wrote it."""
    entries: models.QuerySet[Any] = model.history.filter(**{model._meta.pk.attname: key})
    return entries.select_related("history_user").order_by("-history_id")


def begin(row: Any) -> None:
    """Give a stored row that came without history (from a fixture) its first entry. At most four queries.

    ``row`` is as it is stored. So the first change here has something that it changes.
    """
    if records_of(type(row), row.pk).exists():
        return
    row._history_user = None  # nobody signed in wrote it
    type(row).history.bulk_history_create([row], update=True, default_change_reason=FIRST_REASON)
    keep_members(records_of(type(row), row.pk).get(), row)


def keep_members(record: Any, row: Any) -> None:
    """Give an entry of a row's history the rows that it has many of now. Two queries for each such field."""
    for field in _many(type(row)):
        rows = getattr(type(record), field.name).model
        links = field.remote_field.through._default_manager.filter(**{field.m2m_field_name(): row.pk}).values()
        rows.objects.bulk_create(rows(history=record, **link) for link in links)


def in_words(field: models.Field[Any, Any], value: Any) -> str:
    """A value of that field as an editor reads it; nothing is an empty text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return str(plain(value))
    if isinstance(value, str | models.Model) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(sorted(str(item) for item in value))


def model_of(row: Any) -> type[models.Model]:
    """The table whose row it is, or of whose row it is a version."""
    return getattr(row, "instance_type", type(row))


def label_of(model: type[models.Model], name: str) -> str:
    """What people call a field. FieldDoesNotExist if the model has none of that name."""
    return str(capfirst(str(model._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def plain_line_ends(text: str) -> str:
    """A text as it is stored, whatever line ends a browser sent."""
    return text.replace("\r\n", "\n")


def _columns(model: Any) -> list[models.Field[Any, Any]]:
    return [field for field in model.history.model.tracked_fields if not field.primary_key]


def _many(model: Any) -> list[Any]:
    return list(model.history.model._history_m2m_fields)


def _place(row: Any) -> tuple[bool, Any]:
    """Tells a row of the history from the row itself."""
    return (hasattr(row, "instance_type"), row.pk)


def _members(model: Any, field: Any, rows: Sequence[Any]) -> dict[tuple[bool, Any], list[Any]]:
    """The keys that each row, or row of the history, refers to. At most two queries."""
    columns: dict[tuple[bool, Any], list[Any]] = defaultdict(list)
    target = f"{field.m2m_reverse_field_name()}_id"
    through = field.remote_field.through
    history = getattr(model.history.model, field.name).model
    for old, table, owner in ((False, through, f"{field.m2m_field_name()}_id"), (True, history, "history_id")):
        if keys := [row.pk for row in rows if _place(row)[0] == old and row.pk]:
            links = table._default_manager.filter(**{f"{owner}__in": keys}).values_list(owner, target)
            for key, member in links:
                columns[old, key].append(member)
    return columns


def _names(model: Any, contents: Iterable[dict[str, Any]]) -> dict[type[models.Model], dict[Any, str]]:
    """What the rows that are referred to are called today. One query for each table."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for values in contents:
        for name, raw in values.items():
            target = model._meta.get_field(name).related_model
            if target is not None and raw is not None:
                keys[target].update(raw if isinstance(raw, tuple) else [raw])
    return {target: _called(target, pks) for target, pks in keys.items() if pks}


def _called(target: Any, keys: Iterable[Any]) -> dict[Any, str]:
    own = [field.name for field in target._meta.fields if field.is_relation and not field.null]
    return {row.pk: str(row) for row in target._base_manager.select_related(*own).filter(pk__in=keys)}


def _in_words(model: Any, name: str, raw: Any, called: dict[type[models.Model], dict[Any, str]]) -> str:
    field = model._meta.get_field(name)
    if field.related_model is None:
        return in_words(field, raw)
    keys = raw if isinstance(raw, tuple) else () if raw is None else (raw,)
    names = called.get(field.related_model, {})
    gone = f"deleted {field.related_model._meta.verbose_name}"
    return ", ".join(sorted(names.get(key, f"{gone} (number {key})") for key in keys))


def _pieces(text: str, other: str) -> list[TextPiece]:
    """The words of the text; those that the other one does not have in their place are changed."""
    mine, theirs = WORD.findall(plain_line_ends(text)), WORD.findall(plain_line_ends(other))
    if len(mine) + len(theirs) > MOST_WORDS:
        return [TextPiece(text, changed=True)] if text else []
    changed = [False] * len(mine)
    for tag, start, end, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        changed[start:end] = [tag != "equal"] * (end - start)
    for place in range(1, len(mine) - 1):  # the space between two changed words belongs to them
        changed[place] |= mine[place].isspace() and changed[place - 1] and changed[place + 1]
    runs = groupby(zip(mine, changed, strict=True), key=itemgetter(1))
    return [TextPiece("".join(word for word, _ in run), changed=key) for key, run in runs]
