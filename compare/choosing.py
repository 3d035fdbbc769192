"""Arranges a choice for people: every verdict, count and change in words, with its evidence and its address. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from compare.matrix import WIDE, WIDEST, Cell, Side, Strip, Word, strip
from compare.words import EMPTY_NAMES, counted, roots_words
from kb import choosing
from kb.choosing import Answer, Candidate, Choice, Footing, Outcome, Result, Verdict, Weight, Wish
from kb.evidence import State
from kb.records import CellKey, ClaimRecord, FrameworkRecord, NeedRecord, SourceRecord, Vocabulary

VERDICT_NAMES = {
    Verdict.MET: "met",
    Verdict.UNMET: "not met",
    Verdict.DISPUTED: "disputed",
    Verdict.CONDITIONAL: "conditional",
    Verdict.UNKNOWN: "not known",
}

VERDICT_MEANINGS = {
    Verdict.MET: "Evidence with a root speaks for it, and none against it.",
    Verdict.UNMET: "Evidence with a root speaks against it, and none for it.",
    Verdict.DISPUTED: "Sources with a root contradict each other about it.",
    Verdict.CONDITIONAL: "Evidence speaks for it and against it, under different conditions, times or comparisons.",
    Verdict.UNKNOWN: "No evidence with a root speaks of it.",
}

LACK_NAMES = {
    **EMPTY_NAMES,
    "no-root": "only generated text speaks of it",
    "other-values": "the sources name other values, which deny nothing",
}

WISH_NAMES = {Wish.MUST: "must have", Wish.NICE: "nice to have"}
WISH_NOUNS = {Wish.MUST: "must", Wish.NICE: "nice-to-have"}
RULE = (
    "A framework that surely does not meet a must is ruled out. Of the others, one is the answer only if it surely "
    "meets every must, and surely more nice-to-haves than any other could. Needs are counted, not weighted, and no "
    "number of nice-to-haves makes up for a must."
)
MOST_CHANGES = 12  # lines of a list of changes on the page; files hold them all


def listed(words: Sequence[str], last: str = "and") -> str:
    """“a”, “a and b”, “a, b and c”."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


@dataclass(frozen=True)
class Evidence:
    """One side of a need: its values with their own evidence, and what they bring together."""

    title: str
    weight: Weight
    sides: tuple[Side, ...]

    @property
    def is_several(self) -> bool:
        """Whether there is a sum to tell."""
        return len(self.sides) > 1

    @property
    def strip(self) -> Strip:
        return strip(self.weight.documents, self.weight.roots, self.weight.roots_min)

    @property
    def evidence_words(self) -> str:
        return roots_words(self.weight.documents, self.weight.roots, self.weight.roots_min)


@dataclass(frozen=True)
class Finding:
    """One need of one framework as it is shown."""

    need: NeedRecord
    wish: Wish
    answer: Answer
    cell: Cell

    @property
    def path(self) -> str:
        return self.cell.path

    @property
    def verdict(self) -> Word:
        one = self.answer.verdict
        return Word(one.value, VERDICT_NAMES[one], VERDICT_MEANINGS[one])

    @property
    def lack_words(self) -> str:
        """Why nothing is known; empty if something is."""
        return LACK_NAMES[self.answer.lack.value] if self.answer.lack else ""

    @property
    def status(self) -> str:
        """The verdict in one phrase: “disputed”, “nobody has looked”."""
        return self.lack_words or self.verdict.label

    @property
    def style(self) -> str:
        """The class of its cell: only sources that disagree have the accent."""
        return {Verdict.DISPUTED: "contested", Verdict.UNKNOWN: "empty"}.get(self.answer.verdict, "")

    @property
    def evidence(self) -> list[Evidence]:
        """The sides that have claims: for, against, and other values that deny nothing."""
        answer = self.answer
        named = (("For", answer.good), ("Against", answer.bad), ("Besides", answer.beside))
        return [Evidence(title, weight, self._sides(weight)) for title, weight in named if weight.claims]

    def _sides(self, weight: Weight) -> tuple[Side, ...]:
        keys = {claim.key for claim in weight.claims}
        return tuple(side for side in self.cell.sides if any(claim.key in keys for claim in side.claims))

    @property
    def hidden_words(self) -> str:
        return self.cell.hidden_words if self.cell.judgement.hidden and self.cell.sides else ""

    @property
    def notes(self) -> list[str]:
        """What else to know: the flags of the cell, and whether an editor has read it."""
        return [flag.label for flag in self.cell.flags]

    @property
    def reading_words(self) -> str:
        """What an editor reads the cell as; it settles nothing here."""
        reading = self.cell.resolution
        if reading is None:
            return ""
        now = "" if self.cell.judgement.state == State.RESOLVED else ", before further claims came in"
        return f"An editor reads it as {reading.value_label}{now}."


