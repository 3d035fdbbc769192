"""Claims on temporal questions, drawn at random, and their timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from compare.drawings.timeline import Timeline, timeline
from kb.evidence.records import ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare import records
from tests.compare.records import TODAY, claim, vocabulary

PERIODS = ["", "2019", "2023", "2024", "2024-02", "2024-02-29", "2025-12-31"]
fields = st.fixed_dictionaries(
    {
        "source": st.sampled_from("abcd"),
        "framework": st.sampled_from(["flask", "django"]),
        "as_of": st.sampled_from(PERIODS),
        "scope": st.sampled_from([None, None, "small", "large"]),
    }
)
said = st.lists(st.tuples(fields, st.sampled_from([12, 12.9, 40, -3, 1000])), min_size=1, max_size=30)
choices = st.lists(st.tuples(fields, st.sampled_from(["easy", "steep"])), min_size=1, max_size=30)


def temporal(**changed: Any) -> Vocabulary:
    """The usual vocabulary with a temporal choice as well."""
    words = vocabulary()
    aspects = dict(words.aspects)
    aspects["curve"] = records.aspect("curve", "choice", group="effort", options=("easy", "steep"), temporal=True)
    aspects["share"] = records.aspect("share", "number", unit="%", temporal=True, **changed)
    return Vocabulary(
        words.frameworks, words.groups, aspects, words.scopes, words.companies, words.sources, words.links
    )


def drawn(claims: list[ClaimRecord], aspect: str = "share", today: date = TODAY, **changed: Any) -> Timeline:
    words = temporal(**changed)
    found = timeline(words.aspects[aspect], records.cells(claims, words), words, today)
    assert found is not None
    return found


def claims_of(rows: list[tuple[dict[str, Any], Any]]) -> list[ClaimRecord]:
    return [claim(f"c{n:02}", value, **one) for n, (one, value) in enumerate(rows)]
