"""Mutants that survive and may: each means the same as the original."""

from __future__ import annotations

BY_ORDER = "either number stands behind those of all days"
WITHOUT_RIVALS = "nobody is left whom it could be compared with"

EQUAL: dict[str, str] = {
    "compare/display/matrix.py: _section_place: 0 → 1, in `groups.index(row.aspect.group) if chosen else 0,`": (
        "the rows of groups that were not asked for have it in common"
    ),
    'compare/display/matrix.py: when imported: 0 → 1, in `"aspect": lambda row: 0,`': "all rows have it in common",
    "compare/display/matrix.py: when imported: 0 → 1, "
    'in `"newest": lambda row: -max(_ends(row), default=0),`': BY_ORDER,
    "compare/display/matrix.py: when imported: 9999999 → 10000000, "
    'in `"oldest": lambda row: min(_ends(row), default=9_999_999),`': BY_ORDER,
    "kb/evidence/appraisal.py: _recency: 0 → 1, in `return 0, 0`": BY_ORDER,
    "kb/evidence/choice.py: decide: all → any, "
    "in `level = len(counts) == 1 and all(tallies.worst == tallies.best for tallies in counts)`": (
        "there is one of them"
    ),
    "kb/evidence/choice.py: leaders: 0 → 1, in `best = max(left.values(), default=(0, 0))`": WITHOUT_RIVALS,
    "kb/evidence/judging.py: _judge: 0 → 1, in `read=0 if claims else len(surroundings.silence.sources(cell)),`": (
        "of a cell with claims nobody asks how many sources were read in vain"
    ),
    "kb/evidence/kinds.py: when imported: False → True, "
    "in `has_former_slugs: bool = False  # a slug that it had leads on to it`": (
        "every kind of today says that it has them"
    ),
    "kb/evidence/need_answers.py: _torn: "
    "{claim.source for claim in good} & {claim.source for claim in bad} → "
    "{claim.source for claim in good} | {claim.source for claim in bad}, "
    "in `both = {claim.source for claim in good} & {claim.source for claim in bad}`": (
        "a document that speaks on one side alone contests nothing there"
    ),
    "kb/evidence/need_answers.py: _verdict: good.roots and bad.roots → good.roots or bad.roots, "
    "in `return _standing(good, bad, bool(good.roots and bad.roots) and contest_each_other(sides, question))`": (
        "it spares work: where a side has no root, nobody asks whether they contest each other"
    ),
    "kb/evidence/records.py: when imported: 2 → 3, in `UNIQUE, OF_OTHERS, ALIKE = 0, 1, 2`": (
        "a number that is compared by its name alone"
    ),
    "kb/evidence/summary.py: when imported: False → True, "
    "in `def _period(text: str, *, backwards: bool = False) -> Period:`": (
        "the days of the oldest period stand in their order"
    ),
    "kb/evidence/standpoints.py: _dates: first and last → first or last, "
    'in `return f"{first.start}/{first.end} {last.end}/{last.start}" if first and last else ""`': (
        "what has an oldest period has a newest one"
    ),
}  # the reason, by the name of the mutant
