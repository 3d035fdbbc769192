"""The outcome of a choice in sentences: what is said first, then what it decides and why. Pure.

No verb is harder than the evidence: they all come from `compare.display.certainty_words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from compare.chooser.findings import WISH_NOUNS, Contender, Finding
from compare.display.certainty_words import Assurance, attribution, phrase, proviso, weakest
from compare.display.labels import quantity
from kb.evidence.certainty import Certainty
from kb.evidence.choice import Choice, ChoiceOutcome, Decision, NeedTally, Wish
from kb.evidence.need_answers import Lack
from kb.wording import all_of

MOST_NAMES = 4  # frameworks that a sentence names; the lists below it hold them all
MOST_LINKS = 3  # weakest links that a sentence names


def answer_words(contenders: Sequence[Contender], choice: Choice) -> str:
    """The outcome in a sentence, with what it hangs on, or in a few where what is said does not decide it."""
    outcome = choice.outcome
    chosen = [contender for contender in contenders if contender.framework.slug in outcome.frameworks]
    if outcome.result == Decision.UNDECIDED:
        return _undecided(contenders, chosen, choice)
    links = _links(contenders, choice)
    condition = _proviso(links)
    sentence = {
        Decision.DECIDED: f"{_names(chosen)}{condition}.",
        Decision.LAST: f"Only {_names(chosen)} is left{condition}, and it is open whether it meets every must.",
        Decision.NONE_LEFT: f"No framework meets every must{condition}.",
        Decision.LONE: f"{_names(chosen)} is the only one named, which decides nothing.",
        Decision.NOBODY: "No framework has evidence on these needs.",
    }[outcome.result]
    return f"{sentence} {weakest_words(links)}".rstrip()


def _links(contenders: Sequence[Contender], choice: Choice) -> list[Finding]:
    """The findings that are the weakest links of the outcome."""
    pairs = set(choice.weakest)
    return [
        finding
        for contender in contenders
        for finding in contender.findings
        if (contender.framework.slug, finding.need.slug) in pairs
    ]


def _proviso(links: Sequence[Finding]) -> str:
    """“, if one blog is right: Flask vs Django (Hirist)”, “, as several independent sources say”."""
    if not links:
        return ""
    assurance = weakest(link.assurance for link in links if link.assurance)
    sources = sorted({source for link in links for source in link.answer.deciding.sources})
    if assurance.certainty != Certainty.WEAK or len(sources) != 1:
        several = assurance.certainty == Certainty.WEAK and len(links) > 1
        return ", if single sources are right" if several else proviso(assurance)
    source = links[0].cell.vocabulary.sources[sources[0]]
    return f", if one {source.kind_label} is right: {source.label}"


def weakest_words(links: Sequence[Finding]) -> str:
    """“The weakest link: Flask, “REST API”, is said to be met, by one independent source.”; empty without one."""
    if not links:
        return ""
    names = [f"{link.cell.framework.name}, “{link.need.name}”: {link.verdict.label}" for link in links[:MOST_LINKS]]
    rest = len(links) - len(names)
    more = [f"{rest:,} more"] if rest else []
    return f"{'The weakest link' if len(links) == 1 else 'The weakest links'}: {'; '.join([*names, *more])}."


def _undecided(contenders: Sequence[Contender], chosen: Sequence[Contender], choice: Choice) -> str:
    """“Only Flask is said to meet both musts; Express is open. Undecided: what is still open could …”."""
    left = [contender for contender in contenders if not contender.candidate.tallies.is_ruled_out]
    named = [contender for contender in left if contender.candidate.competes]
    sentence, placed = _ahead(named)
    among = "" if placed == list(chosen) else f" between {_names(chosen)}"
    why = "the evidence does not separate them" if choice.outcome.level else _still_open(named, chosen)
    return f"{sentence} Undecided{among}: {why}.{_leaning(chosen, choice)}"


def _leaning(chosen: Sequence[Contender], choice: Choice) -> str:
    """Where evidence leans that decides nothing."""
    names = [contender for contender in chosen if contender.framework.slug in choice.leaning]
    return f" Faint evidence leans to {_names(names)}." if names else ""


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


def _ahead(left: Sequence[Contender]) -> tuple[str, list[Contender]]:
    """Who of those that are left is ahead, in a sentence or two, and the frameworks that these place."""
    if not left[0].of(Wish.MUST):
        return _ahead_in_nices(left)
    best, leaders = _leaders(left, Wish.MUST)
    musts = left[0].tally(Wish.MUST)
    rest = [contender for contender in left if contender not in leaders]
    if not best:
        return _nothing_settled(Wish.MUST, musts), []
    if best < musts.total:
        come = "comes" if len(leaders) == 1 else "come"
        nearest = f"{_names(leaders)} {come} nearest with {best}" if rest else f"each has {best} settled"
        return f"For no framework {_are(musts.total)} {_all_needs(Wish.MUST, musts)} settled; {nearest}.", []
    sentence = _high(_meet(leaders, Wish.MUST, _all_needs(Wish.MUST, musts)))
    still = f"; {_names(rest)} {_are(len(rest))} open" if rest else ""
    these = f"those that meet {_all_needs(Wish.MUST, musts)}" if rest else "these"
    nices = f" Of {these}, {_most_nices(leaders)}." if _is_split(leaders, Wish.NICE) else ""
    return f"{sentence}{still}.{nices}", list(left)


def _ahead_in_nices(left: Sequence[Contender]) -> tuple[str, list[Contender]]:
    best, leaders = _leaders(left, Wish.NICE)
    if not best:
        return _nothing_settled(Wish.NICE, left[0].tally(Wish.NICE)), []
    return f"{_high(_most_nices(left))}.", leaders


def _is_split(contenders: Sequence[Contender], wish: Wish) -> bool:
    """Whether some of these meet more needs of a kind than others."""
    return len({contender.tally(wish).met for contender in contenders}) > 1


def _most_nices(contenders: Sequence[Contender]) -> str:
    best, leaders = _leaders(contenders, Wish.NICE)
    nices = leaders[0].tally(Wish.NICE)
    total = quantity(nices.total, WISH_NOUNS[Wish.NICE])
    if best == nices.total:
        return _meet(leaders, Wish.NICE, _all_needs(Wish.NICE, nices))
    if len(leaders) == len(contenders):
        return _meet(leaders, Wish.NICE, f"{best} of {total}", only=False)
    return _meet(leaders, Wish.NICE, f"the most, {best} of {total}", only=False)


def _meet(contenders: Sequence[Contender], wish: Wish, needs: str, only: bool = True) -> str:
    """“only Flask is said to meet both musts, each by one independent source”."""
    grounds = _grounds(contenders, wish)
    verb = phrase(weakest(grounds), "meet", "meets", many=len(contenders) > 1)
    return (
        f"{'only ' if only and len(contenders) == 1 else ''}{_names(contenders)} {verb} {needs}{attribution(grounds)}"
    )


def _grounds(contenders: Sequence[Contender], wish: Wish) -> list[Assurance]:
    """What the needs of a kind that these meet rest on."""
    return [
        finding.assurance
        for contender in contenders
        for finding in contender.of(wish)
        if finding.assurance and finding.answer.column() == "met"
    ]


def _leaders(contenders: Sequence[Contender], wish: Wish) -> tuple[int, list[Contender]]:
    """How many needs of a kind are met at best, and by whom."""
    best = max(contender.tally(wish).met for contender in contenders)
    return best, [contender for contender in contenders if contender.tally(wish).met == best]


def _nothing_settled(wish: Wish, tally: NeedTally) -> str:
    noun = WISH_NOUNS[wish]
    questions = {1: f"the {noun}", 2: f"either {noun}"}.get(tally.total, f"any of the {quantity(tally.total, noun)}")
    return f"It is open whether any of them meets {questions}."


def _all_needs(wish: Wish, tally: NeedTally) -> str:
    """“the must”, “both musts”, “all 3 musts”."""
    noun = WISH_NOUNS[wish]
    return {1: f"the {noun}", 2: f"both {noun}s"}.get(tally.total, f"all {quantity(tally.total, noun)}")


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _names(contenders: Sequence[Contender]) -> str:
    return name_list([contender.framework.name for contender in contenders], MOST_NAMES)


def name_list(names: Sequence[str], most: int) -> str:
    """The names, the last of a long list as a number: “Flask, Django and 7 others”."""
    return all_of(names if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} others"])


# Why, framework by framework


def reason_list(contenders: Sequence[Contender], outcome: ChoiceOutcome) -> list[str]:
    """A sentence for each framework, and one for all that are ruled out by the same, where the first of them stands."""
    names: dict[str, list[str]] = {}  # by what rules them out
    for contender in contenders:
        names.setdefault(_ruled_out(contender, outcome), []).append(contender.framework.name)
    sentences = (
        f"{all_of(names[words])}: {words}."
        if (words := _ruled_out(contender, outcome))
        else _reason(contender, contenders, outcome)
        for contender in contenders
    )
    return list(dict.fromkeys(sentences))


def _ruled_out(contender: Contender, outcome: ChoiceOutcome) -> str:
    """“ruled out by “REST API””; empty if it is not, or if there is no other."""
    words = contender.ruled_out_words
    return _low(words) if words and outcome.result != Decision.LONE else ""


def _reason(contender: Contender, contenders: Sequence[Contender], outcome: ChoiceOutcome) -> str:
    """What a framework meets, and why it is behind if it is."""
    name = contender.framework.name
    if not contender.candidate.competes:
        unrooted = any(finding.answer.lack == Lack.NO_ROOT for finding in contender.findings)
        return f"{name}: {'only generated text speaks' if unrooted else 'nothing is said'} of it."
    words = " and ".join(_low(contender.range_words(wish)) for wish in Wish if contender.of(wish))
    limited = contender.conditions_words(*Wish)
    return f"{name} {words}{f', {limited}' if limited else ''}{_behind(contender, contenders, outcome)}."


def _behind(contender: Contender, contenders: Sequence[Contender], outcome: ChoiceOutcome) -> str:
    """Who is surely ahead of a framework that is left; empty for those of the outcome."""
    if contender.framework.slug in outcome.frameworks or outcome.result == Decision.NOBODY:
        return ""
    best = contender.candidate.tallies.best
    ahead = [other.framework.name for other in contenders if other.candidate.tallies.worst > best]
    return f", so {ahead[0]} is ahead whatever is open" if ahead else ""


def _low(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _high(words: str) -> str:
    """A sentence from its beginning; a name stays as it is written."""
    return f"O{words[1:]}" if words.startswith("only ") else words
