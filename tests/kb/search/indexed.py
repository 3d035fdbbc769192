"""The index as tests look at it, and random edits of a base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from kb.derived import upkeep
from kb.models import Claim, Mention, Option, Word
from kb.search import index
from tests import factories

Picture = set[tuple[str, int, str, int]]


def picture() -> Picture:
    """The index without primary keys of its own. There is no word that stands nowhere."""
    assert set(Word.objects.values_list("pk", flat=True)) == set(Mention.objects.values_list("word", flat=True))
    return set(Mention.objects.values_list("kind", "target", "word__word", "weight"))


def from_scratch() -> Picture:
    """The index as it is after it was built anew."""
    index.rebuild()
    return picture()


def words(kind: str, pk: int) -> set[str]:
    """The words of one thing."""
    return set(Mention.objects.filter(kind=kind, target=pk).values_list("word__word", flat=True))


NAMES = st.sampled_from(["Flask", "Node.js", "Größe", "FastAPI", "REST API", "軽量", "Ruby on Rails", "Zope"])
Step = tuple[str, int, str]
STEPS = st.lists(st.tuples(st.sampled_from([
    "framework", "aspect", "group", "option", "company", "scope", "source", "claim", "publish", "retire", "move",
    "delete", "option moves",
]), st.integers(0, 5), NAMES), max_size=12)  # fmt: skip


class Editing:
    """A small base and edits of it, each by its name, the number of a row and a new text."""

    def __init__(self) -> None:
        with upkeep.collected():
            self._build()

    def _build(self) -> None:
        self.choices = [factories.aspect(value_type="choice", cardinality="many") for _ in range(2)]
        self.options = [factories.option(aspect=self.choices[0], label=label) for label in ("Easy", "Hard")]
        self.spare = factories.option(aspect=self.choices[0], label="Spare")
        self.adoption = factories.adoption(cardinality="many")
        self.company, self.scope = factories.company(industry="media"), factories.scope()
        self.frameworks = [factories.framework() for _ in range(3)]
        source = factories.source(author="Ann", publisher="Press")
        self.claims = [
            factories.claim(
                source=source, framework=self.frameworks[0], option=self.options[0], statement="It is easy."
            ),
            factories.claim(source=source, framework=self.frameworks[1], option=self.options[1], scope=self.scope),
            factories.claim(source=source, framework=self.frameworks[0], aspect=self.adoption, company=self.company),
            factories.draft(source=source, framework=self.frameworks[0], option=self.options[0], quote="secret"),
        ]
        self.rows: dict[str, Any] = {
            "framework": self.frameworks[0],
            "aspect": self.choices[0],
            "group": self.choices[0].group,
            "company": self.company,
            "scope": self.scope,
            "source": source,
        }

    def take(self, what: str, number: int, text: str) -> None:
        claim = self.claims[number % len(self.claims)]
        steps: dict[str, Callable[[], Any]] = {
            "option": lambda: save(self.options[number % 2], label=f"{text} {number}"),
            "claim": lambda: save(claim, statement=text, quote=text[::-1]),
            "publish": lambda: save(claim, status="published", retire_reason=""),
            "retire": lambda: save(claim, status="retired", retire_reason="misread"),
            "move": lambda: save(claim, framework=self.frameworks[number % 2], compared_to=self.frameworks[2]),
            "delete": lambda: Option.objects.filter(pk=self.spare.pk).delete(),
            "option moves": lambda: self.option_moves(self.choices[number % 2]),
        }
        name = "title" if what == "source" else "name"
        with suppress(ValidationError):  # a draft cannot be retired
            steps.get(what, lambda: save(self.rows[what], **{name: f"{text} {what}"}))()

    def option_moves(self, aspect: Any) -> None:
        if Option.objects.filter(pk=self.spare.pk).exists():
            save(self.spare, aspect=aspect)


def save(row: Any, **fields: Any) -> None:
    row = type(row).objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def unpublished() -> Iterator[Claim]:
    """A claim in each state in which nobody outside the admin may see it."""
    for status, more in (("draft", {}), ("review", {}), ("retired", {"retire_reason": "misread"})):
        yield factories.claim(status=status, statement="Unsaid words.", quote="unsaid quote", **more)