@dataclass(frozen=True)
class Contender:
    """One framework with its findings, musts first."""

    framework: FrameworkRecord
    candidate: Candidate
    findings: tuple[Finding, ...]

    def of(self, wish: Wish) -> list[Finding]:
        return [finding for finding in self.findings if finding.wish == wish]

    @property
    def counts(self) -> list[str]:
        """The counts in words, a sentence for each kind of need that was asked."""
        return [words for wish in Wish if (words := self._counted(wish))]

    def _counted(self, wish: Wish) -> str:
        """“Meets 3 to 5 of 6 musts: 3 surely, 1 disputed, 1 nobody has looked, 1 surely not.”"""
        findings = self.of(wish)
        if not findings:
            return ""
        parts = Counter(_part(finding) for finding in findings)
        told = ", ".join(f"{parts[name]} {name}" for name in sorted(parts, key=_place_of_part))
        return f"{self.range_words(wish)}: {told}."

    def range_words(self, wish: Wish) -> str:
        """“Meets 3 to 5 of 6 musts”."""
        tally = getattr(self.candidate.tallies, f"{wish}s")
        span = str(tally.low) if tally.low == tally.high else f"{tally.low} to {tally.high}"
        return f"Meets {span} of {counted(tally.total, WISH_NOUNS[wish])}"

    @property
    def ruled_out_words(self) -> str:
        names = [f"“{finding.need.name}”" for finding in self.findings if self._rules_out(finding)]
        return f"Ruled out by {listed(names)}" if names else ""

    def _rules_out(self, finding: Finding) -> bool:
        return finding.wish == Wish.MUST and finding.answer.verdict == Verdict.UNMET


SURELY, SURELY_NOT = "surely", "surely not"


def _part(finding: Finding) -> str:
    names = {Verdict.MET: SURELY, Verdict.UNMET: SURELY_NOT, Verdict.CONDITIONAL: "depending on a condition"}
    return names.get(finding.answer.verdict) or finding.status


def _place_of_part(name: str) -> tuple[int, str]:
    order = [SURELY, VERDICT_NAMES[Verdict.DISPUTED], "depending on a condition", *LACK_NAMES.values(), SURELY_NOT]
    return order.index(name), name


@dataclass(frozen=True)
class Row:
    """One need across the frameworks."""

    need: NeedRecord
    wish: Wish
    findings: tuple[Finding, ...]

    @property
    def path(self) -> str:
        return f"/aspects/{self.need.aspect}/"

    @property
    def wish_words(self) -> str:
        return WISH_NAMES[self.wish]

    @property
    def unknown(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer.verdict == Verdict.UNKNOWN]

    @property
    def unknown_words(self) -> str:
        """“Django: nobody has looked; Flask: only generated text speaks of it”."""
        by_lack: dict[str, list[str]] = {}
        for finding in self.unknown:
            by_lack.setdefault(finding.lack_words, []).append(finding.cell.framework.name)
        return "; ".join(f"{listed(names)}: {lack}" for lack, names in by_lack.items())

    @property
    def is_without_evidence(self) -> bool:
        """Whether nothing is known of it for any of the frameworks."""
        return len(self.unknown) == len(self.findings)


@dataclass(frozen=True)
class Change:
    """One open or shaky answer, and what would follow if it were another."""

    finding: Finding
    flips: tuple[choosing.Flip, ...]
    names: Mapping[str, FrameworkRecord]

    @property
    def title(self) -> str:
        return f"{self.finding.cell.framework.name}, “{self.finding.need.name}”"

    @property
    def now(self) -> str:
        """What it is, and on what: “met, on 1 document, 1 root”."""
        answer = self.finding.answer
        if answer.is_open:
            return self.finding.status
        side = answer.good if answer.verdict == Verdict.MET else answer.bad
        return f"{self.finding.status}, on {roots_words(side.documents, side.roots, side.roots_min)}"

    @property
    def words(self) -> str:
        """“if it were met, Flask would be the answer; if it were not met, …”."""
        return self.told_of("it")

    def told_of(self, subject: str) -> str:
        told: dict[str, list[str]] = {}
        for flip in self.flips:
            told.setdefault(self._follows(flip.outcome), []).append(VERDICT_NAMES[flip.to])
        return "; ".join(f"if {subject} were {listed(ways, 'or')}, {follows}" for follows, ways in told.items())

    def _follows(self, outcome: Outcome) -> str:
        names = [self.names[slug].name for slug in outcome.frameworks]
        return {
            Result.DECIDED: f"{listed(names)} would be the answer",
            Result.ONE_LEFT: f"only {listed(names)} would be left, with open musts",
            Result.UNDECIDED: f"it would be undecided between {listed(names)}",
            Result.NONE_LEFT: "no framework would meet every must",
            Result.NOBODY: "there would be no framework to choose",
        }[outcome.result]


