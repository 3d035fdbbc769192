"""The direction of imports, and the order of the tree."""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP = {
    ".ci",
    ".dockerignore",
    ".editorconfig",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Dockerfile",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "compare",
    "compose.yaml",
    "gunicorn.conf.py",
    "kb",
    "manage.py",
    "pyproject.toml",
    "requirements-bench.txt",
    "requirements-dev.txt",
    "requirements-postgres.txt",
    "requirements.txt",
    "static",
    "templates",
    "tests",
    "uv.lock",
}


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def imports(path: Path) -> set[str]:
    """Every module and name the file imports, in full: ``from a import b`` gives ``a`` and ``a.b``."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = absolute(path, node)
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def within(names: set[str], packages: tuple[str, ...]) -> set[str]:
    """Those of the names that are one of the packages or lie in one."""
    return {name for name in names if any(f"{name}.".startswith(f"{package}.") for package in packages)}


@pytest.mark.parametrize("path", python_files("kb"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_kb_never_imports_the_site(path: Path) -> None:
    assert within(imports(path), ("compare",)) == set()


def test_the_walk_sees_relative_and_indirect_imports() -> None:
    node = ast.parse("from .models import Claim").body[0]
    assert isinstance(node, ast.ImportFrom)
    assert absolute(ROOT / "kb" / "evidence.py", node) == "kb.models"
    assert within({"kb.models.claims", "kb.modelsque"}, ("kb.models",)) == {"kb.models.claims"}


def test_the_top_of_the_repository_holds_only_what_belongs_there() -> None:
    command = ["git", "-C", str(ROOT), "ls-files", "--cached"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    assert {name.split("/")[0] for name in listing.stdout.splitlines()} <= TOP


def test_every_folder_with_tests_is_a_package() -> None:
    folders = {path.parent for path in python_files("tests")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_lock_and_requirements_name_no_index_but_pypi() -> None:
    lock = (ROOT / "uv.lock").read_text()
    hosts = {line.split("https://")[1].split("/")[0] for line in lock.splitlines() if "https://" in line}
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    for path in ROOT.glob("requirements*.txt"):
        assert not any(line.startswith("--") for line in path.read_text().splitlines()), path.name


@pytest.mark.parametrize("folder", ["kb", "compare"])
def test_no_property_is_cached_under_a_lock_that_all_threads_share(folder: str) -> None:
    """``functools.cached_property`` of Python 3.11 has one lock for all instances; Django's has none."""
    shared = "functools.cached_property"
    files = [path for path in python_files(folder) if "cached_property" in path.read_text()]
    assert [str(path) for path in files if shared in imports(path) or shared in path.read_text()] == []
