"""SQLite for connections that outlive a request: one is given up when its file is no longer the one at its path.

Its ``-wal`` and ``-shm`` must go with the old file: SQLite reads a log that it finds into whatever lies beside it.
Django's own believes that a SQLite connection is always usable, and would read a base that was deleted or replaced
by a backup for as long as the connection lives. With MUST_EXIST in its settings, a file that is not there is a fault;
else SQLite makes an empty one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a health check that looks at the file: one system call a request."""

    opened: tuple[int, int] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.settings_dict.get("MUST_EXIST"):
            params["database"] = f"file:{quote(str(params['database']))}?mode=rw"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self.opened = self._file()
        return connection

    def is_usable(self) -> bool:
        return self._file() == self.opened

    def _file(self) -> tuple[int, int] | None:
        """Which file is at the path; None if there is none, as for a base in memory."""
        try:
            stat = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino
