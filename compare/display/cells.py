"""One judged cell as it is shown: its sides, their evidence as marks, its words and its address. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from compare.display.labels import (
    AGAINST_ITSELF,
    AGAINST_ITSELF_MEANING,
    EMPTY_MEANINGS,
    FLAG_MEANINGS,
    FLAG_NAMES,
    READ_AND_SEARCHED_MEANING,
    READ_MEANING,
    STATE_MEANINGS,
    STATE_NAMES,
    absence_words,
    condition_words,
    mirror_words,
    quantity,
    roots_words,
)
from kb.evidence.certainty import RANKS, Certainty
from kb.evidence.judgement import CellValue, Judgement, Scoped, State
from kb.evidence.records import (
    AspectRecord,
    CellKey,
    ClaimRecord,
    CompanyRecord,
    FrameworkRecord,
    GapRecord,
    ResolutionRecord,
    ScopeRecord,
    SourceRecord,
)
from kb.evidence.vocabulary import Vocabulary

IMPLIED_CERTAINTY = {
    State.SINGLE: Certainty.WEAK,
    State.CORROBORATED: Certainty.FAIR,
    State.UNROOTED: Certainty.FAINT,
    State.CONTESTED: Certainty.WEAK,
    State.RESOLVED: Certainty.WEAK,
}
SURE, UNLESS, FURTHER = "●", "◐", "○"
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_MARKS = 20  # beyond that a plus sign stands, and the words carry the number


def cell_path(key: Iterable[str | None]) -> str:
    """The address of a cell: of its framework, its aspect and, where it has one, its company."""
    return f"/cells/{'/'.join(part for part in key if part)}/"


def quoted(href: str) -> SafeString:
    """An address as the value of an attribute, in quotation marks only where it needs them."""
    plain = "?" not in href
    return SafeString(href) if plain else mark_safe(f'"{escape(href)}"')  # noqa: S308


@dataclass(frozen=True, slots=True)
class Label:
    """A state, flag or kind of empty: its slug, its word, what it means."""

    slug: str
    label: str
    meaning: str


def flag_word(flag: str) -> Label:
    """A flag as a label. KeyError if there is none of that slug."""
    return Label(str(flag), FLAG_NAMES[flag], FLAG_MEANINGS[flag])


FIRST_HAND = Label("first_hand", "first-hand", "Somebody who can know says so: its own source, or a measurement.")


@dataclass(frozen=True, slots=True)
class Strip:
    """The evidence as marks: roots that hold in any case, roots unless an inferred link holds, more documents."""

    sure: int
    unless: int
    further: int
    more: bool

    @property
    def marks(self) -> str:
        """“●◐○”, with a plus where there are more than fit."""
        return f"{SURE * self.sure}{UNLESS * self.unless}{FURTHER * self.further}{'+' if self.more else ''}"


def strip(documents: int, roots: int, roots_min: int) -> Strip:
    """At most `MOST_TIME_MARKS` marks; the words carry the numbers."""
    low, high = sorted((roots, roots_min))
    lengths = [min(count, MOST_MARKS) for count in (low, high, max(documents, high))]
    return Strip(lengths[0], lengths[1] - lengths[0], lengths[2] - lengths[1], max(documents, high) > MOST_MARKS)


@dataclass(frozen=True)
class CellSide:
    """One value of a cell with its own evidence. ``ages``: whether it can be out of date."""

    cell_value: CellValue[ClaimRecord]
    vocabulary: Vocabulary
    notes: Mapping[str, int]
    ages: bool = False

    @property
    def dated(self) -> str:
        """When a value holds that can be out of date, as it is written; empty where nobody says so."""
        return str(self.cell_value.period) if self.ages and self.cell_value.period else ""

    @property
    def label(self) -> str:
        return self.cell_value.label

    @property
    def contested(self) -> bool:
        return self.cell_value.contested

    @property
    def compared_to(self) -> FrameworkRecord | None:
        slug = self.cell_value.compared_to
        return self.vocabulary.frameworks[slug] if slug else None

    @property
    def scopes(self) -> list[ScopeRecord]:
        return [self.vocabulary.scopes[slug] for slug in self.cell_value.scopes]

    @property
    def scope_words(self) -> str:
        """The conditions it is limited to, “partly” if some claims have none; empty without conditions."""
        words = condition_words(scope.name for scope in self.scopes)
        return f"partly {words}" if self.cell_value.scoped == Scoped.PARTLY else words

    @property
    def certain_scope_words(self) -> str:
        """The condition under which it is so certain: “for small apps”; empty without one."""
        scope = self.cell_value.certain_scope
        return condition_words([self.vocabulary.scopes[scope].name]) if scope else ""

    @property
    def sources(self) -> list[SourceRecord]:
        return [self.vocabulary.sources[slug] for slug in self.cell_value.sources]

    @property
    def claims(self) -> tuple[ClaimRecord, ...]:
        return self.cell_value.claims

    @property
    def strip(self) -> Strip:
        return strip(self.cell_value.documents, self.cell_value.roots, self.cell_value.roots_min)

    @property
    def note_words(self) -> str:
        """The numbers of its sources in the notes of the page: “1–3, 5”; empty without notes."""
        return number_words(sorted(self.notes[slug] for slug in self.cell_value.sources if slug in self.notes))

    @property
    def evidence_words(self) -> str:
        return roots_words(self.cell_value.documents, self.cell_value.roots, self.cell_value.roots_min)

    @property
    def is_single_root(self) -> bool:
        """Whether it is one document that is a root: most values are."""
        return self._counts == {1}

    @property
    def surprises(self) -> bool:
        """Whether its evidence has to be put in words: copies, no root, a contest."""
        value = self.cell_value
        return value.contested or not value.roots or value.documents > max(value.roots, value.roots_min)

    @property
    def short_words(self) -> str:
        """The same, short where each document is a root of its own: “3 roots”. No line ends behind a number."""
        only = len(self._counts) == 1 and self.cell_value.roots
        words = quantity(self.cell_value.roots, "root") if only else self.evidence_words
        return words.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")

    @property
    def _counts(self) -> set[int]:
        return {self.cell_value.documents, self.cell_value.roots, self.cell_value.roots_min}


@dataclass(frozen=True)
class CellView:
    """One judged cell as it is shown. ``common_flags`` are flags that stand once above the table, not in each cell;
    ``mirrors``: cells beside it that say some of its values from their side, by the name of their column: the places of
    these values, none for all.
    """

    key: CellKey
    judgement: Judgement[ClaimRecord]
    vocabulary: Vocabulary
    gap: GapRecord | None = None
    resolution: ResolutionRecord | None = None
    notes: Mapping[str, int] = field(default_factory=dict)
    evidence_query: str = ""
    common_flags: frozenset[str] = frozenset()
    mirrors: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def framework(self) -> FrameworkRecord:
        return self.vocabulary.frameworks[self.key.framework]

    @property
    def aspect(self) -> AspectRecord:
        return self.vocabulary.aspects[self.key.aspect]

    @property
    def company(self) -> CompanyRecord | None:
        return self.vocabulary.companies[self.key.company] if self.key.company else None

    @property
    def path(self) -> str:
        """The cell's address."""
        return cell_path(self.key)

    @property
    def href(self) -> str:
        """The cell's address, with the evidence that counts here."""
        return f"{self.path}?{self.evidence_query}" if self.evidence_query else self.path

    @property
    def quoted_href(self) -> SafeString:
        """The same as an attribute has it."""
        return quoted(self.href)

    @property
    def title(self) -> str:
        """“Flask: learning curve”, “Flask: used in production, Reddit”."""
        company = f", {self.company.name}" if self.company else ""
        return f"{self.framework.name}: {self.aspect.name}{company}"

    @property
    def compares(self) -> bool:
        """Whether a value of it is said compared to another framework."""
        return any(value.compared_to for value in self.judgement.values)

    @property
    def is_empty(self) -> bool:
        return self.judgement.state == State.EMPTY

    @property
    def style(self) -> str:
        """How several values are listed: against each other, or side by side."""
        return "sides" if self._is_against else "values"

    @property
    def _is_against(self) -> bool:
        """Whether values that contest each other stand here."""
        return any(side.contested for side in self.sides)

    @property
    def bystanders(self) -> list[CellSide]:
        """The values beside sides that contest each other: they contest nobody."""
        return [side for side in self.sides if not side.contested] if self._is_against else []

    @property
    def listed_sides(self) -> list[CellSide]:
        """The sides that contest each other, or all values where none does."""
        return [side for side in self.sides if side.contested] or self.sides

    @property
    def style_of_state(self) -> str:
        """The class of a state that looks different."""
        return str(self.judgement.state) if self.judgement.state in (State.CONTESTED, State.EMPTY) else ""

    @property
    def only_side(self) -> CellSide | None:
        """The one value of a cell that has no other."""
        return self.sides[0] if len(self.sides) == 1 and not self.mirrors else None

    @property
    def telling_state(self) -> str:
        """The state of a cell with one value, where its marks do not say it already: “resolved”, “unrooted”."""
        return "" if self.judgement.state in (State.SINGLE, State.CORROBORATED) else self.state.label

    @property
    def certainty_words(self) -> str:
        """The certainty of its leading value, where its state does not imply it: “strong”, “faint”."""
        certainty = self.judgement.certainty
        return str(certainty) if certainty and certainty != IMPLIED_CERTAINTY.get(self.judgement.state) else ""

    @property
    def is_surer(self) -> bool:
        """Whether its leading value is more certain than its state implies, and nobody contradicts it: no surprise."""
        implied = IMPLIED_CERTAINTY.get(self.judgement.state)
        surer = self.judgement.certainty and implied and RANKS[self.judgement.certainty] < RANKS[implied]
        return bool(surer) and not self.judgement.sides

    @cached_property
    def state(self) -> Label:
        slug = str(self.judgement.state)
        if self.judgement.is_against_itself and slug == "contested":
            return Label(slug, AGAINST_ITSELF, AGAINST_ITSELF_MEANING)
        return Label(slug, STATE_NAMES[slug], STATE_MEANINGS[slug])

    @cached_property
    def flags(self) -> list[Label]:
        return [flag_word(flag) for flag in self.judgement.flags]

    @property
    def own_flags(self) -> list[Label]:
        """The flags that are not said once for the whole table, and where this cell is the exception to those."""
        own = [flag for flag in self.flags if flag.slug not in self.common_flags]
        exception = (
            "second_hand" in self.common_flags and not self.is_empty and "second_hand" not in self.judgement.flags
        )
        return [FIRST_HAND, *own] if exception else own

    @property
    def empty_words(self) -> str:
        """Why it is empty: “nobody has looked”, “none of the 5 sources says”."""
        empty = self.judgement.empty
        return absence_words(empty, self.judgement.read, self.judgement.searched) if empty else ""

    @property
    def empty_meaning(self) -> str:
        if self.judgement.read:
            return READ_AND_SEARCHED_MEANING if self.judgement.searched else READ_MEANING
        return EMPTY_MEANINGS[self.judgement.empty] if self.judgement.empty else ""

    @property
    def hidden_words(self) -> str:
        return f"{quantity(self.judgement.hidden, 'claim')} hidden by your filter"

    @cached_property
    def sides(self) -> list[CellSide]:
        """Its values, but those that a cell beside it says."""
        if self.is_empty:
            return []
        values = self.judgement.values
        if self.mirrors:
            mirrored = {n for places in self.mirrors.values() for n in (places or range(len(values)))}
            values = tuple(value for n, value in enumerate(values) if n not in mirrored)
        return [CellSide(value, self.vocabulary, self.notes, self.aspect.ages) for value in values]

    @property
    def mirror_words(self) -> str:
        """Where its other values stand: “same statement, see Flask”; empty if they all stand here."""
        return mirror_words(self.mirrors) if self.mirrors else ""

    @property
    def strip(self) -> Strip:
        return strip(self.judgement.documents, self.judgement.roots, self.judgement.roots_min)

    @property
    def evidence_words(self) -> str:
        return roots_words(self.judgement.documents, self.judgement.roots, self.judgement.roots_min)


def number_words(numbers: Sequence[int]) -> str:
    """Sorted numbers as people write them: “1–3, 5”."""
    if len(numbers) < 3:
        return ", ".join(map(str, numbers))
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
