"""A choice as an architecture decision record, with the headings of MADR 4, ready to paste. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compare.chooser.arrangement import Chooser
from compare.chooser.changes import OutcomeChange
from compare.chooser.findings import WISH_NAMES, Contender, Finding
from compare.display.certainty_words import attribution, phrase, weakest
from compare.faces.contents import LICENSE, Envelope
from compare.faces.footnotes import Footnotes, escaped, side_words
from kb.evidence.certainty import Certainty
from kb.evidence.choice import Decision, Wish
from kb.evidence.need_answers import Verdict
from kb.wording import all_of, alternatives

SAYS = {Verdict.MET: "Good", Verdict.UNMET: "Bad"}
ROOTS = (
    "A document is one source; a root is where its statement comes from. Documents that copy each other share a root. "
    "A range of roots depends on whether a link that the editors inferred holds."
)


def write(envelope: Envelope, choice: Chooser) -> Iterator[str]:
    """The record. It proposes; who decides writes that in."""
    notes = Footnotes(envelope.vocabulary)
    yield f"---\nstatus: proposed\ndate: {envelope.today.isoformat()}\n---\n\n# {_title(choice)}\n"
    yield from _context(envelope, choice)
    if choice.has_needs:
        yield from _drivers(choice)
        yield from _options(choice)
        yield from _outcome(choice, envelope)
        yield "\n## Pros and Cons of the Options\n"
        for contender in choice.contenders:
            yield from _option(contender, notes)
    yield from _more(envelope, choice)
    yield "\n" if notes.numbers else ""
    yield from notes.lines()


def _points(lines: Iterable[str]) -> Iterator[str]:
    yield "\n"
    for line in lines:
        yield f"* {line}\n"


def _title(choice: Chooser) -> str:
    names = [need.name for need in choice.choice.musts or choice.choice.nices]
    return escaped(f"Choose a web framework for {all_of([_low(name) for name in names])}" if names else
                   "Choose a web framework")  # fmt: skip


def _low(name: str) -> str:
    """A name within a sentence: “Admin panel” as admin panel, “REST API” as it is."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _context(envelope: Envelope, choice: Chooser) -> Iterator[str]:
    yield "\n## Context and Problem Statement\n\n"
    if not choice.has_needs:
        yield "Nothing is asked yet: name needs with `must` and `nice`.\n"
        yield from _points(f"`{need.slug}`: {escaped(need.question)}" for need in choice.offered)
        return
    names = alternatives([escaped(contender.framework.name) for contender in choice.contenders]) or "which framework"
    yield f"Which web framework meets what we need: {names}?\n"
    yield f"Weighed is what sources say of it, copies counted once: {escaped(envelope.sentence())}\n"


def _drivers(choice: Chooser) -> Iterator[str]:
    yield "\n## Decision Drivers\n"
    yield from _points(
        f"{WISH_NAMES[wish].capitalize()}: {escaped(need.name)}. {escaped(need.question)}"
        for wish, needs in ((Wish.MUST, choice.choice.musts), (Wish.NICE, choice.choice.nices))
        for need in needs
    )


def _options(choice: Chooser) -> Iterator[str]:
    yield "\n## Considered Options\n"
    yield from _points([escaped(contender.framework.name) for contender in choice.contenders] or ["None has evidence."])
    for words in (choice.silent_words, choice.left_out_words):
        yield f"\n{escaped(words)}\n" if words else ""


def _outcome(choice: Chooser, envelope: Envelope) -> Iterator[str]:
    yield "\n## Decision Outcome\n\n"
    if choice.outcome.result == Decision.DECIDED:
        (chosen,) = choice.chosen
        yield f'Chosen option: "{escaped(chosen.framework.name)}", because {_because(choice)}. '
        yield f"{_certainty(choice)} {escaped(choice.answer)}\n"
    else:
        yield f"No option is chosen. {escaped(choice.answer)}{_certainty(choice, ' ')}\n"
    if choice.reasons:
        yield from _points(escaped(reason) for reason in choice.reasons)
    if choice.outcome.result != Decision.DECIDED and choice.still_open:
        yield "\nThis is still open, and could change that:\n"
        yield from _points(_open(finding) for finding in choice.still_open)
    yield "\n### Consequences\n"
    yield from _consequences(choice)
    yield "\n### Confirmation\n\n"
    yield f"Ask the same again at <{_address(envelope)}>. {escaped(choice.changes_words)}\n"
    for group in choice.changes:
        yield f"\n{group.title}:\n"
        yield from _points(_change(change) for change in group.changes)


