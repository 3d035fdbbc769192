"""A choice as an architecture decision record; its whole file is among those of `test_markdown`."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given

from compare.chooser.arrangement import Chooser
from compare.faces.contents import Content
from compare.faces.decision import write
from kb.evidence.choice import choose
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey, ClaimRecord, FrameworkRecord, NeedRecord
from tests.compare.faces import tiny
from tests.compare.faces.hostile import TEXT
from tests.compare.records import TODAY, claim, envelope, text, vocabulary

HEADS = [
    "## Context and Problem Statement", "## Decision Drivers", "## Considered Options", "## Decision Outcome",
    "### Consequences", "### Confirmation", "## Pros and Cons of the Options", "### Flask", "### Django",
    "## More Information",
]  # fmt: skip


def record(*claims: ClaimRecord, name: str = "Own ORM", framework: str = "Django", asked: bool = True) -> str:
    """The record of a choice between Flask and Django by one must, an ORM."""
    known = vocabulary(django=framework)
    need = NeedRecord("orm", name, f"Do you need {name}?", "orm", frozenset({True}))
    columns = ("django", "flask") if asked else ()
    keys = [CellKey(column, "orm") for column in columns]
    judged = judge_cells(keys, claims, {}, Surroundings(known), TODAY)
    found = choose([need] if asked else [], [], columns, judged, known)
    cells = {key: tiny.CellView(key, one, known) for key, one in judged.items()}
    choice = Chooser(found, (need,), known, cells)
    content = Content(main="choices", title="Choose a framework", choice=choice)
    return text(write(envelope(content, known, query="must=orm"), choice))


def heads(written: str) -> list[str]:
    return [line for line in written.splitlines() if line.startswith(("## ", "### "))]


def test_the_headings_are_those_of_madr_in_its_order() -> None:
    assert heads(record(claim("k"))) == HEADS
    assert record(claim("k")).splitlines()[:6] == [
        "---", "status: proposed", f"date: {TODAY.isoformat()}", "---", "", "# Choose a web framework for own ORM",
    ]  # fmt: skip


MET = "is said to be met, by one independent source"


def test_a_chosen_option_is_named_as_madr_names_it() -> None:
    written = record(claim("k"), claim("l", False, framework="django"))
    assert 'Chosen option: "Flask", because it is said to meet every must, by one independent source' in written
    assert "Certainty of this outcome: weak." in written
    assert f"* Good, because “Own ORM” (must have) {MET}.\n" in written
    against = f"* Bad, because “Own ORM” (must have) {MET.replace('said', 'said not')} (certainty: weak). Against: no "
    assert f"{against}(1 document, 1 root, weak)[^1]." in written


def test_an_option_that_is_chosen_under_a_condition_says_so() -> None:
    written = record(claim("k", scope="small"), claim("l", False, framework="django"))
    assert "source (“Own ORM” only under a condition), and if its evidence is right, no other" in written
    assert f"* Good, because “Own ORM” (must have) {MET}, under a condition.\n" in written


def test_without_a_decision_what_is_known_stands_first_and_then_what_could_change_it() -> None:
    written = record(claim("k"), claim("h", False, hedged=True, framework="django"))
    outcome = written[written.index("## Decision Outcome") : written.index("### Confirmation")]
    assert outcome.splitlines()[2].startswith(
        "No option is chosen. Only Flask is said to meet the must, by one independent source; Django is open. Und"
    )
    assert "could change that:\n\n* Django: “Own ORM” (must have) may not be met.\n" in outcome
    assert f"If Flask is taken on what is known:\n\n* Good, because “Own ORM” (must have) {MET}.\n" in outcome
    assert "Chosen option" not in written


def test_frameworks_of_which_nothing_is_said_stand_below_the_options() -> None:
    content = tiny.choice()
    assert content.choice is not None
    react = FrameworkRecord("react", "Re*act", (), "", "")
    written = text(write(envelope(content, tiny.words()), replace(content.choice, left_out=(react,))))
    assert "* Flask\n\nNothing is said of Re\\*act about these needs.\n\n## Decision Outcome" in written


def test_the_marks_of_one_value_stand_in_their_order() -> None:
    claims = [claim("k", source="c", framework="django"), claim("l", source="a"), claim("m", source="c")]
    assert "For: yes (2 documents, 2 roots, fair)[^1][^2]." in record(*claims)


def test_what_would_change_the_outcome_confirms_it_or_not() -> None:
    written = record(claim("k"))
    confirmation = written[written.index("### Confirmation") : written.index("## Pros")]
    assert "if it were not met, Flask would be the answer." in confirmation
    assert "<https://claimgrid.example/choose/?must=orm>" in confirmation


def test_every_footnote_is_there_once_and_used() -> None:
    written = record(claim("k"), claim("l", source="b"), claim("m", False, source="c", framework="django"))
    noted = re.findall(r"^\[\^(\d+)\]: ", written, re.MULTILINE)
    used = re.findall(r"\[\^(\d+)\](?!:)", written)
    assert noted == ["1", "2", "3"]
    assert set(used) == set(noted)


def test_nothing_asked_names_the_needs_that_there_are() -> None:
    written = record(asked=False)
    assert "`orm`: Do you need Own ORM?" in written
    assert heads(written) == ["## Context and Problem Statement", "## More Information"]


@given(TEXT.filter(str.strip), TEXT.filter(str.strip))
def test_no_name_breaks_the_record(name: str, framework: str) -> None:
    plain, hostile = record(claim("k")), record(claim("k"), name=name, framework=framework)
    assert len(hostile.splitlines()) == len(plain.splitlines())
    assert [line[:2] for line in hostile.splitlines()] == [line[:2] for line in plain.splitlines()]


def test_conditions_and_readings_stand_in_the_arguments() -> None:
    written = record(claim("k", scope="small"), claim("l", False, scope="large"))
    assert "“Own ORM” (must have) is conditional. For: yes for small apps (1 document, 1 root, weak)[^1]." in written
    assert "[^1]. Against: no for large apps (1 document, 1 root, weak)[^1]." in written


def test_a_must_that_no_framework_meets_is_said() -> None:
    written = record(claim("k", False), claim("l", False, framework="django"))
    assert "No option is chosen. No framework meets every must, if one article is right: A (article). " in written
    assert "* Neutral, because nothing is chosen.\n" in written
