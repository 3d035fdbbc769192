"""The parts of the bench, one for each target or two. Each measures, prints what it sees and returns verdicts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice
from statistics import median

from tests.bench import addresses
from tests.bench.addresses import COMPARISON_2X60, EVIDENCE, GROWING, SECONDS_AT_100K, SHIPPED, Address, filled
from tests.bench.bases import ROOT, Base
from tests.bench.client import first_byte, get
from tests.bench.exchange import exchange
from tests.bench.generator.base import IN_WIDE
from tests.bench.generator.things import WIDE
from tests.bench.measuring import Sample, Subject, ask, measure
from tests.bench.servers import CACHED, UNCACHED, Plan, Server, bare, datasette_of, serving, site
from tests.bench.throughput import requests_a_second
from tests.bench.verdicts import Verdict, ratio
from tests.bench.yardsticks import datasette


@dataclass(frozen=True)
class Run:
    """``shipped``, and the generated ``bases``, smallest first; ``seconds`` for each group of addresses; ``rounds`` of
    throughput; ``like``: texts, one of which is in the name of each address that is looked at.
    """

    shipped: Base
    bases: Sequence[Base]
    seconds: float = 40
    rounds: int = 3
    like: tuple[str, ...] = ("",)

    def chosen(self, addresses: Iterable[Address]) -> list[Address]:
        """Those whose name holds one of the texts."""
        return [address for address in addresses if any(text in address.name for text in self.like)]


Part = Callable[[Run], Iterator[Verdict]]


def _measured(subjects: Sequence[Subject], run: Run) -> list[Sample]:
    samples = measure(subjects, seconds=run.seconds)
    for sample in samples:
        print(sample, flush=True)
    return samples


def _started(stack: ExitStack, *plans: Plan) -> list[Server]:
    return [stack.enter_context(serving(plan)) for plan in plans]


OURS = {
    "14 × 200": "{wide}",
    "filtered table": "/claims/?framework=django",
    "two facets": "{narrow}",  # a comparison counts every choice of every filter
    "CSV stream": "/claims.csv?framework=django",
}


def pivot(run: Run) -> Iterator[Verdict]:
    """Target 1, and the other pages of Datasette beside ours."""
    base = run.bases[0]
    with ExitStack() as stack:
        ours, theirs, constant = _started(stack, site(base, cache=UNCACHED), datasette_of(base), bare())
        name = base.rows_path.stem
        theirs_at = {"14 × 200": datasette.pivot(name, IN_WIDE, WIDE)} | datasette.pages(name, "django")
        for what, other in theirs_at.items():
            path = OURS[what].format(wide=addresses.wide(base), narrow=addresses.narrow(base))
            subjects = [Subject("bare", constant, "/"), Subject(what, ours, path), Subject(what, theirs, other)]
            _, sample, yardstick = _measured(subjects, run)
            goal = 0.5 if what == "14 × 200" else None
            yield ratio(1, f"{what}, by Datasette's", sample, yardstick, goal)
            if goal:
                yield from _size(sample)
    for command, cost in base.costs.items():
        yield Verdict(1, f"cost of writing: {command}, {base.name}", cost, None, unit="s of CPU")


def _size(sample: Sample) -> Iterator[Verdict]:
    yield Verdict(6, "14 × 200, compressed", sample.answer.compressed / 1000, 45, unit="KB")


def _sites(stack: ExitStack, places: Iterable[tuple[Base, Address]], cache: str) -> dict[str, Server]:
    """A server for each base, by its name."""
    bases = dict.fromkeys(base for base, _ in places)
    return {base.name: _started(stack, site(base, cache=cache))[0] for base in bases}


def _places(run: Run) -> list[tuple[Base, Address]]:
    """The pages of targets 2 and 3, and where they are."""
    generated = [(base, address) for base in run.bases[:1] for address in run.chosen([COMPARISON_2X60])]
    return [(run.shipped, address) for address in run.chosen(SHIPPED)] + generated


def first_visits(run: Run) -> Iterator[Verdict]:
    """Target 2: pages for somebody who is the first to ask."""
    places = _places(run)
    with ExitStack() as stack:
        servers = _sites(stack, places, UNCACHED)
        (constant,) = _started(stack, bare())
        for base, address in places:
            subject = Subject(address.name, servers[base.name], filled(address.path, base))
            yardstick, sample = _measured([Subject("bare", constant, "/"), subject], run)
            yield ratio(2, f"{address.name}, by the bare view", sample, yardstick, address.goal)


def later_visits(run: Run) -> Iterator[Verdict]:
    """Target 3: the same pages when nothing has changed since somebody's last visit, and 304."""
    places = _places(run)
    with ExitStack() as stack:
        servers = _sites(stack, places, CACHED)
        (constant,) = _started(stack, bare())
        for base, address in places:
            server, path = servers[base.name], filled(address.path, base)
            etag = get(server.port, path).headers.get("etag", "")
            unchanged = Subject(f"{address.name}, 304", server, path, {"If-None-Match": etag}, status=304)
            subjects = [Subject("bare", constant, "/"), Subject(address.name, server, path), unchanged]
            yardstick, sample, short = _measured(subjects, run)
            yield ratio(3, f"{address.name}, unchanged, by the bare view", sample, yardstick, 2)
            yield ratio(3, f"{address.name}, 304, by the bare view", short, yardstick, 2)


