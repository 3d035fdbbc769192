"""``make markup``: the Nu HTML checker reads every page of the list, and must have nothing to say.

It needs Java and npm, which CI does not ask for; the checker itself comes from npm.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.compare.browser.pages import FILTERED, PAGES, WHOLE
from tests.inspection.shipped_site import shipped_site
from tests.served.server import ROOT

CHECKER = ROOT / ".build" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ERROR_PAGE = ROOT / "templates" / "500.html"  # has no names to fill in
ADDRESSES = PAGES | FILTERED | WHOLE


def fetch(folder: Path) -> None:
    """Every page of the list as a file with its name."""
    with shipped_site() as server:
        for name, address in ADDRESSES.items():
            Path(folder, f"{name}.html").write_bytes(server.ask(address).body)


def messages(*paths: Path) -> list[dict[str, Any]]:
    """What the checker says of the files and folders: errors, warnings and hints."""
    command = ["java", "-Xss8m", "-jar", str(CHECKER), "--format", "json", "--stdout", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return told


def words(message: dict[str, Any]) -> str:
    """The page, what kind of message it is, what it says, and the text about it."""
    name = Path(unquote(urlsplit(message["url"]).path)).stem
    kind = message.get("subType", message["type"])
    return f"{ADDRESSES.get(name, name)}: {kind}: {message['message']} {message.get('extract', '').strip()}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fetch(Path(folder))
        counts = Counter(words(message) for message in messages(Path(folder), ERROR_PAGE))
    for text, number in counts.items():
        print(f"{number} × {text}")
    print(f"{len(ADDRESSES) + 1} pages, {counts.total()} messages")
    sys.exit(bool(counts))


if __name__ == "__main__":
    main()
