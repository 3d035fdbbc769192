"""Keeps the words of everything published: which word stands in which thing, and how prominently.

`kb.rollup` calls it in the transaction of every change. What is not published is never in the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from kb.models import Aspect, Claim, Mention, Option, Word
from kb.reading import value_and_label
from kb.search.asked import ABOUT, ALIAS, LINE, NAME, QUOTE, STATEMENT, VALUE
from kb.search.text import SHORTEST_START, words_of
from kb.statements import portions

THINGS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "framework": (("name", NAME), ("slug", ALIAS), ("aliases", ALIAS)),
    "aspect": (("name", NAME), ("slug", ALIAS), ("group__name", LINE), ("help_text", LINE)),
    "company": (("name", NAME), ("slug", ALIAS), ("aliases", ALIAS), ("industry", LINE)),
    "source": (("title", NAME), ("slug", ALIAS), ("author", LINE), ("publisher", LINE)),
}
CLAIM = (
    ("statement", STATEMENT), ("quote", QUOTE), ("framework__name", ABOUT), ("aspect__name", ABOUT),
    ("company__name", ABOUT), ("compared_to__name", ABOUT), ("scope__name", ABOUT),
)  # fmt: skip
CLAIM_VALUE = ("option__slug", "option__label", "number", "boolean", "text", "aspect__unit")
NAMED_BY_CLAIMS = {
    "framework": ("framework", "compared_to"),
    "aspect": ("aspect",),
    "company": ("company",),
    "option": ("option",),
    "scope": ("scope",),
}
COLUMNS = ("word_id", "kind", "target", "weight")
THINGS_AT_ONCE = 500
ROWS_AT_ONCE = 200  # SQLite may take no more than 999 values in a statement

Words = dict[str, int]  # a word, and its weight in a thing
T = TypeVar("T")


class Changed:
    """Whose words a transaction may have changed: things themselves, and what names them."""

    def __init__(self) -> None:
        self.things: set[tuple[str, int]] = set()
        self.names: set[tuple[str, int]] = set()

    def add(self, row: Any, unused: bool, before: tuple[Any, ...] | None = None) -> None:
        """Note a written row; nothing names an ``unused`` one. ``before``: the aspect that an option belonged to."""
        kind = row._meta.model_name
        if kind in THINGS or kind == "claim":
            self.things.add((kind, row.pk))
        if kind == "option":
            self.things |= {("aspect", pk) for pk in (row.aspect_id, *(before or ()))}
        if not unused and (kind in NAMED_BY_CLAIMS or kind == "aspectgroup"):
            self.names.add((kind, row.pk))

    def include(self, other: Changed) -> None:
        self.things |= other.things
        self.names |= other.names


def rebuild() -> int:
    """Write the whole index afresh. Returns the number of words. Some queries for each 500 things."""
    Mention.objects.all().delete()
    Word.objects.all().delete()
    for kind in (*THINGS, "claim"):
        _write(kind, sorted(_table(kind).objects.values_list("pk", flat=True)), fresh=True)
    return Word.objects.count()


def update(changed: Changed) -> None:
    """Bring the words of what changed up to date. Writes nothing where no word has changed."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in changed.things:
        by_kind[kind].add(pk)
    renamed: dict[str, set[int]] = defaultdict(set)
    for kind, pk in changed.names:
        renamed[kind].add(pk)
    if groups := renamed.pop("aspectgroup", None):
        by_kind["aspect"] |= set(Aspect.objects.filter(group__in=groups).values_list("pk", flat=True))
    if renamed:
        by_kind["claim"] |= set(_claims_naming(renamed))
    for kind, pks in sorted(by_kind.items()):
        _write(kind, sorted(pks))


def _claims_naming(renamed: Mapping[str, Collection[int]]) -> Iterable[int]:
    naming = Q(pk__in=[])
    for kind, pks in renamed.items():
        for path in NAMED_BY_CLAIMS[kind]:
            naming |= Q(**{f"{path}__in": pks})
    found: Iterable[int] = Claim.objects.published().filter(naming).order_by().values_list("pk", flat=True)
    return found


