"""Packages made for tests: wheels, distributions and what an index says of them, in a folder."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

METADATA = """Metadata-Version: 2.4
Name: Flask
Version: {version}
Requires-Python: <4.0,>=3.9
Requires-Dist: click>=8
Requires-Dist: tomli; python_version < "3.11"
Requires-Dist: asgiref; extra == "async"
Classifier: Programming Language :: Python :: 3
Classifier: Programming Language :: Python :: 3.10
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
FLASK = {
    "flask/__init__.py": "import click\n\n\nNAME = 1\n",
    "flask/tests/test_app.py": "assert True\n",
    "flask/py.typed": "",
    "flask-3.1.3.dist-info/METADATA": METADATA.format(version="3.1.3"),
    "flask-3.1.3.dist-info/WHEEL": WHEEL,
    "flask-3.1.3.data/scripts/flask": "#!python\n",
}
CLICK = {
    "click/__init__.py": "x = 1\n",
    "click-8.5.1.dist-info/METADATA": "Metadata-Version: 2.4\nName: click\nVersion: 8.5.1\n",
    "click-8.5.1.dist-info/WHEEL": WHEEL,
}


def wheel(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarball(path: Path, files: Mapping[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return path


def digest(path: Path) -> str:
    return f"sha256-{hashlib.sha256(path.read_bytes()).hexdigest()}"


def listing(days: Mapping[str, str], name: str = "flask", yanked: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of the simple index: versions and the days of their files."""
    files = [
        {"filename": f"{name}-{version}.tar.gz", "upload-time": f"{day}T01:02:03Z", "yanked": version in yanked}
        for version, day in days.items()
    ]
    return {"meta": {"api-version": "1.1"}, "name": name, "versions": list(days), "files": files}


DAYS = {"0.1": "2010-04-16", "3.1.2": "2025-08-19", "3.1.3": "2026-02-19"}


def flask(folder: Path, days: Mapping[str, str] = DAYS) -> list[str]:
    """Flask 3.1.3 and Click as fetched into the folder, and the arguments that say so to the commands."""
    own = wheel(folder / "flask-3.1.3-py3-none-any.whl", FLASK)
    other = wheel(folder / "click-8.5.1-py3-none-any.whl", {"click/__init__.py": "x = 1\n"})
    source = tarball(folder / "flask-3.1.3.tar.gz", {"flask-3.1.3/README.md": "# Flask\n\nIs small.\n"})
    texts = {"flask-3-1-3-readme": "flask-3.1.3/README.md"}
    file = {"client": "pip", "package": "Flask", "version": "3.1.3", "file": source.name, "digest": digest(source)}
    row = {
        "name": "Flask",
        "index": "python",
        "packages": ["Flask"],
        "version": "3.1.3",
        "measured_on": "2026-11-28",
        "left_out": ["tests"],
        "files": [{**file, "texts": texts}],
        "installed": [
            ["Flask", "3.1.3", own.name, digest(own)],
            ["click", "8.5.1", other.name, digest(other)],
        ],
    }
    (folder / "distributions.json").write_text(json.dumps({"flask": row}))
    (folder / "python-flask.json").write_text(json.dumps(listing(days)))
    places = {"--packages": folder, "--metadata": folder, "--distributions": folder / "distributions.json"}
    return [str(part) for place in places.items() for part in place]
