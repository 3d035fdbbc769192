"""Numbers in words, the same for editors and for visitors. Pure."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """“1 claim”, “2 claims”, “1,192 companies”."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def roots_words(documents: int, roots: int, roots_min: int) -> str:
    """“4 documents, 2–3 roots”: the lower number follows inferred upstreams too. No line breaks within the span."""
    low, high = sorted((roots, roots_min))
    span = (counted(high, "root") if high else "no root") if low == high else f"{low}–\u2060{high} roots"
    return f"{counted(documents, 'document')}, {span}"
