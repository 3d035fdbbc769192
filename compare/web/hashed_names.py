"""Static files of a local run: they lie where they are, and nothing is collected, yet each is offered at an address
that carries the hash of what it holds, so that browsers keep it for good. A public site collects its files (settings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.utils.functional import cached_property
from whitenoise.middleware import WhiteNoiseMiddleware


class HashedStorage(StaticFilesStorage):
    """Addresses with hashes. ValueError: no file has the name; so says the storage of a public site, too."""

    def url(self, name: str | None) -> str:
        return super().url(self._hashed_name(name or ""))

    @cached_property
    def _hashed_name(self) -> Callable[[str], str]:
        return hashed_name if settings.DEBUG else cache(hashed_name)


class HashedFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves each static file at its address with the hash and at the plain one, which style sheets of others name."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        if url.startswith(self.static_prefix):
            super().add_file_to_dictionary(with_hash(url, path), path, stat_cache=stat_cache)

    def candidate_paths_for_url(self, url: str) -> Iterator[str]:
        """With DEBUG, where files are looked for when they are asked for."""
        yield from super().candidate_paths_for_url(url)
        yield from super().candidate_paths_for_url(self.get_name_without_hash(url))


def hashed_name(name: str) -> str:
    """The name under which a static file is served. ValueError if there is no such file. Reads it once."""
    path = finders.find(name)
    if path is None:
        raise ValueError(f"There is no static file {name!r}.")
    return with_hash(name, path)


def with_hash(name: str, path: str) -> str:
    """``css/site.css`` as ``css/site.0123456789ab.css``."""
    suffix = PurePosixPath(name).suffix
    return f"{name.removesuffix(suffix)}.{_digest(path, Path(path).stat().st_mtime_ns)}{suffix}"


@lru_cache(maxsize=1_000)
def _digest(path: str, changed: int) -> str:
    return blake2b(Path(path).read_bytes(), digest_size=6).hexdigest()
