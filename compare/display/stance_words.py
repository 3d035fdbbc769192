"""Stances in words, which the table of certainty binds: of one cell or column, a difference, a dispute. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from compare.display.cells import CellView
from compare.display.certainty_words import (
    DISPUTED_VOICE,
    FACT_VOICES,
    OPINION_VOICES,
    OWN_VOICE,
    Assurance,
    Voice,
    attribution,
)
from compare.display.stances import stances_in
from kb.evidence.certainty import Certainty
from kb.evidence.judgement import State
from kb.evidence.records import OPINION, AspectRecord, SourceRecord
from kb.evidence.standpoints import OF_ITSELF, Stance
from kb.evidence.summary import Contrast, Position
from kb.wording import all_of

SOURCES_IN_A_SENTENCE = 3


def cell_words(cell: CellView) -> str:
    """What a cell with claims says, in a sentence without its subject: “No.”, “Said to be easier than for Django, by
    one independent source.”, “Sources dispute it: said to be …”.
    """
    stances = stances_in(cell)
    if cell.judgement.state != State.CONTESTED:
        words = column_words(stances, cell.aspect.nature == OPINION)
        return f"{_begun(words, cell.aspect)}."
    against = [stance for stance in stances if stance.contested]
    if cell.judgement.is_against_itself:
        return f"{_begin(_own_dispute(cell.framework.name, against, cell.vocabulary.sources))}."
    return f"Sources dispute it: {_column_dispute(cell.framework.name, against, cell.vocabulary.sources)}."


def _begun(words: str, aspect: AspectRecord) -> str:
    """Words as a sentence begins; a value that may be a name stays as it is written."""
    is_name = aspect.value_type == "text" or (aspect.value_type == "choice" and aspect.nature != OPINION)
    return words if is_name and not words.startswith(SOFTENED) else _begin(words)


SOFTENED = tuple(voice.bare for voice in (*OPINION_VOICES.values(), OWN_VOICE) if voice.bare)


def _begin(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


# One column


def column_words(stances: Iterable[Stance], opinion: bool) -> str:
    """“no”, “said to be easier than for Django (for small apps), by one independent source”: what is said of one
    framework, what is equally certain with the words for that said once.
    """
    ranked = sorted(stances, key=lambda stance: assurance_of(stance, opinion).order)
    runs = groupby(ranked, key=lambda stance: assurance_of(stance, opinion))
    return "; ".join(_equally_sure(assurance, list(run)) for assurance, run in runs)


def _equally_sure(assurance: Assurance, stances: Sequence[Stance]) -> str:
    values = all_of([f"{stance.words}{_behind(stance)}" for stance in stances])
    return f"{assurance.voice.bare}{values}{attribution([assurance] * len(stances))}"


# A difference


def difference_words(entry: Contrast, names: Mapping[str, str], *, attributed: bool = True) -> str:
    """“yes for Django; said to be no for Flask and Bottle, each by one independent source”."""
    opinion = entry.topic.opinion
    positions = sorted(entry.positions, key=lambda position: assurance_of(position.stance, opinion).order)
    runs = groupby(positions, key=lambda position: assurance_of(position.stance, opinion))
    return "; ".join(_run(assurance, list(run), names, attributed) for assurance, run in runs)


def assurance_of(stance: Stance, opinion: bool) -> Assurance:
    """What a sentence about it rests on."""
    return Assurance(Certainty(stance.certainty), opinion, stance.own_word)


def _run(assurance: Assurance, positions: Sequence[Position], names: Mapping[str, str], attributed: bool) -> str:
    """What is equally certain, with the words for that said once."""
    columns: dict[tuple[str, str], list[str]] = {}
    for framework, stance in positions:
        columns.setdefault((stance.words, _behind(stance)), []).append(names[framework])
    parts = [f"{words} for {all_of(frameworks)}{behind}" for (words, behind), frameworks in columns.items()]
    by = attribution([assurance] * len(parts)) if attributed else ""
    return f"{assurance.voice.bare}{all_of(parts)}{by}"


def _behind(stance: Stance) -> str:
    """“ than for Django”, “ compared to Django (for small apps, 2024)”."""
    return _than(stance) + limit_words(stance)


def _than(stance: Stance) -> str:
    if not stance.compared_to:
        return ""
    return f" than for {stance.than}" if stance.degree else f" compared to {stance.than}"


def limit_words(stance: Stance) -> str:
    """“ (for small apps, 2024)”: its conditions, and when it holds."""
    notes = ", ".join(filter(None, (stance.limits, stance.dated)))
    return f" ({notes})" if notes else ""


# A dispute


def dispute_words(entry: Contrast, names: Mapping[str, str], sources: Mapping[str, SourceRecord]) -> str:
    """“said to be easier for Flask than for Django by 3 independent sources (A, B and C); against that, harder by one
    (D)”.
    """
    by_column = groupby(entry.positions, key=lambda position: position.framework)
    say = _own_dispute if entry.between == OF_ITSELF else _column_dispute
    return "; ".join(say(names[slug], [stance for _, stance in run], sources) for slug, run in by_column)


def _own_dispute(name: str, stances: Sequence[Stance], sources: Mapping[str, SourceRecord]) -> str:
    """“one source, A, says both optional and required for Flask”."""
    (source,) = {slug for stance in stances for slug in stance.sources}
    both = "both " if len(stances) == 2 else ""
    values = all_of([f"{stance.words}{limit_words(stance)}" for stance in stances])
    return f"one source, {sources[source].short_name}, says {both}{values} for {name}{_than(stances[0])}"


def _column_dispute(name: str, stances: Iterable[Stance], sources: Mapping[str, SourceRecord]) -> str:
    """The sides of one column, the best supported first."""
    stances = sorted(stances, key=lambda stance: (stance.rank, -stance.roots_min, -stance.roots, -stance.documents))
    voices = [_disputed_voice(stance).bare for stance in stances]
    parts = []
    for place, (stance, voice) in enumerate(zip(stances, voices, strict=True)):
        before = "" if place and voice == voices[place - 1] else voice
        subject = "" if place else f" for {name}"
        than = "" if place and stance.compared_to == stances[0].compared_to else _than(stance)
        parts.append(f"{before}{stance.words}{subject}{than}{limit_words(stance)} {_supporters(stance, sources)}")
    first, *others = parts
    return f"{first}; against that, {'; '.join(others)}" if others else first


def _disputed_voice(stance: Stance) -> Voice:
    """No sentence about a contested cell goes beyond “is said to”."""
    return FACT_VOICES[Certainty.FAINT] if stance.certainty == Certainty.FAINT else DISPUTED_VOICE


def _supporters(stance: Stance, sources: Mapping[str, SourceRecord]) -> str:
    """“by 2 independent sources (A and B)”, “by one independent source in 3 documents (A and 2 more)”, “by a source
    that may repeat others (A)”, “by no independent source (ChatGPT)”.
    """
    names = list(dict.fromkeys(sources[slug].short_name for slug in stance.sources))
    if len(names) > SOURCES_IN_A_SENTENCE + 1:
        names = [*names[:SOURCES_IN_A_SENTENCE], f"{len(names) - SOURCES_IN_A_SENTENCE} more"]
    roots = min(stance.roots, stance.roots_min)
    count = f"{roots} independent sources" if roots > 1 else "one independent source" if roots else _doubtful(stance)
    copies = f" in {stance.documents} documents" if stance.documents > max(roots, 1) else ""
    return f"by {count}{copies} ({all_of(names)})"


def _doubtful(stance: Stance) -> str:
    """Who says so, where no source is independent for sure."""
    if not stance.roots:
        return "no independent source"
    return "a source that may repeat others" if len(stance.sources) == 1 else "sources that may repeat others"
