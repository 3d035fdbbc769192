"""Files within wheels, source distributions, packages of npm and of Debian."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READ_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of an archive, by its path there."""

    path: str
    content: bytes

    @property
    def folders(self) -> list[str]:
        return self.path.split("/")[:-1]


def archived_files(archive: Path) -> Iterator[ArchivedFile]:
    """Every file, in the order of the archive; folders and links are left out. One file is in memory at a time."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            yield from (ArchivedFile(name, wheel.read(name)) for name in wheel.namelist() if not name.endswith("/"))
        return
    content = io.BytesIO(_debian_files(archive)) if archive.suffix == ".deb" else archive.open("rb")
    with content, tarfile.open(fileobj=content) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)):
                yield ArchivedFile(member.name.removeprefix("./"), file.read())


def _debian_files(archive: Path) -> bytes:
    """The files of a package of Debian, as a tar archive."""
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    return subprocess.run(command, check=True, capture_output=True, timeout=READ_SECONDS).stdout  # noqa: S603