def _write(kind: str, pks: Sequence[int], fresh: bool = False) -> None:
    """Store the words of these things; ``fresh`` says that none is stored."""
    for some in portions(pks, THINGS_AT_ONCE):
        wanted = {
            (target, word): weight for target, words in read(kind, some).items() for word, weight in words.items()
        }
        gone = {} if fresh else _without_stored(kind, some, wanted)
        for mentions in portions(list(gone), ROWS_AT_ONCE):
            Mention.objects.filter(pk__in=mentions).delete()
        _put_in(kind, wanted)
        for words in portions(sorted(set(gone.values())), ROWS_AT_ONCE):
            there = Mention.objects.filter(word=OuterRef("pk"))
            Word.objects.filter(~Exists(there), pk__in=words).delete()


def _without_stored(kind: str, targets: Collection[int], wanted: dict[tuple[int, str], int]) -> dict[int, int]:
    """Take out of the wanted mentions those that are stored. Returns the stored ones that are not wanted, with their
    words, by primary key. One query.
    """
    gone = {}
    stored = Mention.objects.filter(kind=kind, target__in=targets).order_by()
    for pk, word_id, word, target, weight in stored.values_list("pk", "word", "word__word", "target", "weight"):
        if wanted.get((target, word)) == weight:
            del wanted[target, word]
        else:
            gone[pk] = word_id
    return gone


def _put_in(kind: str, wanted: Mapping[tuple[int, str], int]) -> None:
    known: dict[str, int] = {}
    for words in portions(sorted({word for _, word in wanted}), ROWS_AT_ONCE):
        known |= dict(Word.objects.filter(word__in=words).values_list("word", "pk"))
        new = [Word(word=word, start=word[:SHORTEST_START]) for word in words if word not in known]
        known |= {row.word: row.pk for row in Word.objects.bulk_create(new)}
    _insert([(known[word], kind, target, weight) for (target, word), weight in wanted.items()])


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert mentions, some seven times as fast as ``bulk_create``: there are very many."""
    one = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        for some in portions(rows, ROWS_AT_ONCE):
            values = ", ".join([one] * len(some))
            insert = f"INSERT INTO {Mention._meta.db_table} ({', '.join(COLUMNS)}) VALUES {values}"  # noqa: S608
            cursor.execute(insert, list(chain.from_iterable(some)))


def read(kind: str, pks: Collection[int]) -> dict[int, Words]:
    """The words of some things of a kind, as they are stored now. One query, two for aspects."""
    found: dict[int, Words] = defaultdict(dict)
    for pk, text, weight in _claim_texts(pks) if kind == "claim" else _thing_texts(kind, pks):
        words = found[pk]
        for word, whole in words_of(text).items():
            words[word] = max(words.get(word, 0), weight if whole else weight // 2)
    return found


def _table(kind: str) -> Any:
    return apps.get_model("kb", kind)


def _thing_texts(kind: str, pks: Collection[int]) -> Iterator[tuple[int, str, int]]:
    columns = THINGS[kind]
    rows = _table(kind).objects.filter(pk__in=pks).order_by("pk")
    for pk, *texts in rows.values_list("pk", *(name for name, _ in columns)):
        for text, (_, weight) in zip(texts, columns, strict=True):
            yield pk, text, weight
    if kind == "aspect":
        for pk, label in Option.objects.filter(aspect__in=pks).values_list("aspect", "label"):
            yield pk, label, LINE


def _claim_texts(pks: Collection[int]) -> Iterator[tuple[int, str, int]]:
    rows = Claim.objects.filter(pk__in=pks, status="published").order_by("pk")
    for pk, key, *cells in rows.values_list("pk", "key", *CLAIM_VALUE, *(name for name, _ in CLAIM)):
        value, texts = cells[: len(CLAIM_VALUE)], cells[len(CLAIM_VALUE) :]
        yield pk, value_and_label(*value)[1], VALUE
        if not texts[0]:
            yield pk, key, STATEMENT
        for text, (_, weight) in zip(texts, CLAIM, strict=True):
            yield pk, text or "", weight
