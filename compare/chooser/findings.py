"""What is known of each need for each framework, in words: verdict, evidence for and against, counts. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from compare.display.cells import CellSide, CellView, Label, Strip, strip
from compare.display.labels import EMPTY_NAMES, quantity, roots_words
from kb.evidence.appraisal import State
from kb.evidence.choice import Candidate, NeedAnswer, NeedTally, Verdict, Weight, Wish
from kb.evidence.records import FrameworkRecord, NeedRecord
from kb.wording import all_of

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

UNDER_A_CONDITION = "under a condition"
CONDITIONED_MEANINGS = {
    Verdict.MET: "Evidence with a root speaks for it, only under the conditions named, and none against it.",
    Verdict.UNMET: "Evidence with a root speaks against it, only under the conditions named, and none for it.",
}

LACK_NAMES = {
    **EMPTY_NAMES,
    "no-root": "only generated text speaks of it",
    "other-values": "the sources name other values, which deny nothing",
}

WISH_NAMES = {Wish.MUST: "must have", Wish.NICE: "nice to have"}
WISH_NOUNS = {Wish.MUST: "must", Wish.NICE: "nice-to-have"}


@dataclass(frozen=True)
class Evidence:
    """One side of a need: its values with their own evidence, and what they bring together."""

    title: str
    weight: Weight
    sides: tuple[CellSide, ...]

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
    answer: NeedAnswer
    cell: CellView

    @property
    def href(self) -> str:
        """The address of its cell, with the evidence that counts here."""
        return self.cell.href

    @property
    def verdict(self) -> Label:
        verdict = self.answer.verdict
        if self.answer.is_conditioned:
            return Label(verdict.value, f"{VERDICT_NAMES[verdict]}, {UNDER_A_CONDITION}", CONDITIONED_MEANINGS[verdict])
        return Label(verdict.value, VERDICT_NAMES[verdict], VERDICT_MEANINGS[verdict])

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
        weights = (("For", answer.good), ("Against", answer.bad), ("Besides", answer.beside))
        return [Evidence(title, weight, self._sides(weight)) for title, weight in weights if weight.claims]

    def _sides(self, weight: Weight) -> tuple[CellSide, ...]:
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

    def tally(self, wish: Wish) -> NeedTally:
        return self.candidate.tallies.musts if wish == Wish.MUST else self.candidate.tallies.nices

    @property
    def counts(self) -> list[str]:
        """The counts in words, a sentence for each kind of need that was asked."""
        return [words for wish in Wish if (words := self._count_words(wish))]

    def _count_words(self, wish: Wish) -> str:
        """“Meets 3 to 5 of 6 musts: 3 surely, 1 disputed, 1 nobody has looked, 1 surely not.”"""
        findings = self.of(wish)
        if not findings:
            return ""
        parts = Counter(_part(finding) for finding in findings)
        breakdown = ", ".join(f"{parts[name]} {name}" for name in sorted(parts, key=_place_of_part))
        return f"{self.range_words(wish)}: {breakdown}."

    def range_words(self, wish: Wish) -> str:
        """“Meets 3 to 5 of 6 musts”."""
        tally = self.tally(wish)
        span = str(tally.low) if tally.low == tally.high else f"{tally.low} to {tally.high}"
        return f"Meets {span} of {quantity(tally.total, WISH_NOUNS[wish])}"

    @property
    def ruled_out_words(self) -> str:
        names = [
            f"“{finding.need.name}”{f' ({UNDER_A_CONDITION})' if finding.answer.is_conditioned else ''}"
            for finding in self.findings
            if self._rules_out(finding)
        ]
        return f"Ruled out by {all_of(names)}" if names else ""

    def conditions_words(self, *wishes: Wish) -> str:
        """“REST API” only under a condition; empty if whatever is met of these is met without."""
        names = [
            f"“{finding.need.name}”"
            for finding in self.findings
            if finding.wish in wishes and finding.answer.verdict == Verdict.MET and finding.answer.is_conditioned
        ]
        return f"{all_of(names)} only {UNDER_A_CONDITION}" if names else ""

    def _rules_out(self, finding: Finding) -> bool:
        return finding.wish == Wish.MUST and finding.answer.verdict == Verdict.UNMET


SURELY, SURELY_NOT, EITHER_WAY = "surely", "surely not", "depending on a condition"
MET_IF, UNMET_IF = f"met {UNDER_A_CONDITION}", f"not met {UNDER_A_CONDITION}"


def _part(finding: Finding) -> str:
    names = {Verdict.MET: SURELY, Verdict.UNMET: SURELY_NOT, Verdict.CONDITIONAL: EITHER_WAY}
    if finding.answer.is_conditioned:
        names = {Verdict.MET: MET_IF, Verdict.UNMET: UNMET_IF}
    return names.get(finding.answer.verdict) or finding.status


def _place_of_part(name: str) -> tuple[int, str]:
    disputed = VERDICT_NAMES[Verdict.DISPUTED]
    order = [SURELY, MET_IF, disputed, EITHER_WAY, *LACK_NAMES.values(), UNMET_IF, SURELY_NOT]
    return order.index(name), name


@dataclass(frozen=True)
class NeedRow:
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
        return "; ".join(f"{all_of(names)}: {lack}" for lack, names in by_lack.items())

    @property
    def is_without_evidence(self) -> bool:
        """Whether nothing is known of it for any of the frameworks."""
        return len(self.unknown) == len(self.findings)
