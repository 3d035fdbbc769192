"""What a site stands in fails or leaps: the cache goes, the clock jumps.

``python -m tests.soak.surroundings`` asks pages on days far apart, of the base of the environment, and prints JSON.
"""

from __future__ import annotations

import http.client
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django

from tests.served.server import serving
from tests.soak.bases import SoakBase
from tests.soak.browser import Browser
from tests.soak.verdicts import Verdict

PAGES = ("/", "/claims/", "/compare/flask-vs-django/", "/quality/", "/changes/", "/claims.json", "/feeds/changes.atom")
LEAPS = (0, 1, -1, 31, -400, 366, 3_653, -9_000, 0)  # days from today
ROUNDS = 3


def without_cache(base: SoakBase) -> Iterator[Verdict]:
    """Pages are kept in files; the folder goes, and then a file stands in its place."""
    folder = base.file.parent / "cache"
    variables = base.variables | {"CACHE_URL": f"file://{folder}"}
    statuses: Counter[int] = Counter()
    with serving(base.file, **variables) as server:
        browser = Browser(server.port)
        for state in ("there", "gone", "no folder"):
            if state != "there":
                shutil.rmtree(folder, ignore_errors=True)
            if state == "no folder":
                folder.unlink(missing_ok=True)
                folder.write_text("in the way")
            statuses.update(browser.ask(path).status for _ in range(ROUNDS) for path in PAGES)
    folder.unlink(missing_ok=True)
    deed, well = "its folder goes, a file stands in its place", set(statuses) == {http.client.OK}
    yield Verdict("cache", deed, f"statuses {dict(statuses)}", well)


def leapt(base: SoakBase) -> Iterator[Verdict]:
    done = base.run("-W", "ignore", "-m", "tests.soak.surroundings")
    assert not done.returncode, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    deed = f"days from today: {', '.join(map(str, LEAPS))}"
    yield Verdict("clock", deed, f"statuses {said['statuses']}, {said['judged']}", said["well"])


def _days() -> dict[str, object]:
    """Every page on each of the days; a file must say the day that it is judged on."""
    import time_machine
    from django.test import Client

    client, now = Client(raise_request_exception=False, headers={"Host": "localhost"}), datetime.now(UTC)
    statuses: Counter[int] = Counter()
    wrong = []
    for days in LEAPS:
        moment = now + timedelta(days=days)
        with time_machine.travel(moment, tick=True):
            statuses.update(client.get(path).status_code for path in PAGES)
            judged = json.loads(b"".join(client.get("/frameworks.json")))["judged_on"]
        wrong += [judged] if judged != f"{moment:%Y-%m-%d}" else []
    words = f"judged on a wrong day: {wrong}" if wrong else "each judged on its own day"
    return {"statuses": statuses, "judged": words, "well": not wrong and set(statuses) == {http.client.OK}}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(_days()))
