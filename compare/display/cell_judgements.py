"""A judged cell with what filters ask of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import cached_property

from kb.evidence.judgement import Judgement
from kb.evidence.records import UNIT_SEPARATOR, AspectRecord, CellKey, ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from kb.texts import letters_key


@dataclass(frozen=True)
class CellJudgement:
    """One cell of the selection: its judgement, and whether its row differs between frameworks.

    ``words`` is what a search looks through, as it is stored; blank where the claims are at hand.
    """

    key: CellKey
    judgement: Judgement[ClaimRecord]
    differs: bool
    vocabulary: Vocabulary
    words: str = ""

    def with_judgement(self, judgement: Judgement[ClaimRecord]) -> CellJudgement:
        """The same cell with another judgement, or with the claims of the same one at hand."""
        return replace(self, judgement=judgement)

    @property
    def strength(self) -> tuple[int, int, int]:
        """How much evidence it has: most roots first, as a sort key."""
        return strength(self.judgement)

    @property
    def value_type(self) -> str:
        return self.vocabulary.aspects[self.key.aspect].value_type

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What a search looks through, as `letters_key` spells it: names, value labels, statements."""
        if self.words:
            return tuple(self.words.split(UNIT_SEPARATOR))
        key, vocabulary = self.key, self.vocabulary
        texts = [vocabulary.frameworks[key.framework].name, vocabulary.aspects[key.aspect].name]
        if key.company:
            texts.append(vocabulary.companies[key.company].name)
        for value in self.judgement.values:
            texts.append(value.label)
            texts += [claim.statement for claim in value.claims]
        return tuple(map(letters_key, texts))


def strength(judgement: Judgement[ClaimRecord]) -> tuple[int, int, int]:
    """How much evidence a judgement has: most roots first, as a sort key."""
    return (-judgement.roots_min, -judgement.roots, -judgement.documents)


def cell_judgements(
    judgements: Mapping[CellKey, Judgement[ClaimRecord]],
    vocabulary: Vocabulary,
    words: Mapping[CellKey, str] | None = None,
) -> list[CellJudgement]:
    """The judgements with the question of their row answered: do the frameworks differ? ``words``: as stored."""
    words = words or {}
    differing = _differing_rows(judgements, vocabulary)
    return [
        CellJudgement(key, judgement, (key.aspect, key.company) in differing, vocabulary, words.get(key, ""))
        for key, judgement in judgements.items()
    ]


def _differing_rows(
    judgements: Mapping[CellKey, Judgement[ClaimRecord]], vocabulary: Vocabulary
) -> Collection[tuple[str, str | None]]:
    """Rows with claims under two frameworks at least, whose sets of values are not all the same, or of which one is
    said to be other than the same as another.
    """
    rows: dict[tuple[str, str | None], dict[str, Judgement[ClaimRecord]]] = defaultdict(dict)
    for key, judgement in judgements.items():
        if judgement.values:
            rows[key.aspect, key.company][key.framework] = judgement
    return {row for row, columns in rows.items() if len(columns) > 1 and _differ(vocabulary.aspects[row[0]], columns)}


def _differ(aspect: AspectRecord, columns: Mapping[str, Judgement[ClaimRecord]]) -> bool:
    if len({frozenset(value.value for value in judgement.values) for judgement in columns.values()}) > 1:
        return True
    return any(not aspect.sets_apart(judgement).isdisjoint(columns) for judgement in columns.values())
