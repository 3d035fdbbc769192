"""The words of the site for states, flags and the four kinds of empty, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterable

from kb.wording import all_of
from kb.wording import quantity as quantity
from kb.wording import roots_words as roots_words

STATE_NAMES = {
    "empty": "empty",
    "resolved": "resolved",
    "contested": "contested",
    "unrooted": "unrooted",
    "single": "single",
    "corroborated": "corroborated",
}

STATE_MEANINGS = {
    "empty": "No published claim.",
    "resolved": "The sources disagree; an editor has read all of them and chosen a reading.",
    "contested": "The sources disagree, and each side rests on at least one root.",
    "unrooted": "Only generated text says so.",
    "single": "One independent root at most says so without a reservation.",
    "corroborated": "At least two independent roots say the same without a reservation.",
}

AGAINST_ITSELF = "a source against itself"
AGAINST_ITSELF_MEANING = "One source says both, at different places; no other source contradicts it."

FLAG_NAMES = {
    "stale": "stale",
    "undated": "undated",
    "second_hand": "second-hand",
    "hedged": "hedged",
    "self_contradicted": "self-contradicted",
    "conditional": "conditional",
    "split": "split",
}

FLAG_MEANINGS = {
    "stale": "The newest evidence is older than this question bears.",
    "undated": "No claim says when it holds.",
    "second_hand": "Nobody who can know says so: no source of its own that we read, no measurement.",
    "hedged": "Every source of the leading value says may, can or reportedly.",
    "self_contradicted": "One source says two things that cannot both hold.",
    "conditional": "Different values hold under different conditions.",
    "split": "The company is claimed for more than one framework.",
}

EMPTY_NAMES = {
    "not-searched": "nobody has looked",
    "searched-silent": "looked, sources are silent",
    "not-applicable": "does not apply",
    "hidden": "hidden by your filter",
}


EMPTY_MEANINGS = {
    "not-searched": "No claim is published, and nobody has recorded a search.",
    "searched-silent": "Somebody has searched, and the sources say nothing.",
    "not-applicable": "The question makes no sense for this framework.",
    "hidden": "There are claims, but your filter of evidence keeps all of them back.",
}

READ_MEANING = "Sources were read in full for this, and none of them says anything."
READ_AND_SEARCHED_MEANING = "Sources were read in full for this, others were searched, and none of them says anything."


def absence_words(empty: str, read: int, searched: bool = False) -> str:
    """Why a cell is empty, with the number of sources that were read for it: “none of the 5 sources says”; and whether
    others were searched.
    """
    if not read:
        return EMPTY_NAMES[empty]
    words = "the one source read does not say" if read == 1 else f"none of the {read:,} sources says"
    return f"{words}, nor what was searched" if searched else words


def mirror_words(columns: Iterable[str]) -> str:
    """Where a value stands that columns say from their side: “same statement, see Flask”."""
    return f"same statement, see {all_of(list(columns))}"


CONDITION_STARTS = ("with ", "without ", "in ", "on ")  # how the name of a condition may begin


def condition_words(names: Iterable[str]) -> str:
    """“for small apps, APIs”, “with Django REST Framework”; empty without a condition."""
    names = list(names)
    plain = [name for name in names if not name.startswith(CONDITION_STARTS)]
    ready = [name for name in names if name.startswith(CONDITION_STARTS)]
    return ", ".join([*([f"for {', '.join(plain)}"] if plain else []), *ready])


STATUS_NAMES = {"draft": "draft", "review": "in review", "published": "published", "retired": "retired"}
