"""The one table that binds words to certainty: no sentence of the site says more than its evidence. Pure.

Every builder of sentences takes its verbs from here. Between several things said in one sentence the weakest decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kb.evidence.certainty import Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How something of one certainty is said: “Flask {plain}, {by}”, “Flask, {proviso}”.

    ``plain`` for one and for many, ``denied`` for the same not being so; {do} is the verb as it stands (“meet”), {does}
    with its s (“meets”). ``bare`` comes before a value that has no verb: “said to be easy”. ``by`` and ``proviso``
    follow a sentence, the second where the verb is another one.
    """

    plain: tuple[str, str]
    denied: tuple[str, str]
    bare: str = ""
    by: str = ""
    proviso: str = ""
    meaning: str


STRONG, FAIR, WEAK, FAINT = Certainty.STRONG, Certainty.FAIR, Certainty.WEAK, Certainty.FAINT
HEARSAY: Mapping[str, Any] = {
    "plain": ("is said to {do}", "are said to {do}"),
    "denied": ("is said not to {do}", "are said not to {do}"),
    "bare": "said to be ",
}
FACT_VOICES = {
    STRONG: Voice(
        plain=("{does}", "{do}"),
        denied=("does not {do}", "do not {do}"),
        meaning="A first-hand source, which we read, says so.",
    ),
    FAIR: Voice(
        **HEARSAY,
        by="by several independent sources",
        proviso="as several independent sources say",
        meaning="At least two independent sources say so.",
    ),
    WEAK: Voice(
        **HEARSAY,
        by="by one independent source",
        proviso="if one independent source is right",
        meaning="One independent source says so.",
    ),
    FAINT: Voice(
        plain=("may {do}", "may {do}"),
        denied=("may not {do}", "may not {do}"),
        bare="may be ",
        proviso="if faint evidence holds",
        meaning="Only sources with a reservation, or without a root that counts, say so.",
    ),
}
OPINION_VOICES = FACT_VOICES | {
    STRONG: Voice(
        plain=("is widely said to {do}", "are widely said to {do}"),
        denied=("is widely said not to {do}", "are widely said not to {do}"),
        bare="widely said to be ",
        proviso="as is widely said",
        meaning="At least three independent sources say so.",
    )
}
OWN_VOICE = Voice(
    plain=("says of itself that it {does}", "say of themselves that they {do}"),
    denied=("says of itself that it does not {do}", "say of themselves that they do not {do}"),
    bare="by its own word ",
    proviso="if its own word holds",
    meaning="Only its own word says so.",
)
DISPUTED_VOICE = FACT_VOICES[WEAK]  # no sentence about a contested cell goes beyond this
CERTAINTY_NAMES = {str(certainty): str(certainty) for certainty in Certainty}
CERTAINTY_MEANINGS = {
    "strong": "A fact from a first-hand source that we read; an opinion of three independent sources or more.",
    "fair": "Two independent sources or more say so.",
    "weak": "One independent source says so.",
    "faint": "Only reservations, generated text or its own word.",
}


class Assurance(NamedTuple):
    """What a sentence rests on: how certain, a matter of opinion or of fact, its own word alone."""

    certainty: Certainty
    opinion: bool
    own_word: bool = False

    @property
    def voice(self) -> Voice:
        if self.own_word:
            return OWN_VOICE
        return (OPINION_VOICES if self.opinion else FACT_VOICES)[self.certainty]

    @property
    def order(self) -> tuple[int, bool, bool]:
        """Sorts the weakest last: of two as certain an opinion is weaker."""
        return self.certainty.rank, self.opinion, self.own_word


def weakest(assurances: Iterable[Assurance]) -> Assurance:
    """What a sentence that rests on all of these may say."""
    return max(assurances, key=lambda assurance: assurance.order)


def phrase(assurance: Assurance, do: str, does: str, *, many: bool = False, denied: bool = False) -> str:
    """“meets”, “is said to meet”, “are widely said not to meet”, “may meet”."""
    voice = assurance.voice
    return (voice.denied if denied else voice.plain)[many].format(do=do, does=does)


def attribution(assurances: Sequence[Assurance]) -> str:
    """“, by one independent source”, “, each by one independent source”; empty where the verb says enough."""
    by = weakest(assurances).voice.by
    if not by:
        return ""
    alike = len({assurance.certainty for assurance in assurances}) == 1
    return f", {'' if len(assurances) == 1 else 'each ' if alike else 'in part only '}{by}"


def proviso(assurance: Assurance) -> str:
    """“, if one independent source is right”; empty where nothing has to be given."""
    return f", {assurance.voice.proviso}" if assurance.voice.proviso else ""
