"""The words of the site for states, flags and the four kinds of empty, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterable

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
    "single": "One independent root at most.",
    "corroborated": "At least two independent roots say the same.",
}

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
    "second_hand": "No root is official, a repository, a survey or a measurement.",
    "hedged": "Every source of the strongest value says may, can or reportedly.",
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

CONDITION_STARTS = ("with ", "without ", "in ", "on ")  # how the name of a condition may begin


def condition_words(names: Iterable[str]) -> str:
    """“for small apps, APIs”, “with Django REST Framework”; empty without a condition."""
    names = list(names)
    plain = [name for name in names if not name.startswith(CONDITION_STARTS)]
    ready = [name for name in names if name.startswith(CONDITION_STARTS)]
    return ", ".join([*([f"for {', '.join(plain)}"] if plain else []), *ready])


STATUS_NAMES = {"draft": "draft", "review": "in review", "published": "published", "retired": "retired"}
