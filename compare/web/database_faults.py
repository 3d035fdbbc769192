"""What is wrong with the database when a query fails, and when asking again may help."""

from __future__ import annotations

import sqlite3
from enum import Enum

from django.db import DatabaseError


class DatabaseFault(Enum):
    """A fault of the database, not of the code: what a reader is told, and in how many seconds to ask again."""

    BUSY = "The database is busy with what somebody else saves.", 2
    GONE = "The database does not answer.", 30
    READ_ONLY = "Nothing can be saved: the database lets itself be read only.", 300
    FULL = "Nothing can be saved: there is no room left where the database lies.", 300
    DAMAGED = "The database cannot be read: its file is damaged.", 300
    UNFIT = "The database lacks a table that this version needs.", 60

    def __init__(self, text: str, seconds: int) -> None:
        self.text, self.seconds = text, seconds


# SQLite's primary result codes, https://www.sqlite.org/rescode.html
OF_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseFault.BUSY,
    sqlite3.SQLITE_LOCKED: DatabaseFault.BUSY,
    sqlite3.SQLITE_INTERRUPT: DatabaseFault.BUSY,
    sqlite3.SQLITE_CANTOPEN: DatabaseFault.GONE,
    sqlite3.SQLITE_IOERR: DatabaseFault.GONE,
    sqlite3.SQLITE_PERM: DatabaseFault.GONE,
    sqlite3.SQLITE_READONLY: DatabaseFault.READ_ONLY,
    sqlite3.SQLITE_FULL: DatabaseFault.FULL,
    sqlite3.SQLITE_CORRUPT: DatabaseFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: DatabaseFault.DAMAGED,
}
PRIMARY = 0xFF

# PostgreSQL's, by code or by class of codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
OF_POSTGRESQL = {
    "40001": DatabaseFault.BUSY,  # serialization_failure
    "40P01": DatabaseFault.BUSY,  # deadlock_detected
    "53300": DatabaseFault.BUSY,  # too_many_connections
    "55P03": DatabaseFault.BUSY,  # lock_not_available
    "57014": DatabaseFault.BUSY,  # query_canceled: it took too long
    "25006": DatabaseFault.READ_ONLY,
    "53100": DatabaseFault.FULL,
    "42P01": DatabaseFault.UNFIT,  # undefined_table
    "08": DatabaseFault.GONE,  # connection exceptions
    "57": DatabaseFault.GONE,  # operator intervention
    "58": DatabaseFault.GONE,  # system errors
    "XX001": DatabaseFault.DAMAGED,  # data_corrupted
    "XX002": DatabaseFault.DAMAGED,  # index_corrupted
}


def database_fault(error: BaseException | None) -> DatabaseFault | None:
    """The fault that made the error; None if it is an error of the code, such as a rule that was broken."""
    while error is not None:
        if isinstance(error, DatabaseError):
            return _of_driver(error.__cause__)
        error = error.__cause__ or error.__context__
    return None


def _of_driver(error: BaseException | None) -> DatabaseFault | None:
    if isinstance(error, sqlite3.Error):
        if str(error).startswith("no such table"):
            return DatabaseFault.UNFIT
        return OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & PRIMARY)
    code = getattr(error, "sqlstate", "")
    if code:
        return OF_POSTGRESQL.get(code) or OF_POSTGRESQL.get(code[:2])
    # An operational error without a code never came from the server: there was no connection, or it broke.
    return DatabaseFault.GONE if type(error).__name__ in ("OperationalError", "PoolTimeout") else None
