"""What a cell says, as sentences need it: its values with their conditions, their certainty and who says so. Pure."""

from __future__ import annotations

from compare.display.cells import CellSide, CellView
from kb.evidence.certainty import Certainty
from kb.evidence.records import OPINION, AspectRecord
from kb.evidence.standpoints import Stance, Standpoint, empty_standpoint, standpoint


def standpoint_of(cell: CellView) -> Standpoint:
    """What a cell brings to the summary of its table. Its aspect, and what its values name, must be at hand."""
    if cell.is_empty:
        return empty_standpoint(cell.judgement)
    return standpoint(cell.judgement, cell.aspect, [_stance(side, cell) for side in cell.sides])


def stances_in(cell: CellView) -> list[Stance]:
    """The values of a cell as sentences say them; of a statistic over time the newest, and what is disputed."""
    sides = cell.sides
    if cell.aspect.temporal:
        sides = [side for place, side in enumerate(sides) if side.contested or not place]
    return [_stance(side, cell) for side in sides]


def _stance(side: CellSide, cell: CellView) -> Stance:
    value, aspect = side.cell_value, cell.aspect
    return Stance(
        words=_label(side.label, aspect, bool(value.compared_to)),
        limits=side.scope_words,
        compared_to=value.compared_to,
        than=side.compared_to.name if side.compared_to else "",
        degree=_degree(side, aspect) if value.compared_to else None,
        certainty=str(value.certainty),
        own_word=_is_own_word(side, cell),
        contested=value.contested,
        documents=value.documents,
        roots=value.roots,
        roots_min=value.roots_min,
        sources=value.sources,
        period=str(value.period or ""),
        ages=side.ages,
    )


def _label(label: str, aspect: AspectRecord, compared: bool) -> str:
    """A choice within a sentence: of an opinion or a comparison in small letters (“easier”), of a fact as it is: it may
    be a name.
    """
    is_word = aspect.value_type == "choice" and (compared or aspect.nature == OPINION)
    if not is_word or not label[:2].istitle():
        return label
    return label[0].lower() + label[1:] if label[1:].islower() else label


def _degree(side: CellSide, aspect: AspectRecord) -> int | None:
    return next((option.degree for option in aspect.options if option.slug == side.cell_value.value), None)


def _is_own_word(side: CellSide, cell: CellView) -> bool:
    """Whether only the framework itself says so, where that counts for nothing."""
    value, question = side.cell_value, cell.aspect.question
    if value.certainty != Certainty.FAINT or not (question.opinion or question.adoption):
        return False
    return all(source.framework == cell.key.framework for source in side.sources)
