"""Files within archives."""

from __future__ import annotations

import tarfile
from pathlib import Path

from kb.packages.archives import archived_files
from tests.kb.packages import packed


def test_a_wheel_and_a_tar_archive_are_read_alike(tmp_path: Path) -> None:
    files = {"a/b.py": "x = 1\n", "a/c.txt": ""}
    made = [packed.wheel(tmp_path / "a-1-py3-none-any.whl", files), packed.tarball(tmp_path / "a-1.tgz", files)]
    for archive in made:
        assert {file.path: file.content.decode() for file in archived_files(archive)} == files


def test_links_are_left_out(tmp_path: Path) -> None:
    link = tarfile.TarInfo("a/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.addfile(link)
    assert list(archived_files(tmp_path / "a.tar.gz")) == []
