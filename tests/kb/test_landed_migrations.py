"""Migrations that bases have applied: none of them changes any more."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from kb import migrations

FOLDER = Path(next(iter(migrations.__path__)))
LIST = Path(__file__).with_name("landed_migrations.txt")
RULE = "A landed migration is never edited, renamed or removed, since bases have applied it: add a new one."


def sums(folder: Path) -> dict[str, str]:
    """The SHA-256 sum of each migration, by its name."""
    return {path.stem: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("[0-9]*.py"))}


def landed() -> dict[str, str]:
    return {name: total for total, name in map(str.split, LIST.read_text().splitlines())}


def faults(present: dict[str, str], landed: dict[str, str]) -> list[str]:
    """What is wrong with the migrations, in words that say what to do instead."""
    changed = [f"{name} is not what landed. {RULE}" for name, total in landed.items() if present.get(name) != total]
    new = [f"Add the line “{present[name]}  {name}” to {LIST.name}." for name in present if name not in landed]
    return changed + new


def test_no_landed_migration_has_changed() -> None:
    assert faults(sums(FOLDER), landed()) == []


def test_a_landed_migration_that_is_changed_renamed_or_removed_is_refused(tmp_path: Path) -> None:
    for name in ("0001_kept", "0002_edited", "0003_renamed", "0004_removed"):
        (tmp_path / f"{name}.py").write_text(name)
    before = sums(tmp_path)
    (tmp_path / "0002_edited.py").write_text("otherwise")
    (tmp_path / "0003_renamed.py").rename(tmp_path / "0003_again.py")
    (tmp_path / "0004_removed.py").unlink()
    found = [fault for fault in faults(sums(tmp_path), before) if fault.endswith("add a new one.")]
    assert [fault.split()[0] for fault in found] == ["0002_edited", "0003_renamed", "0004_removed"]


def test_a_new_migration_asks_for_its_line(tmp_path: Path) -> None:
    (tmp_path / "0001_new.py").write_text("new")
    assert faults(sums(tmp_path), {}) == [f"Add the line “{sha256(b'new').hexdigest()}  0001_new” to {LIST.name}."]