def _because(choice: Chooser) -> str:
    """Why it is chosen; that no other can be ahead is as certain as the outcome, and says so."""
    limited = escaped(choice.chosen[0].conditions_words(Wish.MUST))
    reasons = [f"{_meets_musts(choice.chosen[0])}{f' ({limited})' if limited else ''}"] if choice.choice.musts else []
    if len(choice.contenders) > 1:
        limit = "" if choice.outcome.certainty == Certainty.STRONG else "if its evidence is right, "
        reasons.append(f"{limit}no other framework can be ahead of it, whatever the open questions turn out to be")
    return ", and ".join(reasons) or "it is the only one considered"


def _meets_musts(chosen: Contender) -> str:
    """“it meets every must”, “it is said to meet every must, each by one independent source”."""
    grounds = [finding.assurance for finding in chosen.of(Wish.MUST) if finding.assurance]
    return f"it {phrase(weakest(grounds), 'meet', 'meets')} every must{attribution(grounds)}"


def _certainty(choice: Chooser, lead: str = "") -> str:
    """How certain the outcome is; empty where nothing is decided."""
    certainty = choice.outcome.certainty
    return f"{lead}Certainty of this outcome: {certainty}." if certainty else ""


def _consequences(choice: Chooser) -> Iterator[str]:
    if choice.outcome.result == Decision.DECIDED:
        (chosen,) = choice.chosen
        yield from _points(_brief(finding) for finding in chosen.findings)
    elif choice.proven:
        yield f"\nIf {escaped(choice.proven.framework.name)} is taken on what is known:\n"
        yield from _points(_brief(finding) for finding in choice.proven.findings)
    else:
        yield from _points(["Neutral, because nothing is chosen."])


def _open(finding: Finding) -> str:
    return f"{escaped(finding.cell.framework.name)}: {_need(finding)} {_is(finding)}."


def _brief(finding: Finding) -> str:
    return f"{_says(finding)}, because {_need(finding)} {_is(finding)}."


def _says(finding: Finding) -> str:
    return "Neutral" if finding.answer.is_open else SAYS.get(finding.answer.verdict, "Neutral")


def _need(finding: Finding) -> str:
    return f"{escaped(f'“{finding.need.name}”')} ({WISH_NAMES[finding.wish]})"


def _is(finding: Finding) -> str:
    """“is met”, “is said to be met, by one independent source”, “is not known: nobody has looked”."""
    label = finding.verdict.label
    words = label if finding.has_verb else f"is {label}"
    return f"{words}: {finding.lack_words}" if finding.lack_words else words


def _certain(finding: Finding) -> str:
    return f" (certainty: {finding.answer.certainty})" if finding.answer.certainty else ""


def _change(change: OutcomeChange) -> str:
    return f"{escaped(change.title)} (now: {change.now}): {escaped(change.words)}."


def _option(contender: Contender, notes: Footnotes) -> Iterator[str]:
    yield f"\n### {escaped(contender.framework.name)}\n\n"
    arguments = [*([f"{contender.ruled_out_words}."] if contender.ruled_out_words else []), *contender.counts]
    yield f"{escaped(' '.join(arguments))}\n"
    yield from _points(_argument(finding, notes) for finding in contender.findings)


def _argument(finding: Finding, notes: Footnotes) -> str:
    """“Good, because “REST API” (must have) is met: certainty strong. For: yes (2 documents, 2 roots)[^1][^2].”"""
    parts = [f"{_says(finding)}, because {_need(finding)} {_is(finding)}{_certain(finding)}"]
    for evidence in finding.evidence:
        sides = "; ".join(side_words(side, notes) for side in evidence.sides)
        together = f"; together {evidence.evidence_words}" if evidence.is_several else ""
        parts.append(f"{evidence.title}: {sides}{together}")
    parts += [", ".join(finding.notes).capitalize()] if finding.notes else []
    parts += [finding.hidden_words.capitalize()] if finding.hidden_words else []
    parts += [escaped(finding.reading_words.rstrip("."))] if finding.reading_words else []
    return ". ".join(parts) + "."


def _address(envelope: Envelope) -> str:
    return f"{envelope.origin}/choose/{'?' if envelope.query else ''}{envelope.query}"


def _more(envelope: Envelope, choice: Chooser) -> Iterator[str]:
    yield "\n## More Information\n"
    unknown = [f"Not known, {escaped(row.need.name)}: {escaped(row.unknown_words)}." for row in choice.unknown]
    yield from _points(
        [
            *unknown,
            *(f"{word.label.capitalize()}: {word.meaning}" for word in choice.verdicts),
            choice.rule,
            ROOTS,
            f"Weighed on {envelope.today.isoformat()}, revision {envelope.revision}, at <{_address(envelope)}>. "
            f"Data: {LICENSE}.",
        ]
    )
