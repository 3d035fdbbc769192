"""The statements of a search: which things are looked at, what each word adds to their score, and the best of them.

All in one statement, over primary keys of words that `kb.search.finding` knows: a base of any size costs the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func

from kb.evidence.kinds import WITH_PAGES
from kb.models import Claim, Mention, Word
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import public_sql
from kb.search.queries import COMMON, Search, SearchTerm, Spelling

SEARCHABLE_MODELS = {kind.name: KIND_MODELS[kind.name] for kind in WITH_PAGES}
MENTION, WORD, CLAIM = (model._meta.db_table for model in (Mention, Word, Claim))

# many: common words; of each kind, where the mentions that are looked at end. looked: the mentions looked at.
LOOKED = """
    WITH kinds (kind) AS (VALUES {kinds}),
    many (word, kind, ending) AS (
        SELECT words.id, kinds.kind, (
            SELECT target FROM {mention} WHERE word_id = words.id AND kind = kinds.kind
            ORDER BY target LIMIT 1 OFFSET {most}
        )
        FROM {word} words CROSS JOIN kinds WHERE words.id IN ({common})
    ),
    looked AS (
        SELECT kind, target, word_id, weight FROM {mention}
        WHERE word_id IN ({rare}) AND kind IN (SELECT kind FROM kinds)
        UNION ALL
        SELECT one.kind, one.target, one.word_id, one.weight FROM many CROSS JOIN {mention} one
        WHERE one.word_id = many.word AND one.kind = many.kind AND (many.ending IS NULL OR one.target < many.ending)
    ),
"""
# A search for one word is scored by these mentions. One for several is, where they are those of all its words, with
# the mentions in the same things further on; else by all mentions of the things that may have its words.
SCORED = """
    scored AS (SELECT kind, target, {scores} FROM looked one GROUP BY kind, target)
"""
SCORED_FURTHER = """
    scored AS (SELECT kind, target, {scores} FROM (
        SELECT kind, target, word_id, weight FROM looked
        UNION ALL
        SELECT one.kind, one.target, one.word_id, one.weight
        FROM many CROSS JOIN (SELECT DISTINCT kind, target FROM looked) met CROSS JOIN {mention} one
        WHERE many.ending IS NOT NULL AND met.kind = many.kind AND one.target = met.target AND one.kind = met.kind
            AND one.word_id = many.word AND one.target >= many.ending
    ) one GROUP BY kind, target)
"""
SCORED_TOGETHER = """
    met AS (SELECT DISTINCT kind, target FROM looked WHERE {meeting}),
    scored AS (
        SELECT one.kind AS kind, one.target AS target, {scores}
        FROM met CROSS JOIN {mention} one WHERE one.target = met.target AND one.kind = met.kind
        GROUP BY one.kind, one.target
    )
"""
MEETS = """
    EXISTS (SELECT 1 FROM {mention} other
        WHERE other.target = looked.target AND other.kind = looked.kind AND other.word_id IN ({words}))
"""
MENTIONS_LOOKED_AT = 5 * COMMON  # mentions of things that a search looks at, those of common words apart
FEW_SPELLINGS = 12  # spellings: so many are sought in a thing before all its words are read
BEST_CLAIMS = """
    SELECT best.total, EXISTS (SELECT 1 FROM many WHERE ending IS NOT NULL), claim.key, {names}
    FROM (
        SELECT scored.*, COUNT(*) OVER () AS total, {sum} AS score FROM scored WHERE {complete}
        ORDER BY score DESC, target LIMIT {number} OFFSET {first}
    ) best JOIN {claim} claim ON claim.id = best.target
    ORDER BY best.score DESC, best.target
"""
PLACE_OF_CLAIM = """
    , ranked AS (
        SELECT target, ROW_NUMBER() OVER (ORDER BY {sum} DESC, target) - 1 AS place FROM scored WHERE {complete}
    )
    SELECT (SELECT COUNT(*) FROM ranked),
        (SELECT place FROM ranked WHERE target = (SELECT id FROM {claim} WHERE key = %s))
"""
BEST_THINGS = """
    SELECT kind, {slug}, total, kind IN (SELECT kind FROM many WHERE ending IS NOT NULL) OR {is_cut}, {names}
    FROM (
        SELECT summed.*, SUM(complete) OVER (PARTITION BY kind) AS total,
            ROW_NUMBER() OVER (PARTITION BY kind ORDER BY matched DESC, score DESC, target) AS place
        FROM (
            SELECT one.*, CASE WHEN {complete} THEN 1 ELSE 0 END AS complete, {matched} AS matched, {sum} AS score
            FROM scored one WHERE CASE one.kind {public} ELSE 1 = 1 END
        ) summed
    ) ranked WHERE place <= {number}
    ORDER BY kind, place
