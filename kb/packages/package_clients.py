"""Fetches packages by name, version and hash, from the indexes that pip, npm and apt are configured to ask.

A file of the Python index is taken from where the index says that it is: ``pip download`` would build a source
distribution, to look into it. What comes is checked against its hash; nothing that comes is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from packaging.utils import canonicalize_name, parse_wheel_filename

from kb.packages.archives import archived_files
from kb.packages.distributions import FrameworkPackage, PackageFile, PackageIndex
from kb.packages.index_listings import IndexListing, UnreadListing, read_listing

PUBLIC_INDEX = "https://pypi.org/simple/"
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
WHEEL_PLATFORMS = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64")
AT_ONCE = 8  # requests
NPM_AT_ONCE = 60  # packages of one command
FETCH_SECONDS = 60  # for an answer, and for a command of npm or apt
CLIENT_ERRORS = (httpx.HTTPError, OSError, subprocess.SubprocessError, ValueError, KeyError)


class Unfetched(Exception):
    """Something could not be had. The message says what, and why."""


def fetch_files(client: str, files: Iterable[PackageFile], folder: Path) -> None:
    """Fetch the files that are not in the folder yet. Raises `Unfetched`."""
    absent = [file for file in dict.fromkeys(files) if not (folder / file.file).is_file()]
    if not absent:
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        CLIENTS[client](absent, folder)
    except CLIENT_ERRORS as error:
        raise Unfetched(f"{client} gave not all of {_several(absent)}: {_reason(error)}") from error
    for file in absent:
        if not file.holds((folder / file.file).read_bytes()):
            (folder / file.file).unlink()
            raise Unfetched(f"{file.file} has not the hash {file.digest}.")


def _several(files: Sequence[PackageFile]) -> str:
    names = [f"{file.package} {file.version}" for file in files[:3]]
    return ", ".join(names) + (f" and {len(files) - 3} more" if len(files) > 3 else "")


def _reason(error: Exception) -> str:
    output = getattr(error, "stderr", None)
    words = output.decode(errors="replace").strip().splitlines()[-1:] if output else []
    return words[0] if words else f"{type(error).__name__} {error}".strip()


# The Python index


def python_index() -> str:
    """The address of the simple index that pip is configured to ask, with a slash at its end."""
    return (os.environ.get("PIP_INDEX_URL") or _configured_index()).rstrip("/") + "/"


@cache
def _configured_index() -> str:
    """As pip's files say; a process of pip takes a second."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)  # noqa: S603
    return result.stdout.strip() or PUBLIC_INDEX


def _python_session() -> httpx.Client:
    certificates = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    return httpx.Client(base_url=python_index(), timeout=FETCH_SECONDS, follow_redirects=True, verify=certificates)


def _python_page(session: httpx.Client, package: str) -> tuple[httpx.URL, Any]:
    answer = session.get(f"{canonicalize_name(package)}/", headers={"Accept": SIMPLE_JSON})
    answer.raise_for_status()
    return answer.url, answer.json()


def _fetch_from_python_index(files: Sequence[PackageFile], folder: Path) -> None:
    with _python_session() as session, ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda file: _fetch_python_file(session, file, folder), files))


def _fetch_python_file(session: httpx.Client, file: PackageFile, folder: Path) -> None:
    address, page = _python_page(session, file.package)
    place = next((row["url"] for row in page["files"] if row["filename"].lower() == file.file.lower()), None)
    if place is None:
        raise Unfetched(f"The index has no {file.file}.")
    answer = session.get(address.join(place))
    answer.raise_for_status()
    (folder / file.file).write_bytes(answer.content)


# npm and apt


def _fetch_from_npm(files: Sequence[PackageFile], folder: Path) -> None:
    for start in range(0, len(files), NPM_AT_ONCE):
        names = [f"{file.package}@{file.version}" for file in files[start : start + NPM_AT_ONCE]]
        _run(["npm", "pack", "--silent", "--ignore-scripts", *names], folder)


def _fetch_from_apt(files: Sequence[PackageFile], folder: Path) -> None:
    _run(["apt-get", "download", "-q", *(f"{file.package}={file.version}" for file in files)], folder)


