"""What is known of each need for each framework, in words: verdict, evidence for and against, counts. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from compare.display.cells import CellSide, CellView, Label, Strip, strip
from compare.display.certainty_words import FACT_VOICES, Assurance, attribution, phrase, proviso, weakest
from compare.display.labels import EMPTY_NAMES, quantity, roots_words
from kb.evidence.certainty import Certainty
from kb.evidence.choice import Candidate, NeedTally, Wish
from kb.evidence.judgement import State
from kb.evidence.need_answers import NeedAnswer, Verdict, Weight
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
    Verdict.DISPUTED: "Sources with a root contradict each other about it.",
    Verdict.CONDITIONAL: "Evidence speaks for it and against it, under different conditions, times or comparisons.",
    Verdict.UNKNOWN: "No evidence with a root speaks of it.",
}

UNDER_A_CONDITION = "under a condition"
DENIED = {Verdict.MET: False, Verdict.UNMET: True}

LACK_NAMES = {
    **EMPTY_NAMES,
    "no-root": "only generated text speaks of it",
    "other-values": "the sources name other values, which deny nothing",
}

OVERRULED = "Others say otherwise, and none of them first-hand."

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
    def assurance(self) -> Assurance | None:
        """What a sentence about it may rest on; None where it is neither met nor unmet."""
        certainty = self.answer.certainty
        return Assurance(certainty, self.answer.opinion, self.answer.own_word) if certainty else None

    @property
    def verdict(self) -> Label:
        """“is said to be met, by one independent source”, “may not be met”, “disputed”."""
        verdict, assurance = self.answer.verdict, self.assurance
        if assurance is None:
            return Label(verdict.value, VERDICT_NAMES[verdict], VERDICT_MEANINGS[verdict])
        words = f"{self._phrase(assurance)}{attribution([assurance])}{self._limit}"
        meaning = assurance.voice.meaning
        return Label(verdict.value, words, f"{meaning} {OVERRULED}" if self.answer.overruled else meaning)

    def _phrase(self, assurance: Assurance) -> str:
        if not self.has_verb:
            return VERDICT_NAMES[self.answer.verdict]
        do, does = ("meet it", "meets it") if assurance.own_word else ("be met", "is met")
        return phrase(assurance, do, does, denied=DENIED[self.answer.verdict])

    @property
    def has_verb(self) -> bool:
        """Whether its verdict is more than a word: “may be met”."""
        return self.assurance is not None and self.assurance.voice is not FACT_VOICES[Certainty.STRONG]

    @property
    def _limit(self) -> str:
        return f", {UNDER_A_CONDITION}" if self.answer.is_conditioned else ""

    @property
    def is_silent(self) -> bool:
        """Whether no claim that counts speaks of it."""
        return self.answer.lack is not None and self.cell.is_empty

    @property
    def lack_words(self) -> str:
        """Why nothing is known; empty if something is."""
        if self.answer.lack and self.cell.judgement.read:
            return self.cell.empty_words
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
        """“May meet 3 to 5 of 6 musts: met (3); may be met; disputed; not met.”"""
        findings = self.of(wish)
        if not findings:
            return ""
        parts = Counter(_part(finding) for finding in findings)
        breakdown = "; ".join(f"{part[1]} ({parts[part]})" if parts[part] > 1 else part[1] for part in sorted(parts))
        return f"{self.range_words(wish)}: {breakdown}."

    def range_words(self, wish: Wish) -> str:
        """“Is said to meet 3 to 5 of 6 musts”: no verb harder than the weakest verdict that is grounds."""
        tally = self.tally(wish)
        span = str(tally.low) if tally.low == tally.high else f"{tally.low} to {tally.high}"
        grounds = [finding.assurance for finding in self.of(wish) if not finding.answer.is_open and finding.assurance]
        verb = phrase(weakest(grounds), "meet", "meets") if grounds else "may meet"
        return f"{verb[0].upper()}{verb[1:]} {span} of {quantity(tally.total, WISH_NOUNS[wish])}"

    @property
    def ruled_out_words(self) -> str:
        """By which musts, the surest first; each with what it rests on."""
        out = [(finding, finding.assurance) for finding in self.findings if self._rules_out(finding)]
        grounds = [(finding, assurance) for finding, assurance in out if assurance]
        names: dict[str, list[str]] = {}
        for finding, assurance in sorted(grounds, key=lambda ground: ground[1].order):
            limit = f" ({UNDER_A_CONDITION})" if finding.answer.is_conditioned else ""
            names.setdefault(proviso(assurance), []).append(f"“{finding.need.name}”{limit}")
        parts = [f"by {all_of(musts)}{proviso_words}" for proviso_words, musts in names.items()]
        return f"Ruled out {', and '.join(parts)}" if parts else ""

    def conditions_words(self, *wishes: Wish) -> str:
        """“REST API” only under a condition; empty if whatever is met of these is met without."""
        names = [
            f"“{finding.need.name}”"
            for finding in self.findings
            if finding.wish in wishes and finding.answer.column() == "met" and finding.answer.is_conditioned
        ]
        return f"{all_of(names)} only {UNDER_A_CONDITION}" if names else ""

    def _rules_out(self, finding: Finding) -> bool:
        return finding.wish == Wish.MUST and finding.answer.column() == "unmet"


EITHER_WAY = "depending on a condition"
ORDER_OF_PARTS = (
    ("met", "strong"), ("met", "fair"), ("met", "weak"), ("met", "faint"), ("disputed", ""), ("conditional", ""),
    ("unknown", ""), ("unmet", "faint"), ("unmet", "weak"), ("unmet", "fair"), ("unmet", "strong"),
)  # fmt: skip


def _part(finding: Finding) -> tuple[int, str]:
    """Its place among the parts of a count, and its words: “is said to be met, by one independent source”."""
    answer = finding.answer
    place = ORDER_OF_PARTS.index((answer.verdict.value, str(answer.certainty or "")))
    return place, EITHER_WAY if answer.verdict == Verdict.CONDITIONAL else finding.status


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