def growth(run: Run) -> Iterator[Verdict]:
    """Target 4, at a million claims 8, from the smallest to the largest base; and that no page grows with the
    vocabulary.
    """
    small, large = run.bases[0], run.bases[-1]
    is_million = large.claims >= 1_000_000
    target, goals = (8, addresses.AT_MILLION) if is_million else (4, {})
    with ExitStack() as stack:
        constant, *servers = _started(stack, bare(), *(site(base, cache=UNCACHED) for base in (small, large)))
        cookies = [_cookie(base) for base in (small, large)]
        for address in run.chosen(GROWING):
            path = filled(address.path, small)
            subjects = [Subject("bare", constant, "/")] + [
                Subject(address.name, server, path, cookie if address.signed_in else {})
                for server, cookie in zip(servers, cookies, strict=True)
            ]
            _, before, after = _measured(subjects, run)
            if address.goal == EVIDENCE:
                yield from _evidence(address, before, after, path.partition("source=")[2], small, large, target)
            else:
                goal = goals.get(address.goal, address.goal)
                yield ratio(target, f"{address.name}, {large.name} by {small.name}", after, before, goal)
            if before.answered and after.answered:
                grown = len(after.answer.body) / len(before.answer.body)
                yield Verdict(6, f"bytes of {address.name}, {large.name} by {small.name}", grown, 1.1)


def _evidence(
    address: Address, before: Sample, after: Sample, source: str, small: Base, large: Base, target: int
) -> Iterator[Verdict]:
    """In proportion to the claims that pass, with the allowance that the axes have."""
    some, more = addresses.passing(small, source), addresses.passing(large, source)
    what = f"{address.name}, {more:,} by {some:,} claims"
    yield ratio(target, what, after, before, max(1.0, more / some) * addresses.AXES)
    measured = after.least if after.answered else None
    limit = SECONDS_AT_100K if target == 4 else None
    yield Verdict(target, f"{address.name}, {large.name}", measured, limit, unit="s")


def _cookie(base: Base) -> Mapping[str, str]:
    """The session of a superuser, made in the base."""
    command = [sys.executable, "-m", "tests.bench.sign_in"]
    made = subprocess.run(command, cwd=ROOT, env=base.environment, capture_output=True, text=True, check=True)
    return {"Cookie": f"sessionid={made.stdout.strip()}"}


QUERIES = (
    *((address.path, 8 if "comparison" in address.name else 12 if address.signed_in else 10) for address in GROWING),
)