def _run(command: Sequence[str], folder: Path) -> bytes:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=FETCH_SECONDS).stdout  # noqa: S603


CLIENTS = {"pip": _fetch_from_python_index, "npm": _fetch_from_npm, "apt": _fetch_from_apt}


# What installing a version brings


def resolved(package: FrameworkPackage, version: str, folder: Path) -> FrameworkPackage:
    """The package in another version, with what the indexes give now for all that it needs, fetched into the folder.

    Raises `Unfetched`.
    """
    mark = "==" if package.index is PackageIndex.PYTHON else "@"
    names = [f"{name}{mark}{version}" for name in package.packages]
    folder.mkdir(parents=True, exist_ok=True)
    resolve = _resolve_python if package.index is PackageIndex.PYTHON else _resolve_npm
    try:
        installed = sorted(resolve(names, folder), key=lambda file: (file.package, file.version))
    except CLIENT_ERRORS as error:
        raise Unfetched(f"{' '.join(names)} could not be resolved: {_reason(error)}") from error
    return replace(package.in_version(version), installed=tuple(installed))


def _resolve_python(names: Sequence[str], folder: Path) -> Iterator[PackageFile]:
    platforms = [part for name in WHEEL_PLATFORMS for part in ("--platform", name)]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--python-version", "3.13"]
    with TemporaryDirectory() as fresh:
        _run([*pip, "--implementation", "cp", *platforms, "--dest", fresh, *names], folder)
        for wheel in sorted(Path(fresh).iterdir()):
            content = wheel.read_bytes()
            (folder / wheel.name).write_bytes(content)
            digest = f"sha256-{hashlib.sha256(content).hexdigest()}"
            yield PackageFile(_name_in(wheel), str(parse_wheel_filename(wheel.name)[1]), wheel.name, digest)


def _name_in(wheel: Path) -> str:
    """The name of the package, as it is spelled there."""
    metadata = next(file for file in archived_files(wheel) if file.path.endswith(".dist-info/METADATA"))
    return str(BytesParser().parsebytes(metadata.content)["Name"])


def _resolve_npm(names: Sequence[str], folder: Path) -> Iterator[PackageFile]:
    with TemporaryDirectory() as fresh:
        (Path(fresh) / "package.json").write_text('{"name": "measured", "version": "1.0.0", "private": true}')
        options = ["--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
        _run(["npm", "install", *options, *names], Path(fresh))
        lock = json.loads((Path(fresh) / "package-lock.json").read_text(encoding="utf-8"))
    files = [
        _packed(place.rpartition("node_modules/")[2], row)
        for place, row in lock["packages"].items()
        if place and not row.get("dev")
    ]
    fetch_files("npm", files, folder)
    yield from files


def _packed(name: str, row: Any) -> PackageFile:
    """As ``npm pack`` names its file."""
    file = f"{name.lstrip('@').replace('/', '-')}-{row['version']}.tgz"
    return PackageFile(name, row["version"], file, row["integrity"])


# What an index says of a package


def metadata_file(index: PackageIndex, package: str) -> str:
    """The name of the file in which the listing of a package is kept: ``python-flask.json``."""
    return f"{index}-{canonicalize_name(package.lstrip('@').replace('/', '-'))}.json"


def listings(packages: Iterable[tuple[PackageIndex, str]], folder: Path | None) -> Iterator[IndexListing]:
    """What indexes say of these packages, in their order: as it is kept in the folder, or asked now without one.

    Raises `Unfetched`.
    """
    rows = list(packages)
    if folder is not None:
        yield from (_stored_listing(folder / metadata_file(*row)) for row in rows)
        return
    with _python_session() as session, ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(lambda row: _listing(session, *row), rows)


def _stored_listing(path: Path) -> IndexListing:
    try:
        return read_listing(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise Unfetched(f"{path}: {error}") from error


def _listing(session: httpx.Client, index: PackageIndex, package: str) -> IndexListing:
    try:
        if index is PackageIndex.NPM:
            return read_listing(json.loads(_run(["npm", "view", package, "--json"], Path.cwd())))
        return read_listing(_python_page(session, package)[1])
    except (*CLIENT_ERRORS, UnreadListing) as error:
        raise Unfetched(f"No listing of {package}: {_reason(error)}") from error
