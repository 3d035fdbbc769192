"""The recording desk: what an editor has typed about one source becomes claims, row by row.

Knows no page and no form. A row is written whole, with its mirrored claim, or not at all; then it comes back with
every fault at its field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kb.derived import upkeep
from kb.entry.entry_faults import EntryFault, UnfitEntry
from kb.entry.mending import VALUE_FIELDS, mending_field
from kb.entry.names import Names
from kb.entry.naming import NameIndex
from kb.models import Aspect, Claim, Source
from kb.rows.reading import label_of
from kb.texts import cleaned

SAME_AS_ABOVE = ('"', "″", "〃", "”")
CARRIED = ("framework", "aspect", "scope", "as_of", "via", "locator")  # what “same as above” takes over
DESK_REASON = "recording desk"
MIRROR_WORDS = "Seen from the other side, {other} against {framework} is “{value}” ({aspect})."

Faults = dict[str, list["DeskFault"]]

ONCE = "kb_claim_once"
NO_ROW_ABOVE = "There is no row above."
PLAIN_FIELDS = ("as_of", "locator", "quote", "statement", "hedged", "via_stated")
SHARED_BY_SIDES = ("aspect", "company", "locator", "quote", "scope", "as_of", "hedged", "via", "via_stated")
IDENTITY_FIELDS = (
    "source", "locator", "framework", "aspect", "company", *VALUE_FIELDS, "scope", "compared_to", "as_of",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    """What an editor has typed, as text."""

    framework: str = ""
    aspect: str = ""
    company: str = ""
    value: str = ""
    compared_to: str = ""
    scope: str = ""
    as_of: str = ""
    via: str = ""
    locator: str = ""
    quote: str = ""
    statement: str = ""
    mirror_value: str = ""
    mirror_statement: str = ""
    hedged: bool = False
    via_stated: bool = False
    mirror: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is typed; a tick alone is nothing."""
        return not any(getattr(self, name) for name in TEXTS)


TEXTS = tuple(column.name for column in fields(DeskRow) if column.default == "")
TICKS = tuple(column.name for column in fields(DeskRow) if column.default is False)
DESK_FIELDS = (*TEXTS, *TICKS, *VALUE_FIELDS)


@dataclass(frozen=True, slots=True)
class DeskFault(EntryFault):
    """Why a row was not written; with the claim that is there already, if that is why."""

    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim that was written, and the mirrored one. ``mirror_there``: that one was in the base already; ``notes``:
    how what was typed has been read, where somebody should look at it.
    """

    claim: Claim
    mirror: Claim | None = None
    mirror_there: bool = False
    notes: tuple[str, ...] = ()

    @property
    def claims(self) -> list[Claim]:
        """What was written."""
        return [self.claim, *([self.mirror] if self.mirror and not self.mirror_there else [])]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not written: all that was typed, and the faults of each field (“”: of the row)."""

    row: DeskRow
    faults: Mapping[str, Sequence[DeskFault]]


@dataclass
class DeskReport:
    """What became of the rows, in their order."""

    recorded: list[Recorded] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def claims(self) -> list[Claim]:
        return [claim for recorded in self.recorded for claim in recorded.claims]


def record(source: Source, rows: Iterable[DeskRow], person: Any, status: str = Claim.Status.DRAFT) -> DeskReport:
    """Write the rows that are right, and hand back the others. Rows without text are passed over.

    One transaction, a savepoint for each row, the cells rebuilt once. Each claim has its history, by ``person``.
    Six queries for the words, a few for the cells, and at most forty for each claim, whose rules ask the database.
    """
    outcome, desk = DeskReport(), _Desk(source, person, status, NameIndex())
    with upkeep.collected():
        for row in carried_down(rows):
            try:
                with transaction.atomic():
                    outcome.recorded.append(desk.write(row))
            except _Faulty as faulty:
                outcome.refused.append(RefusedRow(row, faulty.faults))
            except IntegrityError:
                fault = DeskFault("Somebody else recorded the same at the same moment. Save this row again.")
                outcome.refused.append(RefusedRow(row, {"": [fault]}))
    return outcome


def carried_down(rows: Iterable[DeskRow]) -> Iterator[DeskRow]:
    """The rows that hold something, cleaned, each ``"`` replaced by what stands in the row above."""
    above: DeskRow | None = None
    for row in map(_cleaned, rows):
        if row.empty:
            continue
        names = [name for name in CARRIED if above and getattr(row, name) in SAME_AS_ABOVE]
        above = replace(row, **{name: getattr(above, name) for name in names})
        yield above


def _cleaned(row: DeskRow) -> DeskRow:
    texts: dict[str, Any] = {name: cleaned(getattr(row, name)) for name in TEXTS}
    return replace(row, **texts)


def mirror_statement(claim: Claim, value: str) -> str:
    """What the mirrored claim says, in our words, unless the editor has better ones."""
    return MIRROR_WORDS.format(other=claim.compared_to, framework=claim.framework, value=value, aspect=claim.aspect)


class _Faulty(Exception):
    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.faults = faults