FOOTING_TITLES = {
    Footing.OPEN: "Open questions",
    Footing.ONE_ROOT: "Answers that rest on one root at most",
    Footing.MORE: "Answers that rest on several roots",
}


@dataclass(frozen=True)
class Alike:
    """Answers of which each alone would lead to the same."""

    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        subject = "this" if len(self.changes) == 1 else "one of these"
        told = self.changes[0].told_of(subject)
        return f"{told[0].upper()}{told[1:]}:"


@dataclass(frozen=True)
class Changes:
    """The changes of one footing; the page shows the first of them, those that lead to the same together."""

    footing: Footing
    changes: tuple[Change, ...]

    @property
    def title(self) -> str:
        return FOOTING_TITLES[self.footing]

    @property
    def shown(self) -> tuple[Change, ...]:
        return self.changes[:MOST_CHANGES]

    @property
    def alike(self) -> list[Alike]:
        found: dict[str, list[Change]] = {}
        for change in self.shown:
            found.setdefault(change.words, []).append(change)
        return [Alike(tuple(changes)) for changes in found.values()]

    @property
    def more(self) -> int:
        return len(self.changes) - len(self.shown)


@dataclass(frozen=True)
class Chooser:
    """A choice with its words. ``offered`` are the needs that can be asked, ``cells`` those that answer."""

    choice: Choice
    offered: tuple[NeedRecord, ...]
    vocabulary: Vocabulary
    cells: Mapping[CellKey, Cell]
    notes: tuple[SourceRecord, ...] = ()

    @property
    def is_asked(self) -> bool:
        return bool(self.choice.needs)

    @property
    def outcome(self) -> Outcome:
        return self.choice.outcome

    @cached_property
    def contenders(self) -> list[Contender]:
        return [self._contender(candidate) for candidate in self.choice.candidates]

    def _contender(self, candidate: Candidate) -> Contender:
        found = [
            Finding(need, wish, answer, self.cells[CellKey(candidate.framework, need.aspect)])
            for wish, needs, answers in (
                (Wish.MUST, self.choice.musts, candidate.musts),
                (Wish.NICE, self.choice.nices, candidate.nices),
            )
            for need, answer in zip(needs, answers, strict=True)
        ]
        return Contender(self.vocabulary.frameworks[candidate.framework], candidate, tuple(found))

    @cached_property
    def rows(self) -> list[Row]:
        """The needs in their order, each across the frameworks."""
        across = zip(*(contender.findings for contender in self.contenders), strict=True)
        return [Row(findings[0].need, findings[0].wish, findings) for findings in across]

    @property
    def sections(self) -> list[tuple[str, str, list[Row]]]:
        """The rows by kind, with slug and title; kinds that were not asked are left out."""
        found = [(wish.value, WISH_NAMES[wish].capitalize(), [row for row in self.rows if row.wish == wish])
                 for wish in Wish]  # fmt: skip
        return [section for section in found if section[2]]

    @property
    def width(self) -> int:
        return len(self.contenders) + 1

    @property
    def style(self) -> str:
        return f"c{min(len(self.contenders), WIDEST)}"

    @property
    def is_wide(self) -> bool:
        return len(self.contenders) > WIDE

    @property
    def verdicts(self) -> list[Word]:
        """The verdicts that occur, with what they mean."""
        found = {finding.answer.verdict for row in self.rows for finding in row.findings}
        return [Word(one.value, VERDICT_NAMES[one], VERDICT_MEANINGS[one]) for one in Verdict if one in found]

    @cached_property
    def claims(self) -> list[ClaimRecord]:
        """Every claim of the cells shown, by key."""
        found = {claim.key: claim for cell in self.cells.values() for claim in cell.judgement.claims}
        return [found[key] for key in sorted(found)]

    # The answer

    @property
    def rule(self) -> str:
        return RULE

    @property
    def chosen(self) -> list[Contender]:
        return [one for one in self.contenders if one.framework.slug in self.outcome.frameworks]

    @property
    def answer(self) -> str:
        """The outcome in a sentence."""
        if not self.is_asked:
            return "Nothing is asked yet."
        if len(self.contenders) == 1:
            return self._alone(self.contenders[0].framework.name)
        names = listed([one.framework.name for one in self.chosen])
        why = "the evidence does not separate them" if self.outcome.level else "their ranges overlap"
        return {
            Result.DECIDED: f"{names}, on this evidence.",
            Result.ONE_LEFT: f"Only {names} is left, and it is open whether it meets every must.",
            Result.UNDECIDED: f"Undecided between {names}: {why}.",
            Result.NONE_LEFT: "No framework meets every must.",
            Result.NOBODY: "No framework has evidence on these needs.",
        }[self.outcome.result]

    def _alone(self, name: str) -> str:
        """The outcome where only one framework is considered: nobody to be ahead of."""
        if not self.choice.musts:
            return f"{name} is the only framework considered, and nothing is a must."
        return {
            Result.DECIDED: f"{name} meets every must, on this evidence.",
            Result.ONE_LEFT: f"It is open whether {name} meets every must.",
        }.get(self.outcome.result, f"{name} does not meet every must.")

    @property
    def reasons(self) -> list[str]:
        """Why, a sentence for each framework."""
        return [self._reason(one) for one in self.contenders] if self.is_asked else []

    def _reason(self, one: Contender) -> str:
        name = one.framework.name
        if one.ruled_out_words:
            return f"{name}: {one.ruled_out_words[0].lower()}{one.ruled_out_words[1:]}."
        asked = [one.range_words(wish) for wish in Wish if one.of(wish)]
        told = " and ".join(f"{part[0].lower()}{part[1:]}" for part in asked).replace(" and meets ", " and ")
        behind = "" if one in self.chosen else f", so {self._ahead(one)} is ahead in any case"
        return f"{name} {told}{behind}."

    def _ahead(self, behind: Contender) -> str:
        """Who is surely ahead of a framework that is left."""
        best = behind.candidate.tallies.best
        return next(one.framework.name for one in self.contenders if one.candidate.tallies.worst > best)

    # What is missing

    @property
    def unknown(self) -> list[Row]:
        """The needs on which some framework has no evidence, those that none has first."""
        return sorted((row for row in self.rows if row.unknown), key=lambda row: not row.is_without_evidence)

    @property
    def open_count(self) -> int:
        return sum(answer.is_open for candidate in self.choice.candidates for answer in candidate.answers)

    @property
    def known_throughout(self) -> list[FrameworkRecord]:
        """The frameworks with evidence on every need, if there are several, and others too."""
        found = [
            one.framework for one in self.contenders
            if all(finding.answer.verdict != Verdict.UNKNOWN for finding in one.findings)
        ]  # fmt: skip
        return found if 1 < len(found) < len(self.contenders) else []

    # What would change it

    @cached_property
    def changes(self) -> list[Changes]:
        """The single answers that would change the outcome, the shakiest first."""
        findings = {
            (finding.cell.key.framework, finding.need.slug): finding
            for contender in self.contenders
            for finding in contender.findings
        }
        flips: dict[tuple[str, str], list[choosing.Flip]] = {}
        for flip in self.choice.flips:
            flips.setdefault((flip.framework, flip.need), []).append(flip)
        found = [Change(findings[key], tuple(some), self.vocabulary.frameworks) for key, some in flips.items()]
        by_footing = [
            Changes(footing, tuple(one for one in found if one.flips[0].footing == footing)) for footing in Footing
        ]
        return [one for one in by_footing if one.changes]

    @property
    def changes_words(self) -> str:
        """What the list of changes comes to, in a sentence."""
        flips = self.choice.flips
        if not flips:
            return "No single answer would change the outcome, whichever way it turned out."
        open_flips = [flip for flip in flips if flip.footing == Footing.OPEN]
        if self.outcome.result != Result.DECIDED and not any(
            flip.outcome.result == Result.DECIDED for flip in open_flips
        ):
            several = f"; {counted(self.open_count, 'question is', 'questions are')} open" if self.open_count else ""
            return f"No open question alone would decide it{several}. Each of these alone would change the outcome."
        return "Each of these alone would change the outcome."


def cited(cells: Iterable[Cell]) -> list[str]:
    """The sources of these cells, by slug."""
    return sorted({claim.source for cell in cells for claim in cell.judgement.claims})
