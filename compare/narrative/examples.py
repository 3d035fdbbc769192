"""Real cells that show what the rules mean: one for each word, chosen by rule, the same on every call. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compare.display.cell_judgements import CellJudgement, strength
from compare.display.cells import CellView
from compare.drawings.roots_tree import RootsTree, roots_tree
from kb.evidence.judgement import Flag, State
from kb.evidence.roots import GENERATED
from kb.evidence.vocabulary import Vocabulary

MOST_DRAWN = 6  # documents of the drawn example


@dataclass(frozen=True)
class Examples:
    """The best supported cell of each state and with each flag that occurs; a split company; a cell to draw.

    ``conditional``: a cell whose values hold under different conditions and do not contest each other.
    """

    states: dict[str, CellView]
    flags: dict[str, CellView]
    split: tuple[CellView, ...]
    conditional: tuple[CellView, ...]
    drawn: CellView | None
    tree: RootsTree | None


def examples(cells: Iterable[CellJudgement], vocabulary: Vocabulary) -> Examples:
    """One example for each word that has one."""
    filled = [cell for cell in cells if cell.judgement.state != State.EMPTY]
    states = {state: [cell for cell in filled if cell.judgement.state == state] for state in State}
    flags = {flag: [cell for cell in filled if flag in cell.judgement.flags] for flag in Flag}
    disputed = (State.CONTESTED, State.RESOLVED)
    peaceful = [cell for cell in flags[Flag.CONDITIONAL] if cell.judgement.state not in disputed]
    drawn = _most_telling(filled, vocabulary)
    return Examples(
        states={state: _cell_view(_best(cells), vocabulary) for state, cells in states.items() if cells},
        flags={flag: _cell_view(_best(cells), vocabulary) for flag, cells in flags.items() if cells},
        split=tuple(_cell_view(cell, vocabulary) for cell in _split(flags[Flag.SPLIT])),
        conditional=(_cell_view(_best(peaceful), vocabulary),) if peaceful else (),
        drawn=_cell_view(drawn, vocabulary) if drawn else None,
        tree=roots_tree(drawn.judgement.claims, vocabulary) if drawn else None,
    )


def _cell_view(cell: CellJudgement, vocabulary: Vocabulary) -> CellView:
    return CellView(cell.key, cell.judgement, vocabulary)


def _best(cells: Sequence[CellJudgement]) -> CellJudgement:
    """The one with the most evidence; of equals the first by address."""
    return min(cells, key=lambda cell: (strength(cell.judgement), _address(cell)))


def _address(cell: CellJudgement) -> tuple[str, str, str]:
    return cell.key.aspect, cell.key.company or "", cell.key.framework


def _split(cells: Sequence[CellJudgement]) -> list[CellJudgement]:
    """The cells of the split company with the most evidence."""
    if not cells:
        return []
    company = _best(cells).key.company
    return sorted((cell for cell in cells if cell.key.company == company), key=_address)


def _most_telling(cells: Iterable[CellJudgement], vocabulary: Vocabulary) -> CellJudgement | None:
    """The cell whose roots show most: an inferred link first of all, a stated one, generated text, documents."""
    telling = [cell for cell in cells if cell.judgement.documents <= MOST_DRAWN]
    inferring = [cell for cell in telling if any(claim.via and not claim.via_stated for claim in cell.judgement.claims)]
    leading = inferring or [cell for cell in telling if any(_leads(cell, vocabulary))]
    return min(leading, key=lambda cell: (_interest(cell, vocabulary), _address(cell)), default=None)


def _leads(cell: CellJudgement, vocabulary: Vocabulary) -> Iterable[bool]:
    return (bool(claim.via or vocabulary.sources[claim.source].derives) for claim in cell.judgement.claims)


def _interest(cell: CellJudgement, vocabulary: Vocabulary) -> tuple[bool, bool, int]:
    claims = cell.judgement.claims
    return (
        not any(claim.via_stated for claim in claims),
        not any(claim.via and vocabulary.sources[claim.via].kind == GENERATED for claim in claims),
        -cell.judgement.documents,
    )
