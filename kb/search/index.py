"""Keeps the words of everything published: which word stands in which thing, and how prominently.

`kb.derived.upkeep` calls it in the transaction of every change. What is not published is never in the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from kb.evidence.kinds import ASPECT, GROUP, KINDS, OPTION
from kb.models import Aspect, Claim, Mention, Option, Word
from kb.models.kind_models import KIND_MODELS, NAME_OF_MODEL
from kb.rows import bulk
from kb.rows.reading import value_and_label
from kb.rows.statements import Statement, portions
from kb.search.queries import ABOUT, ALIAS, LINE, NAME, QUOTE, STATEMENT, VALUE
from kb.search.terms import SHORTEST_START, words_of

INDEXED_FIELDS: Mapping[str, tuple[tuple[str, int], ...]] = {
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
NAMED_IN_TEXTS = {path.partition("__")[0] for path in (*CLAIM_VALUE, *(name for name, _ in CLAIM)) if "__" in path}
CLAIM_TEXTS = {
    name: columns
    for name, kind in KINDS.items()
    if (columns := tuple(column for column in kind.columns if column in NAMED_IN_TEXTS))
}  # by kind, the columns of a claim by which its words stand among those of the claim
WORDS_OF_THINGS = {
    name: Statement(KIND_MODELS[name], "pk", *(column for column, _ in columns), order="1")
    for name, columns in INDEXED_FIELDS.items()
}
WORDS_OF_OPTIONS = Statement(Option, "aspect", "label", order="1, 2")
WORDS_OF_CLAIMS = Statement(Claim, "pk", "key", *CLAIM_VALUE, *(name for name, _ in CLAIM), order="1")
MENTIONS = Statement(Mention, "pk", "word", "word__word", "target", "weight", order="1")
WORD_KEYS = Statement(Word, "word", "pk", order="1")
MENTION_COLUMNS = ("word_id", "kind", "target", "weight")
THINGS_AT_ONCE = 500  # read by one query
STORED_TOGETHER = 5000  # things
ROWS_AT_ONCE = 200  # SQLite may take no more than 999 values in a statement

Words = dict[str, int]  # a word, and its weight in a thing
Weights = dict[tuple[int, str], int]  # a thing and a word in it, and its weight


class Changed:
    """Whose words a transaction may have changed: things themselves, and what names them."""

    def __init__(self) -> None:
        self.things: set[tuple[str, int]] = set()
        self.names: set[tuple[str, int]] = set()

    def add(self, row: Any, unused: bool, before: tuple[Any, ...] | None = None) -> None:
        """Note a written row; nothing names an ``unused`` one. ``before``: the aspect that an option belonged to."""
        kind = NAME_OF_MODEL.get(type(row), row._meta.model_name)
        if kind in INDEXED_FIELDS or kind == "claim":
            self.things.add((kind, row.pk))
        if kind == OPTION.name:
            self.things |= {(ASPECT.name, pk) for pk in (row.aspect_id, *(before or ()))}
        if not unused and (kind in CLAIM_TEXTS or kind == GROUP.name):
            self.names.add((kind, row.pk))

    def include(self, other: Changed) -> None:
        self.things |= other.things
        self.names |= other.names


def rebuild() -> int:
    """Write the whole index afresh. Returns the number of words, which are all at hand, as the mentions are not.

    A few queries for each 500 things.
    """
    bulk.clear(Mention)
    Word.objects.all().delete()
    known: dict[str, int] = {}
    for kind in (*INDEXED_FIELDS, "claim"):
        for pks in _all(kind):
            weights = _weights(kind, pks)
            _make({word for _, word in weights} - known.keys(), known)
            _insert(kind, weights, known)
    return len(known)


def _all(kind: str) -> Iterator[list[int]]:
    """The primary keys of all things of a kind, some thousand at once: mentions of a word are stored side by side, and
    the more of them are written together, the less often each page of the table is. A query for each.
    """
    rows, last = _table(kind).objects.order_by("pk").values_list("pk", flat=True), 0
    while portion := list(rows.filter(pk__gt=last)[:STORED_TOGETHER]):
        yield portion
        last = portion[-1]


def update(changed: Changed) -> None:
    """Bring the words of what changed up to date. Writes nothing where no word has changed."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in changed.things:
        by_kind[kind].add(pk)
    renamed: dict[str, set[int]] = defaultdict(set)
    for kind, pk in changed.names:
        renamed[kind].add(pk)
    if groups := renamed.pop(GROUP.name, None):
        by_kind[ASPECT.name] |= set(Aspect.objects.filter(group__in=groups).values_list("pk", flat=True))
    if renamed:
        by_kind["claim"] |= set(_claims_naming(renamed))
    for kind, pks in sorted(by_kind.items()):
        _write(kind, sorted(pks))


def _claims_naming(renamed: Mapping[str, Collection[int]]) -> Iterable[int]:
    naming = Q(pk__in=[])
    for kind, pks in renamed.items():
        for path in CLAIM_TEXTS[kind]:
            naming |= Q(**{f"{path}__in": pks})
    keys: Iterable[int] = Claim.objects.published().filter(naming).order_by().values_list("pk", flat=True)
    return keys