def queries(run: Run) -> Iterator[Verdict]:
    """Target 5: queries of each page, uncached, at the smallest size, and whether the shipped base needs as many.

    The suite asserts them; here they are only printed.
    """
    base = run.bases[0]
    environment = dict(os.environ) | {"DATABASE_URL": f"sqlite:///{base.path}"}
    paths = [filled(path, base) for path, _ in QUERIES]
    command = [sys.executable, "-m", "tests.bench.queries", *paths]
    counted = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    for address, (_, goal), line in zip(GROWING, QUERIES, counted.stdout.split(), strict=True):
        number = int(line)
        measured = number if number >= 0 else None
        yield Verdict(5, f"queries: {address.name}, {base.name}", measured, goal, unit="")


def throughput(run: Run) -> Iterator[Verdict]:
    """Target 7: the shipped comparison, two workers, eight clients, as a share of the bare view's requests a second."""
    path = "/compare/flask-vs-django/"
    plans = {
        "bare": bare(2),
        "uncached": site(run.shipped, cache=UNCACHED, workers=2),
        "cached": site(run.shipped, cache=CACHED, workers=2),
    }
    with ExitStack() as stack:
        servers = {name: _started(stack, plan)[0] for name, plan in plans.items()}
        rates: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(run.rounds):
            for name, server in servers.items():
                rates[name].append(requests_a_second(server, "/" if name == "bare" else path, 4))
    best = {name: max(found) for name, found in rates.items()}
    print("requests a second: " + ", ".join(f"{name} {rate:.1f}" for name, rate in best.items()))
    for name, goal in (("uncached", 1 / 12), ("cached", 1 / 2)):
        beside = f"{best[name]:.1f} of {best['bare']:.0f} requests a second"
        yield Verdict(
            7, f"shipped comparison, {name}, share of the bare view", best[name] / best["bare"], goal, "",
            at_least=True, beside=beside,
        )  # fmt: skip


WRITE = 2.0  # at the largest size, times the smallest


def writes(run: Run) -> Iterator[Verdict]:
    """Target 9: edits of rows of equal degree, in a copy of the smallest and of the largest base."""
    small, large = run.bases[0], run.bases[-1]
    rows = addresses.of_equal_degree(small, large)
    claims = [addresses.claim(base).split("/")[-2] for base in (small, large)]
    before = _written(small, {"claim": claims[0]} | {kind: row[0] for kind, row in rows.items()})
    after = _written(large, {"claim": claims[1]} | {kind: row[1] for kind, row in rows.items()})
    for kind, cost in before.items():
        of = f", named by {rows[kind][2]} and {rows[kind][3]} claims" if kind in rows else ""
        beside = f"{cost * 1000:.0f} ms at {small.name}, {after[kind] * 1000:.0f} ms at {large.name}{of}"
        edit = "publishing a claim" if kind == "claim" else f"renaming the {kind}"
        what = f"{edit}, {large.name} by {small.name}"
        yield Verdict(9, what, after[kind] / cost, WRITE, beside=beside)


def _written(base: Base, rows: Mapping[str, str]) -> dict[str, float]:
    """Seconds of CPU of an edit of each row, by kind, in a copy of the base."""
    with base.for_edits() as environment:
        command = [sys.executable, "-m", "tests.bench.writing", *(f"{kind}={row}" for kind, row in rows.items())]
        made = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(made.stdout)
    return found


def plans(run: Run) -> Iterator[Verdict]:
    """Target 4 on PostgreSQL: large tables that a page reads whole though it keeps less than a tenth of them."""
    base = run.bases[-1]
    paths = [filled(address.path, base) for address in run.chosen(GROWING) if not address.signed_in]
    command = [sys.executable, "-m", "tests.bench.plans", *paths]
    made = subprocess.run(command, cwd=ROOT, env=base.environment, stdout=subprocess.PIPE, text=True, check=True)
    print(made.stdout)
    found = [json.loads(line) for line in made.stdout.splitlines()]
    bad = [path for path, _, kept, read, _ in found if kept * 10 < read]
    yield Verdict(4, f"plans that read a large table whole, {base.name}", len(bad), 0, unit="", beside=" ".join(bad))


SEARCH_SECONDS = 0.5  # of CPU, for a dozen common words


