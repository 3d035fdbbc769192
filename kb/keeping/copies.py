"""Copies of the base, on either database: written beside and put in place when they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from kb.keeping import postgres_copies, sqlite_copies
from kb.keeping.copy_faults import CopyFault
from kb.models import Revision

ENGINES = {"sqlite": sqlite_copies, "postgresql": postgres_copies}


def write_copy(target: Path) -> None:
    """One state of the whole base as a file that its owner alone can read. Raises CopyFault, and leaves nothing."""
    if target.exists():
        raise CopyFault(f"{target} exists already; a backup never overwrites.")
    folder = target.absolute().parent
    if not folder.is_dir():
        raise CopyFault(f"There is no folder {folder}.")
    with unfinished(target) as partial:
        try:
            ENGINES[connection.vendor].write(partial)
            _to_the_disk(partial)
        except (OSError, DatabaseError) as error:
            raise CopyFault(f"The copy could not be written, and nothing is left of it: {error}.") from error
        if target.exists():
            raise CopyFault(f"{target} has come into being meanwhile; a backup never overwrites.")
        partial.rename(target)


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """An empty file beside the target that nobody else can read; what has not been renamed is gone at the end."""
    try:
        descriptor, name = tempfile.mkstemp(".partial", f".{target.name}.", target.absolute().parent)
    except OSError as error:
        raise CopyFault(f"Nothing can be written beside {target}: {error.strerror}.") from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for suffix in sqlite_copies.FILES_OF_A_BASE:
            Path(f"{name}{suffix}").unlink(missing_ok=True)


def _to_the_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Within it, all that is asked and written is of another base of this server, or another file."""
    usual = connections[DEFAULT_DB_ALIAS]
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {key: value for key, value in usual.settings_dict["OPTIONS"].items() if key != "pool"}
    other.settings_dict = {**usual.settings_dict, "NAME": name, "OPTIONS": options}
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual


def holds_anything() -> bool:
    """Whether any row of the knowledge base, or any account, is there. A query for each table at most."""
    tables = {*connection.introspection.table_names()}
    models = [*apps.get_app_config("kb").get_models(), get_user_model()]
    here = (model for model in models if model is not Revision and model._meta.db_table in tables)
    return any(model._base_manager.exists() for model in here)
