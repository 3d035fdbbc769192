"""Requests that nobody would make: none is a 500, and none takes more than two seconds of CPU.

``python -m tests.soak.fuzzing NUMBER SEED`` asks them of the base of the environment, in this process, and prints JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import django

from tests.soak.bases import SoakBase
from tests.soak.verdicts import Verdict

LIMIT = 2.0  # seconds of CPU
WORST = 5  # requests that are named
TEXTS = (
    "", " ", "0", "-1", "1e309", "9" * 40, "\x00", "\ufeff", "💥", "Ｉ", "%", "%ff", "'", '"', "' OR 1=1 --",
    "<script>", "../../etc/passwd", "a" * 300, "flask", "flask,django", "django-vs-flask", "é" * 60, "\u202e",
    "true", "None", "[]", "NaN", "2024-02-30", "2024-13", "0001-01-01", "9999-12-31", "=1+1", "a b c d e f g h i j",
    "orm | admin", "*", "?",
)  # fmt: skip
OTHERS = ("page", "after", "nonsense", "find_source")  # parameters besides the filters
ACCEPTS = ("*/*", "text/html", "application/json", "text/html;q=0", "nonsense", "image/*, */*;q=0.1")


class Fuzzer:
    """Draws requests from what there is and from what there is not."""

    def __init__(self, seed: int) -> None:
        from compare.faces import FACES
        from compare.filters import FILTERS
        from compare.web.access import ACCESS, Role
        from kb.models import Aspect, Claim, Company, Framework, Source

        self.draw = random.Random(seed)  # noqa: S311
        self.routes = [row.route for row in ACCESS.values() if row.read == Role.ANYBODY and "admin" not in row.route]
        tables = {"framework": Framework, "aspect": Aspect, "company": Company, "slug": Source}
        self.slugs = {name: list(table.objects.values_list("slug", flat=True)) for name, table in tables.items()}
        self.slugs["slug"] += [slug for name in ("framework", "aspect", "company") for slug in self.slugs[name]]
        self.slugs["key"] = list(Claim.objects.values_list("key", flat=True))
        self.faces = [*FACES, "xml", "html"]
        self.values = {name: self._values_of(entry) for name, entry in FILTERS.items()} | {
            name: ["1"] for name in OTHERS
        }
        self.wild = 0.0  # how likely a part of the present request is something that there is not

    def _values_of(self, entry: Any) -> list[str]:
        words = [*entry.choice_words, *getattr(entry, "fixed", ())]
        return words or self.slugs.get(getattr(entry.kind, "name", ""), []) or ["1", "2024"]

    def __iter__(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Of three requests one is as a page makes it, but for its combination."""
        while True:
            self.wild = self.draw.choice([0, 0.1, 0.5])
            path = "/".join(self._part(part) for part in self.draw.choice(self.routes).split("/"))
            names = self.draw.choices([*self.values], k=self.draw.choice([0, 1, 1, 2, 3, 8]))
            query = "&".join(f"{name}={quote(self._value(name))}" for name in names)
            yield f"/{path}?{query}", {"Accept": self.draw.choice(ACCEPTS if self.wild else ACCEPTS[:1])}

    def _part(self, part: str) -> str:
        """A part of a route with something in place of each name."""
        while "<" in part:
            before, _, rest = part.partition("<")
            name, _, after = rest.partition(">")
            part = f"{before}{quote(self._named(name), safe='')}{after}"
        return part

    def _named(self, name: str) -> str:
        if self.draw.random() < self.wild:
            return self.draw.choice(TEXTS)
        if name == "names":
            return "-vs-".join(self.draw.choices(self.slugs["framework"], k=self.draw.choice([1, 2, 2, 3, 6])))
        if name in ("face", "suffix"):
            return self.draw.choice(self.faces)
        return self.draw.choice(self.slugs.get(name, ["claims/", "pages-1", "flask"]))

    def _value(self, name: str) -> str:
        return self.draw.choice(TEXTS if self.draw.random() < self.wild else self.values[name])


def answers(number: int, seed: int) -> dict[str, Any]:
    """The statuses, and of errors and of the slowest the address."""
    from django.test import Client

    client = Client(raise_request_exception=False, headers={"Host": "localhost"})
    statuses: Counter[int] = Counter()
    errors, slowest = [], [(0.0, "")]
    for _, (address, headers) in zip(range(number), Fuzzer(seed), strict=False):
        begin = time.process_time()
        response = client.get(address, headers=headers)
        for _ in response if response.streaming else ():
            pass
        seconds = time.process_time() - begin
        response.close()
        statuses[response.status_code] += 1
        errors += [address] if response.status_code >= 500 else []
        slowest = sorted([*slowest, (seconds, address)], reverse=True)[:WORST]
    return {"statuses": statuses, "errors": errors[:WORST], "slowest": slowest}


def fuzzed(base: SoakBase, number: int, seed: int) -> Iterator[Verdict]:
    done = base.run("-W", "ignore", "-m", "tests.soak.fuzzing", str(number), str(seed))
    assert not done.returncode, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    yield Verdict(
        "fuzz",
        f"{number:,} requests, seed {seed}",
        f"statuses {said['statuses']} {said['errors'] or ''}",
        not said["errors"],
    )
    seconds, address = said["slowest"][0]
    yield Verdict("fuzz", "the slowest, CPU", f"{seconds:.2f} s: `{address}`", seconds <= LIMIT)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(answers(int(sys.argv[1]), int(sys.argv[2]))))