def search(run: Run) -> Iterator[Verdict]:
    """Target 12: a search for the dozen commonest words of the largest base."""
    base = run.bases[-1]
    with ExitStack() as stack:
        (server,) = _started(stack, site(base, cache=UNCACHED))
        (sample,) = _measured([Subject("a dozen common words", server, addresses.common_words(base))], run)
    measured = sample.least if sample.answered else None
    yield Verdict(12, f"search, a dozen common words, {base.name}", measured, SEARCH_SECONDS, unit="s of CPU")


REQUESTS = 10_000
GROWN = 1.05  # memory at the end by that after a fifth of the requests: flat


def memory(run: Run) -> Iterator[Verdict]:
    """Target 12: what two workers hold after many mixed requests, by what they hold after a fifth of them."""
    base = run.bases[0]
    paths = [filled(address.path, base) for address in GROWING if not address.signed_in]
    with ExitStack() as stack:
        (server,) = _started(stack, site(base, cache=UNCACHED, workers=2))
        asked = (f"{path}{'&' if '?' in path else '?'}min_documents={1 + n % 7}" for n, path in _again(paths))
        for path in islice(asked, REQUESTS // 5):
            get(server.port, path)
        before = server.memory()
        for path in islice(asked, REQUESTS - REQUESTS // 5):
            get(server.port, path)
        after = server.memory()
    beside = f"{before:.0f} MiB after {REQUESTS // 5:,} requests, {after:.0f} MiB after {REQUESTS:,}"
    yield Verdict(12, "memory of two workers", after / before, GROWN, beside=beside)


def _again(paths: Sequence[str]) -> Iterator[tuple[int, str]]:
    """All paths in rounds, each with its number. Each round begins one further on: two workers that take turns would
    else get every other path, always the same.
    """
    return ((turn, paths[(place + turn) % len(paths)]) for turn in count() for place in range(len(paths)))


def exchanged(run: Run) -> Iterator[Verdict]:
    """Target 11: rows in, rows out and cells rebuilt, at the size of the largest base."""
    return exchange(run.bases[0], run.bases[-1])


STREAMS = {"CSV": "/claims.csv", "JSON Lines": "/claims.jsonl"}


def streams(run: Run) -> Iterator[Verdict]:
    """Target 10: all claims of the largest base beside Datasette's stream of the same rows."""
    base = run.bases[-1]
    ((rows,),) = base.ask("SELECT count(*) FROM kb_claim WHERE status = 'published'")
    with ExitStack() as stack:
        ours, theirs = _started(stack, site(base, cache=UNCACHED), datasette_of(base))
        yardstick = Subject("Datasette's", theirs, datasette.stream(base.rows_path.stem))
        get(ours.port, "/claims/")
        rest = ours.memory()
        for what, path in STREAMS.items():
            subject = Subject(what, ours, path)
            costs = [(ask(subject, 1)[0], ask(yardstick, 1)[0]) for _ in range(run.rounds)]
            mine, other = (rows / min(some) for some in zip(*costs, strict=True))
            beside = f"{rows:,} claims; {mine:,.0f} : {other:,.0f} rows a second of CPU at best"
            faster = median(cost / own for own, cost in costs)
            yield Verdict(10, f"{what}, rows by Datasette's", faster, 3, at_least=True, beside=beside)
            first = min(first_byte(ours.port, path) for _ in range(5))
            yield Verdict(10, f"{what}, first byte", first * 1000, 50, unit="ms")
            yield Verdict(10, f"{what}, memory more than at rest", ours.peak() - rest, 16, unit="MiB")


PARTS: Mapping[str, Part] = {
    "pivot": pivot,
    "first": first_visits,
    "later": later_visits,
    "growth": growth,
    "queries": queries,
    "throughput": throughput,
    "writes": writes,
    "search": search,
    "memory": memory,
    "plans": plans,
    "exchange": exchanged,
    "streams": streams,
}
# How many generated bases a part cannot do without.
NEEDS_BASES = {
    "pivot": 1,
    "growth": 2,
    "queries": 1,
    "writes": 2,
    "search": 1,
    "memory": 1,
    "plans": 1,
    "exchange": 2,
    "streams": 1,
}
