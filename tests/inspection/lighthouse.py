"""``make lighthouse``: Lighthouse's mobile preset on four pages of a public site, the median of five runs each.

A run simulates a phone that is ``--slowdown`` times as slow as this machine: the preset's four fit one whose benchmark
index, which is printed, is 1,500 or more; a busy or slow machine loses points of performance to it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from tests.conftest import CHROMIUM_ARGS, chromium_path
from tests.inspection.shipped_site import shipped_site
from tests.served.server import ROOT, Server

PROGRAM = ROOT / ".build" / "tools" / "node_modules" / ".bin" / "lighthouse"
PAGES = {
    "home": "/",
    "comparison": "/compare/flask-vs-django/",
    "chooser": "/choose/",  # with needs it is, as is meant, not for search engines
    "cell": "/cells/flask/used-in-production/netflix/",
}
GOAL = 95
ATTEMPTS = 3  # at one run: a busy machine may be too slow for the limits within which Lighthouse expects the browser


class Unfinished(Exception):
    """Lighthouse came to no result; the text is what it said of that."""


def finished_report(server: Server, path: str, slowdown: float) -> dict[str, Any]:
    """All that one run says. A run that came to no result is none: it is made again, and what it said is printed."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return report(server, path, slowdown)
        except Unfinished as reason:
            print(f"    {path}: attempt {attempt} of {ATTEMPTS} came to no result: {reason}", flush=True)
    sys.exit(f"{path}: Lighthouse came to no result.")


def report(server: Server, path: str, slowdown: float) -> dict[str, Any]:
    """All that one run says; Unfinished if it says nothing of the page."""
    flags = f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGS)}"
    pace = f"--throttling.cpuSlowdownMultiplier={slowdown}"
    command = [str(PROGRAM), f"http://127.0.0.1:{server.port}{path}", "--quiet", "--output=json", flags, pace]
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium") or chromium_path())}  # as people have it
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise Unfinished(reason(run.stdout, run.stderr) or f"exit status {run.returncode}")
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def reason(output: str, errors: str) -> str:
    """Why a run came to no result: the fault that its report names, else the first line of an error."""
    try:
        fault = json.loads(output)["runtimeError"]
    except (json.JSONDecodeError, KeyError):
        lines = [line.strip() for line in errors.splitlines() if line.strip()]
        return next((line for line in lines if "rror" in line), "".join(lines[:1]))
    return f"{fault['code']}: {fault['message']}"


def scores(one: dict[str, Any]) -> dict[str, int]:
    """Of each category, 0 to 100; 0 where an audit of it could not be made."""
    return {category["title"]: round(100 * (category["score"] or 0)) for category in one["categories"].values()}


def medians(reports: Sequence[dict[str, Any]]) -> dict[str, int]:
    runs = [scores(one) for one in reports]
    return {title: int(statistics.median(run[title] for run in runs)) for title in runs[0]}


def failures(one: dict[str, Any]) -> list[str]:
    """The audits that cost points in a category other than performance."""
    audits = [
        one["audits"][reference["id"]]
        for name, category in one["categories"].items()
        for reference in category["auditRefs"]
        if name != "performance" and reference["weight"]
    ]
    applicable = (audit for audit in audits if audit["scoreDisplayMode"] != "notApplicable")
    return [f"{audit['id']}: {audit['title']}" for audit in applicable if audit["score"] != 1]


def look(server: Server, name: str, runs: int, slowdown: float) -> bool:
    """Print how a page does. Whether it reaches the goal in every category."""
    reports = [finished_report(server, PAGES[name], slowdown) for _ in range(runs)]
    found = medians(reports)
    speed = statistics.median(one["environment"]["benchmarkIndex"] for one in reports)
    print(f"{name}: " + ", ".join(f"{title} {score}" for title, score in found.items()), f"(machine: {speed:.0f})")
    for text in failures(reports[-1]):
        print(f"    {text}")
    return min(found.values()) >= GOAL


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.inspection.lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slowdown", type=float, default=4)
    parser.add_argument("--only", choices=PAGES, nargs="+", default=list(PAGES))
    arguments = parser.parse_args()
    with shipped_site(public=True) as server:
        good = [look(server, name, arguments.runs, arguments.slowdown) for name in arguments.only]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
