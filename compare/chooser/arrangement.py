"""Arranges a choice for people: frameworks, needs and outcome, with their evidence and addresses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import cached_property

from compare.chooser.answer import answer_words, name_list, reason_list
from compare.chooser.changes import Changes, OutcomeChange
from compare.chooser.findings import WISH_NAMES, Contender, Finding, NeedRow
from compare.display.cells import CellView, Label
from compare.display.labels import quantity
from compare.display.matrix import WIDE, WIDEST
from kb.evidence.choice import Candidate, Choice, ChoiceOutcome, Decision, Flip, Wish
from kb.evidence.need_answers import Footing, Verdict
from kb.evidence.records import CellKey, ClaimRecord, FrameworkRecord, NeedRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from kb.wording import all_of

RULE = (
    "A framework that does not meet a must, on more than faint evidence, is ruled out. Of the others, one is the "
    "answer only if it meets every must, and more nice-to-haves than any other could. An outcome is as certain as the "
    "verdicts that it needs; faint evidence is shown and decides nothing. Needs are counted, not weighted, and no "
    "number of nice-to-haves makes up for a must."
)
MOST_LEFT_OUT = 12  # frameworks without a word that are named


@dataclass(frozen=True)
class Chooser:
    """A choice with its words.

    ``offered`` are the needs that can be asked, ``cells`` those that answer, ``left_out`` the frameworks of which
    nothing asked is said, ``twice`` the needs that were asked as must and as nice.
    """

    choice: Choice
    offered: tuple[NeedRecord, ...]
    vocabulary: Vocabulary
    cells: Mapping[CellKey, CellView]
    notes: tuple[SourceRecord, ...] = ()
    left_out: tuple[FrameworkRecord, ...] = ()
    twice: tuple[NeedRecord, ...] = ()

    @property
    def has_needs(self) -> bool:
        return bool(self.choice.needs)

    @property
    def outcome(self) -> ChoiceOutcome:
        return self.choice.outcome

    @cached_property
    def contenders(self) -> list[Contender]:
        return [self._contender(candidate) for candidate in self.choice.candidates]

    def _contender(self, candidate: Candidate) -> Contender:
        findings = [
            Finding(need, wish, answer, self.cells[CellKey(candidate.framework, need.aspect)])
            for wish, needs, answers in (
                (Wish.MUST, self.choice.musts, candidate.musts),
                (Wish.NICE, self.choice.nices, candidate.nices),
            )
            for need, answer in zip(needs, answers, strict=True)
        ]
        return Contender(self.vocabulary.frameworks[candidate.framework], candidate, tuple(findings))

    @cached_property
    def rows(self) -> list[NeedRow]:
        """The needs in their order, each across the frameworks."""
        across = zip(*(contender.findings for contender in self.contenders), strict=True)
        return [NeedRow(findings[0].need, findings[0].wish, findings) for findings in across]

    @property
    def sections(self) -> list[tuple[str, str, list[NeedRow]]]:
        """The rows by kind, with slug and title; kinds that were not asked are left out."""
        sections = [(wish.value, WISH_NAMES[wish].capitalize(), [row for row in self.rows if row.wish == wish])
                 for wish in Wish]  # fmt: skip
        return [section for section in sections if section[2]]

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
    def verdicts(self) -> list[Label]:
        """The verdicts that occur, with what they mean."""
        words = {finding.verdict for row in self.rows for finding in row.findings}
        return sorted(words, key=lambda word: ([*Verdict].index(Verdict(word.slug)), word.label))

    @cached_property
    def claims(self) -> list[ClaimRecord]:
        """Every claim of the cells shown, by key."""
        claims = {claim.key: claim for cell in self.cells.values() for claim in cell.judgement.claims}
        return [claims[key] for key in sorted(claims)]

    # The answer

    @property
    def rule(self) -> str:
        return RULE

    @property
    def chosen(self) -> list[Contender]:
        """The frameworks of the outcome, in the order of all."""
        return [contender for contender in self.contenders if contender.framework.slug in self.outcome.frameworks]

    @property
    def answer(self) -> str:
        """The outcome in words."""
        return answer_words(self.contenders, self.choice) if self.has_needs else "Nothing is asked yet."

    @property
    def reasons(self) -> list[str]:
        """Why, in sentences about the frameworks."""
        return reason_list(self.contenders, self.outcome) if self.has_needs else []

    @property
    def proven(self) -> Contender | None:
        """The one framework that is said to meet every must, while others could still come level or ahead."""
        if self.outcome.result != Decision.UNDECIDED or not self.choice.musts:
            return None
        able = [contender for contender in self.contenders if contender.tally(Wish.MUST).met == len(self.choice.musts)]
        return able[0] if len(able) == 1 else None

    @property
    def still_open(self) -> list[Finding]:
        """The open questions of the frameworks of the outcome."""
        return [finding for contender in self.chosen for finding in contender.findings if finding.answer.is_open]

    @property
    def twice_words(self) -> str:
        """What became of needs that were asked as both; empty if none was."""
        if not self.twice:
            return ""
        names = all_of([f"“{need.name}”" for need in self.twice])
        are, count = ("is", "counts as a must") if len(self.twice) == 1 else ("are", "count as musts")
        return f"{names} {are} asked as both and {count}."

    # What is missing

    @property
    def unknown(self) -> list[NeedRow]:
        """The needs on which some framework has no evidence, those that none has first."""
        return sorted((row for row in self.rows if row.unknown), key=lambda row: not row.is_without_evidence)

    @property
    def open_count(self) -> int:
        return sum(answer.is_open for candidate in self.choice.candidates for answer in candidate.answers)

    @property
    def known_throughout(self) -> list[FrameworkRecord]:
        """The frameworks with evidence on every need, if there are several, and others too."""
        frameworks = [
            contender.framework for contender in self.contenders
            if all(finding.answer.verdict != Verdict.UNKNOWN for finding in contender.findings)
        ]  # fmt: skip
        return frameworks if 1 < len(frameworks) < len(self.contenders) else []

    @property
    def silent_words(self) -> str:
        """“No source that counts here says anything on “Small team”.”; empty if something is said on every need."""
        if self.contenders:
            silent = [row.need for row in self.rows if all(finding.is_silent for finding in row.findings)]
        else:
            silent = [*self.choice.musts, *self.choice.nices]
        names = all_of([f"“{need.name}”" for need in silent])
        return f"No source that counts here says anything on {names}." if names else ""

    @property
    def left_out_words(self) -> str:
        """“Nothing is said of React and Node.js about these needs.”; empty if nothing is left out."""
        if not self.left_out or not self.contenders:
            return ""
        names = name_list([framework.name for framework in self.left_out], MOST_LEFT_OUT)
        return f"Nothing is said of {names} about {'this need' if len(self.choice.needs) == 1 else 'these needs'}."

    # What would change it

    @cached_property
    def changes(self) -> list[Changes]:
        """The single answers that would change the outcome, the shakiest first."""
        findings = {
            (finding.cell.key.framework, finding.need.slug): finding
            for contender in self.contenders
            for finding in contender.findings
        }
        flips: dict[tuple[str, str], list[Flip]] = {}
        for flip in self.choice.flips:
            flips.setdefault((flip.framework, flip.need), []).append(flip)
        frameworks = tuple(contender.framework for contender in self.contenders)
        changes = [OutcomeChange(findings[key], tuple(group), frameworks) for key, group in flips.items()]
        by_footing = [
            Changes(footing, tuple(change for change in changes if change.flips[0].footing == footing))
            for footing in Footing
        ]
        return [changes for changes in by_footing if changes.changes]

    @property
    def changes_words(self) -> str:
        """What the list of changes comes to, in a sentence."""
        flips = self.choice.flips
        if not flips:
            return "No single answer would change the outcome, whichever way it turned out."
        open_flips = [flip for flip in flips if flip.footing == Footing.OPEN]
        if self.outcome.result != Decision.DECIDED and not any(
            flip.outcome.result == Decision.DECIDED for flip in open_flips
        ):
            several = f"; {quantity(self.open_count, 'question is', 'questions are')} open" if self.open_count else ""
            return f"No open question alone would decide it{several}. Each of these alone would change the outcome."
        return "Each of these alone would change the outcome."


def cited(cells: Iterable[CellView]) -> list[str]:
    """The sources of these cells, by slug."""
    return sorted({claim.source for cell in cells for claim in cell.judgement.claims})
