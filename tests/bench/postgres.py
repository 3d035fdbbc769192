"""The same bases on a PostgreSQL of this machine: the rows of the SQLite file, copied table by table.

Its processes' CPU counts with the site's. Nothing of the server is tuned; ``ANALYZE`` follows the copy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.bases import Base

TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table'
AND (name LIKE 'kb_%' OR name LIKE 'compare_%' OR name LIKE 'auth_user' OR name LIKE 'django_content_type')
"""
COLUMNS = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"


@dataclass(frozen=True)
class PostgresBase(Base):
    """A base on the server at this address, which ends before the name of a database."""

    server: str = ""

    @property
    def database(self) -> str:
        return f"bench_{self.path.stem.replace('-', '_')}"

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DATABASE_URL": f"{self.server}{self.database}"}

    @property
    def beside(self) -> int:
        """The process of the server."""
        with self._connected("postgres") as connection:
            mine = connection.info.backend_pid
        status = Path(f"/proc/{mine}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])

    def ready(self, *, derive: bool = True) -> PostgresBase:
        Base(self.claims).ready(derive=derive)
        state = str(self._written_at)
        with self._connected("postgres") as connection:
            known = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.database]
            ).fetchone()
            if known == (state,):
                return self
            print(f"Copying the base “{self.name}” to PostgreSQL …", flush=True)
            self._make_anew(connection)
            self._copy()
            note = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(note.format(sql.Identifier(self.database), sql.Literal(state)))
        return self

    @contextmanager
    def for_edits(self) -> Iterator[dict[str, str]]:
        name = f"{self.database}_edited"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        with self._connected("postgres") as connection:
            connection.execute(drop)
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(self.database)))
            try:
                yield self.environment | {"DATABASE_URL": f"{self.server}{name}"}
            finally:
                connection.execute(drop)

    def _make_anew(self, connection: psycopg.Connection[Any]) -> None:
        name = sql.Identifier(self.database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        self.manage("migrate", "--verbosity", "0")

    def _copy(self) -> None:
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        with closing(source), self._connected(self.database) as target, target.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # keys refer to rows that may come later
            tables = [table for (table,) in source.execute(TABLES)]
            every = sql.SQL(", ").join(map(sql.Identifier, tables))
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(every))
            for table in tables:
                _copy_table(source, cursor, table)
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("ANALYZE")

    @contextmanager
    def _connected(self, database: str) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(f"{self.server}{database}", autocommit=True) as connection:
            yield connection


def _copy_table(source: sqlite3.Connection, cursor: psycopg.Cursor[Any], table: str) -> None:
    kinds = dict(cursor.execute(COLUMNS, [table]).fetchall())
    names = [row[1] for row in source.execute(f'PRAGMA table_info("{table}")')]
    is_boolean = [kinds[name] == "boolean" for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    name = sql.Identifier(table)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(name, sql.SQL(", ").join(map(sql.Identifier, names)))
    with cursor.copy(into) as copy:
        for row in source.execute(f'SELECT {columns} FROM "{table}"'):  # noqa: S608
            values = zip(row, is_boolean, strict=True)
            copy.write_row([bool(value) if boolean and value is not None else value for value, boolean in values])
    (key,) = [row[1] for row in source.execute(f'PRAGMA table_info("{table}")') if row[5]]
    counted = cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key]).fetchone()
    if counted and counted[0]:
        following = sql.SQL("SELECT setval(%s, (SELECT COALESCE(MAX({}), 1) FROM {}))")
        cursor.execute(following.format(sql.Identifier(key), name), counted)