def misspelled() -> Iterator[tuple[str, int]]:
    """The things whose stored words are not those of their texts, by kind and primary key; what is gone has none. Two
    queries for each 500 things, and one for each kind.
    """
    for kind in (*INDEXED_FIELDS, "claim"):
        for pks in _all(kind):
            for portion in portions(pks, THINGS_AT_ONCE):
                words, stored = read(kind, portion), _stored_words(kind, portion)
                yield from ((kind, pk) for pk in portion if words.get(pk, {}) != stored.get(pk, {}))
        there = _table(kind).objects.filter(pk=OuterRef("target"))
        gone = Mention.objects.filter(~Exists(there), kind=kind).order_by()
        yield from ((kind, target) for target in gone.values_list("target", flat=True).distinct())


def _stored_words(kind: str, targets: Collection[int]) -> dict[int, Words]:
    """As `read` would give them. One query."""
    words_by_thing: dict[int, Words] = defaultdict(dict)
    stored = Mention.objects.filter(kind=kind, target__in=targets).order_by()
    for target, word, weight in stored.values_list("target", "word__word", "weight"):
        words_by_thing[target][word] = weight
    return words_by_thing


def idle_words() -> Iterator[str]:
    """Stored words that stand nowhere. One query."""
    there = Mention.objects.filter(word=OuterRef("pk"))
    return Word.objects.filter(~Exists(there)).order_by("word").values_list("word", flat=True).iterator()


def _write(kind: str, pks: Sequence[int]) -> None:
    """Store the words of these things, in place of those that are stored."""
    for portion in portions(pks, STORED_TOGETHER):
        weights = _weights(kind, portion)
        gone = {
            pk: word for few in portions(portion, THINGS_AT_ONCE) for pk, word in _without(kind, few, weights).items()
        }
        for mentions in portions(list(gone), ROWS_AT_ONCE):
            Mention.objects.filter(pk__in=mentions).delete()
        _insert(kind, weights, _numbered({word for _, word in weights}))
        for words in portions(sorted(set(gone.values())), ROWS_AT_ONCE):
            there = Mention.objects.filter(word=OuterRef("pk"))
            Word.objects.filter(~Exists(there), pk__in=words).delete()


def _weights(kind: str, pks: Sequence[int]) -> Weights:
    """What is to be stored of these things."""
    readings = (read(kind, portion) for portion in portions(pks, THINGS_AT_ONCE))
    return {
        (target, word): weight
        for things in readings
        for target, words in things.items()
        for word, weight in words.items()
    }


def _without(kind: str, targets: Collection[int], weights: Weights) -> dict[int, int]:
    """Take out of the wanted mentions those that are stored. Returns the stored ones that are not wanted, with their
    words, by primary key. One query.
    """
    gone = {}
    for pk, word_id, word, target, weight in MENTIONS.among("target", targets, kind=kind):
        if weights.get((target, word)) == weight:
            del weights[target, word]
        else:
            gone[pk] = word_id
    return gone


def _numbered(words: Set[str]) -> dict[str, int]:
    """The primary keys of these words; those that are new are made."""
    known: dict[str, int] = {}
    for portion in portions(sorted(words), ROWS_AT_ONCE):
        known |= dict(WORD_KEYS.among("word", portion))
    _make(words - known.keys(), known)
    return known


def _make(words: Collection[str], known: dict[str, int]) -> None:
    """Store new words, and note their primary keys."""
    rows = [(word, word[:SHORTEST_START]) for word in sorted(words)]
    known |= {word: key for key, word, _ in bulk.inserted(Word, ("word", "start"), rows)}


def _insert(kind: str, weights: Weights, known: Mapping[str, int]) -> None:
    """Store mentions in the order of the table."""
    rows = [(known[word], kind, target, weight) for (target, word), weight in weights.items()]
    bulk.insert(Mention, MENTION_COLUMNS, sorted(rows))


def read(kind: str, pks: Collection[int]) -> dict[int, Words]:
    """The words of some things of a kind, as they are stored now. One query, two for aspects."""
    words_by_thing: dict[int, Words] = defaultdict(dict)
    for pk, text, weight in _claim_texts(pks) if kind == "claim" else _thing_texts(kind, pks):
        words = words_by_thing[pk]
        for word, whole in words_of(text).items():
            words[word] = max(words.get(word, 0), weight if whole else weight // 2)
    return words_by_thing


def _table(kind: str) -> Any:
    return apps.get_model("kb", kind)


def _thing_texts(kind: str, pks: Collection[int]) -> Iterator[tuple[int, str, int]]:
    columns = INDEXED_FIELDS[kind]
    for pk, *texts in WORDS_OF_THINGS[kind].among("id", pks):
        for text, (_, weight) in zip(texts, columns, strict=True):
            yield pk, text, weight
    if kind == ASPECT.name:
        for pk, label in WORDS_OF_OPTIONS.among("aspect_id", pks):
            yield pk, label, LINE


def _claim_texts(pks: Collection[int]) -> Iterator[tuple[int, str, int]]:
    for pk, key, *cells in WORDS_OF_CLAIMS.among("id", pks, status="published"):
        value, texts = cells[: len(CLAIM_VALUE)], cells[len(CLAIM_VALUE) :]
        yield pk, value_and_label(*value)[1], VALUE
        if not texts[0]:
            yield pk, key, STATEMENT
        for text, (_, weight) in zip(texts, CLAIM, strict=True):
            yield pk, text or "", weight
