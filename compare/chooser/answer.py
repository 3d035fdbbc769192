"""The outcome of a choice in sentences: what is known first, then what it decides and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from compare.chooser.findings import WISH_NOUNS, Contender
from compare.display.labels import quantity
from kb.evidence.choice import ChoiceOutcome, Decision, NeedTally, Wish
from kb.wording import all_of

MOST_NAMES = 4  # frameworks that a sentence names; the lists below it hold them all


def answer_words(contenders: Sequence[Contender], outcome: ChoiceOutcome) -> str:
    """The outcome in a sentence, or in two where what is known does not decide it."""
    if len(contenders) == 1:
        return _alone(contenders[0], outcome.result)
    chosen = [contender for contender in contenders if contender.framework.slug in outcome.frameworks]
    if outcome.result == Decision.UNDECIDED:
        return _undecided(contenders, chosen, outcome.level)
    return {
        Decision.DECIDED: f"{_names(chosen)}, on this evidence.",
        Decision.LAST: f"Only {_names(chosen)} is left, and it is open whether it meets every must.",
        Decision.NONE_LEFT: "No framework meets every must.",
        Decision.NOBODY: "No framework has evidence on these needs.",
    }[outcome.result]


def _alone(contender: Contender, result: Decision) -> str:
    """The outcome where only one framework is considered: nobody to be ahead of."""
    name = contender.framework.name
    if not contender.of(Wish.MUST):
        return f"{name} is the only framework considered, and nothing is a must."
    return {
        Decision.DECIDED: f"{name} meets every must, on this evidence.",
        Decision.LAST: f"It is open whether {name} meets every must.",
    }.get(result, f"{name} does not meet every must.")


def _undecided(contenders: Sequence[Contender], chosen: Sequence[Contender], level: bool) -> str:
    """“Only Flask is known to meet both musts; Express is open. Undecided: what is still open could …”."""
    left = [contender for contender in contenders if not contender.candidate.tallies.is_ruled_out]
    known, sentence = _known(left, is_all=len(left) == len(contenders))
    among = "" if sentence == list(chosen) else f" between {_names(chosen)}"
    why = "the evidence does not separate them" if level else _still_open(left, chosen)
    return f"{known} Undecided{among}: {why}."


def _still_open(left: Sequence[Contender], chosen: Sequence[Contender]) -> str:
    """What the open questions could still do for those of the outcome."""
    surest = max(contender.candidate.tallies.worst for contender in left)
    behind = [contender for contender in chosen if contender.candidate.tallies.worst < surest]
    ahead = [contender for contender in chosen if contender not in behind]
    each = "either of them" if len(chosen) == 2 else "any of them"
    if all(_can_be_ahead(contender, left) for contender in chosen):
        return f"what is still open could put {each} ahead"
    if behind and all(contender.candidate.tallies.best == surest for contender in behind):
        return f"what is still open could bring {_names(behind)} level with {_names(ahead)}"
    return f"what is still open could put {each} ahead, or level with the best"


def _can_be_ahead(contender: Contender, left: Sequence[Contender]) -> bool:
    return all(
        contender.candidate.tallies.best > other.candidate.tallies.worst for other in left if other is not contender
    )


def _known(left: Sequence[Contender], is_all: bool) -> tuple[str, list[Contender]]:
    """What those that are left surely meet, in a sentence or two, and the frameworks that it places."""
    if not left[0].of(Wish.MUST):
        return _known_nices(left, is_all)
    best, leaders = _leaders(left, Wish.MUST)
    musts = left[0].tally(Wish.MUST)
    rest = [contender for contender in left if contender not in leaders]
    if not best:
        return _nothing_known(Wish.MUST, musts, is_all), []
    if best < musts.total:
        come = "comes" if len(leaders) == 1 else "come"
        nearest = f"{_names(leaders)} {come} nearest with {best}" if rest else f"each is known to meet {best}"
        return f"No framework is known to meet {_all_needs(Wish.MUST, musts)}; {nearest}.", []
    sentence = _high(f"{_known_of(leaders)} {_all_needs(Wish.MUST, musts)}")
    still = f"; {_names(rest)} {_are(rest)} open" if rest else ""
    these = f"those that meet {_all_needs(Wish.MUST, musts)}" if rest else "these"
    nices = f" Of {these}, {_most_nices(leaders)}." if _is_split(leaders, Wish.NICE) else ""
    return f"{sentence}{still}.{nices}", list(left)


def _known_nices(left: Sequence[Contender], is_all: bool) -> tuple[str, list[Contender]]:
    best, leaders = _leaders(left, Wish.NICE)
    if not best:
        return _nothing_known(Wish.NICE, left[0].tally(Wish.NICE), is_all), []
    return f"{_high(_most_nices(left))}.", leaders


def _is_split(contenders: Sequence[Contender], wish: Wish) -> bool:
    """Whether some of these surely meet more needs of a kind than others."""
    return len({contender.tally(wish).met for contender in contenders}) > 1


def _most_nices(contenders: Sequence[Contender]) -> str:
    best, leaders = _leaders(contenders, Wish.NICE)
    nices = leaders[0].tally(Wish.NICE)
    total = quantity(nices.total, WISH_NOUNS[Wish.NICE])
    if best == nices.total:
        return f"{_known_of(leaders)} {_all_needs(Wish.NICE, nices)}"
    if len(leaders) == len(contenders):
        return f"{_names(contenders)} are known to meet {best} of {total} each"
    return f"{_names(leaders)} {_are(leaders)} known to meet the most, {best} of {total}"


def _leaders(contenders: Sequence[Contender], wish: Wish) -> tuple[int, list[Contender]]:
    """How many needs of a kind are surely met at best, and by whom."""
    best = max(contender.tally(wish).met for contender in contenders)
    return best, [contender for contender in contenders if contender.tally(wish).met == best]


def _nothing_known(wish: Wish, tally: NeedTally, is_all: bool) -> str:
    noun = WISH_NOUNS[wish]
    questions = {1: f"the {noun}", 2: f"either {noun}"}.get(tally.total, f"any of the {quantity(tally.total, noun)}")
    return f"{'No framework' if is_all else 'None of those left'} is known to meet {questions}."


def _all_needs(wish: Wish, tally: NeedTally) -> str:
    """“the must”, “both musts”, “all 3 musts”."""
    noun = WISH_NOUNS[wish]
    return {1: f"the {noun}", 2: f"both {noun}s"}.get(tally.total, f"all {quantity(tally.total, noun)}")


def _known_of(leaders: Sequence[Contender]) -> str:
    return f"{'only ' if len(leaders) == 1 else ''}{_names(leaders)} {_are(leaders)} known to meet"


def _are(contenders: Sequence[Contender]) -> str:
    return "is" if len(contenders) == 1 else "are"


def _names(contenders: Sequence[Contender]) -> str:
    return name_list([contender.framework.name for contender in contenders], MOST_NAMES)


def name_list(names: Sequence[str], most: int) -> str:
    """The names, the last of a long list as a number: “Flask, Django and 7 others”."""
    return all_of(names if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} others"])


# Why, framework by framework


def reason_words(contender: Contender, contenders: Sequence[Contender], outcome: ChoiceOutcome) -> str:
    """What a framework meets, and why it is out or behind if it is."""
    name = contender.framework.name
    if contender.ruled_out_words:
        return f"{name}: {_low(contender.ruled_out_words)}."
    ranges = [contender.range_words(wish) for wish in Wish if contender.of(wish)]
    words = " and ".join(map(_low, ranges)).replace(" and meets ", " and ")
    limited = contender.conditions_words(*Wish)
    return f"{name} {words}{f', {limited}' if limited else ''}{_behind(contender, contenders, outcome)}."


def _behind(contender: Contender, contenders: Sequence[Contender], outcome: ChoiceOutcome) -> str:
    """Who is surely ahead of a framework that is left; empty for those of the outcome."""
    if contender.framework.slug in outcome.frameworks:
        return ""
    best = contender.candidate.tallies.best
    ahead = next(other.framework.name for other in contenders if other.candidate.tallies.worst > best)
    return f", so {ahead} is ahead in any case"


def _low(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _high(words: str) -> str:
    """A sentence from its beginning; a name stays as it is written."""
    return f"O{words[1:]}" if words.startswith("only ") else words
