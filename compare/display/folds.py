"""What a fold of a comparison holds, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from compare.display.labels import quantity
from kb.evidence.summary import Agreement

FOLD_WORDS = {
    Agreement.SAME: ("says the same of each", "say the same of each"),
    Agreement.ALONE: ("has one side only", "have one side only"),
    Agreement.SILENCE: ("has no source", "have no source"),
}


def fold_words(numbers: Mapping[Agreement, int]) -> str:
    """“5 rows say the same of each, 7 have one side only”; empty for none."""
    parts = [(numbers[kind], words) for kind, words in FOLD_WORDS.items() if numbers.get(kind)]
    texts = [f"{number} {words[number > 1]}" for number, words in parts]
    if texts:
        number, words = parts[0]
        texts[0] = f"{quantity(number, 'row')} {words[number > 1]}"
    return ", ".join(texts)