"""
SLUG_OF_KIND = " ".join(
    f"WHEN '{kind}' THEN (SELECT {'key' if model is Claim else 'slug'} FROM {model._meta.db_table} WHERE id = target)"  # noqa: S608
    for kind, model in {**SEARCHABLE_MODELS, "claim": Claim}.items()
)

PUBLIC_KINDS = " ".join(f"WHEN '{kind.name}' THEN {public_sql(kind, 'one.target')}" for kind in WITH_PAGES)
# most words stand in claims, of which the index holds published ones alone: that is looked at first
PUBLIC_WORD = f"""(EXISTS (
    SELECT 1 FROM {MENTION} one WHERE one.word_id = {{word}} AND one.kind = 'claim' LIMIT 1 OFFSET 0
) OR EXISTS (
    SELECT 1 FROM {MENTION} one WHERE one.word_id = {{word}}
        AND CASE one.kind {PUBLIC_KINDS} ELSE 1 = 1 END LIMIT 1 OFFSET 0
))"""  # noqa: S608


class IsPublicWord(Func):
    """The condition that a word stands in a claim or in a thing that anybody may see."""

    output_field = BooleanField()

    def __init__(self, *key: Any, **extra: Any) -> None:
        super().__init__(*(key or ("pk",)), **extra)

    def as_sql(self, compiler: Any, database: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        key, parameters = compiler.compile(self.source_expressions[0])
        return PUBLIC_WORD.format(word=key), list(parameters)


def best_claims(
    search: Search, looked_for: Collection[Spelling], most: int, first: int, number: int
) -> list[tuple[Any, ...]]:
    """Total, whether there may be more, key, and a score for each word, of ``number`` claims that have all words.

    Claims with one of the spellings are looked at; of a common one, those of its first ``most`` mentions. One query.
    """
    parts = {"meeting": _meeting(search, looked_for)}
    return _rows(BEST_CLAIMS, search, looked_for, ["claim"], parts, most=most, first=first, number=number)


def place_of_claim(search: Search, looked_for: Collection[Spelling], most: int, key: str) -> tuple[int, int | None]:
    """How many claims `best_claims` ranks, and how many of them before one; None if it is not among them. One query."""
    parts = {"meeting": _meeting(search, looked_for)}
    ((total, place),) = _rows(PLACE_OF_CLAIM, search, looked_for, ["claim"], parts, [key], most=most)
    return total, place


def best_things(search: Search, number: int, kinds: Iterable[str] = SEARCHABLE_MODELS) -> list[tuple[Any, ...]]:
    """Kind, slug, how many of the kind have all words, whether there may be more, and a score for each word (None: it
    has it not), of the ``number`` things of each kind with the most words, the best of equals. One query.

    The kind may be ``claim``, whose slug is its key.
    """
    few = [_best_spellings(term, MENTIONS_LOOKED_AT // len(search.terms)) for term in search.terms]
    looked_for = [spelling for spellings in few for spelling in spellings]
    if not looked_for:
        return []
    is_cut = any(len(spellings) < len(term.spellings) for spellings, term in zip(few, search.terms, strict=True))
    parts = {"meeting": "1 = 1", "is_cut": "1 = 1" if is_cut else "1 = 0", "public": PUBLIC_KINDS}
    most = COMMON // len(search.terms)
    scores = SCORED_TOGETHER if is_cut else SCORED_FURTHER
    return _rows(BEST_THINGS, search, looked_for, [*kinds], parts, scores_of=scores, most=most, number=number)


def public_words(words: Iterable[int]) -> set[int]:
    """Those of some words, by primary key, that stand in a claim or in a thing that anybody may see. One query."""
    return set(Word.objects.filter(IsPublicWord(), pk__in=list(words)).values_list("pk", flat=True))


def _best_spellings(term: SearchTerm, most: int) -> list[Spelling]:
    """Those that fit best, the rarest of these first, as long as so many mentions are enough for them."""
    ordered = sorted(term.spellings, key=lambda spelling: (-spelling.quality, spelling.mentions, spelling.word))
    sums = accumulate(spelling.mentions for spelling in ordered)
    return [spelling for spelling, mentions in zip(ordered, sums, strict=True) if mentions <= most] or ordered[:1]


def _meeting(search: Search, looked_for: Collection[Spelling]) -> str:
    """What the other words ask of a thing before all its words are read."""
    few = [
        term.spellings for term in search.terms if term.spellings != looked_for and len(term.spellings) <= FEW_SPELLINGS
    ]
    return " AND ".join(MEETS.format(mention=MENTION, words=_keys(spellings)) for spellings in few) or "1 = 1"


def _rows(
    best: str,
    search: Search,
    looked_for: Collection[Spelling],
    kinds: Iterable[str],
    parts: Mapping[str, str],
    parameters: Sequence[str] = (),
    *,
    scores_of: str = SCORED_TOGETHER,
    **numbers: int,
) -> list[tuple[Any, ...]]:
    names = [f"score_{place}" for place, _ in enumerate(search.terms)]
    common = min(numbers["most"], COMMON)
    sql = f"{LOOKED}{scores_of if len(names) > 1 else SCORED}{best}".format(
        kinds=", ".join(f"('{kind}')" for kind in kinds),
        common=_keys(spelling for spelling in looked_for if spelling.mentions > common),
        rare=_keys(spelling for spelling in looked_for if spelling.mentions <= common),
        scores=", ".join(f"MAX({_score(term)}) AS {name}" for name, term in zip(names, search.terms, strict=True)),
        names=", ".join(names),
        sum=" + ".join(f"COALESCE({name}, 0)" for name in names),
        complete=" AND ".join(f"{name} IS NOT NULL" for name in names),
        matched=" + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in names),
        slug=f"CASE kind {SLUG_OF_KIND} END",
        mention=MENTION,
        word=WORD,
        claim=CLAIM,
        **parts,
        **numbers,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _score(term: SearchTerm) -> str:
    """What one mention adds for a word of the search; null if it is of another word."""
    by_quality: dict[int, list[Spelling]] = {spelling.quality: [] for spelling in term.spellings}
    for spelling in term.spellings:
        by_quality[spelling.quality].append(spelling)
    cases = (
        f"WHEN one.word_id IN ({_keys(spellings)}) THEN one.weight * {quality * term.rarity}"
        for quality, spellings in sorted(by_quality.items())
    )
    return f"CASE {' '.join(cases)} END" if term.spellings else "CAST(NULL AS integer)"


def _keys(spellings: Iterable[Spelling]) -> str:
    """Primary keys for a condition, 0 if there is none: it is nobody's, and a condition must not be empty."""
    return ", ".join(map(str, sorted({spelling.word for spelling in spellings} or {0})))
