"""The distributions that were read."""

from __future__ import annotations

import base64
import hashlib
import json

from kb.packages.distributions import DISTRIBUTIONS_FILE, PackageFile, framework_packages


def test_a_hash_is_in_hexadecimal_digits_or_as_npm_writes_it() -> None:
    hexadecimal = hashlib.sha256(b"x").hexdigest()
    of_npm = base64.b64encode(hashlib.sha512(b"x").digest()).decode()
    for digest in (f"sha256-{hexadecimal}", f"sha512-{of_npm}"):
        file = PackageFile("x", "1", "x.whl", digest)
        assert file.holds(b"x")
        assert not file.holds(b"y")


def test_sixteen_frameworks_are_installed_from_files_with_a_hash() -> None:
    packages = framework_packages()
    assert len(packages) == 16
    digests = [file.digest for package in packages.values() for file in package.installed]
    assert {digest.partition("-")[0] for digest in digests} <= {"sha256", "sha512"}
    assert {package.client for package in packages.values()} == {"pip", "npm"}


def test_every_text_is_of_one_distribution() -> None:
    rows = json.loads(DISTRIBUTIONS_FILE.read_text(encoding="utf-8")).values()
    slugs = [slug for row in rows for file in row["files"] for slug in file["texts"]]
    assert len(slugs) == len(set(slugs))


def test_another_version_has_no_files_yet() -> None:
    flask = framework_packages()["flask"].in_version("9.0")
    assert (flask.version, flask.installed, flask.distributions) == ("9.0", (), ())