class _Desk:
    """Writes rows, in the words of the base."""

    def __init__(self, source: Source, person: Any, status: str, words: NameIndex) -> None:
        self.source, self.person, self.status, self.words = source, person, status, words

    def write(self, row: DeskRow) -> Recorded:
        """The claim of the row and, if it is asked for, its mirror. Raises _Faulty."""
        faults: Faults = defaultdict(list)
        self.notes: list[str] = []
        claim = self._claim(row, faults)
        mirror = self._mirror(claim, row, faults) if row.mirror and row.compared_to else None
        self._save(claim, faults, lambda name: name)
        if mirror is None:
            return Recorded(claim, notes=tuple(self.notes))
        if there := _the_same(mirror):
            return Recorded(claim, there, mirror_there=True, notes=tuple(self.notes))
        self._save(mirror, faults, _place_of_mirror)
        return Recorded(claim, mirror, notes=tuple(self.notes))

    def _claim(self, row: DeskRow, faults: Faults) -> Claim:
        """Everything that can be read; what cannot is empty, and a fault."""
        words = self.words
        indexes: dict[str, Names[Any]] = {
            "framework": words.frameworks, "aspect": words.aspects, "company": words.companies,
            "compared_to": words.frameworks, "scope": words.scopes, "via": words.sources,
        }  # fmt: skip
        rows = {name: self._find(name, names, row, faults) for name, names in indexes.items()}
        for name in ("as_of", "locator"):
            if getattr(row, name) in SAME_AS_ABOVE:
                faults[name].append(DeskFault(NO_ROW_ABOVE))
        plain = {name: getattr(row, name) for name in PLAIN_FIELDS}
        value = self._value(rows["aspect"], row.value, "value", faults)
        return self._new(**rows, **plain, **value)

    def _find(self, name: str, names: Names[Any], row: DeskRow, faults: Faults) -> Any:
        text = getattr(row, name)
        if not text:
            return None
        try:
            return names.find(text)
        except UnfitEntry as unfit:
            faults[name].append(DeskFault(NO_ROW_ABOVE) if text in SAME_AS_ABOVE else _at(name, unfit))
            return None

    def _value(self, aspect: Aspect | None, text: str, place: str, faults: Faults) -> dict[str, Any]:
        if aspect is None or not text:
            return {"text": text}  # nothing more can be said of it
        try:
            value, note = self.words.value(aspect, text)
        except UnfitEntry as unfit:
            faults[place].append(_at(place, unfit))
            return {}
        self.notes += [note] if note else []
        return value

    def _mirror(self, claim: Claim, row: DeskRow, faults: Faults) -> Claim | None:
        """The claim about the other side, at the same place. None if it cannot be made, which is a fault."""
        if not (claim.framework_id and claim.aspect_id and claim.compared_to_id and row.value):
            return None
        if row.mirror_value:
            value = self._value(claim.aspect, row.mirror_value, "mirror_value", faults)
        elif inverse := self.words.inverse(claim.option):
            value = {"option": inverse}
        elif not faults:
            question = f"What does the source then say about {claim.compared_to}? Say it, or take the tick away."
            faults["mirror_value"].append(DeskFault(question))
        if faults:
            return None
        mirror = self._new(
            **{name: getattr(claim, name) for name in SHARED_BY_SIDES},
            **value,
            framework=claim.compared_to,
            compared_to=claim.framework,
        )
        mirror.statement = row.mirror_statement or mirror_statement(claim, label_of(mirror))
        return mirror

    def _new(self, **values: Any) -> Claim:
        claim = Claim(source=self.source, status=self.status, **values)
        claim._history_user = self.person  # type: ignore[attr-defined]
        claim._change_reason = DESK_REASON  # type: ignore[attr-defined]
        return claim

    def _save(self, claim: Claim, faults: Faults, place: Any) -> None:
        """Save the claim if nothing is at fault so far; else see what else is at fault, too."""
        try:
            if faults:
                claim.full_clean()
            else:
                claim.save()
        except ValidationError as error:
            by_field = _faults_of(error, claim)
            known = set(faults)
            for name, entries in by_field.items():
                if place(name) not in known:
                    faults[place(name)] += entries
        if faults:
            raise _Faulty(dict(faults))


def _place_of_mirror(name: str) -> str:
    """The fields that a mirror has of its own; all else it has from the row."""
    return f"mirror_{name}" if name in ("value", "statement") else ""


def _at(place: str, unfit: UnfitEntry) -> DeskFault:
    fault = unfit.fault
    return DeskFault(fault.message, place, fault.allowed, fault.nearest)


def _faults_of(error: ValidationError, claim: Claim) -> Faults:
    """The messages of the rules, each at the field where an editor mends it."""
    faults: Faults = defaultdict(list)
    for name, errors in error.update_error_dict({}).items():
        for broken in errors:
            place = _row_field(mending_field(broken, DESK_FIELDS) or name)
            faults[place] += [_fault(name, place, message, broken, claim) for message in broken.messages]
    return faults


def _row_field(name: str) -> str:
    return "value" if name in VALUE_FIELDS else name if name in TEXTS or name in TICKS else ""


def _fault(name: str, place: str, message: str, broken: ValidationError, claim: Claim) -> DeskFault:
    there = _the_same(claim) if broken.code == ONCE else None
    return DeskFault(f"Which {name}?" if name in ("framework", "aspect") else message, place, claim=there)


def _the_same(claim: Claim) -> Claim | None:
    """The stored claim that this one would repeat. One query."""
    same: Claim | None = Claim.objects.filter(**{name: getattr(claim, name) for name in IDENTITY_FIELDS}).first()
    return same
