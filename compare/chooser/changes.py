"""What would change the outcome of a choice, in words: answers that are open or shaky, and what would follow. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from compare.chooser.findings import VERDICT_NAMES, Finding
from compare.display.labels import roots_words
from kb.evidence.choice import ChoiceOutcome, Decision, Flip
from kb.evidence.need_answers import Footing
from kb.evidence.records import FrameworkRecord
from kb.wording import all_of, alternatives

MOST_CHANGES = 12  # lines of a list of changes on the page; files hold them all


@dataclass(frozen=True)
class OutcomeChange:
    """One open or shaky answer, and what would follow if it were another. ``frameworks`` are all, in their order."""

    finding: Finding
    flips: tuple[Flip, ...]
    frameworks: tuple[FrameworkRecord, ...]

    @property
    def title(self) -> str:
        return f"{self.finding.cell.framework.name}, “{self.finding.need.name}”"

    @property
    def now(self) -> str:
        """What it is, and on what: “met, on 1 document, 1 root”."""
        answer = self.finding.answer
        if answer.is_open:
            return self.finding.status
        side = answer.deciding
        return f"{self.finding.status}, on {roots_words(side.documents, side.roots, side.roots_min)}"

    @property
    def words(self) -> str:
        """“if it were met, Flask would be the answer; if it were not met, …”."""
        return self.sentence_about("it")

    def sentence_about(self, subject: str) -> str:
        follow_ups: dict[str, list[str]] = {}
        for flip in self.flips:
            follow_ups.setdefault(self._follows(flip.outcome), []).append(VERDICT_NAMES[flip.to])
        return "; ".join(f"if {subject} were {alternatives(ways)}, {follows}" for follows, ways in follow_ups.items())

    def _follows(self, outcome: ChoiceOutcome) -> str:
        names = all_of([framework.name for framework in self.frameworks if framework.slug in outcome.frameworks])
        return {
            Decision.DECIDED: f"{names} would be the answer",
            Decision.LAST: f"only {names} would be left, with open musts",
            Decision.UNDECIDED: f"it would be undecided between {names}",
            Decision.NONE_LEFT: "no framework would meet every must",
            Decision.LONE: f"{names} would be the only one named",
            Decision.NOBODY: "there would be no framework to choose",
        }[outcome.result]


FOOTING_TITLES = {
    Footing.OPEN: "Open questions",
    Footing.SINGLE_ROOT: "Answers that rest on one root at most",
    Footing.MORE: "Answers that rest on several roots",
}


@dataclass(frozen=True)
class Alike:
    """Answers of which each alone would lead to the same."""

    changes: tuple[OutcomeChange, ...]

    @property
    def words(self) -> str:
        subject = "this" if len(self.changes) == 1 else "one of these"
        sentence = self.changes[0].sentence_about(subject)
        return f"{sentence[0].upper()}{sentence[1:]}:"


@dataclass(frozen=True)
class Changes:
    """The changes of one footing; the page shows the first of them, those that lead to the same together."""

    footing: Footing
    changes: tuple[OutcomeChange, ...]

    @property
    def title(self) -> str:
        return FOOTING_TITLES[self.footing]

    @property
    def visible(self) -> tuple[OutcomeChange, ...]:
        return self.changes[:MOST_CHANGES]

    @property
    def alike(self) -> list[Alike]:
        by_words: dict[str, list[OutcomeChange]] = {}
        for change in self.visible:
            by_words.setdefault(change.words, []).append(change)
        return [Alike(tuple(changes)) for changes in by_words.values()]

    @property
    def more(self) -> int:
        return len(self.changes) - len(self.visible)
