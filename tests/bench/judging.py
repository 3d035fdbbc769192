"""How much longer judging takes when there is ten times as much of it.

Ratios, not seconds, so that the figures mean the same on every machine. Near 10 is linear.
"""

from collections.abc import Callable
from datetime import date
from timeit import Timer

from kb.evidence import appraisal
from kb.evidence.judgement import Assertion, Question
from kb.evidence.roots import SourceGraph

TODAY = date(2026, 12, 1)
SIZE = 100
TIMES = 10

Work = Callable[[], object]


def judge_a_cell(size: int) -> Work:
    """One contested cell with this many claims, each of another source, in chains of five copies."""
    slugs = [f"source-{number}" for number in range(size)]
    graph = SourceGraph(
        kinds=dict.fromkeys(slugs, "article"),
        derives={slug: [slugs[n - 1]] for n, slug in enumerate(slugs) if n % 5},
    )
    claims = [
        Assertion(key=f"{slug}-1", source=slug, value=bool(n % 3), value_label="") for n, slug in enumerate(slugs)
    ]
    question = Question(many=False, temporal=False, stale_after_months=None, opinion=False)
    return lambda: appraisal.judge(claims, question, graph, TODAY)


BENCHES: dict[str, Callable[[int], Work]] = {
    "judge a cell, 10 × the claims": judge_a_cell,
}


def seconds(work: Work) -> float:
    """The best of five rounds, each long enough to measure."""
    timer = Timer(work)
    rounds, _ = timer.autorange()
    return min(timer.repeat(repeat=5, number=rounds)) / rounds


def main() -> None:
    for name, prepare in BENCHES.items():
        once, more = seconds(prepare(SIZE)), seconds(prepare(SIZE * TIMES))
        print(f"{name:40} × {more / once:5.1f}   ({once * 1000:.2f} ms → {more * 1000:.2f} ms)", flush=True)


if __name__ == "__main__":
    main()
